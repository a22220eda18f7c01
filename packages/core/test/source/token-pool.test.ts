import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AuthorityError,
  ConfigurationError,
  createTokenSource,
  encodeTokenKey,
  TokenwrightError,
  type TokenEvent,
  type TokenStore,
  type TokenWire,
} from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { createFakeClock, type FakeClock } from '../../src/testing.ts';
import {
  createTokenPool,
  type MintPoolOptions,
  type SessionPoolOptions,
  type TokenPool,
  type TokenPoolOptions,
} from '../../src/token-pool.ts';
import { held, key, login } from './support.ts';

const minute = 60_000;
const hour = 60 * minute;
const half = (): number => 0.5;
const sessionPart = { ...key, credential: 'session' } as const;

interface MintScene {
  readonly clock: FakeClock;
  readonly pool: TokenPool;
  /** The keys that a token was minted for, in order. */
  readonly minted: string[];
  readonly events: TokenEvent[];
}

/** A pool that mints `access-<key>-<number>`, on a clock that stands still, with draws in the middle. */
function mintPool(options: Partial<MintPoolOptions> = {}, clock: FakeClock = createFakeClock()): MintScene {
  const minted: string[] = [];
  const events: TokenEvent[] = [];
  const pool = createTokenPool({
    key,
    mint: async (request) => {
      minted.push(request.key);
      const count = minted.filter((each) => each === request.key).length;
      return { access_token: `access-${request.key}-${count}`, expires_in: 3600 };
    },
    clock,
    random: half,
    onEvent: (event) => void events.push(event),
    ...options,
  });
  return { clock, pool, minted, events };
}

interface SessionScene {
  readonly clock: FakeClock;
  readonly pool: TokenPool;
  readonly store: TokenStore;
  /** Key and refresh token of each refresh, in order. */
  readonly refreshed: string[];
  readonly revoked: string[];
  readonly record: (name: string) => Promise<TokenWire | undefined>;
}

function sessionPool(options: Partial<SessionPoolOptions> = {}, clock: FakeClock = createFakeClock()): SessionScene {
  const refreshed: string[] = [];
  const revoked: string[] = [];
  const store = memoryStore({ now: () => clock.now() });
  const pool = createTokenPool({
    key: sessionPart,
    store,
    refresh: async ({ key: name, refreshToken }) => {
      refreshed.push(`${name} ${refreshToken}`);
      return {
        access_token: `access of ${refreshToken}`,
        refresh_token: `${refreshToken}'`,
        expires_in: 3600,
      };
    },
    revoke: async ({ key: name, refreshToken }) => void revoked.push(`${name} ${refreshToken}`),
    clock,
    random: half,
    ...options,
  });
  const record = async (name: string): Promise<TokenWire | undefined> =>
    (await store.get(encodeTokenKey({ ...sessionPart, sessionId: name })))?.record.token?.wire;
  return { clock, pool, store, refreshed, revoked, record };
}

const tokenOf = async (pool: TokenPool, name: string): Promise<string> => (await pool.getToken(name)).accessToken;

