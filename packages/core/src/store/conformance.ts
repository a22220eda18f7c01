import type { TokenRecord } from './token-record.ts';
import type { Lease, StoredRecord, TokenStore } from './token-store.ts';

/** What a case is given. */
export interface StoreConformanceContext {
  /** A store, the same for all who ask within one case. */
  readonly store: TokenStore;
  /**
   * A second store over the same records, as another process would have it. Default: the same object. Give it
   * whenever the store is shared between processes.
   */
  readonly other?: TokenStore | undefined;
  /** Lets this much time pass for the store. Default: real time. */
  readonly elapse?: ((milliseconds: number) => Promise<void>) | undefined;
}

/** One thing a store has to do. */
export interface StoreConformanceCase {
  readonly name: string;
  /** Rejects with an Error that says what was expected when the store does not do it. */
  readonly run: (context: StoreConformanceContext) => Promise<void>;
}

let keys = 0;

/** A key no other case uses, with characters that stores like to treat specially. */
function newKey(): string {
  keys += 1;
  return JSON.stringify(['https://example.com', `*?[a]{b}:/\\ ü "${keys}"`, globalThis.crypto.randomUUID()]);
}

function record(generation: number, extra: Partial<TokenRecord> = {}): TokenRecord {
  const wire = { access_token: `access-${generation}`, refresh_token: 'r\u0000ü"\\', nested: { list: [1, null, 'ü'] } };
  return { format: 1, lineage: 'lineage', generation, token: { wire, issuedAtMs: 1, expiresAtMs: 2 }, ...extra };
}

function expect(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`The store does not conform: ${what}.`);
}

async function write(
  store: TokenStore,
  key: string,
  expected: string | null,
  value: TokenRecord,
  ttlMs?: number,
): Promise<string> {
  const result = await store.compareAndSet(key, { expected, record: value, ...(ttlMs === undefined ? {} : { ttlMs }) });
  expect(result.ok, 'compareAndSet with the version that is there writes');
  return result.version;
}

function same(stored: StoredRecord | undefined, value: TokenRecord): boolean {
  return JSON.stringify(stored?.record) === JSON.stringify(value);
}

async function leaseOf(store: TokenStore, key: string, ttlMs: number): Promise<Lease | undefined> {
  return store.tryLease?.(key, { ttlMs });
}

/** Waits, a while, for something to become true: stores tell of changes soon, not at once. */
async function soon(holds: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200 && !holds(); tries += 1) {
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 10);
    });
  }
  return holds();
}

