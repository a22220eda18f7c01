import { hasRedisServer } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import type { Report } from './fleet/scenarios.ts';

// Other tests run at the same time.
process.env['TOKENWRIGHT_FLEET_SPEED'] ??= '5';
const { promisesOf, verdictOf } = await import('./fleet/promises.ts');
const { kill, pauseAfterClaim, pauseInFlight, redisFault, redisFaults, storm } = await import('./fleet/scenarios.ts');

/** Real processes, a real Redis and the twin over HTTP, for a short time; `pnpm fleet` takes its time. */
const isShown = process.env['CI'] === 'true';

/** A report that has broken no promise. */
async function kept(work: Promise<Report>): Promise<Report> {
  const report = await work;
  // oxlint-disable-next-line no-console -- the numbers are what a reader of the log wants
  if (isShown) console.log(verdictOf(report));
  expect(promisesOf(report).filter(({ state }) => state === 'broken')).toEqual([]);
  return report;
}

describe.runIf(hasRedisServer())('a fleet', () => {
  test('S1, S2, S4, L11: eight processes with 500 callers each: one refresh for a rotation, no error', async () => {
    const report = await kept(storm({ processes: 8, callers: 500, rotations: 20, lifetimeSeconds: 4 }));
    expect(report.sentOnce).toBeGreaterThanOrEqual(20);
    expect(report.calls).toBeGreaterThan(10_000);
  });

  test('S5: killed at random instants of a refresh, with grace: each refresh token sent twice at most, and nothing lost', async () => {
    const report = await kept(kill({ kills: 6, graceSeconds: 600, inFlight: true }));
    expect(report).toMatchObject({ sentMore: 0, reused: 0 });
  });

  test('S5: killed at random instants of a refresh, without grace: only logins whose process was killed in flight are lost', async () => {
    const report = await kept(kill({ kills: 10, graceSeconds: 0, inFlight: true }));
    expect(report).toMatchObject({ sentMore: 0, reused: report.more['answer lost'] });
  });

  test('S1, S3: a process that stands still with its claim past the deadline sends nothing when it wakes', async () => {
    const report = await kept(pauseAfterClaim(8));
    expect(report).toMatchObject({ sentTwice: 0, sentMore: 0, reused: 0 });
  });

  test('S3: a process that stands still in flight past the deadline writes nothing over what came since', async () => {
    const report = await kept(pauseInFlight(8));
    expect(report).toMatchObject({ sentTwice: 1, sentMore: 0, reused: 0 });
    expect(report.more['the token was sent by the paused process']).toBe(1);
  });

  test.each(redisFaults)(
    'S6, S9: whose Redis is %s sends no refresh token more than twice, loses no login that Redis has, and goes on',
    async (fault) => {
      const report = await kept(redisFault(fault, 2, 10));
      if (fault === 'restarted empty') expect(Object.keys(report.lost)).toEqual(['no-session']);
      else expect(report.lost).toEqual({});
    },
  );
});
