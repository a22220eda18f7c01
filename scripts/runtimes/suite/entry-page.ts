/** A browser: the context is fetched from where the page came from, the outcomes are posted there. */
import { notApplicable, runCases, type Context } from './case.ts';
import { cases } from './cases.ts';
import { serverNames } from './server-names.ts';

const absent = notApplicable(Object.values(serverNames), 'a browser has no files and no sockets');

const context = (await (await fetch('/context')).json()) as Context;
const outcomes = await runCases([...cases, ...absent], context);
await fetch('/outcomes', { method: 'POST', body: JSON.stringify(outcomes) });
