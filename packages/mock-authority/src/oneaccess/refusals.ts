import { Refusal } from '../wire/refusal.ts';
import type { RefusalDetails } from '../wire/refusal.ts';

/*
 * `code` and `message` are the OAuth pair, `coded` the pair of the management APIs. A refusal whose documented shape
 * is the coded pair says so; for the others the coded pair is a guess, used only when a trait asks for it.
 */

const APP_MISSING = { code: 'APP.0001', message: 'Application does not exist.', documented: false } as const;
/** RFC 6750 section 3; the error only if a token was sent. x-guess: no page shows the header. */
const BEARER = { 'www-authenticate': 'Bearer realm="oneaccess"' } as const;
const BEARER_INVALID = { 'www-authenticate': 'Bearer realm="oneaccess", error="invalid_token"' } as const;
const TICKET_INVALID = { code: 'PARAM.0032', message: 'SSO ticket invalid or expired.', documented: false } as const;

/**
 * A wrong id or secret. x-guess: the status, 401 unless the trait says 400. A client that tried HTTP Basic is told so
 * (RFC 6749 section 5.2).
 */
export function badClientCredentials(problem: string, triedBasic: boolean = false): Refusal {
  return new Refusal({
    status: 401,
    code: 'invalid_client',
    message: 'Bad client credentials',
    coded: APP_MISSING,
    problem,
    ...(triedBasic && { headers: { 'www-authenticate': 'Basic realm="oneaccess"' } }),
  });
}

/** A code that is not accepted (seed 002). */
export function invalidCode(problem: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'invalid_grant',
    message: 'Invalid authorization code',
    coded: TICKET_INVALID,
    problem,
  });
}

/** A refresh token that is not accepted (seed 003). */
export function invalidRefreshToken(problem: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'invalid_grant',
    message: 'Invalid refresh token',
    coded: TICKET_INVALID,
    problem,
  });
}

/** A user who is disabled. x-guess: documented by Bamboocloud only. */
export function userLocked(problem: string): Refusal {
  return new Refusal({ status: 400, code: 'invalid_grant', message: 'User is locked', coded: TICKET_INVALID, problem });
}

/** A malformed or incomplete request. x-guess: the text. */
export function invalidRequest(message: string, problem: string = message): Refusal {
  return new Refusal({
    status: 400,
    code: 'invalid_request',
    message,
    coded: { code: 'PARAM.0031', message: 'SSO ticket required.', documented: false },
    problem,
  });
}

/** A grant the endpoint does not have. x-guess: documented by Bamboocloud only, without a text. */
export function unsupportedGrantType(problem: string): Refusal {
  return new Refusal({ status: 400, code: 'unsupported_grant_type', coded: APP_MISSING, problem });
}

/** A redirect URI that is not the registered one, or not that of the code. x-guess: documented by Bamboocloud only. */
export function redirectUriMismatch(problem: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'redirect_uri_mismatch',
    message: 'redirect uri mismatch',
    coded: APP_MISSING,
    problem,
  });
}

/** A response type that is unknown or off. x-guess: documented by Bamboocloud only, without a text. */
export function unsupportedResponseType(problem: string): Refusal {
  return new Refusal({ status: 400, code: 'unsupported_response_type', coded: APP_MISSING, problem });
}

/** A login that is refused. x-guess: documented by Bamboocloud only, without a text. */
export function accessDenied(problem: string): Refusal {
  return new Refusal({ status: 400, code: 'access_denied', coded: APP_MISSING, problem });
}

/** No access token, or one that is not accepted (ShowUser_0). */
export function unauthorized(problem: string, sentToken: boolean = true): Refusal {
  return new Refusal({
    status: 401,
    headers: sentToken ? BEARER_INVALID : BEARER,
    code: 'unauthorized',
    message: 'Full authentication is required to access this resource',
    coded: TICKET_INVALID,
    problem,
  });
}

/** An expired access token: the text holds the token. x-guess: documented by Bamboocloud, there with status 400. */
export function accessTokenExpired(accessToken: string, problem: string): Refusal {
  return new Refusal({
    status: 401,
    headers: BEARER_INVALID,
    code: 'invalid_token',
    message: `Access token expired:${accessToken}`,
    coded: TICKET_INVALID,
    problem,
  });
}

/** A tenant token that is not accepted (oneaccess_04_0007). x-guess: the status. */
export function invalidTenantToken(problem: string, sentToken: boolean = true): Refusal {
  return new Refusal({
    status: 401,
    headers: sentToken ? BEARER_INVALID : BEARER,
    code: 'invalid_token',
    message: 'Invalid access token.',
    coded: TICKET_INVALID,
    problem,
  });
}

/** A parameter error of the tenant API, which has the coded pair (ErrorCode). */
export function applicationError(which: 'missing' | 'unknown' | 'disabled', problem: string): Refusal {
  const coded = {
    unknown: { code: 'APP.0001', message: 'Application does not exist.' },
    missing: { code: 'APP.0002', message: 'Application ID required.' },
    disabled: { code: 'APP.0003', message: 'Application disabled.' },
  }[which];
  return new Refusal({
    status: 400,
    code: 'invalid_client',
    message: 'Bad client credentials',
    coded: { ...coded, documented: true },
    problem,
  });
}

/** A path, a method or a body size that no page speaks of. x-guess as a whole. */
export function undocumented(
  details: Pick<RefusalDetails, 'status' | 'code' | 'message' | 'problem' | 'headers'>,
): Refusal {
  return new Refusal({ ...details, coded: APP_MISSING });
}
