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
export { refreshToken, type RefreshTokenParameters } from './calls/refresh-token.ts';
export type { WithDefaults } from './client-defaults.ts';
export type { OneAccessClientOptions, OneAccessContext } from './context.ts';
export { createOneAccessOAuthContext, OneAccessOAuthClient } from './oauth-client.ts';
export { createOneAccessTenantContext, OneAccessTenantClient } from './tenant-client.ts';
export type { OneAccessOidcToken, OneAccessTenantToken, OneAccessToken } from './token.ts';
export type { CallOptions } from '@tokenwright/core/provider';
export * from '@tokenwright/core/errors';
