import { readFileSync } from 'node:fs';
import { parseTarGzip } from 'nanotar';
import type { Tarball } from '../lib/tarballs.ts';

/** What a packed manifest says. */
export interface PackedManifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly license?: string;
  readonly type?: string;
  readonly sideEffects?: boolean;
  readonly repository?: { readonly directory?: string };
  readonly engines?: { readonly node?: string };
  readonly exports?: Readonly<Record<string, string | { readonly types?: string; readonly default?: string }>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A tarball, read. */
export interface Contents {
  readonly tarball: Tarball;
  readonly manifest: PackedManifest;
  /** Text by path inside the package, in order of their names. */
  readonly files: ReadonlyMap<string, string>;
}

/** @throws Error when a file is no tarball of a package */
export async function readContents(tarball: Tarball): Promise<Contents> {
  const entries = await parseTarGzip(readFileSync(tarball.file));
  const files = new Map(
    entries
      .map(({ name, text }) => [name.replace(/^package\//, ''), text] as const)
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
  const text = files.get('package.json');
  if (text === undefined) throw new Error(`${tarball.file} holds no package.json.`);
  return { tarball, manifest: JSON.parse(text) as PackedManifest, files };
}
