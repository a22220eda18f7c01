import { ConfigurationError } from '@tokenwright/core/errors';
import { checkParameters } from '@tokenwright/core/provider';
import type { RedisClient } from './clients/client.ts';

/** How many replicas have to have a write before it counts. */
export interface WaitReplicas {
  /** From 1 to 1,000. More than there are, and every write fails. */
  readonly count: number;
  /** How long they are waited for, in milliseconds; everything on the connection waits with them. Default 200. */
  readonly timeoutMs?: number | undefined;
}

/** Options of `redisStore`. */
export interface RedisStoreOptions {
  /** A connected client of `redis` 6, or a client of `ioredis` 6. It stays yours: the store never closes it. */
  readonly client: RedisClient;
  /** Begins every key and channel, so that applications can share a server. Default `tokenwright:`. */
  readonly prefix?: string | undefined;
  /** How long one command may take, a lost connection included, in milliseconds. Default 1,000. */
  readonly timeoutMs?: number | undefined;
  /**
   * How long a record is kept after it was last written, in milliseconds, when the write does not say. Give a day more
   * than the refresh token lives: for PDS (7 days) 691,200,000. Default: for ever.
   */
  readonly recordTtlMs?: number | undefined;
  /**
   * Makes a write fail unless so many replicas have it. Without it, a failover can forget the last moments: a claim, so
   * that a refresh token is sent twice, or a rotation, which is then lost if its process ends, too. Set
   * `min-replicas-to-write` of the server as well, so that without replicas nothing is written in the first place.
   */
  readonly waitReplicas?: WaitReplicas | undefined;
}

/** {@link RedisStoreOptions}, checked and completed. */
export interface RedisStorePlan {
  readonly prefix: string;
  readonly timeoutMs: number;
  readonly recordTtlMs: number | undefined;
  readonly replicas: { readonly count: number; readonly timeoutMs: number } | undefined;
}

const where = 'redisStore';

/** @throws ConfigurationError naming the option that is missing, unknown, malformed or out of range */
export function checkOptions(options: RedisStoreOptions): RedisStorePlan {
  checkParameters(where, 'option', options, {
    known: {
      client: { what: 'a client of "redis" or "ioredis"', type: 'any', required: true },
      prefix: { what: 'what begins every key', type: 'string' },
      timeoutMs: { what: 'how long a command may take, in milliseconds', type: 'number' },
      recordTtlMs: { what: 'how long a record is kept, in milliseconds', type: 'number' },
      waitReplicas: { what: 'the replicas that have to have a write: { count, timeoutMs? }', type: 'object' },
    },
    refused: {
      url: 'make a client of "redis" or "ioredis" with it, and give that as "client"',
      ttl: 'give "recordTtlMs", in milliseconds',
      keyPrefix: 'give "prefix"',
    },
  });
  const { client, prefix = 'tokenwright:', timeoutMs, recordTtlMs, waitReplicas } = options;
  if (typeof client !== 'object' || client === null)
    throw invalid(
      'client',
      `is ${client === null ? 'null' : `a ${typeof client}`}; a client of "redis" or "ioredis" is needed`,
    );
  if (/[{}]/.test(prefix))
    throw invalid(
      'prefix',
      'has a brace in it; braces mark the hash tag of Redis Cluster, which the store sets itself',
    );
  return {
    prefix,
    timeoutMs: whole('timeoutMs', timeoutMs ?? 1000),
    recordTtlMs: recordTtlMs === undefined ? undefined : whole('recordTtlMs', recordTtlMs, Number.MAX_SAFE_INTEGER),
    replicas: waitReplicas === undefined ? undefined : checkReplicas(waitReplicas),
  };
}

function checkReplicas(given: WaitReplicas): { readonly count: number; readonly timeoutMs: number } {
  checkParameters(`${where}, waitReplicas`, 'option', given, {
    known: {
      count: { what: 'how many replicas', type: 'number', required: true },
      timeoutMs: { what: 'how long they are waited for, in milliseconds', type: 'number' },
    },
  });
  return { count: whole('count', given.count, 1000), timeoutMs: whole('timeoutMs', given.timeoutMs ?? 200) };
}

function whole(option: string, value: number, most: number = 2 ** 31 - 1): number {
  if (Number.isInteger(value) && value > 0 && value <= most) return value;
  throw invalid(option, `takes a whole number from 1 to ${most}, ${value} was given`);
}

function invalid(option: string, problem: string): ConfigurationError {
  return new ConfigurationError('invalid_option', option, `${where}: the option "${option}" ${problem}.`);
}
