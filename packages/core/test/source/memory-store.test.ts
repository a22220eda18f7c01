import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../src/memory-store.ts';
import { storeConformance } from '../../src/store-conformance.ts';
import type { TokenRecord, TokenStore } from '../../src/index.ts';

describe('the memory store', () => {
  test.each(storeConformance)('$name', async ({ run }) => {
    let now = 1_000_000;
    const elapse = async (milliseconds: number): Promise<void> => {
      now += milliseconds;
    };
    await expect(run({ store: memoryStore({ now: () => now }), elapse })).resolves.toBeUndefined();
  });
});

test('S8: records that have ended are not kept for ever, though nobody asks for them again', async () => {
  let now = 1_000_000;
  let looks = 0;
  const store = memoryStore({ now: () => ((looks += 1), now) });
  const record = { format: 1, lineage: 'x', generation: 0 } as const;
  for (let user = 0; user < 1000; user += 1)
    await store.compareAndSet(`ended-${user}`, { expected: null, record, ttlMs: 1000 });
  now += 1000;
  for (let user = 0; user < 600; user += 1) await store.compareAndSet(`${user}`, { expected: null, record });
  // A list looks at every record that is kept.
  looks = 0;
  const listed: string[] = [];
  for await (const key of store.keys?.() ?? []) listed.push(key);
  expect([listed.length, looks]).toEqual([600, 600]);
});

describe('S8: the conformance suite finds a store that', () => {
  let now = 1_000_000;
  const elapse = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
  };
  /** A store with one method replaced. */
  const broken = (replace: (store: TokenStore) => Partial<TokenStore>): TokenStore => {
    const store = memoryStore({ now: () => now });
    const bound: TokenStore = {
      get: (key) => store.get(key),
      compareAndSet: (key, write) => store.compareAndSet(key, write),
      delete: (key, expected) => store.delete(key, expected),
      tryLease: async (key, options) => store.tryLease?.(key, options),
    };
    return { ...bound, ...replace(store) };
  };
  /** Notes something in a record while it is written, and takes it out again. */
  const noting = async <T>(record: TokenRecord, write: () => Promise<T>): Promise<T> => {
    Object.assign(record, { writing: true });
    const written = await write();
    Reflect.deleteProperty(record, 'writing');
    return written;
  };
  const shared = { format: 1, lineage: 'x', generation: 0 } as const;

  test.each([
    [
      'does not compare versions',
      broken((store) => ({
        compareAndSet: async (key, write) =>
          store.compareAndSet(key, { ...write, expected: (await store.get(key))?.version ?? null }),
      })),
    ],
    [
      'notes something in the record that it is given',
      broken((store) => ({
        compareAndSet: (key, write) => {
          const record = { ...write.record };
          return noting(write.record, () => store.compareAndSet(key, { ...write, record }));
        },
      })),
    ],
    [
      'takes no time to live for one that is over',
      broken((store) => ({
        compareAndSet: (key, write) =>
          store.compareAndSet(key, 'ttlMs' in write ? { ...write, ttlMs: write.ttlMs ?? 0 } : write),
      })),
    ],
    [
      'uses a version twice',
      broken((store) => ({
        get: async (key) => {
          const stored = await store.get(key);
          return stored && { ...stored, version: 'v' };
        },
      })),
    ],
    [
      'deletes whatever the version',
      broken((store) => ({
        delete: async (key) => store.delete(key, (await store.get(key))?.version ?? ''),
      })),
    ],
    [
      'gives a taken lease',
      broken(() => ({ tryLease: async () => ({ extend: async () => true, release: async () => undefined }) })),
    ],
    [
      'hands out its own record',
      broken((store) => ({
        get: async (key) => {
          const stored = await store.get(key);
          return stored && { ...stored, record: shared };
        },
      })),
    ],
    [
      'creates what is there already',
      broken((store) => ({
        compareAndSet: async (key, write) => {
          const there = write.expected === null ? await store.get(key) : undefined;
          return store.compareAndSet(key, { ...write, expected: there?.version ?? write.expected });
        },
      })),
    ],
    [
      'ignores case',
      broken((store) => ({
        get: (key) => store.get(key.toLowerCase()),
        compareAndSet: (key, write) => store.compareAndSet(key.toLowerCase(), write),
      })),
    ],
    [
      'drops what it does not know',
      broken((store) => ({
        compareAndSet: (key, write) => {
          const known = ['format', 'lineage', 'generation', 'token', 'wire', 'access_token'];
          return store.compareAndSet(key, { ...write, record: JSON.parse(JSON.stringify(write.record, known)) });
        },
      })),
    ],
    [
      'keeps every time to live',
      broken((store) => ({ compareAndSet: (key, write) => store.compareAndSet(key, { ttlMs: 300, ...write }) })),
    ],
    [
      'lists a part of its keys',
      broken((store) => ({
        async *keys(options) {
          let number = 0;
          for await (const key of store.keys?.(options) ?? []) if ((number += 1) < 10) yield key;
        },
      })),
    ],
    [
      'does not lock what it leases',
      broken((store) => ({ tryLease: async (key, options) => store.tryLease?.(`${key}${Math.random()}`, options) })),
    ],
    [
      'tells of changes to whoever has closed',
      broken((store) => ({
        watch: async (key, onChange) => {
          await store.watch?.(key, onChange);
          return { close: async () => undefined };
        },
      })),
    ],
  ])('%s', async (_what, store) => {
    const failures: string[] = [];
    for (const { name, run } of storeConformance) {
      if (/time to live|lease/.test(name) && store.tryLease === undefined) continue;
      await run({ store, elapse }).catch((error: Error) => failures.push(`${name}: ${error.message}`));
    }
    expect(failures.length).toBeGreaterThan(0);
    expect(failures[0]).toContain('The store does not conform');
  });
});
