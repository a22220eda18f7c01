export {
  createAssertionSigner,
  type AssertionClaims,
  type AssertionSigner,
  type AssertionSignerOptions,
} from './signing/assertion-signer.ts';
export type { PrivateKeyInput } from './signing/private-key.ts';
export type { SigningAlgorithm } from './signing/algorithms.ts';
