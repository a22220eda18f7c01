import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BenchCase } from '../bench-case.ts';
import type { BarOutcome, Figure } from './figures.ts';
import type { Machine } from './machine.ts';

/** What one run of one case left, for machines: `bench/results/<case>.json`. */
export interface CaseReport {
  readonly case: string;
  readonly title: string;
  readonly bar: string | undefined;
  readonly date: string;
  readonly quick: boolean;
  readonly machine: Machine;
  /** The versions of the packages that were measured. */
  readonly versions: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly figures: readonly Figure[];
  readonly bars: readonly BarOutcome[];
  readonly notes: readonly string[];
  /** Why nothing was measured. */
  readonly skipped?: string | undefined;
}

export const resultsFolder: string = path.resolve(import.meta.dirname, '../../results');

export function writeReport(report: CaseReport, { name }: Pick<BenchCase, 'name'>): void {
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(path.join(resultsFolder, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
}

/** The reports that are there, in the order of the cases. */
export function readReports(cases: readonly Pick<BenchCase, 'name'>[]): readonly CaseReport[] {
  return cases
    .map(({ name }) => path.join(resultsFolder, `${name}.json`))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as CaseReport);
}
