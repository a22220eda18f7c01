import { ConfigurationError } from '@tokenwright/core/errors';
import { canary, everyView, failureOf, leaksOf } from '@tokenwright/test-support';
import { Redis } from 'ioredis';
import { createClient, createClientPool } from 'redis';
import { describe, expect, test } from 'vitest';
import { redisStore, type RedisStoreOptions } from '../src/index.ts';
import { problemOf } from '../src/redis-failure.ts';

const client = createClient();

/** It has no `destroy()`. */
function clientOfRedis4(): object {
  return { isReady: false, on: Map, sendCommand: Map, subscribe: Map, duplicate: Map, disconnect: Map };
}

describe('redisStore', () => {
  test.each<[string, unknown, string]>([
    ['no options', undefined, 'an object of options is needed, undefined was given'],
    ['no client', {}, 'the option "client" is missing; give a client of "redis" or "ioredis"'],
    [
      'a URL for a client',
      { client: 'redis://localhost' },
      'the option "client" is a string; a client of "redis" or "ioredis" is needed',
    ],
    ['a URL', { client, url: 'redis://localhost' }, 'make a client of "redis" or "ioredis" with it'],
    ['another object', { client: new Map() }, 'is none that the store knows'],
    ['a pool', { client: createClientPool() }, 'is none that the store knows'],
    ['a client of redis 4', { client: clientOfRedis4() }, 'is none that the store knows'],
    ['a module', { client: { createClient } }, 'is none that the store knows'],
    ['a brace', { client, prefix: '{app}:' }, 'the option "prefix" has a brace in it'],
    ['an empty prefix', { client, prefix: '' }, 'the option "prefix" is an empty string'],
    [
      'no time',
      { client, timeoutMs: 0 },
      'the option "timeoutMs" takes a whole number from 1 to 2147483647, 0 was given',
    ],
    ['half a millisecond', { client, recordTtlMs: 0.5 }, 'the option "recordTtlMs" takes a whole number'],
    ['a ttl', { client, ttl: 5 }, 'give "recordTtlMs", in milliseconds'],
    ['a number of replicas', { client, waitReplicas: 1 }, 'the option "waitReplicas" is a number; an object is needed'],
    ['no replicas', { client, waitReplicas: { count: 0 } }, 'the option "count" takes a whole number from 1'],
    ['no count', { client, waitReplicas: {} }, 'the option "count" is missing'],
    ['another option', { client, timeout: 5 }, 'the option "timeout" is not known. Did you mean "timeoutMs"?'],
  ])('%s: refused with a sentence', async (_what, options, sentence) => {
    const error = await failureOf(ConfigurationError, () => redisStore(options as RedisStoreOptions));
    expect(error.message).toContain('redisStore');
    expect(error.message).toContain(sentence);
  });

  test('a client that puts a prefix of its own before keys is refused', async () => {
    const prefixed = new Redis({ lazyConnect: true, keyPrefix: 'app:' });
    const error = await failureOf(ConfigurationError, () => redisStore({ client: prefixed }));
    expect(error.message).toContain('has a "keyPrefix" of its own');
  });

  test('a client is listened to once, by however many stores', () => {
    const shared = createClient();
    for (let index = 0; index < 20; index += 1) redisStore({ client: shared, prefix: `tenant-${index}:` });
    expect(shared.listenerCount('error')).toBe(1);
  });

  test('the password of a client is in no view of its store', () => {
    const guarded = createClient({ password: canary });
    expect(leaksOf(canary, everyView(redisStore({ client: guarded })))).toEqual([]);
  });
});

describe('an error of a client', () => {
  const error = (message: string, members: object = {}): Error => Object.assign(new Error(message), members);
  test.each<[Error, string | undefined]>([
    [error('WRONGPASS invalid username-password pair'), 'Redis refused the user name or password'],
    [error("OOM command not allowed when used memory > 'maxmemory'. script: 5f"), 'Redis has no memory left'],
    [
      error("ERR Error running script (call to f_5f): @user_script:9: READONLY You can't write"),
      'Redis is a replica here',
    ],
    [error("ERR The user executing the script can't publish to the channel mentioned"), 'the user of Redis may not'],
    [error('ERR ACL failure in script: No permissions to access a channel'), 'the user of Redis may not'],
    [error(`ERR unknown command 'evalsha', with args beginning with: '${canary}'`), 'does not know a command'],
    [error('ERR Unknown Redis command called from script script: 5f'), 'does not know a command'],
    [error('ERR max number of clients reached'), 'Redis takes no more connections ("maxclients")'],
    [error('ERR DB index is out of range'), 'a database that the server does not have'],
    [error(`ERR ${canary}`), 'an error that the store does not know (ERR)'],
    [error('MISCONF Redis is configured to save RDB snapshots'), 'Redis cannot write to its disk'],
    [error('CLUSTERDOWN Hash slot not served'), 'the cluster is down'],
    [error(canary, { code: 'ECONNREFUSED' }), 'nobody listens'],
    [new AggregateError([error('', { code: 'ENOTFOUND' })]), 'the host name of the client is unknown'],
    [error(canary, { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'TLS failed (DEPTH_ZERO_SELF_SIGNED_CERT)'],
    [error(canary, { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), 'TLS failed'],
    [error('Command timed out'), "Redis did not answer within the client's own time limit"],
    [
      error('Connection in subscriber mode, only subscriber commands may be used'),
      'the client is subscribed to channels',
    ],
    [error(canary, { cause: error('WRONGPASS invalid') }), 'Redis refused the user name or password'],
    [error(canary, { lastNodeError: error('NOAUTH Authentication required.') }), 'Redis asks for a password'],
    [error(canary, { lastNodeError: error('Connection is closed.') }), undefined],
    [error(canary, { code: canary }), undefined],
    [error(canary), undefined],
  ])('%s is named without its text', (thrown, sentence) => {
    const problem = problemOf(thrown);
    if (sentence === undefined) expect(problem).toBeUndefined();
    else expect(problem).toContain(sentence);
    expect(leaksOf(canary, problem ?? '')).toEqual([]);
  });
});
