import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { readPackages } from '../changes/packages.ts';
import { root } from '../generation/targets.ts';
import { holdLock } from './lock.ts';
import { pnpm } from './pnpm.ts';
import { Stop } from './stop.ts';

/** A published package as it would go to the registry. */
export interface Tarball {
  readonly name: string;
  readonly version: string;
  /** Absolute; kept until something else is packed, so copy what has to last. */
  readonly file: string;
  /** Where the package lies, relative to the root: `packages/core`, `specs`. */
  readonly folder: string;
}

/** Not below node_modules, which a copy of the repository shares with it. */
const cache = path.join(root, '.turbo/tarballs');
const runFile = promisify(execFile);

/**
 * Builds and packs every published package, unless just these are packed already. Processes that ask at the same time
 * wait for one of them.
 *
 * @throws Stop when a package cannot be built or packed
 */
export async function packAll(): Promise<readonly Tarball[]> {
  using _lock = await holdLock(path.join(cache, 'lock'));
  const packages = readPackages();
  const filters = packages.map(({ manifest }) => `--filter=${manifest.name}`);
  await succeed(path.join(root, 'node_modules/.bin/node'), ['scripts/turbo.ts', 'run', 'build', ...filters]);
  const packed = path.join(cache, digestOf(packages.map(({ folder }) => folder)));
  if (!existsSync(packed)) {
    for (const name of readdirSync(cache))
      if (!name.startsWith('lock')) rmSync(path.join(cache, name), { recursive: true });
    const unfinished = `${packed}.unfinished`;
    mkdirSync(unfinished);
    await succeed('npx', ['--yes', pnpm, '--recursive', ...filters, 'pack', '--pack-destination', unfinished]);
    renameSync(unfinished, packed);
  }
  return packages.map(({ manifest: { name, version }, folder }) => {
    const file = path.join(packed, `${name.slice(1).replace('/', '-')}-${version}.tgz`);
    if (!existsSync(file)) throw new Stop(`${folder}: pnpm packed no ${path.basename(file)}.`);
    return { name, version, file, folder };
  });
}

/** A digest of all that the tarballs are made of. A packed manifest holds versions of other packages and of the catalog. */
function digestOf(folders: readonly string[]): string {
  const parts = ['package.json', 'README.md', 'LICENSE', '*.yaml', 'dist/**', 'docs/**'];
  const files = folders.flatMap((folder) =>
    globSync(
      parts.map((part) => `${folder}/${part}`),
      { cwd: root, withFileTypes: true },
    )
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name)),
  );
  const hash = createHash('sha256').update(pnpm);
  for (const file of [...files, path.join(root, 'LICENSE'), path.join(root, 'pnpm-workspace.yaml')].toSorted())
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}

async function succeed(command: string, args: readonly string[]): Promise<void> {
  try {
    await runFile(command, args, { cwd: root, maxBuffer: 2 ** 26 });
  } catch (error) {
    // A reason of its own: `execFile` adds what the command printed.
    const { stdout, stderr, message } = error as Error & { readonly stdout?: string; readonly stderr?: string };
    throw new Stop(`The packages cannot be packed: ${message}\n${stdout ?? ''}${stderr ?? ''}`);
  }
}
