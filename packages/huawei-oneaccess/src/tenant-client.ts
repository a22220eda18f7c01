import type { CallOptions } from '@tokenwright/core/provider';
import type { GetTenantTokenParameters } from './calls/get-tenant-token.ts';
import { getTenantToken } from './calls/get-tenant-token.ts';
import { withClientDefaults, type WithDefaults } from './client-defaults.ts';
import type { OneAccessContext, OneAccessTenantClientOptions } from './context.ts';
import { createContext, tenantClientRules } from './context.ts';
import { servers } from './gen/tenant/servers.gen.ts';
import type { OneAccessTenantToken } from './token.ts';

/**
 * Checks where calls of the tenant API go and prepares the generated client for it.
 *
 * @throws ConfigurationError naming the option that is missing or malformed
 */
export function createOneAccessTenantContext(options: OneAccessTenantClientOptions): OneAccessContext {
  return createContext('OneAccessTenantClient', servers.instance, options, tenantClientRules());
}

/**
 * Tokens for the management APIs of a OneAccess instance. A facade over {@link getTenantToken}, with `client_id` and
 * `client_secret` given once.
 *
 * @example
 * ```ts
 * import { OneAccessTenantClient } from '@tokenwright/huawei-oneaccess';
 *
 * const client = new OneAccessTenantClient({
 *   domain_name: 'abcdefg.huaweioneaccess.com',
 *   client_id: 'my-app',
 *   client_secret: process.env['ONEACCESS_CLIENT_SECRET'],
 * });
 * const { access_token } = await client.getTenantToken();
 * console.log(access_token.length);
 * ```
 */
export class OneAccessTenantClient {
  readonly #context: OneAccessContext;
  readonly #options: OneAccessTenantClientOptions;

  /** @throws ConfigurationError naming the option that is missing or malformed */
  constructor(options: OneAccessTenantClientOptions) {
    this.#context = createOneAccessTenantContext(options);
    this.#options = options;
  }

  /** See the function `getTenantToken`. */
  async getTenantToken(
    params: WithDefaults<GetTenantTokenParameters> = {},
    options?: CallOptions,
  ): Promise<OneAccessTenantToken> {
    return getTenantToken(this.#context, withClientDefaults<GetTenantTokenParameters>(this.#options, params), options);
  }
}
