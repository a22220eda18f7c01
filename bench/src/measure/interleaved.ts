import { Bench } from 'tinybench';
import type { Loop } from './own-loop.ts';
import { median } from './quantiles.ts';

export interface Candidate {
  readonly name: string;
  readonly loop: Loop;
}

export interface InterleavedOptions {
  /** How often each candidate has its turn. */
  readonly rounds: number;
  /** How long one sample lasts, in milliseconds; a turn takes three samples. */
  readonly sampleMs: number;
}

/** The effort for a quick run and for a real one. */
export function effort(quick: boolean, real: InterleavedOptions): InterleavedOptions {
  return quick ? { rounds: 2, sampleMs: 1 } : real;
}

/**
 * Measures candidates in turn, each round beginning with another one, so that whatever else the machine does meets all
 * alike. Returns nanoseconds a call: for each candidate one value a round, the median of its three samples.
 */
export async function interleaved(
  candidates: readonly Candidate[],
  { rounds, sampleMs }: InterleavedOptions,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const results = new Map<string, number[]>(candidates.map(({ name }) => [name, []]));
  const bench = new Bench({ time: 0, iterations: 3, warmup: false, retainSamples: true, throws: true });
  for (const { name, loop } of candidates) {
    const count = await callsIn(loop, sampleMs);
    bench.add(name, async () => {
      const started = performance.now();
      await loop(count);
      return { overriddenDuration: ((performance.now() - started) * 1e6) / count };
    });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < candidates.length; turn += 1) {
      const task = bench.tasks[(round + turn) % candidates.length];
      if (task === undefined) continue;
      task.reset(false);
      await task.run();
      if ('latency' in task.result) results.get(task.name)?.push(median([...(task.result.latency.samples ?? [])]));
    }
  }
  return results;
}

/** How many calls take about `milliseconds`, found by doing ever more of them; which also warms them up. */
async function callsIn(loop: Loop, milliseconds: number): Promise<number> {
  for (let count = 1; ; count *= 2) {
    const started = performance.now();
    await loop(count);
    const elapsed = performance.now() - started;
    if (elapsed >= milliseconds) return Math.max(1, Math.round((count * milliseconds) / elapsed));
  }
}
