import type { CallOptions } from '@tokenwright/core/provider';
import type { GetIdTokenByCodeParameters, GetTokenByCodeParameters } from './calls/get-token-by-code.ts';
import { getIdTokenByCode, getTokenByCode } from './calls/get-token-by-code.ts';
import type { GetUserInfoParameters, OneAccessUserInfo } from './calls/get-user-info.ts';
import { getUserInfo } from './calls/get-user-info.ts';
import type { RefreshTokenParameters } from './calls/refresh-token.ts';
import { refreshToken } from './calls/refresh-token.ts';
import type { OneAccessClientOptions, OneAccessContext } from './context.ts';
import { createContext, oauthClientRules } from './context.ts';
import { isObject, withClientDefaults, type WithDefaults } from './client-defaults.ts';
import { servers } from './gen/oauth2/servers.gen.ts';
import type {
  AuthorizationRequest,
  AuthorizationUrlOptions,
  AuthorizationUrlParameters,
} from './login/authorization-url.ts';
import { authorizationUrl } from './login/authorization-url.ts';
import { logoutUrl, type LogoutUrlParameters } from './login/logout-url.ts';
import { parseCallback, type CallbackResult, type ExpectedCallback } from './login/parse-callback.ts';
import type { OneAccessOidcToken, OneAccessToken } from './token.ts';

/**
 * Checks where calls of the OAuth2 API go and prepares the generated client for it.
 *
 * @throws ConfigurationError naming the option that is missing or malformed
 */
export function createOneAccessOAuthContext(options: OneAccessClientOptions): OneAccessContext {
  return createContext('OneAccessOAuthClient', servers.instance, options, oauthClientRules());
}

/**
 * Tokens of users who log in through OneAccess, by OAuth 2.0 or OpenID Connect. A facade over the functions of the
 * same names, with `client_id` and `client_secret` given once.
 *
 * @example
 * ```ts
 * import { OneAccessOAuthClient } from '@tokenwright/huawei-oneaccess';
 *
 * const client = new OneAccessOAuthClient({
 *   domain_name: 'abcdefg.huaweioneaccess.com',
 *   client_id: 'my-app',
 *   client_secret: process.env['ONEACCESS_CLIENT_SECRET'],
 * });
 * const token = await client.getTokenByCode({ code: 'code-from-the-redirect' });
 * console.log(token.expires_in);
 * ```
 */
export class OneAccessOAuthClient {
  readonly #context: OneAccessContext;
  readonly #options: OneAccessClientOptions;

  /** @throws ConfigurationError naming the option that is missing or malformed */
  constructor(options: OneAccessClientOptions) {
    this.#context = createOneAccessOAuthContext(options);
    this.#options = options;
  }

  /** See the function `authorizationUrl`. */
  async authorizationUrl(
    params: Omit<AuthorizationUrlParameters, 'client_id'> & {
      /** Default: the client's. */
      readonly client_id?: string | undefined;
    },
    options?: AuthorizationUrlOptions,
  ): Promise<AuthorizationRequest> {
    const { client_id } = this.#options;
    // What is no object, and a client id that is missing here too, the call names.
    const complete = (
      isObject(params) ? { ...params, client_id: params.client_id ?? client_id } : params
    ) as AuthorizationUrlParameters;
    return authorizationUrl(this.#context, complete, options);
  }

  /** See the function `parseCallback`. */
  parseCallback(callback: string | URL | URLSearchParams, expected: ExpectedCallback): CallbackResult {
    return parseCallback(callback, expected);
  }

  /** See the function `getTokenByCode`. */
  async getTokenByCode(params: WithDefaults<GetTokenByCodeParameters>, options?: CallOptions): Promise<OneAccessToken> {
    return getTokenByCode(this.#context, withClientDefaults<GetTokenByCodeParameters>(this.#options, params), options);
  }

  /** See the function `getIdTokenByCode`. */
  async getIdTokenByCode(
    params: WithDefaults<GetIdTokenByCodeParameters>,
    options?: CallOptions,
  ): Promise<OneAccessOidcToken> {
    const complete = withClientDefaults<GetIdTokenByCodeParameters>(this.#options, params);
    return getIdTokenByCode(this.#context, complete, options);
  }

  /** See the function `refreshToken`. */
  async refreshToken(params: WithDefaults<RefreshTokenParameters>, options?: CallOptions): Promise<OneAccessToken> {
    return refreshToken(this.#context, withClientDefaults<RefreshTokenParameters>(this.#options, params), options);
  }

  /** See the function `getUserInfo`. */
  async getUserInfo(params: GetUserInfoParameters, options?: CallOptions): Promise<OneAccessUserInfo> {
    return getUserInfo(this.#context, params, options);
  }

  /** See the function `logoutUrl`. */
  logoutUrl(params?: LogoutUrlParameters): string {
    return logoutUrl(this.#context, params);
  }
}
