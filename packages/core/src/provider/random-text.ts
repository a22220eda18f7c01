const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Bytes from here on would make some letters likelier than others. */
const fair = 256 - (256 % letters.length);

/**
 * Letters and digits by chance that nobody can foresee, 5.95 bits each: for `state`, `nonce`, and the verifier of PKCE.
 */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of globalThis.crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < fair && text.length < length) text += letters.charAt(byte % letters.length);
    }
  }
  return text;
}
