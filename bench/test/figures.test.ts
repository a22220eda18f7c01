import { expect, test } from 'vitest';
import type { Row } from '../src/bench-case.ts';
import { allCases } from '../src/cases/all.ts';
import { medianRatio, quantile } from '../src/measure/quantiles.ts';
import { figures, outcomes } from '../src/report/figures.ts';
import { readReports, type CaseReport } from '../src/report/results.ts';
import { shortfalls } from '../src/report/standing.ts';

const row = (subject: string, kind: Row['kind'], samples: readonly number[], more: Partial<Row> = {}): Row => ({
  scenario: 's',
  metric: 'm',
  unit: 'ns',
  subject,
  kind,
  samples,
  ...more,
});

test('a quantile lies between the values beside it', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([10, 20, 30, 40, 50], 0.25)).toBe(20);
  expect(quantile([], 0.5)).toBeNaN();
});

test('a ratio is that of the rounds, not that of the medians', () => {
  expect(medianRatio([10, 200, 30], [10, 100, 10])).toBe(2);
});

test('twice the time is half as good as the floor, half the time of a peer twice as good', () => {
  const [ours] = figures({
    rows: [
      row('a', 'ours', [20, 20]),
      row('b', 'floor', [10, 10]),
      row('c', 'peer', [40, 40]),
      row('d', 'peer', [90, 90]),
    ],
    bars: [],
  });
  expect(ours).toMatchObject({ toFloor: 0.5, toBestPeer: 2 });
});

test('where more is better, the ratio goes the other way', () => {
  const more = { moreIsBetter: true };
  const [ours] = figures({ rows: [row('a', 'ours', [20], more), row('b', 'peer', [10], more)], bars: [] });
  expect(ours?.toBestPeer).toBe(2);
});

test('a subject without a figure is compared with nobody', () => {
  const [ours, other] = figures({
    rows: [row('a', 'ours', [20]), row('b', 'peer', [], { note: 'did not finish' })],
    bars: [],
  });
  expect(ours?.toBestPeer).toBeUndefined();
  expect(other).toMatchObject({ median: undefined, note: 'did not finish' });
});

test('a bar is met at its limit', () => {
  const bar = { what: 'x', unit: 'ratio' } as const;
  const [least, most, missed] = outcomes({
    rows: [],
    bars: [
      { ...bar, measured: 0.9, limit: { atLeast: 0.9 } },
      { ...bar, measured: 15, limit: { atMost: 15 } },
      { ...bar, measured: 0.89, limit: { atLeast: 0.9 } },
    ],
  });
  expect([least?.met, most?.met, missed?.met]).toEqual([true, true, false]);
});

test('who is behind a peer or a bar is told with a reason, and who was ahead in some rounds with that one', () => {
  const shortfallsOf = (own: readonly number[], peer: readonly number[]): ReturnType<typeof shortfalls> => {
    const rows = [row('a', 'ours', own), row('b', 'peer', peer)];
    const bars = [{ what: 'heap', measured: 2, unit: 'bytes', limit: { atMost: 1 } }] as const;
    return shortfalls({ case: 'pool', figures: figures({ rows, bars }), bars: outcomes({ rows, bars }) } as CaseReport);
  };
  const bar = { what: 'the bar of heap', reason: expect.stringContaining('when to renew') as string };
  expect(shortfallsOf([10, 10], [20, 20])).toEqual([bar]);
  expect(shortfallsOf([20, 20], [10, 10])).toEqual([
    { what: 's, m: a 20, b 10 ns', reason: 'no reason is known' },
    bar,
  ]);
  expect(shortfallsOf([10, 31, 12, 33], [11, 30, 11, 30])[0]?.reason).toBe('now one was ahead, now the other');
  // Rounds differ by more than the two do, and yet it is behind in each.
  expect(shortfallsOf([10, 30], [9, 28])[0]?.reason).toBe('no reason is known');
});

test('what is behind in the committed results has a reason', () => {
  for (const report of readReports(allCases))
    for (const { what, reason } of shortfalls(report)) expect(reason, what).not.toBe('no reason is known');
});
