import { hasRedisServer } from '@tokenwright/test-support';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Report } from './fleet/scenarios.ts';

// Other tests run at the same time.
process.env['TOKENWRIGHT_FLEET_SPEED'] ??= '5';
const { kill, linesOf, pauseAfterClaim, pauseInFlight, redisFault, redisFaults, storm } =
  await import('./fleet/scenarios.ts');

/** Real processes, a real Redis and the twin over HTTP, for a short time; `fleet/run.ts` takes its time. */
const isShown = process.env['CI'] === 'true';

async function shown(work: Promise<Report>): Promise<Report> {
  const report = await work;
  // oxlint-disable-next-line no-console -- the numbers are what a reader of the log wants
  if (isShown) console.log(linesOf(report));
  return report;
}

/** S5: the one repetition comes when the claim is over. A millisecond or two pass between a look at the clock and a send. */
function expectRetriesAfterTheDeadline({ shortestRetryMs, soonestRetryMs }: Report): void {
  if (shortestRetryMs !== undefined) expect(shortestRetryMs).toBeGreaterThan(soonestRetryMs - 50);
}

/** By the wall, at the speed above. */
const bearableStallMs = 150;

function untypedOf({ failures }: Report): string[] {
  return Object.keys(failures).filter((name) => name.startsWith('untyped'));
}

function lossesOf({ lost }: Report): number {
  return Object.values(lost).reduce((sum, count) => sum + count, 0);
}

describe.runIf(hasRedisServer())('a fleet', () => {
  test('S1, S2, S4, L11: eight processes with 500 callers each: one refresh for a rotation, no error', async () => {
    const report = await shown(storm({ processes: 8, callers: 500, rotations: 20, lifetimeSeconds: 4 }));
    expect(report.sentMore).toBe(0);
    expectRetriesAfterTheDeadline(report);
    // Where processes do not get to run for as long as a request may take, times run out, and that is what callers hear.
    if (report.stalledMs < bearableStallMs)
      expect(report).toEqual({ ...report, sentTwice: 0, reused: 0, failures: {}, lost: {} });
    else expect(untypedOf(report)).toEqual([]);
    expect(report.sentOnce).toBeGreaterThanOrEqual(20);
    expect(report.calls).toBeGreaterThan(10_000);
  });

  test('S5: killed at random instants of a refresh, with grace: each refresh token sent twice at most, and nothing lost', async () => {
    const report = await shown(kill({ kills: 6, graceSeconds: 600, inFlight: true }));
    expect(report).toMatchObject({ sentMore: 0, reused: 0 });
    expect(report.more['in flight when killed']).toBeGreaterThan(0);
    expect(report.more['answer lost']).toBe(0);
    // Two attempts that were late one after the other, on a machine that is too busy, are given up as well.
    expect(lossesOf(report)).toBeLessThanOrEqual(Number(report.more['of these, late without a kill']));
    expectRetriesAfterTheDeadline(report);
  });

  test('S5: killed at random instants of a refresh, without grace: only logins whose process was killed in flight are lost', async () => {
    const report = await shown(kill({ kills: 10, graceSeconds: 0, inFlight: true }));
    expect(report.sentMore).toBe(0);
    expect(report.more['in flight when killed']).toBeGreaterThan(0);
    expect(report.more['retried']).toBe(0);
    expect(report.reused).toBe(report.more['answer lost']);
    expect(lossesOf(report)).toBeGreaterThanOrEqual(Number(report.more['answer lost']));
    expectRetriesAfterTheDeadline(report);
  });

  test('S1, S3: a process that stands still with its claim past the deadline sends nothing when it wakes', async () => {
    const report = await shown(pauseAfterClaim(8));
    expect(report).toMatchObject({ sentTwice: 0, sentMore: 0, reused: 0 });
    expect(report.lost).toEqual({});
    expect(report.more['the token it had claimed was sent by it']).toBe(0);
    expect(report.more['generation after']).toBeGreaterThan(Number(report.more['generation before']));
  });

  test('S3: a process that stands still in flight past the deadline writes nothing over what came since', async () => {
    const report = await shown(pauseInFlight(8));
    expect(report).toMatchObject({ sentTwice: 1, sentMore: 0, reused: 0 });
    expect(report.lost).toEqual({});
    expect(report.more['the token was sent by the paused process']).toBe(1);
    expect(report.more['generation after']).toBeGreaterThan(Number(report.more['generation before']));
    expectRetriesAfterTheDeadline(report);
  });

  describe.each(redisFaults)('whose Redis is %s', (fault) => {
    let report: Report;
    beforeAll(async () => {
      report = await shown(redisFault(fault, 2, 10));
    });

    test('S6, S9: sends no refresh token more than twice, and goes on afterwards', () => {
      expect(report).toMatchObject({ sentMore: 0, reused: 0 });
      // A failover forgets claims: see the documentation of `waitReplicas`.
      if (fault !== 'failed over') expectRetriesAfterTheDeadline(report);
    });

    test('loses no login, unless Redis has forgotten all', () => {
      if (fault === 'restarted empty') expect(Object.keys(report.lost)).toEqual(['no-session']);
      else expect(report.lost).toEqual({});
    });

    test('tells callers of typed errors only', () => {
      expect(untypedOf(report)).toEqual([]);
    });
  });
});
