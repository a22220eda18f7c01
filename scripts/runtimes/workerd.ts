import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';

export interface RunningWorker {
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts workerd with a bundled worker, on a free port.
 *
 * @param settings what the worker finds in its environment
 */
export async function startWorker(
  program: string,
  file: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningWorker> {
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
      modules = [(name = "worker", esModule = embed "${path.basename(file)}")],
      compatibilityDate = "2026-11-01",
      bindings = [${bindings.join(', ')}],
      globalOutbound = "anywhere")),
    (name = "anywhere", network = (allow = ["public", "private", "local"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
`,
  );
  // It reports its port on this descriptor. What it logs of the failures that the suites make is of no interest, unless
  // it does not start.
  const child = spawn(program, ['serve', '--control-fd=3', config], { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk) => (said = `${said}${String(chunk)}`.slice(0, 2000)));
  try {
    const port = await portOf(child, child.stdio[3] as Readable);
    return { url: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw new Error(`workerd did not start: ${said}`, { cause: error });
  }
}

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

/** Ends a process, and waits until it has ended. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
