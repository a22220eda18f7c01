import { expect, test } from 'vitest';
import type { TokenStore } from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { encodeTokenKey } from '../../src/source/source-key.ts';
import { createFakeClock, type FakeClock } from '../../src/testing.ts';
import { login, mintScene, sessionKey, sessionScene, typesOf } from './support.ts';

// Stores are anybody's, and JavaScript checks no types.

const minute = 60_000;

interface Giving {
  readonly clock: FakeClock;
  readonly store: TokenStore;
  bad: boolean;
}

/** A store whose writes give some answer of its own while a test says so. */
function giving(answer: unknown): Giving {
  const clock = createFakeClock();
  const inner = memoryStore({ now: () => clock.now() });
  const store: TokenStore = {
    get: (key) => inner.get(key),
    delete: (key, expected) => inner.delete(key, expected),
    compareAndSet: async (key, write) => (scene.bad ? (answer as never) : inner.compareAndSet(key, write)),
  };
  const scene: Giving = { clock, store, bad: true };
  return scene;
}

const stored = async (store: TokenStore): Promise<string | undefined> =>
  (await store.get(encodeTokenKey(sessionKey)))?.record.token?.wire.access_token;

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'OK'],
  ['an empty object', {}],
  ['a yes without a version', { ok: true }],
  ['a no to a first record, where there is none', { ok: false }],
  ['the same with null', { ok: false, current: null }],
])('L12: a login stands, and is written later, when compareAndSet gives %s', async (_what, answer) => {
  const scene = giving(answer);
  const { clock, store } = scene;
  const { source, events } = sessionScene({ store, initial: undefined }, clock);
  expect((await source.adopt(async () => login(5))).accessToken).toBe('access-5');
  expect(typesOf(events)).toContain('persist-failed');
  scene.bad = false;
  await clock.advance(minute);
  expect(await stored(store)).toBe('access-5');
  await source.close();
});

test.each<[string, unknown]>([
  ['an empty object', {}],
  ['a no to a first record, where there is none', { ok: false }],
])('S6: a sign-out fails when compareAndSet gives %s, instead of trying for ever', async (_what, answer) => {
  const { clock, store } = giving(answer);
  const { source } = sessionScene({ store, initial: undefined }, clock);
  await expect(source.signOut()).rejects.toMatchObject({ name: 'StoreError', code: 'store_unavailable' });
  await source.close();
});

test('L13: a record that was deleted under a refresh ends the session, also when the store says null', async () => {
  const scene = giving({ ok: false, current: null });
  const { clock, store } = scene;
  scene.bad = false;
  const { source, authority } = sessionScene({ store }, clock);
  await source.getToken();
  await clock.advance(61 * minute);
  authority.answer(() => {
    scene.bad = true;
    return login(1);
  });
  await expect(source.getToken()).rejects.toMatchObject({ name: 'LoginRequiredError', reason: 'signed-out' });
  await source.close();
});

test('S4: a watch that tells null of a change is one that says nothing of it', async () => {
  const clock = createFakeClock();
  const inner = memoryStore({ now: () => clock.now() });
  let tell: (change: never) => void = () => undefined;
  const watch: TokenStore['watch'] = async (_key, onChange) => {
    tell = onChange;
    return { close: async () => undefined };
  };
  const compareAndSet: TokenStore['compareAndSet'] = (key, write) => inner.compareAndSet(key, write);
  const store: TokenStore = { get: (key) => inner.get(key), delete: async () => false, compareAndSet, watch };
  const here = sessionScene({ store }, clock);
  const there = sessionScene({ store: inner }, clock);
  await here.source.getToken();
  await clock.advance(0);
  await there.source.adopt(login(6));
  tell(null as never);
  await clock.advance(0);
  expect(here.source.peek()?.accessToken).toBe('access-6');
});

test('S2: a lease of null is one that somebody else has', async () => {
  const clock = createFakeClock();
  const inner = memoryStore({ now: () => clock.now() });
  const store: TokenStore = {
    get: (key) => inner.get(key),
    compareAndSet: (key, write) => inner.compareAndSet(key, write),
    delete: async () => false,
    tryLease: async () => null as never,
  };
  const { source, authority } = mintScene({ store }, clock);
  const token = source.getToken();
  await clock.advance(1000);
  expect(authority.requests).toEqual([]);
  await clock.advance(1000);
  expect((await token).accessToken).toBe('access-1');
});
