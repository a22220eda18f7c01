/** Node.js, Bun and Deno: the context comes in a variable of the environment, the outcomes are the last line printed. */
import { runCases, type Context } from './case.ts';
import { cases } from './cases.ts';
import { serverCases } from './servers.ts';

async function main(): Promise<void> {
  const context = JSON.parse(process.env['TOKENWRIGHT_CONTEXT'] ?? '') as Context;
  const outcomes = await runCases([...cases, ...serverCases], context);
  process.stdout.write(`\n${JSON.stringify(outcomes)}\n`);
}

// No `await` here: the same file is also made a CommonJS module. And no `exit`: it has to end by itself.
void main();
