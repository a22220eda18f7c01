import { appendFileSync } from 'node:fs';

/** What one suite came to. */
export interface SuiteCounts {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly milliseconds: number;
}

/** Adds a line to a file for `.ci/run` to add up: by default to the one that TOKENWRIGHT_SUMMARY names, if it does. */
export function addToSummary(counts: SuiteCounts, file: string | undefined = process.env['TOKENWRIGHT_SUMMARY']): void {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(counts)}\n`);
}
