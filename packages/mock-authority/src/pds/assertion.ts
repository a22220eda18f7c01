import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { MockClient, MockUser } from '../options.ts';
import type { TwinState } from '../state/twin-state.ts';
import { notAccepted, userNotEnabled, userNotFound } from './refusals.ts';

/** Whom an accepted assertion speaks for. */
export interface AssertionSubject {
  readonly subType: 'user' | 'service';
  readonly user: MockUser;
}

/** The service account of a domain. The id is that of the document's example. */
const SERVICE_USER: MockUser = { userId: 'superadmin', role: 'superadmin', driveId: '' };

const REQUIRED_CLAIMS = ['iss', 'sub', 'sub_type', 'aud', 'jti', 'exp'];

/** What jose found wrong, without anything of the assertion's own. */
function problemOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed) return `the assertion's claim ${error.claim}: ${error.message}`;
  if (error instanceof errors.JOSEAlgNotAllowed) return "the assertion's alg is not RS256, the only one that PDS takes";
  if (error instanceof errors.JWTExpired) return 'the assertion has expired';
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return "the assertion's signature does not fit any key of the application";
  }
  return error instanceof errors.JOSEError ? `the assertion: ${error.message}` : 'the assertion cannot be read';
}

/** The fault of the claims that jose leaves to the application, or undefined. */
function claimsProblem(claims: JWTPayload, state: TwinState): string | undefined {
  const { traits } = state.options;
  const now = state.clock.now() / 1000;
  if (typeof claims.aud !== 'string') return 'the aud of the assertion is not a single string';
  if (claims['sub_type'] !== 'user' && claims['sub_type'] !== 'service') return 'sub_type is neither user nor service';
  if (typeof claims.jti !== 'string' || claims.jti === '') return 'the jti of the assertion is not a text';
  if (typeof claims.sub !== 'string' || claims.sub === '') return 'the sub of the assertion is not a text';
  // x-guess: no source gives the longest life or the oldest iat. The vendor's SDK spans ten minutes.
  const window = traits.assertionWindowSeconds + traits.clockToleranceSeconds;
  if ((claims.exp ?? 0) - now > window)
    return `the assertion lives longer than ${traits.assertionWindowSeconds} seconds`;
  if (claims.iat !== undefined && claims.iat - now > traits.clockToleranceSeconds) {
    return 'the iat of the assertion is in the future: the clocks differ';
  }
  if (claims.iat !== undefined && now - claims.iat > window) {
    return `the iat of the assertion is more than ${traits.assertionWindowSeconds} seconds ago`;
  }
  return undefined;
}

/** Verifies with each key of the application until one fits. Only the signature decides which. */
async function verify(assertion: string, client: MockClient, state: TwinState): Promise<JWTPayload> {
  const keys = await state.publicKeys(client);
  let lastError: unknown;
  for (const key of keys) {
    try {
      const { payload } = await jwtVerify(assertion, key, {
        algorithms: ['RS256'],
        issuer: client.clientId,
        audience: state.options.domainId,
        requiredClaims: REQUIRED_CLAIMS,
        clockTolerance: state.options.traits.clockToleranceSeconds,
        currentDate: new Date(state.clock.now()),
      });
      return payload;
    } catch (error) {
      lastError = error;
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
    }
  }
  throw notAccepted(
    'assertion',
    keys.length === 0 ? `client ${client.clientId} has no public key` : problemOf(lastError),
  );
}

function userFor(claims: JWTPayload, state: TwinState): MockUser {
  const userId = claims.sub ?? '';
  const known = state.user(userId);
  if (known?.disabled) throw userNotEnabled(`user ${userId} is disabled`);
  if (known) return known;
  if (claims['auto_create'] !== true) throw userNotFound(`user ${userId} does not exist and auto_create is not true`);
  const created: MockUser = { userId, userName: userId, displayName: userId, driveId: '1' };
  state.addUser(created);
  return created;
}

/**
 * Accepts or refuses an assertion (RFC 7523 section 3): RS256 only; `iss` the application, `aud` the domain id, both
 * as in the vendor's SDK; times against the authority's clock; each `jti` once.
 */
export async function acceptAssertion(
  assertion: string,
  client: MockClient,
  state: TwinState,
): Promise<AssertionSubject> {
  const claims = await verify(assertion, client, state);
  const problem = claimsProblem(claims, state);
  if (problem !== undefined) throw notAccepted('assertion', problem);
  if (claims['sub_type'] === 'service' && claims.sub !== state.options.domainId) {
    throw notAccepted('assertion', 'the sub of a service assertion is not the domain id');
  }
  // x-guess: whether the authority refuses a repeated jti is not known; RFC 7523 lets it.
  const acceptedUntil = ((claims.exp ?? 0) + state.options.traits.clockToleranceSeconds) * 1000;
  if (!state.assertions.admit(client.clientId, claims.jti ?? '', acceptedUntil)) {
    throw notAccepted('assertion', 'the jti of the assertion was used before: sign a new one for each request');
  }
  if (claims['sub_type'] === 'service') return { subType: 'service', user: SERVICE_USER };
  return { subType: 'user', user: userFor(claims, state) };
}
