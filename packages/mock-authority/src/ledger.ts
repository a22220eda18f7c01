import { RingBuffer } from './ring-buffer.ts';

/** Why a token stopped working before its time. */
export type KillReason = 'refreshed' | 'reused' | 'code-reused' | 'revoked' | 'killed' | 'forgotten';

/** The kinds of token the ledger speaks of. A code is one of them: it is issued, spent, and expires. */
export type TokenKind = 'access' | 'refresh' | 'code';

/** What every entry of the ledger has. */
export interface LedgerEntryBase {
  /** Counts up from 1 and never repeats, not even after a reset. */
  readonly sequence: number;
  /** The authority's time, in milliseconds since the epoch. */
  readonly at: number;
}

/** One thing that happened. No entry holds a secret: tokens go by ids such as `access-12`. */
export type LedgerEntry = LedgerEntryBase & LedgerHappening;

/** What can happen. */
export type LedgerHappening =
  | {
      readonly kind: 'request';
      readonly requestId: string;
      readonly method: string;
      readonly path: string;
      readonly grantType?: string;
      readonly clientId?: string;
      /** The HTTP status that was answered; absent when the connection was cut. */
      readonly status?: number;
      /** What was wrong with the request. */
      readonly problem?: string;
      /** The faults that were applied, as expressions. */
      readonly faults?: readonly string[];
    }
  | {
      readonly kind: 'issued';
      readonly token: string;
      readonly tokenKind: TokenKind;
      readonly lineage: number;
      readonly generation: number;
      readonly clientId: string;
      readonly subject: string;
      readonly expiresAt: number;
    }
  | { readonly kind: 'spent'; readonly token: string; readonly lineage: number; readonly by: 'refresh' | 'exchange' }
  | { readonly kind: 'killed'; readonly token: string; readonly lineage: number; readonly reason: KillReason }
  | { readonly kind: 'expired'; readonly token: string; readonly lineage: number }
  | { readonly kind: 'repeated'; readonly token: string; readonly lineage: number }
  | { readonly kind: 'lineage-killed'; readonly lineage: number; readonly reason: KillReason }
  | { readonly kind: 'clock'; readonly now: number }
  | { readonly kind: 'fault-set'; readonly fault: string; readonly expression: string }
  | { readonly kind: 'fault-removed'; readonly fault: string }
  | { readonly kind: 'reset' };

/** An error of a listener is uncaught, as an event target's would be: the change it hears of is only half done. */
function notify(listener: (entry: LedgerEntry) => void, entry: LedgerEntry): void {
  try {
    listener(entry);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Keeps what happened lately and tells whoever listens. */
export class LedgerBook {
  readonly #entries: RingBuffer<LedgerEntry>;
  readonly #listeners = new Set<(entry: LedgerEntry) => void>();
  readonly #now: () => number;
  #sequence = 0;

  constructor(capacity: number, now: () => number) {
    this.#entries = new RingBuffer(capacity);
    this.#now = now;
  }

  get size(): number {
    return this.#entries.size;
  }

  record(happening: LedgerHappening, at: number = this.#now()): void {
    this.#sequence += 1;
    const entry: LedgerEntry = { sequence: this.#sequence, at, ...happening };
    this.#entries.push(entry);
    for (const listener of this.#listeners) notify(listener, entry);
  }

  entries(): readonly LedgerEntry[] {
    return this.#entries.toArray();
  }

  subscribe(listener: (entry: LedgerEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  clear(): void {
    this.#entries.clear();
  }
}
