/**
 * Holds clients and authorities to the OpenAPI documents of the token APIs.
 *
 * @packageDocumentation
 */
export type { Preference } from './answers.ts';
export { ContractError, type ContractErrorCode } from './contract-error.ts';
export {
  createContractFetch,
  type ContractExchange,
  type ContractFetch,
  type ContractFetchOptions,
} from './contract-fetch.ts';
export { startContractServer, type ContractServer, type ContractServerOptions } from './contract-server.ts';
export type { DocumentSource } from './document.ts';
export type { Violation } from './request.ts';
