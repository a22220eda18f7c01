import { connect as connectTo, createServer, type Socket } from 'node:net';
import { encodeTokenKey } from '@tokenwright/core';
import { startRedis, type RedisServer } from '@tokenwright/test-support';
import { replicaIsConnected, until } from '../support.ts';
import { Fleet, type Sent } from './fleet.ts';
import { speed } from './scaled-clock.ts';
import { keyOf } from './session.ts';

const random = (from: number, to: number): number => from + Math.random() * (to - from);
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** What happened, for people and for tests. */
export interface Report {
  readonly scenario: string;
  readonly rotations: number;
  readonly seconds: number;
  readonly calls: number;
  /** Callers' errors by class and code. */
  readonly failures: Readonly<Record<string, number>>;
  /** Refresh tokens that reached the twin once, twice, and more often. */
  readonly sentOnce: number;
  readonly sentTwice: number;
  readonly sentMore: number;
  /** From the first send of a token to its second, at least, by the clocks of the senders. */
  readonly shortestRetryMs: number | undefined;
  /** What the protocol promises of that. */
  readonly soonestRetryMs: number;
  /** Logins that ended, by reason. */
  readonly lost: Readonly<Record<string, number>>;
  /** Logins that the twin ended because a spent refresh token came back. */
  readonly reused: number;
  /** The longest time in which a process of the fleet did not run: on a machine that does other things, times run out. */
  readonly stalledMs: number;
  /** How long the twin takes of itself. */
  readonly answerAfterMs: number;
  readonly more: Readonly<Record<string, number | string>>;
}

async function reportOf(
  scenario: string,
  fleet: Fleet,
  started: number,
  more: Readonly<Record<string, number | string>> = {},
): Promise<Report> {
  const sent = fleet.sent();
  const gaps = sent.flatMap(({ sends }) =>
    sends.slice(1).map((send, index) => Math.abs(send.atMs - (sends[index]?.atMs ?? 0))),
  );
  const lost: Record<string, number> = {};
  for (const { reason } of fleet.losses) lost[reason] = (lost[reason] ?? 0) + 1;
  return {
    scenario,
    rotations: fleet.rotations,
    seconds: Math.round((performance.now() - started) / 100) / 10,
    calls: fleet.summaries.reduce((sum, { calls }) => sum + calls, 0),
    failures: fleet.failures(),
    sentOnce: sent.filter(({ sends }) => sends.length === 1).length,
    sentTwice: sent.filter(({ sends }) => sends.length === 2).length,
    sentMore: sent.filter(({ sends }) => sends.length > 2).length,
    shortestRetryMs: gaps.length === 0 ? undefined : Math.round(Math.min(...gaps)),
    soonestRetryMs: fleet.soonestRetryMs,
    lost,
    reused: fleet.ledger['lineage-killed'] ?? 0,
    stalledMs: Math.round(fleet.stalledMs()),
    answerAfterMs: fleet.answerAfterMs,
    more,
  };
}

/** Waits until the twin has carried out so many refreshes more. */
async function rotate(fleet: Fleet, count: number): Promise<void> {
  const goal = fleet.rotations + count;
  await until(() => fleet.rotations >= goal);
}

/** Milliseconds from the moment a process sent a new token to the store to the moment the others had it. */
function waiting(fleet: Fleet): readonly number[] {
  const published = new Map<number, number>();
  for (const { event, generation, atMs } of fleet.events)
    if (event === 'publishing') published.set(generation, Math.min(atMs, published.get(generation) ?? Infinity));
  return fleet.events
    .filter(({ event, generation }) => event === 'adopted' && published.has(generation))
    .map(({ generation, atMs }) => atMs - (published.get(generation) ?? 0))
    .sort((left, right) => left - right);
}

function quantile(sorted: readonly number[], share: number): number {
  return Math.round((sorted[Math.floor(sorted.length * share)] ?? Number.NaN) * 10) / 10;
}

async function commandsOf(redis: RedisServer): Promise<number> {
  const stats = await redis.command('info', 'commandstats');
  let sum = 0;
  // What a script calls counts as commands of its own; what is counted here is what a client sends.
  for (const [, name = '', calls] of stats.matchAll(/cmdstat_(\S+?):calls=(\d+)/g))
    if (/^(?:get|eval|evalsha|subscribe|unsubscribe)$/.test(name)) sum += Number(calls);
  const scripts = Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0);
  // Each of our scripts begins with one GET.
  return sum - scripts;
}

