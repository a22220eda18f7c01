/**
 * Sources that give a valid access token on demand, signers of JWT assertions, and every error.
 *
 * @packageDocumentation
 */
export * from './errors.ts';
export * from './signing.ts';
export * from './source.ts';
