import { printTable, styled } from '../../../scripts/lib/table.ts';
import type { BarOutcome, Figure } from './figures.ts';

const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

/** Prints one table for each scenario and metric; one for the scenario where there is nothing to compare. */
export function printFigures(all: readonly Figure[]): void {
  const lonely = new Set<Figure>();
  for (const [scenario, rows] of Map.groupBy(all, (row) => row.scenario)) {
    if (new Set(rows.map(({ metric }) => metric)).size < rows.length || rows.length < 3) continue;
    for (const row of rows) lonely.add(row);
    printMetrics(scenario, rows);
  }
  const groups = Map.groupBy(
    all.filter((row) => !lonely.has(row)),
    ({ scenario, metric }) => `${scenario}: ${metric}`,
  );
  for (const [title, rows] of groups) {
    const unit = rows[0]?.unit ?? '';
    console.log(`\n${styled('bold', title)}${unit === 'ratio' ? '' : ` (${unit})`}`);
    const some = (has: (row: Figure) => boolean): boolean => rows.some(has);
    const columns: readonly (readonly [string, (row: Figure) => string])[] = [
      ['', ({ subject, kind }) => (kind === 'ours' ? styled('green', subject) : subject)],
      ['median', (row) => shown(row.median)],
      ...(some((row) => row.low !== row.high)
        ? [
            [
              'middle half',
              (row: Figure) => (row.low === row.high ? '' : `${shown(row.low)} to ${shown(row.high)}`),
            ] as const,
          ]
        : []),
      ...(some((row) => row.toFloor !== undefined)
        ? [['beside the floor', (row: Figure) => times(row.toFloor)] as const]
        : []),
      ...(some((row) => row.toBestPeer !== undefined)
        ? [['beside the best peer', (row: Figure) => times(row.toBestPeer)] as const]
        : []),
      ...(some((row) => row.note !== undefined) ? [['note', (row: Figure) => row.note ?? ''] as const] : []),
    ];
    printTable(
      columns.map(([head]) => head),
      rows.map((row) => columns.map(([, cell]) => cell(row))),
    );
  }
}

/** One subject with many metrics. */
function printMetrics(scenario: string, rows: readonly Figure[]): void {
  console.log(`\n${styled('bold', `${scenario}: ${rows[0]?.subject ?? ''}`)}`);
  printTable(
    ['', 'median', 'unit'],
    rows.map((row) => [row.metric, shown(row.median), row.unit]),
  );
}

export function printBars(bars: readonly BarOutcome[]): void {
  if (bars.length === 0) return;
  console.log('');
  for (const { what, measured, unit, limit, met } of bars) {
    const wanted = 'atLeast' in limit ? `at least ${shown(limit.atLeast)}` : `at most ${shown(limit.atMost)}`;
    const verdict = met ? styled('green', 'met   ') : styled('red', 'MISSED');
    console.log(`bar ${verdict} ${what}: ${shown(measured)}${unit === 'ratio' ? '' : ` ${unit}`}, ${wanted}`);
  }
}

function shown(value: number | undefined): string {
  return value === undefined ? '–' : number.format(value);
}

function times(value: number | undefined): string {
  return value === undefined ? '' : `${number.format(value)} ×`;
}
