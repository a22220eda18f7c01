import { ConfigurationError } from '@tokenwright/core/errors';
import type { RedisClient } from './client.ts';
import { ioredisLink } from './ioredis.ts';
import type { RedisLink } from './link.ts';
import { nodeRedisClusterLink, nodeRedisLink, nodeRedisSentinelLink } from './node-redis.ts';

/**
 * Finds out which client was given.
 *
 * @throws ConfigurationError when it is none that is known, or one that changes keys
 */
export function linkOf(client: RedisClient): RedisLink {
  const { options } = client as { readonly options?: { readonly keyPrefix?: unknown } };
  if (options?.keyPrefix !== undefined && options.keyPrefix !== '')
    throw refuse(
      'has a "keyPrefix" of its own, which would not be put before the channels and scans of the store; give the prefix to the store: redisStore({ client, prefix })',
    );
  // Which of the clients it is shows in its methods, and no type of theirs is imported.
  const has = (...methods: readonly string[]): boolean =>
    methods.every((method) => typeof (client as unknown as Record<string, unknown>)[method] === 'function');
  if (has('call', 'pipeline', 'subscribe') && 'status' in client) return ioredisLink(client);
  if (has('sendCommand', 'subscribe') && 'isReady' in client) {
    if (has('nodeClient', 'getNodeClientForKey')) return nodeRedisClusterLink(client as never);
    if (has('use', 'acquire')) return nodeRedisSentinelLink(client as never);
    // Not that of "redis" 4, which has another way to close.
    if (has('duplicate', 'destroy')) return nodeRedisLink(client as never);
  }
  throw refuse(
    'is none that the store knows; it takes what createClient(), createCluster() or createSentinel() of "redis" 6 return, and a Redis or Cluster of "ioredis" 6 (no pool)',
  );
}

function refuse(problem: string): ConfigurationError {
  return new ConfigurationError('invalid_option', 'client', `redisStore: the option "client" ${problem}.`);
}
