import { AuthorityError, ConfigurationError, SigningError, createAssertionSigner } from '@tokenwright/core/provider';
import type {
  AssertionSigner,
  AssertionSignerOptions,
  ExternalSignerOptions,
  KeySignerOptions,
  PrivateKeyInput,
} from '@tokenwright/core/signing';

/** The key of a JWT application in whatever form it is held: PEM, JWK, `CryptoKey`, `KeyObject`, or a signer. */
export type PdsPrivateKey =
  | PrivateKeyInput
  | AssertionSigner
  /** Asked at every assertion, and once more when PDS refuses one: the key may have been replaced since. */
  | (() => PrivateKeyInput | Promise<PrivateKeyInput>);

/** Options of {@link createPdsAssertionSigner}: a key, or a function that signs where the key is. */
export type PdsAssertionSignerOptions =
  | Omit<KeySignerOptions, 'alg' | 'kid'>
  | (Omit<ExternalSignerOptions, 'alg' | 'kid'> & {
      /** Not beside `sign`. */
      readonly key?: undefined;
    });

/**
 * Makes a signer as PDS wants it: RS256, without `kid`, `iat` 300 seconds back and `exp` 300 seconds on, which is what
 * the vendor's SDK sends in production. Calls and sources make one of a key by themselves; this is for a key that
 * never leaves its service.
 *
 * @throws SigningError when `key` is no private RSA key of at least 2048 bits
 * @throws ConfigurationError when an option is unknown, missing, of the wrong type or out of range
 *
 * @example
 * ```ts
 * import { createPdsAssertionSigner, createPdsServiceTokenSource } from '@tokenwright/aliyun-pds';
 *
 * interface KeyService {
 *   sign(keyId: string, algorithm: string, message: Uint8Array): Promise<Uint8Array>;
 * }
 *
 * function serviceSource(kms: KeyService) {
 *   const privateKey = createPdsAssertionSigner({
 *     sign: (message) => kms.sign('pds-2026', 'RSASSA_PKCS1_V1_5_SHA_256', message),
 *   });
 *   return createPdsServiceTokenSource({ domainId: 'my-domain', clientId: 'my-jwt-app', privateKey });
 * }
 * ```
 */
export function createPdsAssertionSigner(options: PdsAssertionSignerOptions): AssertionSigner {
  // What is no object at all, core names.
  const given: Partial<AssertionSignerOptions> = options ?? {};
  if (given.alg !== undefined || given.kid !== undefined) {
    const option = given.alg === undefined ? 'kid' : 'alg';
    throw new ConfigurationError(
      'unsupported_option',
      option,
      `createPdsAssertionSigner: the option "${option}" is not taken here; PDS takes RS256 and no key id.`,
    );
  }
  // RS256 is the only algorithm in any of the vendor's sources.
  const { backdateSeconds = 300, lifetimeSeconds = 300 } = given;
  return createAssertionSigner({ ...options, backdateSeconds, lifetimeSeconds, alg: 'RS256' });
}

/** The key that was used last with a context, imported. Most contexts have one. */
const lastSigner = new WeakMap<object, { readonly key: PrivateKeyInput; readonly signer: AssertionSigner }>();

/** Whose key it is, and what messages call it. */
export interface KeyOwner {
  /** A context: the key is imported once for it, as long as it stays the same. */
  readonly context: object;
  /** What the caller calls the key. */
  readonly keyName: string;
  /** What assertions take the time from, in milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/**
 * The signer of a key.
 *
 * @throws SigningError, ConfigurationError, naming the key as its caller calls it
 */
export function signerOf(owner: KeyOwner, key: PrivateKeyInput | AssertionSigner): AssertionSigner {
  if (isSigner(key)) return key;
  const { context, keyName, now: clock } = owner;
  const last = lastSigner.get(context);
  if (last?.key === key) return last.signer;
  const signer = createPdsAssertionSigner({ key, keyName, clock });
  lastSigner.set(context, { key, signer });
  return signer;
}

/**
 * Runs a request with the signer of a key. A key from a function that PDS refuses is asked for once more, and the
 * request is repeated once if the key differs: nothing is spent by a refused assertion.
 */
export async function withSigner<T>(
  owner: KeyOwner,
  key: PdsPrivateKey,
  send: (signer: AssertionSigner) => Promise<T>,
): Promise<T> {
  const { keyName } = owner;
  if (typeof key !== 'function') return send(signerOf(owner, key));
  const value = await ask(keyName, key);
  try {
    return await send(signerOf(owner, value));
  } catch (refusal) {
    if (!isRefusedAssertion(refusal)) throw refusal;
    // A function that fails now says less than the refusal that made us ask.
    const fresh = await ask(keyName, key).catch(() => value);
    if (fresh === value) throw refusal;
    return send(signerOf(owner, fresh));
  }
}

/** In answer to an assertion both speak of it: which application it is, and whether its signature fits. */
function isRefusedAssertion(error: unknown): boolean {
  return AuthorityError.isInstance(error) && (error.code === 'invalid_client' || error.code === 'invalid_grant');
}

/** By its methods: a signer of another copy of the package is one too. */
export function isSigner(key: unknown): key is AssertionSigner {
  if (typeof key !== 'object' || key === null) return false;
  const { sign, ready } = key as Partial<AssertionSigner>;
  return typeof sign === 'function' && typeof ready === 'function';
}

async function ask(keyName: string, key: () => PrivateKeyInput | Promise<PrivateKeyInput>): Promise<PrivateKeyInput> {
  let value: PrivateKeyInput | null | undefined;
  try {
    value = await key();
  } catch {
    throw new SigningError(
      'key_unavailable',
      `${keyName}: the function that should give the key failed; its error is not shown, because it may hold the key. Nothing was sent.`,
    );
  }
  if (value === undefined || value === null || value === '') {
    throw new SigningError(
      'key_unavailable',
      `${keyName}: the function that should give the key returned ${value === '' ? 'an empty string' : String(value)}. Nothing was sent.`,
    );
  }
  return value;
}
