import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { encrypted } from '@tokenwright/core/encrypted-store';
import { StoreError, TokenwrightError } from '@tokenwright/core/errors';
import type { CompareAndSetResult } from '@tokenwright/core/store';
import {
  canary,
  failureOf,
  hasRedisServer,
  leaksOf,
  startRedis,
  startRedisSentinel,
  type RedisServer,
} from '@tokenwright/test-support';
import { Redis } from 'ioredis';
import { createClient, createSentinel } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisStore } from '../src/index.ts';
import { newVersion } from '../src/record-version.ts';
import { clientKinds, connect, key, record, replicaIsConnected, Stores, until } from './support.ts';

const name = `tokenwright:{${key}}`;

async function versionOf(writing: Promise<CompareAndSetResult>): Promise<string> {
  const written = await writing;
  return written.ok ? written.version : '';
}

/** Stands between a client and its server, and cuts the line when it is told to. */
async function startLine(port: number): Promise<{
  readonly port: number;
  /** Cuts as soon as the server has answered a command with this text in it; the client does not hear the answer. */
  cutAnswerTo(text: string): void;
  cut(): void;
  close(): void;
}> {
  const { connect: connectTo } = await import('node:net');
  const sockets = new Set<Socket>();
  let cutAt: string | undefined;
  const server: Server = createServer((near) => {
    const far = connectTo(port, '127.0.0.1');
    let isLast = false;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (bytes) => {
      if (cutAt !== undefined && bytes.includes(cutAt)) {
        cutAt = undefined;
        isLast = true;
      }
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (isLast) near.destroy();
      else near.write(bytes);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as { readonly port: number }).port,
    cutAnswerTo: (text) => {
      cutAt = text;
    },
    cut,
    close: () => {
      cut();
      server.close();
    },
  };
}

describe.runIf(hasRedisServer())('on a real Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.close());

  describe.each(clientKinds)('through %s', (kind) => {
    test('a record lies readable under prefix and hash tag, with its version before it, and a lease beside it', async () => {
      await using stores = new Stores();
      const store = await stores.make(kind, server.port, { prefix: `${kind}:` });
      const written = await store.compareAndSet(key, { expected: null, record });
      const version = written.ok ? written.version : '';
      expect(version).toMatch(/^[0-9a-f-]{36}\.[0-9a-f]{8}$/);
      await store.tryLease(key, { ttlMs: 5000 });
      const names = await server.command('--scan', '--pattern', `${kind}:*`);
      expect(names.split('\n').sort()).toEqual([`${kind}:{${key}}`, `${kind}:{${key}}:lease`]);
      expect(await server.command('get', `${kind}:{${key}}`)).toBe(`${version} ${JSON.stringify(record)}`);
      expect(await server.command('pttl', `${kind}:{${key}}`)).toBe('-1');
    });

    test('a record ends after recordTtlMs, or what the write says', async () => {
      await using stores = new Stores();
      const store = await stores.make(kind, server.port, { prefix: `ttl-${kind}:`, recordTtlMs: 3_600_000 });
      const first = await store.compareAndSet(key, { expected: null, record });
      expect(Number(await server.command('pttl', `ttl-${kind}:{${key}}`))).toBeGreaterThan(3_500_000);
      await store.compareAndSet(key, { expected: first.ok ? first.version : '', record, ttlMs: 90_000_000 });
      expect(Number(await server.command('pttl', `ttl-${kind}:{${key}}`))).toBeGreaterThan(89_000_000);
    });

    test('each script is loaded once, and again after Redis has forgotten it', async () => {
      await using stores = new Stores();
      const store = await stores.make(kind, server.port, { prefix: `scripts-${kind}:` });
      await server.command('script', 'flush');
      await server.command('config', 'resetstat');
      const calls = async (command: string): Promise<number> =>
        Number(
          new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(await server.command('info', 'commandstats'))?.[1] ?? 0,
        );
      let expected: string | null = null;
      for (let round = 0; round < 10; round += 1) {
        const result = await store.compareAndSet(key, { expected, record });
        expect(result.ok).toBe(true);
        expected = result.ok ? result.version : null;
      }
      expect([await calls('eval'), await calls('evalsha')]).toEqual([1, 10]);
      await server.command('script', 'flush');
      expect((await store.compareAndSet(key, { expected, record })).ok).toBe(true);
      expect([await calls('eval'), await calls('evalsha')]).toEqual([2, 11]);
    });

    test.each([
      ['is no string', ['rpush', 'x'], 'store_unavailable', 'the key is in use for something else'],
      ['has no version', ['set', 'plain'], 'invalid_record', 'has no version'],
      ['has the version of another store', ['set', `v1 ${JSON.stringify(record)}`], 'invalid_record', 'has no version'],
      ['is a number', ['set', '1'], 'invalid_record', 'has no version'],
      ['is empty', ['set', ''], 'invalid_record', 'has no version'],
      ['is not JSON', ['set', 'VERSION {"format":1,'], 'invalid_record', 'is not JSON'],
      ['has a newer format', ['set', 'VERSION {"format":3}'], 'invalid_record', 'is a token record of format 3'],
      ['is no record', ['set', 'VERSION {"format":1}'], 'invalid_record', 'is no token record of format 1'],
    ])(
      'a value that %s is a StoreError that says so, and stays',
      async (what, [command = '', template = ''], code, sentence) => {
        await using stores = new Stores();
        const store = await stores.make(kind, server.port);
        const at = `${key} ${kind} ${what}`;
        const value = template.replace('VERSION', newVersion(at));
        await server.command(command, `tokenwright:{${at}}`, value);
        for (const work of [() => store.get(at), () => store.compareAndSet(at, { expected: null, record })]) {
          const error = await failureOf(StoreError, work);
          expect(error.code).toBe(code);
          expect(error.message).toContain(sentence);
        }
        if (command === 'set') expect(await server.command('get', `tokenwright:{${at}}`)).toBe(value);
      },
    );

    test('a record that was copied to another key is a StoreError that says so, encrypted too, and stays', async () => {
      await using stores = new Stores();
      const plain = await stores.make(kind, server.port, { prefix: `copied-${kind}:` });
      const keys = { current: { id: 'test', key: randomBytes(32) } };
      for (const store of [plain, encrypted(plain, keys)]) {
        const [from, to] = [randomUUID(), randomUUID()];
        await store.compareAndSet(from, { expected: null, record });
        await server.command('set', `copied-${kind}:{${to}}`, await server.command('get', `copied-${kind}:{${from}}`));
        const value = await server.command('get', `copied-${kind}:{${to}}`);
        for (const work of [() => store.get(to), () => store.compareAndSet(to, { expected: null, record })]) {
          const error = await failureOf(StoreError, work);
          expect(error.code).toBe('invalid_record');
          expect(error.message).toContain('belongs to another key, from which it was copied or renamed');
        }
        expect(await server.command('get', `copied-${kind}:{${to}}`)).toBe(value);
        expect((await store.get(from))?.record).toEqual(record);
      }
    });

    test('a record that was encrypted with an unknown key is a StoreError that names the key, and stays', async () => {
      await using stores = new Stores();
      const plain = await stores.make(kind, server.port, { prefix: `sealed-${kind}:` });
      const keyOf = (id: string): { id: string; key: Uint8Array } => ({ id, key: randomBytes(32) });
      await encrypted(plain, { current: keyOf('2026-07') }).compareAndSet(key, { expected: null, record });
      const value = await server.command('get', `sealed-${kind}:{${key}}`);
      const store = encrypted(plain, { current: keyOf('2027-01') });
      for (const work of [() => store.get(key), () => store.compareAndSet(key, { expected: null, record })]) {
        const error = await failureOf(StoreError, work);
        expect(error.code).toBe('invalid_record');
        expect(error.message).toContain('was encrypted with the key "2026-07", and encrypted() was given "2027-01"');
      }
      expect(await server.command('get', `sealed-${kind}:{${key}}`)).toBe(value);
    });

    test('a write whose answer was lost is known to have been written when it is sent again', async () => {
      await using stores = new Stores();
      const line = await startLine(server.port);
      const store = await stores.make(kind, line.port, { prefix: `lost-${kind}:` });
      const first = await store.compareAndSet(key, { expected: null, record });
      const marked = { ...record, lineage: 'the answer to this is lost' };
      line.cutAnswerTo('the answer to this is lost');
      const expected = first.ok ? first.version : '';
      const outcome = await store.compareAndSet(key, { expected, record: marked }).catch((error: unknown) => error);
      // "ioredis" sends it again by itself, "redis" rejects; neither may say that somebody else was first.
      if (kind === 'ioredis') expect(outcome).toMatchObject({ ok: true });
      else expect(outcome).toMatchObject({ code: 'store_unavailable', message: expect.stringContaining('lost') });
      await until(async () => (await server.command('get', `lost-${kind}:{${key}}`)).includes('answer to this'));
      line.close();
    });

    test('S4: a watch survives a connection that is lost, and tells whoever watches to look', async () => {
      await using stores = new Stores();
      const line = await startLine(server.port);
      const watching = await stores.make(kind, line.port, { prefix: `watch-${kind}:` });
      const writing = await stores.make(kind, server.port, { prefix: `watch-${kind}:` });
      let told = 0;
      await watching.watch(key, () => {
        told += 1;
      });
      line.cut();
      await until(() => told >= 1);
      const before = told;
      await writing.compareAndSet(key, { expected: null, record });
      await until(() => told > before);
      expect((await watching.get(key))?.record).toEqual(record);
      await watching.close();
      line.close();
    });

    test('S4: the news of a change says which state it is, of an encrypted record too, and nothing of its tokens', async () => {
      await using stores = new Stores();
      const prefix = `news-${kind}:`;
      const plain = await stores.make(kind, server.port, { prefix });
      const listener = new Redis({ port: server.port, host: '127.0.0.1' });
      const messages: string[] = [];
      listener.on('message', (_channel, message) => messages.push(message));
      for (const store of [plain, encrypted(plain, { current: { id: 'test', key: randomBytes(32) } })]) {
        const at = randomUUID();
        const told: unknown[] = [];
        await store.watch?.(at, (change) => told.push(change));
        await listener.subscribe(`${prefix}{${at}}:changed`);
        const written = await store.compareAndSet(at, { expected: null, record: { ...record, generation: 7 } });
        const version = written.ok ? written.version : '';
        await until(() => told.length === 1);
        expect(told).toEqual([{ version, lineage: record.lineage, generation: 7 }]);
        await store.delete(at, version);
        await until(() => told.length === 2);
        expect(told[1]).toBeUndefined();
      }
      await until(() => messages.length === 4);
      expect(leaksOf(canary, messages.join('\n'))).toEqual([]);
      listener.disconnect();
    });

    test('S4: a message that is none of ours tells to look', async () => {
      await using stores = new Stores();
      const prefix = `strange-${kind}:`;
      const store = await stores.make(kind, server.port, { prefix });
      const told: unknown[] = [];
      await store.watch(key, (...change) => told.push(change));
      const strange = ['', 'null', '7', '{"version":"v"}', '{"version":"v","lineage":"l","generation":"1"}', '{'];
      for (const message of strange) await server.command('publish', `${prefix}{${key}}:changed`, message);
      await until(() => told.length === strange.length);
      expect(told).toEqual(strange.map(() => [undefined]));
    });

    test('S4: a watch that begins while the one before ends hears of changes', async () => {
      await using stores = new Stores();
      const store = await stores.make(kind, server.port, { prefix: `again-${kind}:` });
      // So that the connection stays.
      await store.watch(`${key} another`, () => undefined);
      let told = 0;
      let expected: string | null = null;
      for (let round = 0; round < 3; round += 1) {
        const last = await store.watch(key, () => undefined);
        await last.close();
        const watch = await store.watch(key, () => {
          told += 1;
        });
        expected = await versionOf(store.compareAndSet(key, { expected, record }));
        await until(() => told > round);
        await watch.close();
      }
      expect(told).toBe(3);
    });

    test('no connection is left when nobody watches any more', async () => {
      await using stores = new Stores();
      const store = await stores.make(kind, server.port, { prefix: `many-${kind}:` });
      const connections = async (): Promise<number> =>
        (await server.command('client', 'list')).split('\n').filter((each) => / sub=[1-9]/.test(each)).length;
      const watches = await Promise.all(
        Array.from({ length: 30 }, (_, index) => store.watch(`${key}${index % 3}`, () => undefined)),
      );
      expect(await connections()).toBe(1);
      await Promise.all(watches.map((watch) => watch.close()));
      await until(async () => (await connections()) === 0);
    });

    test('S6: while Redis is away, and while it hangs, each method rejects in time, and afterwards all is well', async () => {
      await using away = await startRedis();
      await using stores = new Stores();
      const store = await stores.make(kind, away.port, { timeoutMs: 150 });
      await store.compareAndSet(key, { expected: null, record });
      const lease = await store.tryLease(key, { ttlMs: 60_000 });
      const everyMethod = [
        () => store.get(key),
        () => store.compareAndSet(key, { expected: null, record }),
        () => store.delete(key, 'v'),
        () => store.tryLease(key, { ttlMs: 1000 }),
        async () => lease?.extend(1000),
        async () => lease?.release(),
        async () => {
          for await (const each of store.keys()) expect(each).toBe(key);
        },
      ];
      away.pause();
      for (const method of everyMethod) {
        const error = await failureOf(StoreError, method);
        expect(error.code).toBe('store_unavailable');
        expect(error.message).toContain('Redis did not answer within 150 ms');
      }
      away.resume();
      await until(async () => (await store.get(key).catch(() => undefined)) !== undefined);
      await away.kill();
      const late = `${key} of a write that was told to have failed`;
      await failureOf(StoreError, () => store.compareAndSet(late, { expected: null, record }));
      await until(async () => {
        const error = await failureOf(StoreError, () => store.get(key));
        return error.message.includes('nobody listens at the address of the client (ECONNREFUSED)');
      });
      for (const method of everyMethod) expect((await failureOf(StoreError, method)).code).toBe('store_unavailable');
      await away.start();
      await until(
        async () => (await store.compareAndSet(key, { expected: null, record }).catch(() => undefined)) !== undefined,
      );
      // What was rejected while there was no connection is not done afterwards.
      expect((await store.get(key))?.record).toEqual(record);
      expect((await away.command('--scan')).split('\n')).toEqual([`tokenwright:{${key}}`]);
    });

    test('S6: without memory, writes are refused and reads go on', async () => {
      await using full = await startRedis({ 'maxmemory-policy': 'noeviction' });
      await using stores = new Stores();
      const store = await stores.make(kind, full.port);
      const first = await store.compareAndSet(key, { expected: null, record });
      await full.command('config', 'set', 'maxmemory', '1');
      const error = await failureOf(StoreError, () =>
        store.compareAndSet(key, { expected: first.ok ? first.version : '', record: { ...record, generation: 1 } }),
      );
      expect(error.message).toContain('Redis has no memory left ("maxmemory") (OOM)');
      expect((await store.get(key))?.record.generation).toBe(0);
      await full.command('config', 'set', 'maxmemory', '0');
    });

    test('a user of Redis without a right to the channels changes nothing: what is refused was not done', async () => {
      await using stores = new Stores();
      const prefix = `rights-${kind}:`;
      const user = `no-channels-${kind}`;
      await server.command('acl', 'setuser', user, 'on', '>secret', `~${prefix}*`, 'resetchannels', '+@all');
      const all = await stores.make(kind, server.port, { prefix });
      const version = await versionOf(all.compareAndSet(key, { expected: null, record }));
      const url = `redis://${user}:secret@127.0.0.1:${server.port}`;
      const client = kind === 'redis' ? await createClient({ url }).connect() : new Redis(url);
      const few = redisStore({ client, prefix });
      for (const work of [
        () => few.compareAndSet(key, { expected: version, record: { ...record, generation: 1 } }),
        () => few.delete(key, version),
      ]) {
        const error = await failureOf(StoreError, work);
        expect(error.message).toContain('the user of Redis may not do this');
        expect(await few.get(key)).toEqual({ version, record });
      }
      if ('destroy' in client) client.destroy();
      else client.disconnect();
    });

    test('S9: waitReplicas: a write counts when a replica has it, and fails when none does', async () => {
      await using master = await startRedis({ 'repl-diskless-sync-delay': '0' });
      await using replica = await startRedis({ replicaof: `127.0.0.1 ${master.port}` });
      await replicaIsConnected(replica);
      await using stores = new Stores();
      const store = await stores.make(kind, master.port, { waitReplicas: { count: 1, timeoutMs: 2000 } });
      const first = await store.compareAndSet(key, { expected: null, record });
      expect(await replica.command('get', name)).toContain('"lineage"');
      const reader = await stores.make(kind, replica.port);
      const refused = await failureOf(StoreError, () =>
        reader.compareAndSet(key, { expected: first.ok ? first.version : '', record }),
      );
      expect(refused.message).toContain('READONLY');
      const impatient = await stores.make(kind, master.port, { waitReplicas: { count: 1, timeoutMs: 50 } });
      replica.pause();
      const error = await failureOf(StoreError, () =>
        impatient.compareAndSet(key, { expected: first.ok ? first.version : '', record }),
      );
      expect(error.message).toContain('the write is on 0 replicas after 50 ms, and "waitReplicas" asks for 1');
      replica.resume();
    });
  });

  test('a client that was never connected, or was closed, is named at once', async () => {
    const client = createClient({ socket: { port: server.port, host: '127.0.0.1' } });
    const store = redisStore({ client, timeoutMs: 60_000 });
    expect((await failureOf(StoreError, () => store.get(key))).message).toContain('call its connect() first');
    const open = await connect('ioredis', server.port);
    const other = redisStore({ client: open.client, timeoutMs: 60_000 });
    await other.get(key);
    open.close();
    await until(async () =>
      (await failureOf(StoreError, () => other.get(key))).message.includes('the client is not connected'),
    );
  });
});

