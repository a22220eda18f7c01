/** A timer that has not fired yet. */
export interface Timer {
  /** Cancels it. Cancelling a timer that has fired does nothing. */
  cancel(): void;
}

/** Where time comes from. `@tokenwright/core/testing` has one that a test moves. */
export interface Clock {
  /** Milliseconds since the epoch. May be set back. */
  now(): number;
  /** Milliseconds from some point on that only grow. */
  monotonic(): number;
  /**
   * Calls back once, after `delayMs`. A `background` timer never keeps a process alive; the others belong to a caller
   * who waits.
   */
  startTimer(callback: () => void, delayMs: number, background: boolean): Timer;
}

/** What `setTimeout` takes at most; a longer delay would fire at once. */
const longestDelayMs = 0x7fff_ffff;

interface Unreferable {
  unref?: () => void;
}

function startTimer(callback: () => void, delayMs: number, background: boolean): Timer {
  let handle: ReturnType<typeof setTimeout>;
  const arm = (rest: number): void => {
    const step = Math.min(Math.max(0, rest), longestDelayMs);
    handle = setTimeout(() => (rest > step ? arm(rest - step) : callback()), step);
    if (background) unreference(handle);
  };
  arm(delayMs);
  return { cancel: () => clearTimeout(handle) };
}

function unreference(handle: unknown): void {
  if (typeof handle === 'object' && handle !== null) (handle as Unreferable).unref?.();
  else (globalThis as { Deno?: { unrefTimer?: (id: unknown) => void } }).Deno?.unrefTimer?.(handle);
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  startTimer,
};

/** How far the wall clock may go back before it counts as set back. */
const toleranceMs = 2000;

/**
 * Reads a clock and notices when it was set back: expiry moments that were computed before are then worthless, and
 * whoever holds one compares epochs.
 */
export class WallTime {
  readonly clock: Clock;
  /** Grows each time the clock was set back. */
  epoch = 0;
  /** How far the clocks of authorities are ahead of this one, in milliseconds, as far as their refusals have told. */
  offsets: Map<string, number> | undefined;
  /** A moment from which on moments are told in whole seconds, which take less room than milliseconds since 1970. */
  base: number = 0;
  #baseAnchor = 0;
  #seen = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** How far the wall clock has moved against the one that only grows since the base, in milliseconds. */
  anchor(now: number): number {
    return now - this.clock.monotonic() - this.#baseAnchor;
  }

  /** Reads the clock, and says whether a moment is still to come that is given in seconds since the base. */
  isBefore(seconds: number): boolean {
    return this.read() < this.base + seconds * 1000;
  }

  read(): number {
    const now = this.clock.now();
    // Not before the first reading: while a Worker loads, its clock stands at zero.
    if (this.#seen === Number.NEGATIVE_INFINITY) {
      this.base = now;
      this.#baseAnchor = now - this.clock.monotonic();
    }
    if (now >= this.#seen) {
      this.#seen = now;
    } else if (now < this.#seen - toleranceMs) {
      this.#seen = now;
      this.epoch += 1;
    }
    return now;
  }
}

const wallTimes = new WeakMap<Clock, WallTime>();

/** The one {@link WallTime} of a clock, so that all sources see the same largest time. */
export function wallTimeOf(clock: Clock): WallTime {
  let wall = wallTimes.get(clock);
  if (wall === undefined) {
    wall = new WallTime(clock);
    wallTimes.set(clock, wall);
  }
  return wall;
}
