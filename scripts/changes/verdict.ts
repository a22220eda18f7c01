import { type Bump, isLess } from './bump.ts';
import { type Changeset, givenBump, isOurs, readChangesets, removeChangeset, writeChangeset } from './changesets.ts';
import { sentenceOf } from './report.ts';
import type { Required } from './required.ts';

/** What a package needs, and what the pending changesets give it. */
export interface Verdict {
  readonly required: Required;
  readonly given: Bump;
}

export function judge(packages: readonly Required[], changesets: readonly Changeset[] = readChangesets()): Verdict[] {
  return packages.map((required) => ({ required, given: givenBump(changesets, required.packageName) }));
}

export function isTooSmall({ required, given }: Verdict): boolean {
  return isLess(given, required.bump);
}

/**
 * Writes a changeset for each package that the changesets written by hand leave short, and takes back one that is needed
 * no more. What was written by hand is never touched: the larger of two counts.
 *
 * @returns a line for each file
 */
export function writeMissing(packages: readonly Required[]): string[] {
  const byHand = readChangesets().filter((each) => !isOurs(each));
  return judge(packages, byHand).flatMap((verdict) => {
    const { packageName, bump, changes } = verdict.required;
    if (isTooSmall(verdict)) {
      const messages = [...new Set(changes.filter((change) => change.bump !== 'none').map(sentenceOf))];
      return [`wrote    ${writeChangeset(packageName, bump, messages)}`];
    }
    const removed = removeChangeset(packageName);
    return removed === undefined ? [] : [`removed  ${removed}`];
  });
}