describe('L21: one life for each key', () => {
  test('L21: each key has a token of its own; 100 callers of one make one request', async () => {
    const { pool, minted } = mintPool();
    const tokens = await Promise.all(Array.from({ length: 300 }, (_, index) => tokenOf(pool, `user-${index % 3}`)));
    expect(new Set(tokens)).toEqual(new Set(['access-user-0-1', 'access-user-1-1', 'access-user-2-1']));
    expect(minted).toHaveLength(3);
    expect(pool.size).toBe(3);
  });

  test('L21, L2: a FRESH token is the same promise again, with one reading of the clock', async () => {
    const clock = createFakeClock();
    let readings = 0;
    const counting = {
      monotonic: () => clock.monotonic(),
      startTimer: clock.startTimer.bind(clock),
      now: () => ((readings += 1), clock.now()),
    };
    const { pool } = mintPool({ clock: counting }, clock);
    await pool.getToken('a');
    const first = pool.getToken('a');
    const before = readings;
    expect(pool.getToken('a')).toBe(first);
    expect(readings - before).toBe(1);
  });

  test('L21: events name the key', async () => {
    const { pool, events } = mintPool();
    await pool.getToken('a');
    await pool.getToken('b');
    expect(events.map(({ type, key: name }) => `${type} ${name}`)).toEqual(['renewed a', 'renewed b']);
  });

  test('L21, L8: the failure of one key is no other key’s failure', async () => {
    const failing = mintPool({
      mint: async ({ key: name }) => {
        if (name === 'bad') throw new AuthorityError('no', { code: 'invalid_client', status: 401, retryable: false });
        return { access_token: name, expires_in: 60 };
      },
    });
    await expect(failing.pool.getToken('bad')).rejects.toMatchObject({ code: 'invalid_client' });
    expect(await tokenOf(failing.pool, 'good')).toBe('good');
  });

  test('L5, L21: two pools and a source on one store share slots', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const slow = held();
    let asked = 0;
    const mint = (): Promise<TokenWire> => ((asked += 1), slow.answer());
    const one = mintPool({ store, mint }, clock);
    const two = mintPool({ store, mint }, clock);
    const source = createTokenSource({ key: { ...key, subject: 'a' }, mint, store, clock, random: half });
    const tokens = Promise.all([one.pool.getToken('a'), two.pool.getToken('a'), source.getToken()]);
    await clock.advance(0);
    slow.give({ access_token: 'shared', expires_in: 3600 });
    const [first, second, third] = await tokens;
    expect(first).toBe(second);
    expect(first).toBe(third);
    expect(asked).toBe(1);
    await one.pool.close();
    expect(await tokenOf(two.pool, 'a')).toBe('shared');
    await two.pool.close();
    expect((await source.getToken()).accessToken).toBe('shared');
    await source.close();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('L21: eviction', () => {
  test('L21: beyond maxSize a key goes that was not asked for lately; its token is minted anew', async () => {
    const { pool, minted } = mintPool({ maxSize: 3 });
    for (const name of ['a', 'b', 'c', 'd']) await pool.getToken(name);
    expect(pool.size).toBe(3);
    // Second chance: all were in use, so the round that let d in has taken the first, and the others’ chance with it.
    await pool.getToken('b');
    await pool.getToken('e');
    expect(pool.get('c').peek()).toBeUndefined();
    expect(pool.get('b').peek()?.accessToken).toBe('access-b-1');
    expect(minted).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await tokenOf(pool, 'a')).toBe('access-a-2');
    expect(pool.size).toBe(3);
  });

  test('L21: keys in use all the time outlive any number of others', async () => {
    const { pool, minted } = mintPool({ maxSize: 10 });
    for (let index = 0; index < 500; index += 1) {
      await pool.getToken('hot');
      await pool.getToken(`cold-${index}`);
    }
    // The first round finds everybody in use, and takes the first; from then on it goes by use.
    expect(minted.filter((name) => name === 'hot').length).toBeLessThanOrEqual(2);
    expect(pool.size).toBe(10);
  });

  test('L21: what nobody has asked for during idleMs goes, at the latest after twice that time; no timer is left', async () => {
    const { pool, clock } = mintPool({ idleMs: 10 * minute });
    await pool.getToken('idle');
    await pool.getToken('busy');
    for (let passed = 0; passed < 4; passed += 1) {
      await clock.advance(5 * minute);
      await pool.getToken('busy');
    }
    expect(pool.size).toBe(1);
    expect(pool.get('busy').peek()).toBeDefined();
    await clock.advance(20 * minute);
    expect(pool.size).toBe(0);
    expect(clock.pendingTimers).toBe(0);
    await pool.getToken('again');
    await clock.advance(20 * minute);
    expect(pool.size).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test('L21, L18: an idle key is not kept fresh any more', async () => {
    const { pool, clock, minted } = mintPool({ idleMs: hour, keepFresh: true });
    await pool.getToken('a');
    await clock.advance(2 * hour);
    const renewed = minted.length;
    expect(renewed).toBeGreaterThan(1);
    expect(pool.size).toBe(0);
    await clock.advance(10 * hour);
    expect(minted).toHaveLength(renewed);
    expect(clock.pendingTimers).toBe(0);
  });

  test('L21: never a flight, nor a caller who waits for it; the pool is larger meanwhile, and small again after', async () => {
    const answers = new Map<string, ReturnType<typeof held>>();
    const mint = ({ key: name }: { readonly key: string }): Promise<TokenWire> => {
      const answer = held();
      answers.set(name, answer);
      return answer.answer();
    };
    const { pool, clock } = mintPool({ maxSize: 2, mint });
    const names = ['a', 'b', 'c', 'd', 'e'];
    const waiting = names.map((name) => tokenOf(pool, name));
    await clock.advance(0);
    expect(pool.size).toBe(5);
    for (const name of names) answers.get(name)?.give({ access_token: name, expires_in: 3600 });
    expect(await Promise.all(waiting)).toEqual(names);
    await clock.advance(0);
    for (const name of ['f', 'g']) {
      const next = pool.getToken(name);
      await clock.advance(0);
      answers.get(name)?.give({ access_token: name, expires_in: 3600 });
      await next;
    }
    expect(pool.size).toBeLessThanOrEqual(2);
  });

  test('L21, L12: never a rotation that the store has not taken', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    let away = false;
    const flaky: TokenStore = {
      get: (name) => store.get(name),
      delete: (name, version) => store.delete(name, version),
      compareAndSet: async (name, write) => {
        if (away && write.record.pending === undefined) throw new Error('away');
        return store.compareAndSet(name, write);
      },
    };
    const { pool, refreshed } = sessionPool({ store: flaky, maxSize: 1, idleMs: minute }, clock);
    await pool.get('a').adopt(login(1));
    away = true;
    expect((await pool.get('a').renew({ reason: 'test' })).accessToken).toBe('access of refresh-1');
    await clock.advance(5 * minute);
    await pool.getToken('b').catch(() => undefined);
    expect(await tokenOf(pool, 'a')).toBe('access of refresh-1');
    away = false;
    await clock.advance(10 * minute);
    // Written, and then idle.
    expect(pool.size).toBe(0);
    expect(await tokenOf(pool, 'a')).toBe('access of refresh-1');
    expect(refreshed).toEqual(['a refresh-1']);
  });

  test('L21, L17: never an answer that may still come, after its callers have gone', async () => {
    const late = held();
    let asked = 0;
    const refresh = (): Promise<TokenWire> => ((asked += 1), late.answer());
    const { pool, clock } = sessionPool({ refresh, maxSize: 1, idleMs: 10_000 });
    await pool.get('a').adopt(login(1, 60));
    await clock.advance(minute);
    const outcome = pool.getToken('a').catch((error: unknown) => error);
    await clock.advance(31_000);
    expect(await outcome).toMatchObject({ name: 'RequestTimeoutError' });
    await pool.getToken('b').catch(() => undefined);
    await clock.advance(20_000);
    late.give(login(2));
    await clock.advance(0);
    expect(await tokenOf(pool, 'a')).toBe('access-2');
    expect(asked).toBe(1);
  });

  test('L21, L8: never a back-off: the authority is not asked again for a key that was evicted meanwhile', async () => {
    let asked = 0;
    const mint = async ({ key: name }: { readonly key: string }): Promise<TokenWire> => {
      if (name !== 'bad') return { access_token: name, expires_in: 3600 };
      asked += 1;
      throw new AuthorityError('no', { code: 'invalid_client', status: 401, retryable: false });
    };
    const { pool, clock } = mintPool({ maxSize: 2, mint, idleMs: 10_000 });
    await pool.getToken('bad').catch(() => undefined);
    for (let index = 0; index < 20; index += 1) await pool.getToken(`user-${index}`);
    await clock.advance(40_000);
    await expect(pool.getToken('bad')).rejects.toMatchObject({ code: 'invalid_client' });
    expect(asked).toBe(1);
    await clock.advance(minute);
    // The block is over, and nobody asked: now it may go.
    expect(pool.size).toBe(0);
  });

  test('L5, L21: evicted and made again, it takes what the store holds; a view survives it', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const { pool, minted } = mintPool({ store, maxSize: 1 }, clock);
    const view = pool.get('a');
    const token = await view.getToken();
    await clock.advance(0);
    await pool.getToken('b');
    await pool.getToken('c');
    expect(view.peek()).toBeUndefined();
    expect((await view.getToken()).accessToken).toBe(token.accessToken);
    expect(minted).toEqual(['a', 'b', 'c']);
  });

  test('L5, L21: what is evicted here, and in use by another pool of the store, shares its flight when it comes back', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const slow = held();
    let asked = 0;
    const mint = ({ key: name }: { readonly key: string }): Promise<TokenWire> =>
      name === 'a' ? ((asked += 1), slow.answer()) : Promise.resolve({ access_token: name, expires_in: 3600 });
    const small = mintPool({ store, mint, maxSize: 1 }, clock);
    const other = mintPool({ store, mint }, clock);
    const controller = new AbortController();
    const leaving = small.pool.getToken('a', { signal: controller.signal }).catch(() => 'left');
    const staying = tokenOf(other.pool, 'a');
    await clock.advance(0);
    controller.abort();
    expect(await leaving).toBe('left');
    for (const name of ['b', 'c']) await small.pool.getToken(name);
    const back = tokenOf(small.pool, 'a');
    await clock.advance(0);
    slow.give({ access_token: 'once', expires_in: 3600 });
    expect(await Promise.all([staying, back])).toEqual(['once', 'once']);
    expect(asked).toBe(1);
  });

  test('L19, L21: a refusal that is told of a key that is not in memory is not forgotten', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const { pool } = mintPool({ store, maxSize: 1 }, clock);
    const { accessToken } = await pool.getToken('a');
    await clock.advance(0);
    for (const name of ['b', 'c']) await pool.getToken(name);
    await clock.advance(0);
    pool.get('a').invalidate(accessToken);
    expect(await tokenOf(pool, 'a')).toBe('access-a-2');
  });
});

