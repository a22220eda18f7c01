/**
 * Sources by key, a hundred thousand of them on one timer.
 *
 * @packageDocumentation
 */
export {
  createMintPoolFor,
  createTokenPool,
  createTokenPoolFor,
  type MintPoolOptions,
  type SessionPoolOptions,
  type TokenPool,
  type TokenPoolOptions,
} from './source/token-pool.ts';
