import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Outside the workspace's own dependencies: nobody needs a gigabyte of runtimes to install this repository. */
export const cache: string = fileURLToPath(
  new URL('../../../../node_modules/.cache/tokenwright-runtimes/', import.meta.url),
);

/** Installs the runtimes that package.json pins, unless just these are there. Needs npm and a registry the first time. */
export function installRuntimes(): void {
  const wanted = readFileSync(join(here, 'package.json'), 'utf8');
  const stamp = join(cache, 'installed.json');
  const isInstalled = (): boolean => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (isInstalled()) return;
  mkdirSync(cache, { recursive: true });
  // Test files run side by side, and each comes here.
  using _lock = lock(join(cache, 'installing'));
  if (isInstalled()) return;
  writeFileSync(join(cache, 'package.json'), wanted);
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  execFileSync('npm', ['install', ...quiet], {
    cwd: cache,
    stdio: 'inherit',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  writeFileSync(stamp, wanted);
}

/** Waits until no other process holds this file. One whose process is gone is taken over. */
function lock(file: string): Disposable {
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return { [Symbol.dispose]: () => rmSync(file) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (!isHeld(file)) rmSync(file, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
  }
}

function isHeld(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // Not written yet: 0, which every process has.
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The part of rolldown that is used; it comes with tsdown. */
interface Rolldown {
  readonly rolldown: (options: object) => Promise<Build>;
}

interface Build {
  write(options: object): Promise<unknown>;
  close(): Promise<void>;
}

/** Bundles the suite with each way into it; returns where a bundle lies. */
export function bundle(entry: 'console' | 'worker' | 'page' | 'lifetime'): Promise<string> {
  return bundleFile(join(here, `entry-${entry}.ts`), entry);
}

/** Bundles a module with all that it imports, but for what workerd has inside, under a name of its own. */
export async function bundleFile(input: string, name: string): Promise<string> {
  const tsdown = createRequire(import.meta.url).resolve('tsdown');
  const { rolldown } = (await import(pathToFileURL(createRequire(tsdown).resolve('rolldown')).href)) as Rolldown;
  const file = join(cache, `${name}.mjs`);
  const build = await rolldown({ input, platform: 'neutral', external: [/^cloudflare:/] });
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return file;
}
