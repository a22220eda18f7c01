import { bytesToBase64url, isBytes } from '../bytes.ts';
import { SigningError } from '../errors.ts';
import { typeName } from '../words.ts';
import type { SigningAlgorithm } from './algorithms.ts';
import { minimumModulusBits } from './algorithms.ts';

/** Signs bytes with a key that lives elsewhere. */
export type ExternalSign = (signingInput: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** Class names such as `AccessDeniedException` tell what happened and are no place for a secret. */
const errorName = /^[A-Z][A-Za-z]{2,60}(?:Error|Exception)$/;
const derSequence = 0x30;

/**
 * Has the signing input signed and appends the signature.
 *
 * @throws SigningError `signing_failed` when the function fails, `invalid_signature` when what it returns is none
 */
export async function signExternally(
  sign: ExternalSign,
  alg: SigningAlgorithm,
  name: string,
  signingInput: string,
): Promise<string> {
  let signature: unknown;
  try {
    signature = await sign(new TextEncoder().encode(signingInput));
  } catch (error) {
    throw new SigningError(
      'signing_failed',
      `${name}: the external signer failed${nameOf(error)}; its message is not shown, because it may hold a secret.`,
    );
  }
  const problem = problemOf(signature, alg);
  if (problem !== undefined) throw new SigningError('invalid_signature', `${name}: ${problem}.`);
  return `${signingInput}.${bytesToBase64url(signature as Uint8Array)}`;
}

function nameOf(error: unknown): string {
  const name: unknown = typeof error === 'object' && error !== null ? (error as { name?: unknown }).name : undefined;
  return typeof name === 'string' && name !== 'Error' && errorName.test(name) ? ` (${name})` : '';
}

function problemOf(signature: unknown, alg: SigningAlgorithm): string | undefined {
  const need = 'a non-empty Uint8Array with the signature is needed';
  if (!isBytes(signature)) return `the external signer returned ${typeName(signature)}; ${need}`;
  const { length } = signature;
  if (length === 0) return `the external signer returned no bytes; ${need}`;
  if (alg === 'RS256' || alg === 'PS256') {
    return length * 8 < minimumModulusBits
      ? `the external signer returned ${length} bytes, fewer than a signature of an RSA key of ${minimumModulusBits} bits has`
      : undefined;
  }
  if (length === 64) return undefined;
  return alg === 'ES256' && signature[0] === derSequence && length >= 8 && length <= 72
    ? `the external signer returned ${length} bytes that look like a DER sequence; ES256 needs the raw form, r and s in 32 bytes each (RFC 7518 section 3.4)`
    : `the external signer returned ${length} bytes; an ${alg} signature has 64`;
}
