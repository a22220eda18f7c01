/**
 * Measures what a session takes in Redis, and what a renewal of it costs there, with the sources of both providers and
 * the answers of the mock. Prints the tables of the runbook of `@tokenwright/store-redis`:
 *
 *   node examples/measure/capacity.ts
 */
import { randomBytes } from 'node:crypto';
import { createPdsContext, createPdsSessionTokenSource, getTokenByCode } from '@tokenwright/aliyun-pds';
import { encodeTokenKey, type TokenSource, type TokenStore, type TokenWire } from '@tokenwright/core';
import { encrypted } from '@tokenwright/core/encrypted-store';
import { createOneAccessSessionTokenSource, OneAccessOAuthClient } from '@tokenwright/huawei-oneaccess';
import { createMockAuthority } from '@tokenwright/mock-authority';
import { redisStore } from '@tokenwright/store-redis';
import { startRedis, type RedisServer } from '@tokenwright/test-support';
import { Redis } from 'ioredis';
import { statsOf } from './redis-stats.ts';

const sessions = Number(process.argv[2] ?? 50);

/** Sources of sessions that have logged in. */
interface Provider {
  readonly name: string;
  readonly source: (sessionId: string, store: TokenStore) => TokenSource;
  readonly logIn: () => Promise<TokenWire>;
  readonly close: () => Promise<void>;
}

async function pds(): Promise<Provider> {
  const authority = createMockAuthority({ provider: 'aliyun-pds' });
  const server = await authority.listen();
  const application = { client_id: 'mock-web-app', client_secret: 'mock-web-app-secret' };
  const { client_id: clientId, client_secret: clientSecret } = application;
  const domain = { domainId: 'mock-domain', endpoint: server.url };
  return {
    name: 'PDS',
    source: (sessionId, store) => createPdsSessionTokenSource({ ...domain, clientId, clientSecret, sessionId, store }),
    logIn: () => {
      const { code, redirectUri: redirect_uri = '' } = authority.issueCode({ clientId });
      return getTokenByCode(createPdsContext({ api_endpoint: server.url }), { ...application, redirect_uri, code });
    },
    close: () => server.close(),
  };
}

async function oneAccess(): Promise<Provider> {
  const authority = createMockAuthority({ provider: 'huawei-oneaccess', traits: { refreshTokens: true } });
  const server = await authority.listen();
  const [clientId, clientSecret] = ['mock-app', 'mock-app-secret'];
  const endpoint = server.url;
  const client = new OneAccessOAuthClient({ endpoint, client_id: clientId, client_secret: clientSecret });
  return {
    name: 'OneAccess',
    source: (sessionId, store) =>
      createOneAccessSessionTokenSource({ endpoint, clientId, clientSecret, sessionId, store }),
    logIn: () => {
      const { code, redirectUri: redirect_uri = '' } = authority.issueCode({ clientId });
      return client.getIdTokenByCode({ code, redirect_uri });
    },
    close: () => server.close(),
  };
}

/** What clients send while work goes on; what scripts do is not sent. */
async function commandsIn(redis: RedisServer, work: () => Promise<unknown>): Promise<Map<string, number>> {
  // As `monitor()` does, which fails when somebody's last command comes with the answer to MONITOR.
  const watching = new Redis({ port: redis.port, host: '127.0.0.1', monitor: true });
  await new Promise<void>((resolve, reject) => {
    watching.on('error', (error) => {
      if (!error.message.startsWith('Command queue state error')) reject(error);
    });
    watching.on('monitoring', resolve);
  });
  const counts = new Map<string, number>();
  const over = new Promise<void>((resolve) => {
    watching.on('monitor', (_time: string, [name = '', ...rest]: string[], source: string) => {
      if (rest[0] === 'over') resolve();
      else if (source !== 'lua' && name !== 'info')
        counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1 / sessions);
    });
  });
  await work();
  await redis.command('echo', 'over');
  await over;
  watching.disconnect();
  return counts;
}

