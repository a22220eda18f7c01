import { cpSync, existsSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bin, root, run, temporaryFolder, type Outcome } from './run.ts';

/** The repository without its tests and its history, in a folder of its own, to be edited. */
export interface RepositoryCopy {
  readonly path: string;
  /** Replaces a text that has to be there. */
  readonly edit: (file: string, ...replacements: readonly (readonly [from: string | RegExp, to: string])[]) => void;
  readonly read: (file: string) => string;
  readonly write: (file: string, text: string) => void;
  readonly has: (file: string) => boolean;
  /** Runs a script of the copy. */
  readonly script: (file: string, ...words: readonly string[]) => Promise<Outcome>;
  /** Makes it a git repository in which everything is committed. */
  readonly commit: () => Promise<void>;
  [Symbol.dispose](): void;
}

const parts = ['scripts', 'specs', 'baseline', '.changeset', 'packages'];
const files = [
  'package.json',
  'redocly.yaml',
  'tsconfig.base.json',
  'tsdown.base.ts',
  'turbo.json',
  '.oxfmtrc.json',
  'pnpm-workspace.yaml',
];

/** Copies what scripts read and write, from the repository or from another copy. Dependencies are linked, not copied. */
export function copyRepository(from: string = root): RepositoryCopy {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder.path, '.gitignore'), 'node_modules\n');
  const inside = (file: string): string => path.join(folder.path, file);
  const leftOut = /(?:^|\/)(?:node_modules|dist|\.turbo|docs|test)(?:\/|$)/;
  for (const part of [...parts, ...files]) {
    cpSync(path.join(from, part), inside(part), {
      recursive: true,
      filter: (file) => !leftOut.test(path.relative(from, file)),
    });
  }
  for (const modules of ['node_modules', 'specs/node_modules', ...globSync('packages/*/node_modules', { cwd: root })]) {
    if (existsSync(path.join(root, modules))) symlinkSync(path.join(root, modules), inside(modules));
  }
  const read = (file: string): string => readFileSync(inside(file), 'utf8');
  const write = (file: string, text: string): void => writeFileSync(inside(file), text);
  const edit: RepositoryCopy['edit'] = (file, ...replacements) => {
    let text = read(file);
    for (const [pattern, to] of replacements) {
      const every = typeof pattern === 'string' ? pattern : new RegExp(pattern.source, `g${pattern.flags}`);
      const replaced = text.replaceAll(every, () => to);
      if (replaced === text) throw new Error(`${file} does not hold ${String(pattern)}.`);
      text = replaced;
    }
    write(file, text);
  };
  // No line of Node.js is past its day here, which would stop a release.
  mkdirSync(inside('docs'));
  writeFileSync(inside('docs/supported-runtimes.md'), '');
  // An installation in here would go through the links, and change the dependencies of the repository itself.
  if (from === root) edit('pnpm-workspace.yaml', ['verifyDepsBeforeRun: install', 'verifyDepsBeforeRun: false']);
  return {
    path: folder.path,
    read,
    write,
    edit,
    has: (file) => existsSync(inside(file)),
    script: (file, ...words) => run(bin('node'), [file, ...words], { cwd: folder.path }),
    commit: async () => {
      const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.invalid'];
      for (const words of [
        ['init', '-q'],
        ['add', '-A'],
        [...author, 'commit', '-q', '-m', 'test', '--no-verify'],
      ]) {
        const { code, output } = await run('git', words, { cwd: folder.path });
        if (code !== 0) throw new Error(`git ${words.join(' ')}: ${output}`);
      }
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
