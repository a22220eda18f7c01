import { runBehaviours, type Context } from './behaviours.ts';

/** Node.js, Bun and Deno: the context comes in a variable of the environment, the result is the last line printed. */
const context = JSON.parse(process.env['TOKENWRIGHT_RUNTIME_CONTEXT'] ?? '') as Context;
// oxlint-disable-next-line no-console -- the way out of this process
console.log(JSON.stringify(await runBehaviours(context)));
// Connections that stall on purpose may still be open.
process.exit(0);
