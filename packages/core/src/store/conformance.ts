import { frozenCopy } from '../frozen.ts';
import type { TokenRecord } from './token-record.ts';
import type { Lease, RecordChange, StoredRecord, TokenStore } from './token-store.ts';

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
  /** The rule and what the store has to do: the title of a test. */
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

/** Keys that a store may take for one another, or for something of its own. */
function similarKeys(): string[] {
  const id = globalThis.crypto.randomUUID();
  const endings = [
    '',
    'a',
    'A',
    ' ',
    '.',
    '/',
    '\\',
    '/..',
    ':',
    ':a',
    '{',
    '}',
    '{}',
    '}{',
    '*',
    '?',
    '%',
    '%41',
    '%2F',
  ];
  const more = [
    '\u0000',
    '\n',
    'é',
    'e\u0301',
    '\ud800',
    '\udfff',
    '\ufffd',
    '💡',
    '.json',
    ':lease',
    'x'.repeat(2000),
  ];
  return [...endings, ...more].map((ending) => `${id}${ending}`);
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
    name: 'S8: a write as sources make it is taken: a record that is frozen, options that are undefined',
    async run({ store, other = store, elapse = realTime }) {
      const key = newKey();
      const value = frozenCopy(record(0));
      let result;
      try {
        result = await store.compareAndSet(key, { expected: null, record: value, ttlMs: undefined, signal: undefined });
      } catch {
        // Said below.
      }
      expect(
        result?.ok === true,
        'compareAndSet takes a record that cannot be changed, and options that are undefined',
      );
      await elapse(400);
      expect(same(await other.get(key), value), 'a record without a time to live stays');
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
    name: 'S1: of many writers that find nothing, exactly one writes',
    async run({ store, other = store }) {
      const key = newKey();
      const writers = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? store : other).compareAndSet(key, { expected: null, record: record(index) }),
      );
      const results = await Promise.all(writers);
      expect(results.filter((result) => result.ok).length === 1, 'exactly one of twenty writers creates the record');
      const winner = results.findIndex((result) => result.ok);
      expect(same(await store.get(key), record(winner)), 'the record is that of the winner');
    },
  },
  {
    name: 'S1: no write is lost among many who read, change and write',
    async run({ store, other = store }) {
      const key = newKey();
      await write(store, key, null, record(0));
      const addOne = async (through: TokenStore): Promise<void> => {
        // Each round one of twelve wins, so that twelve rounds are enough where a lost race was a fair one.
        for (let tries = 0; tries < 1000; tries += 1) {
          const read = await through.get(key);
          expect(read !== undefined, 'a record that is replaced is there all the time');
          const next = { ...read.record, generation: read.record.generation + 1 };
          if ((await through.compareAndSet(key, { expected: read.version, record: next })).ok) return;
        }
        expect(false, 'who reads, changes and writes again and again gets through');
      };
      await Promise.all(Array.from({ length: 12 }, (_, index) => addOne(index % 2 === 0 ? store : other)));
      expect((await store.get(key))?.record.generation === 12, 'twelve who add one make twelve');
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
    name: 'S1: a version is not used again after a record has ended',
    async run({ store, elapse = realTime }) {
      const key = newKey();
      const first = await write(store, key, null, record(0), 200);
      await elapse(400);
      const late = await store.compareAndSet(key, { expected: first, record: record(1) });
      expect(!late.ok && late.current === undefined, 'a record that has ended is not there for a writer either');
      const second = await write(store, key, null, record(2));
      expect(first !== second, 'a version is not used again after a record has ended');
      expect(!(await store.delete(key, first)), 'delete does not take a version from before a record ended');
    },
  },
  {
    name: 'S8: a time to live goes with the write that set it',
    async run({ store, elapse = realTime }) {
      const key = newKey();
      const version = await write(store, key, null, record(0), 200);
      await write(store, key, version, record(1));
      await elapse(400);
      expect((await store.get(key)) !== undefined, 'a record that was written again without a time to live stays');
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
      const similar = similarKeys();
      for (const [index, each] of similar.entries()) {
        expect((await store.get(each)) === undefined, 'a key that was never written is not there');
        await write(store, each, null, record(index));
      }
      for (const [index, each] of similar.entries())
        expect(same(await store.get(each), record(index)), 'each of many similar keys has its own record');
    },
  },
  {
    name: 'S8: marks, members of a later version and long values are kept',
    async run({ store, other = store }) {
      const values: TokenRecord[] = [
        { format: 1, lineage: 'l', generation: 3, loginRequired: { reason: 'invalid_grant', since: 1 } },
        { format: 1, lineage: 'l', generation: 4, signedOut: { since: 2 } },
        record(5, { later: { than: ['this', 1.5, true, null] } } as Partial<TokenRecord>),
        record(6, { lineage: `${'x'.repeat(100_000)}\r\n\u2028` }),
      ];
      for (const value of values) {
        const key = newKey();
        await write(store, key, null, value);
        expect(same(await other.get(key), value), 'a record is given back as it was written, whatever is in it');
      }
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
    name: 'S8: keys lists what is there, once, and nothing else, if the store can list',
    async run({ store, other = store, elapse = realTime }) {
      if (store.keys === undefined) return;
      const similar = similarKeys();
      const [first = ''] = similar;
      for (const each of similar) await write(store, each, null, record(0));
      const [gone = '', ended = ''] = [newKey(), newKey()].map((each) => `${first}${each}`);
      await store.delete(gone, await write(store, gone, null, record(0)));
      await write(store, ended, null, record(0), 200);
      await leaseOf(store, `${first}leased`, 5000);
      await elapse(400);
      const listed: string[] = [];
      for await (const each of other.keys?.({ prefix: first }) ?? []) listed.push(each);
      expect(
        JSON.stringify(listed.sort()) === JSON.stringify(similar.sort()),
        'keys lists each key that has a record, exactly as it was given, and none that has not',
      );
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
    name: 'S2: a lease that is extended lasts, and keeps nobody from writing, if the store has leases',
    async run({ store, other = store, elapse = realTime }) {
      if (store.tryLease === undefined) return;
      const key = newKey();
      const lease = await leaseOf(store, key, 300);
      expect(lease !== undefined, 'a lease is given before there is a record');
      expect(await lease.extend(60_000), 'the owner extends a lease');
      await elapse(600);
      expect((await leaseOf(other, key, 5000)) === undefined, 'a lease that was extended lasts the longer time');
      const version = await write(other, key, null, record(0));
      expect(await other.delete(key, version), 'a lease keeps nobody from writing and deleting');
      await lease.release();
      await lease.release();
      expect((await leaseOf(other, key, 5000)) !== undefined, 'a lease that was given back is free');
      expect(!(await lease.extend(5000)), 'a lease that was given back is not extended');
    },
  },
  {
    name: 'S2: of many who want a lease, one gets it, if the store has leases',
    async run({ store, other = store }) {
      if (store.tryLease === undefined) return;
      const key = newKey();
      const leases = await Promise.all(
        Array.from({ length: 20 }, (_, index) => leaseOf(index % 2 === 0 ? store : other, key, 5000)),
      );
      expect(leases.filter((lease) => lease !== undefined).length === 1, 'exactly one of twenty gets a lease');
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
      let others = 0;
      const second = await store.watch(key, () => {
        others += 1;
      });
      await watch.close();
      await watch.close();
      const before = changes;
      await write(other, key, null, record(1));
      expect(await soon(() => others >= 1), 'closing one watch ends no other');
      expect(changes === before, 'a watch that was closed tells of nothing');
      await second.close();
      const told: (RecordChange | undefined)[] = [];
      const third = await store.watch(key, (change) => told.push(change));
      await second.close();
      const { version: present } = (await store.get(key)) ?? {};
      const next = record(2);
      const now = await write(other, key, present ?? null, next);
      expect(await soon(() => told.length > 0), 'a watch that is closed once more ends no watch that began since');
      expect(
        told.every(
          (change) =>
            change === undefined ||
            change.version !== now ||
            (change.lineage === next.lineage && change.generation === next.generation),
        ),
        'what watch says of a change is true',
      );
      await third.close();
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
