import type { TokenSource } from '@tokenwright/core';
import type { Secret } from '@tokenwright/core/provider';
import { checkParameters, createTokenSourceFor } from '@tokenwright/core/provider';
import { refreshToken } from '../calls/refresh-token.ts';
import { revoke } from '../calls/revoke.ts';
import type { PdsTokenInfo } from '../token-info.ts';
import type { PdsSourceOptions } from './source-options.ts';
import { callOptionsOf, contextOfSource, pdsSourceRules, refusedSourceOptions, settingsOf } from './source-options.ts';

/** Options of {@link createPdsSessionTokenSource}. */
export interface PdsSessionTokenSourceOptions extends PdsSourceOptions {
  /**
   * Names the login: one source, and one record in the store, for each. Take what your own session goes by, not what
   * its cookie holds: it is part of the key under which the record is stored.
   */
  readonly sessionId: string;
  /**
   * The AppSecret, which web server applications have; or a function that fetches it, asked at every refresh, and once
   * more when PDS refuses the client.
   */
  readonly clientSecret?: Secret | undefined;
  /** Sent with each refresh if given: one of the vendor's sources asks for it, the others do without. */
  readonly redirectUri?: string | undefined;
  /**
   * Refreshes although the store cannot be reached. Only safe when no other process uses the same login.
   * Default false: the present token serves to its end, then calls fail with StoreError.
   */
  readonly refreshWithoutStore?: boolean | undefined;
}

const where = 'createPdsSessionTokenSource';
const rules = {
  known: {
    ...pdsSourceRules,
    sessionId: { what: 'a name for the login', required: true },
    clientSecret: {
      what: 'the AppSecret of the application, which only web server applications have, or a function that returns it',
      type: 'secret',
    },
    redirectUri: { what: 'the redirect URI the application is registered with' },
    refreshWithoutStore: { what: 'true to refresh although the store cannot be reached', type: 'boolean' },
  },
  refused: {
    ...refusedSourceOptions,
    privateKey: 'a JWT application mints instead of refreshing; createPdsUserTokenSource is for it',
    userId: 'whose session it is becomes known with its token; name the login with sessionId',
    code: 'a code works once; give it to adopt(): source.adopt(() => getTokenByCode(context, { … }))',
  },
} as const;

/**
 * A source of the tokens of one user's login, renewed by its rotating refresh token: kept in the store before anybody
 * has the new access token, sent by one process at a time, and never twice. PDS ends the old access token with each
 * refresh, so the token is renewed shortly before its end, and whoever asks then waits for the new one.
 *
 * A login comes in through `adopt`, and so does the next one after a LoginRequiredError; `signOut({ revoke: true })`
 * ends it here and at PDS.
 *
 * @throws ConfigurationError naming the option that is missing, unknown, malformed or out of range
 *
 * @example
 * ```ts
 * import { createPdsContext, createPdsSessionTokenSource, getTokenByCode } from '@tokenwright/aliyun-pds';
 *
 * const application = { client_id: 'my-web-app', client_secret: process.env['PDS_APP_SECRET'] };
 * const context = createPdsContext({ domain_id: 'my-domain' });
 *
 * export async function loggedIn(sessionId: string, code: string): Promise<string | undefined> {
 *   const source = createPdsSessionTokenSource({
 *     domainId: 'my-domain',
 *     clientId: application.client_id,
 *     clientSecret: application.client_secret,
 *     sessionId,
 *   });
 *   const redirect_uri = 'https://app.example/callback';
 *   const { wire } = await source.adopt(() => getTokenByCode(context, { ...application, redirect_uri, code }));
 *   return wire.user_id;
 * }
 * ```
 */
export function createPdsSessionTokenSource(options: PdsSessionTokenSourceOptions): TokenSource<PdsTokenInfo> {
  const given = checkParameters<PdsSessionTokenSourceOptions>(where, 'option', options, rules);
  const { clientId, clientSecret, redirectUri, sessionId, refreshWithoutStore } = given;
  const context = contextOfSource(where, given);
  return createTokenSourceFor<PdsTokenInfo>(where, {
    ...settingsOf(given),
    refreshWithoutStore,
    key: {
      authority: context.authEndpoint,
      provider: 'aliyun-pds',
      clientId,
      credential: 'session',
      sessionId,
    },
    traits: { refreshKillsAccessToken: true },
    refresh: ({ refreshToken: refresh_token, ...request }) =>
      refreshToken(
        context,
        { client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, refresh_token },
        callOptionsOf(request),
      ),
    revoke: ({ refreshToken: refresh_token, ...request }) =>
      revoke(context, { client_id: clientId, refresh_token }, callOptionsOf(request)),
  });
}
