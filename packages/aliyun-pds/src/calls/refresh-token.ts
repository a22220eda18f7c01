import type { CallOptions, Secret } from '@tokenwright/core/provider';
import { checkParameters } from '@tokenwright/core/provider';
import type { PdsContext } from '../context.ts';
import { requireContext } from '../context.ts';
import { requestToken } from '../gen/sdk.gen.ts';
import type { RefreshTokenGrant } from '../gen/types.gen.ts';
import type { PdsTokenInfo } from '../token-info.ts';
import { vendorParameters, vendorSpellings } from '../vendor-names.ts';
import { clientId, clientSecret, redirectUri, refreshToken as refreshTokenRule } from './parameters.ts';
import { tokenCall } from './token-call.ts';
import { withSecrets } from './with-secrets.ts';

/** Parameters of {@link refreshToken}. */
export interface RefreshTokenParameters {
  /** The AppId of the application. */
  readonly client_id: string;
  /** The AppSecret, which web server applications have; or a function that fetches it, asked at each call. */
  readonly client_secret?: Secret | undefined;
  /** Sent if given. One of the vendor's sources asks for it, the others do without. */
  readonly redirect_uri?: string | undefined;
  /** The refresh token of the last token, or a function that fetches it. */
  readonly refresh_token: Secret;
}

const rules = {
  known: {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: redirectUri,
    refresh_token: refreshTokenRule,
  },
  aliases: vendorSpellings,
  refused: vendorParameters,
};

/**
 * Refreshes a token that came from a code (RFC 6749 section 6; `POST /v2/oauth/token`). PDS gives a new refresh token
 * each time and ends the old access token: store what comes back before anything else, and never refresh one token
 * from two places. The request is never repeated.
 *
 * @throws ConfigurationError when a parameter is missing or malformed; nothing was sent
 * @throws AuthorityError when PDS refuses; `invalid_grant` for a refresh token that is wrong, used or expired
 * @throws InvalidResponseError, TransportError, RequestTimeoutError
 */
export async function refreshToken(
  context: PdsContext,
  params: RefreshTokenParameters,
  options: CallOptions = {},
): Promise<PdsTokenInfo> {
  const where = 'refreshToken';
  requireContext(where, context);
  const given = checkParameters<RefreshTokenParameters>(where, 'parameter', params, rules);
  return withSecrets(given, (resolved) => {
    const body: RefreshTokenGrant = { grant_type: 'refresh_token', ...resolved };
    const secrets = [body.client_secret, body.refresh_token];
    return tokenCall(context, { where, options, secrets }, (wire) => requestToken({ ...wire, body }));
  });
}
