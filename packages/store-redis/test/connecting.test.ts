import { readFileSync } from 'node:fs';
import { StoreError } from '@tokenwright/core/errors';
import {
  canary,
  everyView,
  failureOf,
  freePort,
  hasOpenssl,
  hasRedisServer,
  leaksOf,
  selfSignedCertificate,
  startRedis,
  startRedisSentinel,
  type CertificateFiles,
  type RedisServer,
} from '@tokenwright/test-support';
import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster, createSentinel } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisStore } from '../src/index.ts';
import { clientKinds, key, until, type ClientKind, type OpenClient } from './support.ts';

const password = canary.replaceAll(/[\s"\\]/g, '');

/** A client as a user makes it from a URL, who may also trust a certificate. */
function clientOf(kind: ClientKind, url: string, trusted?: string): OpenClient {
  if (kind === 'redis') {
    const client = createClient({ url, ...(trusted === undefined ? {} : { socket: { tls: true, ca: trusted } }) });
    client.connect().catch(() => undefined);
    return { client, close: () => client.destroy() };
  }
  const client = new Redis(url, trusted === undefined ? {} : { tls: { ca: trusted } });
  return { client, close: () => client.disconnect() };
}

describe.runIf(hasRedisServer() && hasOpenssl()).each(clientKinds)('connecting through %s', (kind) => {
  let server: RedisServer;
  let files: CertificateFiles;
  let tlsPort = 0;
  let nobodysPort = 0;
  beforeAll(async () => {
    files = await selfSignedCertificate('localhost');
    tlsPort = await freePort();
    nobodysPort = await freePort();
    server = await startRedis({
      requirepass: password,
      'tls-port': String(tlsPort),
      'tls-cert-file': files.certificate,
      'tls-key-file': files.key,
      'tls-auth-clients': 'no',
    });
  });
  afterAll(async () => {
    await server.close();
    files[Symbol.dispose]();
  });

  const secret = `:${encodeURIComponent(password)}@`;
  const noTlsOnOneSide =
    /no connection was made within \d+ ms; check the address of the client, and that it and the server both speak TLS or both do not|TLS failed \(ERR_SSL_\w+\)|the connection was lost/;
  // Each waits for its own time; together they wait once.
  test.concurrent.each<[string, () => string, RegExp]>([
    [
      'to a port that nobody listens at',
      () => `redis://${secret}127.0.0.1:${nobodysPort}`,
      /nobody listens at the address of the client \(ECONNREFUSED\)/,
    ],
    [
      'to a host that does not exist',
      () => `redis://${secret}redis.invalid:${server.port}`,
      /the host name of the client (?:is unknown \(ENOTFOUND\)|could not be looked up \(EAI_AGAIN\))/,
    ],
    [
      'without a password',
      () => `redis://127.0.0.1:${server.port}`,
      /Redis asks for a password, and the client gave none \(NOAUTH\)/,
    ],
    [
      'as a user who does not exist',
      () => `redis://someone${secret}127.0.0.1:${server.port}`,
      /Redis refused the user name or password; check those of the client \(WRONGPASS\)/,
    ],
    [
      'with a wrong password',
      () => `redis://:${encodeURIComponent(`${password}x`)}@127.0.0.1:${server.port}`,
      /Redis refused the user name or password; check those of the client \(WRONGPASS\)/,
    ],
    [
      'without TLS to a port with it',
      () => `redis://${secret}127.0.0.1:${tlsPort}`,
      /the connection was lost \(ECONNRESET\); a client without TLS sees this at a port with TLS, too/,
    ],
    ['with TLS to a port without it', () => `rediss://${secret}127.0.0.1:${server.port}`, noTlsOnOneSide],
    [
      'with TLS to a certificate that nobody trusts',
      () => `rediss://${secret}localhost:${tlsPort}`,
      /TLS failed \(DEPTH_ZERO_SELF_SIGNED_CERT\); check the certificate/,
    ],
  ])('%s is one clear sentence, without the password', async (_what, url, sentence) => {
    const opened = clientOf(kind, url());
    const store = redisStore({ client: opened.client, timeoutMs: 200 });
    // Until the client has heard of it, that there is no connection is all there is to say.
    await until(async () => {
      const error = await failureOf(StoreError, () => store.get(key));
      expect(error).toMatchObject({ code: 'store_unavailable', operation: 'get' });
      expect(error.message).toMatch(/^The token store on Redis failed \(get\): [^\n]+\.$/);
      expect(leaksOf(password, everyView(error))).toEqual([]);
      return sentence.test(error.message);
    });
    opened.close();
  });

  test('with TLS, to a host that its certificate does not name', async () => {
    const opened = clientOf(kind, `rediss://${secret}127.0.0.1:${tlsPort}`, readFileSync(files.certificate, 'utf8'));
    const store = redisStore({ client: opened.client, timeoutMs: 200 });
    await until(async () => {
      const error = await failureOf(StoreError, () => store.get(key));
      expect(leaksOf(password, everyView(error))).toEqual([]);
      return error.message.includes('TLS failed (ERR_TLS_CERT_ALTNAME_INVALID); check the certificate');
    });
    opened.close();
  });

  test('with TLS and a certificate that is trusted works', async () => {
    const opened = clientOf(kind, `rediss://${secret}localhost:${tlsPort}`, readFileSync(files.certificate, 'utf8'));
    expect(await redisStore({ client: opened.client, timeoutMs: 30_000 }).get(key)).toBeUndefined();
    opened.close();
  });
});

describe.runIf(hasRedisServer())('connecting to a cluster or by Sentinel', () => {
  let server: RedisServer;
  let sentinel: RedisServer;
  beforeAll(async () => {
    server = await startRedis({ requirepass: password });
    sentinel = await startRedisSentinel();
    await sentinel.command('sentinel', 'monitor', 'main', '127.0.0.1', String(server.port), '1');
  });
  afterAll(async () => {
    await server.close();
    await sentinel.close();
  });

  const host = '127.0.0.1';
  const wrong = `${password}x`;
  const wrongPassword = 'Redis refused the user name or password; check those of the client (WRONGPASS)';
  const noCluster = 'this server is no cluster; give the store createClient() of "redis" or Redis of "ioredis"';
  const noMaster = `Sentinel knows no master of the client's "name"`;
  const ioredisCluster = (given?: string): OpenClient => {
    const client = new Cluster([{ host, port: server.port }], { redisOptions: { password: given ?? '' } });
    return { client, close: () => client.disconnect() };
  };
  const redisCluster = (given: string): OpenClient => {
    const client = createCluster({
      rootNodes: [{ socket: { host, port: server.port } }],
      defaults: { password: given },
    });
    client.connect().catch(() => undefined);
    return { client, close: () => undefined };
  };
  const ioredisSentinel = (name: string, given: string): OpenClient => {
    const client = new Redis({ name, sentinels: [{ host, port: sentinel.port }], password: given });
    return { client, close: () => client.disconnect() };
  };
  const redisSentinel = (name: string): OpenClient => {
    const client = createSentinel({ name, sentinelRootNodes: [{ host, port: sentinel.port }] });
    client.connect().catch(() => undefined);
    return { client, close: () => undefined };
  };
  test.concurrent.each<[string, () => OpenClient, string]>([
    ['a Cluster of ioredis with a wrong password', () => ioredisCluster(wrong), wrongPassword],
    ['a Cluster of ioredis without one', () => ioredisCluster(), 'Redis asks for a password, and the client gave none'],
    ['a Cluster of ioredis to one server', () => ioredisCluster(password), noCluster],
    ['a cluster of redis with a wrong password', () => redisCluster(wrong), wrongPassword],
    ['a cluster of redis to one server', () => redisCluster(password), noCluster],
    ['ioredis by Sentinel with a wrong password', () => ioredisSentinel('main', wrong), wrongPassword],
    ['ioredis by Sentinel with a wrong name', () => ioredisSentinel('other', password), noMaster],
    ['redis by Sentinel with a wrong name', () => redisSentinel('other'), noMaster],
  ])('%s is one clear sentence, without the password', async (_what, open, sentence) => {
    const opened = open();
    const store = redisStore({ client: opened.client, timeoutMs: 200 });
    await until(async () => {
      const error = await failureOf(StoreError, () => store.get(key));
      expect(error.message).toMatch(/^The token store on Redis failed \(get\): [^\n]+\.$/);
      expect(leaksOf(password, everyView(error))).toEqual([]);
      return error.message.includes(sentence);
    });
    opened.close();
  });
});
