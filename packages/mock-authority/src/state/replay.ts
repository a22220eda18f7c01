import { BoundedMap } from '../bounded-map.ts';

/** The assertion ids that were seen, each until its assertion would no longer be accepted (RFC 7523 section 3, item 7). */
export class ReplayGuard {
  readonly #seen: BoundedMap<string, number>;
  readonly #now: () => number;

  constructor(capacity: number, now: () => number) {
    this.#seen = new BoundedMap(capacity);
    this.#now = now;
  }

  get size(): number {
    return this.#seen.size;
  }

  /** Remembers an id and says whether it is new. */
  admit(clientId: string, id: string, acceptedUntil: number): boolean {
    const key = JSON.stringify([clientId, id]);
    const until = this.#seen.get(key);
    if (until !== undefined && until > this.#now()) return false;
    this.#seen.delete(key);
    this.#seen.set(key, acceptedUntil);
    this.#dropExpired();
    return true;
  }

  clear(): void {
    this.#seen.clear();
  }

  /** Drops expired ids from the old end; a few at a time is enough to keep up. */
  #dropExpired(): void {
    const now = this.#now();
    let looked = 0;
    for (const [key, until] of this.#seen.entries()) {
      if (until > now || looked === 4) return;
      this.#seen.delete(key);
      looked += 1;
    }
  }
}
