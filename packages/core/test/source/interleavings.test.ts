import { describe, expect, test } from 'vitest';
import {
  AuthorityError,
  createTokenSource,
  InvalidResponseError,
  TransportError,
  type TokenEvent,
  type TokenStore,
  type TokenWire,
} from '../../src/index.ts';
import { encodeTokenKey } from '../../src/source/source-key.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { createFakeClock, createScriptedAuthority, type FakeClock } from '../../src/testing.ts';
import { held, key, login, mintScene, sessionKey, sessionScene, typesOf, type Scene } from './support.ts';

const minute = 60_000;
const hour = 60 * minute;
const invalidGrant = (): AuthorityError =>
  new AuthorityError('no', { code: 'invalid_grant', status: 400, retryable: false });
const never = (): Promise<never> => new Promise(() => undefined);
const stored = async (store: TokenStore): Promise<string | undefined> =>
  (await store.get(encodeTokenKey(sessionKey)))?.record.token?.wire.access_token;

/** A store whose operations a test can replace. */
function bent(store: TokenStore, by: Partial<TokenStore>): TokenStore {
  return {
    get: (name) => store.get(name),
    compareAndSet: (name, write) => store.compareAndSet(name, write),
    delete: (name, version) => store.delete(name, version),
    ...by,
  };
}

describe('a token that does not change', () => {
  test('L15: renew() that gives the same token again leaves it in service', async () => {
    const { source, authority } = mintScene();
    authority.answer({ access_token: 'same', expires_in: 3600 }, { access_token: 'same', expires_in: 3600 });
    await source.getToken();
    await source.renew({ reason: 'test' });
    expect(source.peek()?.accessToken).toBe('same');
    await source.getToken();
    expect(authority.requests).toHaveLength(2);
  });

  test('L15: a token that is over when it comes is given to nobody', async () => {
    const { source, authority, events, clock } = mintScene();
    authority.answer({ access_token: 'over', expires_in: 0 });
    await expect(source.getToken()).rejects.toSatisfy((error: unknown) => InvalidResponseError.isInstance(error));
    expect(typesOf(events)).toEqual(['failed']);
    await clock.advance(minute);
    expect((await source.getToken()).accessToken).toBe('access-1');
  });
});

describe('a token set to begin with', () => {
  test('L13: a login that comes while it is being written stands', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const slow = bent(store, {
      compareAndSet: (name, write) =>
        write.record.token?.wire.access_token === 'access-0' ? never() : store.compareAndSet(name, write),
    });
    const { source } = sessionScene({ store: slow }, clock);
    const reading = source.getToken();
    await clock.advance(0);
    await source.adopt(login(5));
    await clock.advance(2000);
    expect((await reading).accessToken).toBe('access-5');
    expect(source.peek()?.accessToken).toBe('access-5');
  });
});

describe('a renewal that finds another token in its place', () => {
  test('L17: the late answer came while another renewal waited for it: that one takes it', async () => {
    const { source, authority, clock, events } = sessionScene();
    await source.getToken();
    await clock.advance(61 * minute);
    const late = held();
    authority.answer(late.answer);
    const first = source.getToken().catch((error: unknown) => error);
    await clock.advance(31_000);
    expect(await first).toMatchObject({ name: 'RequestTimeoutError' });
    const second = source.renew({ reason: 'again' });
    await clock.advance(0);
    late.give(login(1));
    await clock.advance(5000);
    expect((await second).accessToken).toBe('access-1');
    expect(authority.requests).toHaveLength(1);
    const adopted = events.filter((event) => event.type === 'adopted');
    for (const event of adopted) expect(event.durationMs).toBeGreaterThanOrEqual(0);
    expect(adopted.length).toBeGreaterThan(0);
  });

  test('L10: after a token of another user nobody waits for the deadline of the attempt', async () => {
    const { source, authority, clock } = sessionScene({ initial: { ...login(0), user_id: 'one' } });
    await source.getToken();
    await clock.advance(61 * minute);
    authority.answer({ ...login(1), user_id: 'two' });
    await expect(source.getToken()).rejects.toSatisfy((error: unknown) => InvalidResponseError.isInstance(error));
    await clock.advance(1000);
    authority.answer({ ...login(2), user_id: 'one' });
    const next = source.getToken();
    await clock.advance(0);
    expect((await next).accessToken).toBe('access-2');
  });
});

