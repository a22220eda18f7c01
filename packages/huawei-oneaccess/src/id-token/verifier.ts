import type { ParameterRules, TransportOptions } from '@tokenwright/core/provider';
import {
  ConfigurationError,
  checkParameters,
  requireShape,
  requireSignal,
  transportRules,
} from '@tokenwright/core/provider';
import { prepareContext, requireContext, type OneAccessContext } from '../context.ts';
import { foreignClientOptions } from '../foreign-names.ts';
import { servers } from '../gen/oauth2/servers.gen.ts';
import { KeyCache } from './key-cache.ts';
import { fetchPublishedKeys, type PublishedKeys } from './published-keys.ts';
import { idTokenAlgorithms, verifyWithKeys, type IdTokenAlgorithm, type OneAccessIdTokenClaims } from './verify.ts';

/** What a verification depends on besides the token. */
export interface IdTokenRules {
  /** The value of `iss`. Default: the issuer of the instance's discovery document. */
  readonly issuer?: string | undefined;
  /** Default: all that OneAccess has, RS256, RS384 and RS512. */
  readonly algorithms?: readonly IdTokenAlgorithm[] | undefined;
  /** How far the clocks may be apart, in milliseconds. Default 60,000. */
  readonly clockToleranceMs?: number | undefined;
}

/** Options of {@link createIdTokenVerifier}. */
export interface IdTokenVerifierOptions extends TransportOptions, IdTokenRules {
  /** The instance's user access domain name. Needed unless `endpoint` is given. */
  readonly domain_name?: string | undefined;
  /** The instance's origin, when it is not `https://{domain_name}`. */
  readonly endpoint?: string | undefined;
  /** The client id of the application that the tokens are for. */
  readonly client_id: string;
  /** How long keys are used before they are fetched anew, in milliseconds. Default 600,000. */
  readonly keysMaxAgeMs?: number | undefined;
  /** How long keys are not fetched anew for a key id that is not known, in milliseconds. Default 30,000. */
  readonly keysCooldownMs?: number | undefined;
  /** What times are taken from. Default: the clocks of the platform. */
  readonly clock?:
    | {
        /** Milliseconds since the epoch, for what a token says of its life. */
        now(): number;
        /** Milliseconds that only grow, for the age of keys. */
        monotonic(): number;
      }
    | undefined;
}

/** What {@link IdTokenVerifier.verify} compares. */
export interface ExpectedIdToken {
  /**
   * The `nonce` that `authorizationUrl` returned. Undefined, and then nothing is compared: for the id_token of a
   * refresh, which need not have one, or an instance that returns none.
   */
  readonly nonce: string | undefined;
  /** Ends this caller's wait; a fetch of keys goes on for others. */
  readonly signal?: AbortSignal | undefined;
}

/** Verifies the id_tokens of one application. Made by {@link createIdTokenVerifier}. */
export interface IdTokenVerifier {
  /**
   * What the token says, once it is known to be true.
   *
   * @throws IdTokenError when the token must not be believed
   * @throws AuthorityError, InvalidResponseError, TransportError, RequestTimeoutError when the keys cannot be fetched
   * @throws ConfigurationError when a parameter is missing or malformed; or the reason of `signal`
   */
  verify(idToken: string, expected: ExpectedIdToken): Promise<OneAccessIdTokenClaims>;
}

/** Parameters of {@link verifyIdToken}. */
export interface VerifyIdTokenParameters {
  /** The id_token as it came. */
  readonly id_token: string;
  /** The client id of the application that it has to be for. */
  readonly client_id: string;
  /** See {@link ExpectedIdToken.nonce}. */
  readonly nonce: string | undefined;
}

const platformClock = {
  now: (): number => Date.now(),
  monotonic: (): number => globalThis.performance.now(),
};
const usualTimes = { maxAgeMs: 600_000, cooldownMs: 30_000 } as const;

