import type { CallOptions, Secret } from '@tokenwright/core/provider';
import { checkParameters } from '@tokenwright/core/provider';
import type { PdsContext } from '../context.ts';
import { requireContext } from '../context.ts';
import { requestToken } from '../gen/sdk.gen.ts';
import type { AuthorizationCodeGrant } from '../gen/types.gen.ts';
import type { PdsTokenInfo } from '../token-info.ts';
import { vendorParameters, vendorSpellings } from '../vendor-names.ts';
import { clientId, clientSecret, code, redirectUri } from './parameters.ts';
import { tokenCall } from './token-call.ts';
import { withSecrets } from './with-secrets.ts';

/** Parameters of {@link getTokenByCode}. */
export interface GetTokenByCodeParameters {
  /** The AppId of the application. */
  readonly client_id: string;
  /** The AppSecret, which web server applications have; or a function that fetches it, asked at each call. */
  readonly client_secret?: Secret | undefined;
  /** The redirect URI that the authorization request named. */
  readonly redirect_uri: string;
  /** The one-time code that came to it. */
  readonly code: string;
}

const rules = {
  known: { client_id: clientId, client_secret: clientSecret, redirect_uri: { ...redirectUri, required: true }, code },
  aliases: vendorSpellings,
  refused: vendorParameters,
};

/**
 * Exchanges an authorization code for a token (RFC 6749 section 4.1.3; `POST /v2/oauth/token`). The code works once:
 * the request is never repeated, and after an error whose `outcome` is `unknown` the user has to log in again.
 *
 * @throws ConfigurationError when a parameter is missing or malformed; nothing was sent
 * @throws AuthorityError when PDS refuses; `invalid_grant` for a code that is wrong, used or expired
 * @throws InvalidResponseError, TransportError, RequestTimeoutError
 */
export async function getTokenByCode(
  context: PdsContext,
  params: GetTokenByCodeParameters,
  options: CallOptions = {},
): Promise<PdsTokenInfo> {
  const where = 'getTokenByCode';
  requireContext(where, context);
  const given = checkParameters<GetTokenByCodeParameters>(where, 'parameter', params, rules);
  return withSecrets(given, (resolved) => {
    const body: AuthorizationCodeGrant = { grant_type: context.codeGrantType, ...resolved };
    const secrets = [body.client_secret, body.code];
    return tokenCall(context, { where, options, secrets }, (wire) => requestToken({ ...wire, body }));
  });
}
