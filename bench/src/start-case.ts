import { fork } from 'node:child_process';
import path from 'node:path';
import type { CaseReport } from './report/results.ts';
import { toolchainNode } from './support/toolchain-node.ts';

/** Runs a case in a process of its own: `--quick`, `--no-peers`. Rejects when it ends without a report. */
export function startCase(name: string, flags: readonly string[]): Promise<CaseReport> {
  const child = fork(path.join(import.meta.dirname, 'run-case.ts'), [name, ...flags], {
    execPath: toolchainNode,
    execArgv: ['--expose-gc', '--no-warnings', '--max-old-space-size=4096'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let report: CaseReport | undefined;
    child.on('message', (message) => {
      report = message as CaseReport;
      // It has said all; what a peer left running need not be waited for.
      child.kill();
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (report === undefined) reject(new Error(`The case "${name}" ended without a report (${String(code)}).`));
      else resolve(report);
    });
  });
}
