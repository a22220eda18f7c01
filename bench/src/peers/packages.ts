import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { pnpm } from '../../../scripts/lib/pnpm.ts';

export const peerFolder: string = path.resolve(import.meta.dirname, '../../peers');
const modules = path.join(peerFolder, 'node_modules');

/** The packages that the folder asks for. */
export function peerPackages(): readonly string[] {
  const manifest = JSON.parse(readFileSync(path.join(peerFolder, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return Object.keys(manifest.dependencies);
}

/** Whether what is installed is what the lock file asks for, of which pnpm keeps a copy. */
export function peersAreInstalled(): boolean {
  const installed = path.join(modules, '.pnpm/lock.yaml');
  const wanted = path.join(peerFolder, 'pnpm-lock.yaml');
  return existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(wanted, 'utf8');
}

/** Installs the peers from their own lock file. */
export function installPeers(): void {
  const install = ['--yes', pnpm, 'install', '--frozen-lockfile', '--ignore-scripts', '--reporter=append-only'];
  const { status } = spawnSync('npx', install, { cwd: peerFolder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0)
    throw new Error(
      `The peers could not be installed in ${peerFolder}; run "npx ${install.slice(1).join(' ')}" there.`,
    );
}

/** Imports a peer, as a module of the peers' folder would. */
export async function importPeer<Module>(name: string): Promise<Module> {
  const folder = (await import(pathToFileURL(path.join(peerFolder, 'import.mjs')).href)) as {
    readonly importHere: (name: string) => Promise<unknown>;
  };
  return (await folder.importHere(name)) as Module;
}

/** Imports a file inside a peer that the peer does not export. */
export async function importInside<Module>(name: string, file: string): Promise<Module> {
  return (await import(pathToFileURL(path.join(modules, name, file)).href)) as Module;
}
