import { StoreError, type StoreOperation } from '../errors.ts';
import { checkParameters } from '../provider/parameters.ts';
import { requireShape } from '../provider/shape.ts';
import { requireWebCrypto } from '../web-crypto.ts';
import { checkKeys, type EncryptionKeys, type KeyRing } from './encryption-keys.ts';
import { open, seal } from './sealing.ts';
import type { TokenRecord } from './token-record.ts';
import {
  storeShape,
  type CompareAndSet,
  type CompareAndSetResult,
  type StoredRecord,
  type TokenStore,
} from './token-store.ts';

export type { EncryptionKey, EncryptionKeys } from './encryption-keys.ts';

/** Options of {@link encrypted}. */
export interface EncryptedStoreOptions {
  /**
   * Takes records that are not encrypted, until each is written again: for the days in which encryption is turned on.
   * Whoever can write to the store can plant a record as long as this is set. Default false.
   */
  readonly readPlain?: boolean | undefined;
}

class EncryptedStore implements TokenStore {
  readonly #store: TokenStore;
  readonly #keys: KeyRing;
  readonly #readPlain: boolean;
  // What the store beneath cannot do, this one cannot either, and says so by not having the method.
  declare tryLease?: NonNullable<TokenStore['tryLease']>;
  declare watch?: NonNullable<TokenStore['watch']>;
  declare keys?: NonNullable<TokenStore['keys']>;

  constructor(store: TokenStore, keys: KeyRing, readPlain: boolean) {
    this.#store = store;
    this.#keys = keys;
    this.#readPlain = readPlain;
    if (store.tryLease !== undefined) this.tryLease = store.tryLease.bind(store);
    if (store.watch !== undefined) this.watch = store.watch.bind(store);
    if (store.keys !== undefined) this.keys = store.keys.bind(store);
  }

  async get(key: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<StoredRecord | undefined> {
    return this.#opened(key, await this.#store.get(key, options), 'get');
  }

  async compareAndSet(key: string, write: CompareAndSet): Promise<CompareAndSetResult> {
    const record = await seal(key, write.record, this.#keys);
    const result = await this.#store.compareAndSet(key, { ...write, record });
    return result.ok ? result : { ok: false, current: await this.#opened(key, result.current, 'compareAndSet') };
  }

  delete(key: string, expected: string): Promise<boolean> {
    return this.#store.delete(key, expected);
  }

  async #opened(
    key: string,
    stored: StoredRecord | undefined,
    operation: StoreOperation,
  ): Promise<StoredRecord | undefined> {
    // A store in JavaScript may say null.
    if (stored == null) return undefined;
    return { version: stored.version, record: await this.#open(key, stored.record, operation) };
  }

  async #open(key: string, record: TokenRecord, operation: StoreOperation): Promise<TokenRecord> {
    if (record.sealed !== undefined) return open(key, record, this.#keys, operation);
    if (this.#readPlain) return record;
    throw new StoreError(
      'invalid_record',
      'The record in the store is not encrypted, and encrypted() was told to take encrypted ones only. Give it "readPlain: true" while encryption is being turned on. The record was left as it is.',
      { operation },
    );
  }
}

/**
 * Encrypts the records of a store: AES-256-GCM, bound to the key under which a record lies, so that one that was
 * changed or moved to another key does not open. Lineage, generation and the key itself stay readable, so that the
 * store, whichever it is, need not know. An old record that is put back in its own place does open: encryption keeps
 * tokens from whoever reads the store, not the store from being set back.
 *
 * To rotate, first give the new key to every process among `older`, then make it `current` everywhere, and remove the
 * one before when every record has been written since (for a session: within the life of a refresh token).
 *
 * @throws ConfigurationError naming the key or option that is missing or malformed; the key itself is not quoted
 * @throws StoreError `invalid_record`, from `get` and `compareAndSet`, when a record was encrypted with a key that was
 * not given, was changed or moved, or is not encrypted; the record is left in place
 * @throws StoreError `store_unavailable` when a function that should give a key fails
 *
 * @example
 * ```ts
 * import { encrypted } from '@tokenwright/core/encrypted-store';
 * import { fileStore } from '@tokenwright/core/file-store';
 *
 * const store = encrypted(fileStore({ folder: '.tokens' }), {
 *   // 32 bytes in base64: openssl rand -base64 32
 *   current: { id: '2027-01', key: process.env['TOKEN_KEY_2027_01'] ?? '' },
 *   older: [{ id: '2026-07', key: process.env['TOKEN_KEY_2026_07'] ?? '' }],
 * });
 * console.log(await store.get('a key'));
 * ```
 */
export function encrypted(store: TokenStore, keys: EncryptionKeys, options: EncryptedStoreOptions = {}): TokenStore {
  checkParameters(
    'encrypted',
    'parameter',
    { store, keys },
    {
      known: {
        store: { what: 'the store whose records are encrypted', type: 'object', required: true },
        keys: { what: 'the keys: { current, older? }', type: 'object', required: true },
      },
    },
  );
  checkParameters('encrypted', 'option', options, {
    known: { readPlain: { what: 'true to take records that are not encrypted', type: 'boolean' } },
  });
  requireShape(store, storeShape, { where: 'encrypted', kind: 'parameter', name: 'store', give: 'a token store' });
  requireWebCrypto('encrypted');
  return new EncryptedStore(store, checkKeys(keys), options.readPlain === true);
}
