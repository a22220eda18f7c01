import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root, type Target } from './targets.ts';

/** How a target's committed files differ from fresh ones: a line for each file. */
export function differences(fresh: string, target: Target): string[] {
  const wanted = new Set(filesBelow(fresh));
  const present = new Set(existsSync(target.output) ? filesBelow(target.output) : []);
  const lines: string[] = [];
  for (const file of [...new Set([...wanted, ...present])].toSorted()) {
    const shown = display(path.join(target.output, file));
    if (!present.has(file)) lines.push(`missing  ${shown}`);
    else if (!wanted.has(file)) lines.push(`extra    ${shown}`);
    else if (!readFileSync(path.join(fresh, file)).equals(readFileSync(path.join(target.output, file))))
      lines.push(`changed  ${shown}`);
  }
  return lines;
}

/** Every file below a folder, relative to it. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

/** A path as it is shown: relative to the root of the repository. */
export function display(file: string): string {
  return path.relative(root, file).replaceAll(path.sep, '/');
}
