import type { MockClient } from '../options.ts';
import type { TwinState } from '../state/twin-state.ts';
import type { IssuedTokens } from '../state/vault.ts';
import { refreshProblem } from '../state/refresh-problem.ts';
import { rulesOf } from '../state/rules.ts';
import { notValid, refreshTokenExpired, userNotEnabled } from './refusals.ts';
import { pdsRecipe } from './token-answer.ts';

/** Exchanges a refresh token, at either endpoint. The old access token ends with it (seed 001). */
export function refreshPds(
  value: string,
  client: MockClient,
  endpoint: 'oauth' | 'account',
  state: TwinState,
): IssuedTokens {
  const { traits } = state.options;
  const known = state.vault.findRefresh(value);
  // Checked first, so that a disabled user's refresh spends nothing.
  const user = known && state.user(known.lineage.subject);
  if (user?.disabled) throw userNotEnabled(`user ${user.userId} is disabled`);
  if (endpoint === 'oauth' && known?.lineage.origin === 'jwt-bearer' && !traits.refreshJwtAppsAtOAuthEndpoint) {
    // x-guess: no source says whether this endpoint refreshes the tokens of JWT applications. The strict reading.
    throw notValid('refresh_token', `${known.name} is of a JWT application: refresh it at /v2/account/token`);
  }
  const result = state.vault.refresh(value, client.clientId, rulesOf(traits), (lineage) =>
    pdsRecipe(lineage, state.user(lineage.subject), state),
  );
  if ('tokens' in result) return result.tokens;
  if (result.outcome === 'expired') throw refreshTokenExpired(refreshProblem(result));
  throw notValid('refresh_token', refreshProblem(result));
}