describe('a store that fails at the wrong moment', () => {
  test('S6: a session whose first write the store did not take goes on, and is written', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    let away = true;
    const flaky = bent(store, {
      compareAndSet: async (name, write) => {
        if (away) throw new Error('away');
        return store.compareAndSet(name, write);
      },
    });
    const { source, authority } = sessionScene({ store: flaky }, clock);
    await source.getToken();
    away = false;
    await clock.advance(61 * minute);
    expect((await source.getToken()).accessToken).toBe('access-1');
    expect(authority.requests).toHaveLength(1);
    expect(await stored(store)).toBe('access-1');
  });

  test('S6: refreshWithoutStore: a store that comes back while the refresh is under way takes its token', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    let away = true;
    const check = (): void => {
      if (away) throw new Error('away');
    };
    const flaky = bent(store, {
      get: async (name) => (check(), store.get(name)),
      compareAndSet: async (name, write) => (check(), store.compareAndSet(name, write)),
    });
    const revoked: string[] = [];
    const revoke = async (request: { readonly refreshToken: string }): Promise<void> =>
      void revoked.push(request.refreshToken);
    const { source, authority } = sessionScene({ store: flaky, refreshWithoutStore: true, revoke }, clock);
    await source.getToken();
    await clock.advance(61 * minute);
    authority.answer(() => {
      away = false;
      return login(1);
    });
    expect((await source.getToken()).accessToken).toBe('access-1');
    expect(revoked).toEqual([]);
    expect(await stored(store)).toBe('access-1');
  });

  test('L12: a second rotation that was not stored is tried again too', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    let away = false;
    const flaky = bent(store, {
      compareAndSet: async (name, write) => {
        if (away) throw new Error('away');
        return store.compareAndSet(name, write);
      },
    });
    const { source } = sessionScene({ store: flaky, refreshWithoutStore: true }, clock);
    await source.getToken();
    away = true;
    await source.renew({ reason: 'one' });
    await source.renew({ reason: 'two' });
    away = false;
    await clock.advance(5 * minute);
    expect(await stored(store)).toBe('access-2');
    await source.close();
    expect(clock.pendingTimers).toBe(0);
  });

  test.each(['release', 'extend', 'throw'] as const)(
    'S2: a lease that fails (%s) holds no renewal up and breaks nothing',
    async (what) => {
      const clock = createFakeClock();
      const store = memoryStore({ now: () => clock.now() });
      const leasing = bent(store, {
        tryLease: async () => ({
          release: what === 'release' ? never : async () => undefined,
          extend: () => {
            if (what === 'throw') throw new Error('sync');
            return never();
          },
        }),
      });
      const { source, authority } = sessionScene({ store: leasing }, clock);
      await source.getToken();
      await clock.advance(61 * minute);
      const answer = held();
      authority.answer(answer.answer);
      const token = source.getToken();
      await clock.advance(4000);
      answer.give(login(1));
      await clock.advance(5000);
      expect((await token).accessToken).toBe('access-1');
      await source.close();
      expect(clock.pendingTimers).toBe(0);
    },
  );

  /** A process that stands still after its claims, and its timers with it. */
  function standingStill(times: number): Scene {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    let left = times;
    const slow = bent(store, {
      compareAndSet: async (name, write) => {
        const result = await store.compareAndSet(name, write);
        if (write.record.pending !== undefined && left > 0) {
          left -= 1;
          clock.setNow(clock.now() + 10 * minute);
        }
        return result;
      },
    });
    return sessionScene({ store: slow }, clock);
  }

  test('S1: a claim that ran out before the refresh token was sent is made anew', async () => {
    const { source, authority, clock, events } = standingStill(1);
    await source.getToken();
    await clock.advance(61 * minute);
    const token = source.getToken();
    await clock.advance(10_000);
    expect((await token).accessToken).toBe('access-1');
    expect(authority.requests.map((request) => request.refreshToken)).toEqual(['refresh-0']);
    expect(typesOf(events)).not.toContain('failed');
  });

  test('S1: a process that stands still again and again sends nothing', async () => {
    const { source, authority, clock } = standingStill(1000);
    await source.getToken();
    await clock.advance(61 * minute);
    const outcome = source.getToken().catch((error: unknown) => error);
    await clock.advance(10_000);
    expect(await outcome).toMatchObject({ name: 'TransportError', outcome: 'not-sent' });
    expect(authority.requests).toHaveLength(0);
  });

  test.each(['its answer is lost', 'it cannot be taken back'] as const)(
    'S1, S5: a claim under which nothing was spent, and %s: this process does not wait for its deadline',
    async (what) => {
      const clock = createFakeClock();
      const store = memoryStore({ now: () => clock.now() });
      let claims = 0;
      const slow = bent(store, {
        compareAndSet: async (name, write) => {
          const isClaim = write.record.pending !== undefined;
          if (what === 'it cannot be taken back' && !isClaim && claims === 1) throw new Error('away');
          const result = await store.compareAndSet(name, write);
          if (isClaim) claims += 1;
          return isClaim && claims === 1 && what === 'its answer is lost' ? never() : result;
        },
      });
      const { source, authority } = sessionScene({ store: slow, maxRetries: 0 }, clock);
      await source.getToken();
      await clock.advance(61 * minute);
      if (what === 'it cannot be taken back') authority.answer(new TransportError('not-sent', 'no connection'));
      const first = source.getToken().catch((error: unknown) => error);
      await clock.advance(3000);
      expect(await first).toMatchObject({
        name: what === 'its answer is lost' ? 'StoreError' : 'TransportError',
      });
      const sent = authority.requests.length;
      expect((await store.get(encodeTokenKey(sessionKey)))?.record.pending?.attempts).toBe(1);
      // Once more is twice in a row: neither of them is the one repetition that S5 allows.
      const slowAgain = held();
      authority.answer(slowAgain.answer);
      const second = source.getToken();
      second.catch(() => undefined);
      await clock.advance(1000);
      expect(authority.requests).toHaveLength(sent + 1);
      expect((await store.get(encodeTokenKey(sessionKey)))?.record.pending?.attempts).toBe(1);
      slowAgain.give(login(1));
      expect((await second).accessToken).toBe('access-1');
      expect(authority.requests.slice(sent).map((request) => request.refreshToken)).toEqual(['refresh-0']);
      expect(await stored(store)).toBe('access-1');
    },
  );

  test('S5: the mark of another process is waited for all the same', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const here = sessionScene({ store: bent(store, {}) }, clock);
    const there = sessionScene(
      {
        store: bent(store, {
          compareAndSet: async (name, write) => (await store.compareAndSet(name, write)) && never(),
        }),
      },
      clock,
    );
    await here.source.getToken();
    await clock.advance(61 * minute);
    const failed = there.source.renew({ reason: 'test' }).catch((error: unknown) => error);
    await clock.advance(3000);
    expect(await failed).toMatchObject({ name: 'StoreError' });
    const token = here.source.renew({ reason: 'test' }).catch(() => undefined);
    await clock.advance(80_000);
    await token;
    expect([...here.authority.requests, ...there.authority.requests]).toEqual([]);
    await clock.advance(20_000);
    expect(here.authority.requests).toHaveLength(1);
  });

  test('S1: retries of what was not sent end before the claim does', async () => {
    const { source, authority, clock } = sessionScene();
    await source.getToken();
    await clock.advance(61 * minute);
    const started = clock.now();
    const refused = async (): Promise<never> => {
      await new Promise<void>((resolve) => void clock.startTimer(resolve, 50_000, true));
      throw new TransportError('not-sent', 'no connection');
    };
    authority.answer(refused, refused, refused, refused);
    const outcome = source.getToken().catch(() => undefined);
    await clock.advance(89_999);
    await outcome;
    await clock.advance(3 * minute);
    for (const request of authority.requests.slice(0, 3)) expect(request.atMs - started).toBeLessThan(90_000);
    expect(authority.requests).toHaveLength(2);
  });
});

