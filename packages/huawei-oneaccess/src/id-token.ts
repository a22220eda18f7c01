/**
 * Verification of the id_tokens of OneAccess. A subpath of its own: it brings jose, which nothing else here needs.
 *
 * @packageDocumentation
 */
export { IdTokenError, type IdTokenErrorCode } from './id-token/id-token-error.ts';
export {
  createIdTokenVerifier,
  verifyIdToken,
  type ExpectedIdToken,
  type IdTokenRules,
  type IdTokenVerifier,
  type IdTokenVerifierOptions,
  type VerifyIdTokenParameters,
} from './id-token/verifier.ts';
export type { IdTokenAlgorithm, OneAccessIdTokenClaims } from './id-token/verify.ts';
