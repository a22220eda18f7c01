/**
 * The name of a key's folder: SHA-256 in hexadecimal. It is the same length for every key, has one case, is no reserved
 * name of any system, and tells nothing of the key, which stands in the folder's record.
 */
export async function folderNameOf(key: string): Promise<string> {
  // JSON writes a lone surrogate as an escape; in UTF-8 all of them would become the same character.
  const bytes = new TextEncoder().encode(JSON.stringify(key));
  // By WebCrypto: an import of `node:crypto` takes longer than that of all the rest of the store.
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function isFolderName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}
