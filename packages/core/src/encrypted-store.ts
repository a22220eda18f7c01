/**
 * Encrypts what any token store holds.
 *
 * @packageDocumentation
 */
export {
  encrypted,
  type EncryptedStoreOptions,
  type EncryptionKey,
  type EncryptionKeys,
} from './store/encrypted-store.ts';
