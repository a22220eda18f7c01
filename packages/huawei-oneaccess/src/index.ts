/**
 * Access tokens of Huawei Cloud OneAccess: of users who log in (OAuth 2.0, OpenID Connect), and of the management APIs.
 *
 * @packageDocumentation
 */
export { getTenantToken, type GetTenantTokenParameters } from './calls/get-tenant-token.ts';
export {
  getIdTokenByCode,
  getTokenByCode,
  type GetIdTokenByCodeParameters,
  type GetTokenByCodeParameters,
} from './calls/get-token-by-code.ts';
export { getUserInfo, type GetUserInfoParameters, type OneAccessUserInfo } from './calls/get-user-info.ts';
export { refreshToken, type RefreshTokenParameters } from './calls/refresh-token.ts';
export type { WithDefaults } from './client-defaults.ts';
export type {
  OneAccessAuthenticationOptions,
  OneAccessClientOptions,
  OneAccessContext,
  OneAccessTenantClientOptions,
} from './context.ts';
export {
  authorizationUrl,
  type AuthorizationRequest,
  type AuthorizationUrlOptions,
  type AuthorizationUrlParameters,
  type OneAccessScope,
} from './login/authorization-url.ts';
export { logoutUrl, type LogoutUrlParameters } from './login/logout-url.ts';
export { parseCallback, type CallbackResult, type ExpectedCallback } from './login/parse-callback.ts';
export { createOneAccessOAuthContext, OneAccessOAuthClient } from './oauth-client.ts';
export { isOneAccessError, type OneAccessErrorCode } from './oneaccess-error.ts';
export type { OneAccessSourceConnection } from './source/connection.ts';
export {
  createOneAccessSessionTokenSource,
  type OneAccessSessionTokenSourceOptions,
} from './source/session-token-source.ts';
export {
  createOneAccessTenantTokenSource,
  type OneAccessTenantTokenSourceOptions,
} from './source/tenant-token-source.ts';
export { createOneAccessTenantContext, OneAccessTenantClient } from './tenant-client.ts';
export type { OneAccessOidcToken, OneAccessTenantToken, OneAccessToken } from './token.ts';
export { isOneAccessTokenRejected } from './token-rejected.ts';
export type {
  AccessToken,
  GetTokenOptions,
  TokenEvent,
  TokenSource,
  TokenSourceSettings,
  TokenStore,
} from '@tokenwright/core';
export type { CallOptions, Secret } from '@tokenwright/core/provider';
export type * from '@tokenwright/core/errors';
export {
  AuthorityError,
  ConfigurationError,
  InvalidResponseError,
  LoginRequiredError,
  RequestTimeoutError,
  SigningError,
  StoreError,
  TokenwrightError,
  TransportError,
} from '@tokenwright/core/provider';
