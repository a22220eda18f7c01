import { startLoopback, json } from '@tokenwright/test-support';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createAuthorizedFetch } from '../../src/authorized-fetch.ts';
import { AuthorityError, createTokenSource, systemClock, type TokenStore } from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { createFakeClock } from '../../src/testing.ts';
import { key, login, mintScene, sessionScene, typesOf } from './support.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const refused = (code: 'invalid_client' | 'invalid_grant'): AuthorityError =>
  new AuthorityError('no', { code, status: 400, retryable: false });

/** What other libraries were seen to do; `docs/defects.md` says it in words. */
describe('timers', () => {
  afterEach(() => vi.useRealTimers());

  test('L16: a wait that is longer than a runtime’s timers take is not cut short', () => {
    vi.useFakeTimers();
    let fired = 0;
    systemClock.startTimer(() => (fired += 1), 2 ** 31 + 1000, true);
    vi.advanceTimersByTime(2 ** 31 + 999);
    expect(fired).toBe(0);
    vi.advanceTimersByTime(1);
    expect(fired).toBe(1);
    const cancelled = systemClock.startTimer(() => (fired += 1), 2 ** 31 + 1000, true);
    vi.advanceTimersByTime(2 ** 31);
    cancelled.cancel();
    vi.advanceTimersByTime(2 ** 31);
    expect(fired).toBe(1);
  });

  test('L16, L18: a token of sixty days that is kept fresh is asked for once in sixty days', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    let asked = 0;
    const source = createTokenSource({
      key,
      keepFresh: true,
      random: () => 0.5,
      mint: () => Promise.resolve({ access_token: `access-${(asked += 1)}`, expires_in: (60 * day) / 1000 }),
    });
    for (let passed = 0; passed < 40; passed += 1) await vi.advanceTimersByTimeAsync(day);
    expect(asked).toBe(1);
    for (let passed = 0; passed < 20; passed += 1) await vi.advanceTimersByTimeAsync(day);
    expect(asked).toBe(2);
    expect(source.peek()?.accessToken).toBe('access-2');
    await source.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('failures that stay', () => {
  test('L7: an exchange that never ends does not stop those that come later', async () => {
    const { source, authority, clock } = mintScene({ acquireTimeoutMs: 1000 });
    const never = (): Promise<never> => new Promise(() => undefined);
    authority.answer(never, never, never);
    const waiting = source.getToken().catch((error: unknown) => error);
    await clock.advance(1000);
    expect(await waiting).toMatchObject({ code: 'request_timeout' });
    // Three tries of thirty seconds each, and the pauses between them.
    await clock.advance(5 * minute);
    expect((await source.getToken()).accessToken).toBe('access-1');
    expect(authority.requests).toHaveLength(4);
  });

  test('L7: an error is given as long as it blocks, and no longer', async () => {
    const { source, authority, clock } = mintScene();
    authority.answer(refused('invalid_client'));
    for (let passed = 0; passed < 60; passed += 10) {
      await expect(source.getToken()).rejects.toMatchObject({ code: 'invalid_client' });
      await clock.advance(10_000);
    }
    expect(authority.requests).toHaveLength(1);
    expect((await source.getToken()).accessToken).toBe('access-1');
  });

  test('L6: the signal of the first caller has no part in later renewals', async () => {
    const { source, authority, clock } = mintScene();
    const startUp = new AbortController();
    await source.getToken({ signal: startUp.signal });
    startUp.abort(new Error('the start is over'));
    await clock.advance(61 * minute);
    expect((await source.getToken()).accessToken).toBe('access-2');
    expect(authority.requests.map(({ signal }) => signal.aborted)).toEqual([false, false]);
  });
});

describe('the loser of a race', () => {
  test('L13: invalid_grant after somebody else has rotated takes what is there, and marks nothing', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    let keyInStore = '';
    const seen: TokenStore = {
      get: (name) => ((keyInStore = name), store.get(name)),
      delete: (name, expected) => store.delete(name, expected),
      compareAndSet: (name, write) => store.compareAndSet(name, write),
    };
    const { source, authority, events } = sessionScene({ store: seen }, clock);
    await source.getToken();
    await clock.advance(61 * minute);
    authority.answer(async () => {
      // A process that does not keep to claims was faster with the same refresh token.
      const current = await store.get(keyInStore);
      if (current === undefined) throw new Error('no record');
      const { pending: _theirs, token, ...rest } = current.record;
      const wire = login(77);
      await store.compareAndSet(keyInStore, {
        expected: current.version,
        record: {
          ...rest,
          generation: rest.generation + 1,
          token: { ...token, wire, issuedAtMs: clock.now(), expiresAtMs: clock.now() + 60 * minute },
        },
      });
      throw refused('invalid_grant');
    });
    expect((await source.getToken()).accessToken).toBe('access-77');
    expect(typesOf(events)).toEqual(['adopted']);
    const { record } = (await store.get(keyInStore)) ?? {};
    expect(record?.loginRequired).toBeUndefined();
    expect(record?.token?.wire.refresh_token).toBe('refresh-77');
  });
});

describe('authorised fetch', () => {
  test('L19: without a token nothing is sent: the caller gets the error of the token', async () => {
    await using server = await startLoopback(json(200, {}));
    const { source, authority, clock } = mintScene();
    authority.answer(refused('invalid_client'));
    const authorizedFetch = createAuthorizedFetch(source, { origins: [server.url], clock });
    await expect(authorizedFetch(server.url)).rejects.toMatchObject({ code: 'invalid_client' });
    await expect(authorizedFetch(server.url, { method: 'POST', body: 'text' })).rejects.toMatchObject({
      code: 'invalid_client',
    });
    expect(server.received).toEqual([]);
  });
});
