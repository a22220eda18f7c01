import { frozenCopy, isDeeplyFrozen } from '../frozen.ts';
import { StoreError, type StoreOperation } from '../errors.ts';
import { readRecord } from '../store/read-record.ts';
import { nameOf } from '../words.ts';
import type { TokenRecord } from '../store/token-record.ts';
import type {
  CompareAndSet,
  CompareAndSetResult,
  Lease,
  RecordChange,
  StoredRecord,
  TokenStore,
} from '../store/token-store.ts';
import type { SourcePlan } from './source-options.ts';
import type { TokenWire } from './token-wire.ts';
import { within } from './waiting.ts';

const hourMs = 3_600_000;
const dayMs = 86_400_000;

type StorePlan = Pick<SourcePlan<TokenWire>, 'clock' | 'persistTimeoutMs' | 'grant' | 'refreshTokenLifetimeMs'>;

/**
 * How long a store has to keep a record, in milliseconds; undefined: for ever. A margin past the moment from which
 * nothing in it is of use to anybody, because clocks differ.
 */
function timeToLive({ grant, refreshTokenLifetimeMs, clock }: StorePlan, record: TokenRecord): number | undefined {
  if (grant === 'session') return refreshTokenLifetimeMs === undefined ? undefined : refreshTokenLifetimeMs + dayMs;
  if (record.token === undefined) return dayMs;
  const { expiresAtMs } = record.token;
  return expiresAtMs === undefined ? undefined : Math.max(0, expiresAtMs - clock.now()) + hourMs;
}

/** A store of somebody's, behind one time limit and one kind of error. What it throws may quote a record, so it is not passed on. */
export class GuardedStore {
  readonly #store: TokenStore | undefined;
  readonly #plan: StorePlan;

  /** @param store undefined: one that is always empty and takes everything */
  constructor(store: TokenStore | undefined, plan: StorePlan) {
    this.#store = store;
    this.#plan = plan;
  }

  async get(key: string): Promise<StoredRecord | undefined> {
    const stored = await this.#guard('get', async () => this.#store?.get(key));
    // A store in JavaScript may say null.
    return (stored ?? undefined) && checked(stored as StoredRecord, 'get');
  }

  /** What it holds for a slot, of which nothing else was learnt meanwhile: answers of a store may come out of order. */
  async latest(slot: {
    readonly key: string;
    readonly version: string | null | undefined;
  }): Promise<StoredRecord | undefined> {
    for (;;) {
      const { version } = slot;
      const current = await this.get(slot.key);
      if (slot.version === version) return current;
    }
  }

  async compareAndSet(key: string, expected: string | null, record: TokenRecord): Promise<CompareAndSetResult> {
    const store = this.#store;
    if (store === undefined) return { ok: true, version: '' };
    const write: CompareAndSet = { expected, record, ttlMs: timeToLive(this.#plan, record) };
    for (let tries = 1; ; tries += 1) {
      const result = await this.#guard('compareAndSet', async () => answered(await store.compareAndSet(key, write)));
      if (result.ok) return result;
      // A store in JavaScript may say null.
      const current = result.current ?? undefined;
      if ((current?.version ?? null) !== expected)
        return { ok: false, current: current && checked(current, 'compareAndSet') };
      // What it gives for the reason is what was asked for. Whoever looks after the write may be late, once.
      if (tries >= 3) {
        const why =
          'The token store refuses a write, and says that the version is there that the write expects (compareAndSet).';
        throw new StoreError('store_unavailable', why, { operation: 'compareAndSet' });
      }
    }
  }

  /** A lease is a hint, so a store that fails to give one counts as one that has none to give. */
  async tryLease(key: string, ttlMs: number): Promise<Lease | 'taken' | 'none'> {
    if (this.#store?.tryLease === undefined) return 'none';
    try {
      const lease = await this.#guard(
        'tryLease',
        async () => this.#store?.tryLease?.(key, { ttlMs }),
        (late) => late?.release(),
      );
      return lease == null ? 'taken' : this.#guardedLease(lease);
    } catch {
      return 'none';
    }
  }

  /** Neither of the two ever fails or takes long: a lease that is lost is noticed by the claim. */
  #guardedLease(lease: Lease): Lease {
    return {
      extend: (ttlMs) => this.#guard('tryLease', async () => lease.extend(ttlMs)).catch(() => false),
      release: () => this.#guard('tryLease', async () => lease.release()).catch(() => undefined),
    };
  }

  /** Undefined when the store cannot watch, or fails to: polling goes on beneath. */
  async watch(key: string, onChange: (change?: RecordChange) => void): Promise<{ close(): Promise<void> } | undefined> {
    try {
      const watch = await this.#guard(
        'watch',
        async () => this.#store?.watch?.(key, onChange),
        (late) => late?.close(),
      );
      return watch && { close: () => this.#guard('watch', async () => watch.close()).catch(() => undefined) };
    } catch {
      return undefined;
    }
  }

  /** @param undo ends what comes too late, which nobody else would */
  async #guard<T>(
    operation: StoreOperation,
    work: () => Promise<T>,
    undo?: (late: T) => Promise<unknown> | undefined,
  ): Promise<T> {
    const unavailable = (why: string): StoreError =>
      new StoreError('store_unavailable', `The token store failed (${operation}): ${why}.`, { operation });
    const { clock, persistTimeoutMs } = this.#plan;
    let working: Promise<T> | undefined;
    try {
      working = work();
      return await within(clock, working, persistTimeoutMs, () =>
        unavailable(`no answer within ${persistTimeoutMs} ms`),
      );
    } catch (error) {
      if (undo !== undefined) working?.then(undo).catch(() => undefined);
      if (StoreError.isInstance(error)) throw error;
      throw unavailable(nameOf(error));
    }
  }
}

/** What is no answer tells nobody whether it was written. */
function answered(result: CompareAndSetResult): CompareAndSetResult {
  const { ok, version } = (result ?? {}) as { readonly ok?: unknown; readonly version?: unknown };
  if (ok === false || (ok === true && version != null)) return result;
  throw new TypeError('no answer to compareAndSet');
}

function checked({ version, record: stored }: StoredRecord, operation: StoreOperation): StoredRecord {
  const record = readRecord(stored, 'What the token store holds under this key', operation);
  if (record.sealed !== undefined) {
    const why =
      'The token store holds an encrypted record under this key; wrap the store in encrypted(), with its key. It was left as it is.';
    throw new StoreError('invalid_record', why, { operation });
  }
  // Callers are shown parts of it, and it may be a store's own.
  return { version, record: isDeeplyFrozen(record) ? record : frozenCopy(record) };
}