const cases: readonly StoreConformanceCase[] = [
  {
    name: 'S8: an unknown key gives undefined',
    async run({ store }) {
      expect((await store.get(newKey())) === undefined, 'get of an unknown key gives undefined');
    },
  },
  {
    name: 'S8: what was written is read, unchanged, also by another process',
    async run({ store, other = store }) {
      const key = newKey();
      const value = record(3, {
        pending: { attemptId: 'a', since: 1, deadline: 2, refreshTokenFingerprint: 'f', attempts: 1 },
      });
      const version = await write(store, key, null, value);
      const read = await other.get(key);
      expect(same(read, value), 'get gives the record that was written, every field of it');
      expect(read?.version === version, 'get gives the version that compareAndSet gave');
    },
  },
  {
    name: 'S8: a record handed out cannot change what is stored',
    async run({ store }) {
      const key = newKey();
      const value = record(0);
      await write(store, key, null, value);
      (value as { generation: number }).generation = 9;
      const read = await store.get(key);
      expect(read?.record.generation === 0, 'changing a record after it was written changes nothing in the store');
      // A store may also hand out what cannot be changed.
      Reflect.set(read.record, 'generation', 8);
      expect(
        (await store.get(key))?.record.generation === 0,
        'changing a record that was read changes nothing in the store',
      );
    },
  },
  {
    name: 'S1: compareAndSet refuses a wrong version and says what is there',
    async run({ store, other = store }) {
      const key = newKey();
      const first = await write(store, key, null, record(0));
      const second = await write(other, key, first, record(1));
      expect(first !== second, 'each write has a version of its own');
      const late = await store.compareAndSet(key, { expected: first, record: record(7) });
      expect(!late.ok, 'compareAndSet with an old version does not write');
      expect(
        same(late.current, record(1)) && late.current?.version === second,
        'a refused write gives the record and version that are there',
      );
      const create = await store.compareAndSet(key, { expected: null, record: record(7) });
      expect(!create.ok, 'compareAndSet with null does not write over a record');
      expect(same(await store.get(key), record(1)), 'a refused write changes nothing');
    },
  },
  {
    name: 'S1: compareAndSet with a version writes nothing where nothing is',
    async run({ store }) {
      const result = await store.compareAndSet(newKey(), { expected: '1', record: record(0) });
      expect(
        !result.ok && result.current === undefined,
        'a write that expects a version is refused where there is no record',
      );
    },
  },
  {
    name: 'S1: of many writers with one version, exactly one writes',
    async run({ store, other = store }) {
      const key = newKey();
      const version = await write(store, key, null, record(0));
      const writers = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? store : other).compareAndSet(key, { expected: version, record: record(index + 1) }),
      );
      const results = await Promise.all(writers);
      expect(results.filter((result) => result.ok).length === 1, 'exactly one of twenty writers wins');
      const winner = results.findIndex((result) => result.ok);
      expect(same(await store.get(key), record(winner + 1)), 'the record is that of the winner');
    },
  },
  {
    name: 'S1: a version is never used again for a key',
    async run({ store, other = store }) {
      const key = newKey();
      const versions = new Set<string>();
      for (let round = 0; round < 5; round += 1) {
        const version = await write(round % 2 === 0 ? store : other, key, null, record(round));
        expect(!versions.has(version), 'a version is not used again after a deletion');
        versions.add(version);
        expect(await store.delete(key, version), 'delete with the version that is there deletes');
      }
      const [first = ''] = versions;
      await write(store, key, null, record(9));
      expect(
        !(await store.compareAndSet(key, { expected: first, record: record(1) })).ok,
        'a version from before a deletion is not taken',
      );
    },
  },
  {
    name: 'S8: delete asks for the version',
    async run({ store, other = store }) {
      const key = newKey();
      const first = await write(store, key, null, record(0));
      const second = await write(store, key, first, record(1));
      expect(!(await other.delete(key, first)), 'delete with an old version does not delete');
      expect(await other.delete(key, second), 'delete with the version that is there deletes');
      expect((await store.get(key)) === undefined, 'what was deleted is gone');
      expect(!(await store.delete(key, second)), 'delete of what is gone gives false');
    },
  },
  {
    name: 'S8: a record with a time to live ends',
    async run({ store, elapse }) {
      const key = newKey();
      await write(store, key, null, record(0), 200);
      expect((await store.get(key)) !== undefined, 'a record is there before its time is over');
      await (elapse ?? realTime)(400);
      expect((await store.get(key)) === undefined, 'a record is gone when its time is over');
    },
  },
  {
    name: 'S8: keys are not mixed up',
    async run({ store }) {
      const key = newKey();
      await write(store, key, null, record(0));
      expect(
        (await store.get(`${key} `)) === undefined && (await store.get(key.toUpperCase())) === undefined,
        'a key is compared exactly',
      );
    },
  },
  {
    name: 'S8: keys lists by prefix, if the store can list',
    async run({ store }) {
      if (store.keys === undefined) return;
      const key = newKey();
      await write(store, key, null, record(0));
      const listed: string[] = [];
      for await (const each of store.keys({ prefix: key.slice(0, -5) })) listed.push(each);
      expect(listed.includes(key), 'keys lists a key under its prefix');
      for await (const each of store.keys({ prefix: `${key}-` }))
        expect(each !== key, 'keys leaves out what does not begin with the prefix');
    },
  },
  {
    name: 'S2: a lease is one owner’s until it ends, if the store has leases',
    async run({ store, other = store, elapse = realTime }) {
      if (store.tryLease === undefined) return;
      const key = newKey();
      const lease = await leaseOf(store, key, 5000);
      expect(lease !== undefined, 'a free lease is given');
      expect((await leaseOf(other, key, 5000)) === undefined, 'a lease that is taken is not given');
      expect((await leaseOf(store, newKey(), 5000)) !== undefined, 'a lease of another key is given');
      expect(await lease.extend(5000), 'the owner extends a lease');
      await lease.release();
      const next = await leaseOf(other, key, 200);
      expect(next !== undefined, 'a lease that was given back is free');
      await elapse(400);
      const third = await leaseOf(store, key, 5000);
      expect(third !== undefined, 'a lease that ran out is free');
      expect(!(await next.extend(5000)), 'a lease that ran out is not extended when somebody else has it');
      await next.release();
      expect(
        (await leaseOf(other, key, 5000)) === undefined,
        'a lease that ran out does not give back somebody else’s',
      );
      await third.release();
    },
  },
  {
    name: 'S4: watch tells of every later state, if the store can watch',
    async run({ store, other = store }) {
      if (store.watch === undefined) return;
      const key = newKey();
      let changes = 0;
      const watch = await store.watch(key, () => {
        changes += 1;
      });
      const version = await write(other, key, null, record(0));
      expect(await soon(() => changes >= 1), 'watch tells of a write of another process');
      const seen = changes;
      await other.delete(key, version);
      expect(await soon(() => changes > seen), 'watch tells of a deletion');
      await watch.close();
      await write(other, newKey(), null, record(0));
    },
  },
];

function realTime(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/**
 * The cases every store has to pass.
 *
 * @example
 * ```ts
 * import { memoryStore } from '@tokenwright/core/memory-store';
 * import { storeConformance } from '@tokenwright/core/store-conformance';
 *
 * for (const { name, run } of storeConformance) {
 *   await run({ store: memoryStore() });
 *   console.log('passed', name);
 * }
 * ```
 */
export const storeConformance: readonly StoreConformanceCase[] = cases;
