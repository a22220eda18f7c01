import type { CryptoKey as JoseCryptoKey, JWTPayload, KeyObject } from 'jose';
import { ConfigurationError, SigningError } from '../errors.ts';
import type { SigningAlgorithm } from './algorithms.ts';
import { assertKindFits, defaultAlgorithm, isSigningAlgorithm } from './algorithms.ts';
import { KeyProblem } from './key-problem.ts';
import type { CheckedKey, PrivateKeyInput } from './private-key.ts';
import { checkPrivateKey } from './private-key.ts';

/** Claims of an assertion (RFC 7523 section 3) besides `iat`, `exp` and `jti`, which the signer adds. */
export interface AssertionClaims {
  /** Who signs: the client id. */
  readonly iss: string;
  /** Who the token is for. */
  readonly sub: string;
  /** Who is meant to read the assertion. */
  readonly aud: string;
  /** Further claims of the provider. */
  readonly [claim: string]: unknown;
}

/** How {@link createAssertionSigner} signs. */
export interface AssertionSignerOptions {
  /**
   * The private key: PEM text (PKCS#8 or PKCS#1), JWK, `CryptoKey` or `KeyObject`; or a function that returns one of
   * these, called once, at the first signature.
   */
  readonly key: PrivateKeyInput | (() => PrivateKeyInput | Promise<PrivateKeyInput>);
  /** Signature algorithm. Default: what the key is made for (RSA: RS256, EC P-256: ES256, Ed25519: EdDSA). */
  readonly alg?: SigningAlgorithm | undefined;
  /** Key id for the header. Default: none. */
  readonly kid?: string | undefined;
  /** How far `iat` is set back against clocks that run behind, in seconds. Default 60. */
  readonly backdateSeconds?: number | undefined;
  /** How long the assertion is valid from now on, in seconds. Default 300. */
  readonly lifetimeSeconds?: number | undefined;
  /** What error messages call the key. Default `key`. */
  readonly keyName?: string | undefined;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

/** Signs JWT assertions with one key, which is imported once. */
export interface AssertionSigner {
  /** Imports the key. Rejects with what the first `sign` would reject with. */
  ready(): Promise<void>;
  /** A signed assertion in compact serialisation, with its own `jti`. */
  sign(claims: AssertionClaims): Promise<string>;
}

interface SigningKey {
  readonly alg: SigningAlgorithm;
  readonly key: JoseCryptoKey | KeyObject;
}

/**
 * Makes a signer for JWT assertions (RFC 7523). What can be seen without WebCrypto is checked here, synchronously.
 *
 * @throws SigningError when `key` is no private key that can sign: label, base64, frame, algorithm, size
 * @throws ConfigurationError when an option is of the wrong type or out of range
 *
 * @example
 * ```ts
 * import { createAssertionSigner } from '@tokenwright/core/signing';
 *
 * const signer = createAssertionSigner({ key: process.env['PDS_PRIVATE_KEY'] ?? '' });
 * const assertion = await signer.sign({ iss: 'my-app', sub: 'user-1', aud: 'my-domain' });
 * ```
 */
export function createAssertionSigner(options: AssertionSignerOptions): AssertionSigner {
  const { key, alg, kid, backdateSeconds = 60, lifetimeSeconds = 300, keyName = 'key', clock = Date.now } = options;
  if (alg !== undefined && !isSigningAlgorithm(alg)) {
    throw new ConfigurationError('invalid_option', 'alg', 'alg: RS256, PS256, ES256 or EdDSA is needed.');
  }
  requireSeconds('backdateSeconds', backdateSeconds, 0);
  requireSeconds('lifetimeSeconds', lifetimeSeconds, 1);
  const checked = typeof key === 'function' ? undefined : checkFor(key, alg, keyName);

  let importing: Promise<SigningKey> | undefined;
  const importOnce = (): Promise<SigningKey> => {
    importing ??= importKey(checked ?? (key as () => PrivateKeyInput | Promise<PrivateKeyInput>), alg, keyName).catch(
      (error: unknown) => {
        importing = undefined;
        throw error;
      },
    );
    return importing;
  };

  return {
    async ready() {
      await importOnce();
    },
    async sign(claims) {
      const [signingKey, { SignJWT }] = await Promise.all([importOnce(), import('jose')]);
      const now = Math.floor(clock() / 1000);
      const payload: JWTPayload = {
        ...claims,
        jti: globalThis.crypto.randomUUID(),
        iat: now - backdateSeconds,
        exp: now + lifetimeSeconds,
      };
      const header = { alg: signingKey.alg, typ: 'JWT', ...(kid === undefined ? {} : { kid }) };
      try {
        return await new SignJWT(payload).setProtectedHeader(header).sign(signingKey.key);
      } catch {
        // What a crypto library says about a key may quote it, so its error is not passed on.
        throw new SigningError(
          'signing_failed',
          `${keyName}: the ${signingKey.alg} signature could not be made with this key.`,
        );
      }
    },
  };
}

function checkFor(key: unknown, alg: SigningAlgorithm | undefined, keyName: string): CheckedKey {
  try {
    const checked = checkPrivateKey(key);
    if (alg !== undefined) assertKindFits(alg, checked.kind);
    return checked;
  } catch (error) {
    if (error instanceof KeyProblem) throw new SigningError(error.code, `${keyName}: ${error.message}`);
    throw error;
  }
}

async function importKey(
  source: CheckedKey | (() => PrivateKeyInput | Promise<PrivateKeyInput>),
  wanted: SigningAlgorithm | undefined,
  keyName: string,
): Promise<SigningKey> {
  const checked = typeof source === 'function' ? checkFor(await source(), wanted, keyName) : source;
  const alg = wanted ?? defaultAlgorithm(checked.kind);
  if (checked.form === 'object') return { alg, key: checked.object };
  try {
    if (checked.form === 'jwk') {
      const { importJWK } = await import('jose');
      return { alg, key: (await importJWK(checked.jwk as never, alg)) as JoseCryptoKey };
    }
    const name =
      alg === 'RS256' ? 'RSASSA-PKCS1-v1_5' : alg === 'PS256' ? 'RSA-PSS' : alg === 'ES256' ? 'ECDSA' : 'Ed25519';
    const parameters = { name, hash: 'SHA-256', namedCurve: 'P-256' };
    return {
      alg,
      key: await globalThis.crypto.subtle.importKey('pkcs8', checked.pkcs8.der, parameters, false, ['sign']),
    };
  } catch {
    throw new SigningError(
      'invalid_key',
      `${keyName}: it has the form of a private key, but it could not be imported for ${alg}; its numbers do not fit together.`,
    );
  }
}

function requireSeconds(option: string, value: unknown, least: number): void {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > 3600) {
    throw new ConfigurationError(
      'invalid_option',
      option,
      `${option}: a whole number of seconds from ${least} to 3600 is needed, ${typeof value === 'number' ? String(value) : `a ${typeof value}`} was given.`,
    );
  }
}
