import type { MockTraits } from '../traits.ts';
import type { RefreshRules } from './vault.ts';

/** The rules of a refresh under these traits. */
export function rulesOf(traits: MockTraits): RefreshRules {
  return {
    rotate: traits.rotateRefreshTokens,
    graceMs: traits.refreshTokenGraceSeconds * 1000,
    reuseKillsLineage: traits.reuseKillsLineage,
    killAccessToken: traits.refreshKillsAccessToken,
  };
}