describe.runIf(hasRedisServer())('through Sentinel', () => {
  test('S4, S6, S9: both clients follow a failover; what the replica had is there, versions and watches go on', async () => {
    await using master = await startRedis({ 'repl-diskless-sync-delay': '0' });
    await using replica = await startRedis({ replicaof: `127.0.0.1 ${master.port}` });
    await replicaIsConnected(replica);
    await using sentinel = await startRedisSentinel();
    await sentinel.command('sentinel', 'monitor', 'main', '127.0.0.1', String(master.port), '1');
    await sentinel.command('sentinel', 'set', 'main', 'down-after-milliseconds', '300');
    await until(async () => (await sentinel.command('sentinel', 'replicas', 'main')).includes(String(replica.port)));
    const nodeRedis = createSentinel({
      name: 'main',
      sentinelRootNodes: [{ host: '127.0.0.1', port: sentinel.port }],
      scanInterval: 100,
    });
    nodeRedis.on('error', () => undefined);
    await nodeRedis.connect();
    const ioredis = new Redis({
      sentinels: [{ host: '127.0.0.1', port: sentinel.port }],
      name: 'main',
      retryStrategy: () => 50,
    });
    ioredis.on('error', () => undefined);
    const waitReplicas = { count: 1, timeoutMs: 1000 };
    const stores = [
      redisStore({ client: nodeRedis, prefix: 'a:', timeoutMs: 500, waitReplicas }),
      redisStore({ client: ioredis, prefix: 'b:', timeoutMs: 500, waitReplicas }),
    ];
    const told = [0, 0];
    for (const [index, store] of stores.entries()) {
      expect((await store.compareAndSet(key, { expected: null, record })).ok).toBe(true);
      await store.watch(key, () => {
        told[index] = (told[index] ?? 0) + 1;
      });
    }
    await master.kill();
    const plain = [
      redisStore({ client: nodeRedis, prefix: 'a:', timeoutMs: 500 }),
      redisStore({ client: ioredis, prefix: 'b:', timeoutMs: 500 }),
    ];
    for (const store of plain) {
      let version: string | undefined;
      await until(async () => {
        try {
          version = (await store.get(key))?.version;
          const next = { ...record, generation: 1 };
          return (await store.compareAndSet(key, { expected: version ?? null, record: next })).ok;
        } catch (error) {
          // However often it fails meanwhile, it says what is the matter.
          expect(TokenwrightError.isInstance(error)).toBe(true);
          return false;
        }
      });
      expect(version).toBeDefined();
      expect((await store.get(key))?.record.generation).toBe(1);
    }
    expect(await replica.command('get', `a:{${key}}`)).toContain('"generation":1');
    // S4: whoever watches was told to look, for what was missed, and hears of what the new master takes.
    await until(() => told.every((count) => count > 0));
    const looked = [...told];
    for (const store of plain) {
      const expected = (await store.get(key))?.version ?? null;
      await store.compareAndSet(key, { expected, record: { ...record, generation: 2 } });
    }
    await until(() => told.every((count, index) => count > (looked[index] ?? 0)));
    expect((await stores[0]?.get(key))?.record.generation).toBe(2);
    for (const store of stores) await store.close();
    await nodeRedis.destroy();
    ioredis.disconnect();
  });
});
