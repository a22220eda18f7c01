import { frozenCopy, isDeeplyFrozen } from '../frozen.ts';
import type { TokenRecord } from './token-record.ts';
import type {
  CompareAndSet,
  CompareAndSetResult,
  Lease,
  RecordChange,
  StoredRecord,
  TokenStore,
} from './token-store.ts';

interface Entry {
  readonly version: string;
  /** Frozen, so that nobody changes a stored record through a reference. */
  readonly record: TokenRecord;
  readonly expiresAt: number;
}

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

type Watcher = (change?: RecordChange) => void;

/** Marks stores in memory, so that another copy of this package knows them too. */
const inMemory: unique symbol = Symbol.for('tokenwright.memory-store');

class MemoryStore implements TokenStore {
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  /** Goes round and round over the keys, so that what has ended goes, though nobody asks for it again. */
  #hand: Iterator<string> = this.#entries.keys();
  readonly #leases = new Map<string, { readonly owner: object; readonly until: number }>();
  readonly #watchers = new Map<string, Set<Watcher>>();
  /** Counts over all keys and deletions, so that no version is used twice. */
  #writes = 0;

  constructor(options: MemoryStoreOptions) {
    // No field: esbuild keeps a class with a computed name in every bundle of its file, though nobody uses it.
    Object.defineProperty(this, inMemory, { value: true });
    this.#now = options.now ?? Date.now;
  }

  async get(key: string): Promise<StoredRecord | undefined> {
    const entry = this.#entry(key);
    return entry && { version: entry.version, record: entry.record };
  }

  async compareAndSet(key: string, { expected, record, ttlMs }: CompareAndSet): Promise<CompareAndSetResult> {
    const entry = this.#entry(key);
    if ((entry?.version ?? null) !== expected) return { ok: false, current: await this.get(key) };
    this.#writes += 1;
    const version = String(this.#writes);
    const expiresAt = ttlMs === undefined ? Number.POSITIVE_INFINITY : this.#now() + ttlMs;
    this.#entries.set(key, { version, record: isDeeplyFrozen(record) ? record : frozenCopy(record), expiresAt });
    this.#changed(key, { version, lineage: record.lineage, generation: record.generation });
    // Two for each that is written: those that have ended never outnumber the others for long.
    this.#pass();
    this.#pass();
    return { ok: true, version };
  }

  async delete(key: string, expected: string): Promise<boolean> {
    if (this.#entry(key)?.version !== expected) return false;
    this.#entries.delete(key);
    this.#changed(key);
    return true;
  }

  async tryLease(key: string, { ttlMs }: { readonly ttlMs: number }): Promise<Lease | undefined> {
    const held = this.#leases.get(key);
    if (held !== undefined && held.until > this.#now()) return undefined;
    const owner = {};
    this.#leases.set(key, { owner, until: this.#now() + ttlMs });
    const isOurs = (): boolean => this.#leases.get(key)?.owner === owner;
    return {
      extend: async (more) => {
        if (!isOurs()) return false;
        this.#leases.set(key, { owner, until: this.#now() + more });
        return true;
      },
      release: async () => {
        if (isOurs()) this.#leases.delete(key);
      },
    };
  }

  async watch(key: string, onChange: Watcher): Promise<{ close(): Promise<void> }> {
    const watchers = this.#watchers.get(key) ?? new Set<Watcher>();
    this.#watchers.set(key, watchers);
    // A function of its own for each call: the same callback may watch twice.
    const watcher: Watcher = (change) => onChange(change);
    watchers.add(watcher);
    return {
      close: async () => {
        watchers.delete(watcher);
        // Closed once more, it must not end the watches that began meanwhile.
        if (watchers.size === 0 && this.#watchers.get(key) === watchers) this.#watchers.delete(key);
      },
    };
  }

  async *keys({ prefix = '' }: { readonly prefix?: string | undefined } = {}): AsyncIterable<string> {
    for (const key of this.#entries.keys()) if (key.startsWith(prefix) && this.#entry(key) !== undefined) yield key;
  }

  #pass(): void {
    const next = this.#hand.next();
    if (next.done === true) this.#hand = this.#entries.keys();
    else this.#entry(next.value);
  }

  #entry(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.expiresAt > this.#now()) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  #changed(key: string, change?: RecordChange): void {
    for (const watcher of this.#watchers.get(key) ?? []) queueMicrotask(() => watcher(change));
  }
}

/**
 * A store in memory: for one process, and for tests. What a source without a store has.
 *
 * @example
 * ```ts
 * import { memoryStore } from '@tokenwright/core/memory-store';
 *
 * const store = memoryStore();
 * const written = await store.compareAndSet('key', {
 *   expected: null,
 *   record: { format: 1, lineage: 'a-login', generation: 0 },
 * });
 * console.log(written.ok);
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): TokenStore {
  return new MemoryStore(options);
}

/** Whether nobody outside of this process can see what a store holds. */
export function isMemoryStore(store: TokenStore): boolean {
  return inMemory in store;
}
