import type { Route } from '../provider.ts';
import { readBearer } from '../wire/basic.ts';
import { jsonResponse, redirectResponse } from '../wire/message.ts';
import { queryFields } from './body.ts';
import { accessTokenExpired, invalidRequest, unauthorized } from './refusals.ts';
import { issuerOf } from './token-answer.ts';

/** `GET /api/v1/oauth2/userinfo`: the protected resource (ShowUser_0). */
export const userInfoEndpoint: Route = (request, state) => {
  const value = readBearer(request.headers);
  if (value === undefined) throw unauthorized('there is no Authorization: Bearer header', false);
  const token = state.vault.findAccess(value);
  if (!token || token.lineage.origin === 'client_credentials') throw unauthorized('there is no such access token');
  if (token.end === 'expired') throw accessTokenExpired(value, `${token.name} has expired`);
  if (token.end !== undefined) throw unauthorized(`${token.name} was ended: ${token.end}`);
  const user = state.user(token.lineage.subject);
  return jsonResponse(200, {
    id: token.lineage.subject,
    // OpenID Connect Core section 5.3.2 has `sub` here; Huawei's page does not list it. x-guess
    sub: token.lineage.subject,
    userName: user?.userName ?? '',
    name: user?.displayName ?? '',
    email: user?.email ?? '',
    mobile: user?.mobile ?? '',
    ...user?.userData,
  });
};

/** Discovery, below the issuer and not at the root of the host. x-guess: all but three of its members. */
export const discoveryEndpoint: Route = (request) => {
  const issuer = issuerOf(request.url.origin);
  return jsonResponse(200, {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
    scopes_supported: ['openid', 'get_user_info'],
    response_types_supported: ['code', 'id_token', 'id_token token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'RS384', 'RS512'],
    code_challenge_methods_supported: ['S256', 'plain'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'none'],
  });
};

/** The public keys of id_tokens, RFC 7517 section 5. x-guess: the path, which the discovery document names. */
export const keysEndpoint: Route = async (_request, state) => {
  const response = jsonResponse(200, await state.keys.jwks());
  return { ...response, headers: { ...response.headers, 'cache-control': 'public, max-age=300' } };
};

/** `GET /api/v1/logout`: sends the browser on (SingleLogout). Tokens are not ended by it. x-guess: the login path. */
export const logoutEndpoint: Route = (request) => {
  const redirectUrl = queryFields(request).get('redirect_url');
  if (redirectUrl === undefined) return redirectResponse('/login');
  if (!/^https?:\/\//iu.test(redirectUrl) || !URL.canParse(redirectUrl)) {
    throw invalidRequest('Invalid redirect_url', 'redirect_url is not an http or https address');
  }
  return redirectResponse(redirectUrl);
};