interface StormOptions {
  readonly processes: number;
  readonly callers: number;
  readonly rotations: number;
  readonly lifetimeSeconds?: number;
}

/** What a storm was, and what it cost. */
export interface Storm {
  readonly report: Report;
  readonly rotations: number;
  /** What all clients sent to Redis. */
  readonly commands: number;
  /** From the sending of each token to the store until each other process had it, in milliseconds, sorted. */
  readonly waits: readonly number[];
}

/** Many callers in many processes on one login whose token ends again and again. */
export async function storm(options: StormOptions): Promise<Report> {
  await using redis = await startRedis();
  return (await stormOn(redis, options)).report;
}

/** The same on a server that is there already. */
export async function stormOn(redis: RedisServer, options: StormOptions): Promise<Storm> {
  const fleet = await Fleet.start({
    redisPort: redis.port,
    lifetimeSeconds: options.lifetimeSeconds ?? 3,
    answerAfterMs: 5,
  });
  try {
    const { callers, processes } = options;
    await Promise.all(Array.from({ length: processes }, () => fleet.startWorker({ callers, everyMs: 40 })));
    fleet.events.length = 0;
    const before = await commandsOf(redis);
    const first = fleet.rotations;
    const started = performance.now();
    await rotate(fleet, options.rotations);
    const commands = (await commandsOf(redis)) - before;
    const rotations = fleet.rotations - first;
    await fleet.stopWorkers();
    const waits = waiting(fleet);
    const report = await reportOf('storm', fleet, started, {
      processes,
      'callers in each': callers,
      'Redis commands per rotation': Math.round((commands / rotations) * 10) / 10,
      'waiter latency p50, ms': quantile(waits, 0.5),
      'waiter latency p99, ms': quantile(waits, 0.99),
    });
    return { report, rotations, commands, waits };
  } finally {
    await fleet.close();
  }
}

/**
 * SIGKILL at random instants, again and again; each process is replaced at once. With grace, kills are so far apart that
 * no repetition of a refresh is killed, too: what two attempts have not done is given up (S5), grace or not. Most
 * instants are between two refreshes; `inFlight` takes those from a refresh to shortly after its answer only.
 */
export async function kill(options: {
  readonly kills: number;
  readonly graceSeconds: number;
  readonly inFlight?: boolean;
}): Promise<Report> {
  await using redis = await startRedis();
  const { graceSeconds, inFlight = false } = options;
  const fleet = await Fleet.start({
    redisPort: redis.port,
    sessions: 8,
    lifetimeSeconds: 10,
    graceSeconds,
    answerAfterMs: answerAfterMs(),
  });
  try {
    const load = { callers: 5, everyMs: 20 };
    await Promise.all(Array.from({ length: 4 }, () => fleet.startWorker(load)));
    const started = performance.now();
    const killedAt = new Map<string, number>();
    const ready = new Set(fleet.workers.keys());
    const starting = new Set<Promise<unknown>>();
    for (let count = 0; count < options.kills; count += 1) {
      await pause(random(0, inFlight ? 0 : 300) + (graceSeconds > 0 ? fleet.deadlineMs + 3 * answerAfterMs() : 0));
      await until(() => ready.size > 2);
      let name = [...ready][Math.floor(Math.random() * ready.size)] ?? '';
      if (inFlight) {
        do name = await fleet.nextRefresh();
        while (!ready.has(name));
        await pause(random(0, 1.2 * answerAfterMs()));
      }
      ready.delete(name);
      killedAt.set(name, Date.now());
      await fleet.kill(name);
      const next = fleet.startWorker(load).then((started) => ready.add(started));
      starting.add(next);
    }
    await Promise.all(starting);
    await rotate(fleet, fleet.sessions.length * 2);
    await pause(fleet.deadlineMs * 2);
    await fleet.stopWorkers();
    return await reportOf(`kill, ${graceSeconds > 0 ? 'with' : 'without'} grace`, fleet, started, {
      kills: options.kills,
      ...outcomesOf(fleet.sent(), killedAt),
    });
  } finally {
    await fleet.close();
  }
}

