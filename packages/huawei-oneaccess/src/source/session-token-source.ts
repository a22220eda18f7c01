import type { LoginRequiredReason, TokenSource, TokenSourceSettings } from '@tokenwright/core';
import {
  checkParameters,
  createSessionSourceFor,
  withFreshSecret,
  type ParameterRules,
} from '@tokenwright/core/provider';
import { refreshToken } from '../calls/refresh-token.ts';
import { prepareContext } from '../context.ts';
import { foreignSourceOptions } from '../foreign-names.ts';
import { servers } from '../gen/oauth2/servers.gen.ts';
import type { OneAccessToken } from '../token.ts';
import { connectionRules, tenantOf, type OneAccessSourceConnection } from './connection.ts';

/** Options of {@link createOneAccessSessionTokenSource}. */
export interface OneAccessSessionTokenSourceOptions
  extends OneAccessSourceConnection, TokenSourceSettings<OneAccessToken> {
  /** Names the login: the id of the user's session with you, or of the user. Two logins need two names. */
  readonly sessionId: string;
  /**
   * Refreshes although the store cannot be reached. Only safe when no other process uses the same login.
   * Default false: the present token serves to its end, then calls fail with StoreError.
   */
  readonly refreshWithoutStore?: boolean | undefined;
  /**
   * Whether a refresh ends the access token before it. Default false: no page says so. With true, nobody is given a
   * token while it is being replaced.
   */
  readonly refreshKillsAccessToken?: boolean | undefined;
  /**
   * The validity period of refresh tokens that the application has in the console, in milliseconds: with `keepFresh` a
   * session is then refreshed before its refresh token ends unused, and a store may forget it afterwards. Default: not
   * known.
   */
  readonly refreshTokenLifetimeMs?: number | undefined;
}

function rules(): ParameterRules {
  return {
    known: {
      ...connectionRules(),
      sessionId: { what: 'a name for the login, such as the id of the session with your application', required: true },
      refreshWithoutStore: { what: 'true to refresh although the store cannot be reached', type: 'boolean' },
      refreshKillsAccessToken: { what: 'true if a refresh ends the access token before it', type: 'boolean' },
      refreshTokenLifetimeMs: { what: 'the validity period of refresh tokens in milliseconds', type: 'number' },
    },
    refused: {
      ...foreignSourceOptions,
      grantTypeIn: 'the OAuth2 API takes grant_type in the body only; createOneAccessTenantTokenSource has this option',
    },
  };
}

/** What a user of OneAccess can do about a session that cannot be renewed, where that is more than logging in. */
function adviseOnLogin(reason: LoginRequiredReason): string | undefined {
  if (reason !== 'no-refresh-token') return undefined;
  return 'OneAccess gives refresh tokens only to an application that has a validity period for them: set one in the console, in the authentication settings of the application, and have the user log in again.';
}

/**
 * Makes a source of the access tokens of a user who has logged in, kept valid by refresh tokens. OneAccess answers each
 * refresh with a new refresh token; whether the old one still works then, no page says, so it is taken to be spent: it
 * is claimed in the store before it is sent, never sent by two, and the new one is stored before its access token is
 * given out. Hand it the login: `source.adopt(() => client.getIdTokenByCode(…))`.
 *
 * Without a refresh token the session ends with its access token. OneAccess documents no way to revoke a token:
 * `signOut()` ends the session here and for all who share the store.
 *
 * @throws ConfigurationError naming the option that is missing, unknown, malformed or out of range
 *
 * @example
 * ```ts
 * import { createOneAccessSessionTokenSource, OneAccessOAuthClient } from '@tokenwright/huawei-oneaccess';
 *
 * const instance = { endpoint: 'https://abcdefg.huaweioneaccess.com' };
 * const secret = process.env['ONEACCESS_CLIENT_SECRET'] ?? '';
 * const client = new OneAccessOAuthClient({ ...instance, client_id: 'my-app', client_secret: secret });
 *
 * export async function afterLogin(code: string, redirect_uri: string, sessionId: string): Promise<string> {
 *   const options = { ...instance, clientId: 'my-app', clientSecret: secret, sessionId };
 *   const source = createOneAccessSessionTokenSource(options);
 *   await source.adopt(() => client.getIdTokenByCode({ code, redirect_uri }));
 *   return (await source.getToken()).accessToken;
 * }
 * ```
 */
export function createOneAccessSessionTokenSource(
  options: OneAccessSessionTokenSourceOptions,
): TokenSource<OneAccessToken> {
  const where = 'createOneAccessSessionTokenSource';
  checkParameters(where, 'option', options, rules());
  const { domainName, endpoint, clientId, clientSecret, clientAuthentication, basicEncoding, ...others } = options;
  const { fetch, headers, maxResponseBytes, dangerouslyAllowInsecureHttp, ...rest } = others;
  const { sessionId, refreshKillsAccessToken, refreshTokenLifetimeMs, ...settings } = rest;
  const transport = { fetch, headers, maxResponseBytes, dangerouslyAllowInsecureHttp };
  const connection = { domainName, endpoint, clientAuthentication, basicEncoding, ...transport };
  const context = prepareContext(where, servers.instance, connection, 'domainName');
  return createSessionSourceFor<OneAccessToken>(where, {
    ...settings,
    key: {
      authority: context.endpoint,
      provider: 'huawei-oneaccess/oauth2',
      clientId,
      credential: 'session',
      subdomain: tenantOf(context),
      sessionId,
    },
    traits: { refreshKillsAccessToken, refreshTokenLifetimeMs },
    adviseOnLogin,
    refresh: ({ refreshToken: refresh_token, signal, timeoutMs }) =>
      // A refused client has spent no refresh token, so a secret that was reset may be tried anew.
      withFreshSecret('clientSecret', clientSecret, (client_secret) =>
        refreshToken(context, { client_id: clientId, client_secret, refresh_token }, { signal, timeoutMs }),
      ),
  });
}
