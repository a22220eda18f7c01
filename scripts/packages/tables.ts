import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Contents } from './contents.ts';
import type { SizeTable } from './sizes.ts';

/** Every file of each tarball, by name of the package. */
export type FileTable = Readonly<Record<string, readonly string[]>>;

const place = (name: string): string => path.join(import.meta.dirname, `${name}.json`);

/** What is committed. */
export function readTables(): { readonly files: FileTable; readonly sizes: SizeTable } {
  return {
    files: JSON.parse(readFileSync(place('files'), 'utf8')) as FileTable,
    sizes: JSON.parse(readFileSync(place('sizes'), 'utf8')) as SizeTable,
  };
}

export function writeTables(files: FileTable, sizes: SizeTable): void {
  writeFileSync(place('files'), `${JSON.stringify(files, undefined, 2)}\n`);
  writeFileSync(place('sizes'), `${JSON.stringify(sizes, undefined, 2)}\n`);
}

export function filesOf(packages: readonly Contents[]): FileTable {
  return Object.fromEntries(packages.map(({ manifest, files }) => [manifest.name, Array.from(files.keys())]));
}

/** What is packed and not expected, and the other way round, a sentence each. */
export function fileProblems(committed: FileTable, now: FileTable): readonly string[] {
  const names = [...new Set([...Object.keys(committed), ...Object.keys(now)])];
  const missingIn = (table: FileTable, other: FileTable, name: string): readonly string[] =>
    (other[name] ?? []).filter((file) => table[name]?.includes(file) !== true);
  const unexpected = names.flatMap((name) =>
    missingIn(committed, now, name).map((file) => `${name} packs ${file}, which is not expected.`),
  );
  const missing = names.flatMap((name) =>
    missingIn(now, committed, name).map((file) => `${name} does not pack ${file}.`),
  );
  return [...unexpected, ...missing];
}