async function bytesIn(redis: RedisServer, work: () => Promise<unknown>): Promise<string> {
  const before = await statsOf(redis);
  const measuring = await statsOf(redis);
  await work();
  const after = await statsOf(redis);
  // To ask for the numbers costs some as well.
  const each = (name: 'bytesIn' | 'bytesOut'): number =>
    (after[name] - measuring[name] - (measuring[name] - before[name])) / sessions;
  return `${kilobytes(each('bytesIn'))}, ${kilobytes(each('bytesOut'))}`;
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
const commandsOf = (counts: ReadonlyMap<string, number>): string => {
  const all = [...counts].filter(([, each]) => each >= 0.05);
  const total = all.reduce((sum, [, each]) => sum + each, 0);
  return `${round(total)}: ${all.map(([name, each]) => `${round(each)} ${name.toUpperCase()}`).join(', ')}`;
};
const round = (value: number): string => String(Math.round(value * 10) / 10);

interface Row {
  readonly name: string;
  readonly access: number;
  readonly value: string;
  readonly memory: string;
  readonly renewal: string;
  readonly renewalBytes: string;
  readonly other: string;
  readonly otherBytes: string;
}

async function measure(provider: Provider, isEncrypted: boolean): Promise<Row> {
  await using redis = await startRedis();
  const connections = [0, 1].map(() => new Redis(redis.port, '127.0.0.1'));
  const keys = { current: { id: '2027-01', key: randomBytes(32) } };
  const plain = connections.map((client) => redisStore({ client, recordTtlMs: 691_200_000 }));
  const [here, there] = plain.map((store) => (isEncrypted ? encrypted(store, keys) : store));
  if (here === undefined || there === undefined) throw new Error('no stores');
  const names = Array.from({ length: sessions }, (_, index) => `session-${String(index).padStart(8, '0')}`);
  let access = 0;
  const sources = await Promise.all(
    names.map(async (name) => {
      const source = provider.source(name, here);
      const { accessToken } = await source.adopt(await provider.logIn());
      access += accessToken.length / sessions;
      return source;
    }),
  );
  const stored = (await redis.command('--scan')).split('\n');
  const average = async (...command: readonly string[]): Promise<number> => {
    let all = 0;
    for (const name of stored) all += Number(await redis.command(...command, name));
    return all / stored.length;
  };
  const value = `${Math.round(await average('strlen'))} bytes`;
  const memory = `${Math.round(await average('memory', 'usage'))} bytes`;
  const renewAll = async (): Promise<void> => {
    for (const source of sources) await source.renew({ reason: 'measure' });
  };
  await renewAll();
  const renewal = commandsOf(await commandsIn(redis, renewAll));
  const renewalBytes = await bytesIn(redis, renewAll);
  // Another process that has the same sessions, and hears of each change.
  const others = names.map((name) => provider.source(name, there));
  for (const other of others) await other.getToken();
  const adopted = async (): Promise<void> => {
    for (const [index, source] of sources.entries()) {
      const { accessToken } = await source.renew({ reason: 'measure' });
      while (others[index]?.peek()?.accessToken !== accessToken) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  // Whoever begins to follow reads once more; that is over when it has followed once.
  await adopted();
  const both = commandsOf(await commandsIn(redis, adopted));
  const bothBytes = await bytesIn(redis, adopted);
  await Promise.all([...sources, ...others].map((source) => source.close()));
  for (const store of plain) await store.close();
  for (const client of connections) client.disconnect();
  const name = `${provider.name}${isEncrypted ? ', encrypted' : ''}`;
  return { name, access: Math.round(access), value, memory, renewal, renewalBytes, other: both, otherBytes: bothBytes };
}

/** What it would take to have all keys in order of the time when they are due. */
async function bytesOfIndexEntry(key: string): Promise<number> {
  await using redis = await startRedis();
  const client = new Redis(redis.port, '127.0.0.1');
  const count = 100_000;
  const before = await statsOf(redis);
  const pipeline = client.pipeline();
  for (let index = 0; index < count; index += 1) pipeline.zadd('due', Date.now() + index, `${key}${index}`);
  await pipeline.exec();
  const after = await statsOf(redis);
  client.disconnect();
  return Math.round((after.memoryBytes - before.memoryBytes) / count);
}

const rows: Row[] = [];
for (const make of [pds, oneAccess]) {
  const provider = await make();
  for (const isEncrypted of [false, true]) rows.push(await measure(provider, isEncrypted));
  await provider.close();
}
const line = (...cells: readonly (string | number)[]): void => void process.stdout.write(`| ${cells.join(' | ')} |\n`);
line('a session of', 'its access token', 'the value', 'memory, name included');
line('---', '---', '---', '---');
for (const { name, access, value, memory } of rows) line(name, `${access} characters`, value, memory);
process.stdout.write('\n');
line('a renewal of', 'commands', 'into Redis, out of it', 'with a second process that follows', 'into, out');
line('---', '---', '---', '---', '---');
for (const { name, renewal, renewalBytes, other, otherBytes } of rows)
  line(name, renewal, renewalBytes, other, otherBytes);
const key = encodeTokenKey({
  authority: 'https://mock-domain.api.aliyunpds.com',
  provider: 'aliyun-pds',
  clientId: 'mock-web-app',
  credential: 'session',
  sessionId: 'session-',
});
process.stdout.write(`\nAn entry in a sorted set of keys by time: ${await bytesOfIndexEntry(key)} bytes\n`);
