/** How far a version has to move, smallest first. */
export const bumps = ['none', 'patch', 'minor', 'major'] as const;
export type Bump = (typeof bumps)[number];

export function largest(all: Iterable<Bump>): Bump {
  let found: Bump = 'none';
  for (const bump of all) if (isLess(found, bump)) found = bump;
  return found;
}

export function isLess(left: Bump, right: Bump): boolean {
  return bumps.indexOf(left) < bumps.indexOf(right);
}

/**
 * What a change of this size is in a release after `version`. Below 1.0.0 a caret range ends at the next minor version,
 * so a minor release is the one that may break.
 */
export function bumpAfter(version: string, bump: Bump): Bump {
  return version.startsWith('0.') && bump === 'major' ? 'minor' : bump;
}
