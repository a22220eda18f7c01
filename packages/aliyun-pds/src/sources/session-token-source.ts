import type { TokenSource } from '@tokenwright/core';
import { checkParameters, createSessionSourceFor, sourceRules } from '@tokenwright/core/provider';
import type { PdsTokenInfo } from '../token-info.ts';
import type { PdsSessionOptions } from './session-renewal.ts';
import { refusedSessionOptions, sessionRenewal, sessionRules } from './session-renewal.ts';
import type { PdsSingleSourceOptions } from './source-options.ts';
import { settingsOf } from './source-options.ts';

/** Options of {@link createPdsSessionTokenSource}. */
export interface PdsSessionTokenSourceOptions extends PdsSessionOptions, PdsSingleSourceOptions {
  /**
   * Names the login: one source, and one record in the store, for each. Take what your own session goes by, not what
   * its cookie holds: it is part of the key under which the record is stored.
   */
  readonly sessionId: string;
}

const where = 'createPdsSessionTokenSource';
const rules = {
  known: { ...sessionRules, ...sourceRules, sessionId: { what: 'a name for the login', required: true } },
  refused: refusedSessionOptions,
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
  const { key, ...renewal } = sessionRenewal(where, given);
  return createSessionSourceFor<PdsTokenInfo>(where, {
    ...settingsOf(given),
    ...renewal,
    initial: given.initial,
    key: { ...key, sessionId: given.sessionId },
  });
}
