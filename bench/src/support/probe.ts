import { fork } from 'node:child_process';
import path from 'node:path';
import { toolchainNode } from './toolchain-node.ts';

/** Runs a file of `src/probes` in a process of its own, whose heap nothing else has touched, and returns what it says. */
export function probe<Answer>(name: string, args: readonly string[]): Promise<Answer> {
  const child = fork(path.join(import.meta.dirname, '../probes', `${name}.ts`), args, {
    execPath: toolchainNode,
    execArgv: ['--expose-gc', '--no-warnings', '--max-old-space-size=4096'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.on('message', (message) => resolve(message as Answer));
    child.on('error', reject);
    child.on('exit', (code) =>
      reject(new Error(`The probe "${name} ${args.join(' ')}" ended without an answer (${String(code)}).`)),
    );
  });
}
