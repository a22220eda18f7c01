import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { supportedRuntimes, unsupportedNodes, type PinnedRuntime } from './versions.ts';

/** Outside the workspace's own dependencies: nobody needs a gigabyte of runtimes to install this repository. */
const cache = path.resolve(import.meta.dirname, '../../node_modules/.cache/tokenwright-runtimes');

/** A runtime that this machine does not have and that cannot be had. */
export class MissingRuntime extends Error {}

/**
 * Whether tests are to run that need runtimes from npm: always in CI, elsewhere when asked for, and then nobody who only
 * runs the tests fetches a gigabyte. Says so when they do not run.
 *
 * @param what is not run then
 * @param file the name of the test file, for the command that runs it
 */
export function runtimesWanted(what: string, file: string): boolean {
  const { CI, TOKENWRIGHT_RUNTIMES } = process.env;
  if (CI !== undefined || TOKENWRIGHT_RUNTIMES === '1') return true;
  // oxlint-disable-next-line no-console -- a suite that does not run has to say so
  console.warn(`SKIPPED: ${what}. To run it: TOKENWRIGHT_RUNTIMES=1 pnpm test ${file}`);
  return false;
}

/** The pinned runtime of that name. */
export function pinned(id: string): PinnedRuntime {
  const found = [...supportedRuntimes, ...unsupportedNodes].find((each) => each.id === id);
  if (found === undefined) throw new TypeError(`scripts/runtimes/versions.ts has no "${id}"`);
  return found;
}

/**
 * Where the program of a runtime is. It is fetched from npm unless it is there; needs npm and a registry the first time.
 *
 * @throws MissingRuntime when it cannot be had, with what to do
 */
export async function programOf(runtime: PinnedRuntime): Promise<string> {
  if ('debian' in runtime.from) {
    const found = findInPath([runtime.from.debian, 'chromium-browser', 'google-chrome']);
    if (found !== undefined) return found;
    throw new MissingRuntime(
      `${runtime.id} is not on this machine; on Debian: apt-get install ${runtime.from.debian}.`,
    );
  }
  const { npm } = runtime.from;
  const version = runtime.version ?? 'latest';
  // The package "node" only fetches that of the platform, by a script of its own.
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = npm === 'node' ? `node-${platform}-${process.arch}` : npm;
  const folder = path.join(cache, `${name.replaceAll('/', '-')}-${version}`);
  if (!existsSync(folder)) await install(`${name}@${version}`, folder, npm === 'node' ? ['--ignore-scripts'] : []);
  const executable = process.platform === 'win32' ? 'node.exe' : 'bin/node';
  return path.join(folder, 'node_modules', npm === 'node' ? `${name}/${executable}` : `.bin/${npm}`);
}

/** Test files run side by side and may install the same: each does it aside, and the first one that is done stays. */
async function install(wanted: string, folder: string, flags: readonly string[]): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(path.join(cache, 'unfinished-'));
  try {
    writeFileSync(path.join(unfinished, 'package.json'), JSON.stringify({ private: true }));
    const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--save-exact', '--loglevel=error'];
    await promisify(execFile)('npm', ['install', ...quiet, ...flags, wanted], {
      cwd: unfinished,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } catch (error) {
    if (existsSync(folder)) return;
    throw new MissingRuntime(`${wanted} could not be installed from the registry: ${saidOf(error)}`);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** What npm says in words, not its code nor where its log is. */
function saidOf(error: unknown): string {
  const { stderr, message } = error as { readonly stderr?: string; readonly message?: string };
  const lines = (stderr?.trim() || message || String(error))
    .split('\n')
    .map((line) => line.replace(/^npm error ?/, ''));
  return lines.find((line) => line !== '' && !/^(?:code |errno |A complete log)/.test(line)) ?? '';
}

function findInPath(names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) => existsSync(file));
}
