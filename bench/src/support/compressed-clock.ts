import type { Clock, Timer } from '@tokenwright/core';

interface Pending {
  readonly due: number;
  readonly background: boolean;
  readonly callback: () => void;
}

/**
 * A clock whose time goes in steps as fast as the work of each step is done. The fake clock of
 * `@tokenwright/core/testing` lets the platform turn after every single timer, which takes hours for what happens here.
 */
export class CompressedClock implements Clock {
  readonly #start: number;
  readonly #stepMs: number;
  readonly #timers = new Set<Pending>();
  #elapsed = 0;

  constructor(stepMs: number) {
    this.#start = Date.UTC(2030, 0, 1);
    this.#stepMs = stepMs;
  }

  now(): number {
    return this.#start + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  startTimer(callback: () => void, delayMs: number, background: boolean): Timer {
    const timer = { due: this.#elapsed + Math.max(0, delayMs), background, callback };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** The timers that nobody waits for: those that renew. */
  get backgroundTimers(): number {
    return [...this.#timers].filter(({ background }) => background).length;
  }

  /** Lets time pass, doing in each step what is due in it. */
  async run(durationMs: number): Promise<void> {
    for (const end = this.#elapsed + durationMs; this.#elapsed < end; this.#elapsed += this.#stepMs) {
      for (const timer of [...this.#timers]) {
        if (timer.due > this.#elapsed || !this.#timers.delete(timer)) continue;
        timer.callback();
      }
      // All that was started and waits for nothing else is done when a turn has passed.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
