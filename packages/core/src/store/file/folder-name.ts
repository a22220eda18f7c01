import { createHash } from 'node:crypto';

/**
 * The name of a key's folder: SHA-256 in hexadecimal. It is the same length for every key, has one case, is no reserved
 * name of any system, and tells nothing of the key, which stands in the folder's record.
 */
export function folderNameOf(key: string): string {
  // JSON writes a lone surrogate as an escape; in UTF-8 all of them would become the same character.
  return createHash('sha256').update(JSON.stringify(key)).digest('hex');
}

export function isFolderName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}
