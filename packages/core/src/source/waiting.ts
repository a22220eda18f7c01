import type { Clock, Timer } from './clock.ts';

/** Between two tries at a store that is away; twice as long each time. */
export const firstPauseMs = 500;
export const longestPauseMs = 30_000;

/** Resolves after a while, or as soon as the signal is aborted. */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal, background = false): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      timer.cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.startTimer(end, delayMs, background);
    signal.addEventListener('abort', end, { once: true });
  });
}

/** The outcome of some work, or a rejection with `late()` when it takes too long. The work goes on. */
export function within<T>(
  clock: Clock,
  work: T | Promise<T>,
  timeoutMs: number,
  late: () => Error,
  background = false,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.startTimer(() => reject(late()), timeoutMs, background);
    // JavaScript may hand over what is no promise.
    void Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => timer.cancel());
  });
}

/** Waits for shared work on behalf of one caller, whose own signal ends the waiting and nothing else. */
export function waitFor<T>(
  clock: Clock,
  work: Promise<T>,
  options: { readonly signal?: AbortSignal | undefined; readonly timeoutMs: number; readonly late: () => Error },
): Promise<T> {
  const { signal, timeoutMs, late } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      // Its failure is nobody's any more.
      work.catch(() => undefined);
      reject(signal.reason);
      return;
    }
    let timer: Timer | undefined;
    const leave = (): void => {
      timer?.cancel();
      signal?.removeEventListener('abort', onAbort);
    };
    const onAbort = (): void => {
      leave();
      reject(signal?.reason);
    };
    timer = clock.startTimer(
      () => {
        leave();
        reject(late());
      },
      timeoutMs,
      false,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(leave);
  });
}
