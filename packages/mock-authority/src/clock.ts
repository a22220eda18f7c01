/** The clock of an authority. It runs, and it can be moved. Milliseconds since the epoch throughout. */
export interface MockClock {
  /** The authority's present. */
  now(): number;
  /** Moves the clock by `ms`, backwards if negative. Tokens whose time is then over are expired. */
  advance(ms: number): void;
  /** Sets the clock to an instant, from which it runs on. */
  set(msSinceEpoch: number): void;
}

/** A clock that is an offset on another one. */
export class MovableClock implements MockClock {
  readonly #base: () => number;
  readonly #moved: () => void;
  #offset = 0;

  constructor(base: () => number, moved: () => void) {
    this.#base = base;
    this.#moved = moved;
  }

  now(): number {
    return this.#base() + this.#offset;
  }

  advance(ms: number): void {
    this.#moveTo(this.#offset + ms, ms);
  }

  set(msSinceEpoch: number): void {
    this.#moveTo(msSinceEpoch - this.#base(), msSinceEpoch);
  }

  /** Back to the base clock. */
  restore(): void {
    this.#offset = 0;
  }

  #moveTo(offset: number, given: number): void {
    if (!Number.isFinite(given) || Math.abs(this.#base() + offset) > 8.64e15) {
      throw new RangeError(
        `a clock is moved by, or set to, a number of milliseconds that a date can hold, not ${given}`,
      );
    }
    this.#offset = offset;
    this.#moved();
  }
}
