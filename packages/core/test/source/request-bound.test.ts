import { canary } from '@tokenwright/test-support';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  AuthorityError,
  ConfigurationError,
  createTokenSource,
  encodeTokenKey,
  type TokenStore,
} from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { createFakeClock, createScriptedAuthority, type FakeClock } from '../../src/testing.ts';
import { createTokenPool } from '../../src/token-pool.ts';
import { held, key, login, mintScene, sessionKey, sessionScene, typesOf } from './support.ts';

const minute = 60_000;
const never = (): Promise<never> => new Promise(() => undefined);

/** A store that other processes could share, as far as anybody can tell. */
function shared(clock: FakeClock, by: Partial<TokenStore> = {}): TokenStore {
  const store = memoryStore({ now: () => clock.now() });
  return {
    get: (name) => store.get(name),
    compareAndSet: (name, write) => store.compareAndSet(name, write),
    delete: (name, version) => store.delete(name, version),
    ...by,
  };
}

/** What `waitUntil` was handed, and how much of it has ended. */
function waiter(): { readonly waitUntil: (work: Promise<unknown>) => void; handed: number; ended: number } {
  const state = {
    handed: 0,
    ended: 0,
    waitUntil: (work: Promise<unknown>) => {
      state.handed += 1;
      void work.then(() => (state.ended += 1));
    },
  };
  return state;
}

describe('L20: waitUntil, wherever it runs', () => {
  test('L20: each request hands over the renewal that it waits for, also those of one moment', async () => {
    const state = waiter();
    const { source, authority } = mintScene({ waitUntil: state.waitUntil });
    const requests = [1, 2, 3].map(() => source.getToken());
    await Promise.all(requests);
    expect(state.handed).toBe(3);
    expect(authority.requests).toHaveLength(1);
  });

  test.each(['the source’s', 'the call’s'])(
    'L20: %s is handed the renewal behind a STALE token, which ends when it has been written too',
    async (whose) => {
      const clock = createFakeClock();
      let write: () => void = () => undefined;
      const store = memoryStore({ now: () => clock.now() });
      const slow = shared(clock, {
        get: (name) => store.get(name),
        compareAndSet: async (name, record) => {
          await new Promise<void>((resolve) => {
            write = resolve;
          });
          return store.compareAndSet(name, record);
        },
      });
      const state = waiter();
      const { source, authority } = mintScene(
        { store: slow, ...(whose === 'the source’s' ? { waitUntil: state.waitUntil } : {}) },
        clock,
      );
      const options = whose === 'the source’s' ? {} : { waitUntil: state.waitUntil };
      await source.getToken();
      write();
      await clock.advance(50 * minute);
      state.handed = 0;
      state.ended = 0;
      const answer = held();
      authority.answer(answer.answer);
      expect((await source.getToken(options)).accessToken).toBe('access-1');
      await authority.asked(2);
      expect(state).toMatchObject({ handed: 1, ended: 0 });
      answer.give({ access_token: 'renewed', expires_in: 3600 });
      await clock.advance(0);
      expect((await source.getToken(options)).accessToken).toBe('renewed');
      expect(state).toMatchObject({ handed: 1, ended: 0 });
      write();
      await clock.advance(0);
      expect(state).toMatchObject({ handed: 1, ended: 1 });
    },
  );

  test('L20: the call’s comes before the source’s', async () => {
    const [ofSource, ofCall] = [waiter(), waiter()];
    const { source, clock } = mintScene({ waitUntil: ofSource.waitUntil });
    await source.getToken({ waitUntil: ofCall.waitUntil });
    await clock.advance(0);
    expect([ofSource.handed, ofCall.handed, ofCall.ended]).toEqual([0, 1, 1]);
  });

  test('L20, L3: what it is handed never rejects', async () => {
    const state = waiter();
    const { source, clock, authority } = mintScene({ waitUntil: state.waitUntil });
    await source.getToken();
    await clock.advance(50 * minute);
    authority.answer(new AuthorityError('no', { code: 'invalid_client', status: 401, retryable: false }));
    await source.getToken();
    await clock.advance(0);
    expect(state).toMatchObject({ handed: 2, ended: 2 });
  });

  test('L20, L17: it waits for an answer that nobody else waits for any more', async () => {
    const state = waiter();
    const { source, clock, authority } = sessionScene({ waitUntil: state.waitUntil });
    await source.getToken();
    await clock.advance(61 * minute);
    const late = held();
    authority.answer(late.answer);
    const outcome = source.getToken().catch(() => 'late');
    await clock.advance(31_000);
    expect(await outcome).toBe('late');
    expect(state).toMatchObject({ handed: 1, ended: 0 });
    late.give(login(1));
    await clock.advance(0);
    expect(state).toMatchObject({ handed: 1, ended: 1 });
  });
});

