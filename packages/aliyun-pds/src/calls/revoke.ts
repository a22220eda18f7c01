import type { CallOptions, Secret } from '@tokenwright/core/provider';
import { checkParameters, refuseError } from '@tokenwright/core/provider';
import type { PdsContext } from '../context.ts';
import { requireContext } from '../context.ts';
import { revokeAccountToken } from '../gen/sdk.gen.ts';
import type { AccountRevokeRequest } from '../gen/types.gen.ts';
import { answerRules } from '../token-info.ts';
import { vendorParameters } from '../vendor-names.ts';
import { clientId, refreshToken } from './parameters.ts';
import { pdsCall } from './token-call.ts';
import { withSecrets } from './with-secrets.ts';

/** Parameters of {@link revoke}. */
export interface RevokeParameters {
  /** The AppId of the application. */
  readonly client_id: string;
  /** The refresh token of the login that is to end, or a function that fetches it. */
  readonly refresh_token: Secret;
}

const rules = { known: { client_id: clientId, refresh_token: refreshToken }, refused: vendorParameters };

/**
 * Ends a login: its refresh token works no more (`POST /v2/account/revoke`, with JSON and `app_id`). What becomes of
 * the access token is not documented. The vendor's sources show this on the auth host; it goes to the host that issues
 * tokens, so give `host: 'auth'` or `auth_endpoint` should the API host of a domain not serve it.
 *
 * @throws ConfigurationError when a parameter is missing or malformed; nothing was sent
 * @throws AuthorityError when PDS refuses; `invalid_grant` for a refresh token that is wrong, used or expired
 * @throws InvalidResponseError, TransportError, RequestTimeoutError
 */
export async function revoke(context: PdsContext, params: RevokeParameters, options: CallOptions = {}): Promise<void> {
  const where = 'revoke';
  requireContext(where, context);
  const given = checkParameters<RevokeParameters>(where, 'parameter', params, rules);
  await withSecrets(given, async ({ client_id, refresh_token }) => {
    const body: AccountRevokeRequest = { app_id: client_id, refresh_token };
    const answer = await pdsCall(context, { where, options, secrets: [refresh_token] }, (wire) =>
      revokeAccountToken({ ...wire, body }),
    );
    refuseError(where, answer, answerRules);
  });
}
