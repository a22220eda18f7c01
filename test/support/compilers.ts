import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, run } from './run.ts';

/** Every TypeScript that is supported: the workspace's own, the one before and the one after. */
export const compilers = ['5.9', '6', '7'] as const;

const cache = path.join(root, 'node_modules/.cache/tokenwright-compilers');

/** Where the types of Workers are, as TypeScript's `typeRoots` has it. */
export const typesFolder: string = path.join(cache, 'node_modules/@cloudflare');

/** Installs what `compilers/package.json` pins, unless just that is there. Needs npm and a registry the first time. */
export async function installCompilers(): Promise<void> {
  const wanted = readFileSync(path.join(import.meta.dirname, 'compilers/package.json'), 'utf8');
  const stamp = path.join(cache, 'installed.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  mkdirSync(cache, { recursive: true });
  writeFileSync(path.join(cache, 'package.json'), wanted);
  const { code, output } = await run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: cache,
  });
  if (code !== 0) throw new Error(`The compilers could not be installed:\n${output}`);
  writeFileSync(stamp, wanted);
}

/** Where the program of a compiler is. */
export function compilerFile(version: (typeof compilers)[number]): string {
  const folder =
    version === '6'
      ? path.join(root, 'node_modules/typescript')
      : path.join(cache, `node_modules/typescript-${version}`);
  return path.join(folder, 'bin/tsc');
}
