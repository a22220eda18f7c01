// By its subpaths: all of jose is sixty files, which take three times as long to import.
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import * as errors from 'jose/errors';
import { jwtVerify } from 'jose/jwt/verify';
import { IdTokenError } from './id-token-error.ts';
import type { KeyCache } from './key-cache.ts';
import type { PublishedKeys } from './published-keys.ts';

/** What an application can have its id_tokens signed with: a setting in the console. */
export type IdTokenAlgorithm = 'RS256' | 'RS384' | 'RS512';

export const idTokenAlgorithms: readonly IdTokenAlgorithm[] = ['RS256', 'RS384', 'RS512'];

/** What a verified id_token says. Huawei documents no claims; these are OpenID Connect's. */
export interface OneAccessIdTokenClaims {
  /** Who issued it. */
  readonly iss: string;
  /** The application, or several, that it is for. */
  readonly aud: string | readonly string[];
  /** When it expires, in seconds since the epoch. */
  readonly exp: number;
  /** Who logged in: an id that is never given to another user of the instance. */
  readonly sub?: string;
  /** When it was issued, in seconds since the epoch. */
  readonly iat?: number;
  /** What the login was begun with. Compared already, unless `verify` was given none. */
  readonly nonce?: string;
  readonly [claim: string]: unknown;
}

/** What a token is held against. */
export interface Expectation {
  readonly where: string;
  readonly clientId: string;
  /** Default: the issuer of the discovery document. */
  readonly issuer: string | undefined;
  /** Undefined: no nonce is compared. */
  readonly nonce: string | undefined;
  readonly algorithms: readonly IdTokenAlgorithm[];
  readonly clockToleranceMs: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Verifies a token with the keys of the cache, and once more with newer ones if its key is not among them. */
export async function verifyWithKeys(
  idToken: string,
  expected: Expectation,
  cache: KeyCache,
): Promise<OneAccessIdTokenClaims> {
  // What can be told from the token alone is told before anything is fetched for it.
  const header = headerOf(expected.where, idToken);
  const { where, algorithms } = expected;
  if (!algorithms.some((algorithm) => algorithm === header.alg)) {
    throw new IdTokenError(
      'unsupported_algorithm',
      `${where}: the id_token is not signed with ${algorithms.join(', ')}, which are the algorithms allowed.`,
    );
  }
  const keys = await cache.current();
  const result = await attempt(idToken, expected, keys);
  if (!(result instanceof IdTokenError)) return result;
  // Without a key id, a signature that no key fits is what an unknown key looks like.
  const mayBeNew = result.code === 'unknown_key' || (result.code === 'invalid_signature' && header.kid === undefined);
  const newer = mayBeNew ? await cache.newerThan(keys) : undefined;
  if (newer === undefined) throw result;
  const second = await attempt(idToken, expected, newer);
  if (second instanceof IdTokenError) throw second;
  return second;
}

function headerOf(where: string, idToken: string): { readonly alg?: unknown; readonly kid?: unknown } {
  const [first = '', ...others] = idToken.split('.');
  try {
    const header: unknown = JSON.parse(atob(first.replaceAll('-', '+').replaceAll('_', '/')));
    if (others.length === 2 && typeof header === 'object' && header !== null) return header;
  } catch {
    // Said below.
  }
  throw new IdTokenError('malformed', `${where}: the id_token is no signed JWT.`);
}

async function attempt(
  idToken: string,
  expected: Expectation,
  { issuer, find }: PublishedKeys,
): Promise<OneAccessIdTokenClaims | IdTokenError> {
  const { where, clientId, nonce, algorithms, clockToleranceMs, now } = expected;
  try {
    const claims = await verifyAny(idToken, find, {
      issuer: expected.issuer ?? issuer,
      audience: clientId,
      algorithms: [...algorithms],
      clockTolerance: clockToleranceMs / 1000,
      currentDate: new Date(now),
      requiredClaims: ['iss', 'aud', 'exp'],
    });
    return checkBinding(where, claims, clientId, nonce);
  } catch (error) {
    return toIdTokenError(where, error, expected.issuer ?? issuer);
  }
}

/** Several keys may fit a token that names none: then one of them has to have signed it. */
async function verifyAny(
  idToken: string,
  find: JWTVerifyGetKey,
  options: Parameters<typeof jwtVerify>[2],
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(idToken, find, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return (await jwtVerify(idToken, key, options)).payload;
      } catch (failure) {
        if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw failure;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** OpenID Connect Core section 3.1.3.7: the application among several, and the login. */
function checkBinding(
  where: string,
  claims: JWTPayload,
  clientId: string,
  nonce: string | undefined,
): OneAccessIdTokenClaims {
  const { aud, azp } = claims;
  const several = Array.isArray(aud) && aud.length > 1;
  if (azp === undefined ? several : azp !== clientId) {
    throw new IdTokenError(
      'wrong_audience',
      `${where}: the id_token was issued to another application than "client_id" ("azp"), or does not say to which of several.`,
    );
  }
  if (claims.sub !== undefined && typeof claims.sub !== 'string') {
    throw new IdTokenError('malformed', `${where}: the "sub" of the id_token is no string.`);
  }
  if (nonce !== undefined && claims['nonce'] !== nonce) {
    throw new IdTokenError(
      'wrong_nonce',
      claims['nonce'] === undefined
        ? `${where}: the id_token has no "nonce". Huawei documents none: if your instance never returns it, begin logins with the option nonce: false and verify with nonce: undefined; state and PKCE still bind the login.`
        : `${where}: the "nonce" of the id_token is not the one this login began with.`,
    );
  }
  // Every claim named here has been checked, by jose or above.
  return Object.freeze(claims) as OneAccessIdTokenClaims;
}

/** The errors of jose hold the claims; what comes out here does not. */
function toIdTokenError(where: string, error: unknown, issuer: string): IdTokenError {
  if (error instanceof IdTokenError) return error;
  if (error instanceof errors.JWTExpired) {
    return new IdTokenError('expired', `${where}: the id_token has expired, by the clock of this machine.`);
  }
  if (error instanceof errors.JWTClaimValidationFailed) return claimError(where, error, issuer);
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return new IdTokenError('invalid_signature', `${where}: the signature of the id_token is not that of its key.`);
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return new IdTokenError(
      'unknown_key',
      `${where}: no key that ${issuer} publishes fits the key id and algorithm of the id_token.`,
    );
  }
  if (error instanceof errors.JOSEError) {
    return new IdTokenError('malformed', `${where}: the id_token is no signed JWT with a set of claims.`);
  }
  // Of WebCrypto, or of jose about a key below 2048 bits.
  return new IdTokenError(
    'unusable_key',
    `${where}: the key for the id_token cannot be used: RSA of 2048 bits or more is needed.`,
  );
}

function claimError(where: string, { claim, reason }: errors.JWTClaimValidationFailed, issuer: string): IdTokenError {
  if (reason === 'missing') return new IdTokenError('missing_claim', `${where}: the id_token has no "${claim}".`);
  if (reason === 'invalid') {
    return new IdTokenError('malformed', `${where}: the "${claim}" of the id_token has a type that it cannot have.`);
  }
  if (claim === 'iss') {
    return new IdTokenError('wrong_issuer', `${where}: the id_token was not issued by ${issuer}.`);
  }
  if (claim === 'aud') {
    return new IdTokenError('wrong_audience', `${where}: the id_token is for another application than "client_id".`);
  }
  return new IdTokenError('not_yet_valid', `${where}: the id_token is not valid yet, by the clock of this machine.`);
}
