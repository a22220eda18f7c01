import type { Figure } from './figures.ts';
import { reasonFor } from './reasons.ts';
import type { CaseReport } from './results.ts';

const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

/** Where this project is not first, or misses a bar, and why. */
export interface Shortfall {
  readonly what: string;
  readonly reason: string;
}

export function shortfalls(report: CaseReport): readonly Shortfall[] {
  const notFirst = report.figures.flatMap((own) => {
    if (own.kind !== 'ours' || own.toBestPeer === undefined || own.toBestPeer >= 1) return [];
    const better = bestPeer(own, report.figures);
    if (better === undefined) return [];
    const what = `${own.scenario}, ${own.metric}: ${own.subject} ${shown(own)}, ${better.subject} ${shown(better)} ${own.unit}`;
    const reason = own.levelWithBestPeer === true ? 'now one was ahead, now the other' : reasonFor(report.case, what);
    return [{ what, reason }];
  });
  const missed = report.bars
    .filter(({ met }) => !met)
    .map(({ what }) => ({ what: `the bar of ${what}`, reason: reasonFor(report.case, what) }));
  return [...notFirst, ...missed];
}

function bestPeer(own: Figure, figures: readonly Figure[]): Figure | undefined {
  const sign = own.moreIsBetter === true ? -1 : 1;
  return figures
    .filter(({ kind, scenario, metric }) => kind === 'peer' && scenario === own.scenario && metric === own.metric)
    .filter(({ median }) => median !== undefined)
    .toSorted((left, right) => sign * ((left.median ?? 0) - (right.median ?? 0)))[0];
}

function shown({ median }: Figure): string {
  return median === undefined ? 'no figure' : number.format(median);
}
