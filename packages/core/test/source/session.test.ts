import { describe, expect, test } from 'vitest';
import {
  AuthorityError,
  createTokenSource,
  InvalidResponseError,
  LoginRequiredError,
  RequestTimeoutError,
  StoreError,
  TransportError,
  type RecordChange,
  type TokenRecord,
  type TokenStore,
} from '../../src/index.ts';
import { encodeTokenKey } from '../../src/source/source-key.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { createFakeClock, type FakeClock } from '../../src/testing.ts';
import { held, login, sessionKey, sessionScene, typesOf, type Scene } from './support.ts';

const minute = 60_000;
const storeKey = encodeTokenKey(sessionKey);
const invalidGrant = (): AuthorityError =>
  new AuthorityError('no', { code: 'invalid_grant', status: 400, retryable: false });
const serverError = (): AuthorityError =>
  new AuthorityError('oops', { code: 'authority_unavailable', status: 500, retryable: true });
const tooMany = (): AuthorityError =>
  new AuthorityError('slow down', { code: 'rate_limited', status: 429, retryable: true });
const notSent = (): TransportError => new TransportError('not-sent', 'refused');
const lost = (): TransportError => new TransportError('unknown', 'lost');

interface Shared {
  readonly clock: FakeClock;
  readonly store: TokenStore;
  readonly record: () => Promise<TokenRecord | undefined>;
}

function shared(): Shared {
  const clock = createFakeClock();
  const store = memoryStore({ now: () => clock.now() });
  return { clock, store, record: async () => (await store.get(storeKey))?.record };
}

/** Another process: the same records through another object, so that nothing but the store is shared. */
function elsewhere(store: TokenStore, watching = true): TokenStore {
  return {
    get: (key) => store.get(key),
    compareAndSet: (key, write) => store.compareAndSet(key, write),
    delete: (key, expected) => store.delete(key, expected),
    tryLease: async (key, options) => store.tryLease?.(key, options),
    ...(watching
      ? { watch: async (key, onChange) => (await store.watch?.(key, onChange)) ?? { close: async () => undefined } }
      : {}),
  };
}

/** Lets a login happen and its token run out. */
async function expired(scene: Scene): Promise<void> {
  await scene.source.getToken();
  await scene.clock.advance(61 * minute);
}

