import type { TokenSource, TokenSourceSettings } from '@tokenwright/core';
import { checkParameters, createMintSourceFor, withFreshSecret, type ParameterRules } from '@tokenwright/core/provider';
import { getTenantToken } from '../calls/get-tenant-token.ts';
import { prepareContext } from '../context.ts';
import { foreignSourceOptions } from '../foreign-names.ts';
import { servers } from '../gen/tenant/servers.gen.ts';
import type { OneAccessTenantToken } from '../token.ts';
import { connectionRules, tenantOf, type OneAccessSourceConnection } from './connection.ts';

/** Options of {@link createOneAccessTenantTokenSource}. */
export interface OneAccessTenantTokenSourceOptions
  extends OneAccessSourceConnection, TokenSourceSettings<OneAccessTenantToken> {
  /**
   * Where `grant_type` goes. Default `body`. `query`: into the address, with HTTP Basic and without a body, as one page
   * of the vendor shows it; it makes `clientAuthentication` `basic`.
   */
  readonly grantTypeIn?: 'body' | 'query' | undefined;
}

function rules(): ParameterRules {
  return {
    known: { ...connectionRules(), grantTypeIn: { what: 'where grant_type goes', values: ['body', 'query'] } },
    refused: { ...foreignSourceOptions, sessionId: 'a tenant token belongs to the application, not to a login' },
  };
}

/**
 * Makes a source of tokens for the management APIs of an instance, kept valid by client credentials. OneAccess may hand
 * out a token that it issued before, with the life it has left: then the same token goes on serving, and the next is
 * asked for shortly before its end.
 *
 * @throws ConfigurationError naming the option that is missing, unknown, malformed or out of range
 *
 * @example
 * ```ts
 * import { createOneAccessTenantTokenSource } from '@tokenwright/huawei-oneaccess';
 *
 * const source = createOneAccessTenantTokenSource({
 *   domainName: 'abcdefg.huaweioneaccess.com',
 *   clientId: 'my-app',
 *   clientSecret: () => process.env['ONEACCESS_CLIENT_SECRET'] ?? '',
 * });
 * const { accessToken } = await source.getToken();
 * console.log(accessToken.length);
 * ```
 */
export function createOneAccessTenantTokenSource(
  options: OneAccessTenantTokenSourceOptions,
): TokenSource<OneAccessTenantToken> {
  const where = 'createOneAccessTenantTokenSource';
  checkParameters(where, 'option', options, rules());
  const { domainName, endpoint, clientId, clientSecret, clientAuthentication, basicEncoding, ...others } = options;
  const { grantTypeIn, fetch, headers, maxResponseBytes, dangerouslyAllowInsecureHttp, ...settings } = others;
  const transport = { fetch, headers, maxResponseBytes, dangerouslyAllowInsecureHttp };
  const connection = { domainName, endpoint, clientAuthentication, basicEncoding, grantTypeIn, ...transport };
  const context = prepareContext(where, servers.instance, connection, 'domainName');
  return createMintSourceFor<OneAccessTenantToken>(where, {
    ...settings,
    key: {
      authority: context.endpoint,
      provider: 'huawei-oneaccess/tenant',
      clientId,
      credential: 'client',
      subdomain: tenantOf(context),
    },
    mint: ({ signal, timeoutMs }) =>
      withFreshSecret('clientSecret', clientSecret, (client_secret) =>
        getTenantToken(context, { client_id: clientId, client_secret }, { signal, timeoutMs }),
      ),
  });
}
