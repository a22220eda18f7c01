import type { RenewalRequest, TokenKeyParts } from '@tokenwright/core';
import type { ParameterRule, ParameterRules } from '@tokenwright/core/provider';
import type { PdsPrivateKey } from '../assertion-key.ts';
import { signerOf } from '../assertion-key.ts';
import type { JwtBearerRequest } from '../calls/jwt-bearer.ts';
import { requestTokenByAssertion } from '../calls/jwt-bearer.ts';
import type { PdsTokenInfo } from '../token-info.ts';
import type { PdsSourceOptions } from './source-options.ts';
import { callOptionsOf, contextOfSource, pdsSourceRules } from './source-options.ts';

/** What sources of a JWT application take besides. */
export interface PdsAssertionSourceOptions extends PdsSourceOptions {
  /**
   * The private key of the JWT application, RSA, at least 2048 bits: PEM, JWK, `CryptoKey`, `KeyObject`; a function
   * that returns one of these, asked at every renewal, and once more when PDS refuses the assertion; or what
   * `createPdsAssertionSigner` returns, for a key that never leaves its service.
   */
  readonly privateKey: PdsPrivateKey;
  /** The subdomain, where a domain has them. */
  readonly subdomainId?: string | undefined;
}

/** Rules for {@link PdsAssertionSourceOptions}, to be spread into those of a source. */
export const assertionSourceRules: ParameterRules['known'] = {
  ...pdsSourceRules,
  privateKey: {
    what: 'the private key of the JWT application, a function that returns it, or a signer',
    type: 'any',
    required: true,
  },
  subdomainId: { what: 'the id of the subdomain' },
};

export const autoCreateRule: ParameterRule = { what: 'whether a user who does not exist is created', type: 'boolean' };

/** Mints tokens of one application for any subject: what a source does for one, and a pool for many. */
export interface AssertionMint {
  /** What the tokens of all subjects have in common. */
  readonly key: Omit<TokenKeyParts, 'subject' | 'sessionId'>;
  readonly mint: (subject: string, request: RenewalRequest) => Promise<PdsTokenInfo>;
}

/**
 * Prepares it from checked options. A key that is given as it is, is checked here.
 *
 * @throws ConfigurationError, SigningError
 */
export function createAssertionMint(
  where: string,
  options: PdsAssertionSourceOptions,
  kind: Pick<JwtBearerRequest, 'sub_type' | 'auto_create'>,
): AssertionMint {
  const { domainId, clientId, privateKey, subdomainId, clock } = options;
  const context = contextOfSource(where, options);
  const keyName = 'privateKey';
  const now = clock === undefined ? undefined : () => clock.now();
  if (typeof privateKey !== 'function') signerOf({ context, keyName, now }, privateKey);
  const application = { client_id: clientId, domain_id: domainId, subdomain_id: subdomainId };
  const request = { where, ...application, ...kind, key: privateKey, keyName, now };
  return {
    key: {
      authority: context.authEndpoint,
      provider: 'aliyun-pds',
      clientId,
      credential: 'assertion',
      subjectType: kind.sub_type,
      subdomain: subdomainId,
      audience: domainId,
    },
    mint: (sub, renewal) => requestTokenByAssertion(context, { ...request, sub }, callOptionsOf(renewal)),
  };
}
