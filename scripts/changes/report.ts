import { styled } from '../lib/table.ts';
import { type Bump, bumps, isLess } from './bump.ts';
import type { Change } from './document-changes.ts';
import type { Verdict } from './verdict.ts';

/** Prints what changed, for each package, and whether the pending changesets say enough. */
export function printReport(verdicts: readonly Verdict[]): void {
  const changed = verdicts.filter(({ required }) => required.changes.length > 0);
  if (changed.length === 0) console.log('Nothing changed since the last release.');
  for (const { required } of changed) {
    console.log(`\n${styled('bold', required.packageName)} ${since(required.released)}: ${asked(required)}`);
    for (const bump of bumps.toReversed()) {
      for (const change of required.changes.filter((each) => each.bump === bump)) printChange(change);
    }
  }
  console.log('');
  for (const { required, given } of verdicts) {
    const { packageName, bump } = required;
    if (bump === 'none') continue;
    const mark = isLess(given, bump) ? styled('red', 'NEEDS') : styled('green', 'has  ');
    const says = given === 'none' ? 'no changeset' : `a changeset for ${given}`;
    console.log(`${mark} ${packageName.padEnd(32)} ${bump.padEnd(6)} ${says}`);
  }
}

/** A change as one line of a changelog. */
export function sentenceOf({ message, place }: Change): string {
  return place === undefined ? message : `${message} (${place.replace(/:\d+$/, '')})`;
}

function printChange({ bump, message, place }: Change): void {
  const colour = bump === 'major' ? 'red' : bump === 'minor' ? 'yellow' : 'dim';
  console.log(
    `  ${styled(colour, bump.padEnd(6))} ${message}${place === undefined ? '' : styled('dim', ` [${place}]`)}`,
  );
}

function since(released: string | undefined): string {
  if (released === undefined) return '(new)';
  return released === '0.0.0' ? '(never released)' : `(since ${released})`;
}

function asked({ rated, bump }: { readonly rated: Bump; readonly bump: Bump }): string {
  return rated === bump ? bump : `${bump} (the changes by themselves: ${rated})`;
}
