import { existsSync, globSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

/** What installing a package brings along. */
export interface Installed {
  readonly packages: number;
  readonly bytes: number;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Counts a package and all that it depends on, as they lie in `node_modules`. */
export function installedBy(name: string, from: string): Installed {
  const seen = new Set<string>();
  const visit = (dependency: string, folder: string): void => {
    const found = find(dependency, folder);
    if (found === undefined || seen.has(found)) return;
    seen.add(found);
    const manifest = JSON.parse(readFileSync(path.join(found, 'package.json'), 'utf8')) as Manifest;
    for (const next of Object.keys(manifest.dependencies ?? {})) visit(next, found);
  };
  visit(name, from);
  return { packages: seen.size, bytes: [...seen].reduce((sum, folder) => sum + bytesIn(folder), 0) };
}

/** As Node.js looks for it: in the `node_modules` of this folder and of those above it. */
function find(name: string, from: string): string | undefined {
  for (let folder = realpathSync(from); path.dirname(folder) !== folder; folder = path.dirname(folder)) {
    if (path.basename(folder) === 'node_modules') continue;
    const candidate = path.join(folder, 'node_modules', name);
    if (existsSync(candidate)) return realpathSync(candidate);
  }
  return undefined;
}

function bytesIn(folder: string): number {
  return globSync('**', { cwd: folder, exclude: (name) => name === 'node_modules' })
    .map((file) => statSync(path.join(folder, file)))
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + entry.size, 0);
}
