import { base64ToBytes } from '../bytes.ts';
import { typeName } from '../words.ts';
import type { KeyKind, SigningAlgorithm } from './algorithms.ts';
import { assertModulusBits, signingAlgorithms } from './algorithms.ts';
import { bitLength } from './der.ts';
import { KeyProblem } from './key-problem.ts';
import type { Pkcs8Key } from './pem.ts';
import { readPrivateKeyPem } from './pem.ts';

/** A WebCrypto private key, seen structurally: its global type is missing in some environments. */
export interface CryptoKeyLike {
  readonly type: string;
  readonly extractable: boolean;
  readonly algorithm: {
    readonly name: string;
    readonly modulusLength?: number;
    readonly namedCurve?: string;
    readonly hash?: { readonly name: string };
  };
  readonly usages: readonly string[];
}

/** A private `KeyObject` of `node:crypto`, seen structurally. */
export interface KeyObjectLike {
  readonly type: string;
  readonly asymmetricKeyType?: string | undefined;
  readonly asymmetricKeyDetails?: { readonly modulusLength?: number; readonly namedCurve?: string } | undefined;
}

/**
 * A private key as JSON Web Key (RFC 7517). All optional here, as in the `JsonWebKey` of TypeScript's libraries and of
 * `KeyObject.export`; what the kind of key needs is checked.
 */
export interface PrivateJwk {
  readonly kty?: string | undefined;
  readonly alg?: string | undefined;
  readonly use?: string | undefined;
  readonly key_ops?: readonly string[] | undefined;
  readonly kid?: string | undefined;
  readonly ext?: boolean | undefined;
  readonly crv?: string | undefined;
  readonly d?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
  readonly n?: string | undefined;
  readonly e?: string | undefined;
  readonly p?: string | undefined;
  readonly q?: string | undefined;
  readonly dp?: string | undefined;
  readonly dq?: string | undefined;
  readonly qi?: string | undefined;
}

/** The forms in which a private key can be given: PEM (PKCS#8 or PKCS#1), JWK, WebCrypto `CryptoKey`, Node `KeyObject`. */
export type PrivateKeyInput = string | PrivateJwk | CryptoKeyLike | KeyObjectLike;

/** A key whose form and kind are known; what jose signs with is made from it once, on first use. */
export type CheckedKey =
  | { readonly form: 'pkcs8'; readonly kind: KeyKind; readonly pkcs8: Pkcs8Key }
  | ({ readonly form: 'jwk'; readonly kind: KeyKind; readonly jwk: PrivateJwk } & Bound)
  | ({ readonly form: 'object'; readonly kind: KeyKind; readonly object: CryptoKeyLike | KeyObjectLike } & Bound);

/** The one algorithm that a key is bound to, where it is. */
interface Bound {
  readonly only: SigningAlgorithm | undefined;
}

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
    if (typeof (key as { kty?: unknown }).kty === 'string') return checkJwk(key);
    if (typeof (key as { type?: unknown }).type === 'string')
      return checkKeyObject(key as CryptoKeyLike | KeyObjectLike);
  }
  throw new KeyProblem(
    'malformed_key',
    `${typeName(key)} that is no key was given; a private key as PEM text, JWK, CryptoKey or KeyObject is needed.`,
  );
}

/** RFC 7518 section 6, RFC 8037 section 2; WebCrypto imports no RSA key without its primes. */
const neededMembers: Readonly<Record<KeyKind, readonly (keyof PrivateJwk)[]>> = {
  RSA: ['n', 'e', 'p', 'q', 'dp', 'dq', 'qi'],
  'EC P-256': ['x', 'y'],
  Ed25519: ['x'],
};

function checkJwk(jwk: PrivateJwk): CheckedKey {
  if (typeof jwk.d !== 'string' || jwk.d === '') {
    throw new KeyProblem(
      jwk.kty === 'oct' ? 'unsupported_key' : 'public_key',
      'this JWK has no "d" member, so it is not a private key; the private JWK is needed to sign.',
    );
  }
  const kind = kindOfJwk(jwk);
  for (const member of neededMembers[kind]) {
    if (typeof jwk[member] !== 'string' || jwk[member] === '') {
      throw new KeyProblem('malformed_key', `this JWK lacks the member "${member}" (RFC 7518 section 6).`);
    }
  }
  const { use, key_ops: operations, n = '' } = jwk;
  if ((use !== undefined && use !== 'sig') || (Array.isArray(operations) && !operations.includes('sign'))) {
    throw new KeyProblem('unsupported_key', 'this JWK says that it is not for signing ("use" or "key_ops").');
  }
  if (kind === 'RSA') assertModulusBits(bitLength(decodeMember(n)));
  // A copy: what was checked is what will be imported, whatever becomes of the caller's object.
  return { form: 'jwk', kind, jwk: { ...jwk }, only: algorithmOfJwk(jwk.alg) };
}

/** The algorithm that a JWK says it is for; RFC 9864 calls EdDSA with this kind of key "Ed25519". */
function algorithmOfJwk(alg: unknown): SigningAlgorithm | undefined {
  if (alg === undefined) return undefined;
  const known = alg === 'Ed25519' ? 'EdDSA' : alg;
  if (typeof known === 'string' && signingAlgorithms.includes(known)) return known as SigningAlgorithm;
  throw new KeyProblem(
    'unsupported_key',
    `this JWK says that it is for another algorithm ("alg") than ${signingAlgorithms.join(', ')}.`,
  );
}

function decodeMember(text: string): Uint8Array {
  // Any text of these characters is base64url, except one that leaves a single character over.
  if (!/^[\w-]+$/.test(text) || text.length % 4 === 1) {
    throw new KeyProblem(
      'malformed_key',
      'the member "n" of this JWK is no base64url text (RFC 7518 section 6.3.1.1).',
    );
  }
  return base64ToBytes(text.replaceAll('-', '+').replaceAll('_', '/'));
}

function kindOfJwk(jwk: PrivateJwk): KeyKind {
  if (jwk.kty === 'RSA') return 'RSA';
  if (jwk.kty === 'EC' && jwk.crv === 'P-256') return 'EC P-256';
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') return 'Ed25519';
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
    const { name, hash } = key.algorithm;
    if (hash !== undefined && hash.name !== 'SHA-256') {
      throw new KeyProblem('unsupported_key', 'this CryptoKey is bound to another hash than SHA-256.');
    }
    return { form: 'object', kind: kindOfObject(name, key.algorithm), object: key, only: boundTo(name) };
  }
  const { asymmetricKeyType = '', asymmetricKeyDetails = {} } = key;
  return { form: 'object', kind: kindOfObject(asymmetricKeyType, asymmetricKeyDetails), object: key, only: undefined };
}

/** A CryptoKey is made for one RSA scheme; a KeyObject of type "rsa" does for both. */
function boundTo(name: string): SigningAlgorithm | undefined {
  if (name === 'RSASSA-PKCS1-v1_5') return 'RS256';
  return name === 'RSA-PSS' ? 'PS256' : undefined;
}

function kindOfObject(
  name: string,
  details: { readonly modulusLength?: number; readonly namedCurve?: string },
): KeyKind {
  const known = name.toLowerCase();
  if (known === 'rsa' || boundTo(name) !== undefined) {
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
