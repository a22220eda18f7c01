import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { stop } from './workerd.ts';

export interface Ended {
  /** Undefined when it had to be ended. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, or ends it after `mostMs`, or `mostMs` after it has printed a line that begins so. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly mostMs: number;
    readonly lastLine?: { readonly start: string; readonly mostMs: number };
  },
): Promise<Ended> {
  const { cwd, env, mostMs, lastLine } = options;
  const child = spawn(program, args, { cwd, env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', ...env } });
  let [stdout, stderr] = ['', ''];
  let late = false;
  const end = (): void => {
    late = true;
    void stop(child);
  };
  let timer = setTimeout(end, mostMs);
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
    if (lastLine === undefined || !stdout.includes(`\n${lastLine.start}`)) return;
    clearTimeout(timer);
    timer = setTimeout(end, lastLine.mostMs);
  });
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearTimeout(timer);
  return { code: late ? undefined : (code ?? -1), stdout, stderr };
}

/** Starts a server that prints `ready <address>`, has it asked, ends it by a signal, and gives the code it ended with. */
export async function whileServing(
  program: string,
  args: readonly string[],
  cwd: string,
  ask: (url: string) => Promise<void>,
): Promise<number | null> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  try {
    let url: string | undefined;
    for await (const line of createInterface({ input: child.stdout })) {
      url = /^ready (http\S+)/.exec(line)?.[1];
      if (url !== undefined) break;
    }
    if (url === undefined) throw new Error(`it was never ready: ${stderr.slice(0, 500)}`);
    await ask(url);
    child.kill('SIGTERM');
    return await ended;
  } finally {
    await stop(child);
  }
}
