/**
 * A mock of the token APIs of PDS and OneAccess that keeps state, for tests.
 *
 * @packageDocumentation
 */
export { createMockAuthority } from './authority.ts';
export type { IssueCodeOptions, IssuedCodeView, KillSelection, Ledger, LiveToken, MockAuthority } from './authority.ts';
export type { MockClock } from './clock.ts';
export { MockAuthorityError } from './errors.ts';
export type { MockAuthorityErrorCode } from './errors.ts';
export { formatFault, parseFault } from './faults/expression.ts';
export type { Fault, FaultInput, FaultOccurrence } from './faults/fault.ts';
export type { MockFaults, SetFault } from './faults/fault-book.ts';
export type { IdTokenAlgorithm } from './keys/key-ring.ts';
export type { PublicKeyInput } from './keys/public-key.ts';
export type { KillReason, LedgerEntry, LedgerEntryBase, LedgerHappening, TokenKind } from './ledger.ts';
export type { MockAuthorityOptions, MockClient, MockProvider, MockRetention, MockUser } from './options.ts';
export type { Exchange, ReceivedRequest } from './received.ts';
export type { MockTraits, OneAccessErrorShape, PdsErrorShape } from './traits.ts';
export type { Fetch } from './transport/fetch.ts';
export type { ListenOptions, MockServer } from './transport/http.ts';
