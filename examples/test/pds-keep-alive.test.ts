import { createPdsContext, createPdsSessionTokenSource, getTokenByCode } from '@tokenwright/aliyun-pds';
import { encodeTokenKey, type TokenRecord } from '@tokenwright/core';
import { createMockAuthority, type MockAuthority } from '@tokenwright/mock-authority';
import { redisStore, type RedisTokenStore } from '@tokenwright/store-redis';
import { hasRedisServer, startRedis, type RedisServer } from '@tokenwright/test-support';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { idleGrants } from '../src/lib/idle-grants.ts';
import { startKeepAlive, type KeepAlive, type KeepAliveEvent, type KeepAliveOptions } from '../src/lib/keep-alive.ts';
import { withoutWatch } from '../src/lib/without-watch.ts';
import { startExample, type RunningExample } from './run-example.ts';

const dayMs = 86_400_000;
const application = { client_id: 'mock-web-app', client_secret: 'mock-web-app-secret' };

describe.runIf(hasRedisServer())('pds-keep-alive.ts', () => {
  let redis: RedisServer;
  let client: Redis;
  let store: RedisTokenStore;
  let authority: MockAuthority;
  let server: Awaited<ReturnType<MockAuthority['listen']>>;
  beforeEach(async () => {
    redis = await startRedis({ 'maxmemory-policy': 'noeviction', appendonly: 'yes' });
    client = new Redis(redis.port, '127.0.0.1');
    client.on('error', () => undefined);
    store = redisStore({ client });
    authority = createMockAuthority({ provider: 'aliyun-pds' });
    server = await authority.listen();
  });
  afterEach(async () => {
    await store.close();
    client.disconnect();
    await server.close();
    await redis.close();
  });

  const keyOf = (sessionId: string): string =>
    encodeTokenKey({
      authority: server.url,
      provider: 'aliyun-pds',
      clientId: application.client_id,
      credential: 'session',
      sessionId,
    });
  const recordOf = async (sessionId: string): Promise<TokenRecord | undefined> =>
    (await store.get(keyOf(sessionId)))?.record;

  /** Logs a user in, and has nobody use the login for so many days. */
  async function logIn(sessionId: string, idleDays: number): Promise<void> {
    const { client_id: clientId, client_secret: clientSecret } = application;
    const domain = { domainId: 'mock-domain', endpoint: server.url };
    const source = createPdsSessionTokenSource({ ...domain, clientId, clientSecret, sessionId, store });
    const { code, redirectUri = '' } = authority.issueCode({ clientId });
    const context = createPdsContext({ api_endpoint: server.url });
    await source.adopt(() => getTokenByCode(context, { ...application, redirect_uri: redirectUri, code }));
    await source.close();
    const stored = await store.get(keyOf(sessionId));
    if (stored?.record.token === undefined) throw new Error('no login');
    const { token } = stored.record;
    const issuedAtMs = token.issuedAtMs - idleDays * dayMs;
    const expiresAtMs = (token.expiresAtMs ?? 0) - idleDays * dayMs;
    const refreshAtMs = (token.refreshAtMs ?? 0) - idleDays * dayMs;
    const record = { ...stored.record, token: { ...token, issuedAtMs, expiresAtMs, refreshAtMs } };
    await store.compareAndSet(keyOf(sessionId), { expected: stored.version, record });
  }

  function worker(renewalsPerSecond: number): RunningExample {
    return startExample('pds-keep-alive.ts', {
      PDS_ENDPOINT: server.url,
      PDS_DOMAIN_ID: 'mock-domain',
      PDS_CLIENT_ID: application.client_id,
      PDS_CLIENT_SECRET: application.client_secret,
      REDIS_URL: `redis://127.0.0.1:${redis.port}`,
      RENEWALS_PER_SECOND: String(renewalsPerSecond),
      LOOK_EVERY_SECONDS: '1',
    });
  }

  async function generationsOf(sessions: readonly string[]): Promise<(number | undefined)[]> {
    return Promise.all(sessions.map(async (session) => (await recordOf(session))?.generation));
  }

  /** Other processes write what is waited for, and nothing tells this one of it. */
  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds()))
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
  }

  const refreshes = (): { token: unknown; status: number | undefined }[] =>
    authority
      .received({ secrets: true })
      .filter(({ grantType }) => grantType === 'refresh_token')
      .map(({ body, status }) => ({ token: (body as Record<string, unknown>)['refresh_token'], status }));

  test('S1: two processes renew what is idle once, leave alone what is not, and report a login that has ended', async () => {
    await logIn('ended', 6);
    authority.kill({ lineage: 1 });
    const idle = Array.from({ length: 12 }, (_, index) => `idle-${index}`);
    for (const session of idle) await logIn(session, 5.5);
    await logIn('in use', 3.9);
    await store.compareAndSet(`${keyOf('x').slice(0, -3)}unreadable"]`, {
      expected: null,
      record: { format: 9 } as never,
    });
    // So slow that later looks find again what waits.
    const workers = [worker(4), worker(4)];
    await until(async () => (await generationsOf(idle)).every((generation) => generation === 1));
    await until(async () => (await recordOf('ended'))?.loginRequired !== undefined);
    // Another look finds nothing any more.
    const [first] = workers;
    let line = '';
    while (!line.startsWith('found 0, waiting 0')) line = (await first?.nextLine()) ?? '';
    for (const each of workers) each.process.kill('SIGTERM');
    const ended = await Promise.all(workers.map((each) => each.ended));
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    const lines = ended.flatMap(({ output }) => output.trim().split('\n'));
    expect(lines.filter((each) => each.startsWith('renewed')).sort()).toEqual(
      idle.map((each) => `renewed: ${each}`).sort(),
    );
    expect(lines.filter((each) => each.startsWith('login required'))).toEqual([
      'login required: ended (invalid_grant)',
    ]);
    expect(lines.some((each) => /^unreadable: .*is a token record of format 9/.test(each))).toBe(true);
    expect(lines.filter((each) => /^(?:failed|trouble)/.test(each))).toEqual([]);
    expect(await generationsOf(['in use', 'ended'])).toEqual([0, 0]);
    const sent = refreshes();
    expect(sent.filter(({ status }) => status === 200)).toHaveLength(12);
    expect(new Set(sent.map(({ token }) => token)).size).toBe(13);
    expect(sent).toHaveLength(13);
    expect(lines.join('\n')).not.toContain(application.client_secret);
  });

  test('S1: a process that is killed leaves its work to the next, which sends no refresh token again', async () => {
    const idle = Array.from({ length: 6 }, (_, index) => `idle-${index}`);
    for (const session of idle) await logIn(session, 6);
    const killed = worker(1);
    let line = '';
    while (!line.startsWith('renewed')) line = await killed.nextLine();
    killed.process.kill('SIGKILL');
    await killed.ended;
    expect((await generationsOf(idle)).filter((generation) => generation === 0).length).toBeGreaterThan(0);
    const next = worker(10);
    await until(async () => (await generationsOf(idle)).every((generation) => generation === 1));
    next.process.kill('SIGTERM');
    expect((await next.ended).code).toBe(0);
    const sent = refreshes();
    expect(sent.map(({ status }) => status)).toEqual(idle.map(() => 200));
    expect(new Set(sent.map(({ token }) => token)).size).toBe(6);
  });

  test('an authority that asks to be left alone is left alone, by all', async () => {
    const idle = Array.from({ length: 5 }, (_, index) => `idle-${index}`);
    for (const session of idle) await logIn(session, 6);
    authority.faults.add('status=429;retry-after=2;grant=refresh_token;times=1');
    const running = worker(100);
    await until(async () => (await generationsOf(idle)).every((generation) => generation === 1));
    running.process.kill('SIGTERM');
    const { output } = await running.ended;
    expect(output).not.toContain('failed');
    expect(refreshes().filter(({ status }) => status === 429)).toHaveLength(1);
    expect(refreshes().filter(({ status }) => status === 200)).toHaveLength(5);
  });

  const queueName = (): string => `renewals-${server.url.replaceAll(/[^\w.-]/g, '-')}`;

  /** Logins that PDS knows nothing of. */
  async function putOldLogins(count: number): Promise<void> {
    const issuedAtMs = Date.now() - 6 * dayMs;
    const token = {
      wire: { access_token: 'old', refresh_token: 'unknown to PDS' },
      issuedAtMs,
      expiresAtMs: issuedAtMs,
    };
    const record: TokenRecord = { format: 1, lineage: 'lineage', generation: 0, token };
    for (let index = 0; index < count; index += 1)
      await store.compareAndSet(keyOf(`old-${index}`), { expected: null, record });
  }

  function startHere(options: Pick<KeepAliveOptions, 'onEvent'> & Partial<KeepAliveOptions>): Promise<KeepAlive> {
    const { client_id: clientId, client_secret: clientSecret } = application;
    return startKeepAlive({
      redis: client,
      store,
      authority: server.url,
      sourceOf: (sessionId, onEvent) =>
        createPdsSessionTokenSource({
          domainId: 'mock-domain',
          endpoint: server.url,
          clientId,
          clientSecret,
          sessionId,
          store: options.store ?? store,
          onEvent,
        }),
      prefix: keyOf('').slice(0, -'"]'.length),
      renewalsPerSecond: 10_000,
      idleMs: 5 * dayMs,
      lookEveryMs: 3_600_000,
      ...options,
    });
  }

  test('a look adds no more jobs than may wait, goes on when there is room, and is left to the next process by one that ends', async () => {
    await putOldLogins(1100);
    const connection = client.duplicate({ maxRetriesPerRequest: null });
    const queue = new Queue(queueName(), { connection });
    await queue.pause();
    const ended = new Set<string>();
    let looks = 0;
    const start = (): Promise<KeepAlive> =>
      startHere({
        maxWaiting: 400,
        onEvent: (event) => {
          if (event.type === 'login required') ended.add(event.sessionId);
          if (event.type === 'looked') looks += 1;
        },
      });
    const first = await start();
    await until(async () => (await queue.count()) >= 400);
    expect(await queue.count()).toBeLessThan(1000);
    await first.close();
    expect(looks).toBe(0);
    const next = await start();
    await queue.resume();
    await until(async () => ended.size === 1100 && looks === 1);
    await next.close();
    expect(looks).toBe(1);
    await queue.close();
    connection.disconnect();
  });

  test('a look that fails is told of, and begun again before the next is due', async () => {
    await putOldLogins(3);
    let fails = 2;
    const events: KeepAliveEvent[] = [];
    const keepAlive = await startHere({
      store: {
        ...withoutWatch(store),
        keys: (options) => {
          fails -= 1;
          if (fails >= 0) throw new Error('Redis is away');
          return store.keys(options);
        },
      },
      onEvent: (event) => events.push(event),
    });
    await until(async () => events.filter(({ type }) => type === 'login required').length === 3);
    await keepAlive.close();
    expect(events.filter(({ type }) => type === 'trouble')).toEqual(
      [1, 2].map(() => ({ type: 'trouble', error: new Error('Redis is away') })),
    );
  });

  test('S6, L12: what was renewed when Redis went away is in it once it is back', async () => {
    await logIn('idle', 6);
    let gone: Promise<void> | undefined;
    const end = authority.subscribe((entry) => {
      if (entry.kind === 'spent' && entry.by === 'refresh') gone ??= redis.kill();
    });
    let refused = 0;
    let renewed = 0;
    const shared = withoutWatch(store);
    const keepAlive = await startHere({
      store: {
        ...shared,
        compareAndSet: async (key, write) => {
          try {
            return await shared.compareAndSet(key, write);
          } catch (error) {
            refused += 1;
            throw error;
          }
        },
      },
      onEvent: ({ type }) => {
        if (type === 'renewed') renewed += 1;
      },
    });
    // Long enough for a source that is closed to have given up.
    await until(async () => refused === 3 || renewed > 0);
    expect(renewed).toBe(0);
    end();
    await gone;
    await redis.start();
    await until(async () => renewed > 0);
    await keepAlive.close();
    expect((await recordOf('idle'))?.generation).toBe(1);
    expect(refreshes()).toHaveLength(1);
  });

  test('logins of one moment are due over a fifth of the time, and each at its own moment at every look', async () => {
    const names = Array.from({ length: 400 }, (_, index) => `moved-${index}`);
    const options = {
      prefix: keyOf('moved-').slice(0, -'"]'.length),
      idleMs: 5 * dayMs,
      onUnreadable: () => undefined,
    };
    const idleAt = async (days: number): Promise<string[]> => {
      const issuedAtMs = Date.now() - days * dayMs;
      for (const name of names) {
        const expected = (await store.get(keyOf(name)))?.version ?? null;
        const token = { wire: { access_token: 'old', refresh_token: 'old' }, issuedAtMs };
        await store.compareAndSet(keyOf(name), {
          expected,
          record: { format: 1, lineage: 'moved', generation: 0, token },
        });
      }
      const found = async (): Promise<string[]> => {
        const all: string[] = [];
        for await (const grants of idleGrants(store, options)) all.push(...grants.map(({ sessionId }) => sessionId));
        return all.sort();
      };
      const first = await found();
      expect(await found()).toEqual(first);
      return first;
    };
    expect(await idleAt(3.99)).toEqual([]);
    const half = await idleAt(4.5);
    expect(half.length).toBeGreaterThan(100);
    expect(half.length).toBeLessThan(300);
    expect(await idleAt(5.01)).toHaveLength(400);
  });
});
