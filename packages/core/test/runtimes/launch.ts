import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { Context } from './behaviours.ts';
import { bundle, cache } from './install.ts';

export type Words = Readonly<Record<string, string>>;

/** A runtime that can be started. */
export interface Runtime {
  readonly name: string;
  run(context: Context): Promise<Words>;
}

/** No run takes this long, unless something hangs. */
const mostMs = 60_000;
const installed = (name: string): string => join(cache, 'node_modules', '.bin', name);
const installedNode = (major: number): string => join(cache, 'node_modules', `node-${major}`, 'bin', 'node');

/** Every runtime of this machine, oldest Node.js first. A browser that is not there comes as a name. */
export async function findRuntimes(): Promise<{
  readonly runtimes: readonly Runtime[];
  readonly absent: readonly string[];
}> {
  const file = await bundle('console');
  const nodes = [installedNode(20), installedNode(22), process.execPath, installedNode(26)];
  const runtimes: Runtime[] = [];
  for (const node of nodes) runtimes.push(await consoleRuntime('Node.js', node, [file]));
  runtimes.push(await consoleRuntime('Bun', installed('bun'), [file]));
  runtimes.push(
    await consoleRuntime('Deno', installed('deno'), ['run', '--allow-all', '--no-config', '--no-lock', file]),
  );
  runtimes.push(await workerd(installed('workerd'), await bundle('worker')));
  const browser = findInPath(['chromium', 'chromium-browser', 'google-chrome']);
  if (browser === undefined) return { runtimes, absent: ['Chromium'] };
  runtimes.push(await chromium(browser, await bundle('page')));
  return { runtimes, absent: [] };
}

async function nameOf(product: string, program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ['--version']);
  return `${product} ${/\d+(?:[.-]\d+)+/.exec(stdout)?.[0] ?? '?'}`;
}

async function consoleRuntime(product: string, program: string, args: readonly string[]): Promise<Runtime> {
  return {
    name: await nameOf(product, program),
    async run(context) {
      const env = {
        ...process.env,
        NODE_OPTIONS: '',
        NO_COLOR: '1',
        TOKENWRIGHT_RUNTIME_CONTEXT: JSON.stringify(context),
      };
      const { stdout } = await promisify(execFile)(program, args, { env, timeout: mostMs });
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Words;
    },
  };
}

async function workerd(program: string, file: string): Promise<Runtime> {
  return {
    name: await nameOf('workerd', program),
    async run(context) {
      await using worker = await startWorker(program, file);
      const answer = await fetch(worker.url, {
        method: 'POST',
        body: JSON.stringify(context),
        signal: AbortSignal.timeout(mostMs),
      });
      return (await answer.json()) as Words;
    },
  };
}

export interface RunningWorker {
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts workerd with a bundled worker, on a free port. @param settings what the worker finds in its environment */
export async function startWorker(program: string, file: string, settings: Words = {}): Promise<RunningWorker> {
  const config = file.replace(/\.mjs$/, '.capnp');
  // A text is quoted alike in JSON and there, as far as settings go.
  const bindings = Object.entries(settings).map(
    ([name, text]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(text)})`,
  );
  // It may call anywhere, and trusts what browsers trust: like a Worker, but on loopback.
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker", esModule = embed "${basename(file)}")],
      compatibilityDate = "2026-11-01",
      bindings = [${bindings.join(', ')}],
      globalOutbound = "anywhere")),
    (name = "anywhere", network = (allow = ["public", "private", "local"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
`,
  );
  // It reports its port on this descriptor. What it logs of the failures that the suites make is of no interest.
  const child = spawn(program, ['serve', '--control-fd=3', config], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  try {
    const port = await portOf(child, child.stdio[3] as Readable);
    return { url: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

/** The program of workerd, once the runtimes are installed. */
export const workerdProgram: string = installed('workerd');

async function portOf(child: ChildProcess, control: Readable): Promise<number> {
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('workerd ended before it listened')));
  const listening = (async () => {
    let line = '';
    for await (const chunk of control) {
      line += String(chunk);
      const port = /"event":"listen".*"port":(\d+)/.exec(line)?.[1];
      if (port !== undefined) return Number(port);
    }
    throw new Error('workerd told no port');
  })();
  return Promise.race([listening, ended]);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function chromium(program: string, file: string): Promise<Runtime> {
  return {
    name: await nameOf('Chromium', program),
    async run(context) {
      const profile = mkdtempSync(join(tmpdir(), 'tokenwright-chromium-'));
      const host = await startHost(context, file);
      const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', `--user-data-dir=${profile}`];
      const child = spawn(program, [...flags, host.url], { stdio: 'ignore', detached: true });
      try {
        const ended = once(child, 'exit').then(() => Promise.reject(new Error('Chromium ended without a result')));
        const late = once(AbortSignal.timeout(mostMs), 'abort').then(() =>
          Promise.reject(new Error('Chromium took too long')),
        );
        return await Promise.race([host.result, ended, late]);
      } finally {
        const ended = once(child, 'exit');
        // Its own group: Debian starts it through a shell script.
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        await ended;
        host.close();
        rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      }
    },
  };
}

interface Host {
  readonly url: string;
  readonly result: Promise<Words>;
  close(): void;
}

/** Serves the page with the suite and takes the result. */
async function startHost(context: Context, file: string): Promise<Host> {
  let take: (words: Words) => void = () => undefined;
  const result = new Promise<Words>((resolve) => {
    take = resolve;
  });
  const pages: Readonly<Record<string, readonly [string, string]>> = {
    '/': ['text/html', '<script type="module" src="/suite.mjs"></script>'],
    '/suite.mjs': ['text/javascript', readFileSync(file, 'utf8')],
    '/context': ['application/json', JSON.stringify(context)],
  };
  const server = createServer((request, response) => {
    const [type, content] = pages[request.url ?? ''] ?? ['text/plain', ''];
    if (request.url === '/result') void text(request).then((body) => take(JSON.parse(body) as Words));
    response.writeHead(200, { 'content-type': type });
    response.end(content);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, result, close };
}

function findInPath(names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((program) => existsSync(program));
}
