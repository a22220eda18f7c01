/**
 * A version is random, so that it is never used again, whatever is deleted, ends or is lost in a failover; and it says
 * whose it is, so that a record that somebody copied or renamed to another key is not taken for that key's: it would
 * give one user the tokens of another.
 */
export function newVersion(key: string): string {
  return `${globalThis.crypto.randomUUID()}.${checksum(key)}`;
}

/** Whether the version was made for this key; undefined when it is no version of this store. */
export function belongsTo(version: string, key: string): boolean | undefined {
  const [, sum] = /^[0-9a-f-]{36}\.([0-9a-f]{8})$/.exec(version) ?? [];
  return sum === undefined ? undefined : sum === checksum(key);
}

/** FNV-1a, 32 bits. It finds accidents; `encrypted` finds more than those. */
function checksum(text: string): string {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
