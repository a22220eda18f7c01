import { describe, expect, test } from 'vitest';
import { AuthorityError, type StoredRecord, type TokenStore } from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { createFakeClock, type FakeClock } from '../../src/testing.ts';
import { held, login, sessionScene, typesOf } from './support.ts';

const minute = 60_000;

/** A store of one process over records that others share, whose next reading or watch a test can keep back. */
function keptBack(
  store: TokenStore,
  watches = true,
): TokenStore & { readonly keep: (what: 'get' | 'watch') => () => void } {
  let wait: { readonly what: 'get' | 'watch'; readonly until: Promise<void> } | undefined;
  const gate = async (what: 'get' | 'watch'): Promise<void> => {
    if (wait?.what !== what) return;
    const { until } = wait;
    wait = undefined;
    await until;
  };
  return {
    get: async (key) => {
      // Read now, answered later: a store that is asked over HTTP may answer in any order.
      const read: StoredRecord | undefined = await store.get(key);
      await gate('get');
      return read;
    },
    compareAndSet: (key, write) => store.compareAndSet(key, write),
    delete: (key, expected) => store.delete(key, expected),
    ...(watches && {
      watch: async (key: string, onChange: () => void) => {
        await gate('watch');
        return (await store.watch?.(key, onChange)) ?? { close: async () => undefined };
      },
    }),
    keep: (what) => {
      let release: () => void = () => undefined;
      const until = new Promise<void>((resolve) => {
        release = resolve;
      });
      wait = { what, until };
      return release;
    },
  };
}

function shared(): { readonly clock: FakeClock; readonly store: TokenStore } {
  const clock = createFakeClock();
  return { clock, store: memoryStore({ now: () => clock.now() }) };
}

test('L14, S4: what changed between the first reading and the beginning of the watch is seen', async () => {
  const { clock, store } = shared();
  const slow = keptBack(store);
  const begin = slow.keep('watch');
  const here = sessionScene({ store: slow }, clock);
  await here.source.getToken();
  const there = sessionScene({ store: keptBack(store), initial: undefined }, clock);
  await there.source.adopt(login(6));
  await clock.advance(0);
  expect(here.source.peek()?.accessToken).toBe('access-0');
  begin();
  await clock.advance(0);
  expect(here.source.peek()?.accessToken).toBe('access-6');
  expect(here.events.at(-1)).toMatchObject({ type: 'adopted', reason: 'changed elsewhere' });
});

/** A store that cannot be read while a test says so. */
function notAlwaysThere(store: TokenStore): [TokenStore, { away: boolean; reads: number }] {
  const state = { away: false, reads: 0 };
  const get: TokenStore['get'] = async (key) => {
    state.reads += 1;
    if (state.away) throw new Error('away');
    return store.get(key);
  };
  return [{ ...keptBack(store), get }, state];
}

test('L14, S4: what was told of while the store could not be read is read when it can, and asked for seldom', async () => {
  const { clock, store } = shared();
  const [flaky, state] = notAlwaysThere(store);
  const here = sessionScene({ store: flaky }, clock);
  const there = sessionScene({ store: keptBack(store) }, clock);
  await Promise.all([here.source.getToken(), there.source.getToken()]);
  await clock.advance(0);
  state.away = true;
  state.reads = 0;
  for (let number = 1; number <= 10; number += 1) await there.source.adopt(login(number));
  await clock.advance(2 * minute);
  expect(here.source.peek()?.accessToken).toBe('access-0');
  // Ten that are told at once, and then one at a time, with longer and longer pauses.
  expect(state.reads).toBeGreaterThan(12);
  expect(state.reads).toBeLessThan(25);
  state.away = false;
  await clock.advance(minute / 2);
  expect(here.source.peek()?.accessToken).toBe('access-10');
  expect(clock.pendingTimers).toBe(0);
});

