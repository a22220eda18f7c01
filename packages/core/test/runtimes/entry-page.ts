import { runBehaviours, type Context } from './behaviours.ts';

/** A browser: the context is fetched from where the page came from, the result posted there. */
const context = (await (await fetch('/context')).json()) as Context;
await fetch('/result', { method: 'POST', body: JSON.stringify(await runBehaviours(context)) });
