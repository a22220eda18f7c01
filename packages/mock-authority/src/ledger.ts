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
      /** A request was answered, or cut. What it did to tokens stands before it. */
      readonly kind: 'request';
      /** The same as in `received()`. */
      readonly requestId: string;
      /** In capitals. */
      readonly method: string;
      /** Without the query. */
      readonly path: string;
      /** As the client sent it, also where it is none; absent when it sent none. */
      readonly grantType?: string;
      /** As the client sent it, whether it is known or not. */
      readonly clientId?: string;
      /** The HTTP status that was answered; absent when the connection was cut. */
      readonly status?: number;
      /** What was wrong with the request. */
      readonly problem?: string;
      /** The faults that were applied, as expressions. */
      readonly faults?: readonly string[];
    }
  | {
      /** A token or a code came into being. */
      readonly kind: 'issued';
      /** Its name in all entries, such as `access-12`. */
      readonly token: string;
      /** What it is good for. */
      readonly tokenKind: TokenKind;
      /** The number of the login that it descends from, counted from 1. */
      readonly lineage: number;
      /** 1 for what the login gave, and one more with each refresh. */
      readonly generation: number;
      /** The application that it was issued to. */
      readonly clientId: string;
      /** The id of the user, or of the application where a token is its own. */
      readonly subject: string;
      /** Milliseconds since the epoch. */
      readonly expiresAt: number;
    }
  | {
      /** A refresh token was used, or a code exchanged: it is good for nothing more. */
      readonly kind: 'spent';
      /** Its name: of the refresh token or the code. */
      readonly token: string;
      /** The number of its login. */
      readonly lineage: number;
      /** `refresh`: a refresh token; `exchange`: a code. */
      readonly by: 'refresh' | 'exchange';
    }
  | {
      /** A token was ended before its time. */
      readonly kind: 'killed';
      /** Its name: of an access or a refresh token. */
      readonly token: string;
      /** The number of its login. */
      readonly lineage: number;
      /** What ended it. */
      readonly reason: KillReason;
    }
  | {
      /** The life of a token or a code is over. Noticed when somebody looks: `at` is when it ended, the place may be later. */
      readonly kind: 'expired';
      /** Its name. */
      readonly token: string;
      /** The number of its login. */
      readonly lineage: number;
    }
  | {
      /** A spent refresh token came again within the grace, and was answered as before. */
      readonly kind: 'repeated';
      /** Its name: of the refresh token that came again. */
      readonly token: string;
      /** The number of its login. */
      readonly lineage: number;
    }
  | {
      /** A login has ended with all its tokens, each of which has an entry of its own. */
      readonly kind: 'lineage-killed';
      /** The number of the login. */
      readonly lineage: number;
      /** What ended it. */
      readonly reason: KillReason;
    }
  | {
      /** The clock was moved. */
      readonly kind: 'clock';
      /** Where to, in milliseconds since the epoch. */
      readonly now: number;
    }
  | {
      /** A fault was set. */
      readonly kind: 'fault-set';
      /** Its id, such as `fault-1`. */
      readonly fault: string;
      /** What was set, such as `503*2`. */
      readonly expression: string;
    }
  | {
      /** A fault was removed. */
      readonly kind: 'fault-removed';
      /** Its id, such as `fault-1`. */
      readonly fault: string;
    }
  | {
      /** All was forgotten. */
      readonly kind: 'reset';
    };

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
