import { describe, expect, test } from 'vitest';
import {
  AuthorityError,
  ConfigurationError,
  createTokenSource,
  RequestTimeoutError,
  TransportError,
} from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { createFakeClock } from '../../src/testing.ts';
import { waitFor } from '../../src/source/waiting.ts';
import { held, key, mintScene, sessionKey, sessionScene, typesOf } from './support.ts';

const minute = 60_000;
const unavailable = (retryAt?: number): AuthorityError =>
  new AuthorityError('the authority is away', { code: 'authority_unavailable', status: 503, retryable: true, retryAt });
const refusedClient = (): AuthorityError =>
  new AuthorityError('who?', { code: 'invalid_client', status: 401, retryable: false });

describe('L1 and L2: FRESH', () => {
  test('L1: a token is asked for once and given until refreshAt', async () => {
    const { source, authority, clock } = mintScene();
    expect((await source.getToken()).accessToken).toBe('access-1');
    // ttl 60 min, lead 3 min: refreshAt is drawn between 42 and 57 min; the draw is in the middle.
    await clock.advance(49 * minute);
    expect((await source.getToken()).accessToken).toBe('access-1');
    expect(authority.requests).toHaveLength(1);
  });

  test('L2: FRESH gives the same promise again, and reads the clock once', async () => {
    const clock = createFakeClock();
    let readings = 0;
    const counting = {
      monotonic: () => clock.monotonic(),
      startTimer: clock.startTimer.bind(clock),
      now: () => ((readings += 1), clock.now()),
    };
    const { source } = mintScene({ clock: counting }, clock);
    await source.getToken();
    const first = source.getToken();
    const before = readings;
    expect(source.getToken()).toBe(first);
    expect(readings - before).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  test('a token is frozen, and printing it shows no secret', async () => {
    const { source, authority } = mintScene();
    authority.answer({
      access_token: 'very-secret-token',
      token_type: 'Bearer',
      expires_in: 60,
      id_token: 'very-secret-id',
      scope: 'all',
      more: { kept: true },
    });
    const token = await source.getToken();
    expect(Object.isFrozen(token)).toBe(true);
    expect(token.scope).toBe('all');
    expect(token.wire['more']).toEqual({ kept: true });
    expect(JSON.stringify(token)).not.toContain('very-secret');
    const { inspect } = await import('node:util');
    expect(inspect(token)).not.toContain('very-secret');
  });
});

describe('L3: STALE', () => {
  test('L3: the present token is given while one renewal runs, and the next one after', async () => {
    const { source, authority, clock, events } = mintScene();
    await source.getToken();
    await clock.advance(50 * minute);
    const slow = held();
    authority.answer(slow.answer);
    const given = await Promise.all([source.getToken(), source.getToken(), source.getToken()]);
    expect(given.map((token) => token.accessToken)).toEqual(['access-1', 'access-1', 'access-1']);
    await authority.asked(2);
    slow.give({ access_token: 'renewed', token_type: 'Bearer', expires_in: 3600 });
    await clock.advance(0);
    expect((await source.getToken()).accessToken).toBe('renewed');
    expect(authority.requests).toHaveLength(2);
    expect(typesOf(events)).toEqual(['renewed', 'stale', 'joined', 'joined', 'renewed']);
  });

  test('L14: a mint ends no token, so its callers never wait for a renewal, whatever a refresh would do', async () => {
    const { source, authority, clock } = mintScene({ traits: { refreshKillsAccessToken: true } });
    await source.getToken();
    await clock.advance(50 * minute);
    const slow = held();
    authority.answer(slow.answer);
    expect((await source.getToken()).accessToken).toBe('access-1');
    await authority.asked(2);
    slow.give({ access_token: 'renewed', expires_in: 3600 });
    await clock.advance(0);
    expect((await source.getToken()).accessToken).toBe('renewed');
  });

  test('L3: a failure behind a valid token is an event and nobody’s error', async () => {
    const { source, authority, clock, events } = mintScene();
    await source.getToken();
    await clock.advance(50 * minute);
    authority.answer(refusedClient());
    expect((await source.getToken()).accessToken).toBe('access-1');
    await clock.advance(1);
    expect((await source.getToken()).accessToken).toBe('access-1');
    expect(events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'invalid_client' } });
  });
});

