import { fork } from 'node:child_process';
import path from 'node:path';
import { toolchainNode } from './toolchain-node.ts';

/** A server in a process of its own, so that its work is not measured with the client's. */
export interface BenchServer<Facts> {
  /** What it said when it listened. */
  readonly facts: Facts;
  [Symbol.dispose](): void;
}

/** Starts a file of `src/servers` and waits for what it says. */
export function startServer<Facts>(name: string): Promise<BenchServer<Facts>> {
  const child = fork(path.join(import.meta.dirname, '../servers', `${name}.ts`), [], {
    execPath: toolchainNode,
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.on('message', (facts) => {
      resolve({ facts: facts as Facts, [Symbol.dispose]: () => void child.kill() });
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`The server "${name}" ended (${String(code)}).`)));
  });
}
