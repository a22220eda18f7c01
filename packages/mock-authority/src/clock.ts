/** What four digits of a year can say, with room for the clock to run on and for tokens to expire. */
const earliest = Date.UTC(1000, 0);
const latest = Date.UTC(9000, 0);

/** The clock of an authority. It runs, and it can be moved. Milliseconds since the epoch throughout. */
export interface MockClock {
  /** The authority's present. */
  now(): number;
  /**
   * Moves the clock by `ms`, backwards if negative. Tokens whose time is then over are expired.
   *
   * @throws RangeError for a number that is none, or leads before the year 1000 or after 9000
   */
  advance(ms: number): void;
  /**
   * Sets the clock to an instant, from which it runs on.
   *
   * @throws RangeError as `advance` does
   */
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
    const then = this.#base() + offset;
    if (!(then >= earliest && then <= latest)) {
      throw new RangeError(
        `a clock is moved by, or set to, a number of milliseconds, to an instant from the year 1000 to 9000; ${given} leads elsewhere`,
      );
    }
    this.#offset = offset;
    this.#moved();
  }
}
