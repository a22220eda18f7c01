import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chartSvg, figuresOf } from './chart-svg.ts';
import { charts, type Chart } from './charts.ts';
import type { CaseReport } from './results.ts';

export const chartFolder: string = path.resolve(import.meta.dirname, '../../../docs/benchmarks');

export function chartFile({ case: benchCase, name }: Chart): string {
  return `${benchCase}-${name}.svg`;
}

/** The charts that have something to show of a report. */
export function chartsOf(report: CaseReport): readonly Chart[] {
  return charts.filter((chart) => chart.case === report.case && figuresOf(chart, report).length > 0);
}

/** Every chart by the name of its file. */
export async function drawCharts(reports: readonly CaseReport[]): Promise<ReadonlyMap<string, string>> {
  const drawn = new Map<string, string>();
  for (const report of reports)
    for (const chart of chartsOf(report)) drawn.set(chartFile(chart), await chartSvg(chart, report));
  return drawn;
}

/** Writes the charts, and leaves nothing else in their folder. */
export async function writeCharts(reports: readonly CaseReport[]): Promise<void> {
  const drawn = await drawCharts(reports);
  mkdirSync(chartFolder, { recursive: true });
  for (const file of readdirSync(chartFolder)) if (!drawn.has(file)) rmSync(path.join(chartFolder, file));
  for (const [file, svg] of drawn) writeFileSync(path.join(chartFolder, file), svg);
}