const milliseconds = { what: 'a time in milliseconds', type: 'number' } as const;
const idTokenRules: ParameterRules['known'] = {
  issuer: { what: 'the value that "iss" has to have' },
  algorithms: { what: 'an array of algorithms', type: 'any' },
  clockToleranceMs: milliseconds,
};
const clientId = { what: 'the client id of the application', required: true } as const;
const nonce = { what: 'the nonce that authorizationUrl returned' } as const;
const signal = { what: 'an AbortSignal', type: 'object' } as const;

function verifierRules(): ParameterRules {
  return {
    known: {
      domain_name: { what: 'the user access domain name of the instance' },
      endpoint: { what: 'the origin of the instance' },
      client_id: clientId,
      ...idTokenRules,
      keysMaxAgeMs: milliseconds,
      keysCooldownMs: milliseconds,
      clock: { what: 'a clock', type: 'object' },
      ...transportRules,
    },
    refused: {
      ...foreignClientOptions,
      client_secret: 'id_tokens are verified with public keys',
      jwksUri: 'it is read from the discovery document',
      jwks_uri: 'it is read from the discovery document',
      audience: 'use client_id',
      issuer_url: 'use endpoint, or domain_name',
      clockTolerance: 'use clockToleranceMs (milliseconds)',
    },
  };
}
const expectedRules: ParameterRules = { known: { nonce, signal } };
const parameterRules: ParameterRules = {
  known: { id_token: { what: 'the id_token as it came', required: true }, client_id: clientId, nonce },
};
const callRules: ParameterRules = { known: { ...idTokenRules, signal } };

/** {@link IdTokenRules}, checked and completed. */
interface Settled {
  readonly issuer: string | undefined;
  readonly algorithms: readonly IdTokenAlgorithm[];
  readonly clockToleranceMs: number;
}

function settle(where: string, rules: IdTokenRules): Settled {
  const { issuer, algorithms = idTokenAlgorithms, clockToleranceMs = 60_000 } = rules;
  if (
    !Array.isArray(algorithms) ||
    algorithms.length === 0 ||
    !algorithms.every((each) => idTokenAlgorithms.includes(each))
  ) {
    throw invalidOption(
      where,
      'algorithms',
      `takes some of ${idTokenAlgorithms.map((each) => `"${each}"`).join(', ')}`,
    );
  }
  return { issuer, algorithms, clockToleranceMs: duration(where, 'clockToleranceMs', clockToleranceMs) };
}

function duration(where: string, option: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw invalidOption(where, option, `takes a number of milliseconds from 0 on, ${String(value)} was given`);
}

function invalidOption(where: string, option: string, problem: string): ConfigurationError {
  return new ConfigurationError('invalid_option', option, `${where}: the option "${option}" ${problem}.`);
}

/**
 * Makes a verifier of id_tokens: signature by the keys of the instance's discovery document, issuer, audience, expiry,
 * nonce. The keys are fetched at the first token, once for all who ask, and again when they are old or a token names
 * one that is not among them.
 *
 * @throws ConfigurationError naming the option that is missing or malformed
 *
 * @example
 * ```ts
 * import { OneAccessOAuthClient } from '@tokenwright/huawei-oneaccess';
 * import { createIdTokenVerifier } from '@tokenwright/huawei-oneaccess/id-token';
 *
 * const instance = { domain_name: 'abcdefg.huaweioneaccess.com', client_id: 'my-app' };
 * const client = new OneAccessOAuthClient({ ...instance, client_secret: process.env['ONEACCESS_CLIENT_SECRET'] });
 * const verifier = createIdTokenVerifier(instance);
 *
 * export async function whoLoggedIn(code: string, redirect_uri: string, nonce: string): Promise<string | undefined> {
 *   const { id_token } = await client.getIdTokenByCode({ code, redirect_uri });
 *   return (await verifier.verify(id_token, { nonce })).sub;
 * }
 * ```
 */
