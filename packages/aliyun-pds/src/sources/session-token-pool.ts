import { checkParameters, createTokenPoolFor } from '@tokenwright/core/provider';
import type { TokenPool } from '@tokenwright/core/token-pool';
import type { PdsTokenInfo } from '../token-info.ts';
import type { PdsPoolOptions } from './pool-options.ts';
import { poolRules, poolSettingsOf, refusedPoolOptions } from './pool-options.ts';
import type { PdsSessionOptions } from './session-renewal.ts';
import { refusedSessionOptions, sessionRenewal, sessionRules } from './session-renewal.ts';
import { settingsOf } from './source-options.ts';

/** Options of {@link createPdsSessionTokenPool}. */
export interface PdsSessionTokenPoolOptions extends PdsSessionOptions, PdsPoolOptions {}

const where = 'createPdsSessionTokenPool';
const rules = {
  known: { ...sessionRules, ...poolRules },
  refused: {
    ...refusedSessionOptions,
    ...refusedPoolOptions,
    sessionId: 'a pool is for all logins: pool.getToken(sessionId)',
  },
} as const;

/**
 * A pool of the sessions of users who log in; its keys are the names of logins, see `sessionId` of
 * {@link createPdsSessionTokenSource}. Without a store the logins end with the process.
 *
 * @throws ConfigurationError naming the option that is missing, unknown, malformed or out of range
 *
 * @example
 * ```ts
 * import { createPdsContext, createPdsSessionTokenPool, getTokenByCode } from '@tokenwright/aliyun-pds';
 * import { memoryStore } from '@tokenwright/core/memory-store';
 *
 * const application = { client_id: 'my-web-app', client_secret: process.env['PDS_APP_SECRET'] };
 * const context = createPdsContext({ domain_id: 'my-domain' });
 * const pool = createPdsSessionTokenPool({
 *   domainId: 'my-domain',
 *   clientId: application.client_id,
 *   clientSecret: application.client_secret,
 *   store: memoryStore(),
 * });
 *
 * export async function loggedIn(sessionId: string, code: string): Promise<void> {
 *   const redirect_uri = 'https://app.example/callback';
 *   await pool.get(sessionId).adopt(() => getTokenByCode(context, { ...application, redirect_uri, code }));
 * }
 * ```
 */
export function createPdsSessionTokenPool(options: PdsSessionTokenPoolOptions): TokenPool<PdsTokenInfo> {
  const given = checkParameters<PdsSessionTokenPoolOptions>(where, 'option', options, rules);
  return createTokenPoolFor<PdsTokenInfo>(where, {
    ...settingsOf(given),
    ...poolSettingsOf(given),
    ...sessionRenewal(where, given),
  });
}
