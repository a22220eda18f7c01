import type { Clock, Timer } from '../source/clock.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves both clocks on, firing the timers that become due, in order, and letting what they start run. */
  advance(milliseconds: number): Promise<void>;
  /** Sets the wall clock, forward or back; the monotonic one stays. */
  setNow(milliseconds: number): void;
  /** Timers that have not fired. */
  readonly pendingTimers: number;
}

interface PendingTimer {
  readonly due: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Taken at load, so that a test framework's own fake timers do not stop it. */
const realSetTimeout = globalThis.setTimeout;

/**
 * Lets everything run that is ready, also what WebCrypto works at: that has threads of its own, which a busy machine may
 * let wait for long, so work that is asked of it later is waited for, too.
 */
async function turn(): Promise<void> {
  for (let count = 0; count < 3; count += 1) {
    await new Promise<void>((resolve) => {
      realSetTimeout(resolve, 0);
    });
    await Promise.all(Array.from({ length: threads }, () => globalThis.crypto.subtle.digest('SHA-256', nothing)));
  }
}

/** At least as many as run at once, so that none is still at what was asked before. */
const threads = 4;
const nothing = new Uint8Array();

class StandingClock implements FakeClock {
  readonly #timers = new Set<PendingTimer>();
  #wall: number;
  #elapsed = 0;
  #started = 0;

  constructor(now: number) {
    this.#wall = now;
  }

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  startTimer(callback: () => void, delayMs: number): Timer {
    this.#started += 1;
    const timer = { due: this.#elapsed + Math.max(0, delayMs), order: this.#started, callback };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  setNow(milliseconds: number): void {
    this.#wall = milliseconds;
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.#elapsed + milliseconds;
    await turn();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#moveTo(next.due);
      next.callback();
      await turn();
    }
    this.#moveTo(end);
    await turn();
  }

  #moveTo(elapsed: number): void {
    this.#wall += elapsed - this.#elapsed;
    this.#elapsed = elapsed;
  }

  #next(end: number): PendingTimer | undefined {
    let first: PendingTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.due > end) continue;
      if (first === undefined || timer.due < first.due || (timer.due === first.due && timer.order < first.order))
        first = timer;
    }
    return first;
  }
}

/**
 * Makes a clock that a test moves.
 *
 * @param now milliseconds since the epoch at which it stands. Default: the start of 2030.
 *
 * @example
 * ```ts
 * import { createTokenSource } from '@tokenwright/core';
 * import { createFakeClock, createScriptedAuthority } from '@tokenwright/core/testing';
 *
 * const clock = createFakeClock();
 * const authority = createScriptedAuthority({ clock });
 * const source = createTokenSource({
 *   key: { authority: 'https://example.com', provider: 'example', clientId: 'app', credential: 'client' },
 *   mint: authority.mint,
 *   clock,
 * });
 * await source.getToken();
 * await clock.advance(3_600_000);
 * await source.getToken();
 * console.log(authority.requests.length); // 2: the first token had expired
 * ```
 */
export function createFakeClock(now: number = Date.UTC(2030, 0, 1)): FakeClock {
  return new StandingClock(now);
}