describe('L9, L10, L11: a rotating refresh token', () => {
  test('L11: the rotation is in the store before any caller has the new access token', async () => {
    const { clock, store, record } = shared();
    const order: string[] = [];
    const watched: TokenStore = {
      ...elsewhere(store),
      compareAndSet: async (key, write) => {
        const result = await store.compareAndSet(key, write);
        if (write.record.token?.wire.access_token === 'access-1') order.push('stored');
        return result;
      },
    };
    const scene = sessionScene({ store: watched }, clock);
    await expired(scene);
    const token = await scene.source.getToken();
    order.push(`given ${token.accessToken}`);
    expect(order).toEqual(['stored', 'given access-1']);
    expect(await record()).toMatchObject({ generation: 1, token: { wire: { refresh_token: 'refresh-1' } } });
    expect((await record())?.pending).toBeUndefined();
    expect(scene.authority.requests.map((request) => request.refreshToken)).toEqual(['refresh-0']);
  });

  test('L10: what the answer leaves out stays, except lifetimes', async () => {
    const scene = sessionScene({ initial: { ...login(0), user_id: 'u', expire_time: '2030-01-01T01:00:00Z' } });
    await expired(scene);
    scene.authority.answer({ access_token: 'next', expires_in: 60 });
    const token = await scene.source.getToken();
    expect(token.wire).toEqual({ access_token: 'next', token_type: 'Bearer', user_id: 'u', expires_in: 60 });
    await scene.clock.advance(minute);
    await scene.source.getToken();
    expect(scene.authority.requests.map((request) => request.refreshToken)).toEqual(['refresh-0', 'refresh-0']);
  });

  test('L10: a token of another user is not taken', async () => {
    const { clock, store, record } = shared();
    const scene = sessionScene({ store, initial: { ...login(0), user_id: 'one' } }, clock);
    await expired(scene);
    scene.authority.answer({ ...login(1), user_id: 'two' });
    await expect(scene.source.getToken()).rejects.toSatisfy((error: unknown) => InvalidResponseError.isInstance(error));
    expect((await record())?.token?.wire.access_token).toBe('access-0');
  });

  describe('L10: the ID token of a refresh', () => {
    const base64url = (text: string): string => Buffer.from(text).toString('base64url');
    const idToken = (claims: string): string => `${base64url('{"alg":"RS256"}')}.${base64url(claims)}.c2lnbmF0dXJl`;

    test.each([
      ['is of another user', idToken('{"sub":"one"}'), idToken('{"sub":"two"}')],
      ['is of a user whose id needs UTF-8', idToken('{"sub":"\u738b\u4e00"}'), idToken('{"sub":"\u738b\u4e8c"}')],
    ])('is not taken when it %s', async (_, before, after) => {
      const { clock, store, record } = shared();
      const scene = sessionScene({ store, initial: { ...login(0), id_token: before } }, clock);
      await expired(scene);
      scene.authority.answer({ ...login(1), id_token: after });
      await expect(scene.source.getToken()).rejects.toMatchObject({
        name: 'InvalidResponseError',
        message: expect.stringContaining('another user (the sub of the id_token differs)'),
      });
      expect((await record())?.token?.wire.access_token).toBe('access-0');
    });

    test.each([
      ['of the same user', idToken('{"sub":"one","nonce":"a"}'), idToken('{"nonce":"b","sub":"\\u006fne"}')],
      ['without a subject', idToken('{"sub":"one"}'), idToken('{}')],
      ['that is encrypted', idToken('{"sub":"one"}'), 'eyJhbGciOiJSU0EtT0FFUCJ9.a2V5.aXY.dGV4dA.dGFn'],
      ['that is none', idToken('{"sub":"one"}'), 'none'],
      ['whose claims are null', idToken('{"sub":"one"}'), idToken('null')],
      ['that is no text', idToken('{"sub":"one"}'), 5],
    ])('is taken %s', async (_, before, after) => {
      const { clock, store, record } = shared();
      const scene = sessionScene({ store, initial: { ...login(0), id_token: before } }, clock);
      await expired(scene);
      scene.authority.answer({ ...login(1), id_token: after });
      expect((await scene.source.getToken()).accessToken).toBe('access-1');
      expect((await record())?.token?.wire['id_token']).toBe(after);
    });
  });

  test('L9: what was surely not sent, or answered 429, is tried again with the same refresh token', async () => {
    const scene = sessionScene();
    await expired(scene);
    scene.authority.answer(notSent(), tooMany());
    const token = scene.source.getToken();
    await scene.clock.advance(10_000);
    expect((await token).accessToken).toBe('access-1');
    expect(scene.authority.requests.map((request) => request.refreshToken)).toEqual([
      'refresh-0',
      'refresh-0',
      'refresh-0',
    ]);
  });

  test.each([
    ['a lost connection', lost()],
    ['a timeout', new RequestTimeoutError(1, 'late')],
    ['a 500', serverError()],
  ])('L9: after %s the refresh token is not sent again within the renewal', async (_what, failure) => {
    const scene = sessionScene();
    await expired(scene);
    scene.authority.answer(failure);
    const failing = scene.source.getToken().catch((error: unknown) => error);
    await scene.clock.advance(100);
    expect(await failing).toBe(failure);
    expect(scene.authority.requests).toHaveLength(1);
  });
});

