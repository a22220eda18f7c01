import type { CryptoKey as JoseCryptoKey, KeyObject } from 'jose';
import { bytesToBase64url } from '../bytes.ts';
import { ConfigurationError, SigningError } from '../errors.ts';
import type { ParameterRules } from '../provider/parameters.ts';
import { checkParameters } from '../provider/parameters.ts';
import { requireWebCrypto } from '../web-crypto.ts';
import { typeName } from '../words.ts';
import type { SigningAlgorithm } from './algorithms.ts';
import { assertKindFits, defaultAlgorithm, signingAlgorithms } from './algorithms.ts';
import type { ExternalSign } from './external-signer.ts';
import { signExternally } from './external-signer.ts';
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

/** What all signers take. */
export interface AssertionSignerSettings {
  /** Key id for the header. Default: none. */
  readonly kid?: string | undefined;
  /** How far `iat` is set back against clocks that run behind, in seconds. Default 60. */
  readonly backdateSeconds?: number | undefined;
  /** How long the assertion is valid from now on, in seconds. Default 300. */
  readonly lifetimeSeconds?: number | undefined;
  /** What error messages call the key. Default `key`, or `sign` for an external signer. */
  readonly keyName?: string | undefined;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

/** A signer that holds the private key itself. */
export interface KeySignerOptions extends AssertionSignerSettings {
  /**
   * The private key: PEM text (PKCS#8 or PKCS#1), JWK, `CryptoKey` or `KeyObject`; or a function that returns one of
   * these, called once, at the first signature.
   */
  readonly key: PrivateKeyInput | (() => PrivateKeyInput | Promise<PrivateKeyInput>);
  /** Signature algorithm. Default: what the key is made for (RSA: RS256, EC P-256: ES256, Ed25519: EdDSA). */
  readonly alg?: SigningAlgorithm | undefined;
  /** Not here: a key that lives elsewhere is for {@link ExternalSignerOptions}. */
  readonly sign?: undefined;
}

/** A signer whose key lives elsewhere: in a key management service, in a hardware module. */
export interface ExternalSignerOptions extends AssertionSignerSettings {
  /**
   * Signs these bytes with {@link ExternalSignerOptions.alg} (the function hashes them itself) and returns the
   * signature as JWS carries it: for ES256 the 64 bytes r and s, not the DER sequence that most services answer with.
   */
  readonly sign: ExternalSign;
  /** The algorithm that `sign` signs with. */
  readonly alg: SigningAlgorithm;
  /** Not here: a key that can be given is for {@link KeySignerOptions}. */
  readonly key?: undefined;
}

/** How {@link createAssertionSigner} signs: with a key, or with a function that signs elsewhere. */
export type AssertionSignerOptions = KeySignerOptions | ExternalSignerOptions;

/** What one signature can be told. */
export interface SignOptions {
  /** How far the authority's clock is ahead of ours, in milliseconds (negative: behind). Default 0. */
  readonly clockOffsetMs?: number | undefined;
}

/** Signs JWT assertions with one key, which is imported once. */
export interface AssertionSigner {
  /** Imports the key. Rejects with what the first `sign` would reject with. */
  ready(): Promise<void>;
  /**
   * A signed assertion in compact serialisation, with its own `jti`.
   *
   * @throws ConfigurationError when a claim or option is missing or cannot be used
   * @throws SigningError when the key cannot be had or imported, or the signature cannot be made
   */
  sign(claims: AssertionClaims, options?: SignOptions): Promise<string>;
}

const rules: ParameterRules = {
  known: {
    key: {
      what: 'a private key as PEM text, JWK, CryptoKey or KeyObject, or a function that returns one',
      type: 'any',
    },
    sign: { what: 'a function that signs the bytes it is given and returns the signature', type: 'function' },
    alg: { what: 'the signature algorithm', values: signingAlgorithms },
    kid: { what: 'the key id for the header' },
    backdateSeconds: { what: 'how far iat is set back, in seconds', type: 'number' },
    lifetimeSeconds: { what: 'how long an assertion is valid, in seconds', type: 'number' },
    keyName: { what: 'what error messages call the key' },
    clock: { what: 'a function that returns milliseconds since the epoch', type: 'function' },
  },
  refused: {
    algorithm: 'use alg',
    expiresIn: 'use lifetimeSeconds',
    privateKey: 'use key',
    passphrase: 'encrypted keys are not read; decrypt the key first ("openssl pkcs8 -topk8 -nocrypt")',
  },
};

const signRules: ParameterRules = {
  known: { clockOffsetMs: { what: 'how far ahead the clock of the authority is, in milliseconds', type: 'number' } },
};

const where = 'createAssertionSigner';

/** The claims that name who, for whom and to whom; and those that the signer alone sets. */
const neededClaims = ['iss', 'sub', 'aud'] as const;
const ownClaims = ['iat', 'exp', 'jti'] as const;
/** Ten years: a clock that is further off is not off but broken. */
const mostOffsetMs = 315_360_000_000;

/** The protected header. */
interface Header {
  readonly alg: SigningAlgorithm;
  readonly typ: 'JWT';
  readonly kid?: string;
}

/** Makes the compact serialisation; which algorithm that is with has to be known before. */
interface SignatureMaker {
  readonly alg: SigningAlgorithm;
  readonly sign: (header: Header, payload: Uint8Array) => Promise<string>;
}

/**
 * Makes a signer for JWT assertions (RFC 7523). What can be seen without WebCrypto is checked here, synchronously.
 *
 * @throws SigningError when `key` is no private key that can sign: label, base64, frame, algorithm, size
 * @throws ConfigurationError when an option is unknown, missing, of the wrong type or out of range
 *
 * @example
 * ```ts
 * import { createAssertionSigner } from '@tokenwright/core/signing';
 *
 * const signer = createAssertionSigner({ key: process.env['PDS_PRIVATE_KEY'] ?? '' });
 * const assertion = await signer.sign({ iss: 'my-app', sub: 'user-1', aud: 'my-domain' });
 * ```
 *
 * @example
 * A key that never leaves its service. `kms` stands for the service's own client.
 * ```ts
 * import { createAssertionSigner } from '@tokenwright/core/signing';
 *
 * interface KeyService {
 *   sign(request: { keyId: string; algorithm: string; message: Uint8Array }): Promise<{ signature: Uint8Array }>;
 * }
 *
 * function signerFor(kms: KeyService) {
 *   return createAssertionSigner({
 *     alg: 'RS256',
 *     kid: 'assertions-2026',
 *     async sign(message) {
 *       const { signature } = await kms.sign({ keyId: 'assertions-2026', algorithm: 'RSASSA_PKCS1_V1_5_SHA_256', message });
 *       return signature;
 *     },
 *   });
 * }
 * ```
 */
export function createAssertionSigner(options: AssertionSignerOptions): AssertionSigner {
  checkParameters(where, 'option', options, rules);
  requireWebCrypto(options.keyName ?? where);
  const { kid, backdateSeconds = 60, lifetimeSeconds = 300, clock = Date.now } = options;
  requireSeconds('backdateSeconds', backdateSeconds, 0);
  requireSeconds('lifetimeSeconds', lifetimeSeconds, 1);
  const makerOnce = chooseMaker(options);

  return {
    async ready() {
      await makerOnce();
    },
    async sign(claims, signOptions = {}) {
      checkClaims(claims);
      const now = Math.floor((readClock(clock) + readOffset(signOptions)) / 1000);
      const { alg, sign } = await makerOnce();
      const jti = globalThis.crypto.randomUUID();
      const payload = encodeClaims({ ...claims, jti, iat: now - backdateSeconds, exp: now + lifetimeSeconds });
      return sign({ alg, typ: 'JWT', ...(kid === undefined ? {} : { kid }) }, payload);
    },
  };
}

function chooseMaker(options: AssertionSignerOptions): () => Promise<SignatureMaker> {
  const { key, sign, alg } = options;
  if (sign !== undefined) {
    if (key !== undefined) {
      throw new ConfigurationError(
        'invalid_option',
        'key',
        `${where}: the options "key" and "sign" exclude each other; give one of them.`,
      );
    }
    if (alg === undefined) {
      throw new ConfigurationError(
        'missing_option',
        'alg',
        `${where}: the option "alg" is missing; give the algorithm that "sign" signs with: ${signingAlgorithms.join(', ')}.`,
      );
    }
    const name = options.keyName ?? 'sign';
    const maker: SignatureMaker = {
      alg,
      sign: (header, payload) => signExternally(sign, alg, name, signingInputOf(header, payload)),
    };
    return () => Promise.resolve(maker);
  }
  const keyName = options.keyName ?? 'key';
  requireKeyType(key, keyName);
  const source = typeof key === 'function' ? key : checkFor(key, alg, keyName);

  let importing: Promise<SignatureMaker> | undefined;
  return () => {
    importing ??= importKey(source, alg, keyName).catch((error: unknown) => {
      // A function may succeed the next time.
      importing = undefined;
      throw error;
    });
    return importing;
  };
}

function requireKeyType(key: unknown, keyName: string): void {
  const need = 'a private key as PEM text, JWK, CryptoKey or KeyObject is needed, or a function that returns one';
  if (key === undefined) {
    throw new ConfigurationError(
      'missing_option',
      keyName,
      `${where}: the option "${keyName}" is missing; ${need}; or "sign", for a key that lives elsewhere.`,
    );
  }
  if (!['string', 'object', 'function'].includes(typeof key) || key === null || Array.isArray(key)) {
    throw new ConfigurationError(
      'invalid_option',
      keyName,
      `${where}: the option "${keyName}" is ${typeName(key)}; ${need}.`,
    );
  }
}

function checkFor(key: unknown, alg: SigningAlgorithm | undefined, keyName: string): CheckedKey {
  try {
    const checked = checkPrivateKey(key);
    const only = boundOf(checked);
    const chosen = alg ?? only;
    if (chosen !== undefined) assertKindFits(chosen, checked.kind);
    if (only !== undefined && chosen !== only) {
      throw new KeyProblem('unsupported_key', `this key is made for ${only} only, and ${chosen} was asked for.`);
    }
    return checked;
  } catch (error) {
    if (error instanceof KeyProblem) throw new SigningError(error.code, `${keyName}: ${error.message}`);
    // An object whose members throw when they are read.
    throw new SigningError('malformed_key', `${keyName}: the object that was given cannot be read as a key.`);
  }
}

function boundOf(checked: CheckedKey): SigningAlgorithm | undefined {
  return checked.form === 'pkcs8' ? undefined : checked.only;
}

async function importKey(
  source: CheckedKey | (() => PrivateKeyInput | Promise<PrivateKeyInput>),
  wanted: SigningAlgorithm | undefined,
  keyName: string,
): Promise<SignatureMaker> {
  const checked = typeof source === 'function' ? checkFor(await askForKey(source, keyName), wanted, keyName) : source;
  const alg = wanted ?? boundOf(checked) ?? defaultAlgorithm(checked.kind);
  const [key, { CompactSign }] = await Promise.all([
    usableKey(checked, alg, keyName),
    // The subpath: bundlers take all of a module that is imported dynamically.
    import('jose/jws/compact/sign'),
  ]);
  return {
    alg,
    async sign(header, payload) {
      try {
        return await new CompactSign(payload).setProtectedHeader({ ...header }).sign(key);
      } catch {
        // What a crypto library says about a key may quote it, so its error is not passed on.
        throw new SigningError('signing_failed', `${keyName}: the ${alg} signature could not be made with this key.`);
      }
    },
  };
}

async function askForKey(source: () => unknown, keyName: string): Promise<unknown> {
  try {
    return await source();
  } catch {
    throw new SigningError(
      'key_unavailable',
      `${keyName}: the function that should give the key failed; its error is not shown, because it may hold the key.`,
    );
  }
}

async function usableKey(
  checked: CheckedKey,
  alg: SigningAlgorithm,
  keyName: string,
): Promise<JoseCryptoKey | KeyObject> {
  if (checked.form === 'object') return checked.object;
  const name =
    alg === 'RS256' ? 'RSASSA-PKCS1-v1_5' : alg === 'PS256' ? 'RSA-PSS' : alg === 'ES256' ? 'ECDSA' : 'Ed25519';
  const parameters = { name, hash: 'SHA-256', namedCurve: 'P-256' };
  const { subtle } = globalThis.crypto;
  try {
    if (checked.form === 'pkcs8') {
      return await subtle.importKey('pkcs8', checked.pkcs8.der, parameters, false, ['sign']);
    }
    // These were checked; WebCrypto would compare them with parameters of its own making.
    const { alg: _alg, use: _use, key_ops: _operations, ext: _ext, ...members } = checked.jwk;
    return await subtle.importKey('jwk', members as never, parameters, false, ['sign']);
  } catch {
    throw new SigningError(
      'invalid_key',
      `${keyName}: it has the form of a private key, but it could not be imported for ${alg}; its numbers do not fit together.`,
    );
  }
}

function checkClaims(claims: AssertionClaims): void {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new ConfigurationError(
      'invalid_parameter',
      'claims',
      `sign: an object of claims is needed, ${typeName(claims)} was given.`,
    );
  }
  for (const name of neededClaims) {
    const value: unknown = claims[name];
    if (typeof value === 'string' && value !== '') continue;
    const given = value === '' ? 'an empty string' : typeName(value);
    throw new ConfigurationError(
      value === undefined ? 'missing_parameter' : 'invalid_parameter',
      name,
      `sign: the claim "${name}" is ${value === undefined ? 'missing' : given}; a non-empty string is needed.`,
    );
  }
  for (const name of ownClaims) {
    if (claims[name] === undefined) continue;
    throw new ConfigurationError(
      'unsupported_parameter',
      name,
      `sign: the claim "${name}" is set by the signer; see backdateSeconds and lifetimeSeconds.`,
    );
  }
}