describe('L3, L20: a waitUntil that fails is not its caller’s error', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** A host whose request has ended throws; one that is async rejects. */
  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error(canary);
      },
    ],
    ['rejects', async () => Promise.reject(new Error(canary))],
  ])('L3, L20: one that %s is reported once; tokens are served and renewed', async (_how, fail) => {
    const report = vi.spyOn(console, 'error').mockReturnValue();
    const { source, clock, events } = mintScene({ waitUntil: fail });
    expect((await source.getToken()).accessToken).toBe('access-1');
    for (let number = 2; number < 5; number += 1) {
      await clock.advance(50 * minute);
      expect((await source.getToken({ waitUntil: () => fail() })).accessToken).toBe(`access-${number - 1}`);
      await clock.advance(0);
      expect(source.peek()?.accessToken).toBe(`access-${number}`);
    }
    expect((await source.adopt(login(7))).accessToken).toBe('access-7');
    expect(typesOf(events).filter((type) => type !== 'stale')).toEqual([
      ...Array.from({ length: 4 }, () => 'renewed'),
      'adopted',
    ]);
    expect(report.mock.calls).toEqual([
      ['tokenwright: waitUntil threw an error; later errors of it are not reported.'],
    ]);
  });

  test('L12, L20: a login that the store has not taken serves all the same', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const clock = createFakeClock();
    const away = async (): Promise<never> => {
      throw new Error('away');
    };
    const store = shared(clock, { get: away, compareAndSet: away });
    const waitUntil = (): never => {
      throw new Error('over');
    };
    const { source } = sessionScene({ store, waitUntil }, clock);
    expect((await source.adopt(login(1))).accessToken).toBe('access-1');
  });
});

test.each(['a rotation', 'a login'])(
  'L12, L20: it is handed the writing of %s that the store has not taken, until it has',
  async (what) => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    let away = false;
    const flaky = shared(clock, {
      get: (name) => store.get(name),
      compareAndSet: async (name, write) => {
        if (away && write.record.pending === undefined) throw new Error('away');
        return store.compareAndSet(name, write);
      },
    });
    const state = waiter();
    const { source } = sessionScene({ store: flaky, waitUntil: state.waitUntil }, clock);
    await source.getToken();
    await clock.advance(61 * minute);
    away = true;
    if (what === 'a login') await source.adopt(login(1));
    else await source.getToken();
    await clock.advance(10_000);
    expect(state.handed - state.ended).toBe(1);
    away = false;
    await clock.advance(30_000);
    expect(state.handed - state.ended).toBe(0);
    expect((await store.get(encodeTokenKey(sessionKey)))?.record.token?.wire.access_token).toBe('access-1');
    expect(clock.pendingTimers).toBe(0);
  },
);

test('L13, L20: it is handed the exchange of a login, whose code is spent even when its caller goes away', async () => {
  const state = waiter();
  const { source, clock } = sessionScene({ initial: undefined, waitUntil: state.waitUntil });
  const slow = held();
  const controller = new AbortController();
  const leaving = source.adopt(slow.answer, { signal: controller.signal }).catch(() => 'left');
  await clock.advance(0);
  controller.abort();
  expect(await leaving).toBe('left');
  expect(state).toMatchObject({ handed: 1, ended: 0 });
  slow.give(login(1));
  await clock.advance(0);
  expect(state).toMatchObject({ handed: 1, ended: 1 });
  expect((await source.getToken()).accessToken).toBe('access-1');
});