/** How long the twin takes where kills are to fall into it: about a tenth of a token's life. */
function answerAfterMs(): number {
  return Math.round(670 / speed);
}

/** What became of each refresh that a kill fell into. */
function outcomesOf(sent: readonly Sent[], killedAt: ReadonlyMap<string, number>): Record<string, number> {
  const outcomes = {
    'in flight when killed': 0,
    served: 0,
    retried: 0,
    'answer lost': 0,
    'of these, late without a kill': 0,
    'killed in both attempts': 0,
  };
  for (const { sends } of sent) {
    const [first, second] = [...sends].sort((left, right) => left.atMs - right.atMs);
    const killed = killedAt.get(first?.worker ?? '');
    // Until it was repeated; or, if it was not, while the answer took its time and had to be stored.
    const end = second?.atMs ?? (first?.atMs ?? 0) + 2 * answerAfterMs();
    const inFlight = killed !== undefined && first !== undefined && killed <= end;
    if (inFlight) outcomes['in flight when killed'] += 1;
    if (second === undefined) {
      if (inFlight) outcomes.served += 1;
    } else {
      if (first?.status === 200 && second.status === 200) outcomes.retried += 1;
      else outcomes['answer lost'] += 1;
      // On a busy machine a process, or the twin, may stand still for longer than a claim lasts.
      if (!inFlight) outcomes['of these, late without a kill'] += 1;
      else if ((killedAt.get(second.worker) ?? Infinity) <= second.atMs + 2 * answerAfterMs())
        outcomes['killed in both attempts'] += 1;
    }
  }
  return outcomes;
}

/** A process stands still with its claim in the store and nothing sent, past the deadline; then it wakes. */
export async function pauseAfterClaim(lifetimeSeconds = 20): Promise<Report> {
  await using redis = await startRedis();
  const fleet = await Fleet.start({ redisPort: redis.port, lifetimeSeconds, graceSeconds: 0, answerAfterMs: 5 });
  try {
    const stopping = fleet.heard((_worker, { type }) => type === 'stopping');
    const paused = await fleet.startWorker({ stopAfterClaim: true });
    const started = performance.now();
    await stopping;
    await fleet.startWorker();
    // The claim's deadline passes, the other process repeats the attempt, and rotates on.
    await rotate(fleet, 2);
    const key = encodeTokenKey(keyOf(fleet.twin, 'session-0'));
    const before = (await fleet.store?.get(key))?.record.generation ?? -1;
    const sendsBefore = fleet.sent().filter(({ sends }) => sends.some(({ worker }) => worker === paused)).length;
    fleet.signal(paused, 'SIGCONT');
    await rotate(fleet, 3);
    const after = (await fleet.store?.get(key))?.record.generation ?? -1;
    await fleet.stopWorkers();
    const first = fleet.sent()[0];
    return await reportOf('pause after the claim', fleet, started, {
      'sent by the paused process before it woke': sendsBefore,
      'the token it had claimed was sent by it': first?.sends.filter(({ worker }) => worker === paused).length ?? -1,
      'generation before': before,
      'generation after': after,
    });
  } finally {
    await fleet.close();
  }
}

/** A process stands still while its refresh is answered, past the deadline; then it wakes with an answer that is old. */
export async function pauseInFlight(lifetimeSeconds = 20): Promise<Report> {
  await using redis = await startRedis();
  const fleet = await Fleet.start({ redisPort: redis.port, lifetimeSeconds, graceSeconds: 60, answerAfterMs: 60 });
  try {
    const started = performance.now();
    let paused = '';
    const stopped = new Promise<void>((resolve) => {
      const end = fleet.authority.subscribe((entry) => {
        if (entry.kind !== 'spent' || entry.by !== 'refresh') return;
        end();
        fleet.signal(paused, 'SIGSTOP');
        resolve();
      });
    });
    paused = await fleet.startWorker();
    await stopped;
    await fleet.startWorker();
    await rotate(fleet, 3);
    const key = encodeTokenKey(keyOf(fleet.twin, 'session-0'));
    const before = (await fleet.store?.get(key))?.record.generation ?? -1;
    fleet.signal(paused, 'SIGCONT');
    await rotate(fleet, 3);
    const after = (await fleet.store?.get(key))?.record.generation ?? -1;
    await fleet.stopWorkers();
    const first = fleet.sent()[0];
    return await reportOf('pause in flight', fleet, started, {
      'the token was sent by the paused process': first?.sends.filter(({ worker }) => worker === paused).length ?? -1,
      'generation before': before,
      'generation after': after,
    });
  } finally {
    await fleet.close();
  }
}

