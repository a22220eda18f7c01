import type { TokenSource } from '@tokenwright/core';
import { checkParameters, createMintSourceFor, sourceRules } from '@tokenwright/core/provider';
import type { PdsTokenInfo } from '../token-info.ts';
import type { PdsAssertionSourceOptions } from './assertion-mint.ts';
import { assertionSourceRules, autoCreateRule, createAssertionMint } from './assertion-mint.ts';
import type { PdsSingleSourceOptions } from './source-options.ts';
import { refusedSourceOptions, settingsOf } from './source-options.ts';

/** Options of {@link createPdsUserTokenSource}. */
export interface PdsUserTokenSourceOptions extends PdsAssertionSourceOptions, PdsSingleSourceOptions {
  /** The user for whom tokens are wanted. */
  readonly userId: string;
  /** Whether a user who does not exist is created. Default false. */
  readonly autoCreate?: boolean | undefined;
}

const where = 'createPdsUserTokenSource';
const rules = {
  known: {
    ...assertionSourceRules,
    ...sourceRules,
    userId: { what: 'the id of the user for whom tokens are wanted', required: true },
    autoCreate: autoCreateRule,
  },
  refused: refusedSourceOptions,
} as const;

/**
 * A source of tokens that act for one user, minted from assertions of a JWT application. It never refreshes: a new
 * assertion spends nothing, and leaves the tokens of others alone.
 *
 * @throws ConfigurationError naming the option that is missing, unknown, malformed or out of range
 * @throws SigningError when the key is no RSA private key of at least 2048 bits
 *
 * @example
 * ```ts
 * import { createPdsUserTokenSource } from '@tokenwright/aliyun-pds';
 *
 * const source = createPdsUserTokenSource({
 *   domainId: 'my-domain',
 *   clientId: 'my-jwt-app',
 *   privateKey: process.env['PDS_PRIVATE_KEY'] ?? '',
 *   userId: 'user-1',
 * });
 * const { accessToken, wire } = await source.getToken();
 * console.log(accessToken.length, wire.default_drive_id);
 * await source.close();
 * ```
 */
export function createPdsUserTokenSource(options: PdsUserTokenSourceOptions): TokenSource<PdsTokenInfo> {
  const given = checkParameters<PdsUserTokenSourceOptions>(where, 'option', options, rules);
  const { userId, autoCreate = false } = given;
  const { key, mint } = createAssertionMint(where, given, { sub_type: 'user', auto_create: autoCreate });
  return createMintSourceFor<PdsTokenInfo>(where, {
    ...settingsOf(given),
    initial: given.initial,
    key: { ...key, subject: userId },
    mint: (request) => mint(userId, request),
  });
}
