import { describe, expect, test } from 'vitest';
import { encodeTokenKey, type TokenRecord, type TokenStore } from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { createFakeClock, type FakeClock } from '../../src/testing.ts';
import { login, mintScene, sessionKey, sessionScene } from './support.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A store that notes what it is told of the life of records. */
function noting(clock: FakeClock): { readonly store: TokenStore; readonly told: [TokenRecord, number | undefined][] } {
  const inner = memoryStore({ now: () => clock.now() });
  const told: [TokenRecord, number | undefined][] = [];
  const store: TokenStore = {
    get: (name) => inner.get(name),
    delete: (name, version) => inner.delete(name, version),
    compareAndSet: (name, write) => {
      told.push([write.record, write.ttlMs]);
      return inner.compareAndSet(name, write);
    },
  };
  return { store, told };
}

describe('S8: how long a store has to keep a record', () => {
  test('S8: what was minted: until it expires, and an hour more', async () => {
    const clock = createFakeClock();
    const { store, told } = noting(clock);
    const { source } = mintScene({ store }, clock);
    await source.getToken();
    await clock.advance(0);
    expect(told.map(([, ttl]) => ttl)).toEqual([2 * hour]);
  });

  test('S8: what was minted without an end: for ever; the mark of a sign-out: a day', async () => {
    const clock = createFakeClock();
    const { store, told } = noting(clock);
    const { source, authority } = mintScene({ store }, clock);
    authority.answer({ access_token: 'a' });
    await source.getToken();
    await source.signOut();
    expect(told.map(([, ttl]) => ttl)).toEqual([undefined, day]);
  });

  test('S8: a session whose refresh token lives as long as nobody knows: for ever, whatever its access token does', async () => {
    const clock = createFakeClock();
    const { store, told } = noting(clock);
    const { source } = sessionScene({ store }, clock);
    await source.getToken();
    await clock.advance(61 * minute);
    await source.getToken();
    await source.adopt(login(5));
    await source.signOut();
    expect(told).toHaveLength(5);
    expect(new Set(told.map(([, ttl]) => ttl))).toEqual(new Set([undefined]));
  });

  test('S8: a session whose refresh token lives ten days: ten days and one more from each write on, marks and claims too', async () => {
    const clock = createFakeClock();
    const { store, told } = noting(clock);
    const { source } = sessionScene({ store, traits: { refreshTokenLifetimeMs: 10 * day } }, clock);
    await source.getToken();
    await clock.advance(61 * minute);
    await source.getToken();
    await source.signOut();
    expect(told.map(([record]) => record.pending !== undefined)).toEqual([false, true, false, false]);
    expect(new Set(told.map(([, ttl]) => ttl))).toEqual(new Set([11 * day]));
  });

  test('S9: what is written back after a failover lives as long', async () => {
    const clock = createFakeClock();
    const { store, told } = noting(clock);
    const { source } = sessionScene({ store, traits: { refreshTokenLifetimeMs: 10 * day } }, clock);
    await source.getToken();
    await source.renew({ reason: 'test' });
    const name = encodeTokenKey(sessionKey);
    const newer = await store.get(name);
    const older = told[0]?.[0];
    if (newer === undefined || older === undefined) throw new Error('nothing was written');
    // A replica that never got the last write has become the store.
    await store.compareAndSet(name, { expected: newer.version, record: older });
    told.length = 0;
    await source.renew({ reason: 'test' });
    expect(told[0]?.[0]).toMatchObject({ generation: 1 });
    expect(new Set(told.map(([, ttl]) => ttl))).toEqual(new Set([11 * day]));
  });
});
