/**
 * Access tokens of Alibaba Cloud Drive and Photo Service.
 *
 * @packageDocumentation
 */
export { createPdsAssertionSigner, type PdsAssertionSignerOptions, type PdsPrivateKey } from './assertion-key.ts';
export {
  authorizationUrl,
  type AuthorizationRequest,
  type AuthorizationUrlParameters,
} from './calls/authorization-url.ts';
export { getServiceJwtToken, type GetServiceJwtTokenParameters } from './calls/get-service-jwt-token.ts';
export { getTokenByCode, type GetTokenByCodeParameters } from './calls/get-token-by-code.ts';
export { getUserJwtToken, type GetUserJwtTokenParameters } from './calls/get-user-jwt-token.ts';
export type { JwtBearerParameters, PdsAssertionKey } from './calls/jwt-bearer.ts';
export { parseCallback, type CallbackResult, type ExpectedCallback } from './calls/parse-callback.ts';
export { refreshJwtToken, type RefreshJwtTokenParameters } from './calls/refresh-jwt-token.ts';
export { refreshToken, type RefreshTokenParameters } from './calls/refresh-token.ts';
export { revoke, type RevokeParameters } from './calls/revoke.ts';
export { createPdsContext, type PdsClientOptions, type PdsContext } from './context.ts';
export type { PdsEndpoints, PdsHost } from './endpoints.ts';
export { isPdsError, type PdsErrorCode, type PdsLoginType, type PdsRole } from './known-values.ts';
export { PDSClient } from './pds-client.ts';
export type { PdsAssertionSourceOptions } from './sources/assertion-mint.ts';
export { createPdsServiceTokenSource, type PdsServiceTokenSourceOptions } from './sources/service-token-source.ts';
export type { PdsPoolOptions } from './sources/pool-options.ts';
export type { PdsSessionOptions } from './sources/session-renewal.ts';
export { createPdsSessionTokenPool, type PdsSessionTokenPoolOptions } from './sources/session-token-pool.ts';
export { createPdsSessionTokenSource, type PdsSessionTokenSourceOptions } from './sources/session-token-source.ts';
export type { PdsSingleSourceOptions, PdsSourceOptions } from './sources/source-options.ts';
export { createPdsUserTokenPool, type PdsUserTokenPoolOptions } from './sources/user-token-pool.ts';
export { createPdsUserTokenSource, type PdsUserTokenSourceOptions } from './sources/user-token-source.ts';
export type { PdsTokenInfo } from './token-info.ts';
export { isPdsTokenRejected } from './token-rejection.ts';
export { toVendorTokenOptions, type PdsVendorTokenOptions, type VendorTokenSettings } from './vendor-token-options.ts';
export type { AccessToken, GetTokenOptions, TokenEvent, TokenSource, TokenStore } from '@tokenwright/core';
export type { TokenPool } from '@tokenwright/core/token-pool';
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
