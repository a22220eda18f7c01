import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createTokenSource,
  encodeTokenKey,
  type TokenEvent,
  type TokenSource,
  type TokenStore,
} from '@tokenwright/core';
import { encrypted } from '@tokenwright/core/encrypted-store';
import { fileStore } from '@tokenwright/core/file-store';
import { hasRedisServer, startRedis } from '@tokenwright/test-support';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisStore } from '../src/index.ts';
import { clientKinds, key, record, replicaIsConnected, Stores, until } from './support.ts';

const page = (name: string): string => readFileSync(path.join(import.meta.dirname, '../docs', name), 'utf8');
const runbook = page('runbook.md');
const redisPage = page('redis.md');

/** The settings of a command line, `--name value`. */
function settingsOf(line: string): Record<string, string> {
  return Object.fromEntries([...line.matchAll(/--([\w-]+) (\S+)/g)].map(([, name = '', value = '']) => [name, value]));
}

test('the runbook has a line for every event, and for every reason to log in again', () => {
  const events: Record<TokenEvent['type'], true> = {
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
  const reasons = [
    'invalid_grant',
    'answer-lost',
    'no-session',
    'no-refresh-token',
    'refresh-token-expired',
    'signed-out',
  ];
  const [eventTable = '', reasonTable = ''] = ['event', 'many'].map(
    (begin) => new RegExp(`^\\| ${begin} [^]*?\\n\\n`, 'm').exec(runbook)?.[0] ?? '',
  );
  const names = (table: string): string[] =>
    [...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, name = '']) => name).sort();
  expect(names(eventTable)).toEqual(Object.keys(events).sort());
  expect(names(reasonTable)).toEqual(reasons.sort());
});

