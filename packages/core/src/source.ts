export type { AccessToken, WireOfAccessToken } from './source/access-token.ts';
export { systemClock, type Clock, type Timer } from './source/clock.ts';
export type { TokenChannelName, TokenHit, TokenMessage } from './source/diagnostics.ts';
export type { TokenEvent, TokenEventListener } from './source/events.ts';
export { decodeTokenKey, encodeTokenKey, type TokenKeyParts } from './source/source-key.ts';
export type {
  MintSourceOptions,
  ProviderTraits,
  RenewalRequest,
  SessionSourceOptions,
  TokenSourceOptions,
  TokenSourceSettings,
  WaitUntil,
} from './source/source-options.ts';
export type { TokenSourceTimes } from './source/times.ts';
export { createTokenSource, type Adoptable, type GetTokenOptions, type TokenSource } from './source/token-source.ts';
export type { TokenWire } from './source/token-wire.ts';
export type { PendingRefresh, TokenRecord } from './store/token-record.ts';
export type {
  CompareAndSet,
  CompareAndSetResult,
  Lease,
  RecordChange,
  StoredRecord,
  TokenStore,
} from './store/token-store.ts';
