import { hasRedisServer, startRedisCluster, type RedisServer } from '@tokenwright/test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisStore, type RedisTokenStore } from '../src/index.ts';
import { clientKinds, connectToCluster, key, record, until, type OpenClient } from './support.ts';

const subscribed = async (server: RedisServer): Promise<boolean> =>
  / sub=[1-9]/.test(await server.command('client', 'list').catch(() => ''));

/** Writes again and again until it is taken: a cluster that has lost a node refuses for a while. */
async function write(store: RedisTokenStore): Promise<void> {
  await until(async () => {
    try {
      const expected = (await store.get(key))?.version ?? null;
      return (await store.compareAndSet(key, { expected, record })).ok;
    } catch {
      return false;
    }
  });
}

describe.runIf(hasRedisServer()).each(clientKinds)('S4: watching a cluster of three masters through %s', (kind) => {
  let cluster: Awaited<ReturnType<typeof startRedisCluster>>;
  let watching: OpenClient;
  let writing: OpenClient;
  let store: RedisTokenStore;
  let writer: RedisTokenStore;
  let told = 0;
  beforeAll(async () => {
    cluster = await startRedisCluster();
    watching = await connectToCluster(kind, cluster.servers);
    writing = await connectToCluster('redis', cluster.servers);
    store = redisStore({ client: watching.client, timeoutMs: 2000 });
    writer = redisStore({ client: writing.client, timeoutMs: 500 });
    await store.watch(key, () => {
      told += 1;
    });
  });
  afterAll(async () => {
    await store.close();
    watching.close();
    writing.close();
    await cluster[Symbol.asyncDispose]();
  });
  const tellsOfAWrite = async (): Promise<void> => {
    const before = told;
    await write(writer);
    await until(() => told > before);
  };

  test('tells of a change', async () => {
    await tellsOfAWrite();
    expect(told).toBeGreaterThan(0);
  });

  test('after its connection was cut, tells to look, for what was missed, and of what comes then', async () => {
    for (let round = 0; round < 3; round += 1) {
      const before = told;
      for (const server of cluster.servers) await server.command('client', 'kill', 'type', 'pubsub');
      await until(() => told > before);
      await tellsOfAWrite();
    }
    expect((await store.get(key))?.record).toEqual(record);
  });

  test('after its node was killed, tells to look, and of what comes then', async () => {
    const before = told;
    let killed = 0;
    for (const server of cluster.servers)
      if (await subscribed(server)) {
        await server.kill();
        await server.start();
        killed += 1;
      }
    expect(killed).toBeGreaterThan(0);
    await until(() => told > before);
    // A node that has just come back hears nothing of the others yet: what they publish meanwhile is lost to it.
    const looked = told;
    await until(async () => {
      await write(writer);
      return told > looked;
    });
    expect((await store.get(key))?.record).toEqual(record);
  });
});
