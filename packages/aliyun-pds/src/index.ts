/**
 * Access tokens of Alibaba Cloud Drive and Photo Service.
 *
 * @packageDocumentation
 */
export { getServiceJwtToken, type GetServiceJwtTokenParameters } from './calls/get-service-jwt-token.ts';
export { getTokenByCode, type GetTokenByCodeParameters } from './calls/get-token-by-code.ts';
export { getUserJwtToken, type GetUserJwtTokenParameters } from './calls/get-user-jwt-token.ts';
export { refreshJwtToken, type RefreshJwtTokenParameters } from './calls/refresh-jwt-token.ts';
export { refreshToken, type RefreshTokenParameters } from './calls/refresh-token.ts';
export { createPdsContext, type PdsClientOptions, type PdsContext } from './context.ts';
export { PDSClient } from './pds-client.ts';
export type { PdsTokenInfo } from './token-info.ts';
export type { CallOptions } from '@tokenwright/core/provider';
export * from '@tokenwright/core/errors';
