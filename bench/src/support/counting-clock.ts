import { systemClock, type Clock, type Timer } from '@tokenwright/core';

/** The clock of the machine, which counts the timers that have neither fired nor been cancelled. */
export class CountingClock implements Clock {
  timers = 0;

  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }

  startTimer(callback: () => void, delayMs: number, background: boolean): Timer {
    this.timers += 1;
    let ended = false;
    const end = (): void => {
      if (!ended) this.timers -= 1;
      ended = true;
    };
    const timer = systemClock.startTimer(
      () => {
        end();
        callback();
      },
      delayMs,
      background,
    );
    return {
      cancel: () => {
        end();
        timer.cancel();
      },
    };
  }
}