describe('L19, L21: a key whose token was refused', () => {
  test('L19, L21: stays until that has expired, so that no store gives it again', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const { pool } = mintPool({ store, maxSize: 1 }, clock);
    const { accessToken } = await pool.getToken('a');
    await clock.advance(0);
    pool.get('a').invalidate(accessToken);
    for (const name of ['b', 'c', 'd']) {
      await pool.getToken(name);
      await clock.advance(0);
    }
    expect(await tokenOf(pool, 'a')).toBe('access-a-2');
  });

  test('L19, L21: goes then, and takes no room for ever', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const { pool } = mintPool({ store, maxSize: 1 }, clock);
    pool.get('a').invalidate((await pool.getToken('a')).accessToken);
    await clock.advance(60 * minute);
    for (const name of ['b', 'c', 'd']) {
      await pool.getToken(name);
      await clock.advance(0);
    }
    expect(pool.size).toBe(1);
  });
});

describe('L21: sessions', () => {
  test('L21: adopted, refreshed, evicted, come back, signed out', async () => {
    const { pool, clock, refreshed, revoked, record } = sessionPool({ maxSize: 1 });
    await expect(pool.getToken('a')).rejects.toMatchObject({ reason: 'no-session' });
    const view = pool.get('a');
    expect((await view.adopt(login(1))).accessToken).toBe('access-1');
    await clock.advance(61 * minute);
    expect(await tokenOf(pool, 'a')).toBe('access of refresh-1');
    for (const name of ['b', 'c']) await pool.getToken(name).catch(() => undefined);
    expect(view.peek()).toBeUndefined();
    expect((await record('a'))?.refresh_token).toBe("refresh-1'");
    await clock.advance(61 * minute);
    expect((await view.getToken()).accessToken).toBe("access of refresh-1'");
    expect(refreshed).toEqual(['a refresh-1', "a refresh-1'"]);
    await view.signOut({ revoke: true });
    expect(revoked).toEqual(["a refresh-1''"]);
    await expect(pool.getToken('a')).rejects.toMatchObject({ reason: 'signed-out' });
    for (const name of ['b', 'c']) await pool.getToken(name).catch(() => undefined);
    await expect(view.getToken()).rejects.toMatchObject({ reason: 'signed-out' });
  });

  test('L21: the logins of two keys are two, and one refresh each serves all callers', async () => {
    const { pool, clock, refreshed } = sessionPool();
    await Promise.all([pool.get('a').adopt(login(1)), pool.get('b').adopt(login(2))]);
    await clock.advance(61 * minute);
    const tokens = await Promise.all(Array.from({ length: 40 }, (_, index) => tokenOf(pool, index % 2 ? 'a' : 'b')));
    expect(new Set(tokens)).toEqual(new Set(['access of refresh-1', 'access of refresh-2']));
    expect([...refreshed].sort()).toEqual(['a refresh-1', 'b refresh-2']);
  });

  test('L21: without a store of its own a pool keeps evicted logins all the same', async () => {
    const { pool } = sessionPool({ store: undefined, maxSize: 1 });
    await pool.get('a').adopt(login(1));
    for (const name of ['b', 'c']) await pool.getToken(name).catch(() => undefined);
    expect(await tokenOf(pool, 'a')).toBe('access-1');
  });

  test('L12, L21: close() hands over each record that the store never took, with its key, also when one is refused', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    let away = false;
    const flaky: TokenStore = {
      get: (name) => store.get(name),
      delete: (name, version) => store.delete(name, version),
      compareAndSet: async (name, write) => {
        if (away) throw new Error('away');
        return store.compareAndSet(name, write);
      },
    };
    const handed = new Map<string, string | undefined>();
    const { pool } = sessionPool(
      {
        store: flaky,
        onUnpersisted: (record, name) => {
          handed.set(name, record.token?.wire.access_token);
          if (handed.size === 1) throw new Error('the disk is full');
        },
      },
      clock,
    );
    await pool.getToken('d').catch(() => undefined);
    away = true;
    for (const [index, name] of ['a', 'b', 'c'].entries()) await pool.get(name).adopt(login(index));
    await expect(pool.close()).rejects.toThrow('the disk is full');
    const nameOf = (sessionId: string): string => encodeTokenKey({ ...sessionPart, sessionId });
    expect(Object.fromEntries(handed)).toEqual({
      [nameOf('a')]: 'access-0',
      [nameOf('b')]: 'access-1',
      [nameOf('c')]: 'access-2',
    });
    await clock.advance(0);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('L18, L21: keepFresh in a pool', () => {
  test('L18, L21: one timer for 10,000 keys, at most eight mints at once, and no caller waits', async () => {
    let running = 0;
    let most = 0;
    let count = 0;
    const mint = async (): Promise<TokenWire> => {
      running += 1;
      count += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      return { access_token: 'a', expires_in: 3600 };
    };
    const clock = createFakeClock();
    const { pool } = mintPool({ mint, keepFresh: true, random: Math.random }, clock);
    // Each key waits for its own token, ten at a time, as in a service that has just begun.
    for (let index = 0; index < 10_000; index += 10)
      await Promise.all(Array.from({ length: 10 }, (_, more) => pool.getToken(`user-${index + more}`)));
    expect(clock.pendingTimers).toBe(1);
    expect(count).toBe(10_000);
    most = 0;
    // The clock jumps past the moment of all of them: they are all due at once.
    clock.setNow(clock.now() + 58 * minute);
    await clock.advance(5 * minute);
    for (let rounds = 0; rounds < 500; rounds += 1) {
      if (count >= 20_000) break;
      await clock.advance(0);
    }
    expect(count).toBe(20_000);
    expect(most).toBeLessThanOrEqual(8);
    expect(clock.pendingTimers).toBe(1);
    await pool.close();
    expect(clock.pendingTimers).toBe(0);
    expect(pool.size).toBe(0);
  });
});

describe('L19, L21: pool.fetch', () => {
  const origin = 'https://api.example.com';

  function api(refused: Set<string>): { readonly seen: string[]; readonly fetch: typeof globalThis.fetch } {
    const seen: string[] = [];
    const fetch = async (_input: unknown, init?: RequestInit): Promise<Response> => {
      const token = new Headers(init?.headers).get('authorization') ?? '';
      seen.push(token);
      return new Response(null, { status: refused.has(token) ? 401 : 200 });
    };
    return { seen, fetch };
  }

  test('L19, L21: carries the token of the key, replaces a refused one once for all, and repeats the request', async () => {
    const refused = new Set<string>();
    const { seen, fetch } = api(refused);
    const { pool, minted } = mintPool({ authorizedFetch: { origins: [origin], fetch } });
    expect((await pool.fetch('a', `${origin}/files`)).status).toBe(200);
    refused.add('Bearer access-a-1');
    const answers = await Promise.all(Array.from({ length: 10 }, () => pool.fetch('a', `${origin}/files`)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(minted).toEqual(['a', 'a']);
    await pool.fetch('b', `${origin}/files`);
    expect(seen.at(-1)).toBe('Bearer access-b-1');
    await pool.fetch('a', 'https://elsewhere.example.com/');
    expect(seen.at(-1)).toBe('');
  });

  test('L19, L21: a refusal of a renewed token blocks its key, no other', async () => {
    const refused = new Set(['Bearer access-a-1', 'Bearer access-a-2', 'Bearer access-b-1']);
    const { fetch } = api(refused);
    const clock = createFakeClock();
    const { pool, minted } = mintPool({ authorizedFetch: { origins: [origin], fetch, clock } }, clock);
    expect((await pool.fetch('a', `${origin}/`)).status).toBe(401);
    expect((await pool.fetch('a', `${origin}/`)).status).toBe(401);
    expect(minted).toEqual(['a', 'a']);
    expect((await pool.fetch('b', `${origin}/`)).status).toBe(200);
  });

  test('L19, L21: a pool that is closed while a request is out gives its answer all the same', async () => {
    const { pool } = mintPool({
      authorizedFetch: {
        origins: [origin],
        fetch: async () => {
          await pool.close();
          return new Response(null, { status: 401 });
        },
      },
    });
    const body = new ReadableStream();
    expect((await pool.fetch('a', `${origin}/`, { method: 'POST', body })).status).toBe(401);
  });
});

describe('L21: what is refused', () => {
  const mint = async (): Promise<TokenWire> => ({ access_token: 'a' });
  const refresh = mint;

  test.each<[string, object, string]>([
    ['no mint and no refresh', { key }, 'neither "mint" nor "refresh" was given'],
    ['both', { key, mint, refresh }, 'both "mint" and "refresh" were given'],
    ['no key', { mint }, '"key"'],
    ['a subject', { key: { ...key, subject: 'a' }, mint }, 'it is the key that getToken is called with'],
    ['a sessionId', { key: { ...key, sessionId: 'a' }, mint }, 'it is the key that getToken is called with'],
    ['an unknown part of the key', { key: { ...key, client_id: 'a' }, mint }, '"client_id"'],
    ['an unknown option', { key, mint, maxsize: 1 }, '"maxsize"'],
    ['a token set to begin with', { key, mint, initial: login(0) }, 'pool.get(key).adopt(login)'],
    ['maxSize 0', { key, mint, maxSize: 0 }, 'the option "maxSize" takes a whole number from 1 on, 0 was given'],
    [
      'half a maxSize',
      { key, mint, maxSize: 1.5 },
      'the option "maxSize" takes a whole number from 1 on, 1.5 was given',
    ],
    ['a maxSize in words', { key, mint, maxSize: '3' }, '"maxSize"'],
    ['idleMs below 0', { key, mint, idleMs: -1 }, 'the option "idleMs" takes a whole number from 1 on, -1 was given'],
    [
      'idleMs without an end',
      { key, mint, idleMs: Infinity },
      '"idleMs" takes a whole number from 1 on, Infinity was given',
    ],
    ['origins that are none', { key, mint, authorizedFetch: { origins: [] } }, 'the option "origins" takes an array'],
    ['an unknown option of fetch', { key, mint, authorizedFetch: { origins: ['https://a.example'], x: 1 } }, '"x"'],
  ])('L21: %s', (_what, options, sentence) => {
    const make = (): unknown => createTokenPool(options as TokenPoolOptions);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(sentence);
    expect(make).toThrow(/^createTokenPool: /);
  });

  test.each<[string, unknown, string]>([
    [
      'an empty key',
      '',
      'createTokenPool: the key is an empty string; a string that names the subject or the login is needed.',
    ],
    ['a number', 7, 'createTokenPool: the key is a number; a string that names the subject or the login is needed.'],
    [
      'no key',
      undefined,
      'createTokenPool: the key is undefined; a string that names the subject or the login is needed.',
    ],
  ])('L21: %s is a rejection of getToken and fetch', async (_what, name, sentence) => {
    const { pool } = mintPool({ authorizedFetch: { origins: ['https://a.example'] } });
    await expect(pool.getToken(name as string)).rejects.toThrow(sentence);
    await expect(pool.fetch(name as string, 'https://a.example')).rejects.toThrow(sentence);
    expect(() => pool.get(name as string)).toThrow(sentence);
    expect(pool.size).toBe(0);
  });

  test('L21: fetch without the option that it needs', async () => {
    const { pool } = mintPool();
    await expect(pool.fetch('a', 'https://a.example')).rejects.toThrow(
      'createTokenPool: fetch needs the option "authorizedFetch" of the pool: the origins that get the token.',
    );
  });

  test('L17, L21: after close() the pool and its views say so, no timer is left, and closing twice is closing once', async () => {
    const { pool, clock } = mintPool({ keepFresh: true, idleMs: 1000 });
    const view = pool.get('a');
    const { accessToken } = await view.getToken();
    await Promise.all([pool.close(), pool.close(), pool[Symbol.asyncDispose]()]);
    await expect(pool.getToken('a')).rejects.toThrow('this pool is closed; make a new one');
    await expect(view.getToken()).rejects.toThrow('this pool is closed; make a new one');
    await expect(view.renew({ reason: 'test' })).rejects.toThrow('closed');
    await expect(view.adopt(login(1))).rejects.toThrow('closed');
    await expect(view.signOut()).rejects.toThrow('closed');
    expect(() => pool.get('a')).toThrow('closed');
    expect(view.peek()).toBeUndefined();
    view.invalidate(accessToken);
    expect(clock.pendingTimers).toBe(0);
  });

  test('L17, L21: a view that is closed says so; the pool and other views go on', async () => {
    const { pool, minted } = mintPool();
    const view = pool.get('a');
    await view.getToken();
    await view.close();
    await expect(view.getToken()).rejects.toThrow('this source is closed; get another from its pool');
    await expect(view.renew({ reason: 'test' })).rejects.toThrow('closed');
    expect(await tokenOf(pool, 'a')).toBe('access-a-1');
    expect((await pool.get('a').getToken()).accessToken).toBe('access-a-1');
    expect(minted).toHaveLength(1);
  });
});

type Step =
  | { readonly type: 'get' | 'adopt' | 'renew' | 'sign-out' | 'leave'; readonly name: string }
  | { readonly type: 'wait'; readonly milliseconds: number }
  | { readonly type: 'close' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      type: fc.constantFrom('get' as const, 'adopt' as const, 'renew' as const, 'sign-out' as const, 'leave' as const),
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('wait' as const),
      milliseconds: fc.constantFrom(0, 1000, 40 * minute, 61 * minute),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('close' as const) }) },
);

test('L21: whatever is asked of a small pool, each key gives its own login and no other, and nothing is left behind', async () => {
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', onUnhandled);
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        fc.boolean(),
        async (steps, maxSize, keepFresh, idle) => {
          // Refresh tokens tell whose they are, and which login they come of; each works once.
          const spent = new Set<string>();
          const refresh = async ({
            key: name,
            refreshToken,
          }: {
            readonly key: string;
            readonly refreshToken: string;
          }): Promise<TokenWire> => {
            expect(refreshToken.startsWith(`${name} `)).toBe(true);
            expect(spent.has(refreshToken)).toBe(false);
            spent.add(refreshToken);
            await clock.advance(0);
            return { access_token: refreshToken, refresh_token: `${refreshToken}'`, expires_in: 3600 };
          };
          const clock = createFakeClock();
          const idleMs = idle ? 30 * minute : undefined;
          const { pool } = sessionPool({ refresh, maxSize, keepFresh, idleMs }, clock);
          // The model: the number of the present login of each key, if it has one.
          const logins = new Map<string, number>();
          let count = 0;
          let closed = false;
          const check = async (work: Promise<{ readonly accessToken: string }>, name: string): Promise<void> => {
            const present = logins.get(name);
            const outcome = await work.catch((error: unknown) => error);
            if (closed) expect(ConfigurationError.isInstance(outcome)).toBe(true);
            else if (present === undefined) expect(outcome).toMatchObject({ name: 'LoginRequiredError' });
            else expect((outcome as { accessToken: string }).accessToken).toMatch(new RegExp(`^${name} ${present}'*$`));
          };
          for (const each of steps) {
            if (each.type === 'wait') await clock.advance(each.milliseconds);
            else if (each.type === 'close') {
              await pool.close();
              closed = true;
            } else if (closed) await check(pool.getToken(each.name), each.name);
            else {
              const view = pool.get(each.name);
              if (each.type === 'get') await check(view.getToken(), each.name);
              else if (each.type === 'renew') await check(view.renew({ reason: 'model' }), each.name);
              else if (each.type === 'leave') {
                const controller = new AbortController();
                const leaving = pool.getToken(each.name, { signal: controller.signal, minValidityMs: 1 });
                controller.abort(new Error('left'));
                // A token that was there already may still be given.
                const left = leaving.catch((error: Error) => (error.message === 'left' ? undefined : error));
                if ((await left) !== undefined) await check(leaving, each.name);
              } else if (each.type === 'sign-out') {
                await view.signOut();
                logins.delete(each.name);
              } else {
                count += 1;
                logins.set(each.name, count);
                const wire = { access_token: `${each.name} ${count}`, refresh_token: `${each.name} ${count}` };
                await check(view.adopt({ ...wire, expires_in: 3600 }), each.name);
              }
            }
            await clock.advance(0);
            expect(pool.size).toBeLessThanOrEqual(closed ? 0 : maxSize + 1);
          }
          await pool.close();
          await clock.advance(0);
          expect(clock.pendingTimers).toBe(0);
          expect(TokenwrightError.isInstance(await pool.getToken('a').catch((error: unknown) => error))).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
    expect(unhandled).toEqual([]);
  } finally {
    process.off('unhandledRejection', onUnhandled);
  }
});
