import path from 'node:path';
import { aligned } from './aligned.ts';
import { chartFile, chartsOf } from './chart-files.ts';
import type { BarOutcome, Figure } from './figures.ts';
import type { CaseReport } from './results.ts';
import { shortfalls } from './standing.ts';
import { limitOf, measuredOf, summary } from './summary.ts';

export const documentFile: string = path.resolve(import.meta.dirname, '../../../docs/benchmarks.md');

const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

/** The page of the documentation that tells what was measured, made of the results alone. */
export function benchmarksDocument(reports: readonly CaseReport[]): string {
  const sections = reports.flatMap((report) => [
    `## ${report.case}`,
    `${report.title} \`pnpm bench ${report.case}\``,
    ...chartsOf(report).map((chart) => `![${chart.title}](benchmarks/${chartFile(chart)})`),
    ...[...Map.groupBy(report.figures, ({ scenario }) => scenario)].flatMap(([scenario, rows]) => [
      `### ${scenario}`,
      tableOf(rows),
    ]),
    ...(report.bars.length === 0 ? [] : [report.bars.map(lineOf).join('\n')]),
    ...behind(report),
    ...report.notes,
    `${dayOf(report)}, Node.js ${report.machine.node}, ${loadOf(report)} on ${report.machine.processors} processors.`,
  ]);
  return `${[...introduction(reports), ...summary(reports), ...sections].join('\n\n')}\n`;
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
    'Written by `pnpm bench`; not to be edited. Each case measures this project beside what a user would pick instead, at pinned versions, in turn and in one run, and beside a floor: the least that the work can cost. Calls, signatures and requests are measured with each subject in a process of its own, so that none bears the garbage of another. "Beside" is how many times as good: 2 × is half the time or half the bytes. A figure is the median over the rounds. `pnpm bench <case>` measures one case anew; `bench/README.md` says how.',
    ...(first === undefined ? [] : [`Measured on ${first.machine.processor}, ${first.machine.system}.`]),
    [...versions].map(([name, version]) => `${name} ${version}`).join(', ') + '.',
  ];
}

const besideFloor = 'beside the floor';
const besidePeer = 'beside the best peer';

/** One line for each subject and one column for each metric; or the other way round, where many metrics are of one subject. */
function tableOf(rows: readonly Figure[]): string {
  const metrics = [...new Map(rows.map(({ metric, unit }) => [metric, unit]))];
  const subjects = [...Map.groupBy(rows, ({ subject }) => subject)];
  return metrics.length > 3 && subjects.length < metrics.length
    ? byMetric(rows, metrics, subjects)
    : bySubject(rows, metrics, subjects);
}

type Metrics = readonly (readonly [metric: string, unit: string])[];
type Subjects = readonly (readonly [subject: string, rows: readonly Figure[]])[];

function bySubject(rows: readonly Figure[], metrics: Metrics, subjects: Subjects): string {
  // Each metric is followed by what it is beside others.
  const columns = metrics.flatMap(([metric, unit]) => {
    const own = rows.filter((row) => row.metric === metric);
    const find = (of: readonly Figure[]): Figure | undefined => of.find((row) => row.metric === metric);
    return [
      [`${metric} (${unit})`, (of: readonly Figure[]) => cellOf(find(of))] as const,
      ...ratioColumns(own).map(([head, cell]) => [head, (of: readonly Figure[]) => cell(find(of))] as const),
    ];
  });
  return aligned(
    ['', ...columns.map(([head]) => head)],
    subjects.map(([subject, of]) => [nameOf(subject, of), ...columns.map(([, cell]) => cell(of))]),
  );
}

function byMetric(rows: readonly Figure[], metrics: Metrics, subjects: Subjects): string {
  const columns = ratioColumns(rows);
  const lines = metrics.map(([metric, unit]) => {
    const own = rows.filter((row) => row.metric === metric);
    const ours = own.find(({ kind }) => kind === 'ours');
    return [
      `${metric} (${unit})`,
      ...subjects.map(([subject]) => cellOf(own.find((row) => row.subject === subject))),
      ...columns.map(([, cell]) => cell(ours)),
    ];
  });
  return aligned(
    ['', ...subjects.map(([subject, of]) => nameOf(subject, of)), ...columns.map(([head]) => head)],
    lines,
  );
}

function ratioColumns(
  rows: readonly Figure[],
): readonly (readonly [head: string, cell: (row: Figure | undefined) => string])[] {
  const columns = [
    [besideFloor, (row?: Figure) => row?.toFloor],
    [besidePeer, (row?: Figure) => row?.toBestPeer],
  ] as const;
  return columns
    .filter(([, of]) => rows.some((row) => of(row) !== undefined))
    .map(([head, of]) => [head, (row) => timesOf(of(row))] as const);
}

function nameOf(subject: string, rows: readonly Figure[]): string {
  return rows.some(({ kind }) => kind === 'ours') ? `**${subject}**` : subject;
}

function cellOf(row: Figure | undefined): string {
  if (row === undefined) return '';
  return row.median === undefined ? (row.note ?? 'no figure') : number.format(row.median);
}

function timesOf(ratio: number | undefined): string {
  return ratio === undefined ? '' : `${number.format(ratio)} ×`;
}

function lineOf(bar: BarOutcome): string {
  return `- ${bar.met ? 'met' : '**missed**'}: ${bar.what}: ${measuredOf(bar)}; the bar is ${limitOf(bar)}`;
}

function dayOf({ date }: CaseReport): string {
  return date.slice(0, 10);
}

/** Later cases begin with the load of those before them. */
function loadOf({ machine: { load, runLoad } }: CaseReport): string {
  return runLoad === undefined ? `load ${load}` : `load ${runLoad} before the run, ${load} before this case`;
}
