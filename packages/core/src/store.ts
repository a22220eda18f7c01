/**
 * What a token store is built from. For stores, ours and yours; applications need the root export.
 *
 * @packageDocumentation
 */
export { parseRecord, readRecord } from './store/read-record.ts';
export type { PendingRefresh, SealedRecord, TokenRecord } from './store/token-record.ts';
export type {
  CompareAndSet,
  CompareAndSetResult,
  Lease,
  RecordChange,
  StoredRecord,
  TokenStore,
} from './store/token-store.ts';
