import type { CallOptions, ParameterRules, Secret } from '@tokenwright/core/provider';
import { InvalidResponseError, checkParameters } from '@tokenwright/core/provider';
import { requireContext, type OneAccessContext } from '../context.ts';
import { requestToken } from '../gen/oauth2/sdk.gen.ts';
import type { AuthorizationCodeGrant } from '../gen/oauth2/types.gen.ts';
import type { OneAccessOidcToken, OneAccessToken } from '../token.ts';
import { foreignParameters } from '../foreign-names.ts';
import {
  clientId,
  clientSecret,
  code,
  codeVerifier,
  redirectAlias,
  redirectUri,
  requiredRedirectUri,
} from './parameters.ts';
import { tokenCall } from './token-call.ts';

/** Parameters of {@link getTokenByCode}. */
export interface GetTokenByCodeParameters {
  /** The client id of the application. */
  readonly client_id: string;
  /**
   * The client secret of the application; or a function that fetches it, which is asked at each call, and once more
   * when OneAccess refuses the client.
   */
  readonly client_secret: Secret;
  /** The one-time code that came to the redirect URI. */
  readonly code: string;
  /** If given, it has to be the one of the authorization request. */
  readonly redirect_uri?: string | undefined;
  /** The PKCE verifier, if the authorization request had a challenge. */
  readonly code_verifier?: string | undefined;
}

/** Parameters of {@link getIdTokenByCode}: with OpenID Connect the redirect URI is required. */
export interface GetIdTokenByCodeParameters extends GetTokenByCodeParameters {
  /** The redirect URI that the authorization request named. */
  readonly redirect_uri: string;
}

const rules: ParameterRules = {
  known: {
    client_id: clientId,
    client_secret: clientSecret,
    code,
    redirect_uri: redirectUri,
    code_verifier: codeVerifier,
  },
  aliases: redirectAlias,
  refused: foreignParameters,
};
const oidcRules: ParameterRules = {
  known: {
    client_id: clientId,
    client_secret: clientSecret,
    code,
    redirect_uri: requiredRedirectUri,
    code_verifier: codeVerifier,
  },
  aliases: redirectAlias,
  refused: foreignParameters,
};

/**
 * Exchanges an authorization code for a token (RFC 6749 section 4.1.3; `POST /api/v1/oauth2/token`). The code works
 * once: the request is never repeated, and after an error whose `outcome` is `unknown` the user has to log in again.
 * A refresh token comes back only if the application has a refresh token validity set.
 *
 * @throws ConfigurationError when a parameter is missing or malformed; nothing was sent
 * @throws AuthorityError when OneAccess refuses; `invalid_grant` for a code that is wrong, used or expired
 * @throws InvalidResponseError, TransportError, RequestTimeoutError
 */
export async function getTokenByCode(
  context: OneAccessContext,
  params: GetTokenByCodeParameters,
  options: CallOptions = {},
): Promise<OneAccessToken> {
  const where = 'getTokenByCode';
  requireContext(where, context);
  const given = checkParameters<GetTokenByCodeParameters>(where, 'parameter', params, rules);
  return redeem(context, where, given, options);
}

/**
 * Exchanges an authorization code of an OpenID Connect login for a token with an `id_token`
 * (OpenID Connect Core section 3.1.3; `POST /api/v1/oauth2/token`). Its signature is not verified here: see the subpath
 * `./id-token`.
 *
 * @throws ConfigurationError when a parameter is missing or malformed; nothing was sent
 * @throws AuthorityError when OneAccess refuses; `invalid_grant` for a code that is wrong, used or expired
 * @throws InvalidResponseError also when there is no id_token: the scope of the login was not `openid`
 * @throws TransportError, RequestTimeoutError
 */
export async function getIdTokenByCode(
  context: OneAccessContext,
  params: GetIdTokenByCodeParameters,
  options: CallOptions = {},
): Promise<OneAccessOidcToken> {
  const where = 'getIdTokenByCode';
  requireContext(where, context);
  const given = checkParameters<GetIdTokenByCodeParameters>(where, 'parameter', params, oidcRules);
  const token = await redeem(context, where, given, options);
  if (token.id_token === undefined || token.id_token === '') {
    throw new InvalidResponseError(
      'invalid_field',
      `${where}: ${context.endpoint} answered without an id_token; ask for the scope "openid" in the authorization request.`,
      { status: 200 },
    );
  }
  return { ...token, id_token: token.id_token };
}

async function redeem(
  context: OneAccessContext,
  where: string,
  given: GetTokenByCodeParameters,
  options: CallOptions,
): Promise<OneAccessToken> {
  const { client_id, client_secret, ...grant } = given;
  const call = {
    where,
    options,
    credentials: { client_id, client_secret },
    secrets: [grant.code, grant.code_verifier],
  };
  return tokenCall(context, call, ({ credentials, ...wire }) => {
    // With HTTP Basic the credentials are not in the body. The document has only what Huawei documents: the body.
    const body = { grant_type: 'authorization_code', ...credentials, ...grant } as AuthorizationCodeGrant;
    return requestToken({ ...wire, body });
  });
}
