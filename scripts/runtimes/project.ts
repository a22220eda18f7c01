import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { packAll } from '../lib/tarballs.ts';

const runFile = promisify(execFile);

/** A project of a user: empty, but for what was installed from tarballs. */
export interface Project {
  readonly folder: string;
  /** The packages of this repository in it, by name. */
  readonly manifests: readonly Manifest[];
  [Symbol.dispose](): void;
}

/** What is looked at of the manifest of an installed package. */
export interface Manifest {
  readonly name: string;
  readonly engines?: { readonly node?: string };
  readonly exports: Readonly<Record<string, unknown>>;
}

export interface ProjectOptions {
  /** The published packages to install, without their scope; `specs` is the folder of that name. */
  readonly packages: readonly string[];
  /** What a user installs besides, as npm takes it: `redis@6.3.1`. */
  readonly others?: readonly string[];
}

/**
 * Installs packed packages by npm into an empty folder outside of the repository, where nothing but what the tarballs
 * ask for can be found.
 *
 * @throws Stop when the packages cannot be packed; what npm says when they cannot be installed
 */
export async function createProject({ packages, others = [] }: ProjectOptions): Promise<Project> {
  const tarballs = await packAll();
  const files = packages.map((name) => {
    const tarball = tarballs.find((each) => each.name === `@tokenwright/${name}`);
    if (tarball === undefined) throw new TypeError(`there is no package "${name}"`);
    return tarball.file;
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-project-'));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...files, ...others];
  await runFile('npm', install, { cwd: folder, env: { ...process.env, NODE_OPTIONS: '' } });
  const manifests = packages.map(
    (name) =>
      // What npm installed is a manifest.
      JSON.parse(
        readFileSync(path.join(folder, 'node_modules/@tokenwright', name, 'package.json'), 'utf8'),
      ) as Manifest,
  );
  return { folder, manifests, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
