/**
 * Measures `src/lib/keep-alive.ts` with a real Redis, two worker processes, and an authority that answers at once:
 *
 *   node examples/measure/keep-alive.ts            100,000 idle logins
 *   node examples/measure/keep-alive.ts 5000       so many
 */
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { availableParallelism, cpus, loadavg } from 'node:os';
import path from 'node:path';
import { encodeTokenKey, type TokenStore, type TokenWire } from '@tokenwright/core';
import { redisStore } from '@tokenwright/store-redis';
import { startRedis } from '@tokenwright/test-support';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { idleGrants } from '../src/lib/idle-grants.ts';
import type { FromAuthority } from './authority.ts';
import type { FromWorker, WorkerSettings } from './keep-alive-worker.ts';
import { pdsGrant } from './pds-grant.ts';
import { callsBetween, statsOf } from './redis-stats.ts';

const count = Number(process.argv[2] ?? 100_000);
const processes = 2;
const idleMs = 5 * 86_400_000;
const clientId = 'mock-web-app';
const print = (what: string, value: string): void => void process.stdout.write(`${what.padEnd(44)} ${value}\n`);
const start = (file: string, argument = ''): ChildProcess =>
  fork(path.join(import.meta.dirname, file), [argument], { execArgv: [] });
const secondsSince = (started: number): number => (performance.now() - started) / 1000;
const seconds = (value: number): string => `${value.toFixed(1)} s`;

await using redis = await startRedis({ 'maxmemory-policy': 'noeviction' });
const client = new Redis(redis.port, '127.0.0.1', { maxRetriesPerRequest: null });
const store = redisStore({ client, recordTtlMs: 691_200_000, timeoutMs: 30_000 });
const children: ChildProcess[] = [];
try {
  const wire = await pdsGrant();
  const authority = start('authority.ts');
  children.push(authority);
  const { url = '' } = await next<FromAuthority>(authority, (message) => message.url !== undefined);
  authority.send({ wire });
  const key = { authority: url, provider: 'aliyun-pds', clientId, credential: 'session' } as const;
  const keyOf = (sessionId: string): string => encodeTokenKey({ ...key, sessionId });
  const prefix = keyOf('').slice(0, -'"]'.length);

  const empty = await statsOf(redis);
  await logIn(store, keyOf, wire);
  const seeded = await statsOf(redis);
  print(
    'processors',
    `${availableParallelism()}, ${cpus()[0]?.model ?? '?'}; Node.js ${process.version}; Redis ${(await redis.command('info', 'server')).match(/redis_version:(\S+)/)?.[1] ?? '?'}`,
  );
  print('logins', `${count}, all idle; ${processes} processes; load ${loadavg()[0]?.toFixed(1) ?? '?'}`);
  print('memory of a login', `${Math.round((seeded.memoryBytes - empty.memoryBytes) / count)} bytes`);

  const scanning = performance.now();
  let found = 0;
  for await (const grants of idleGrants(store, { prefix, idleMs, onUnreadable: () => undefined }))
    found += grants.length;
  const scanned = await statsOf(redis);
  const scanSeconds = secondsSince(scanning);
  print(
    'to find them',
    `${seconds(scanSeconds)}, ${found} found, Redis busy for ${seconds(scanned.cpuSeconds - seeded.cpuSeconds)}`,
  );
  print('  commands', table(callsBetween(seeded, scanned, count)));
  print('  out of Redis for a login', `${Math.round((scanned.bytesOut - seeded.bytesOut) / count)} bytes`);

  // The workers fill the queue first, and begin when it is full.
  const queue = new Queue(`renewals-${url.replaceAll(/[^\w.-]/g, '-')}`, { connection: client });
  await queue.pause();
  const settings: WorkerSettings = { redisPort: redis.port, authority: url, clientId, prefix, idleMs };
  const looking = performance.now();
  const workers = Array.from({ length: processes }, () => start('keep-alive-worker.ts', JSON.stringify(settings)));
  children.push(...workers);
  const renewed = new Map<ChildProcess, number>();
  const problems = new Map<string, number>();
  for (const worker of workers)
    worker.on('message', (message: FromWorker) => {
      if (message.renewed !== undefined) renewed.set(worker, message.renewed);
      if (message.problem !== undefined) problems.set(message.problem, (problems.get(message.problem) ?? 0) + 1);
    });
  await Promise.race(workers.map((worker) => next<FromWorker>(worker, (message) => message.looked !== undefined)));
  const queued = await statsOf(redis);
  const jobs = await queue.count();
  print('to find and enqueue them, with the start', seconds(secondsSince(looking)));
  print('memory of a job', `${Math.round((queued.memoryBytes - scanned.memoryBytes) / jobs)} bytes, ${jobs} jobs`);

  const renewing = performance.now();
  await queue.resume();
  while (sum(renewed.values()) < count)
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  const renewSeconds = secondsSince(renewing);
  const done = await statsOf(redis);
  print(
    'to renew them',
    `${seconds(renewSeconds)}, ${Math.round(count / renewSeconds)} a second, Redis busy for ${seconds(done.cpuSeconds - queued.cpuSeconds)}`,
  );
  print('  commands for a login, those in scripts too', table(callsBetween(queued, done, count)));
  const kilobytes = (bytes: number): string => `${(bytes / count / 1000).toFixed(1)} kB`;
  print(
    '  into Redis, out of it',
    `${kilobytes(done.bytesIn - queued.bytesIn)}, ${kilobytes(done.bytesOut - queued.bytesOut)}`,
  );
  print('memory afterwards', `${Math.round((done.memoryBytes - empty.memoryBytes) / count)} bytes for a login`);
  authority.send('tell');
  const told = await next<FromAuthority>(authority, (message) => message.refreshed !== undefined);
  print('refreshes', `${told.refreshed ?? 0}, refresh tokens sent twice: ${told.sentTwice ?? 0}`);
  print('problems', JSON.stringify(Object.fromEntries(problems)));
  await queue.close();
} finally {
  for (const child of children) child.kill();
  await store.close();
  client.disconnect();
}

function table(calls: readonly [name: string, each: number][]): string {
  return calls.map(([name, each]) => `${name} ${each.toFixed(1)}`).join(', ');
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const each of numbers) total += each;
  return total;
}

function next<Message>(child: ChildProcess, fits: (message: Message) => boolean): Promise<Message> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`a process ended (${String(code)})`)));
    child.on('message', (message) => {
      if (fits(message as Message)) resolve(message as Message);
    });
  });
}

/** Writes the logins of users who were last seen six days ago. */
async function logIn(into: TokenStore, keyOf: (sessionId: string) => string, wire: TokenWire): Promise<void> {
  const issuedAtMs = Date.now() - 6 * 86_400_000;
  const times = { issuedAtMs, refreshAtMs: issuedAtMs + 6_900_000, expiresAtMs: issuedAtMs + 7_200_000 };
  for (let first = 0; first < count; first += 1000) {
    await Promise.all(
      Array.from({ length: Math.min(1000, count - first) }, async (_, index) => {
        const token = { ...times, wire: { ...wire, refresh_token: randomBytes(16).toString('hex') } };
        const record = { format: 1, lineage: randomUUID(), generation: 0, token } as const;
        const ttlMs = 691_200_000;
        await into.compareAndSet(keyOf(`session-${first + index}`), { expected: null, record, ttlMs });
      }),
    );
  }
}