test('L14, S4: after close() nothing is looked at again', async () => {
  const { clock, store } = shared();
  const [flaky, state] = notAlwaysThere(store);
  const here = sessionScene({ store: flaky }, clock);
  const there = sessionScene({ store: keptBack(store) }, clock);
  await Promise.all([here.source.getToken(), there.source.getToken()]);
  await clock.advance(0);
  state.away = true;
  await there.source.adopt(login(6));
  await clock.advance(0);
  await here.source.close();
  state.reads = 0;
  await clock.advance(minute);
  expect([state.reads, clock.pendingTimers]).toEqual([0, 0]);
});

test('L14, S4: what changed while a renewal was under way is seen when that fails', async () => {
  const { clock, store } = shared();
  const here = sessionScene({ store: keptBack(store) }, clock);
  const there = sessionScene({ store: keptBack(store) }, clock);
  await Promise.all([here.source.getToken(), there.source.getToken()]);
  await clock.advance(55 * minute);
  const slow = held();
  here.authority.answer(slow.answer);
  expect((await here.source.getToken()).accessToken).toBe('access-0');
  await here.authority.asked(1);
  await there.source.signOut();
  await clock.advance(0);
  expect(here.source.peek()?.accessToken).toBe('access-0');
  slow.fail(new AuthorityError('away', { code: 'authority_unavailable', status: 503, retryable: true }));
  await clock.advance(0);
  expect(here.source.peek()).toBeUndefined();
  expect(typesOf(here.events)).toEqual(['stale', 'failed', 'signed-out']);
});

test('L14: a watch that begins too late, or a lease that comes too late, is ended', async () => {
  const { clock, store } = shared();
  const ended: string[] = [];
  let come: () => void = () => undefined;
  const late = new Promise<void>((resolve) => {
    come = resolve;
  });
  const slow: TokenStore = {
    ...keptBack(store),
    watch: async () => {
      await late;
      return { close: async () => void ended.push('watch') };
    },
    tryLease: async () => {
      await late;
      return { extend: async () => true, release: async () => void ended.push('lease') };
    },
  };
  const { source } = sessionScene({ store: slow }, clock);
  await source.getToken();
  const renewing = source.renew({ reason: 'test' });
  await clock.advance(2000);
  expect((await renewing).accessToken).toBe('access-1');
  expect(ended).toEqual([]);
  come();
  await clock.advance(0);
  expect(ended.sort()).toEqual(['lease', 'watch']);
});

