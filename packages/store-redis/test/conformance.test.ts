import { randomBytes } from 'node:crypto';
import { encrypted } from '@tokenwright/core/encrypted-store';
import { hasRedisServer, startRedis, startRedisCluster, type RedisServer } from '@tokenwright/test-support';
import { Cluster } from 'ioredis';
import { createCluster } from 'redis';
import { afterAll, beforeAll, describe } from 'vitest';
import { redisStore, type RedisTokenStore } from '../src/index.ts';
import { clientKinds, Stores, testConformance } from './support.ts';

describe.runIf(hasRedisServer())('on a real Redis', () => {
  let server: RedisServer;
  const stores = new Stores();
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => {
    await stores[Symbol.asyncDispose]();
    await server.close();
  });

  describe.each(clientKinds)('the store through %s', (kind) => {
    let store: RedisTokenStore;
    let other: RedisTokenStore;
    beforeAll(async () => {
      store = await stores.make(kind, server.port);
      other = await stores.make(kind, server.port);
    });
    testConformance(() => ({ store, other }));

    describe('S7: encrypted over it', () => {
      const keys = { current: { id: 'test', key: randomBytes(32) } };
      testConformance(() => ({ store: encrypted(store, keys), other: encrypted(other, keys) }));
    });
  });

  describe('the stores through both clients, as in a fleet that changes from one to the other,', () => {
    let store: RedisTokenStore;
    let other: RedisTokenStore;
    beforeAll(async () => {
      store = await stores.make('redis', server.port, { prefix: 'both*[?]:' });
      other = await stores.make('ioredis', server.port, { prefix: 'both*[?]:' });
    });
    testConformance(() => ({ store, other }));
  });
});

describe.runIf(hasRedisServer())('on a real cluster of three masters', () => {
  let cluster: Awaited<ReturnType<typeof startRedisCluster>>;
  let store: RedisTokenStore;
  let other: RedisTokenStore;
  const closes: (() => void)[] = [];
  beforeAll(async () => {
    cluster = await startRedisCluster();
    const nodes = cluster.servers.map(({ port }) => ({ host: '127.0.0.1', port }));
    const nodeRedis = createCluster({ rootNodes: nodes.map((socket) => ({ socket })) });
    nodeRedis.on('error', () => undefined);
    await nodeRedis.connect();
    const ioredis = new Cluster(nodes);
    ioredis.on('error', () => undefined);
    closes.push(
      () => nodeRedis.destroy(),
      () => ioredis.disconnect(),
    );
    store = redisStore({ client: nodeRedis });
    other = redisStore({ client: ioredis });
  });
  afterAll(async () => {
    for (const close of closes) close();
    await cluster[Symbol.asyncDispose]();
  });
  describe('redis first', () => {
    testConformance(() => ({ store, other }));
  });
  describe('ioredis first', () => {
    testConformance(() => ({ store: other, other: store }));
  });
});