export const redisFaults = [
  'restarted',
  'restarted empty',
  'paused',
  'out of memory',
  'failed over',
  'cut in a script',
] as const;
export type RedisFault = (typeof redisFaults)[number];

/** Redis fails in one way or another, several times, under load. */
export async function redisFault(fault: RedisFault, rounds: number, lifetimeSeconds = 20): Promise<Report> {
  const persistence: Readonly<Record<string, string>> =
    fault === 'restarted' ? { appendonly: 'yes', appendfsync: 'always' } : { 'maxmemory-policy': 'noeviction' };
  await using servers = new AsyncDisposableStack();
  let redis = servers.use(await startRedis(persistence));
  await using line = await startLine(redis.port);
  const fleet = await Fleet.start({
    redisPort: line.port,
    sessions: 4,
    lifetimeSeconds,
    graceSeconds: 600,
    answerAfterMs: 20,
  });
  try {
    await Promise.all([fleet.startWorker(), fleet.startWorker(), fleet.startWorker()]);
    const started = performance.now();
    for (let round = 0; round < rounds; round += 1) {
      await rotate(fleet, 3);
      await pause(random(0, 400));
      if (fault === 'restarted' || fault === 'restarted empty') {
        await redis.kill();
        await pause(random(0, 500));
        await redis.start();
      } else if (fault === 'paused') {
        redis.pause();
        await pause(random(100, 1800));
        redis.resume();
      } else if (fault === 'out of memory') {
        await redis.command('config', 'set', 'maxmemory', '1');
        await pause(random(100, 1500));
        await redis.command('config', 'set', 'maxmemory', '0');
      } else if (fault === 'failed over') {
        const replica = servers.use(
          await startRedis({ replicaof: `127.0.0.1 ${redis.port}`, 'repl-diskless-sync-delay': '0' }),
        );
        await replicaIsConnected(replica);
        // Promoted early: what the old master still takes is what a failover forgets.
        await replica.command('replicaof', 'no', 'one');
        await rotate(fleet, 2);
        line.switchTo(replica.port);
        await redis.kill();
        redis = replica;
      } else {
        for (let cuts = 0; cuts < 10; cuts += 1) {
          line.cutAfterNextScript();
          await pause(random(10, 60));
        }
      }
    }
    // It comes back to life: every login is renewed again.
    await rotate(fleet, fleet.sessions.length * 4);
    await fleet.stopWorkers();
    return await reportOf(`Redis ${fault}`, fleet, started, { rounds });
  } finally {
    await fleet.close();
  }
}

/** Stands between the fleet and Redis, and cuts a connection once Redis has a script of it; its answer is lost. */
async function startLine(firstPort: number): Promise<{
  readonly port: number;
  cutAfterNextScript(): void;
  /** Cuts every connection; new ones go to another server. */
  switchTo(port: number): void;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  let mayCut = false;
  let port = firstPort;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connectTo(port, '127.0.0.1');
    let isLast = false;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (bytes) => {
      if ((mayCut && bytes.includes('EVALSHA')) || (mayCut && bytes.includes('evalsha'))) {
        mayCut = false;
        isLast = true;
      }
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (isLast) near.destroy();
      else near.write(bytes);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as { readonly port: number }).port,
    cutAfterNextScript: () => {
      mayCut = true;
    },
    switchTo: (other) => {
      port = other;
      for (const socket of sockets) socket.destroy();
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
    },
  };
}

/** The lines of a report that people read. */
export function linesOf(report: Report): string {
  const { scenario, more, failures, lost, ...numbers } = report;
  const all = { ...numbers, ...more, failures: JSON.stringify(failures), lost: JSON.stringify(lost) };
  return [scenario, ...Object.entries(all).map(([name, value]) => `  ${name.padEnd(44)} ${String(value)}`)].join('\n');
}
