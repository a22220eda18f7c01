import type { CallOptions } from '@tokenwright/core/provider';
import {
  authorizationUrl,
  type AuthorizationRequest,
  type AuthorizationUrlParameters,
} from './calls/authorization-url.ts';
import { getServiceJwtToken, type GetServiceJwtTokenParameters } from './calls/get-service-jwt-token.ts';
import { getTokenByCode, type GetTokenByCodeParameters } from './calls/get-token-by-code.ts';
import { getUserJwtToken, type GetUserJwtTokenParameters } from './calls/get-user-jwt-token.ts';
import { refreshJwtToken, type RefreshJwtTokenParameters } from './calls/refresh-jwt-token.ts';
import { refreshToken, type RefreshTokenParameters } from './calls/refresh-token.ts';
import { revoke, type RevokeParameters } from './calls/revoke.ts';
import { createPdsContext, type PdsClientOptions, type PdsContext } from './context.ts';
import type { PdsTokenInfo } from './token-info.ts';

/**
 * The five token methods of the vendor's SDK, with its constructor, method and parameter names: code written for that
 * SDK runs when its import is changed; and the two that it lacks. Each method is a function of its own as well, which
 * bundles smaller.
 *
 * @example
 * ```ts
 * import { PDSClient } from '@tokenwright/aliyun-pds';
 *
 * const client = new PDSClient({ api_endpoint: 'https://my-domain.api.aliyunpds.com' });
 * const token = await client.refreshToken({ client_id: 'my-app', refresh_token: 'from-the-last-token' });
 * console.log(token.expires_in);
 * ```
 */
export class PDSClient {
  readonly #context: PdsContext;

  /** @throws ConfigurationError naming the option that is missing or malformed */
  constructor(options: PdsClientOptions) {
    this.#context = createPdsContext(options);
  }

  /** See the function `getUserJwtToken`. The signing library is loaded at the first call. */
  async getUserJwtToken(params: GetUserJwtTokenParameters, options?: CallOptions): Promise<PdsTokenInfo> {
    return getUserJwtToken(this.#context, params, options);
  }

  /** See the function `getServiceJwtToken`. The signing library is loaded at the first call. */
  async getServiceJwtToken(params: GetServiceJwtTokenParameters, options?: CallOptions): Promise<PdsTokenInfo> {
    return getServiceJwtToken(this.#context, params, options);
  }

  /** See the function `refreshJwtToken`. */
  async refreshJwtToken(params: RefreshJwtTokenParameters, options?: CallOptions): Promise<PdsTokenInfo> {
    return refreshJwtToken(this.#context, params, options);
  }

  /** See the function `getTokenByCode`. */
  async getTokenByCode(params: GetTokenByCodeParameters, options?: CallOptions): Promise<PdsTokenInfo> {
    return getTokenByCode(this.#context, params, options);
  }

  /** See the function `refreshToken`. */
  async refreshToken(params: RefreshTokenParameters, options?: CallOptions): Promise<PdsTokenInfo> {
    return refreshToken(this.#context, params, options);
  }

  /** See the function `revoke`. */
  async revoke(params: RevokeParameters, options?: CallOptions): Promise<void> {
    return revoke(this.#context, params, options);
  }

  /** See the function `authorizationUrl`; `parseCallback`, a function too, reads what comes back. */
  authorizationUrl(params: AuthorizationUrlParameters): AuthorizationRequest {
    return authorizationUrl(this.#context, params);
  }
}