describe('L4, L6: INVALID', () => {
  test('L4: 1,000 cold callers, one request', async () => {
    const { source, authority } = mintScene();
    const tokens = await Promise.all(Array.from({ length: 1000 }, () => source.getToken()));
    expect(new Set(tokens.map((token) => token.accessToken))).toEqual(new Set(['access-1']));
    expect(authority.requests).toHaveLength(1);
  });

  test('L4: a caller waits acquireTimeoutMs at most; the renewal goes on for the next', async () => {
    const { source, authority, clock } = mintScene({ acquireTimeoutMs: 1000 });
    const slow = held();
    authority.answer(slow.answer);
    const waiting = source.getToken().catch((error: unknown) => error);
    await authority.asked(1);
    await clock.advance(1000);
    expect(await waiting).toBeInstanceOf(RequestTimeoutError);
    slow.give({ access_token: 'late', token_type: 'Bearer', expires_in: 60 });
    expect((await source.getToken()).accessToken).toBe('late');
    expect(authority.requests).toHaveLength(1);
  });

  test('L4: callers of one moment wait as one, and each is counted; a later one has its own time', async () => {
    const { source, authority, clock, events } = mintScene({ acquireTimeoutMs: 1000 });
    authority.answer(held().answer);
    const herd = Array.from({ length: 1000 }, () => source.getToken());
    const ends = Promise.all(herd.map((each) => each.catch((error: unknown) => error)));
    await authority.asked(1);
    expect(new Set(herd).size).toBeLessThan(5);
    expect(events.filter(({ type }) => type === 'joined')).toHaveLength(999);
    await clock.advance(600);
    let isOver = false;
    const later = source.getToken().catch((error: unknown) => {
      isOver = true;
      return error;
    });
    await clock.advance(400);
    for (const error of await ends) expect(error).toBeInstanceOf(RequestTimeoutError);
    expect(isOver).toBe(false);
    await clock.advance(600);
    expect(await later).toBeInstanceOf(RequestTimeoutError);
    expect(authority.requests).toHaveLength(1);
  });

  test.each(['getToken()', 'renew()'])(
    'L4: the time that %s waits holds over the reading of the store too',
    async (what) => {
      const clock = createFakeClock();
      const store = memoryStore({ now: () => clock.now() });
      const slow = {
        get: (name: string) =>
          new Promise<Awaited<ReturnType<typeof store.get>>>((resolve) => {
            clock.startTimer(() => resolve(store.get(name)), 900, true);
          }),
        compareAndSet: store.compareAndSet.bind(store),
        delete: store.delete.bind(store),
      };
      const { source, authority } = mintScene({ store: slow, acquireTimeoutMs: 1000 }, clock);
      authority.answer(() => new Promise(() => undefined));
      let failed: unknown;
      const waiting = what === 'renew()' ? source.renew({ reason: 'test' }) : source.getToken();
      waiting.catch((error: unknown) => (failed = error));
      await clock.advance(999);
      expect(failed).toBeUndefined();
      await clock.advance(1);
      expect(failed).toMatchObject({ code: 'request_timeout', timeoutMs: 1000 });
    },
  );

  test('L6: of callers of one moment, one who leaves leaves alone', async () => {
    const { source, authority } = mintScene();
    const slow = held();
    authority.answer(slow.answer);
    const leaving = new AbortController();
    const first = source.getToken();
    const gone = source.getToken({ signal: leaving.signal }).catch((error: unknown) => error);
    const last = source.getToken();
    leaving.abort(new Error('gone'));
    expect(await gone).toMatchObject({ message: 'gone' });
    slow.give({ access_token: 'a', token_type: 'Bearer', expires_in: 60 });
    expect([(await first).accessToken, (await last).accessToken]).toEqual(['a', 'a']);
  });

  test('L7: the patience of a token that serves ends with it: the next attempt is due at once', async () => {
    let isDown = false;
    const { source, clock, events } = mintScene({
      random: () => 0.99,
      mint: async () => {
        if (isDown) throw new AuthorityError('no', { code: 'invalid_request', status: 400, retryable: false });
        return { access_token: 'a', token_type: 'Bearer', expires_in: 3600 };
      },
    });
    await source.getToken();
    isDown = true;
    for (let passed = 0; passed < 3580; passed += 10) {
      await clock.advance(10_000);
      await source.getToken();
    }
    const failures = events.filter((event) => event.type === 'failed');
    // Minutes apart by now, and the last one would reach far beyond the end of the token.
    expect(failures.length).toBeGreaterThan(5);
    isDown = false;
    await clock.advance(11_000);
    expect((await source.getToken()).accessToken).toBe('a');
    expect(typesOf(events)).not.toContain('blocked');
  });

  test('L1: a mint source begins with the token set that it was given', async () => {
    const initial = { access_token: 'given', token_type: 'Bearer', expires_in: 3600 };
    const { source, authority, clock } = mintScene({ initial });
    expect((await source.getToken()).accessToken).toBe('given');
    expect(authority.requests).toHaveLength(0);
    await clock.advance(3_600_000);
    expect((await source.getToken()).accessToken).toBe('access-1');
  });

  test('L6: a caller’s signal ends that caller’s wait and nothing else', async () => {
    const { source, authority } = mintScene();
    const slow = held();
    authority.answer(slow.answer);
    const controller = new AbortController();
    const leaving = source.getToken({ signal: controller.signal }).catch((error: unknown) => error);
    const staying = source.getToken();
    await authority.asked(1);
    controller.abort(new Error('gone'));
    expect(await leaving).toMatchObject({ message: 'gone' });
    expect(authority.requests[0]?.signal.aborted).toBe(false);
    slow.give({ access_token: 'a', token_type: 'Bearer', expires_in: 60 });
    expect((await staying).accessToken).toBe('a');
  });

  test('L6: renew() with a signal that is aborted already asks nobody, and what fails then is nobody’s', async () => {
    let reads = 0;
    const away = async (): Promise<never> => {
      reads += 1;
      throw new Error('away');
    };
    const store = { get: away, compareAndSet: away, delete: away };
    const { source, authority, clock } = sessionScene({ store });
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(source.renew({ reason: 'test', signal: gone })).rejects.toThrow('gone');
    await clock.advance(0);
    expect([reads, authority.requests.length]).toEqual([0, 0]);
  });

  test('L6: the failure of what a caller did not begin to wait for is no unhandled rejection', async () => {
    const clock = createFakeClock();
    const gone = AbortSignal.abort(new Error('gone'));
    const waiting = waitFor(clock, Promise.reject(new Error('away')), {
      signal: gone,
      timeoutMs: 1000,
      late: () => new Error('late'),
    });
    await expect(waiting).rejects.toThrow('gone');
    await clock.advance(0);
  });

  test('L6: a signal that is aborted already asks for nothing', async () => {
    const { source, authority } = mintScene();
    await expect(source.getToken({ signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone');
    expect(authority.requests).toHaveLength(0);
  });
});

describe('L5: one flight for a key and a store', () => {
  test('L5: two sources of one store share a token and its renewal', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const one = mintScene({ store }, clock);
    const two = mintScene({ store, mint: one.authority.mint }, clock);
    const [first, second] = await Promise.all([one.source.getToken(), two.source.getToken()]);
    expect(first).toBe(second);
    expect(one.authority.requests).toHaveLength(1);
  });

  test('L5: another part of the key is another token', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const one = mintScene({ store }, clock);
    const two = mintScene({ store, mint: one.authority.mint, key: { ...key, scope: 'all' } }, clock);
    await Promise.all([one.source.getToken(), two.source.getToken()]);
    expect(one.authority.requests).toHaveLength(2);
  });

  test('L5: a session without a sessionId is refused', () => {
    const refresh = async (): Promise<never> => Promise.reject(new Error('never'));
    const { sessionId: _omitted, ...withoutId } = sessionKey;
    expect(() => createTokenSource({ key: withoutId, refresh })).toThrow(ConfigurationError);
    expect(() => createTokenSource({ key: withoutId, refresh })).toThrow(/"sessionId" is missing/);
  });
});

describe('L7, L8: failures', () => {
  test('L7: at most two retries inside one renewal, then an error', async () => {
    const { source, authority, clock, events } = mintScene();
    authority.answer(unavailable(), unavailable(), unavailable());
    const failing = source.getToken().catch((error: unknown) => error);
    await clock.advance(10_000);
    expect(await failing).toMatchObject({ code: 'authority_unavailable' });
    expect(authority.requests).toHaveLength(3);
    expect(typesOf(events)).toEqual(['failed']);
  });

  test('L8: without a token and inside the back-off the last error comes at once, with retryAt and no request', async () => {
    const { source, authority, clock, events } = mintScene();
    authority.answer(refusedClient());
    await expect(source.getToken()).rejects.toMatchObject({ code: 'invalid_client' });
    await expect(source.getToken()).rejects.toMatchObject({ code: 'invalid_client', retryAt: clock.now() + 60_000 });
    expect(authority.requests).toHaveLength(1);
    expect(typesOf(events)).toEqual(['failed', 'blocked']);
    await clock.advance(60_000);
    expect((await source.getToken()).accessToken).toBe('access-1');
  });

  test('L7: Retry-After is kept, up to five minutes, and renew() does not skip it', async () => {
    const { source, authority, clock } = mintScene();
    authority.answer(unavailable(clock.now() + 3_600_000));
    await expect(source.getToken()).rejects.toMatchObject({ code: 'authority_unavailable' });
    await clock.advance(299_999);
    await expect(source.getToken()).rejects.toMatchObject({ code: 'authority_unavailable' });
    await expect(source.renew({ reason: 'now' })).rejects.toMatchObject({ code: 'authority_unavailable' });
    expect(authority.requests).toHaveLength(1);
    await clock.advance(1);
    expect((await source.getToken()).accessToken).toBe('access-1');
  });

  test.each([
    ['ahead of', 86_400_000],
    ['behind', -86_400_000],
  ])('L7: Retry-After is kept by the clock of the source, though that is %s the machine’s', async (_how, apart) => {
    const clock = createFakeClock(Date.now() + apart);
    const { source, authority } = mintScene({}, clock);
    const details = { code: 'rate_limited', status: 429, retryable: true } as const;
    authority.answer(new AuthorityError('later', { ...details, retryAt: Date.now() + 7000, retryAfterMs: 7000 }));
    await expect(source.getToken()).rejects.toMatchObject({ code: 'rate_limited' });
    await clock.advance(6999);
    await expect(source.getToken()).rejects.toMatchObject({ code: 'rate_limited', retryAt: clock.now() + 1 });
    await clock.advance(1);
    expect((await source.getToken()).accessToken).toBe('access-1');
  });

  test('L17: who waits for an exchange that close() breaks off is told so', async () => {
    const { source, authority, clock } = mintScene();
    authority.answer(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
    );
    const waiting = source.getToken().catch((error: unknown) => error);
    await authority.asked(1);
    const closing = source.close();
    await clock.advance(10_000);
    await closing;
    expect(await waiting).toMatchObject({
      code: 'connection_lost',
      message: 'The source was closed while an exchange was under way; whether it was carried out is unknown.',
    });
  });

  test('L8: renew() skips a plain back-off', async () => {
    const { source, authority, clock } = mintScene();
    const lost = (): TransportError => new TransportError('unknown', 'lost');
    authority.answer(lost(), lost(), lost());
    const failing = source.getToken().catch((error: unknown) => error);
    await clock.advance(10_000);
    expect(await failing).toBeInstanceOf(TransportError);
    expect((await source.renew({ reason: 'the operator says so' })).accessToken).toBe('access-1');
  });

  test('L8: renew() does not join a renewal that began before it', async () => {
    const { source, authority, clock } = mintScene();
    const slow = held();
    authority.answer(slow.answer);
    const early = source.getToken();
    await authority.asked(1);
    const renewing = source.renew({ reason: 'permissions changed' });
    slow.give({ access_token: 'early', token_type: 'Bearer', expires_in: 3600 });
    expect((await early).accessToken).toBe('early');
    await clock.advance(0);
    expect((await renewing).accessToken).toBe('access-1');
    expect(authority.requests).toHaveLength(2);
  });

  test('L7: a valid token serves to its end while the authority is down, and never past expiresAt', async () => {
    const { source, authority, clock } = mintScene();
    const first = await source.getToken();
    authority.answer(...Array.from({ length: 1000 }, () => refusedClient()));
    await clock.advance(50 * minute);
    let served = 0;
    while (clock.now() < (first.expiresAtMs ?? 0)) {
      const token = await source.getToken().catch(() => undefined);
      if (token !== undefined) {
        expect(clock.now()).toBeLessThan(first.expiresAtMs ?? 0);
        served += 1;
      }
      await clock.advance(10_000);
    }
    // 59:50 is hardAt; every call until then was served.
    expect(served).toBe(59);
    // Ten minutes of calls every ten seconds, and a final answer blocks for one minute: ten requests, not sixty.
    expect(authority.requests.length).toBeLessThanOrEqual(12);
    await expect(source.getToken()).rejects.toMatchObject({ code: 'invalid_client' });
  });

  test('L9: each retry of a mint is an exchange of its own', async () => {
    const { source, authority, clock } = mintScene();
    authority.answer(new RequestTimeoutError(1, 'late'));
    const token = source.getToken();
    await clock.advance(5000);
    expect((await token).accessToken).toBe('access-1');
    expect(authority.requests).toHaveLength(2);
  });

  test('an error that is not of this package is not passed on', async () => {
    const { source, authority } = mintScene();
    authority.answer(new Error('client_secret=very-secret'));
    await expect(source.getToken()).rejects.toSatisfy(
      (error: Error) => !error.message.includes('very-secret') && TransportError.isInstance(error),
    );
  });
});

describe('L15: lifetimes', () => {
  test('L15: expires_in goes before expire_time, and a contradiction is told', async () => {
    const { source, authority, clock, events } = mintScene();
    authority.answer({ access_token: 'a', expires_in: 3600, expire_time: '2019-09-01T06:57:48.813Z' });
    expect((await source.getToken()).expiresAtMs).toBe(clock.now() + 3_600_000);
    expect(events.at(-1)).toMatchObject({ type: 'renewed', lifetimesContradict: true });
  });

  test('L15: expire_time alone counts, then the configured lifetime, then nothing', async () => {
    const { source, authority, clock } = mintScene();
    authority.answer({ access_token: 'a', expire_time: new Date(clock.now() + 7_200_000).toISOString() });
    expect((await source.getToken()).expiresAtMs).toBe(clock.now() + 7_200_000);

    const configured = mintScene({ defaultLifetimeMs: 60_000 });
    configured.authority.answer({ access_token: 'b' });
    expect((await configured.source.getToken()).expiresAtMs).toBe(configured.clock.now() + 60_000);

    const endless = mintScene();
    endless.authority.answer({ access_token: 'c' });
    expect((await endless.source.getToken()).expiresAtMs).toBeUndefined();
    await endless.clock.advance(10 * 365 * 86_400_000);
    expect((await endless.source.getToken()).accessToken).toBe('c');
    expect((await endless.source.getToken({ rejected: 'c' })).accessToken).toBe('access-1');
  });

  test('L15: a mint that gives the same token again is asked again no sooner than five seconds later', async () => {
    const { source, authority, clock, events } = mintScene();
    const cached = (left: number): { access_token: string; expires_in: number } => ({
      access_token: 'cached',
      expires_in: left,
    });
    authority.answer(cached(600), cached(60), cached(55));
    await source.getToken();
    await clock.advance(540_000);
    await source.getToken();
    await clock.advance(1);
    expect(events.at(-1)).toMatchObject({ type: 'unchanged' });
    expect(authority.requests).toHaveLength(2);
    await clock.advance(1000);
    await source.getToken();
    expect(authority.requests).toHaveLength(2);
  });

  test('L15: minValidityMs renews once, and takes what it gets', async () => {
    const { source, authority, clock } = mintScene();
    await source.getToken();
    await clock.advance(30 * minute);
    expect((await source.getToken({ minValidityMs: 20 * minute })).accessToken).toBe('access-1');
    expect((await source.getToken({ minValidityMs: 45 * minute })).accessToken).toBe('access-2');
    expect((await source.getToken({ minValidityMs: 120 * minute })).accessToken).toBe('access-3');
    expect(authority.requests).toHaveLength(3);
  });

  test('a token of a few seconds is not renewed at every call', async () => {
    const { source, authority, clock } = mintScene();
    authority.answer({ access_token: 'short', expires_in: 10 });
    await source.getToken();
    await clock.advance(5000);
    await source.getToken();
    expect(authority.requests).toHaveLength(1);
  });
});

describe('L16: a clock that is set back', () => {
  test('L16: the token becomes STALE, and ends when its lifetime is over by the other clock', async () => {
    const { source, authority, clock } = mintScene();
    await source.getToken();
    await clock.advance(10 * minute);
    clock.setNow(clock.now() - 86_400_000);
    authority.answer(refusedClient(), ...Array.from({ length: 99 }, () => refusedClient()));
    const token = await source.getToken();
    expect(token.accessToken).toBe('access-1');
    expect((await source.getToken()).expiresAtMs).toBe(clock.now() + 50 * minute);
    await clock.advance(49 * minute);
    expect((await source.getToken()).accessToken).toBe('access-1');
    await clock.advance(minute);
    await expect(source.getToken()).rejects.toMatchObject({ code: 'invalid_client' });
  });

  test('L16: a Retry-After that runs goes on, five minutes at most, when the clock is set back', async () => {
    const { source, authority, clock } = mintScene();
    authority.answer(unavailable(clock.now() + 100_000));
    await expect(source.getToken()).rejects.toMatchObject({ code: 'authority_unavailable' });
    clock.setNow(clock.now() - 86_400_000);
    await expect(source.getToken()).rejects.toMatchObject({ code: 'authority_unavailable' });
    expect(authority.requests).toHaveLength(1);
    await clock.advance(300_000);
    expect((await source.getToken()).accessToken).toBe('access-1');
  });

  test('L16: also on a machine that began in 1970, and on one that has slept for months', async () => {
    const clock = createFakeClock(0);
    const { source, authority } = mintScene({}, clock);
    await source.getToken();
    clock.setNow(Date.UTC(2030, 0, 1));
    await source.getToken();
    clock.setNow(clock.now() - 86_400_000);
    authority.answer(...Array.from({ length: 99 }, () => refusedClient()));
    const token = await source.getToken();
    expect(token.accessToken).toBe('access-2');
    expect(token.expiresAtMs ?? 0).toBeLessThanOrEqual(clock.now() + 60 * minute);
    expect(token.expiresAtMs ?? 0).toBeGreaterThan(clock.now() + 59 * minute);
    await clock.advance(60 * minute);
    await expect(source.getToken()).rejects.toMatchObject({ code: 'invalid_client' });
  });

  test.each([3000, 50 * minute])(
    'L7, L16: after a machine has slept past the end of its token, a clock set back by %i ms brings that token back no more',
    async (back) => {
      const { source, authority, clock } = mintScene();
      await source.getToken();
      // The clock that only grows stands still in the meantime, on most systems.
      clock.setNow(clock.now() + 2 * 60 * minute);
      expect(source.peek()).toBeUndefined();
      clock.setNow(clock.now() - back);
      expect(source.peek()).toBeUndefined();
      authority.answer(refusedClient());
      await expect(source.getToken()).rejects.toMatchObject({ code: 'invalid_client' });
    },
  );

  test('L16: nor does it make a token that the machine slept with last longer than its authority said', async () => {
    const { source, authority, clock } = mintScene();
    const { expiresAtMs } = await source.getToken();
    clock.setNow(clock.now() + 30 * minute);
    source.peek();
    clock.setNow(clock.now() - 3000);
    authority.answer(refusedClient());
    expect((await source.getToken()).expiresAtMs).toBe(expiresAtMs);
    await clock.advance(30 * minute);
    expect(source.peek()).toBeUndefined();
  });

  test('L8, L16: renew(), too, keeps what the authority asked for no longer than five minutes then', async () => {
    const { source, authority, clock } = mintScene();
    authority.answer(unavailable(clock.now() + 100_000));
    await expect(source.getToken()).rejects.toMatchObject({ code: 'authority_unavailable' });
    clock.setNow(clock.now() - 86_400_000);
    await expect(source.renew({ reason: 'test' })).rejects.toMatchObject({ code: 'authority_unavailable' });
    expect(authority.requests).toHaveLength(1);
    await clock.advance(5 * minute);
    expect((await source.renew({ reason: 'test' })).accessToken).toBe('access-1');
  });

  test('L16: a step of less than two seconds is nothing', async () => {
    const { source, authority, clock } = mintScene();
    await source.getToken();
    clock.setNow(clock.now() - 1999);
    await source.getToken();
    expect(authority.requests).toHaveLength(1);
  });
});

describe('rejections', () => {
  test('a rejected token is replaced once, for all who saw it rejected', async () => {
    const { source, authority } = mintScene();
    const { accessToken } = await source.getToken();
    const tokens = await Promise.all(Array.from({ length: 50 }, () => source.getToken({ rejected: accessToken })));
    expect(new Set(tokens.map((token) => token.accessToken))).toEqual(new Set(['access-2']));
    expect((await source.getToken({ rejected: accessToken })).accessToken).toBe('access-2');
    expect(authority.requests).toHaveLength(2);
  });

  test('invalidate() of a token that no longer serves changes nothing', async () => {
    const { source, authority } = mintScene();
    const { accessToken } = await source.getToken();
    source.invalidate('something else');
    expect(source.peek()?.accessToken).toBe(accessToken);
    source.invalidate(accessToken);
    expect(source.peek()).toBeUndefined();
    expect((await source.getToken()).accessToken).toBe('access-2');
    expect(authority.requests).toHaveLength(2);
  });
});

describe('events and closing', () => {
  test('a listener that throws changes nothing', async () => {
    const { source } = mintScene({
      onEvent: () => {
        throw new Error('listener');
      },
    });
    expect((await source.getToken()).accessToken).toBe('access-1');
  });

  test('L17: after close() every call says so, and no timer is left', async () => {
    const { source, clock } = mintScene();
    await source.getToken();
    await source.close();
    await source.close();
    await expect(source.getToken()).rejects.toThrow('closed');
    await expect(source.renew({ reason: 'x' })).rejects.toThrow('closed');
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([
    ['an unknown option', { refreshh: 1 }, 'refreshh'],
    ['neither mint nor refresh', { mint: undefined }, 'mint'],
    ['a negative time', { acquireTimeoutMs: -1 }, 'acquireTimeoutMs'],
    ['a time that is no number', { requestTimeoutMs: Number.NaN }, 'requestTimeoutMs'],
    ['a time in seconds', { requestTimeoutMs: 0.5 }, 'requestTimeoutMs'],
    ['a time beyond what timers take', { hardTimeoutMs: 1e15 }, 'hardTimeoutMs'],
    ['a key without its parts', { key: {} as never }, 'authority'],
    ['a key with an unknown part', { key: { ...key, client_id: 'x' } as never }, 'client_id'],
    ['a hard timeout below the request timeout', { hardTimeoutMs: 5, requestTimeoutMs: 10 }, 'hardTimeoutMs'],
  ])('%s is refused by name', (_what, options, parameter) => {
    const { authority, clock } = mintScene();
    const make = (): unknown => createTokenSource({ key, mint: authority.mint, clock, ...options } as never);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(`"${parameter}"`);
  });
});
