import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readPackages } from '../../scripts/changes/packages.ts';
import { readPage } from '../../scripts/docs/markdown.ts';
import { packAll } from '../../scripts/lib/tarballs.ts';
import { PageShell } from '../support/page-shell.ts';
import { bin, root, run, temporaryFolder } from '../support/run.ts';
import { walkedPages, type WalkedPage } from '../support/walked-pages.ts';
import { walkPage, withTarballs, type PackedPackage, type Walk } from '../support/walk-page.ts';

/** As the packages are not published, an installation takes them as they would be. */
let packages: readonly PackedPackage[] = [];
beforeAll(async () => {
  const tarballs = await packAll();
  packages = readPackages().map(({ manifest: { name, dependencies = {} } }) => ({
    name,
    file: tarballs.find((tarball) => tarball.name === name)?.file ?? '',
    needs: Object.keys(dependencies),
  }));
});

const missing = await programsThatAreMissing();

test.for(walkedPages)(
  '$file is true: each file and command from an empty folder, each output as it is shown',
  { timeout: 600_000 },
  async (page, { signal }) => {
    const absent = page.programs.filter((program) => missing.has(program));
    if (absent.length > 0) {
      const sentence = `${page.file} was NOT walked: it needs ${absent.join(' and ')}.`;
      if (process.env['CI'] === 'true') throw new Error(sentence);
      process.stderr.write(`${sentence}\n`);
      return;
    }
    using temporary = temporaryFolder();
    const inside = (name: string): string => {
      const folder = path.join(temporary.path, name);
      mkdirSync(folder);
      return folder;
    };
    const env = { ...cleanEnvironment(), ...(await repositoryAsPublished(inside('repository.git'), page.programs)) };
    const folder = inside('empty');
    // What lies above a reader's folder is not the page's business: the generator, for one, would stop at the first, and
    // npm would install where the second is.
    writeFileSync(path.join(temporary.path, 'tsconfig.neighbour.json'), '{ "extends": "./not-there.json" }');
    writeFileSync(path.join(temporary.path, 'package.json'), '{ "type": "commonjs" }');
    const scripts = inside('scripts');
    await prepare(page, { folder, scripts, packages, env, signal });
    const ended = await walkPage(page, { folder, scripts, packages, env, signal });
    expect(await problemsOfTypes(page.file, ended)).toBe('');
    expect(existsSync(path.join(temporary.path, 'node_modules'))).toBe(false);
  },
);

/** What the reader of a page has before it begins; a project to install into, unless the page has them make one. */
async function prepare(
  { file: page, installed = [], copies = {} }: WalkedPage,
  { folder, scripts, env, signal }: Walk,
): Promise<void> {
  for (const [copy, original] of Object.entries(copies)) cpSync(path.join(root, original), path.join(folder, copy));
  const makesOne = readPage(page).blocks.some(({ code }) => /^npm init\b/m.test(code));
  if (!makesOne) writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  if (installed.length === 0) return;
  await using shell = new PageShell(folder, scripts, env, signal);
  await shell.run(withTarballs(`npm install ${installed.join(' ')}`, packages));
}

/** Without what pnpm and vitest set for their own children: a reader has none of it. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const own = /^(?:npm_|pnpm_|PNPM_|NODE_(?:ENV|OPTIONS|PATH)$|VITEST|FORCE_COLOR|TEST$|DEV$|PROD$|MODE$)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
  return {
    ...env,
    PATH: [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter),
    NO_COLOR: '1',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  };
}

/** What is committed here and what is not yet, in a git repository to which git is sent instead of the host. */
async function repositoryAsPublished(folder: string, programs: readonly string[]): Promise<NodeJS.ProcessEnv> {
  if (!programs.includes('git')) return {};
  const leftOut = /(?:^|\/)(?:node_modules|dist|\.turbo|\.git|\.vitepress)(?:\/|$)/;
  cpSync(root, folder, { recursive: true, filter: (file) => !leftOut.test(path.relative(root, file)) });
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.invalid'];
  for (const words of [
    ['init', '-q', '-b', 'main'],
    ['add', '-A'],
    [...author, 'commit', '-q', '-m', 'as it is'],
  ]) {
    const { code, output } = await run('git', words, { cwd: folder });
    if (code !== 0) throw new Error(`git ${words.join(' ')}: ${output}`);
  }
  const address = 'https://github.com/tokenwright/tokenwright.git';
  const settings = [[`url.${folder}.insteadOf`, address]];
  const env: NodeJS.ProcessEnv = { GIT_CONFIG_COUNT: String(settings.length) };
  for (const [index, [name, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = name;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return env;
}

async function programsThatAreMissing(): Promise<ReadonlySet<string>> {
  const absent = new Set<string>();
  for (const program of new Set(walkedPages.flatMap(({ programs }) => programs))) {
    const { code } = await run(program, ['--version']).catch(() => ({ code: 1 }));
    if (code !== 0) absent.add(program);
  }
  return absent;
}

/** A reader's editor checks what they write: with the types of the packages that were installed. */
async function problemsOfTypes(page: string, folder: string): Promise<string> {
  const files = readPage(page)
    .blocks.flatMap(({ attributes }) => attributes.get('file') ?? [])
    .filter((file) => /\.m?[jt]s$/.test(file));
  if (files.length === 0) return '';
  const compilerOptions = {
    strict: true,
    noEmit: true,
    allowJs: true,
    checkJs: true,
    module: 'nodenext',
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable'],
    types: ['node'],
    typeRoots: [path.join(root, 'node_modules/@types')],
    skipLibCheck: true,
    allowImportingTsExtensions: true,
  };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const { output } = await run(bin('tsc'), ['-p', folder, '--pretty', 'false'], { cwd: folder });
  return output;
}