export function createIdTokenVerifier(options: IdTokenVerifierOptions): IdTokenVerifier {
  const where = 'createIdTokenVerifier';
  checkParameters(where, 'option', options, verifierRules());
  const { keysMaxAgeMs, keysCooldownMs, clock = platformClock, domain_name } = options;
  const clockShape = { now: 'function', monotonic: 'function' } as const;
  requireShape(clock, clockShape, { where, kind: 'option', name: 'clock', give: 'a clock' });
  const settled = settle(where, options);
  const times = {
    maxAgeMs: duration(where, 'keysMaxAgeMs', keysMaxAgeMs ?? usualTimes.maxAgeMs),
    cooldownMs: duration(where, 'keysCooldownMs', keysCooldownMs ?? usualTimes.cooldownMs),
  };
  const context = prepareContext(where, servers.instance, { ...options, domainName: domain_name }, 'domain_name');
  const cache = keyCacheOf('verify', context, times, clock);
  return {
    async verify(idToken, expected) {
      const given = checkParameters<ExpectedIdToken>('verify', 'option', expected, expectedRules);
      requireNonce('verify', 'option', expected);
      requireSignal('verify', given.signal);
      const { id_token } = checkParameters<VerifyIdTokenParameters>(
        'verify',
        'parameter',
        { id_token: idToken, client_id: options.client_id },
        parameterRules,
      );
      const expectation = { ...settled, where: 'verify', clientId: options.client_id, nonce: given.nonce };
      return unlessAborted(verifyWithKeys(id_token, { ...expectation, now: clock.now() }, cache), given.signal);
    },
  };
}

/** Without a type to ask for it, a nonce is soon forgotten, and then anybody's id_token fits any login. */
function requireNonce(where: string, kind: 'option' | 'parameter', given: object): void {
  if ('nonce' in given) return;
  throw new ConfigurationError(
    `missing_${kind}`,
    'nonce',
    `${where}: the ${kind} "nonce" is missing; give ${nonce.what}, or undefined if none is to be compared.`,
  );
}

function keyCacheOf(
  where: string,
  context: OneAccessContext,
  times: { readonly maxAgeMs: number; readonly cooldownMs: number },
  clock: { monotonic(): number },
): KeyCache {
  // Two requests, each with a timeout of its own.
  const patienceMs = 2 * context.transport.timeoutMs;
  const fetch = (): Promise<PublishedKeys> => fetchPublishedKeys(where, context);
  return new KeyCache(fetch, { ...times, patienceMs }, () => clock.monotonic());
}

/** The keys of each context, for as long as somebody has the context. */
const caches = new WeakMap<OneAccessContext, KeyCache>();

/**
 * Verifies one id_token, as {@link createIdTokenVerifier} does; the keys are kept with the context, so keep that.
 *
 * @throws IdTokenError when the token must not be believed
 * @throws AuthorityError, InvalidResponseError, TransportError, RequestTimeoutError when the keys cannot be fetched
 * @throws ConfigurationError when a parameter is missing or malformed; or the reason of `signal`
 */
export async function verifyIdToken(
  context: OneAccessContext,
  params: VerifyIdTokenParameters,
  options: IdTokenRules & {
    /** Ends this caller's wait; a fetch of keys goes on for others. */
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<OneAccessIdTokenClaims> {
  const where = 'verifyIdToken';
  requireContext(where, context);
  const given = checkParameters<VerifyIdTokenParameters>(where, 'parameter', params, parameterRules);
  requireNonce(where, 'parameter', params);
  checkParameters(where, 'option', options, callRules);
  requireSignal(where, options.signal);
  let cache = caches.get(context);
  if (cache === undefined) {
    cache = keyCacheOf(where, context, usualTimes, platformClock);
    caches.set(context, cache);
  }
  const expectation = { ...settle(where, options), where, clientId: given.client_id, nonce: given.nonce };
  return unlessAborted(
    verifyWithKeys(given.id_token, { ...expectation, now: platformClock.now() }, cache),
    options.signal,
  );
}

/** Lets this caller go; what others wait for goes on. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
