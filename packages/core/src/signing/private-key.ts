import { KeyProblem } from './key-problem.ts';
import type { KeyKind } from './algorithms.ts';
import { assertModulusBits } from './algorithms.ts';
import type { Pkcs8Key } from './pem.ts';
import { readPrivateKeyPem } from './pem.ts';

/** A WebCrypto private key, seen structurally: its global type is missing in some environments. */
export interface CryptoKeyLike {
  readonly type: string;
  readonly extractable: boolean;
  readonly algorithm: { readonly name: string; readonly modulusLength?: number; readonly namedCurve?: string };
  readonly usages: readonly string[];
}

/** A private `KeyObject` of `node:crypto`, seen structurally. */
export interface KeyObjectLike {
  readonly type: string;
  readonly asymmetricKeyType?: string | undefined;
  readonly asymmetricKeyDetails?: { readonly modulusLength?: number; readonly namedCurve?: string } | undefined;
}

/** A private key as JSON Web Key (RFC 7517). */
export interface PrivateJwk {
  readonly kty: string;
  readonly d?: string;
  readonly [member: string]: unknown;
}

/** The forms in which a private key can be given: PEM (PKCS#8 or PKCS#1), JWK, WebCrypto `CryptoKey`, Node `KeyObject`. */
export type PrivateKeyInput = string | PrivateJwk | CryptoKeyLike | KeyObjectLike;

/** A key whose form and kind are known; what jose signs with is made from it once, on first use. */
export type CheckedKey =
  | { readonly form: 'pkcs8'; readonly kind: KeyKind; readonly pkcs8: Pkcs8Key }
  | { readonly form: 'jwk'; readonly kind: KeyKind; readonly jwk: PrivateJwk }
  | { readonly form: 'object'; readonly kind: KeyKind; readonly object: CryptoKeyLike | KeyObjectLike };

/**
 * Checks a private key as far as that goes without WebCrypto, synchronously.
 *
 * @throws KeyProblem when it is not a private key that can sign
 */
export function checkPrivateKey(key: unknown): CheckedKey {
  if (typeof key === 'string') {
    if (key.trim() === '') throw new KeyProblem('malformed_key', 'the text is empty; a private key in PEM is needed.');
    const pkcs8 = readPrivateKeyPem(key);
    return { form: 'pkcs8', kind: pkcs8.kind, pkcs8 };
  }
  if (typeof key === 'object' && key !== null) {
    if (typeof (key as { kty?: unknown }).kty === 'string') return checkJwk(key as PrivateJwk);
    if (typeof (key as { type?: unknown }).type === 'string')
      return checkKeyObject(key as CryptoKeyLike | KeyObjectLike);
  }
  throw new KeyProblem(
    'malformed_key',
    `${describe(key)} was given; a private key as PEM text, JWK, CryptoKey or KeyObject is needed.`,
  );
}

function checkJwk(jwk: PrivateJwk): CheckedKey {
  if (typeof jwk.d !== 'string' || jwk.d === '') {
    throw new KeyProblem(
      jwk.kty === 'oct' ? 'unsupported_key' : 'public_key',
      'this JWK has no "d" member, so it is not a private key; the private JWK is needed to sign.',
    );
  }
  const kind = kindOfJwk(jwk);
  const needed = kind === 'RSA' ? ['n', 'e', 'p', 'q', 'dp', 'dq', 'qi'] : kind === 'EC P-256' ? ['x', 'y'] : ['x'];
  for (const member of needed) {
    if (typeof jwk[member] !== 'string' || jwk[member] === '') {
      throw new KeyProblem('malformed_key', `this JWK lacks the member "${member}" (RFC 7518 section 6).`);
    }
  }
  if (kind === 'RSA') assertModulusBits(Math.floor((String(jwk['n']).replaceAll('=', '').length * 6) / 8) * 8);
  return { form: 'jwk', kind, jwk };
}

function kindOfJwk(jwk: PrivateJwk): KeyKind {
  if (jwk.kty === 'RSA') return 'RSA';
  if (jwk.kty === 'EC' && jwk['crv'] === 'P-256') return 'EC P-256';
  if (jwk.kty === 'OKP' && jwk['crv'] === 'Ed25519') return 'Ed25519';
  throw new KeyProblem(
    'unsupported_key',
    'this JWK is of a kind that is not supported; RSA, EC P-256 and Ed25519 are.',
  );
}

function checkKeyObject(key: CryptoKeyLike | KeyObjectLike): CheckedKey {
  if (key.type === 'public')
    throw new KeyProblem('public_key', 'this is a public key; the private key is needed to sign.');
  if (key.type !== 'private') throw new KeyProblem('unsupported_key', 'this key object is not a private key.');
  if ('algorithm' in key && 'usages' in key) {
    if (!key.usages.includes('sign'))
      throw new KeyProblem('unsupported_key', 'this CryptoKey may not be used to sign (its usages lack "sign").');
    return { form: 'object', kind: kindOfObject(key.algorithm.name, key.algorithm), object: key };
  }
  const { asymmetricKeyType, asymmetricKeyDetails } = key;
  return { form: 'object', kind: kindOfObject(asymmetricKeyType ?? '', asymmetricKeyDetails ?? {}), object: key };
}

function kindOfObject(
  name: string,
  details: { readonly modulusLength?: number; readonly namedCurve?: string },
): KeyKind {
  const known = name.toLowerCase();
  if (known.startsWith('rsa')) {
    if (details.modulusLength !== undefined) assertModulusBits(details.modulusLength);
    return 'RSA';
  }
  if (known === 'ed25519') return 'Ed25519';
  if ((known === 'ecdsa' || known === 'ec') && ['P-256', 'prime256v1'].includes(details.namedCurve ?? ''))
    return 'EC P-256';
  throw new KeyProblem(
    'unsupported_key',
    'this key object is of a kind that is not supported; RSA, EC P-256 and Ed25519 are.',
  );
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object that is no key' : `a ${typeof value}`;
}