function readClock(clock: () => number): number {
  const now: unknown = clock();
  if (typeof now === 'number' && Number.isFinite(now)) return now;
  throw new ConfigurationError(
    'invalid_option',
    'clock',
    `clock: it returned ${typeof now === 'number' ? String(now) : typeName(now)}; milliseconds since the epoch are needed.`,
  );
}

function readOffset(options: SignOptions): number {
  checkParameters('sign', 'option', options, signRules);
  const { clockOffsetMs = 0 } = options;
  if (Math.abs(clockOffsetMs) <= mostOffsetMs) return clockOffsetMs;
  throw new ConfigurationError(
    'invalid_option',
    'clockOffsetMs',
    `sign: the option "clockOffsetMs" is ${clockOffsetMs}; milliseconds from -${mostOffsetMs} to ${mostOffsetMs} are needed.`,
  );
}

function encodeClaims(claims: Readonly<Record<string, unknown>>): Uint8Array {
  // A claim called toJSON would replace all the others.
  if (typeof claims['toJSON'] !== 'function') {
    try {
      return new TextEncoder().encode(JSON.stringify(claims));
    } catch {
      // Said below, without the runtime's words, which may quote a claim.
    }
  }
  throw new ConfigurationError(
    'invalid_parameter',
    'claims',
    'sign: the claims cannot be written as JSON (a bigint, a circle, or a toJSON in them).',
  );
}

/** What a JWS signature is made over (RFC 7515 section 5.1). */
function signingInputOf(header: Header, payload: Uint8Array): string {
  return `${bytesToBase64url(new TextEncoder().encode(JSON.stringify(header)))}.${bytesToBase64url(payload)}`;
}

function requireSeconds(option: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= 3600) return;
  throw new ConfigurationError(
    'invalid_option',
    option,
    `${where}: the option "${option}" is ${value}; a whole number of seconds from ${least} to 3600 is needed.`,
  );
}
