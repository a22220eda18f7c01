import { readBeginning, requireResponse } from '@tokenwright/core/provider';
import { readPdsError } from './pds-error.ts';

/**
 * Whether an answer of a PDS API says that the access token is no longer good: the codes `AccessTokenInvalid` and
 * `TokenExpired` under any status, as the vendor's SDK takes them, and 401 unless it speaks of a scope or of the token
 * of a share link, which another access token would not help. For `isTokenRejected` of `createAuthorizedFetch`.
 *
 * @param response is read; hand in a copy (`createAuthorizedFetch` does)
 * @throws ConfigurationError when it is no Response
 *
 * @example
 * ```ts
 * import { createPdsServiceTokenSource, isPdsTokenRejected } from '@tokenwright/aliyun-pds';
 * import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
 *
 * const privateKey = process.env['PDS_PRIVATE_KEY'] ?? '';
 * const source = createPdsServiceTokenSource({ domainId: 'my-domain', clientId: 'my-jwt-app', privateKey });
 * const authorizedFetch = createAuthorizedFetch(source, {
 *   origins: ['https://my-domain.api.aliyunpds.com'],
 *   isTokenRejected: isPdsTokenRejected,
 * });
 * await authorizedFetch('https://my-domain.api.aliyunpds.com/v2/user/get', { method: 'POST', body: '{}' });
 * ```
 */
export async function isPdsTokenRejected(response: Response): Promise<boolean> {
  requireResponse('isPdsTokenRejected', response);
  const { status, headers } = response;
  if (status < 400) return false;
  const [family] = (readPdsError(await readBeginning(response))?.wireCode ?? '').split('.');
  if (family === 'AccessTokenInvalid' || family === 'TokenExpired') return true;
  if (status !== 401 || family === 'ShareLinkTokenInvalid') return false;
  return !/\binsufficient_scope\b/.test(headers.get('www-authenticate') ?? '');
}