describe('L12: a store that does not take a rotation', () => {
  test('L12: the new token serves from memory, an event says so, and the write is tried until it is taken', async () => {
    const { clock, store, record } = shared();
    let away = false;
    const flaky: TokenStore = {
      ...elsewhere(store),
      compareAndSet: async (key, write) => {
        if (away && write.record.pending === undefined) throw new Error(`no ${JSON.stringify(write)}`);
        return store.compareAndSet(key, write);
      },
    };
    const scene = sessionScene({ store: flaky }, clock);
    await expired(scene);
    away = true;
    expect((await scene.source.getToken()).accessToken).toBe('access-1');
    const told = scene.events.find((event) => event.type === 'persist-failed');
    expect(told).toMatchObject({ error: { code: 'store_unavailable' } });
    expect(JSON.stringify(told)).not.toContain('refresh-1');
    expect((await record())?.token?.wire.refresh_token).toBe('refresh-0');
    away = false;
    await clock.advance(10_000);
    expect((await record())?.token?.wire.refresh_token).toBe('refresh-1');
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([
    ['hands over what was never stored', true],
    ['writes what is unsaved to a store that is back, though its time for that has not come', false],
  ])('L12: close() %s', async (_what, staysAway) => {
    const { clock, store, record } = shared();
    let away = false;
    const handed: TokenRecord[] = [];
    const flaky: TokenStore = {
      ...elsewhere(store),
      compareAndSet: async (key, write) => {
        if (away && write.record.pending === undefined) throw new Error('away');
        return store.compareAndSet(key, write);
      },
    };
    const scene = sessionScene({ store: flaky, onUnpersisted: (each) => void handed.push(each) }, clock);
    await expired(scene);
    away = true;
    await scene.source.getToken();
    away = staysAway;
    await scene.source.close();
    expect(handed.map(({ token }) => token?.wire.refresh_token)).toEqual(staysAway ? ['refresh-1'] : []);
    expect((await record())?.token?.wire.refresh_token).toBe(staysAway ? 'refresh-0' : 'refresh-1');
    await clock.advance(0);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('L13: the end of a session', () => {
  test('L13: invalid_grant marks the record, tells at once, and the token serves to its end', async () => {
    const { clock, store, record } = shared();
    const scene = sessionScene({ store }, clock);
    await scene.source.getToken();
    await clock.advance(50 * minute);
    scene.authority.answer(invalidGrant());
    expect((await scene.source.getToken()).accessToken).toBe('access-0');
    await clock.advance(10);
    expect(typesOf(scene.events)).toEqual(['stale', 'login-required']);
    expect(await record()).toMatchObject({ loginRequired: { reason: 'invalid_grant' } });
    expect((await record())?.token).toBeUndefined();
    expect((await scene.source.getToken()).accessToken).toBe('access-0');
    await clock.advance(10 * minute);
    await expect(scene.source.getToken()).rejects.toMatchObject({
      name: 'LoginRequiredError',
      reason: 'invalid_grant',
    });
    expect(scene.authority.requests).toHaveLength(1);
  });

  test('L13: at the first rejection of that token the error comes', async () => {
    const scene = sessionScene();
    await scene.source.getToken();
    await scene.clock.advance(50 * minute);
    scene.authority.answer(invalidGrant());
    await scene.source.getToken();
    await scene.clock.advance(10);
    await expect(scene.source.getToken({ rejected: 'access-0' })).rejects.toSatisfy((error: unknown) =>
      LoginRequiredError.isInstance(error),
    );
  });

  test('L13: adopt() starts a new lineage, from a token set or from an exchange', async () => {
    const { clock, store, record } = shared();
    const scene = sessionScene({ store }, clock);
    await expired(scene);
    scene.authority.answer(invalidGrant());
    await expect(scene.source.getToken()).rejects.toSatisfy((error: unknown) => LoginRequiredError.isInstance(error));
    const before = (await record())?.lineage;
    expect((await scene.source.adopt(login(7))).accessToken).toBe('access-7');
    expect((await scene.source.getToken()).accessToken).toBe('access-7');
    expect((await record())?.lineage).not.toBe(before);
    expect((await scene.source.adopt(async () => login(8))).accessToken).toBe('access-8');
    await expect(scene.source.adopt({ hello: 1 } as never)).rejects.toThrow('access_token');
  });

  test('L13: a login elsewhere is found', async () => {
    const { clock, store } = shared();
    const here = sessionScene({ store }, clock);
    const there = sessionScene({ store: elsewhere(store) }, clock);
    await expired(here);
    here.authority.answer(invalidGrant());
    await expect(here.source.getToken()).rejects.toSatisfy((error: unknown) => LoginRequiredError.isInstance(error));
    await there.source.adopt(login(9));
    expect((await here.source.getToken()).accessToken).toBe('access-9');
  });

  test('L13: without a login, without a refresh token: the reason is said', async () => {
    const nobody = sessionScene({ initial: undefined });
    await expect(nobody.source.getToken()).rejects.toMatchObject({ reason: 'no-session' });
    const once = sessionScene({ initial: { access_token: 'a', expires_in: 60 } });
    await expired(once);
    await expect(once.source.getToken()).rejects.toMatchObject({ reason: 'no-refresh-token' });
  });

  test('L13: a provider may add what its users can do about a reason', async () => {
    const adviseOnLogin = (reason: string): string | undefined =>
      reason === 'no-refresh-token' ? 'Turn them on.' : undefined;
    const nobody = sessionScene({ initial: undefined, adviseOnLogin });
    await expect(nobody.source.getToken()).rejects.toThrow(/hand it to adopt\(\)\.$/);
    const once = sessionScene({ initial: { access_token: 'a', expires_in: 60 }, adviseOnLogin });
    await expired(once);
    await expect(once.source.getToken()).rejects.toThrow(/hand it to adopt\(\)\. Turn them on\.$/);
    // Asked again, when what is known comes from the source and not from a renewal.
    await expect(once.source.getToken()).rejects.toThrow(/Turn them on\.$/);
  });

  test('L13: signOut() marks the record for all, revokes if asked, and nothing brings the lineage back', async () => {
    const { clock, store, record } = shared();
    const revoked: string[] = [];
    const revoke = async ({ refreshToken }: { readonly refreshToken: string }): Promise<void> =>
      void revoked.push(refreshToken);
    const here = sessionScene({ store, revoke }, clock);
    const there = sessionScene({ store: elsewhere(store), revoke }, clock);
    await Promise.all([here.source.getToken(), there.source.getToken()]);
    await here.source.signOut({ revoke: true });
    expect(revoked).toEqual(['refresh-0']);
    await expect(here.source.getToken()).rejects.toMatchObject({ reason: 'signed-out' });
    await clock.advance(61 * minute);
    await expect(there.source.getToken()).rejects.toMatchObject({ reason: 'signed-out' });
    expect((await record())?.signedOut).toBeDefined();
    expect(there.authority.requests).toHaveLength(0);
  });

  test('S3: signed out while a refresh was under way: the new tokens are discarded and revoked', async () => {
    const { clock, store, record } = shared();
    const revoked: string[] = [];
    const revoke = async ({ refreshToken }: { readonly refreshToken: string }): Promise<void> =>
      void revoked.push(refreshToken);
    const here = sessionScene({ store, revoke }, clock);
    const there = sessionScene({ store: elsewhere(store) }, clock);
    await there.source.getToken();
    await expired(here);
    const slow = held();
    here.authority.answer(slow.answer);
    const waiting = here.source.getToken().catch((error: unknown) => error);
    await here.authority.asked(1);
    await there.source.signOut();
    slow.give(login(1));
    expect(await waiting).toMatchObject({ reason: 'signed-out' });
    expect(revoked).toEqual(['refresh-1']);
    expect((await record())?.signedOut).toBeDefined();
  });
});

describe('L14: a refresh that ends the old access token', () => {
  const traits = { refreshKillsAccessToken: true };

  test('L14: whoever starts the renewal waits for it, and the STALE window is short', async () => {
    const scene = sessionScene({ traits });
    await scene.source.getToken();
    // lead is 3 min: the window opens between 6 and 3 min before the end, not after 42 min.
    await scene.clock.advance(53 * minute);
    await scene.source.getToken();
    expect(scene.authority.requests).toHaveLength(0);
    await scene.clock.advance(3 * minute);
    const slow = held();
    scene.authority.answer(slow.answer);
    const given = Promise.all([scene.source.getToken(), scene.source.getToken()]);
    await scene.authority.asked(1);
    slow.give(login(1));
    expect((await given).map((token) => token.accessToken)).toEqual(['access-1', 'access-1']);
  });

  test('L14: with an unknown outcome the old token serves on', async () => {
    const scene = sessionScene({ traits });
    await scene.source.getToken();
    await scene.clock.advance(56 * minute);
    scene.authority.answer(lost());
    expect((await scene.source.getToken()).accessToken).toBe('access-0');
  });
});

describe('L14: a record that others change', () => {
  test('L14: with watch, a process drops its copy when somebody else has renewed or signed out', async () => {
    const { clock, store } = shared();
    const here = sessionScene({ store, traits: { refreshKillsAccessToken: true } }, clock);
    const there = sessionScene({ store: elsewhere(store), traits: { refreshKillsAccessToken: true } }, clock);
    await Promise.all([here.source.getToken(), there.source.getToken()]);
    await clock.advance(56 * minute);
    expect((await there.source.getToken()).accessToken).toBe('access-1');
    await clock.advance(0);
    expect(here.source.peek()?.accessToken).toBe('access-1');
    expect(here.authority.requests).toHaveLength(0);
    expect(here.events.at(-1)).toMatchObject({ type: 'adopted', reason: 'changed elsewhere' });
    await there.source.signOut();
    await clock.advance(0);
    expect(here.source.peek()).toBeUndefined();
    await expect(here.source.getToken()).rejects.toMatchObject({ reason: 'signed-out' });
    expect(here.events.at(-1)).toMatchObject({ type: 'signed-out' });
  });

  test.each(['adopt', 'signOut'] as const)(
    'L14: also a process that has read nothing before it called %s() itself',
    async (first) => {
      const { clock, store } = shared();
      const here = sessionScene({ store, initial: undefined }, clock);
      const there = sessionScene({ store: elsewhere(store), initial: undefined }, clock);
      if (first === 'adopt') await here.source.adopt(login(5));
      else await here.source.signOut();
      await there.source.adopt(login(6));
      await clock.advance(0);
      expect(here.source.peek()?.accessToken).toBe('access-6');
      await Promise.all([here.source.close(), there.source.close()]);
      await clock.advance(0);
      expect(clock.pendingTimers).toBe(0);
    },
  );

  test('L14: a store that could not be watched at first is watched from the next renewal on', async () => {
    const { clock, store } = shared();
    let away = true;
    const flaky: TokenStore = {
      ...elsewhere(store),
      watch: async (name, onChange) => {
        if (away) throw new Error('away');
        return (await store.watch?.(name, onChange)) ?? { close: async () => undefined };
      },
    };
    const here = sessionScene({ store: flaky }, clock);
    const there = sessionScene({ store: elsewhere(store) }, clock);
    await Promise.all([here.source.getToken(), there.source.getToken()]);
    away = false;
    await here.source.renew({ reason: 'test' });
    await there.source.adopt(login(6));
    await clock.advance(0);
    expect(here.source.peek()?.accessToken).toBe('access-6');
    await Promise.all([here.source.close(), there.source.close()]);
    await clock.advance(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test('L14: after close() nothing is followed any more', async () => {
    const { clock, store } = shared();
    const here = sessionScene({ store }, clock);
    const there = sessionScene({ store: elsewhere(store) }, clock);
    await Promise.all([here.source.getToken(), there.source.getToken()]);
    await here.source.close();
    const told = here.events.length;
    await there.source.adopt(login(5));
    await clock.advance(0);
    expect(here.events).toHaveLength(told);
  });
});

describe('L17: an answer that comes late', () => {
  test('L17: after requestTimeoutMs the outcome is unknown, and the answer is taken all the same', async () => {
    const { clock, store, record } = shared();
    const scene = sessionScene({ store }, clock);
    await expired(scene);
    const slow = held();
    scene.authority.answer(slow.answer);
    const waiting = scene.source.getToken().catch((error: unknown) => error);
    await scene.authority.asked(1);
    await clock.advance(30_000);
    expect(await waiting).toMatchObject({ code: 'request_timeout', outcome: 'unknown' });
    slow.give(login(1));
    await clock.advance(1000);
    expect((await record())?.generation).toBe(1);
    expect((await scene.source.getToken()).accessToken).toBe('access-1');
    expect(scene.authority.requests).toHaveLength(1);
    expect(typesOf(scene.events)).toContain('adopted');
  });
});

describe('S1, S2, S4: two processes, one login', () => {
  test('S1: both need a refresh at once: one sends, the other takes what came', async () => {
    const { clock, store } = shared();
    const here = sessionScene({ store }, clock);
    const there = sessionScene({ store: elsewhere(store) }, clock);
    await Promise.all([here.source.getToken(), there.source.getToken()]);
    await clock.advance(61 * minute);
    const tokens = Promise.all([here.source.getToken(), there.source.getToken()]);
    await clock.advance(5000);
    expect(new Set((await tokens).map((token) => token.accessToken)).size).toBe(1);
    expect(here.authority.requests.length + there.authority.requests.length).toBe(1);
  });

  test.each([
    ['with watch', true],
    ['without watch, by looking', false],
  ])('S4: a process that waits follows the record, %s', async (_how, watching) => {
    const { clock, store } = shared();
    const here = sessionScene({ store }, clock);
    const there = sessionScene({ store: elsewhere(store, watching) }, clock);
    await Promise.all([here.source.getToken(), there.source.getToken()]);
    await clock.advance(61 * minute);
    const slow = held();
    here.authority.answer(slow.answer);
    const first = here.source.getToken();
    await here.authority.asked(1);
    const second = there.source.getToken();
    await clock.advance(10_000);
    slow.give(login(1));
    // Long before the deadline of the claim, and whatever became of the lease.
    await clock.advance(watching ? 10 : 4000);
    expect((await first).accessToken).toBe('access-1');
    expect((await second).accessToken).toBe('access-1');
    expect(there.authority.requests).toHaveLength(0);
  });

  test('S4: a process that waits and is told asks the store three times: for the lease, for the record, for what it became', async () => {
    const { clock, store } = shared();
    const here = sessionScene({ store }, clock);
    const asked: string[] = [];
    const view = elsewhere(store);
    const counted: TokenStore = {
      ...view,
      get: async (key) => {
        asked.push('get');
        return view.get(key);
      },
      compareAndSet: async (key, write) => {
        asked.push('compareAndSet');
        return view.compareAndSet(key, write);
      },
      tryLease: async (key, options) => {
        asked.push('tryLease');
        return view.tryLease?.(key, options);
      },
    };
    const there = sessionScene({ store: counted }, clock);
    await Promise.all([here.source.getToken(), there.source.getToken()]);
    await clock.advance(61 * minute);
    const slow = held();
    here.authority.answer(slow.answer);
    const first = here.source.getToken();
    await here.authority.asked(1);
    asked.length = 0;
    const second = there.source.getToken();
    await clock.advance(400);
    slow.give(login(1));
    await clock.advance(0);
    expect((await first).accessToken).toBe('access-1');
    expect((await second).accessToken).toBe('access-1');
    expect(asked).toEqual(['tryLease', 'get', 'get']);
  });

  test('S4: a message that is lost costs a process that waits a second and a half at most', async () => {
    const { clock, store } = shared();
    const here = sessionScene({ store }, clock);
    const deaf: TokenStore = { ...elsewhere(store), watch: async () => ({ close: async () => undefined }) };
    const there = sessionScene({ store: deaf, random: () => 0.999 }, clock);
    await Promise.all([here.source.getToken(), there.source.getToken()]);
    await clock.advance(61 * minute);
    const slow = held();
    here.authority.answer(slow.answer);
    const first = here.source.getToken();
    await here.authority.asked(1);
    const second = there.source.getToken();
    await clock.advance(10_000);
    slow.give(login(1));
    await clock.advance(1500);
    expect((await first).accessToken).toBe('access-1');
    expect((await second).accessToken).toBe('access-1');
  });

  test('S4: who follows reads no claim where the store says what has changed, and every later generation and login', async () => {
    const { clock, store } = shared();
    const told: ((change: RecordChange) => void)[] = [];
    const telling: TokenStore = {
      ...elsewhere(store, false),
      compareAndSet: async (key, write) => {
        const result = await store.compareAndSet(key, write);
        const { lineage, generation } = write.record;
        if (result.ok) for (const tell of told) tell({ version: result.version, lineage, generation });
        return result;
      },
    };
    let readings = 0;
    const following: TokenStore = {
      ...elsewhere(telling, false),
      get: async (key) => {
        readings += 1;
        return store.get(key);
      },
      watch: async (_key, onChange) => {
        told.push(onChange);
        return { close: async () => undefined };
      },
    };
    const here = sessionScene({ store: telling }, clock);
    const there = sessionScene({ store: following }, clock);
    await here.source.getToken();
    await there.source.getToken();
    readings = 0;
    await here.source.renew({ reason: 'test' });
    await clock.advance(0);
    expect([there.source.peek()?.accessToken, readings]).toEqual(['access-1', 1]);
    await here.source.adopt(login(5));
    await clock.advance(0);
    expect([there.source.peek()?.accessToken, readings]).toEqual(['access-5', 2]);
  });

  test('S2: under a foreign lease nothing is sent before the record was read again', async () => {
    const { clock, store } = shared();
    const here = sessionScene({ store }, clock);
    await expired(here);
    // Somebody renewed meanwhile; our process still has the old record in memory.
    const other = sessionScene({ store: elsewhere(store) }, clock);
    await other.source.getToken();
    expect((await here.source.getToken()).accessToken).toBe('access-1');
    expect(here.authority.requests).toHaveLength(0);
    expect(typesOf(here.events)).toEqual(['adopted']);
  });

  test('S5: an attempt that died: after its deadline the same refresh token is sent once more, and no more', async () => {
    const { clock, store, record } = shared();
    const dying = sessionScene({ store: elsewhere(store) }, clock);
    await expired(dying);
    dying.authority.answer(() => new Promise<never>(() => undefined));
    void dying.source.getToken().catch(() => undefined);
    await dying.authority.asked(1);
    expect((await record())?.pending?.attempts).toBe(1);

    const next = sessionScene({ store }, clock);
    const waiting = next.source.getToken().catch((error: unknown) => error);
    await clock.advance(59_000);
    expect(next.authority.requests).toHaveLength(0);
    next.authority.answer(lost());
    await clock.advance(40_000);
    await waiting;
    const later = next.source.getToken().catch((error: unknown) => error);
    await clock.advance(61_000);
    await later;
    expect(next.authority.requests.map((request) => request.refreshToken)).toEqual(['refresh-0']);
    expect((await record())?.pending?.attempts).toBe(2);

    await clock.advance(120_000);
    const last = next.source.getToken().catch((error: unknown) => error);
    await clock.advance(1000);
    expect(await last).toMatchObject({ reason: 'answer-lost' });
    expect(next.authority.requests).toHaveLength(1);
    expect(await record()).toMatchObject({ loginRequired: { reason: 'answer-lost' } });
  });

  test('S5, L16: a clock set back makes nobody wait longer than the attempt was given', async () => {
    const { clock, store } = shared();
    const dying = sessionScene({ store: elsewhere(store) }, clock);
    await expired(dying);
    dying.authority.answer(() => new Promise<never>(() => undefined));
    void dying.source.getToken().catch(() => undefined);
    await dying.authority.asked(1);
    clock.setNow(clock.now() - 30 * minute);
    const next = sessionScene({ store, acquireTimeoutMs: 300_000 }, clock);
    await next.source.getToken();
    const replaced = next.source.getToken({ rejected: 'access-0' });
    await clock.advance(96_000);
    expect((await replaced).accessToken).toBe('access-1');
    expect(next.authority.requests.map((request) => request.refreshToken)).toEqual(['refresh-0']);
  });

  test('S5: the authority that takes the repetition loses nothing', async () => {
    const { clock, store } = shared();
    const scene = sessionScene({ store }, clock);
    await expired(scene);
    scene.authority.answer(serverError());
    const failing = scene.source.getToken().catch((error: unknown) => error);
    await clock.advance(10);
    expect(await failing).toMatchObject({ status: 500 });
    await clock.advance(60_000);
    expect((await scene.source.getToken()).accessToken).toBe('access-1');
    expect(scene.authority.requests.map((request) => request.refreshToken)).toEqual(['refresh-0', 'refresh-0']);
  });

  test('S5: while a valid token serves, the repetition waits for its end', async () => {
    const scene = sessionScene();
    await scene.source.getToken();
    await scene.clock.advance(50 * minute);
    scene.authority.answer(serverError());
    await scene.source.getToken();
    for (let passed = 0; passed < 9; passed += 1) {
      await scene.clock.advance(minute);
      expect((await scene.source.getToken()).accessToken).toBe('access-0');
    }
    expect(scene.authority.requests).toHaveLength(1);
    await scene.clock.advance(minute);
    const token = scene.source.getToken();
    await scene.clock.advance(10_000);
    await token.catch(() => undefined);
    await scene.clock.advance(5 * minute);
    expect((await scene.source.getToken()).accessToken).toBe('access-1');
    expect(scene.authority.requests).toHaveLength(2);
  });

  test('S5, L14: an authority that is down does not cost a session its repetition while the token serves', async () => {
    const scene = sessionScene({ traits: { refreshKillsAccessToken: true } });
    await scene.source.getToken();
    await scene.clock.advance(56 * minute);
    // Down for three minutes: one attempt, and the token goes on serving.
    scene.authority.answer(serverError());
    for (let passed = 0; passed < 3; passed += 1) {
      expect((await scene.source.getToken()).accessToken).toBe('access-0');
      await scene.clock.advance(minute);
    }
    expect(scene.authority.requests).toHaveLength(1);
    await scene.clock.advance(minute);
    expect((await scene.source.getToken()).accessToken).toBe('access-1');
    expect(scene.authority.requests).toHaveLength(2);
  });

  test('S5, L14: a resource that refuses the token ends that patience', async () => {
    const scene = sessionScene({ traits: { refreshKillsAccessToken: true } });
    await scene.source.getToken();
    await scene.clock.advance(58 * minute);
    scene.authority.answer(serverError());
    expect((await scene.source.getToken()).accessToken).toBe('access-0');
    await scene.clock.advance(1000);
    expect((await scene.source.getToken({ rejected: 'access-0' })).accessToken).toBe('access-1');
    expect(scene.authority.requests).toHaveLength(2);
  });

  test('S3: a rotation goes over the loginRequired that a repetition of its own refresh token caused', async () => {
    const { clock, store, record } = shared();
    // This process is paused: its own clock stands still while everybody else's goes on.
    const paused = createFakeClock(clock.now());
    const slow = sessionScene({ store: elsewhere(store), initial: login(0, 60) }, paused);
    await slow.source.getToken();
    await paused.advance(61_000);
    const answer = held();
    slow.authority.answer(answer.answer);
    const rotated = slow.source.getToken();
    await slow.authority.asked(1);

    await clock.advance(61_000);
    const hasty = sessionScene({ store }, clock);
    hasty.authority.answer(invalidGrant());
    const waiting = hasty.source.getToken().catch((error: unknown) => error);
    await clock.advance(100_000);
    await waiting;
    expect(hasty.authority.requests.map((request) => request.refreshToken)).toEqual(['refresh-0']);
    expect((await record())?.loginRequired?.reason).toBe('answer-lost');

    answer.give(login(1));
    expect((await rotated).accessToken).toBe('access-1');
    expect(await record()).toMatchObject({ generation: 1, token: { wire: { refresh_token: 'refresh-1' } } });
    expect((await hasty.source.getToken()).accessToken).toBe('access-1');
  });
});

describe('S6: a store that cannot be reached', () => {
  test('S6: the refresh token is not sent; the token serves to its end, then StoreError', async () => {
    const { clock, store } = shared();
    let away = false;
    const flaky: TokenStore = {
      ...elsewhere(store),
      get: (key) => (away ? Promise.reject(new Error('ECONNREFUSED')) : store.get(key)),
    };
    const scene = sessionScene({ store: flaky }, clock);
    await scene.source.getToken();
    away = true;
    await clock.advance(50 * minute);
    expect((await scene.source.getToken()).accessToken).toBe('access-0');
    await clock.advance(11 * minute);
    await expect(scene.source.getToken()).rejects.toSatisfy((error: unknown) => StoreError.isInstance(error));
    expect(scene.authority.requests).toHaveLength(0);
    away = false;
    await clock.advance(10 * minute);
    expect((await scene.source.getToken()).accessToken).toBe('access-1');
  });

  test('S6: refreshWithoutStore sends it, for those who share it with nobody', async () => {
    const { clock, store } = shared();
    let away = false;
    const flaky: TokenStore = {
      get: (key) => (away ? Promise.reject(new Error('away')) : store.get(key)),
      compareAndSet: (key, write) => (away ? Promise.reject(new Error('away')) : store.compareAndSet(key, write)),
      delete: (key, expected) => store.delete(key, expected),
    };
    const scene = sessionScene({ store: flaky, refreshWithoutStore: true }, clock);
    await expired(scene);
    away = true;
    expect((await scene.source.getToken()).accessToken).toBe('access-1');
    await scene.source.close();
  });

  test('S6: a store that never answers is one that cannot be reached', async () => {
    const { clock, store } = shared();
    let away = false;
    const silent: TokenStore = {
      ...elsewhere(store),
      get: (key) => (away ? new Promise(() => undefined) : store.get(key)),
    };
    const scene = sessionScene({ store: silent }, clock);
    await expired(scene);
    away = true;
    const failing = scene.source.getToken().catch((error: unknown) => error);
    await clock.advance(2000);
    expect(await failing).toMatchObject({ code: 'store_unavailable' });
  });

  test('S6: a mint goes on', async () => {
    const clock = createFakeClock();
    const away: TokenStore = {
      get: () => Promise.reject(new Error('away')),
      compareAndSet: () => Promise.reject(new Error('away')),
      delete: () => Promise.reject(new Error('away')),
      tryLease: () => Promise.reject(new Error('away')),
    };
    const source = createTokenSource({
      key: { ...sessionKey, credential: 'client' },
      mint: async () => login(1),
      store: away,
      clock,
    });
    expect((await source.getToken()).accessToken).toBe('access-1');
  });
});

test('S9: a process that holds a later generation than the store writes it back', async () => {
  const { clock, store, record } = shared();
  const scene = sessionScene({ store }, clock);
  await scene.source.getToken();
  const old = await store.get(storeKey);
  await clock.advance(61 * minute);
  await scene.source.getToken();
  const newer = await store.get(storeKey);
  expect(newer?.record.generation).toBe(1);
  // A failover to a replica that never got the last write.
  if (old !== undefined && newer !== undefined)
    await store.compareAndSet(storeKey, { expected: newer.version, record: old.record });
  await clock.advance(61 * minute);
  expect((await scene.source.getToken()).accessToken).toBe('access-2');
  expect(scene.authority.requests.map((request) => request.refreshToken)).toEqual(['refresh-0', 'refresh-1']);
  expect((await record())?.generation).toBe(2);
});
