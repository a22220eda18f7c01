import type { Shape } from '../provider/shape.ts';
import type { TokenRecord } from './token-record.ts';

/** A record with the version under which the store holds it. */
export interface StoredRecord {
  /** Opaque; never used twice for a key, also not after a deletion. */
  readonly version: string;
  /** What was written, every member of it, unknown ones too. Nobody who gets it may change what is stored. */
  readonly record: TokenRecord;
}

/** The right, for a while, to be the one who renews. A hint: safety comes from `compareAndSet`. */
export interface Lease {
  /** Keeps it for another `ttlMs`; false when it is lost. */
  extend(ttlMs: number): Promise<boolean>;
  /** Gives it back, if it is still ours. */
  release(): Promise<void>;
}

/** What {@link TokenStore.compareAndSet} is given. */
export interface CompareAndSet {
  /** The version that has to be there; null: nothing may be there. */
  readonly expected: string | null;
  /** What is there afterwards: JSON, to be kept whole and unchanged. */
  readonly record: TokenRecord;
  /** How long the record is worth keeping, in milliseconds. Default: for ever. */
  readonly ttlMs?: number | undefined;
  /** Ends the wait of whoever writes. Sources give none: they bound every operation by `persistTimeoutMs`. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of a write: the new version, or what is there instead. */
export type CompareAndSetResult =
  | {
      /** It was written. */
      readonly ok: true;
      /** The version that it was written under. */
      readonly version: string;
    }
  | {
      /** Nothing was written: the version that is there is another. */
      readonly ok: false;
      /** What is there, as of the moment of the refusal; undefined: nothing. */
      readonly current?: StoredRecord | undefined;
    };

/** Which state a record is in now, as far as a store tells it with the news of a change. */
export interface RecordChange {
  /** The version that is there now. */
  readonly version: string;
  /** Of the record. */
  readonly lineage: string;
  /** Of the record. Whoever has this generation of the lineage already, need not read. */
  readonly generation: number;
}

/**
 * Holds token records beyond a source, or beyond a process. Only `get`, `compareAndSet` and `delete` are needed; the
 * others spare requests. `@tokenwright/core/store-conformance` tests an implementation.
 */
export interface TokenStore {
  /**
   * What is there under a key, with its version; undefined when nothing is, or its time is over. It has to see every
   * write that was finished before: whoever reads an old version claims in vain, and reads again.
   */
  get(key: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<StoredRecord | undefined>;
  /**
   * Writes only if the version is the expected one, atomically; else says what is there. When it rejects, nobody
   * knows whether it wrote.
   */
  compareAndSet(key: string, write: CompareAndSet): Promise<CompareAndSetResult>;
  /** Removes the record if it has the expected version; whether it did. Sources never call it: it is for clearing up. */
  delete(key: string, expected: string): Promise<boolean>;
  /** Takes the lease of a key for `ttlMs` milliseconds. Never waits: undefined when somebody else has it. */
  tryLease?(key: string, options: { readonly ttlMs: number }): Promise<Lease | undefined>;
  /**
   * Calls back, soon, after the record of the key has changed, by whomever, and when a change may have been missed, until
   * it is closed. Once too often is no harm. What it says of the change is a hint that spares readings; without it,
   * whoever watches reads the record.
   */
  watch?(
    key: string,
    onChange: (change?: RecordChange) => void,
  ): Promise<{
    /** Ends the watch: nothing is told afterwards. More than once is no error. */
    close(): Promise<void>;
  }>;
  /** Every key that has a record and begins with `prefix`, in any order; for walks over all logins. Default: all keys. */
  keys?(options?: { readonly prefix?: string | undefined }): AsyncIterable<string>;
}

/** What no store can be without. */
export const storeShape: Shape = { get: 'function', compareAndSet: 'function', delete: 'function' };
