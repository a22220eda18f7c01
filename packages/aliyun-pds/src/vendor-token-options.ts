import type { AccessToken, Clock, TokenSource } from '@tokenwright/core';
import { ConfigurationError, checkParameters, requireShape } from '@tokenwright/core/provider';
import type { PdsTokenInfo } from './token-info.ts';

/** The options of the vendor's SDK that give it tokens, to be spread into those of its client. */
export interface PdsVendorTokenOptions {
  /** The token to begin with, without its refresh token: that stays with the source. */
  readonly token_info: PdsTokenInfo;
  /** What the SDK calls when a token was refused or has expired. */
  readonly refresh_token_fun: () => Promise<PdsTokenInfo>;
  /** What the SDK, from 1.4.0 on, calls before a request, at most every two seconds. */
  readonly always_get_token_fun: () => Promise<PdsTokenInfo>;
}

/** Settings of {@link toVendorTokenOptions}. */
export interface VendorTokenSettings {
  /**
   * How long, in milliseconds, a token that replaced another is not taken for the one that was refused. The SDK does
   * not say which token a complaint is about: for two seconds it goes on with the one before, and requests that were
   * under way complain late. Default 5,000.
   */
  readonly settleMs?: number | undefined;
  /** What `settleMs` is measured by: milliseconds that only grow. Default `performance.now`. */
  readonly clock?: Pick<Clock, 'monotonic'> | undefined;
}

const rules = {
  known: {
    settleMs: { what: 'how long complaints are about the token before, in milliseconds', type: 'number' },
    clock: { what: 'a clock', type: 'object' },
  },
} as const;

/**
 * Lets the vendor's own SDK, which is still needed for files, take its tokens from a source. With all three options
 * (SDK 1.4.0) each request goes out with the token of the moment; without `always_get_token_fun` the SDK keeps the
 * last token until it expires or is refused.
 *
 * @throws ConfigurationError when the source is none, or a setting is malformed
 * @throws what `source.getToken` throws: there is no `token_info` without a token
 *
 * @example
 * ```ts
 * import { createPdsServiceTokenSource, toVendorTokenOptions } from '@tokenwright/aliyun-pds';
 *
 * const privateKey = process.env['PDS_PRIVATE_KEY'] ?? '';
 * const source = createPdsServiceTokenSource({ domainId: 'my-domain', clientId: 'my-jwt-app', privateKey });
 * const options = { api_endpoint: 'https://my-domain.api.aliyunpds.com', ...(await toVendorTokenOptions(source)) };
 * // new PDSClient(options) of aliyun-pds-js-sdk
 * console.log(Object.keys(options));
 * ```
 */
export async function toVendorTokenOptions(
  source: TokenSource<PdsTokenInfo>,
  settings: VendorTokenSettings = {},
): Promise<PdsVendorTokenOptions> {
  const where = 'toVendorTokenOptions';
  const give = 'a source, such as createPdsUserTokenSource returns';
  requireShape(source, { getToken: 'function' }, { where, kind: 'parameter', name: 'source', give });
  checkParameters(where, 'option', settings, rules);
  const { settleMs = 5000, clock = { monotonic: () => performance.now() } } = settings;
  requireShape(clock, { monotonic: 'function' }, { where, kind: 'option', name: 'clock', give: 'a clock' });
  if (!Number.isFinite(settleMs) || settleMs < 0) {
    throw new ConfigurationError(
      'invalid_option',
      'settleMs',
      `${where}: the option "settleMs" takes a number of milliseconds from 0 on, ${settleMs} was given.`,
    );
  }
  let latest: string | undefined;
  let settledAt = Number.NEGATIVE_INFINITY;

  const handOut = (token: AccessToken<PdsTokenInfo>): PdsTokenInfo => {
    if (latest !== undefined && latest !== token.accessToken) settledAt = clock.monotonic() + settleMs;
    latest = token.accessToken;
    return tokenInfoOf(token);
  };
  const always_get_token_fun = async (): Promise<PdsTokenInfo> => handOut(await source.getToken());
  const refresh_token_fun = async (): Promise<PdsTokenInfo> => {
    const rejected = clock.monotonic() < settledAt ? undefined : latest;
    return handOut(await source.getToken({ rejected }));
  };
  return { token_info: await always_get_token_fun(), refresh_token_fun, always_get_token_fun };
}

/** The SDK reads `expire_time` only; PDS may have said it in another way, or not at all. */
function tokenInfoOf({ wire, expiresAtMs }: AccessToken<PdsTokenInfo>): PdsTokenInfo {
  const expire_time = expiresAtMs === undefined ? wire.expire_time : new Date(expiresAtMs).toISOString();
  return { ...wire, ...(expire_time === undefined ? {} : { expire_time }) };
}
