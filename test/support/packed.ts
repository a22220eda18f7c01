import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packAll } from '../../scripts/lib/tarballs.ts';
import { run, temporaryFolder } from './run.ts';

/** An empty project into which packages were installed as from the registry. */
export interface PackedProject {
  readonly folder: string;
  /** Every file of the installed packages of this repository, relative to `node_modules/@tokenwright`. */
  readonly files: readonly string[];
  [Symbol.dispose](): void;
}

/** Packs packages as for the registry, and installs the tarballs with npm. `specs` is the folder of that name. */
export async function installPacked(names: readonly string[]): Promise<PackedProject> {
  const wanted = new Set(names.map((name) => `@tokenwright/${name}`));
  const tarballs = (await packAll()).filter(({ name }) => wanted.has(name)).map(({ file }) => file);
  if (tarballs.length !== names.length)
    throw new Error(`${names.length} tarballs were expected, there are ${tarballs.length}.`);
  const temporary = temporaryFolder();
  const folder = path.join(temporary.path, 'project');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs];
  const { code, output } = await run('npm', install, { cwd: folder });
  if (code !== 0) throw new Error(`npm install failed (${String(code)}):\n${output}`);
  const installed = path.join(folder, 'node_modules/@tokenwright');
  const files = globSync('**', { cwd: installed, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(installed, path.join(entry.parentPath, entry.name)));
  return { folder, files, [Symbol.dispose]: () => temporary[Symbol.dispose]() };
}