describe('a login that the store has not taken', () => {
  /** A store that others can reach, and this process can, or can read from, or cannot. */
  function flaky(clock: FakeClock): {
    readonly store: TokenStore;
    readonly view: TokenStore;
    state: 'ok' | 'readable' | 'away';
  } {
    const store = memoryStore({ now: () => clock.now() });
    const scene = {
      store,
      state: 'ok' as 'ok' | 'readable' | 'away',
      view: bent(store, {
        get: async (name) => {
          if (scene.state === 'away') throw new Error('away');
          return store.get(name);
        },
        compareAndSet: async (name, write) => {
          if (scene.state !== 'ok') throw new Error('away');
          return store.compareAndSet(name, write);
        },
      }),
    };
    return scene;
  }

  test.each(['a rotation', 'a refusal', 'a rotation that is not stored either'] as const)(
    'L12, L13: it came while a refresh was under way, which then brings %s: the login serves, and is written',
    async (what) => {
      const clock = createFakeClock();
      const shared = flaky(clock);
      const { source, authority } = sessionScene({ store: shared.view }, clock);
      await source.getToken();
      await clock.advance(61 * minute);
      const slow = held();
      authority.answer(slow.answer);
      const waiting = source.getToken();
      await authority.asked(1);
      shared.state = 'away';
      expect((await source.adopt(login(50))).accessToken).toBe('access-50');
      if (what !== 'a rotation that is not stored either') shared.state = 'ok';
      if (what === 'a refusal') slow.fail(invalidGrant());
      else slow.give(login(1));
      await clock.advance(0);
      expect((await waiting).accessToken).toBe('access-50');
      expect((await source.getToken()).accessToken).toBe('access-50');
      shared.state = 'ok';
      await clock.advance(2 * minute);
      expect(await stored(shared.store)).toBe('access-50');
      // And it is a login like any other: it is renewed when its time has come.
      await clock.advance(61 * minute);
      expect((await source.getToken()).accessToken).toBe('access-1');
      expect(authority.requests.at(-1)?.refreshToken).toBe('refresh-50');
      await source.close();
      expect(clock.pendingTimers).toBe(0);
    },
  );

  test('L12, L13: close() writes a login over a record that could not be read when it came', async () => {
    const clock = createFakeClock();
    const shared = flaky(clock);
    const earlier = sessionScene({ store: shared.store }, clock);
    await earlier.source.getToken();
    await earlier.source.close();
    shared.state = 'away';
    const left: unknown[] = [];
    const onUnpersisted = (record: unknown): void => void left.push(record);
    const { source } = sessionScene({ store: shared.view, initial: undefined, onUnpersisted }, clock);
    expect((await source.adopt(login(50))).accessToken).toBe('access-50');
    shared.state = 'ok';
    await source.close();
    expect(await stored(shared.store)).toBe('access-50');
    expect(left).toEqual([]);
  });

  test('L12, L13: a renewal finds the record of the login before it, and does not go back to it', async () => {
    const clock = createFakeClock();
    const shared = flaky(clock);
    const { source, authority } = sessionScene({ store: shared.view }, clock);
    await source.getToken();
    shared.state = 'readable';
    await source.adopt(login(50));
    await expect(source.renew({ reason: 'test' })).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(authority.requests).toHaveLength(0);
    expect((await source.getToken()).accessToken).toBe('access-50');
    await source.close();
  });

  test('L12, L13: a second login while the store is away goes over what the first would have gone over', async () => {
    const clock = createFakeClock();
    const shared = flaky(clock);
    const { source } = sessionScene({ store: shared.view }, clock);
    await source.getToken();
    shared.state = 'away';
    await source.adopt(login(50));
    await source.adopt(login(51));
    shared.state = 'ok';
    await clock.advance(2 * minute);
    expect(await stored(shared.store)).toBe('access-51');
    expect((await source.getToken()).accessToken).toBe('access-51');
    await source.close();
  });

  test.each(['a token', 'a sign-out'])(
    'L12, L13: a login before the store could be read goes over what turns out to be there: %s',
    async (what) => {
      const clock = createFakeClock();
      const shared = flaky(clock);
      const before = sessionScene({ store: shared.store }, clock);
      await before.source.getToken();
      if (what === 'a sign-out') await before.source.signOut();
      await before.source.close();
      shared.state = 'away';
      const { source } = sessionScene({ store: shared.view, initial: undefined }, clock);
      expect((await source.adopt(login(50))).accessToken).toBe('access-50');
      shared.state = 'ok';
      await clock.advance(2 * minute);
      expect(await stored(shared.store)).toBe('access-50');
      expect((await source.getToken()).accessToken).toBe('access-50');
      await source.close();
    },
  );

  test('L13: a login elsewhere while the store was away for us wins, and ours is revoked', async () => {
    const clock = createFakeClock();
    const shared = flaky(clock);
    const revoked: string[] = [];
    const revoke = async (request: { readonly refreshToken: string }): Promise<void> =>
      void revoked.push(request.refreshToken);
    const { source, events } = sessionScene({ store: shared.view, revoke }, clock);
    await source.getToken();
    shared.state = 'away';
    await source.adopt(login(50));
    expect(typesOf(events).slice(-2)).toEqual(['persist-failed', 'adopted']);
    const there = sessionScene({ store: shared.store, initial: undefined }, clock);
    await there.source.adopt(login(60));
    shared.state = 'ok';
    await clock.advance(2 * minute);
    expect(await stored(shared.store)).toBe('access-60');
    expect((await source.getToken()).accessToken).toBe('access-60');
    expect(revoked).toEqual(['refresh-50']);
    await source.close();
  });

  test.each(['a rotation', 'a login that was to be written'] as const)(
    'L4, L13: what is revoked in place of another login keeps nobody waiting, and no later login away: %s',
    async (what) => {
      const clock = createFakeClock();
      const shared = flaky(clock);
      const revoked: string[] = [];
      const revoke = async ({ refreshToken }: { readonly refreshToken: string }): Promise<never> => {
        revoked.push(refreshToken);
        return never();
      };
      const { source, authority } = sessionScene({ store: shared.view, revoke }, clock);
      const there = sessionScene({ store: shared.store }, clock);
      await source.getToken();
      await clock.advance(61 * minute);
      const slow = held();
      if (what === 'a rotation') {
        authority.answer(slow.answer);
        source.getToken().catch(() => undefined);
        await clock.advance(0);
      } else {
        shared.state = 'readable';
        await source.adopt(login(40));
        shared.state = 'ok';
      }
      await there.source.adopt(login(60));
      slow.give(login(1));
      await clock.advance(2000);
      expect(revoked).toEqual([what === 'a rotation' ? 'refresh-1' : 'refresh-40']);
      // Revoking is still under way.
      expect.soft(source.peek()?.accessToken).toBe('access-60');
      await source.adopt(login(70));
      await clock.advance(40_000);
      expect(source.peek()?.accessToken).toBe('access-70');
      await Promise.all([source.close(), there.source.close()]);
      await clock.advance(0);
      expect(clock.pendingTimers).toBe(0);
    },
  );

  test('L13: a mark that a login is needed does not keep it away', async () => {
    const clock = createFakeClock();
    const shared = flaky(clock);
    const { source } = sessionScene({ store: shared.view }, clock);
    await source.getToken();
    shared.state = 'away';
    await source.adopt(login(50));
    const there = sessionScene({ store: shared.store }, clock);
    await there.source.getToken();
    there.authority.answer(invalidGrant());
    await there.source.renew({ reason: 'test' }).catch(() => undefined);
    shared.state = 'ok';
    await clock.advance(2 * minute);
    expect(await stored(shared.store)).toBe('access-50');
    await source.close();
  });

  test('L6, L13: whoever brings a login may go away or wait too long: it is adopted all the same', async () => {
    const { source, clock } = sessionScene({ initial: undefined, acquireTimeoutMs: 1000 });
    const controller = new AbortController();
    const first = held();
    const leaving = source.adopt(first.answer, { signal: controller.signal }).catch((error: unknown) => error);
    await clock.advance(0);
    controller.abort(new Error('gone'));
    expect(await leaving).toMatchObject({ message: 'gone' });
    first.give(login(50));
    await clock.advance(0);
    expect((await source.getToken()).accessToken).toBe('access-50');
    const second = held();
    const late = source.adopt(second.answer).catch((error: unknown) => error);
    await clock.advance(1000);
    expect(await late).toMatchObject({ name: 'RequestTimeoutError' });
    second.give(login(51));
    await clock.advance(0);
    expect((await source.getToken()).accessToken).toBe('access-51');
    await source.close();
    await clock.advance(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test('L13, L17: a login whose exchange never ends is given up after hardTimeoutMs', async () => {
    const { source, clock } = sessionScene({ initial: undefined, acquireTimeoutMs: 1_000_000, hardTimeoutMs: 90_000 });
    const outcome = source.adopt(never).catch((error: unknown) => error);
    await clock.advance(89_999);
    let closed = false;
    void source.close().then(() => (closed = true));
    await clock.advance(0);
    expect(closed).toBe(false);
    await clock.advance(1);
    expect(await outcome).toMatchObject({ name: 'RequestTimeoutError', timeoutMs: 90_000 });
    expect(closed).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  test('S6, L13: refreshWithoutStore: its own refresh token is sent, and what comes of it goes over the old record', async () => {
    const clock = createFakeClock();
    const shared = flaky(clock);
    const { source, authority } = sessionScene({ store: shared.view, refreshWithoutStore: true }, clock);
    await source.getToken();
    shared.state = 'readable';
    await source.adopt(login(50));
    await source.renew({ reason: 'test' });
    expect(authority.requests.map((request) => request.refreshToken)).toEqual(['refresh-50']);
    shared.state = 'ok';
    await clock.advance(2 * minute);
    expect(await stored(shared.store)).toBe('access-1');
    expect((await source.getToken()).accessToken).toBe('access-1');
    await source.close();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('signing out', () => {
  test('L13: signOut() revokes the refresh token that the store holds, also when nothing was read before', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const before = sessionScene({ store }, clock);
    await before.source.getToken();
    await before.source.close();
    const revoked: string[] = [];
    const revoke = async (request: { readonly refreshToken: string }): Promise<void> =>
      void revoked.push(request.refreshToken);
    const { source } = sessionScene({ store, revoke, initial: undefined }, clock);
    await source.signOut({ revoke: true });
    expect(revoked).toEqual(['refresh-0']);
  });

  test.each(['the answer of the store was lost', 'revoking has failed'] as const)(
    'L13: signOut({ revoke: true }) once more, after %s, revokes the refresh token',
    async (what) => {
      const clock = createFakeClock();
      const store = memoryStore({ now: () => clock.now() });
      let fails = true;
      const slow = bent(store, {
        watch: async (name, onChange) => (await store.watch?.(name, onChange)) ?? { close: async () => undefined },
        compareAndSet: async (name, write) => {
          const result = await store.compareAndSet(name, write);
          return fails && what === 'the answer of the store was lost' && write.record.signedOut ? never() : result;
        },
      });
      const revoked: string[] = [];
      const revoke = async (request: { readonly refreshToken: string }): Promise<void> => {
        if (fails) throw new TransportError('unknown', 'lost');
        revoked.push(request.refreshToken);
      };
      const { source } = sessionScene({ store: slow, revoke }, clock);
      await source.getToken();
      const first = source.signOut({ revoke: true }).catch((error: unknown) => error);
      await clock.advance(3000);
      expect(await first).toBeInstanceOf(Error);
      fails = false;
      await source.signOut({ revoke: true });
      expect(revoked).toEqual(['refresh-0']);
      await source.signOut({ revoke: true });
      expect(revoked).toEqual(['refresh-0']);
      await source.close();
    },
  );

  test('L13: a mint after signOut() is another lineage', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const { source } = mintScene({ store }, clock);
    const lineage = async (): Promise<string | undefined> => (await store.get(encodeTokenKey(key)))?.record.lineage;
    await source.getToken();
    const first = await lineage();
    await source.signOut();
    await source.getToken();
    await clock.advance(0);
    expect(await lineage()).not.toBe(first);
  });

  test('L13: what a mint writes late does not go over a sign-out', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const slow = bent(store, {
      compareAndSet: async (name, write) => {
        if (write.record.signedOut === undefined)
          await new Promise<void>((resolve) => void clock.startTimer(resolve, 1000, true));
        return store.compareAndSet(name, write);
      },
    });
    const { source } = mintScene({ store: slow }, clock);
    await source.getToken();
    await source.signOut();
    await clock.advance(10_000);
    expect((await store.get(encodeTokenKey(key)))?.record).toMatchObject({ signedOut: {} });
    await source.close();
  });
});

describe('close()', () => {
  test('L17: while the store is being read: the caller is told, nothing is asked for, nothing stays', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    let watching = 0;
    let open: () => void = () => undefined;
    const slow = bent(store, {
      get: async (name) => {
        await new Promise<void>((resolve) => {
          open = resolve;
        });
        return store.get(name);
      },
      watch: async () => {
        watching += 1;
        return { close: async () => void (watching -= 1) };
      },
    });
    const { source, authority } = sessionScene({ store: slow, initial: login(0, 1) }, clock);
    const outcome = source.getToken().catch((error: unknown) => error);
    await clock.advance(100);
    await source.close();
    open();
    await clock.advance(100);
    expect(await outcome).toMatchObject({ name: 'ConfigurationError' });
    expect(authority.requests).toHaveLength(0);
    expect(watching).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test('L17: waits for an answer that nobody else waits for any more, and takes it', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const { source, authority } = sessionScene({ store }, clock);
    await source.getToken();
    await clock.advance(61 * minute);
    const late = held();
    authority.answer(late.answer);
    const outcome = source.getToken().catch(() => 'late');
    await authority.asked(1);
    await clock.advance(31_000);
    expect(await outcome).toBe('late');
    let closed = false;
    const closing = source.close().then(() => (closed = true));
    await clock.advance(1000);
    expect(closed).toBe(false);
    late.give(login(1));
    await clock.advance(0);
    await closing;
    expect(await stored(store)).toBe('access-1');
    expect(clock.pendingTimers).toBe(0);
  });

  test.each(['after its token was given', 'while the authority is asked'])(
    'L17: %s, waits for what was minted to be written: a script that ends then finds it the next time',
    async (when) => {
      const clock = createFakeClock();
      const store = memoryStore({ now: () => clock.now() });
      let write: () => void = () => undefined;
      const slow = bent(store, {
        compareAndSet: async (name, change) => {
          await new Promise<void>((resolve) => {
            write = resolve;
          });
          return store.compareAndSet(name, change);
        },
      });
      const { source, authority } = mintScene({ store: slow }, clock);
      const answer = held();
      authority.answer(answer.answer);
      const token = source.getToken();
      await authority.asked(1);
      if (when === 'after its token was given') {
        answer.give(login(1));
        await token;
      }
      let closed = false;
      const closing = source.close().then(() => (closed = true));
      answer.give(login(1));
      await token;
      await clock.advance(1000);
      expect(closed).toBe(false);
      write();
      await closing;
      expect((await store.get(encodeTokenKey(key)))?.record.token?.wire.access_token).toBe('access-1');
      expect(clock.pendingTimers).toBe(0);
    },
  );

  test('L5, L17: an exchange that does not notice its end keeps no source waiting that is made after close()', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const stuck = createTokenSource({ key, store, clock, mint: never });
    const outcome = stuck.getToken().catch((error: unknown) => error);
    await clock.advance(0);
    const closing = stuck.close();
    await clock.advance(10_000);
    await closing;
    const { source, authority } = mintScene({ store }, clock);
    const token = source.getToken();
    token.catch(() => undefined);
    // It waits for the lease of the one that was ended.
    await clock.advance(2000);
    expect(authority.requests).toHaveLength(1);
    expect((await token).accessToken).toBe('access-1');
    await clock.advance(20_000);
    expect(await outcome).toMatchObject({ name: 'RequestTimeoutError' });
    expect((await source.getToken()).accessToken).toBe('access-1');
  });

  test('L17: with a record that the store does not take, no timer is left; twice is as good as once', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    let away = false;
    const flaky = bent(store, {
      compareAndSet: async (name, write) => {
        if (away && write.record.pending === undefined) throw new Error('away');
        return store.compareAndSet(name, write);
      },
    });
    const left: string[] = [];
    const onUnpersisted = (record: { readonly token?: { readonly wire: { readonly access_token: string } } }): void =>
      void left.push(record.token?.wire.access_token ?? '');
    const { source } = sessionScene({ store: flaky, onUnpersisted }, clock);
    await source.getToken();
    away = true;
    await source.renew({ reason: 'test' });
    await Promise.all([source.close(), source.close()]);
    expect(left).toEqual(['access-1']);
    await clock.advance(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([1, 2])(
    'L17: of %i sources that close at once, one waits for the answer that they shared',
    async (count) => {
      const clock = createFakeClock();
      const store = memoryStore({ now: () => clock.now() });
      const scenes = Array.from({ length: count }, () => sessionScene({ store }, clock));
      const [first] = scenes;
      if (first === undefined) throw new Error('none');
      await first.source.getToken();
      await clock.advance(61 * minute);
      const slow = held();
      first.authority.answer(slow.answer);
      const waiting = first.source.getToken();
      await first.authority.asked(1);
      const closing = Promise.all(scenes.map(({ source }) => source.close()));
      await clock.advance(5000);
      slow.give(login(1));
      await closing;
      expect((await waiting).accessToken).toBe('access-1');
      expect(await stored(store)).toBe('access-1');
      expect(clock.pendingTimers).toBe(0);
    },
  );

  test('L12, L13: a login that comes after close(), and that the store does not take, is handed over too', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const down = bent(store, {
      compareAndSet: async () => {
        throw new Error('away');
      },
    });
    const left: [string | undefined, string][] = [];
    const { source } = sessionScene(
      {
        store: down,
        initial: undefined,
        onUnpersisted: (record, name) => void left.push([record.token?.wire.access_token, name]),
      },
      clock,
    );
    const slow = held();
    const adopting = source.adopt(slow.answer);
    await clock.advance(0);
    const closing = source.close();
    await clock.advance(10_000);
    await closing;
    slow.give(login(5));
    await clock.advance(0);
    expect((await adopting).accessToken).toBe('access-5');
    expect(left).toEqual([['access-5', encodeTokenKey(sessionKey)]]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('L14: the source that is left follows what others do to the record', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const view = bent(store, { watch: async (name, call) => (await store.watch?.(name, call)) ?? { close: never } });
    const first = sessionScene({ store: view }, clock);
    const second = sessionScene({ store: view }, clock);
    await first.source.getToken();
    await second.source.getToken();
    await first.source.close();
    await sessionScene({ store }, clock).source.renew({ reason: 'elsewhere' });
    await clock.advance(0);
    expect(second.source.peek()?.accessToken).toBe('access-1');
    await second.source.close();
  });

  test('L18: keepFresh goes on with the exchange of the source that is left', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const first = mintScene({ store, keepFresh: true }, clock);
    const second = mintScene({ store, keepFresh: true }, clock);
    await clock.advance(0);
    await first.source.close();
    await clock.advance(hour);
    expect(first.authority.requests).toHaveLength(1);
    expect(second.authority.requests).toHaveLength(1);
    await second.source.close();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('what a store or an authority gives', () => {
  test('L13: a record of a store of somebody’s own is copied: nobody changes it through a token', async () => {
    const clock = createFakeClock();
    const wire = { ...login(3), more: { list: [1] } };
    const record = {
      format: 1,
      lineage: 'a',
      generation: 0,
      token: { wire, issuedAtMs: clock.now(), expiresAtMs: clock.now() + hour },
    } as const;
    const store = bent(memoryStore(), { get: async () => ({ version: '1', record }) });
    const { source } = sessionScene({ store, initial: undefined }, clock);
    const token = await source.getToken();
    expect(Object.isFrozen(token.wire)).toBe(true);
    expect(Object.isFrozen(token.wire['more'])).toBe(true);
    wire.more.list.push(2);
    expect(token.wire['more']).toEqual({ list: [1] });
  });

  test('L10: a member called __proto__ is a member like any other', async () => {
    const odd = (number: number, extra: string): TokenWire =>
      JSON.parse(`{"access_token":"access-${number}","expires_in":60,${extra}}`) as TokenWire;
    const { source, authority, clock } = sessionScene({
      initial: odd(0, '"refresh_token":"r","__proto__":{"scope":"all"}'),
    });
    expect((await source.getToken()).scope).toBeUndefined();
    await clock.advance(61_000);
    authority.answer(odd(1, '"more":1'));
    const token = await source.getToken();
    expect(Object.getOwnPropertyDescriptor(token.wire, '__proto__')?.value).toEqual({ scope: 'all' });
    expect(token.scope).toBeUndefined();
    expect(Object.getPrototypeOf(token.wire)).toBe(Object.prototype);
  });

  test.each([true, false])('a mint begins with the token set that it was given (store: %s)', async (hasStore) => {
    const clock = createFakeClock();
    const store = hasStore ? memoryStore({ now: () => clock.now() }) : undefined;
    const { source, authority } = mintScene({ store, initial: { access_token: 'given', expires_in: 3600 } }, clock);
    expect((await source.getToken()).accessToken).toBe('given');
    await clock.advance(61 * minute);
    expect((await source.getToken()).accessToken).toBe('access-1');
    expect(authority.requests).toHaveLength(1);
  });
});

describe('random that is none', () => {
  test('L18: what it throws ends no keepFresh, and no process', async () => {
    let isBroken = false;
    const random = (): number => {
      if (isBroken) throw new Error('no entropy');
      return 0.5;
    };
    const { source, authority, clock } = mintScene({ keepFresh: true, random });
    await clock.advance(0);
    isBroken = true;
    await clock.advance(3 * hour);
    expect(authority.requests.length).toBeGreaterThan(2);
    await source.close();
  });

  test.each([Number.NaN, -1, 1, 7, Number.POSITIVE_INFINITY])('L1: %s draws a schedule all the same', async (drawn) => {
    const { source, authority, clock } = mintScene({ random: () => drawn });
    await source.getToken();
    await clock.advance(40 * minute);
    await source.getToken();
    expect(authority.requests).toHaveLength(1);
    await clock.advance(19 * minute + 1000);
    await source.getToken();
    expect(authority.requests).toHaveLength(2);
    await source.close();
  });
});

test('L1, L5: a source that comes with a token set while another reads the store begins with it', async () => {
  const clock = createFakeClock();
  const store = memoryStore({ now: () => clock.now() });
  const slow = bent(store, {
    get: async (name) => {
      await new Promise<void>((resolve) => void clock.startTimer(resolve, 100, true));
      return store.get(name);
    },
  });
  const without = sessionScene({ store: slow, initial: undefined }, clock);
  const first = without.source.getToken();
  first.catch(() => undefined);
  const { source } = sessionScene({ store: slow }, clock);
  const second = source.getToken();
  second.catch(() => undefined);
  await clock.advance(1000);
  expect((await second).accessToken).toBe('access-0');
  expect((await first).accessToken).toBe('access-0');
});

test('L3: an event listener that returns a promise which rejects changes nothing', async () => {
  // Types allow an async listener only by way of void; the linter does not.
  const onEvent = (async () => {
    throw new Error('listener');
  }) as unknown as (event: TokenEvent) => void;
  const { source } = mintScene({ onEvent });
  expect((await source.getToken()).accessToken).toBe('access-1');
});

describe('L18: keepFresh does not spin', () => {
  test('L18: while the store cannot be read', async () => {
    const clock = createFakeClock();
    let reads = 0;
    const store = bent(memoryStore(), {
      get: async () => {
        reads += 1;
        throw new Error('away');
      },
    });
    const { source } = sessionScene({ store, keepFresh: true }, clock);
    const end = clock.now() + minute;
    void clock.advance(minute);
    for (let turns = 0; turns < 60 && clock.now() < end; turns += 1) await createFakeClock().advance(0);
    expect(reads).toBeLessThan(30);
    await source.close();
  });

  test.each([
    ['a token that is over when it comes', { access_token: 'a', expires_in: 0 }, false, 0.5],
    ['a token without an end', { access_token: 'a', refresh_token: 'r' }, true, 0.5],
    ['a draw at the end of the window', { access_token: 'a', refresh_token: 'r', expires_in: 3600 }, true, 0.999],
  ] satisfies [string, TokenWire, boolean, number][])('L18: %s', async (_what, answer: TokenWire, session, random) => {
    const clock = createFakeClock();
    let timers = 0;
    const counting = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      startTimer: (callback: () => void, delayMs: number) => {
        timers += 1;
        // A loop without a pause would never let the clock go on.
        return timers > 2000 ? { cancel: () => undefined } : clock.startTimer(callback, delayMs, true);
      },
    };
    const authority = createScriptedAuthority({ clock });
    authority.answer(...Array.from({ length: 1000 }, () => answer));
    const common = { clock: counting, random: () => random, keepFresh: true };
    const source = session
      ? createTokenSource({
          ...common,
          key: sessionKey,
          refresh: authority.refresh,
          initial: answer,
          traits: { refreshKillsAccessToken: true },
        })
      : createTokenSource({ ...common, key, mint: authority.mint });
    await clock.advance(59 * minute);
    expect(timers).toBeLessThan(2000);
    await source.close();
  });

  test('L16, L18: after the clock was set back the token is renewed when it ends, not an hour later', async () => {
    const { source, clock } = mintScene({ keepFresh: true });
    await clock.advance(0);
    clock.setNow(clock.now() - 2 * hour);
    await clock.advance(65 * minute);
    expect(source.peek()).toBeDefined();
    await source.close();
    expect(clock.pendingTimers).toBe(0);
  });
});
