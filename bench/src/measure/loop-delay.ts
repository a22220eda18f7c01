import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How long the event loop was kept from its work, in milliseconds. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Watches the event loop while work is done. */
export async function withLoopDelay<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly delay: LoopDelay }> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  // What came before is not counted; and the first tick after a reset is where counting begins.
  await new Promise((resolve) => setTimeout(resolve, 5));
  histogram.reset();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const value = await work();
  await new Promise((resolve) => setTimeout(resolve, 5));
  histogram.disable();
  // The timer that measures waits a millisecond itself.
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - 1);
  const delay = {
    p50: late(histogram.percentile(50)),
    p99: late(histogram.percentile(99)),
    max: late(histogram.max),
  };
  return { value, delay };
}
