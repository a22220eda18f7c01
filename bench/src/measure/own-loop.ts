/** Calls, and waits for, one thing this many times. */
export type Loop = (count: number) => Promise<void>;

/**
 * A loop with type feedback of its own. Closures of one function share what the engine has learned about its calls, so
 * that the second subject in a shared loop would be measured slower than the first.
 */
export function ownLoop(call: () => unknown): Loop {
  // eslint-disable-next-line no-new-func, no-implied-eval, typescript/no-implied-eval
  const make = new Function(
    'call',
    'return async function loop(count) { for (let done = 0; done < count; done += 1) await call(); };',
  ) as (call: () => unknown) => Loop;
  return make(call);
}

/** The same, with this many calls under way at a time. */
export function concurrentLoop(call: () => unknown, concurrency: number): Loop {
  const loop = ownLoop(call);
  return async (count) => {
    const share = Math.ceil(count / concurrency);
    const workers: Promise<void>[] = [];
    for (let given = 0; given < count; given += share) workers.push(loop(Math.min(share, count - given)));
    await Promise.all(workers);
  };
}
