import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { canary, everyView, leaksOf } from '@tokenwright/test-support';
import { describe, expect, expectTypeOf, onTestFinished, test, vi } from 'vitest';
import {
  AuthorityError,
  type createTokenSource,
  type TokenChannelName,
  type TokenEvent,
  type TokenHit,
  type TokenMessage,
  type TokenSource,
  type TokenStore,
} from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { createFakeClock, createScriptedAuthority } from '../../src/testing.ts';
import { createTokenPool } from '../../src/token-pool.ts';
import { runProgram } from './program.ts';
import { held, key, login, mintScene, sessionScene } from './support.ts';

const minute = 60_000;
const eventTypes: Readonly<Record<TokenEvent['type'], true>> = {
  stale: true,
  joined: true,
  renewed: true,
  unchanged: true,
  adopted: true,
  failed: true,
  'persist-failed': true,
  'login-required': true,
  'signed-out': true,
  blocked: true,
};

/** Hears what is published on the channels of these types, as name and message, until the test ends. */
function listen(types: readonly string[]): { readonly name: string; readonly message: TokenMessage }[] {
  const heard: { readonly name: string; readonly message: TokenMessage }[] = [];
  const listener = (message: unknown, name: string | symbol): void =>
    void heard.push({ name: String(name), message: message as TokenMessage });
  for (const type of types) subscribe(`tokenwright:token:${type}`, listener);
  onTestFinished(() => {
    for (const type of types) unsubscribe(`tokenwright:token:${type}`, listener);
  });
  return heard;
}

const listenToEvents = (): ReturnType<typeof listen> => listen(Object.keys(eventTypes));

/** A life in which every type of event happens. Gives the events of the listener. */
async function eventfulLife(): Promise<readonly TokenEvent[]> {
  const clock = createFakeClock();
  const minted = mintScene({}, clock);
  await minted.source.getToken();
  await clock.advance(50 * minute);
  const slow = held();
  minted.authority.answer(slow.answer);
  await minted.source.getToken();
  await minted.source.getToken();
  slow.give({ access_token: 'access-1', token_type: 'Bearer', expires_in: 600 });
  await clock.advance(0);
  await clock.advance(20 * minute);
  minted.authority.answer(new AuthorityError('who?', { code: 'invalid_client', status: 401, retryable: false }));
  await expect(minted.source.getToken()).rejects.toThrow('who?');
  await expect(minted.source.getToken()).rejects.toThrow('who?');

  const store = memoryStore({ now: () => clock.now() });
  let away = false;
  const flaky: TokenStore = {
    get: (key) => store.get(key),
    delete: (key, expected) => store.delete(key, expected),
    compareAndSet: async (key, write) => {
      if (away && write.record.pending === undefined) throw new Error('the store is away');
      return store.compareAndSet(key, write);
    },
  };
  const session = sessionScene({ store: flaky }, clock);
  await session.source.getToken();
  await clock.advance(61 * minute);
  away = true;
  await session.source.getToken();
  away = false;
  await clock.advance(61 * minute);
  session.authority.answer(new AuthorityError('no', { code: 'invalid_grant', status: 400, retryable: false }));
  await expect(session.source.getToken()).rejects.toThrow('login');
  await session.source.adopt(login(7));
  await session.source.signOut();
  return [...minted.events, ...session.events];
}

