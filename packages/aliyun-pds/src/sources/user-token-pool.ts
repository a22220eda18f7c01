import { checkParameters, createMintPoolFor } from '@tokenwright/core/provider';
import type { TokenPool } from '@tokenwright/core/token-pool';
import type { PdsTokenInfo } from '../token-info.ts';
import type { PdsAssertionSourceOptions } from './assertion-mint.ts';
import { assertionSourceRules, autoCreateRule, createAssertionMint } from './assertion-mint.ts';
import type { PdsPoolOptions } from './pool-options.ts';
import { poolRules, poolSettingsOf, refusedPoolOptions } from './pool-options.ts';
import { refusedSourceOptions, settingsOf } from './source-options.ts';

/** Options of {@link createPdsUserTokenPool}. */
export interface PdsUserTokenPoolOptions extends PdsAssertionSourceOptions, PdsPoolOptions {
  /** Whether a user who does not exist is created. Default false. */
  readonly autoCreate?: boolean | undefined;
}

const where = 'createPdsUserTokenPool';
const rules = {
  known: { ...assertionSourceRules, ...poolRules, autoCreate: autoCreateRule },
  refused: {
    ...refusedSourceOptions,
    ...refusedPoolOptions,
    userId: 'a pool is for all users: pool.getToken(userId)',
    initial: 'a pool mints; no token set is needed to begin with',
  },
} as const;

/**
 * A pool of tokens that act for users, minted from assertions of a JWT application; its keys are the ids of users. It
 * shares tokens with the sources of {@link createPdsUserTokenSource} on the same store.
 *
 * @throws ConfigurationError naming the option that is missing, unknown, malformed or out of range
 * @throws SigningError when the key is no RSA private key of at least 2048 bits
 *
 * @example
 * ```ts
 * import { createPdsUserTokenPool } from '@tokenwright/aliyun-pds';
 *
 * const pool = createPdsUserTokenPool({
 *   domainId: 'my-domain',
 *   clientId: 'my-jwt-app',
 *   privateKey: process.env['PDS_PRIVATE_KEY'] ?? '',
 *   idleMs: 3_600_000,
 * });
 *
 * export function filesOf(userId: string, drive_id: string): Promise<Response> {
 *   return pool.fetch(userId, 'https://my-domain.api.aliyunpds.com/v2/file/list', {
 *     method: 'POST',
 *     headers: { 'content-type': 'application/json' },
 *     body: JSON.stringify({ drive_id, parent_file_id: 'root' }),
 *   });
 * }
 * ```
 */
export function createPdsUserTokenPool(options: PdsUserTokenPoolOptions): TokenPool<PdsTokenInfo> {
  const given = checkParameters<PdsUserTokenPoolOptions>(where, 'option', options, rules);
  const { autoCreate = false } = given;
  const { key, mint } = createAssertionMint(where, given, { sub_type: 'user', auto_create: autoCreate });
  return createMintPoolFor<PdsTokenInfo>(where, {
    ...settingsOf(given),
    ...poolSettingsOf(given),
    key,
    mint: ({ key: userId, ...request }) => mint(userId, request),
  });
}
