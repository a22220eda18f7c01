import type { Clock, Timer } from '@tokenwright/core';

interface Pending {
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
  /** By the step in which they are due. */
  readonly #steps = new Map<number, Set<Pending>>();
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
    const due = Math.ceil((this.#elapsed + Math.max(0, delayMs)) / this.#stepMs);
    const timer = { background, callback };
    const step = this.#steps.get(due) ?? new Set();
    this.#steps.set(due, step.add(timer));
    return { cancel: () => void step.delete(timer) };
  }

  /** The timers that nobody waits for: those that renew. */
  get backgroundTimers(): number {
    const steps = [...this.#steps.values()];
    return steps.reduce((sum, step) => sum + [...step].filter(({ background }) => background).length, 0);
  }

  /** Lets time pass, doing in each step what is due in it. */
  async run(durationMs: number): Promise<void> {
    for (const end = this.#elapsed + durationMs; this.#elapsed < end; this.#elapsed += this.#stepMs) {
      const place = this.#elapsed / this.#stepMs;
      // What is due at once is done at once, what that makes due at once in the same step.
      const due = this.#steps.get(place) ?? new Set();
      for (const timer of due) {
        due.delete(timer);
        timer.callback();
      }
      this.#steps.delete(place);
      // All that was started and waits for nothing else is done when a turn has passed.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
