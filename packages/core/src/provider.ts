/**
 * What a provider package is built from. For provider packages, ours and yours; applications need the root export.
 * Errors, signing and pools are here as well, so that a provider loads one entry: each costs its users' imports time.
 *
 * @packageDocumentation
 */
export * from './errors.ts';
export {
  checkEndpoint,
  checkServerVariable,
  resolveServer,
  type EndpointRules,
  type ServerTemplate,
  type ServerVariableFormat,
} from './http/endpoint.ts';
export type { Fetch } from './http/guarded-fetch.ts';
export { createRedactor, type Redactor } from './http/redactor.ts';
export {
  checkCallOptions,
  checkTransport,
  transportRules,
  type CallOptions,
  type Transport,
  type TransportOptions,
} from './provider/call-options.ts';
export { readBeginning, requireResponse } from './provider/answer-beginning.ts';
export { readCallback, type CallbackRules } from './provider/callback.ts';
export {
  clientAuthentication,
  type ClientAuthentication,
  type ClientAuthenticationOptions,
} from './provider/client-authentication.ts';
export { exchange, type Answer, type ExchangeOptions, type WireOptions, type WireResult } from './provider/exchange.ts';
export { checkParameters, type NameKind, type ParameterRule, type ParameterRules } from './provider/parameters.ts';
export { randomText } from './provider/random-text.ts';
export { requireShape, type Shape, type ShapeRequest } from './provider/shape.ts';
export { resolveSecret, withFreshSecret, type Secret } from './provider/secret.ts';
export { requireSignal } from './provider/signal.ts';
export {
  readRequestId,
  readTokenAnswer,
  refuseError,
  type AnswerRules,
  type TokenFields,
  type WireError,
} from './provider/token-fields.ts';
export { createAssertionSigner } from './signing/assertion-signer.ts';
export { isTokenRejected } from './source/authorized-fetch.ts';
export { sourceRules } from './source/source-options.ts';
export { createMintSourceFor } from './source/mint-source.ts';
export { createSessionSourceFor } from './source/session-source.ts';
export { createTokenSourceFor } from './source/token-source.ts';
export { createMintPoolFor, createTokenPoolFor } from './source/token-pool.ts';