describe('channels', () => {
  test('what listeners are told is published too, in the same order, each on the channel of its type', async () => {
    const heard = listenToEvents();
    const told = await eventfulLife();
    expect(new Set(told.map((event) => event.type))).toEqual(new Set(Object.keys(eventTypes)));
    expect(heard.map(({ message }) => message)).toEqual(told);
    for (const { name, message } of heard) expect(name).toBe(`tokenwright:token:${message.type}`);
  });

  test('an event is published without any listener on a source', async () => {
    const heard = listenToEvents();
    const { source } = mintScene({ onEvent: undefined });
    await source.getToken();
    expect(heard.map(({ message }) => message)).toMatchObject([
      { type: 'renewed', provider: 'test', grant: 'mint', generation: 0, expiresInMs: 60 * minute },
    ]);
  });

  test('a renewal that several sources share is published once, though each has a listener', async () => {
    const heard = listenToEvents();
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const scenes = [mintScene({ store }, clock), mintScene({ store }, clock), mintScene({ store }, clock)];
    await Promise.all(scenes.map(({ source }) => source.getToken()));
    expect(scenes.flatMap(({ events }) => events).filter(({ type }) => type === 'renewed')).toHaveLength(3);
    expect(heard.filter(({ message }) => message.type === 'renewed')).toHaveLength(1);
  });

  test('a message is frozen: a subscriber cannot change what the next one, or a listener, is told', async () => {
    const heard = listenToEvents();
    const { source, events } = mintScene();
    await source.getToken();
    expect(Object.isFrozen(heard[0]?.message)).toBe(true);
    expect(events[0]).not.toBe(heard[0]?.message);
  });

  test('docs/observability.md has a row for each type', () => {
    const page = readFileSync(new URL('../../../../docs/observability.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z-]+)`(?: ·)? +\|/gm)].map(([, type = '']) => type);
    expect(rows.sort()).toEqual([...Object.keys(eventTypes), 'hit'].sort());
  });

  test('the names and the messages have types', () => {
    expectTypeOf<TokenChannelName>().toEqualTypeOf<`tokenwright:token:${TokenEvent['type'] | 'hit'}`>();
    expectTypeOf<Extract<TokenMessage, { readonly type: 'failed' }>['retryAtMs']>().toEqualTypeOf<number>();
    expectTypeOf<TokenHit['generation']>().toEqualTypeOf<number | undefined>();
  });
});

describe('hits', () => {
  test('a FRESH token that is handed out is a hit, with and without options; any other way is none', async () => {
    const heard = listen(['hit']);
    const { source, clock, authority, events } = mintScene();
    await source.getToken();
    expect(heard).toEqual([]);
    await source.getToken();
    await source.getToken({ minValidityMs: minute });
    expect(heard.map(({ message }) => message)).toEqual(
      [0, 1].map(() => ({
        type: 'hit',
        provider: 'test',
        grant: 'mint',
        atMs: clock.now(),
        expiresInMs: 60 * minute,
        generation: 0,
      })),
    );
    // STALE: the token is given too, but something happens because of it.
    await clock.advance(50 * minute);
    const slow = held();
    authority.answer(slow.answer);
    await source.getToken();
    source.peek();
    expect(heard).toHaveLength(2);
    expect(events.map(({ type }) => type as string)).not.toContain('hit');
  });

  test('L21: a pool publishes the same, with the key that the token is for', async () => {
    const heard = listen(['renewed', 'hit']);
    const clock = createFakeClock();
    const { mint } = createScriptedAuthority({ clock });
    const { authority, provider, clientId, credential } = key;
    const pool = createTokenPool({ key: { authority, provider, clientId, credential }, mint, clock });
    await pool.getToken('user-1');
    await pool.getToken('user-2');
    await pool.getToken('user-1');
    await pool.get('user-2').getToken({ minValidityMs: minute });
    expect(heard.map(({ message }) => [message.type, message.key])).toEqual([
      ['renewed', 'user-1'],
      ['renewed', 'user-2'],
      ['hit', 'user-1'],
      ['hit', 'user-2'],
    ]);
    await pool.close();
  });

  test('L2: with nobody listening to hits, a FRESH token costs one reading of the clock, whatever else is heard', async () => {
    listenToEvents();
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
    listen(['hit']);
    expect(source.getToken()).toBe(first);
    expect(readings - before).toBeGreaterThan(2);
  });
});

describe('W7', () => {
  test('W7: no message shows token material, whatever happens to the token', async () => {
    const heard = listen([...Object.keys(eventTypes), 'hit']);
    const wire = (name: string): ReturnType<typeof login> => ({
      ...login(1),
      access_token: `${canary}-access-${name}`,
      refresh_token: `${canary}-refresh-${name}`,
      id_token: `${canary}-id-${name}`,
    });
    const scene = sessionScene({ initial: wire('first') });
    await scene.source.getToken();
    await scene.source.getToken();
    await scene.clock.advance(61 * minute);
    scene.authority.answer(
      () => Promise.reject(new Error(`the provider's bug quotes ${canary}`)),
      wire('second'),
      new AuthorityError('no', { code: 'invalid_grant', status: 400, retryable: false }),
    );
    await expect(scene.source.getToken()).rejects.toThrow('not one of this package');
    await scene.clock.advance(100 * minute);
    await scene.source.getToken().catch(() => undefined);
    await scene.clock.advance(100 * minute);
    await scene.source.getToken().catch(() => undefined);
    await scene.source.adopt(wire('third'));
    await scene.source.signOut();
    const types = heard.map(({ message }) => message.type);
    expect(new Set(types)).toEqual(new Set(['hit', 'failed', 'renewed', 'login-required', 'adopted', 'signed-out']));
    expect(leaksOf(canary, everyView(heard))).toEqual([]);
    // The search finds what it looks for.
    expect(leaksOf(canary, everyView([{ message: wire('first') }]))).not.toEqual([]);
  });
});

describe('a subscriber that throws', () => {
  const throws = `import { subscribe } from 'node:diagnostics_channel';
    const source = createTokenSource({ key, mint: async () => ({ access_token: 'minted', expires_in: 3600 }) });
    subscribe('tokenwright:token:renewed', () => { throw new Error('from a subscriber'); });
    subscribe('tokenwright:token:renewed', ({ type }) => console.log('next subscriber:', type));`;

  test('changes nothing for the source and the next subscriber; Node.js makes an uncaught exception of it', async () => {
    const { code, lines } = await runProgram(`${throws}
      process.on('uncaughtException', ({ message }) => console.log('uncaught:', message));
      console.log((await source.getToken()).accessToken);`);
    expect([...lines].sort()).toEqual(['minted', 'next subscriber: renewed', 'uncaught: from a subscriber']);
    expect(code).toBe(0);
  });

  test('ends a process that has no handler for uncaught exceptions, as Node.js does for every channel', async () => {
    const { code, lines } = await runProgram(`${throws}
      await source.getToken();
      setTimeout(() => console.log('not reached'), 60_000);`);
    expect(code).toBe(1);
    expect(lines.join()).toContain('from a subscriber');
    expect(lines).not.toContain('not reached');
  });
});

describe('a runtime without channels', () => {
  /** Core as it is when it is loaded with this `process`. */
  async function loadedWith(stand: unknown): Promise<{ readonly createTokenSource: typeof createTokenSource }> {
    onTestFinished(() => {
      vi.unstubAllGlobals();
      vi.resetModules();
    });
    vi.resetModules();
    vi.stubGlobal('process', stand);
    return import('../../src/index.ts');
  }

  test.each([
    ['no process at all', undefined],
    ['a process of a bundler, without getBuiltinModule', { env: {} }],
    [
      'a getBuiltinModule that throws',
      {
        getBuiltinModule: () => {
          throw new Error('not here');
        },
      },
    ],
    ['no such module', { getBuiltinModule: () => undefined }],
    ['a module without channel()', { getBuiltinModule: () => ({}) }],
  ])('tokens come and listeners are told: %s', async (_name, stand) => {
    const heard = listenToEvents();
    const loaded = await loadedWith(stand);
    const told: string[] = [];
    const source = loaded.createTokenSource({
      key: { authority: 'https://authority.example', provider: 'test', clientId: 'app', credential: 'client' },
      mint: () => Promise.resolve({ access_token: 'minted', expires_in: 3600 }),
      onEvent: ({ type }) => void told.push(type),
    });
    expect((await source.getToken()).accessToken).toBe('minted');
    expect((await source.getToken()).accessToken).toBe('minted');
    expect(told).toEqual(['renewed']);
    expect(heard).toEqual([]);
  });

  /** A source of a core that meets a module of channels like this one. */
  async function sourceOn(channel: {
    readonly hasSubscribers: boolean;
    readonly publish: () => void;
  }): Promise<TokenSource> {
    const loaded = await loadedWith({ getBuiltinModule: () => ({ channel: () => channel }) });
    return loaded.createTokenSource({
      key: { authority: 'https://authority.example', provider: 'test', clientId: 'app', credential: 'client' },
      mint: () => Promise.resolve({ access_token: 'minted', expires_in: 3600 }),
    });
  }

  test('a channel whose publish throws changes nothing', async () => {
    const publish = vi.fn(() => {
      throw new Error('from a channel');
    });
    const source = await sourceOn({ hasSubscribers: true, publish });
    await source.getToken();
    expect((await source.getToken()).accessToken).toBe('minted');
    expect(publish).toHaveBeenCalledTimes(2);
  });

  test('L2: nothing is published to a channel without subscribers', async () => {
    const publish = vi.fn();
    const source = await sourceOn({ hasSubscribers: false, publish });
    await source.getToken();
    await source.getToken();
    await source.getToken({ minValidityMs: minute });
    expect(publish).not.toHaveBeenCalled();
  });
});
