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
export {
  createClientSuite,
  createContractSuite,
  type ClientCalls,
  type ClientContext,
  type ClientSuiteOptions,
  type ContractCase,
  type ContractNumbers,
  type ContractSuite,
} from './suite.ts';
export { formatLiveReport, runLive, type LiveOptions, type LiveReport, type LiveResult } from './live.ts';
export type { Finding } from './live-findings.ts';
