import { isTokenRejected, readBeginning, requireResponse } from '@tokenwright/core/provider';
import { readOneAccessError } from './oneaccess-error.ts';

/**
 * Whether an answer of a OneAccess API refuses the access token: 401, as everywhere, and `invalid_token` under 400,
 * which the error list of the platform has. For the option of that name of `createAuthorizedFetch`.
 *
 * @param response its body is read if it is a 400: give a copy
 * @throws ConfigurationError when it is no Response
 *
 * @example
 * ```ts
 * import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
 * import { createOneAccessTenantTokenSource, isOneAccessTokenRejected } from '@tokenwright/huawei-oneaccess';
 *
 * const endpoint = 'https://abcdefg.huaweioneaccess.com';
 * const clientSecret = (): string => process.env['ONEACCESS_CLIENT_SECRET'] ?? '';
 * const source = createOneAccessTenantTokenSource({ endpoint, clientId: 'my-app', clientSecret });
 * export const managementFetch = createAuthorizedFetch(source, {
 *   origins: [endpoint],
 *   isTokenRejected: isOneAccessTokenRejected,
 * });
 * ```
 */
export async function isOneAccessTokenRejected(response: Response): Promise<boolean> {
  requireResponse('isOneAccessTokenRejected', response);
  if (response.status !== 400) return isTokenRejected(response);
  return readOneAccessError(await readBeginning(response))?.code === 'invalid_token';
}
