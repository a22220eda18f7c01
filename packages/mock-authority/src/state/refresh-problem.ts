import type { RefreshOutcome } from './vault.ts';

/** A refresh that gave no tokens. */
export type FailedRefresh = Extract<RefreshOutcome, { outcome: 'unknown' | 'foreign' | 'expired' | 'reused' | 'dead' }>;

/** Why a refresh gave no tokens, in a sentence for the developer. */
export function refreshProblem(failed: FailedRefresh): string {
  if (failed.outcome === 'unknown') return 'there is no such refresh token';
  const { name, lineage, end } = failed.token;
  const sentences = {
    foreign: `${name} was issued to application ${lineage.clientId}`,
    expired: `${name} has expired`,
    reused: `${name} was spent before: a refresh token works once`,
    dead: `${name} was ended: ${end ?? 'killed'}`,
  };
  return sentences[failed.outcome];
}
