import { Bench } from 'tinybench';
import { balancedOrder } from './balanced-order.ts';
import { median } from './quantiles.ts';

export interface Candidate {
  readonly name: string;
  /** Makes this many calls, and says how many milliseconds they took. */
  readonly run: (count: number) => Promise<number>;
}

export interface InterleavedOptions {
  /** How often each candidate has its turn. */
  readonly rounds: number;
  /** How long one sample lasts, in milliseconds; a turn takes three samples. */
  readonly sampleMs: number;
}

/** The effort for a quick run and for a real one. */
export function effort<Options extends InterleavedOptions>(quick: boolean, real: Options): Options {
  return quick ? { ...real, rounds: 2, sampleMs: 1, ...('generations' in real ? { generations: 1 } : {}) } : real;
}

/**
 * Measures candidates in turn, in a balanced order, so that whatever else the machine does meets all alike. Returns
 * nanoseconds a call: for each candidate one value a round, the median of its three samples.
 */
export async function interleaved(
  candidates: readonly Candidate[],
  { rounds, sampleMs }: InterleavedOptions,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const results = new Map<string, number[]>(candidates.map(({ name }) => [name, []]));
  const bench = new Bench({ time: 0, iterations: 3, warmup: false, retainSamples: true, throws: true });
  for (const { name, run } of candidates) {
    const count = await callsIn(run, sampleMs);
    bench.add(name, async () => ({ overriddenDuration: ((await run(count)) * 1e6) / count }));
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const place of balancedOrder(candidates.length, round)) {
      const task = bench.tasks[place];
      if (task === undefined) continue;
      task.reset(false);
      await task.run();
      if ('latency' in task.result) results.get(task.name)?.push(median([...(task.result.latency.samples ?? [])]));
    }
  }
  return results;
}

/** How many calls take about `milliseconds`, found by doing ever more of them; which also warms them up. */
async function callsIn(run: Candidate['run'], milliseconds: number): Promise<number> {
  for (let count = 1; ; count *= 2) {
    const elapsed = await run(count);
    // So many samples' worth, because what is not compiled yet says nothing: a mint takes a thousand calls for that.
    if (elapsed >= warmUpSamples * milliseconds) return Math.max(1, Math.round((count * milliseconds) / elapsed));
  }
}

const warmUpSamples = 20;
