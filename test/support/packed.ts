import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pnpm } from '../../scripts/lib/pnpm.ts';
import { bin, root, run, temporaryFolder, type Outcome } from './run.ts';

/** An empty project into which packages were installed as from the registry. */
export interface PackedProject {
  readonly folder: string;
  /** Every file of the installed packages of this repository, relative to `node_modules/@tokenwright`. */
  readonly files: readonly string[];
  [Symbol.dispose](): void;
}

function succeeded(what: string, { code, output }: Outcome): void {
  if (code !== 0) throw new Error(`${what} failed (${String(code)}):\n${output}`);
}

/** Builds and packs packages, and installs the tarballs with npm. `specs` is the folder of that name. */
export async function installPacked(names: readonly string[]): Promise<PackedProject> {
  const temporary = temporaryFolder();
  const filters = names.map((name) => `--filter=@tokenwright/${name}`);
  succeeded('build', await run(bin('node'), ['scripts/turbo.ts', 'run', 'build', ...filters]));
  for (const name of names) {
    const cwd = path.join(root, name === 'specs' ? 'specs' : `packages/${name}`);
    succeeded(`pack ${name}`, await run('npx', ['--yes', pnpm, 'pack', '--pack-destination', temporary.path], { cwd }));
  }
  const tarballs = globSync('*.tgz', { cwd: temporary.path }).map((name) => path.join(temporary.path, name));
  if (tarballs.length !== names.length)
    throw new Error(`${names.length} tarballs were expected, there are ${tarballs.length}.`);
  const folder = path.join(temporary.path, 'project');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs];
  succeeded('install', await run('npm', install, { cwd: folder }));
  const installed = path.join(folder, 'node_modules/@tokenwright');
  const files = globSync('**', { cwd: installed, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(installed, path.join(entry.parentPath, entry.name)));
  return { folder, files, [Symbol.dispose]: () => temporary[Symbol.dispose]() };
}
