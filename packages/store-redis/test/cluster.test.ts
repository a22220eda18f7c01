import calculateSlot from 'cluster-key-slot';
import { StoreError } from '@tokenwright/core/errors';
import { failureOf, hasRedisServer, startRedisCluster, type RedisServer } from '@tokenwright/test-support';
import { Cluster } from 'ioredis';
import { createCluster } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisStore, type RedisTokenStore } from '../src/index.ts';
import {
  clientKinds,
  connect,
  connectToCluster,
  key,
  record,
  replicaIsConnected,
  until,
  type OpenClient,
} from './support.ts';

type Nodes = { readonly host: string; readonly port: number }[];

async function readingAtReplicas(nodes: Nodes): Promise<OpenClient & AsyncDisposable> {
  const client = createCluster({ rootNodes: nodes.map((socket) => ({ socket })), useReplicas: true });
  client.on('error', () => undefined);
  await client.connect();
  const close = (): void => client.destroy();
  return { client, close, [Symbol.asyncDispose]: async () => close() };
}

/** Once it knows the replicas. */
async function ioredisReadingAtReplicas(nodes: Nodes): Promise<OpenClient & AsyncDisposable> {
  const client = new Cluster(nodes, { scaleReads: 'slave', slotsRefreshInterval: 100 });
  client.on('error', () => undefined);
  const close = (): void => client.disconnect();
  await until(() => client.nodes('slave').length === 3);
  return { client, close, [Symbol.asyncDispose]: async () => close() };
}

/** Keys whose records lie in these slots. */
function keysInSlotsOf(from: number, to: number): string[] {
  return Array.from({ length: 100 }, (_, index) => `${key}${index}`).filter((each) => {
    const slot = calculateSlot(each);
    return slot >= from && slot <= to;
  });
}

describe.runIf(hasRedisServer()).each(clientKinds)(
  'a cluster of three masters with a replica each, through %s',
  (kind) => {
    let cluster: Awaited<ReturnType<typeof startRedisCluster>>;
    let masters: readonly RedisServer[];
    let replicaOfFirst: RedisServer;
    let open: OpenClient;
    beforeAll(async () => {
      cluster = await startRedisCluster({ replicas: 1 });
      masters = cluster.servers.slice(0, 3);
      const first = masters[0] as RedisServer;
      for (const replica of cluster.servers.slice(3)) await replicaIsConnected(replica);
      const port = Number(/slave0:ip=[^,]+,port=(\d+)/.exec(await first.command('info', 'replication'))?.[1]);
      replicaOfFirst = cluster.servers.find((server) => server.port === port) as RedisServer;
      open = await connectToCluster(kind, masters);
    }, 60_000);
    afterAll(async () => {
      open.close();
      await cluster[Symbol.asyncDispose]();
    });

    test('S9: waitReplicas: a write counts when the replica of its master has it, and fails when that does not answer', async () => {
      const storeOf = (timeoutMs: number): RedisTokenStore =>
        redisStore({ client: open.client, waitReplicas: { count: 1, timeoutMs } });
      const store = storeOf(500);
      // The first master of the three has the first third of the slots.
      const [one = '', two = ''] = keysInSlotsOf(0, 5000);
      expect((await storeOf(60_000).compareAndSet(one, { expected: null, record })).ok).toBe(true);
      // It has told that it has all so far: what is asked of it from here on is about the next write.
      await until(async () => {
        const told = (await masters[0]?.command('info', 'replication')) ?? '';
        return told.includes(`,offset=${/master_repl_offset:(\d+)/.exec(told)?.[1]},`);
      });
      replicaOfFirst.pause();
      try {
        const error = await failureOf(StoreError, () => store.compareAndSet(two, { expected: null, record }));
        expect(error.message).toContain('the write is on 0 replicas after 500 ms, and "waitReplicas" asks for 1');
      } finally {
        replicaOfFirst.resume();
      }
    });

    test('S4: a client that may read at replicas reads records at masters', async () => {
      const nodes = masters.map(({ port }) => ({ host: '127.0.0.1', port }));
      await using reading = kind === 'redis' ? await readingAtReplicas(nodes) : await ioredisReadingAtReplicas(nodes);
      const store = redisStore({ client: reading.client, timeoutMs: 30_000 });
      const replicas = cluster.servers.slice(3);
      const [at = ''] = keysInSlotsOf(0, 5000);
      const { version } = (await store.get(at)) ?? {};
      const written = await store.compareAndSet(at, { expected: version ?? null, record });
      for (const replica of replicas) await replica.command('config', 'resetstat');
      for (let round = 0; round < 20; round += 1)
        expect(await store.get(at)).toEqual({ version: written.ok ? written.version : '', record });
      for (const replica of replicas)
        expect(await replica.command('info', 'commandstats')).not.toContain('cmdstat_get:');
    });

    test('S9: waitReplicas: a slot that has moved to another master is followed there', async () => {
      const store = redisStore({ client: open.client, waitReplicas: { count: 1, timeoutMs: 60_000 } });
      const [moved = ''] = keysInSlotsOf(11_000, 16_383);
      const [, second] = masters;
      const id = (await second?.command('cluster', 'myid')) ?? '';
      // Else what the old master said shortly before, and is heard after, would give it the slot again.
      await second?.command('cluster', 'bumpepoch');
      for (const server of masters)
        await server.command('cluster', 'setslot', String(calculateSlot(moved)), 'node', id);
      const written = await store.compareAndSet(moved, { expected: null, record });
      expect(written.ok).toBe(true);
      expect((await store.get(moved))?.version).toBe(written.ok ? written.version : '');
      expect(await second?.command('get', `tokenwright:{${moved}}`)).toContain(JSON.stringify(record));
    });
  },
);

