import { hasRedisServer, startRedis, type RedisServer } from '@tokenwright/test-support';
import { Redis } from 'ioredis';
import type { Bar, BenchCase, CaseResult, Row } from '../bench-case.ts';

const ours = 'Tokenwright session sources, redisStore';
const floor = 'PUBLISH, its message, GET';
const callers = 10;

/** The fleet whose guarantees packages/store-redis tests, here without anything that fails. */
export const fleet: BenchCase = {
  name: 'fleet',
  title: `What does a login cost that processes share through Redis, its refresh token rotating? ${callers} callers in each process; a token lasts half a second.`,
  bar: 'no refresh token sent twice',

  async run({ quick }): Promise<CaseResult> {
    if (!hasRedisServer()) return { rows: [], bars: [], skipped: 'there is no redis-server; install it' };
    // A fleet's clock is a fast one; this is as fast as a machine with two processors can bear.
    process.env['TOKENWRIGHT_FLEET_SPEED'] ??= '8';
    const { stormOn } = await import('../../../packages/store-redis/test/fleet/scenarios.ts');
    await using redis = await startRedis();
    const rows: Row[] = [];
    const bars: Bar[] = [];
    for (const processes of quick ? [1, 2] : [1, 2, 4, 8]) {
      const raw = await publications(redis, processes - 1, quick ? 5 : 200);
      const { report, rotations, commands, waits } = await stormOn(redis, {
        processes,
        callers,
        rotations: quick ? 3 : 30,
        lifetimeSeconds: 4,
      });
      const scenario = `${processes} ${processes === 1 ? 'process' : 'processes'}`;
      const common = { scenario, subject: ours, kind: 'ours', compared: false } as const;
      const again = report.sentTwice + report.sentMore;
      rows.push(
        { ...common, metric: 'renewals', unit: 'renewals', samples: [rotations] },
        { ...common, metric: 'refresh tokens sent twice', unit: 'times', samples: [again] },
        { ...common, metric: 'calls that failed', unit: 'times', samples: [failuresOf(report.failures)] },
        { ...common, metric: 'longest time in which a process did not run', unit: 'ms', samples: [report.stalledMs] },
        { ...common, metric: 'Redis commands for a renewal', unit: 'commands', samples: [commands / rotations] },
      );
      bars.push({
        what: `refresh tokens sent twice, ${scenario}`,
        measured: again,
        unit: 'times',
        limit: { atMost: 0 },
      });
      // One process tells nobody.
      if (processes === 1) continue;
      const metric = 'until another process has a token that is there';
      rows.push(
        { ...common, compared: true, metric, unit: 'ms', samples: waits },
        { scenario, subject: floor, kind: 'floor', metric, unit: 'ms', samples: raw },
      );
    }
    return { rows, bars, notes: [noPeer] };
  },
};

const noPeer =
  'No peer shares a refresh token between processes: each process would renew for itself, and with rotation all but the first would be refused.';

function failuresOf(failures: Readonly<Record<string, number>>): number {
  return Object.values(failures).reduce((sum, count) => sum + count, 0);
}

/** From a publication until a subscriber has read what it is about, for each of so many subscribers, on an idle server. */
async function publications({ port }: RedisServer, subscribers: number, rounds: number): Promise<readonly number[]> {
  const publisher = new Redis({ port });
  const readers = Array.from({ length: subscribers }, () => ({
    subscription: new Redis({ port }),
    connection: new Redis({ port }),
  }));
  const taken: number[] = [];
  try {
    await publisher.set('bench', 'x'.repeat(1000));
    await Promise.all(readers.map(({ subscription }) => subscription.subscribe('bench')));
    for (let round = 0; round < rounds; round += 1) {
      const started = performance.now();
      const read = readers.map(async ({ subscription, connection }) => {
        await new Promise((resolve) => {
          subscription.once('message', resolve);
        });
        await connection.get('bench');
        taken.push(performance.now() - started);
      });
      await Promise.all([publisher.publish('bench', String(round)), ...read]);
    }
    return taken;
  } finally {
    for (const { subscription, connection } of readers) {
      subscription.disconnect();
      connection.disconnect();
    }
    publisher.disconnect();
  }
}
