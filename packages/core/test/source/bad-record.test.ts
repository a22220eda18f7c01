import { canary, everyView, failureOf, leaksOf } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import { encrypted } from '../../src/encrypted-store.ts';
import { createTokenSource, StoreError, type TokenRecord, type TokenStore } from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { encodeTokenKey } from '../../src/source/source-key.ts';
import { key, login, mintScene, sessionKey, sessionScene } from './support.ts';

const record: TokenRecord = {
  format: 1,
  lineage: 'lineage',
  generation: 0,
  token: { wire: { access_token: 'access', refresh_token: canary }, issuedAtMs: 1 },
};

async function sealedRecord(at: string): Promise<unknown> {
  const inner = memoryStore();
  const store = encrypted(inner, { current: { id: '2027-01', key: new Uint8Array(32).fill(7) } });
  await store.compareAndSet(at, { expected: null, record });
  return (await inner.get(at))?.record;
}

describe.each<[string, (at: string) => unknown, string]>([
  [
    'has a newer format',
    () => ({ ...record, format: 2 }),
    'is a token record of format 2; this version of the package',
  ],
  ['has no lineage', () => ({ format: 1, generation: 0 }), 'is no token record of format 1'],
  [
    'has a token without an access token',
    () => ({ ...record, token: { wire: {}, issuedAtMs: 1 } }),
    'is no token record',
  ],
  ['is a text', () => canary, 'is no token record of format 1'],
  ['is encrypted', sealedRecord, 'wrap the store in encrypted(), with its key'],
])('a record in memory that %s', (_what, make, sentence) => {
  /** A store that was given it by somebody else, who may be of another version. */
  async function storeWith(
    at: string,
  ): Promise<{ readonly store: TokenStore; readonly isLeft: () => Promise<boolean> }> {
    const store = memoryStore();
    const given = await make(at);
    const written = await store.compareAndSet(at, { expected: null, record: given as TokenRecord });
    return {
      store,
      isLeft: async () => {
        const there = await store.get(at);
        return there?.version === (written.ok ? written.version : '') && everyView(there.record) === everyView(given);
      },
    };
  }

  test('is a StoreError of a session that says so; nothing is sent, and it is left in place', async () => {
    const { store, isLeft } = await storeWith(encodeTokenKey(sessionKey));
    const { source, authority } = sessionScene({ store });
    for (const work of [() => source.getToken(), () => source.renew({ reason: 'test' })]) {
      const error = await failureOf(StoreError, work);
      expect(error.code).toBe('invalid_record');
      expect(error.message).toContain(sentence);
      expect(error.message).toContain('It was left as it is.');
      expect(leaksOf(canary, everyView(error))).toEqual([]);
    }
    expect(authority.requests).toEqual([]);
    // A login is taken all the same, as when the store is away, and waits for its place.
    expect((await source.adopt(login(5))).accessToken).toBe('access-5');
    expect(await isLeft()).toBe(true);
    await source.close().catch(() => undefined);
  });

  test('keeps no minted token from being used, and is left in place', async () => {
    const { store, isLeft } = await storeWith(encodeTokenKey(key));
    const { source, authority } = mintScene({ store });
    expect((await source.getToken()).accessToken).toBe('access-1');
    await source.close();
    expect(authority.requests).toHaveLength(1);
    expect(await isLeft()).toBe(true);
  });
});

test('a source over such a store works as soon as the record is a good one', async () => {
  const store = memoryStore();
  const at = encodeTokenKey(sessionKey);
  const bad = await store.compareAndSet(at, { expected: null, record: { ...record, format: 2 } as never });
  const source = createTokenSource({ key: sessionKey, refresh: async () => login(1), store });
  await failureOf(StoreError, () => source.getToken());
  await store.compareAndSet(at, { expected: bad.ok ? bad.version : '', record });
  expect((await source.getToken()).accessToken).toBe('access');
});