describe.runIf(hasRedisServer())('on a real Redis', () => {
  test('redis.md: both ways to start it set what the page says, and a crash forgets no more than that', async () => {
    const lines = redisPage.split('\n').filter((line) => /^\s*(?:command: )?redis-server --/.test(line));
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      const settings = settingsOf(line);
      expect(settings).toMatchObject({ appendonly: 'yes', appendfsync: 'everysec', 'maxmemory-policy': 'noeviction' });
      if ('requirepass' in settings) settings['requirepass'] = 'a-password';
      await using server = await startRedis(settings);
      const url =
        'requirepass' in settings ? `redis://:a-password@localhost:${server.port}` : `redis://localhost:${server.port}`;
      const client = createClient({ url });
      client.on('error', () => undefined);
      const store = redisStore({ client: await client.connect(), timeoutMs: 5000 });
      await store.compareAndSet(key, { expected: null, record });
      // What a second write of the log comes behind is on the disk, or with the system.
      await until(async () => (await server.command('info', 'persistence')).includes('aof_pending_bio_fsync:0'));
      await server.kill();
      await server.start();
      await until(async () => (await store.get(key).catch(() => undefined)) !== undefined);
      expect((await store.get(key))?.record).toEqual(record);
      client.destroy();
    }
  });

  test('redis.md: an eviction policy throws logins away, noeviction refuses what is new', async () => {
    const fill = "for i = 1, 200 do redis.call('SET', ARGV[1] .. i, string.rep('x', 1000)) end";
    for (const policy of ['allkeys-lru', 'noeviction']) {
      await using server = await startRedis({ maxmemory: '3mb', 'maxmemory-policy': policy });
      await using stores = new Stores();
      const store = await stores.make('redis', server.port);
      const logins = Array.from({ length: 200 }, (_, index) => `${key}${index}`);
      for (const login of logins) await store.compareAndSet(login, { expected: null, record });
      const filling = Array.from({ length: 25 }, (_, round) => server.command('eval', fill, '0', `filler ${round} `));
      const replies = (await Promise.all(filling)).join('\n');
      const left = (await Promise.all(logins.map((login) => store.get(login)))).filter((each) => each !== undefined);
      if (policy === 'noeviction') expect([left.length, replies.includes('OOM')]).toEqual([200, true]);
      else expect([left.length < 200, replies.includes('OOM')]).toEqual([true, false]);
    }
  });

  test.each(clientKinds)('redis.md: the rights that it lists are enough, through %s', async (kind) => {
    const rights = /`ACL SETUSER (\w+) on >(\w+) ([^`]+)`/.exec(redisPage.replaceAll(/\n/g, ' '));
    const [, user = '', password = '', rules = ''] = rights ?? [];
    expect(rules).toContain('~tokenwright:*');
    await using master = await startRedis({ 'repl-diskless-sync-delay': '0' });
    await using replica = await startRedis({ replicaof: `127.0.0.1 ${master.port}` });
    await replicaIsConnected(replica);
    await master.command('acl', 'setuser', user, 'on', `>${password}`, ...rules.split(' '));
    const url = `redis://${user}:${password}@127.0.0.1:${master.port}`;
    const client = kind === 'redis' ? await createClient({ url }).connect() : new Redis(url);
    const store = redisStore({ client, waitReplicas: { count: 1, timeoutMs: 5000 } });
    let told = 0;
    await store.watch(key, () => {
      told += 1;
    });
    const lease = await store.tryLease(key, { ttlMs: 5000 });
    expect(await lease?.extend(5000)).toBe(true);
    const written = await store.compareAndSet(key, { expected: null, record, ttlMs: 60_000 });
    expect(written.ok).toBe(true);
    await until(() => told > 0);
    const keys: string[] = [];
    for await (const each of store.keys()) keys.push(each);
    expect(keys).toEqual([key]);
    expect(await store.delete(key, written.ok ? written.version : '')).toBe(true);
    await lease?.release();
    await store.close();
    if ('destroy' in client) client.destroy();
    else client.disconnect();
  });

  test.each(clientKinds)('regions.md: a replica is read and watched, and refuses a claim, through %s', async (kind) => {
    await using master = await startRedis({ 'repl-diskless-sync-delay': '0' });
    await using replica = await startRedis({ replicaof: `127.0.0.1 ${master.port}` });
    await replicaIsConnected(replica);
    await using stores = new Stores();
    const home = await stores.make(kind, master.port);
    const away = await stores.make(kind, replica.port);
    let told = 0;
    await away.watch(key, () => {
      told += 1;
    });
    const written = await home.compareAndSet(key, { expected: null, record });
    await until(() => told > 0);
    expect((await away.get(key))?.record).toEqual(record);
    const expected = written.ok ? written.version : '';
    await expect(away.compareAndSet(key, { expected, record })).rejects.toMatchObject({
      message: expect.stringContaining('READONLY'),
    });
    expect((await home.get(key))?.version).toBe(expected);
  });

  describe('what the runbook says to run', () => {
    interface Recipes {
      signEveryoneOut(store: TokenStore, sourceOf: (sessionId: string) => TokenSource): Promise<string[]>;
      copyRecords(from: TokenStore, to: TokenStore, ttlMs?: number): Promise<string[]>;
    }
    // Beside this file, so that it finds the packages.
    const file = path.join(import.meta.dirname, `recipes-of-the-runbook-${process.pid}.ts`);
    let recipes: Recipes;
    const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-'));
    beforeAll(async () => {
      writeFileSync(file, /^```ts\n([^]*?)^```/m.exec(runbook)?.[1] ?? '');
      recipes = (await import(/* @vite-ignore */ file)) as Recipes;
    });
    afterAll(() => {
      rmSync(file, { force: true });
      rmSync(folder, { recursive: true, force: true });
    });
    const parts = { authority: 'https://a.example', provider: 'test', clientId: 'app', credential: 'session' } as const;
    const keyOf = (sessionId: string): string => encodeTokenKey({ ...parts, sessionId });

    test('moves sessions from a folder to Redis, to an encrypted one and back, and can be run again', async () => {
      await using server = await startRedis();
      await using stores = new Stores();
      const redis = await stores.make('redis', server.port);
      const files = fileStore({ folder });
      const keys = { current: { id: '2027-01', key: randomBytes(32) } };
      for (const name of ['one', 'two', 'three']) await files.compareAndSet(keyOf(name), { expected: null, record });
      await redis.compareAndSet(keyOf('two'), { expected: null, record: { ...record, generation: 5 } });
      expect(await recipes.copyRecords(files, redis, 60_000)).toEqual([keyOf('two')]);
      expect((await redis.get(keyOf('one')))?.record).toEqual(record);
      expect((await redis.get(keyOf('two')))?.record.generation).toBe(5);
      expect(Number(await server.command('pttl', `tokenwright:{${keyOf('one')}}`))).toBeGreaterThan(0);
      expect((await recipes.copyRecords(files, redis)).sort()).toEqual(['one', 'two', 'three'].map(keyOf).sort());
      const sealed = await stores.make('ioredis', server.port, { prefix: 'sealed:' });
      expect(await recipes.copyRecords(redis, encrypted(sealed, keys))).toEqual([]);
      expect((await sealed.get(keyOf('one')))?.record.sealed?.keyId).toBe('2027-01');
      const copy = await stores.make('redis', server.port, { prefix: 'copy:' });
      expect(await recipes.copyRecords(sealed, copy)).toEqual([]);
      expect((await encrypted(copy, keys).get(keyOf('one')))?.record).toEqual(record);
    });

    test('signs everyone out, at the authority too, and names those that failed', async () => {
      await using server = await startRedis();
      await using stores = new Stores();
      const store = await stores.make('redis', server.port);
      const names = ['one', 'two', 'three'];
      for (const name of names) {
        const wire = { access_token: `access-${name}`, refresh_token: `refresh-${name}` };
        const token = { wire, issuedAtMs: Date.now() };
        await store.compareAndSet(keyOf(name), { expected: null, record: { ...record, token } });
      }
      const minted = encodeTokenKey({ ...parts, credential: 'client' });
      await store.compareAndSet(minted, { expected: null, record });
      const revoked: string[] = [];
      const sourceOf = (sessionId: string): TokenSource =>
        createTokenSource({
          key: { ...parts, sessionId },
          refresh: () => Promise.reject(new Error('nothing is renewed')),
          revoke: async ({ refreshToken }) => {
            if (refreshToken === 'refresh-two') throw new Error('the authority is away');
            revoked.push(refreshToken);
          },
          store,
        });
      expect(await recipes.signEveryoneOut(store, sourceOf)).toEqual([keyOf('two')]);
      expect(revoked.sort()).toEqual(['refresh-one', 'refresh-three']);
      for (const name of names) expect((await store.get(keyOf(name)))?.record.signedOut).toBeDefined();
      expect((await store.get(minted))?.record).toEqual(record);
    });
  });
});
