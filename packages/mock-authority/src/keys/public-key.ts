import { importJWK, importSPKI, importX509 } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { MockAuthorityError } from '../errors.ts';

/** A public key as options take it: PEM text (SPKI, PKCS#1 or X.509 certificate) or a JWK. */
export type PublicKeyInput = string | JWK;

/** AlgorithmIdentifier of rsaEncryption with NULL parameters, RFC 3279 section 2.3.1. */
const RSA_ALGORITHM = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

function derLength(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

/** Wraps an RSAPublicKey (PKCS#1, RFC 8017 appendix A.1.1) into SubjectPublicKeyInfo, which WebCrypto reads. */
function wrapPkcs1(pem: string): string {
  const body = pem.replaceAll(/-----[^-]+-----/gu, '').replaceAll(/\s/gu, '');
  const key = Array.from(atob(body), (character) => character.codePointAt(0) ?? 0);
  const bits = [0x03, ...derLength(key.length + 1), 0x00, ...key];
  const info = [0x30, ...derLength(RSA_ALGORITHM.length + bits.length), ...RSA_ALGORITHM, ...bits];
  return `-----BEGIN PUBLIC KEY-----\n${btoa(String.fromCodePoint(...info))}\n-----END PUBLIC KEY-----`;
}

async function importRsaKey(key: PublicKeyInput): Promise<CryptoKey> {
  if (typeof key !== 'string') {
    const { d: _private, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicPart } = key;
    const imported = await importJWK({ ...publicPart, alg: 'RS256' }, 'RS256');
    if (imported instanceof Uint8Array) throw new TypeError('a symmetric key');
    return imported;
  }
  if (key.includes('BEGIN CERTIFICATE')) return importX509(key, 'RS256');
  if (key.includes('BEGIN RSA PUBLIC KEY')) return importSPKI(wrapPkcs1(key), 'RS256');
  return importSPKI(key, 'RS256');
}

/**
 * Reads a public key that assertions of an application are verified with.
 *
 * @throws MockAuthorityError `unreadable_key`, with the name of the application and the reason, never the key.
 */
export async function readPublicKey(key: PublicKeyInput, owner: string): Promise<CryptoKey> {
  if (typeof key === 'string' && key.includes('PRIVATE KEY')) {
    throw new MockAuthorityError('unreadable_key', `the key of ${owner} is a private key; give the public one`);
  }
  try {
    return await importRsaKey(key);
  } catch (error) {
    throw new MockAuthorityError(
      'unreadable_key',
      `the public key of ${owner} cannot be read: an RSA key is needed as PEM (PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE) or JWK`,
      { cause: error },
    );
  }
}
