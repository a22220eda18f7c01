import { isTokenRejected } from '@tokenwright/core/authorized-fetch';
import { readOneAccessError } from './oneaccess-error.ts';

/** An error body is a line or two; what is longer is none, and is not read to its end. */
const mostBytes = 65_536;

/**
 * Whether an answer of a OneAccess API refuses the access token: 401, as everywhere, and `invalid_token` under 400,
 * which the error list of the platform has. For the option of that name of `createAuthorizedFetch`.
 *
 * @param response its body is read if it is a 400: give a copy
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
  const { status } = response;
  if (status !== 400) return isTokenRejected(response);
  const text = await textOf(response);
  return readOneAccessError({ status, text, json: parse(text) })?.code === 'invalid_token';
}

async function textOf({ body }: Response): Promise<string> {
  const reader = (body as ReadableStream<Uint8Array> | null)?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let bytes = 0; bytes <= mostBytes;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // Cut off: no error that says something.
  }
  void reader.cancel().catch(() => undefined);
  return '';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
