/**
 * A token store on Redis or Valkey, for all processes of a fleet.
 *
 * @packageDocumentation
 */
export type {
  IoredisClient,
  IoredisCluster,
  IoredisPipeline,
  NodeRedisClient,
  NodeRedisCluster,
  NodeRedisSentinel,
  RedisClient,
} from './clients/client.ts';
export type { RedisStoreOptions, WaitReplicas } from './options.ts';
export { redisStore, type RedisTokenStore } from './redis-store.ts';
export { version } from './version.ts';
