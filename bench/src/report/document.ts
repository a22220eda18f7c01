import path from 'node:path';
import { chartFile, chartsOf } from './chart-files.ts';
import type { BarOutcome, Figure } from './figures.ts';
import type { CaseReport } from './results.ts';
import { shortfalls } from './standing.ts';

export const documentFile: string = path.resolve(import.meta.dirname, '../../../docs/benchmarks.md');

const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

/** The page of the documentation that tells what was measured, made of the results alone. */
export function benchmarksDocument(reports: readonly CaseReport[]): string {
  const sections = reports.flatMap((report) => [
    `## ${report.case}`,
    report.title,
    ...chartsOf(report).map((chart) => `![${chart.title}](benchmarks/${chartFile(chart)})`),
    ...[...Map.groupBy(report.figures, ({ scenario }) => scenario)].flatMap(([scenario, rows]) => [
      `### ${scenario}`,
      tableOf(rows),
    ]),
    ...(report.bars.length === 0 ? [] : [report.bars.map(lineOf).join('\n')]),
    ...behind(report),
    ...report.notes,
    `${dayOf(report)}, Node.js ${report.machine.node}, load ${report.machine.load} on ${report.machine.processors} processors.`,
  ]);
  return `${[...introduction(reports), ...sections].join('\n\n')}\n`;
}

/** Where this project is not first, or misses a bar, by reason. */
function behind(report: CaseReport): readonly string[] {
  const byReason = Map.groupBy(shortfalls(report), ({ reason }) => reason);
  if (byReason.size === 0) return [];
  const lists = [...byReason].map(
    ([reason, all]) => `- ${reason}:\n${all.map(({ what }) => `  - ${what}`).join('\n')}`,
  );
  return ['Where this project is not first, or misses a bar, and why:', lists.join('\n')];
}

function introduction(reports: readonly CaseReport[]): readonly string[] {
  const versions = new Map(reports.flatMap((report) => Object.entries(report.versions)));
  const [first] = reports;
  return [
    '# Benchmarks',
    'Written by `pnpm bench`; not to be edited. Each case measures this project beside what a user would pick instead, at pinned versions, in turn and in one run, and beside a floor: the least that the work can cost. "Beside" is how many times as good: 2 × is half the time or half the bytes. A figure is the median over the rounds. `pnpm bench <case>` measures one case anew; `bench/README.md` says how.',
    ...(first === undefined ? [] : [`Measured on ${first.machine.processor}, ${first.machine.system}.`]),
    [...versions].map(([name, version]) => `${name} ${version}`).join(', ') + '.',
  ];
}

/** One line for each subject, one column for each metric. */
function tableOf(rows: readonly Figure[]): string {
  const metrics = [...new Map(rows.map(({ metric, unit }) => [metric, unit]))];
  const besidesFloor = rows.some(({ toFloor }) => toFloor !== undefined);
  const besidesPeer = rows.some(({ toBestPeer }) => toBestPeer !== undefined);
  const head = [
    '',
    ...metrics.map(([metric, unit]) => `${metric} (${unit})`),
    ...(besidesFloor ? ['beside the floor'] : []),
    ...(besidesPeer ? ['beside the best peer'] : []),
  ];
  const lines: string[][] = [];
  for (const [subject, own] of Map.groupBy(rows, (row) => row.subject)) {
    const name = own.some(({ kind }) => kind === 'ours') ? `**${subject}**` : subject;
    const cells = metrics.map(([metric]) => cellOf(own.find((row) => row.metric === metric)));
    const floor = besidesFloor ? [ratio(own, ({ toFloor }) => toFloor)] : [];
    const peer = besidesPeer ? [ratio(own, ({ toBestPeer }) => toBestPeer)] : [];
    lines.push([name, ...cells, ...floor, ...peer]);
  }
  return aligned(head, lines);
}

function cellOf(row: Figure | undefined): string {
  if (row === undefined) return '';
  return row.median === undefined ? (row.note ?? 'no figure') : number.format(row.median);
}

/** Of the first metric that has one. */
function ratio(rows: readonly Figure[], of: (row: Figure) => number | undefined): string {
  const found = rows.map(of).find((each) => each !== undefined);
  return found === undefined ? '' : `${number.format(found)} ×`;
}

function aligned(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), line(rule), ...lines.map(line)].join('\n');
}

function lineOf({ what, measured, unit, limit, met }: BarOutcome): string {
  const wanted =
    'atLeast' in limit ? `at least ${number.format(limit.atLeast)}` : `at most ${number.format(limit.atMost)}`;
  const value = unit === 'ratio' ? number.format(measured) : `${number.format(measured)} ${unit}`;
  return `- ${met ? 'met' : '**missed**'}: ${what}: ${value}; the bar is ${wanted}`;
}

function dayOf({ date }: CaseReport): string {
  return date.slice(0, 10);
}
