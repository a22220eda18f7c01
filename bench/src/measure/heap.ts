import { PerformanceObserver } from 'node:perf_hooks';
import type { Loop } from './loop.ts';
import { median } from './quantiles.ts';

/** Collects garbage until the heap no longer shrinks, and says how many bytes live. Needs `--expose-gc`. */
export async function liveHeapBytes(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let unchanged = 0; unchanged < 3;) {
    collect();
    // What finalisation registries and weak references still hold goes in a later turn.
    await new Promise((resolve) => setTimeout(resolve, 5));
    const used = process.memoryUsage().heapUsed;
    if (used < least - 1024) unchanged = 0;
    else unchanged += 1;
    least = Math.min(least, used);
  }
  return least;
}

function collect(): void {
  if (globalThis.gc === undefined) throw new Error('The benchmark of a heap needs `node --expose-gc`.');
  globalThis.gc();
}

/**
 * Bytes that one call allocates: what the heap grows by over calls among which no garbage was collected, less what the
 * measuring itself allocates. One value a round; rounds in which the engine collected are left out.
 */
export async function bytesPerCall(loop: Loop, rounds: number, count: number): Promise<readonly number[]> {
  let collections = 0;
  const observer = new PerformanceObserver((list) => (collections += list.getEntries().length));
  observer.observe({ entryTypes: ['gc'] });
  const grownBy = async (calls: number): Promise<number | undefined> => {
    collect();
    await settled();
    collections = 0;
    const before = process.memoryUsage().heapUsed;
    await loop(calls);
    const grown = process.memoryUsage().heapUsed - before;
    await settled();
    return collections === 0 ? grown : undefined;
  };
  const results: number[] = [];
  try {
    // Compiled first: code lives on the heap too.
    await loop(20_000);
    const own: number[] = [];
    for (let round = 0; round < rounds; round += 1) own.push((await grownBy(0)) ?? Number.NaN);
    const undisturbed = own.filter((each) => !Number.isNaN(each));
    const base = undisturbed.length === 0 ? 0 : median(undisturbed);
    // Who allocates much has to be asked less often, so that nothing is collected meanwhile.
    for (let calls = count; results.length === 0 && calls >= 1; calls = Math.floor(calls / 10)) {
      for (let round = 0; round < rounds; round += 1) {
        const grown = await grownBy(calls);
        if (grown !== undefined) results.push(Math.max(0, (grown - base) / calls));
      }
    }
  } finally {
    observer.disconnect();
  }
  return results;
}

/** Performance entries come in a later turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2));
}
