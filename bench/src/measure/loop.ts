/** Calls, and waits for, one thing this many times. */
export type Loop = (count: number) => Promise<void>;

/** Calls one thing so often, with so many calls under way at a time. A process has one such loop, so that what the engine learns of its calls is of one subject. */
export function loopOf(call: () => unknown, concurrency: number): Loop {
  const loop: Loop = async (count) => {
    for (let done = 0; done < count; done += 1) await call();
  };
  if (concurrency === 1) return loop;
  return async (count) => {
    const share = Math.ceil(count / concurrency);
    const workers: Promise<void>[] = [];
    for (let given = 0; given < count; given += share) workers.push(loop(Math.min(share, count - given)));
    await Promise.all(workers);
  };
}
