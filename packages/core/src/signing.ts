/**
 * Signs JWT assertions (RFC 7523), with a key that is here or elsewhere.
 *
 * @packageDocumentation
 */
export {
  createAssertionSigner,
  type AssertionClaims,
  type AssertionSigner,
  type AssertionSignerOptions,
  type AssertionSignerSettings,
  type ExternalSignerOptions,
  type KeySignerOptions,
  type SignOptions,
} from './signing/assertion-signer.ts';
export type { ExternalSign } from './signing/external-signer.ts';
export type { CryptoKeyLike, KeyObjectLike, PrivateJwk, PrivateKeyInput } from './signing/private-key.ts';
export type { SigningAlgorithm } from './signing/algorithms.ts';
