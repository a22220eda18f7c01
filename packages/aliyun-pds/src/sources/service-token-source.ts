import type { TokenSource } from '@tokenwright/core';
import { checkParameters, createMintSourceFor, sourceRules } from '@tokenwright/core/provider';
import type { PdsTokenInfo } from '../token-info.ts';
import type { PdsAssertionSourceOptions } from './assertion-mint.ts';
import { assertionSourceRules, createAssertionMint } from './assertion-mint.ts';
import type { PdsSingleSourceOptions } from './source-options.ts';
import { refusedSourceOptions, settingsOf } from './source-options.ts';

/** Options of {@link createPdsServiceTokenSource}. */
export interface PdsServiceTokenSourceOptions extends PdsAssertionSourceOptions, PdsSingleSourceOptions {}

const where = 'createPdsServiceTokenSource';
const rules = {
  known: { ...assertionSourceRules, ...sourceRules },
  refused: {
    ...refusedSourceOptions,
    userId: "a service token is the domain's own; createPdsUserTokenSource is for users",
    autoCreate: 'a service account is not created; createPdsUserTokenSource is for users',
  },
} as const;

/**
 * A source of tokens of a domain's service account, which may do everything in the domain, minted from assertions of a
 * JWT application.
 *
 * @throws ConfigurationError naming the option that is missing, unknown, malformed or out of range
 * @throws SigningError when the key is no RSA private key of at least 2048 bits
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { createPdsServiceTokenSource } from '@tokenwright/aliyun-pds';
 *
 * const source = createPdsServiceTokenSource({
 *   domainId: 'my-domain',
 *   clientId: 'my-jwt-app',
 *   privateKey: () => readFile('/run/secrets/pds.pem', 'utf8'),
 *   keepFresh: true,
 * });
 * const { accessToken } = await source.getToken();
 * console.log(accessToken.length);
 * ```
 */
export function createPdsServiceTokenSource(options: PdsServiceTokenSourceOptions): TokenSource<PdsTokenInfo> {
  const given = checkParameters<PdsServiceTokenSourceOptions>(where, 'option', options, rules);
  const { key, mint } = createAssertionMint(where, given, { sub_type: 'service', auto_create: false });
  return createMintSourceFor<PdsTokenInfo>(where, {
    ...settingsOf(given),
    initial: given.initial,
    key: { ...key, subject: given.domainId },
    mint: (request) => mint(given.domainId, request),
  });
}
