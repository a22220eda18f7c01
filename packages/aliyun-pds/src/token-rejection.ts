import { readPdsError } from './pds-error.ts';

/** Bytes of an error answer that are looked at. An error of PDS has a few hundred. */
const mostBytes = 65_536;

/**
 * Whether an answer of a PDS API says that the access token is no longer good: the codes `AccessTokenInvalid` and
 * `TokenExpired` under any status, as the vendor's SDK takes them, and 401 unless it speaks of a scope or of the token
 * of a share link, which another access token would not help. For `isTokenRejected` of `createAuthorizedFetch`.
 *
 * @param response is read; hand in a copy (`createAuthorizedFetch` does)
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
  const { status, headers } = response;
  if (status < 400) return false;
  const text = await beginningOf(response);
  const [family] = (readPdsError({ status, headers, text, json: jsonOf(text) })?.wireCode ?? '').split('.');
  if (family === 'AccessTokenInvalid' || family === 'TokenExpired') return true;
  if (status !== 401 || family === 'ShareLinkTokenInvalid') return false;
  return !/\binsufficient_scope\b/.test(headers.get('www-authenticate') ?? '');
}

async function beginningOf({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let bytes = 0; bytes < mostBytes;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // Cut off: what came has to do.
  }
  await reader.cancel().catch(() => undefined);
  return text;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
