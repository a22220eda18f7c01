import { expect, test } from 'vitest';
import { allCases } from '../src/cases/all.ts';
import type { Figure } from '../src/report/figures.ts';
import { readReports, type CaseReport } from '../src/report/results.ts';
import { summary } from '../src/report/summary.ts';

const [real] = readReports(allCases);

function report(figures: readonly Partial<Figure>[], bars: CaseReport['bars']): CaseReport {
  if (real === undefined) throw new Error('There is no committed result.');
  return { ...real, case: 'pool', title: 'What?', figures: figures as Figure[], bars };
}

test('the summary names each bar that is missed, with its reason, and counts where this project stands', () => {
  const bars: CaseReport['bars'] = [
    { what: 'one', measured: 0.5, unit: 'ratio', limit: { atLeast: 0.7 }, met: false },
    { what: 'heap of two', measured: 12_345, unit: 'bytes', limit: { atMost: 600 }, met: false },
    { what: 'three', measured: 1, unit: 'requests', limit: { atMost: 1 }, met: true },
  ];
  const own = { kind: 'ours' } as const;
  const figures: Partial<Figure>[] = [
    { ...own, toBestPeer: 1.2, levelWithBestPeer: false },
    { ...own, toBestPeer: 0.9, levelWithBestPeer: true },
    { ...own, toBestPeer: 0.9, levelWithBestPeer: false },
    { ...own, toBestPeer: 0.8, levelWithBestPeer: undefined },
    { ...own, toBestPeer: undefined },
    { kind: 'peer', toBestPeer: 3 },
  ];
  const lines = summary([report(figures, bars)])
    .join('\n')
    .split('\n')
    .map((line) => line.replaceAll(/ +/g, ' '));
  expect(lines).toContain('1 of 3 bars are met. Missed are:');
  expect(lines).toContain('| one | 0.5 | at least 0.7 | no reason is known |');
  expect(lines.find((line) => line.startsWith('| heap of two'))).toMatch(
    /^\| heap of two \| 12,350 bytes \| at most 600 \| a source here/,
  );
  expect(lines).toContain('| [pool](#pool) | What? | 1 of 3 | 1 | 1 | 2 |');
});

test('a summary of cases that miss nothing and compare nothing says so without an empty table', () => {
  const lines = summary([report([], [])]).join('\n');
  expect(lines).toContain('0 of 0 bars are met.\n');
  expect(lines).not.toContain('Missed');
  expect(lines).toMatch(/\| \[pool\]\(#pool\) \| What\? +\| +\| +\| +\| +\|/);
});
