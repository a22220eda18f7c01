import { base64ToBytes, isBytes } from '../bytes.ts';
import { ConfigurationError, StoreError, type StoreOperation } from '../errors.ts';
import { checkParameters, type ParameterRules } from '../provider/parameters.ts';
import { typeName } from '../words.ts';

/** 256 bits: bytes, or base64 or base64url of them. */
export type KeyMaterial = string | Uint8Array;

/** One key and its name. */
export interface EncryptionKey {
  /** Stands, readable, beside what the key encrypted: letters, digits, `.`, `_`, `-`, at most 64. Never give it to another key. */
  readonly id: string;
  /** 32 random bytes, or their base64; or a function that fetches them, which is asked once. */
  readonly key: KeyMaterial | (() => KeyMaterial | Promise<KeyMaterial>);
}

/** The keys of a store. */
export interface EncryptionKeys {
  /** Encrypts, and opens. */
  readonly current: EncryptionKey;
  /** Open what they encrypted, and encrypt nothing. */
  readonly older?: readonly EncryptionKey[] | undefined;
}

/** What WebCrypto makes of a key; its name is global in some runtimes only. */
type ImportedKey = Awaited<ReturnType<typeof globalThis.crypto.subtle.importKey>>;

/** The keys, checked. */
export interface KeyRing {
  readonly current: string;
  readonly ids: readonly string[];
  /** The key of one record. @throws StoreError `store_unavailable` when a function fails to give the key */
  recordKey(id: string, storeKey: string, operation: StoreOperation): Promise<ImportedKey>;
}

const rules: ParameterRules = {
  known: {
    id: { what: 'a name for the key', required: true },
    key: { what: '32 random bytes, their base64, or a function that gives them', type: 'any', required: true },
  },
};
const keyBytes = 32;
const salt: Uint8Array<ArrayBuffer> = new TextEncoder().encode('tokenwright encrypted store 1');

/** @throws ConfigurationError naming what is missing or malformed */
export function checkKeys(keys: EncryptionKeys): KeyRing {
  checkParameters('encrypted', 'parameter', keys, {
    known: {
      current: { what: 'the key that encrypts: { id, key }', type: 'object', required: true },
      older: { what: 'a list of keys that open older records', type: 'any' },
    },
  });
  const { current, older = [] } = keys;
  if (!Array.isArray(older))
    throw new ConfigurationError(
      'invalid_parameter',
      'older',
      `encrypted: the parameter "older" is ${typeName(older)}; a list of { id, key } is needed.`,
    );
  const imported = new Map<string, () => Promise<ImportedKey>>();
  for (const each of [current, ...(older as readonly EncryptionKey[])]) {
    const { id } = each;
    checkKey(each);
    if (imported.has(id))
      throw new ConfigurationError('invalid_parameter', 'id', `encrypted: two keys have the id "${id}".`);
    imported.set(
      id,
      once(() => importKey(each)),
    );
  }
  return {
    current: current.id,
    ids: [...imported.keys()],
    async recordKey(id, storeKey, operation) {
      let key;
      try {
        key = await imported.get(id)?.();
      } catch (error) {
        // What a function throws may quote what it fetched.
        const why = ConfigurationError.isInstance(error) ? error.message : 'the function that should give it failed.';
        throw new StoreError('store_unavailable', `The encryption key "${id}" is not to be had: ${why}`, { operation });
      }
      if (key === undefined) throw new TypeError('an unknown key id');
      return derive(key, storeKey);
    },
  };
}

function checkKey(given: EncryptionKey): void {
  checkParameters('encrypted', 'parameter', given, rules);
  const { id, key } = given;
  if (!isKeyId(id))
    throw new ConfigurationError(
      'invalid_parameter',
      'id',
      'encrypted: the id of a key takes letters, digits, ".", "_" and "-", at most 64 of them.',
    );
  if (typeof key !== 'function') bytesOf(id, key);
}

export function isKeyId(id: unknown): id is string {
  return typeof id === 'string' && /^[\w.-]{1,64}$/.test(id);
}

/** The bytes of a key. A message tells their number and never shows them. */
function bytesOf(id: string, material: unknown): Uint8Array<ArrayBuffer> {
  const refuse = (what: string): ConfigurationError =>
    new ConfigurationError(
      'invalid_parameter',
      'key',
      `encrypted: the key "${id}" is ${what}; 32 random bytes are needed, or their base64 (openssl rand -base64 32).`,
    );
  if (isBytes(material)) {
    if (material.length !== keyBytes) throw refuse(`of ${material.length} bytes`);
    return Uint8Array.from(material);
  }
  if (typeof material !== 'string') throw refuse(typeName(material));
  const text = material.trim().replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  if (text === '') throw refuse('an empty string');
  if (!/^[A-Za-z0-9+/]+$/.test(text) || text.length % 4 === 1) throw refuse('a string that is not base64');
  const bytes = base64ToBytes(text);
  if (bytes.length !== keyBytes) throw refuse(`base64 of ${bytes.length} bytes`);
  return bytes;
}

async function importKey({ id, key }: EncryptionKey): Promise<ImportedKey> {
  const bytes = bytesOf(id, typeof key === 'function' ? await key() : key);
  return globalThis.crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey']);
}

/**
 * Each record has a key of its own (HKDF, RFC 5869): a nonce of 96 random bits is safe for some 2^32 messages under one
 * key, which one record never reaches, and a hundred million of them would within a day.
 */
async function derive(key: ImportedKey, storeKey: string): Promise<ImportedKey> {
  const { subtle } = globalThis.crypto;
  // JSON, because a lone surrogate has no UTF-8 of its own; a digest, because OpenSSL takes 1,024 bytes here.
  const info = await subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(storeKey)));
  return subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}

/** Does it at most once, unless it fails. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = undefined;
      throw error;
    });
    return done;
  };
}