describe.runIf(hasRedisServer())('a cluster', () => {
  let cluster: Awaited<ReturnType<typeof startRedisCluster>>;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  }, 60_000);
  afterAll(() => cluster[Symbol.asyncDispose]());

  test('its client is listened to once, however often a watch begins and ends, and by however many stores', async () => {
    const opened = await connectToCluster('redis', cluster.servers);
    const listeners = (): number => (opened.client as ReturnType<typeof createCluster>).listenerCount('node-ready');
    const before = listeners();
    for (let round = 0; round < 4; round += 1) {
      const store = redisStore({ client: opened.client, prefix: round % 2 === 0 ? 'one:' : 'two:' });
      const watch = await store.watch(key, () => undefined);
      await watch.close();
    }
    expect(listeners()).toBe(before + 1);
    opened.close();
  });

  test.each(clientKinds)('S4: stores on one client of %s watch by themselves', async (kind) => {
    const opened = await connectToCluster(kind, cluster.servers);
    const store = redisStore({ client: opened.client, timeoutMs: 30_000 });
    const other = redisStore({ client: opened.client, timeoutMs: 30_000 });
    const at = `${key} of two stores through ${kind}`;
    let told = 0;
    await store.watch(`${at}, and another`, () => undefined);
    const watch = await store.watch(at, () => undefined);
    await other.watch(at, () => {
      told += 1;
    });
    await watch.close();
    const written = await store.compareAndSet(at, { expected: null, record });
    await until(() => told === 1);
    await store.close();
    expect(await store.delete(at, written.ok ? written.version : '')).toBe(true);
    await until(() => told === 2);
    await other.close();
    expect(told).toBe(2);
    opened.close();
  });

  test.each(clientKinds)('a client of %s for one server is told to be one for a cluster', async (kind) => {
    const sentences = new Set<string>();
    for (const { port } of cluster.servers) {
      const opened = await connect(kind, port);
      await redisStore({ client: opened.client })
        .get(key)
        .catch((error: unknown) => sentences.add((error as StoreError).message));
      opened.close();
    }
    expect([...sentences]).toEqual([
      'The token store on Redis failed (get): this is one node of a cluster, and the key lies on another; give the store a client for a cluster, createCluster() of "redis" or Cluster of "ioredis" (MOVED).',
    ]);
  });
});
