import type { Manifest } from './project.ts';
import { entriesEverywhere } from './suite/entries.ts';
import { entriesOfServers } from './suite/servers.ts';

/** Loaded from outside, for it is for fewer runtimes: see around.ts. */
const elsewhere = ['@tokenwright/contract'];

/** The public entries that the suite does not load, and those that it loads and no package has. */
export function entriesAmiss(manifests: readonly Manifest[]): readonly string[] {
  const published = manifests.flatMap(({ name, exports }) =>
    Object.keys(exports)
      .filter((entry) => !/\.(?:json|yaml)$/.test(entry))
      .map((entry) => `${name}${entry.slice(1)}`),
  );
  const loaded = [...Object.keys(entriesEverywhere), ...Object.keys(entriesOfServers), ...elsewhere];
  return [
    ...published.filter((entry) => !loaded.includes(entry)).map((entry) => `${entry} is published and not loaded`),
    ...loaded.filter((entry) => !published.includes(entry)).map((entry) => `${entry} is loaded and not published`),
  ];
}
