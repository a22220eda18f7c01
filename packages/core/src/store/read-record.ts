import { StoreError, type StoreOperation } from '../errors.ts';
import { isTokenRecord, type TokenRecord } from './token-record.ts';

/**
 * The record in something that a store has read.
 *
 * @param where begins the sentence of an error: `The value of "…" in Redis`. It must hold no secret.
 * @throws StoreError `invalid_record` when it is of a newer format, or no record. What was read is not quoted.
 */
export function readRecord(value: unknown, where: string, operation: StoreOperation): TokenRecord {
  if (isTokenRecord(value) || isSealed(value)) return value;
  const { format } = (value ?? {}) as { readonly format?: unknown };
  const problem =
    typeof format === 'number' && Number.isSafeInteger(format) && format > 1
      ? `is a token record of format ${format}; this version of the package reads format 1. Bring the package up to date in every process that shares the store`
      : 'is no token record of format 1';
  throw new StoreError('invalid_record', `${where} ${problem}. It was left as it is.`, { operation });
}

/**
 * {@link readRecord} for a JSON text.
 *
 * @throws StoreError `invalid_record`, also when the text is not JSON
 */
export function parseRecord(text: string, where: string, operation: StoreOperation): TokenRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // What the parser says quotes the text.
    throw new StoreError('invalid_record', `${where} is not JSON. It was left as it is.`, { operation });
  }
  return readRecord(value, where, operation);
}

/** Opened by `encrypted` alone; to the store beneath it is a record like others. */
function isSealed(value: unknown): value is TokenRecord {
  return (
    isTokenRecord({ ...(value as object), sealed: undefined }) && typeof (value as TokenRecord).sealed === 'object'
  );
}
