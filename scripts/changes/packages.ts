import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readTargets, root } from '../generation/targets.ts';

/** The parts of a manifest that matter for a release. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly engines?: { readonly node?: string };
}

/** A package that is published. */
export interface PublishedPackage {
  readonly manifest: Manifest;
  /** Relative to the root: `packages/core`, `specs`. */
  readonly folder: string;
  /** The last part of the folder, which names the package's files in the baseline. */
  readonly shortName: string;
  /** The documents that it is made of, by file name without ending. */
  readonly documents: readonly string[];
}

/** The runtime that a provider's build bundles: what changes there changes in the provider. */
const bundled = '@tokenwright/http-runtime';

/** Every published package. */
export function readPackages(): PublishedPackage[] {
  const clients = globSync('packages/*/generate.json', { cwd: root }).length === 0 ? [] : readTargets();
  return [...globSync('packages/*', { cwd: root }).toSorted(), 'specs']
    .filter((folder) => existsSync(path.join(root, folder, 'package.json')))
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as Manifest;
      const shortName = path.basename(folder);
      const own = clients.filter(({ packageName }) => packageName === shortName);
      const documents =
        folder === 'specs'
          ? (manifest.files ?? []).filter((file) => file.endsWith('.yaml')).map((file) => path.basename(file, '.yaml'))
          : own.flatMap(({ document }) => (document === undefined ? [] : [path.basename(document, '.yaml')]));
      return { manifest, folder, shortName, documents };
    })
    .filter(({ manifest }) => manifest.private !== true);
}

/** The documents in a folder, by file name without ending. */
export function documentNames(folder: string): string[] {
  return globSync('*.yaml', { cwd: folder })
    .map((file) => path.basename(file, '.yaml'))
    .toSorted();
}

/** Name and source file of every entry of a package: `index` for `.`, `wire` for `./wire`. */
export function entriesOf({ manifest }: PublishedPackage): { readonly entry: string; readonly source: string }[] {
  return Object.entries(manifest.exports ?? {})
    .filter(([, source]) => source.endsWith('.ts'))
    .map(([name, source]) => ({ entry: name === '.' ? 'index' : name.slice(2), source }));
}

/**
 * A digest of what a package is published from: its sources, the documents it ships, and what its manifest says to
 * those who install it. Its version is no part of it.
 */
export function digestOf({ folder, manifest, documents }: PublishedPackage): string {
  const folders = [`${folder}/src`];
  if (manifest.devDependencies?.[bundled] !== undefined) folders.push('packages/http-runtime/src');
  const files = folders.flatMap((each) => globSync(`${each}/**/*.ts`, { cwd: root }));
  if (folder === 'specs') files.push(...documents.map((name) => `specs/${name}.yaml`));
  const hash = createHash('sha256');
  for (const file of files.toSorted()) {
    if (file === path.join(folder, 'src/version.ts')) continue;
    hash.update(`${file}\0${readFileSync(path.join(root, file), 'utf8')}\0`);
  }
  const { exports, bin, dependencies, peerDependencies, engines } = manifest;
  hash.update(JSON.stringify({ exports, bin, dependencies, peerDependencies, engines }));
  return hash.digest('hex');
}
