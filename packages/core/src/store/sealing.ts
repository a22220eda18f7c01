import { base64ToBytes, bytesToBase64 } from '../bytes.ts';
import { StoreError, type StoreOperation } from '../errors.ts';
import { isKeyId, type KeyRing } from './encryption-keys.ts';
import { parseRecord } from './read-record.ts';
import type { SealedRecord, TokenRecord } from './token-record.ts';

const nonceBytes = 12;

/** Encrypts a record for its place in a store. */
export async function seal(key: string, record: TokenRecord, keys: KeyRing): Promise<TokenRecord> {
  const keyId = keys.current;
  const nonce = globalThis.crypto.getRandomValues(new Uint8Array(nonceBytes));
  const data = await globalThis.crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: additionalData(key, keyId) },
    await keys.recordKey(keyId, key, 'compareAndSet'),
    new TextEncoder().encode(JSON.stringify(record)),
  );
  const sealed: SealedRecord = {
    format: 1,
    keyId,
    nonce: bytesToBase64(nonce),
    data: bytesToBase64(new Uint8Array(data)),
  };
  return { format: 1, lineage: record.lineage, generation: record.generation, sealed };
}

/**
 * Opens a record that {@link seal} made.
 *
 * @throws StoreError `invalid_record` saying whether its format or its key is unknown, or it was changed or moved
 */
export async function open(
  key: string,
  outer: TokenRecord,
  keys: KeyRing,
  operation: StoreOperation,
): Promise<TokenRecord> {
  const refuse = (problem: string): StoreError =>
    new StoreError('invalid_record', `The encrypted record in the store ${problem}. It was left as it is.`, {
      operation,
    });
  const { format, keyId, nonce, data } = (outer.sealed ?? {}) as Readonly<Record<keyof SealedRecord, unknown>>;
  if (format !== 1) {
    throw refuse(
      typeof format === 'number'
        ? `has format ${format}; this version of the package reads format 1`
        : 'is damaged: it has no format',
    );
  }
  if (!isKeyId(keyId)) throw refuse('is damaged: it does not name its key');
  if (!keys.ids.includes(keyId)) {
    const given = keys.ids.map((id) => `"${id}"`).join(', ');
    throw refuse(`was encrypted with the key "${keyId}", and encrypted() was given ${given}`);
  }
  const changed = (): StoreError =>
    refuse(`does not open with its key "${keyId}": it was changed, or moved from another key of the store`);
  const iv = bytesOf(nonce);
  const encrypted = bytesOf(data);
  if (iv?.length !== nonceBytes || encrypted === undefined) throw changed();
  const recordKey = await keys.recordKey(keyId, key, operation);
  let text;
  try {
    const opened = await globalThis.crypto.subtle.decrypt(
      { name: 'AES-GCM', iv, additionalData: additionalData(key, keyId) },
      recordKey,
      encrypted,
    );
    text = new TextDecoder().decode(opened);
  } catch {
    throw changed();
  }
  const record = parseRecord(text, 'The encrypted record in the store', operation);
  if (record.lineage !== outer.lineage || record.generation !== outer.generation) throw changed();
  return record;
}

/** Where the record lies, its format and its key, so that it opens nowhere else. */
function additionalData(key: string, keyId: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify([key, 1, keyId]));
}

function bytesOf(base64: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (typeof base64 !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) return undefined;
  return base64ToBytes(base64);
}
