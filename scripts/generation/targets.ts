import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Stop } from '../lib/stop.ts';

export const root: string = path.resolve(import.meta.dirname, '../..');

/** One generated folder. */
export interface Target {
  /** Folder name of the package below `packages/`. */
  readonly packageName: string;
  /** Absolute path of the generated folder. */
  readonly output: string;
  /** Absolute path of the document; undefined for the runtime, which comes from none. */
  readonly document: string | undefined;
}

interface GenerateFile {
  readonly runtime?: string;
  readonly clients?: readonly { readonly document: string; readonly output: string }[];
}

/** Every package says in its `generate.json` what is generated into it. */
export function readTargets(only?: string): Target[] {
  const packages = path.join(root, 'packages');
  const targets: Target[] = [];
  for (const packageName of readdirSync(packages).toSorted()) {
    const file = path.join(packages, packageName, 'generate.json');
    if ((only !== undefined && only !== packageName) || !existsSync(file)) continue;
    const { runtime, clients = [] } = JSON.parse(readFileSync(file, 'utf8')) as GenerateFile;
    const folder = (output: string): string => path.join(packages, packageName, output);
    if (runtime !== undefined) targets.push({ packageName, output: folder(runtime), document: undefined });
    for (const { document, output } of clients) {
      targets.push({ packageName, output: folder(output), document: path.join(root, 'specs', `${document}.yaml`) });
    }
  }
  if (targets.length === 0) {
    throw new Stop(`No package ${only === undefined ? 'has' : `"${only}" with`} a generate.json below packages/.`);
  }
  return targets;
}
