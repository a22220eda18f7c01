import { BoundedMap } from '../bounded-map.ts';
import type { LedgerHappening } from '../ledger.ts';
import type { Lineage } from './vault.ts';

/** What a one-time code was issued for. */
export interface CodeGrant {
  readonly clientId: string;
  readonly userId: string;
  readonly scope: string;
  /** The redirect URI of the authorization request; undefined when it named none. */
  readonly redirectUri: string | undefined;
  /** PKCE, RFC 7636 section 4.3. `undefined` as the method: the request named none. */
  readonly challenge?: { readonly value: string; readonly method: 'S256' | 'plain' | undefined };
  /** OpenID Connect Core section 3.1.2.1. */
  readonly nonce?: string;
}

/** A code and what became of it. */
export interface IssuedCode extends CodeGrant {
  readonly name: string;
  readonly lineage: Lineage;
  readonly issuedAt: number;
  readonly expiresAt: number;
  spent: boolean;
}

/** The one-time codes. Spent ones are remembered, up to a bound, to tell reuse from nonsense. */
export class CodeBook {
  readonly #codes: BoundedMap<string, IssuedCode>;
  /** Those that can still be redeemed. */
  readonly #open = new Set<IssuedCode>();
  readonly #now: () => number;
  readonly #record: (happening: LedgerHappening, at?: number) => void;
  #names = 0;
  #nextExpiry = Number.POSITIVE_INFINITY;

  constructor(capacity: number, now: () => number, record: (happening: LedgerHappening, at?: number) => void) {
    this.#codes = new BoundedMap(capacity);
    this.#now = now;
    this.#record = record;
  }

  get size(): number {
    return this.#codes.size;
  }

  issue(value: string, lineage: Lineage, grant: CodeGrant, lifetimeMs: number): IssuedCode {
    const now = this.#now();
    this.#names += 1;
    const code: IssuedCode = {
      ...grant,
      name: `code-${this.#names}`,
      lineage,
      issuedAt: now,
      expiresAt: now + lifetimeMs,
      spent: false,
    };
    const forgotten = this.#codes.set(value, code);
    if (forgotten && this.#open.delete(forgotten)) {
      this.#record({ kind: 'killed', token: forgotten.name, lineage: forgotten.lineage.number, reason: 'forgotten' });
    }
    this.#open.add(code);
    this.#nextExpiry = Math.min(this.#nextExpiry, code.expiresAt);
    this.#record({
      kind: 'issued',
      token: code.name,
      tokenKind: 'code',
      lineage: lineage.number,
      generation: 0,
      clientId: grant.clientId,
      subject: grant.userId,
      expiresAt: code.expiresAt,
    });
    return code;
  }

  find(value: string): IssuedCode | undefined {
    this.sweep();
    return this.#codes.get(value);
  }

  /** Writes down what has expired. Costs nothing while nothing has. */
  sweep(): void {
    const now = this.#now();
    if (now < this.#nextExpiry) return;
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    for (const code of this.#open) {
      if (code.expiresAt > now) {
        this.#nextExpiry = Math.min(this.#nextExpiry, code.expiresAt);
        continue;
      }
      this.#open.delete(code);
      this.#record({ kind: 'expired', token: code.name, lineage: code.lineage.number }, code.expiresAt);
    }
  }

  isExpired(code: IssuedCode): boolean {
    return code.expiresAt <= this.#now();
  }

  spend(code: IssuedCode): void {
    code.spent = true;
    this.#open.delete(code);
    this.#record({ kind: 'spent', token: code.name, lineage: code.lineage.number, by: 'exchange' });
  }

  clear(): void {
    this.#codes.clear();
    this.#open.clear();
    this.#nextExpiry = Number.POSITIVE_INFINITY;
  }
}
