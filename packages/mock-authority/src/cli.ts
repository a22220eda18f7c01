#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { runCommand } from './cli/run.ts';

function packageVersion(): string {
  const description: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return String((description as { readonly version?: unknown }).version);
}

// Whoever read the output may be gone, as in `| head -1`. The mock serves on; nobody is there to tell.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const result = await runCommand(process.argv.slice(2), packageVersion(), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
});

if ('exitCode' in result) process.exitCode = result.exitCode;
else {
  const { server } = result;
  let ending = false;
  const end = (): void => {
    // A second signal, or a close that hangs, ends the process at once.
    if (ending) process.exit(0);
    ending = true;
    void server.close().then(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}
