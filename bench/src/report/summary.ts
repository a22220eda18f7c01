import { aligned } from './aligned.ts';
import type { BarOutcome } from './figures.ts';
import { reasonFor } from './reasons.ts';
import type { CaseReport } from './results.ts';

const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

/** What a reader of one minute has to know: where the bars are missed and why, and what is measured where. */
export function summary(reports: readonly CaseReport[]): readonly string[] {
  const bars = reports.flatMap(({ bars: all }) => all);
  const missed = reports.flatMap((report) =>
    report.bars
      .filter(({ met }) => !met)
      .map((bar) => [bar.what, measuredOf(bar), limitOf(bar), reasonFor(report.case, bar.what)]),
  );
  return [
    '## In short',
    `${bars.length - missed.length} of ${bars.length} bars are met.${missed.length === 0 ? '' : ' Missed are:'}`,
    ...(missed.length === 0 ? [] : [aligned(['the bar', 'measured', 'wanted', 'why'], missed, 4)]),
    'A comparison is one figure of this project beside that of the best peer in it; "level" is now one ahead, now the other.',
    aligned(
      ['case', 'question', 'bars met', 'ahead', 'level', 'behind'],
      reports.map((report) => [
        `[${report.case}](#${report.case})`,
        report.title,
        metOf(report),
        ...standingOf(report),
      ]),
      2,
    ),
  ];
}

/** `0.9452`, or `9,360 bytes`. */
export function measuredOf({ measured, unit }: BarOutcome): string {
  return unit === 'ratio' ? number.format(measured) : `${number.format(measured)} ${unit}`;
}

/** `at least 0.9`. */
export function limitOf({ limit }: BarOutcome): string {
  return 'atLeast' in limit ? `at least ${number.format(limit.atLeast)}` : `at most ${number.format(limit.atMost)}`;
}

function metOf({ bars }: CaseReport): string {
  return bars.length === 0 ? '' : `${bars.filter(({ met }) => met).length} of ${bars.length}`;
}

/** In how many comparisons this project is ahead of the best peer, level with it, and behind. */
function standingOf({ figures }: CaseReport): readonly string[] {
  const compared = figures.filter(({ kind, toBestPeer }) => kind === 'ours' && toBestPeer !== undefined);
  if (compared.length === 0) return ['', '', ''];
  const counts = { ahead: 0, level: 0, behind: 0 };
  for (const { toBestPeer = 1, levelWithBestPeer } of compared) {
    if (levelWithBestPeer === true || toBestPeer === 1) counts.level += 1;
    else if (toBestPeer > 1) counts.ahead += 1;
    else counts.behind += 1;
  }
  return Object.values(counts).map(String);
}