describe('L13, S4: a login elsewhere is not passed over, though it is told before the answer to a write here', () => {
  /** A store that has written when the test is told of it, and answers when the test has ended what it does then. */
  function answering(store: TokenStore, before: (token: string | undefined) => Promise<unknown>): TokenStore {
    return {
      ...keptBack(store),
      compareAndSet: async (key, write) => {
        const result = await store.compareAndSet(key, write);
        if (write.record.pending === undefined) await before(write.record.token?.wire.access_token);
        return result;
      },
    };
  }

  test('L13, S4: a login', async () => {
    const { clock, store } = shared();
    const answer = held();
    const slow = answering(store, async (token) => token === 'access-5' && answer.answer());
    const here = sessionScene({ store: slow }, clock);
    const there = sessionScene({ store: keptBack(store) }, clock);
    await here.source.getToken();
    await clock.advance(0);
    const adopting = here.source.adopt(login(5));
    await clock.advance(0);
    await there.source.adopt(login(6));
    await clock.advance(0);
    answer.give(login(5));
    expect((await adopting).accessToken).toBe('access-5');
    await clock.advance(0);
    expect(here.source.peek()?.accessToken).toBe('access-6');
  });

  test('L13, S4: a sign-out', async () => {
    const { clock, store } = shared();
    const answer = held();
    const slow = answering(store, async (token) => token === undefined && answer.answer());
    const here = sessionScene({ store: slow }, clock);
    const there = sessionScene({ store: keptBack(store) }, clock);
    await here.source.getToken();
    await clock.advance(0);
    const ending = here.source.signOut();
    await clock.advance(0);
    await there.source.adopt(login(6));
    await clock.advance(0);
    answer.give(login(5));
    await ending;
    await clock.advance(0);
    expect(here.source.peek()?.accessToken).toBe('access-6');
  });

  test('L13, S4: a rotation', async () => {
    const { clock, store } = shared();
    const answer = held();
    const slow = answering(store, async (token) => token === 'access-1' && answer.answer());
    const here = sessionScene({ store: slow }, clock);
    const there = sessionScene({ store: keptBack(store) }, clock);
    await here.source.getToken();
    await clock.advance(61 * minute);
    const renewing = here.source.getToken();
    await here.authority.asked(1);
    await clock.advance(0);
    await there.source.adopt(login(6));
    await clock.advance(0);
    answer.give(login(1));
    expect((await renewing).accessToken).toBe('access-1');
    await clock.advance(0);
    expect(here.source.peek()?.accessToken).toBe('access-6');
  });

  test('L12, L13, S4: a login that the store took, but whose answer was lost', async () => {
    const { clock, store } = shared();
    const answer = held();
    let writes = 0;
    const slow = answering(store, async (token) => {
      if (token !== 'access-5') return;
      writes += 1;
      if (writes === 1) throw new Error('lost');
      await answer.answer();
    });
    const here = sessionScene({ store: slow }, clock);
    const there = sessionScene({ store: keptBack(store) }, clock);
    await here.source.getToken();
    await clock.advance(0);
    expect((await here.source.adopt(login(5))).accessToken).toBe('access-5');
    await clock.advance(500);
    expect(writes).toBe(2);
    await there.source.adopt(login(6));
    await clock.advance(0);
    answer.give(login(5));
    await clock.advance(0);
    expect(here.source.peek()?.accessToken).toBe('access-6');
  });
});

describe('L13: a login stands against a reading that was asked for before it and answered after it', () => {
  test('L13: that of a watch', async () => {
    const { clock, store } = shared();
    const slow = keptBack(store);
    const here = sessionScene({ store: slow }, clock);
    const there = sessionScene({ store: keptBack(store) }, clock);
    await Promise.all([here.source.getToken(), there.source.getToken()]);
    await clock.advance(0);
    const release = slow.keep('get');
    await there.source.renew({ reason: 'test' });
    await clock.advance(0);
    await here.source.adopt(login(7));
    release();
    await clock.advance(0);
    expect(here.source.peek()?.accessToken).toBe('access-7');
  });

  test('L13: that of a renewal', async () => {
    const { clock, store } = shared();
    const slow = keptBack(store, false);
    const here = sessionScene({ store: slow }, clock);
    const there = sessionScene({ store: keptBack(store) }, clock);
    await Promise.all([here.source.getToken(), there.source.getToken()]);
    await clock.advance(48 * minute);
    await there.source.renew({ reason: 'test' });
    await clock.advance(5 * minute);
    const release = slow.keep('get');
    expect((await here.source.getToken()).accessToken).toBe('access-0');
    await clock.advance(0);
    await here.source.adopt(login(7));
    release();
    await clock.advance(0);
    expect(here.source.peek()?.accessToken).toBe('access-7');
    expect(here.authority.requests).toEqual([]);
  });

  test('L13: that of a caller who looks for a login', async () => {
    const { clock, store } = shared();
    const slow = keptBack(store, false);
    const here = sessionScene({ store: slow }, clock);
    const there = sessionScene({ store: keptBack(store) }, clock);
    await here.source.signOut();
    await there.source.adopt(login(6));
    const release = slow.keep('get');
    const looking = here.source.getToken();
    await clock.advance(0);
    await here.source.adopt(login(7));
    release();
    expect((await looking).accessToken).toBe('access-7');
    expect(here.source.peek()?.accessToken).toBe('access-7');
  });
});