describe('L20: where work dies with the request that began it', () => {
  beforeEach(() => {
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test('L20: without waitUntil a STALE token is renewed in the foreground', async () => {
    const { source, clock, authority } = mintScene();
    await source.getToken();
    await clock.advance(50 * minute);
    expect((await source.getToken()).accessToken).toBe('access-2');
    expect(authority.requests).toHaveLength(2);
  });

  test('L20, L3: when that fails, the present token is given', async () => {
    const { source, clock, authority } = mintScene();
    await source.getToken();
    await clock.advance(50 * minute);
    authority.answer(new AuthorityError('no', { code: 'invalid_client', status: 401, retryable: false }));
    expect((await source.getToken()).accessToken).toBe('access-1');
  });

  test('L20: with a waitUntil that fails it is renewed in the foreground', async () => {
    const report = vi.spyOn(console, 'error').mockReturnValue();
    const { source, clock, authority } = mintScene();
    await source.getToken();
    await clock.advance(50 * minute);
    let asked = 0;
    const waitUntil = (): void => {
      asked += 1;
      throw new TypeError('The request has ended.');
    };
    expect((await source.getToken({ waitUntil })).accessToken).toBe('access-2');
    expect([asked, authority.requests.length, report.mock.calls.length]).toEqual([1, 2, 1]);
    report.mockRestore();
  });

  test('L20: with waitUntil it is renewed in the background', async () => {
    const state = waiter();
    const { source, clock, authority } = mintScene();
    await source.getToken();
    await clock.advance(50 * minute);
    const slow = held();
    authority.answer(slow.answer);
    expect((await source.getToken({ waitUntil: state.waitUntil })).accessToken).toBe('access-1');
    expect(state.handed).toBe(1);
    slow.give({ access_token: 'renewed', expires_in: 3600 });
    await clock.advance(0);
    expect(state.ended).toBe(1);
    expect((await source.getToken()).accessToken).toBe('renewed');
  });

  describe('after a request that died, with its timers', () => {
    /** A clock whose timers of the first request never fire: they died with it. */
    function mortal(clock: FakeClock): FakeClock & { dies: boolean } {
      const state = {
        dies: true,
        now: () => clock.now(),
        monotonic: () => clock.monotonic(),
        startTimer: (callback: () => void, delayMs: number, background: boolean) =>
          state.dies ? { cancel: () => undefined } : clock.startTimer(callback, delayMs, background),
        advance: (milliseconds: number) => clock.advance(milliseconds),
        setNow: (milliseconds: number) => clock.setNow(milliseconds),
        get pendingTimers() {
          return clock.pendingTimers;
        },
      };
      return state;
    }

    test.each(['INVALID', 'STALE', 'renew()'])(
      'L20: its flight is dropped at its deadline, also by who waits for it already: %s',
      async (what) => {
        const clock = createFakeClock();
        const ours = mortal(clock);
        const { source, authority } = mintScene({ clock: ours }, clock);
        if (what === 'STALE') {
          await source.getToken();
          await clock.advance(50 * minute);
        }
        const before = authority.requests.length;
        authority.answer(never);
        void source.getToken().catch(() => undefined);
        await authority.asked(before + 1);
        ours.dies = false;
        await clock.advance(20_000);
        const next = what === 'renew()' ? source.renew({ reason: 'test' }) : source.getToken();
        await clock.advance(9999);
        expect(authority.requests).toHaveLength(before + 1);
        await clock.advance(1);
        expect((await next).accessToken).toBe(`access-${before + 1}`);
        expect(authority.requests).toHaveLength(before + 2);
      },
    );

    test('L20: nobody waits for its reading of the store', async () => {
      const clock = createFakeClock();
      const ours = mortal(clock);
      let dead = true;
      const store = memoryStore({ now: () => clock.now() });
      const dying = shared(clock, { get: (name) => (dead ? never() : store.get(name)) });
      const { source } = mintScene({ store: dying, clock: ours }, clock);
      void source.getToken().catch(() => undefined);
      await clock.advance(0);
      dead = false;
      ours.dies = false;
      expect((await source.getToken()).accessToken).toBe('access-1');
    });

    test('L20, L21: its key can be evicted', async () => {
      const clock = createFakeClock();
      const ours = mortal(clock);
      const mint = async ({ key: name }: { readonly key: string }): Promise<ReturnType<typeof login>> =>
        ours.dies ? never() : login(name.length);
      const pool = createTokenPool({ key, mint, clock: ours, maxSize: 1 });
      void pool.getToken('a').catch(() => undefined);
      await clock.advance(0);
      ours.dies = false;
      await clock.advance(31_000);
      for (const name of ['b', 'c', 'd']) await pool.getToken(name);
      expect(pool.size).toBe(1);
      expect((await pool.getToken('a')).accessToken).toBe('access-1');
    });
  });

  test('L20: a rotating refresh token needs a store that is shared, or the word that it runs in one place', () => {
    const clock = createFakeClock();
    const { refresh } = createScriptedAuthority({ clock });
    const options = { key: sessionKey, refresh, clock };
    const poolOptions = { key: { ...key, credential: 'session' }, refresh, clock } as const;
    for (const store of [undefined, memoryStore()]) {
      for (const make of [
        () => createTokenSource({ ...options, store }),
        () => createTokenPool({ ...poolOptions, store }),
      ]) {
        expect(make).toThrow(ConfigurationError);
        expect(make).toThrow(/the option "store" is (missing|a store in memory); a Worker runs in many places at once/);
        expect(make).toThrow('refreshWithoutStore: true');
      }
      expect(() => createTokenSource({ ...options, store, refreshWithoutStore: true })).not.toThrow();
      expect(() => createTokenPool({ ...poolOptions, store, refreshWithoutStore: true })).not.toThrow();
    }
    expect(() => createTokenSource({ ...options, store: shared(clock) })).not.toThrow();
    expect(() => createTokenSource({ key, mint: async () => login(0), clock })).not.toThrow();
  });
});
