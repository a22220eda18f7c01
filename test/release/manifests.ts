import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Manifest } from '../../scripts/changes/packages.ts';
import { root } from '../support/run.ts';

/** The folders of the workspace's packages, published and private. */
export function manifestFolders(): string[] {
  return [...globSync('packages/*', { cwd: root }), 'specs', 'examples', 'bench']
    .filter((folder) => existsSync(path.join(root, folder, 'package.json')))
    .toSorted();
}

export function readManifest(from: string, folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(from, folder, 'package.json'), 'utf8')) as Manifest;
}
