import { systemClock, type Clock } from '@tokenwright/core';

/** The machine's clock where `Date` and timers are mocked: what only grows is then told by `Date` too. */
export function mockedClock(): Clock {
  const start = Date.now();
  return {
    now: () => Date.now(),
    monotonic: () => Date.now() - start,
    startTimer: (...args) => systemClock.startTimer(...args),
  };
}
