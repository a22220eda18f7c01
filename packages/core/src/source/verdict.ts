import type { TokenRecord } from '../store/token-record.ts';
import type { TokenWire } from './token-wire.ts';
import type { Unpersisted } from './token-slot.ts';

/** Of one lineage, and further on. */
export function isLater(ours: TokenRecord, theirs: TokenRecord | undefined): boolean {
  return (
    theirs !== undefined &&
    ours.lineage === theirs.lineage &&
    ours.generation > theirs.generation &&
    theirs.signedOut === undefined
  );
}

/** What to do with a record of ours when the store holds another than the one we meant to replace. */
export type Verdict = 'overwrite' | 'ours' | 'theirs' | 'discard';

/** No clock decides, only descent. */
export function judge<Wire extends TokenWire>(
  { record: ours, login }: Unpersisted<Wire>,
  theirs: TokenRecord | undefined,
): Verdict {
  if (theirs?.lineage === ours.lineage && theirs.signedOut === undefined) return judgeWithinLineage(ours, theirs);
  // A login takes the place of what was known when it came, and of what asks for one; another login wins.
  const isReplaced =
    login !== undefined &&
    theirs?.lineage !== ours.lineage &&
    (theirs?.token === undefined || login.over === undefined || login.over.includes(theirs.lineage));
  return isReplaced ? 'overwrite' : 'discard';
}

function judgeWithinLineage(ours: TokenRecord, theirs: TokenRecord): Verdict {
  const sameToken = theirs.token?.wire.access_token === ours.token?.wire.access_token;
  if (theirs.generation === ours.generation && sameToken) return 'ours';
  if (theirs.loginRequired !== undefined) {
    // Somebody repeated the refresh token that our attempt had spent.
    return theirs.loginRequired.fingerprint === ours.parentFingerprint ? 'overwrite' : 'theirs';
  }
  return theirs.generation >= ours.generation ? 'theirs' : 'overwrite';
}
