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
  /** Has to be `private`. */
  readonly type: string;
  /** Not looked at: a key that cannot be exported signs as well. */
  readonly extractable: boolean;
  /** What the key is made for. It is bound to it: an RSA key of one scheme does not sign by the other. */
  readonly algorithm: {
    /** `RSASSA-PKCS1-v1_5` (RS256), `RSA-PSS` (PS256), `ECDSA` (ES256) or `Ed25519` (EdDSA). */
    readonly name: string;
    /** Of RSA, in bits: 2048 or more. */
    readonly modulusLength?: number;
    /** Of ECDSA: `P-256`. */
    readonly namedCurve?: string;
    /** Of RSA: SHA-256. */
    readonly hash?: {
      /** `SHA-256`. */
      readonly name: string;
    };
  };
  /** Has to hold `sign`. */
  readonly usages: readonly string[];
}

/** A private `KeyObject` of `node:crypto`, seen structurally. */
export interface KeyObjectLike {
  /** Has to be `private`. */
  readonly type: string;
  /** `rsa`, `ec` or `ed25519`. */
  readonly asymmetricKeyType?: string | undefined;
  /** What `node:crypto` says of its size and curve. */
  readonly asymmetricKeyDetails?:
    | {
        /** Of RSA, in bits: 2048 or more. */
        readonly modulusLength?: number;
        /** Of EC: `prime256v1`. */
        readonly namedCurve?: string;
      }
    | undefined;
}

/**
 * A private key as JSON Web Key (RFC 7517). All optional here, as in the `JsonWebKey` of TypeScript's libraries and of
 * `KeyObject.export`; what the kind of key needs is checked. Its members are big-endian numbers or bytes in base64url.
 */
export interface PrivateJwk {
  /** Kind of key: `RSA`, `EC` or `OKP`. */
  readonly kty?: string | undefined;
  /** The algorithm that the key is for: it then signs by no other. Default: any that its kind can. */
  readonly alg?: string | undefined;
  /** What the key is for: `sig`, or absent. */
  readonly use?: string | undefined;
  /** What the key may do: `sign` among it, or absent. */
  readonly key_ops?: readonly string[] | undefined;
  /** Not looked at: the header's key id is the signer's option `kid`. */
  readonly kid?: string | undefined;
  /** Not looked at: the key is imported so that it cannot be exported. */
  readonly ext?: boolean | undefined;
  /** Curve: `P-256` of EC, `Ed25519` of OKP. */
  readonly crv?: string | undefined;
  /** The private part, of every kind (RFC 7518 sections 6.2.2 and 6.3.2, RFC 8037 section 2). */
  readonly d?: string | undefined;
  /** First coordinate of EC, or the public key of OKP. */
  readonly x?: string | undefined;
  /** Second coordinate of EC. */
  readonly y?: string | undefined;
  /** Modulus of RSA, 2048 bits or more. */
  readonly n?: string | undefined;
  /** Public exponent of RSA. */
  readonly e?: string | undefined;
  /** First prime of RSA; needed, though RFC 7518 lets it be absent, because WebCrypto imports no key without. */
  readonly p?: string | undefined;
  /** Second prime of RSA; needed as `p` is. */
  readonly q?: string | undefined;
  /** `d` modulo `p - 1`; needed as `p` is. */
  readonly dp?: string | undefined;
  /** `d` modulo `q - 1`; needed as `p` is. */
  readonly dq?: string | undefined;
  /** Inverse of `q` modulo `p`; needed as `p` is. */
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
