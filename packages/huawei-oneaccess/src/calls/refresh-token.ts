import type { CallOptions, Secret } from '@tokenwright/core/provider';
import { checkParameters, resolveSecret } from '@tokenwright/core/provider';
import { requireContext, type OneAccessContext } from '../context.ts';
import { requestToken } from '../gen/oauth2/sdk.gen.ts';
import type { RefreshTokenGrant } from '../gen/oauth2/types.gen.ts';
import type { OneAccessToken } from '../token.ts';
import { foreignParameters } from '../foreign-names.ts';
import { clientId, clientSecret, refreshToken as refreshTokenRule } from './parameters.ts';
import { tokenCall } from './token-call.ts';

/** Parameters of {@link refreshToken}. */
export interface RefreshTokenParameters {
  /** The client id of the application. */
  readonly client_id: string;
  /**
   * The client secret of the application; or a function that fetches it, which is asked at each call, and once more
   * when OneAccess refuses the client.
   */
  readonly client_secret: Secret;
  /** The refresh token of the last token; or a function that fetches it, which is asked once a call. */
  readonly refresh_token: Secret;
}

const rules = {
  known: { client_id: clientId, client_secret: clientSecret, refresh_token: refreshTokenRule },
  refused: foreignParameters,
};

/**
 * Refreshes a token (RFC 6749 section 6; `POST /api/v1/oauth2/token`). The answer carries a new refresh token: store it
 * before anything else. With OpenID Connect it carries a new id_token as well. The request is never repeated.
 *
 * @throws ConfigurationError when a parameter is missing or malformed; nothing was sent
 * @throws AuthorityError when OneAccess refuses; `invalid_grant` for a refresh token that is wrong, used or expired
 * @throws InvalidResponseError, TransportError, RequestTimeoutError
 */
export async function refreshToken(
  context: OneAccessContext,
  params: RefreshTokenParameters,
  options: CallOptions = {},
): Promise<OneAccessToken> {
  const where = 'refreshToken';
  requireContext(where, context);
  const given = checkParameters<RefreshTokenParameters>(where, 'parameter', params, rules);
  const { client_id, client_secret } = given;
  const refresh_token = await resolveSecret('refresh_token', given.refresh_token);
  const call = { where, options, credentials: { client_id, client_secret }, secrets: [refresh_token] };
  return tokenCall(context, call, ({ credentials, ...wire }) => {
    // With HTTP Basic the credentials are not in the body. The document has only what Huawei documents: the body.
    const body = { grant_type: 'refresh_token', ...credentials, refresh_token } as RefreshTokenGrant;
    return requestToken({ ...wire, body });
  });
}
