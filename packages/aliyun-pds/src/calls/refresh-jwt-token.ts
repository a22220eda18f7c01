import type { CallOptions, Secret } from '@tokenwright/core/provider';
import { checkParameters } from '@tokenwright/core/provider';
import type { PdsContext } from '../context.ts';
import { requireContext } from '../context.ts';
import { refreshAccountToken } from '../gen/sdk.gen.ts';
import type { AccountTokenRequest } from '../gen/types.gen.ts';
import type { PdsTokenInfo } from '../token-info.ts';
import { vendorParameters } from '../vendor-names.ts';
import { jwtClientId, refreshToken } from './parameters.ts';
import { tokenCall } from './token-call.ts';
import { withSecrets } from './with-secrets.ts';

/** Parameters of {@link refreshJwtToken}. */
export interface RefreshJwtTokenParameters {
  /** The AppId of the JWT application. */
  readonly client_id: string;
  /** The refresh token of the last token, or a function that fetches it. */
  readonly refresh_token: Secret;
}

const rules = { known: { client_id: jwtClientId, refresh_token: refreshToken }, refused: vendorParameters };

/**
 * Refreshes a token that came from an assertion (`POST /v2/account/token`: another endpoint than for codes, with JSON
 * and `app_id`). PDS gives a new refresh token each time and ends the old access token. An application that holds its
 * private key can as well ask for a new token with {@link getUserJwtToken}, which spends nothing.
 *
 * @throws ConfigurationError when a parameter is missing or malformed; nothing was sent
 * @throws AuthorityError when PDS refuses; `invalid_grant` for a refresh token that is wrong, used or expired
 * @throws InvalidResponseError, TransportError, RequestTimeoutError
 */
export async function refreshJwtToken(
  context: PdsContext,
  params: RefreshJwtTokenParameters,
  options: CallOptions = {},
): Promise<PdsTokenInfo> {
  const where = 'refreshJwtToken';
  requireContext(where, context);
  const given = checkParameters<RefreshJwtTokenParameters>(where, 'parameter', params, rules);
  return withSecrets(given, ({ client_id, refresh_token }) => {
    const body: AccountTokenRequest = { app_id: client_id, grant_type: 'refresh_token', refresh_token };
    return tokenCall(context, { where, options, secrets: [refresh_token] }, (wire) =>
      refreshAccountToken({ ...wire, body }),
    );
  });
}
