import type { TokenRecord } from '@tokenwright/core';
import { storeConformance, type StoreConformanceContext } from '@tokenwright/core/store-conformance';
import { canary, type RedisServer } from '@tokenwright/test-support';
import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster } from 'redis';
import { expect, test } from 'vitest';
import { redisStore, type RedisClient, type RedisStoreOptions, type RedisTokenStore } from '../src/index.ts';

export const key = '["https://authority.example","test",null]';
export const record: TokenRecord = {
  format: 1,
  lineage: 'lineage',
  generation: 0,
  token: { wire: { access_token: `access-${canary}`, refresh_token: canary }, issuedAtMs: 1 },
};

/** A client of either kind, connected, that complains to nobody. */
export interface OpenClient {
  readonly client: RedisClient;
  close(): void;
}

export const clientKinds = ['redis', 'ioredis'] as const;
export type ClientKind = (typeof clientKinds)[number];

export async function connect(kind: ClientKind, port: number): Promise<OpenClient> {
  if (kind === 'redis') {
    const client = createClient({ socket: { port, host: '127.0.0.1', reconnectStrategy: 20 } });
    client.on('error', () => undefined);
    await client.connect();
    return { client, close: () => client.destroy() };
  }
  const client = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 20 });
  client.on('error', () => undefined);
  return { client, close: () => client.disconnect() };
}

/** The same for a cluster. */
export async function connectToCluster(kind: ClientKind, servers: readonly RedisServer[]): Promise<OpenClient> {
  const nodes = servers.map(({ port }) => ({ host: '127.0.0.1', port }));
  if (kind === 'redis') {
    const client = createCluster({
      rootNodes: nodes.map((socket) => ({ socket })),
      defaults: { socket: { reconnectStrategy: 20 } },
    });
    client.on('error', () => undefined);
    await client.connect();
    return { client, close: () => client.destroy() };
  }
  const client = new Cluster(nodes, { clusterRetryStrategy: () => 20 });
  client.on('error', () => undefined);
  return { client, close: () => client.disconnect() };
}

/** Stores with clients of their own, closed together. */
export class Stores implements AsyncDisposable {
  readonly #open: (() => void)[] = [];

  async make(kind: ClientKind, port: number, options: Partial<RedisStoreOptions> = {}): Promise<RedisTokenStore> {
    const opened = await connect(kind, port);
    const store = redisStore({ client: opened.client, ...options });
    this.#open.push(
      () => void store.close(),
      () => opened.close(),
    );
    return store;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#open.splice(0)) close();
  }
}

/** Registers a test for each case. They share a server and run together: each has keys of its own. */
export function testConformance(context: () => StoreConformanceContext): void {
  test.concurrent.each(storeConformance)('$name', async ({ run }) => {
    await expect(run(context())).resolves.toBeUndefined();
  });
}

/** Waits for something that a server or a client does in its own time. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds()))
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
}

export async function replicaIsConnected(replica: RedisServer): Promise<void> {
  await until(async () => (await replica.command('info', 'replication')).includes('master_link_status:up'));
}
