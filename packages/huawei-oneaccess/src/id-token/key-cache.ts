import type { PublishedKeys } from './published-keys.ts';

/** A time that only grows, in milliseconds. */
export type MonotonicTime = () => number;

/** How long what was fetched is used. In milliseconds. */
export interface KeyTimes {
  /** How long keys are used before they are fetched anew. */
  readonly maxAgeMs: number;
  /** How long after one fetch the next may be made because of a key that is not known. */
  readonly cooldownMs: number;
  /** How long a fetch that is under way is waited for by others. One that a host froze never ends. */
  readonly patienceMs: number;
}

/**
 * The keys of one instance: fetched once for all who ask, again when they are old, and again when a token names a key
 * that is not among them, but not more often than the cooldown allows: anybody can make up such tokens.
 */
export class KeyCache {
  readonly #fetch: () => Promise<PublishedKeys>;
  readonly #times: KeyTimes;
  readonly #now: MonotonicTime;
  #keys: { readonly published: PublishedKeys; readonly atMs: number } | undefined;
  #flight: Promise<PublishedKeys> | undefined;
  #triedAtMs = Number.NEGATIVE_INFINITY;

  constructor(fetch: () => Promise<PublishedKeys>, times: KeyTimes, now: MonotonicTime) {
    this.#fetch = fetch;
    this.#times = times;
    this.#now = now;
  }

  /** The keys, fetched if there are none or they are too old. */
  async current(): Promise<PublishedKeys> {
    const keys = this.#keys;
    if (keys !== undefined && this.#now() - keys.atMs < this.#times.maxAgeMs) return keys.published;
    return this.#fetchOnce();
  }

  /** Other keys than these, if there are any by now; undefined if not, or if it is too early to ask. */
  async newerThan(known: PublishedKeys): Promise<PublishedKeys | undefined> {
    const keys = this.#keys?.published;
    if (keys !== undefined && keys !== known) return keys;
    if (this.#flight === undefined && this.#now() - this.#triedAtMs < this.#times.cooldownMs) return undefined;
    return this.#fetchOnce();
  }

  #fetchOnce(): Promise<PublishedKeys> {
    if (this.#flight !== undefined && this.#now() - this.#triedAtMs < this.#times.patienceMs) return this.#flight;
    const flight = this.#run().finally(() => {
      if (this.#flight === flight) this.#flight = undefined;
    });
    this.#flight = flight;
    return flight;
  }

  async #run(): Promise<PublishedKeys> {
    this.#triedAtMs = this.#now();
    const published = await this.#fetch();
    this.#keys = { published, atMs: this.#now() };
    return published;
  }
}
