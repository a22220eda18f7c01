/**
 * Every error this project throws on purpose. Each has a stable `code`; match on it, not on the message.
 * No error holds a secret: not in its message, its fields, its `cause`, nor what `inspect` prints.
 */

/** Marks errors of this project, so that `isInstance` also works across two copies of the package. */
const brand: unique symbol = Symbol.for('tokenwright.error');

/** What every Tokenwright error can be made with besides its code and message. */
export interface TokenwrightErrorOptions {
  /** The error that led to this one, already free of secrets. */
  readonly cause?: unknown;
}

function hasBrand(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const names: unknown = (value as { [brand]?: unknown })[brand];
  return Array.isArray(names) && names.includes(name);
}

/** The base of every error of this project. */
export class TokenwrightError extends Error {
  /** Stable, machine-readable reason. Listed per class. */
  readonly code: string;

  constructor(code: string, message: string, options: TokenwrightErrorOptions = {}, name = 'TokenwrightError') {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    Object.defineProperty(this, 'name', { value: name, configurable: true, writable: true });
    Object.defineProperty(this, brand, { value: ['TokenwrightError', name] });
  }

  /**
   * Whether `value` is an error of this project, also when it comes from another copy of the package.
   *
   * @example
   * ```ts
   * import { TokenwrightError } from '@tokenwright/core';
   *
   * const failure: unknown = new Error('something else');
   * if (TokenwrightError.isInstance(failure)) console.error(failure.code);
   * ```
   */
  static isInstance(value: unknown): value is TokenwrightError {
    return hasBrand(value, 'TokenwrightError');
  }
}

/** Reasons of a {@link ConfigurationError}. */
export type ConfigurationErrorCode =
  | 'missing_parameter'
  | 'invalid_parameter'
  | 'unknown_parameter'
  | 'unsupported_parameter'
  | 'missing_option'
  | 'invalid_option'
  | 'unknown_option'
  | 'unsupported_option'
  | 'invalid_endpoint'
  | 'insecure_endpoint'
  | 'unsupported_runtime'
  | 'secret_unavailable';

/**
 * Something the caller gave is missing or cannot be used. Thrown before any request; nothing was sent.
 * What to do: change the option or parameter that the message names.
 */
export class ConfigurationError extends TokenwrightError {
  declare readonly code: ConfigurationErrorCode;
  /** The option or parameter at fault, as the caller spells it. */
  readonly parameter: string;

  constructor(code: ConfigurationErrorCode, parameter: string, message: string) {
    super(code, message, {}, 'ConfigurationError');
    this.parameter = parameter;
  }

  static override isInstance(value: unknown): value is ConfigurationError {
    return hasBrand(value, 'ConfigurationError');
  }
}

/** Reasons of a {@link SigningError}. */
export type SigningErrorCode =
  | 'malformed_key'
  | 'public_key'
  | 'encrypted_key'
  | 'weak_key'
  | 'unsupported_key'
  | 'invalid_key'
  | 'key_unavailable'
  | 'signing_failed'
  | 'invalid_signature';

/**
 * An assertion cannot be signed with the key, or by the external signer, that was given. Nothing was sent.
 * What to do: give a private key of the kind that the message names. The message never quotes the key.
 */
export class SigningError extends TokenwrightError {
  declare readonly code: SigningErrorCode;

  constructor(code: SigningErrorCode, message: string, options: TokenwrightErrorOptions = {}) {
    super(code, message, options, 'SigningError');
  }

  static override isInstance(value: unknown): value is SigningError {
    return hasBrand(value, 'SigningError');
  }
}

/**
 * What became of a request that got no answer. `not-sent`: no byte of it reached the authority, so it may be sent
 * again. `unknown`: the authority may have acted on it; a one-time code or a rotating refresh token must not be sent again.
 */
export type RequestOutcome = 'not-sent' | 'unknown';

/** Reasons of a {@link TransportError}. */
export type TransportErrorCode = 'request_not_sent' | 'connection_lost';

/** The network failed. `outcome` says whether the request can have reached the authority. */
export class TransportError extends TokenwrightError {
  declare readonly code: TransportErrorCode;
  /** Whether the request can have reached the authority. */
  readonly outcome: RequestOutcome;

  constructor(outcome: RequestOutcome, message: string, options: TokenwrightErrorOptions = {}) {
    super(outcome === 'not-sent' ? 'request_not_sent' : 'connection_lost', message, options, 'TransportError');
    this.outcome = outcome;
  }

  static override isInstance(value: unknown): value is TransportError {
    return hasBrand(value, 'TransportError');
  }
}

/** The authority did not answer in time. The outcome of the request is unknown. */
export class RequestTimeoutError extends TokenwrightError {
  declare readonly code: 'request_timeout';
  /** Always `unknown`: the authority may have acted on the request. */
  readonly outcome: RequestOutcome = 'unknown';
  /** The time that was allowed, in milliseconds. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number, message: string) {
    super('request_timeout', message, {}, 'RequestTimeoutError');
    this.timeoutMs = timeoutMs;
  }

  static override isInstance(value: unknown): value is RequestTimeoutError {
    return hasBrand(value, 'RequestTimeoutError');
  }
}

/**
 * Reasons of an {@link AuthorityError}: the error codes of RFC 6749 section 5.2 and RFC 6750 section 3.1, into which
 * each provider's own codes are sorted, and three that OAuth has no code for.
 */
export type AuthorityErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'access_denied'
  | 'rate_limited'
  | 'authority_unavailable'
  | 'authority_error';

/** What an {@link AuthorityError} is made from. */
export interface AuthorityErrorDetails {
  readonly code: AuthorityErrorCode;
  readonly status: number;
  readonly wireCode?: string | undefined;
  readonly wireMessage?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryable: boolean;
  readonly retryAt?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly answeredAtMs?: number | undefined;
}

/** The authority answered, and the answer is an error. */
export class AuthorityError extends TokenwrightError {
  declare readonly code: AuthorityErrorCode;
  /** HTTP status of the answer. */
  readonly status: number;
  /** The error code as the authority wrote it, if it gave one. */
  readonly wireCode: string | undefined;
  /** The authority's own words, secrets masked, at most 300 characters. */
  readonly wireMessage: string | undefined;
  /** The id under which the authority knows the request, to give to its support. */
  readonly requestId: string | undefined;
  /** Whether the same request may succeed later: HTTP 408, 425, 429 and 5xx. It says nothing about the grant. */
  readonly retryable: boolean;
  /** Milliseconds since the epoch before which the authority asked not to be called again (`Retry-After`). */
  readonly retryAt: number | undefined;
  /**
   * How long the authority asked to be left alone, in milliseconds from its answer on (`Retry-After`, a date reckoned by
   * the authority's own `Date`): the same as `retryAt`, for whoever does not go by this machine's clock.
   */
  readonly retryAfterMs: number | undefined;
  /**
   * When the authority answered by its own clock (`Date`), in milliseconds since the epoch, to the second: a difference
   * from this machine's clock explains an assertion that was refused as expired or not valid yet.
   */
  readonly answeredAtMs: number | undefined;

  constructor(message: string, details: AuthorityErrorDetails) {
    super(details.code, message, {}, 'AuthorityError');
    this.status = details.status;
    this.wireCode = details.wireCode;
    this.wireMessage = details.wireMessage;
    this.requestId = details.requestId;
    this.retryable = details.retryable;
    this.retryAt = details.retryAt;
    this.retryAfterMs = details.retryAfterMs;
    this.answeredAtMs = details.answeredAtMs;
  }

  static override isInstance(value: unknown): value is AuthorityError {
    return hasBrand(value, 'AuthorityError');
  }
}

/** Reasons of an {@link InvalidResponseError}. */
export type InvalidResponseErrorCode =
  | 'redirect_refused'
  | 'not_a_response'
  | 'invalid_status'
  | 'response_too_large'
  | 'response_not_json'
  | 'missing_access_token'
  | 'invalid_token_type'
  | 'invalid_expires_in'
  | 'invalid_field'
  | 'state_mismatch';

/** The authority answered with something that is neither a token nor an error that it documents. */
export class InvalidResponseError extends TokenwrightError {
  declare readonly code: InvalidResponseErrorCode;
  /** HTTP status of the answer; 0 where a browser hides it. */
  readonly status: number;
  /** The id under which the authority knows the request, to give to its support. */
  readonly requestId: string | undefined;

  constructor(
    code: InvalidResponseErrorCode,
    message: string,
    details: { readonly status: number; readonly requestId?: string | undefined },
  ) {
    super(code, message, {}, 'InvalidResponseError');
    this.status = details.status;
    this.requestId = details.requestId;
  }

  static override isInstance(value: unknown): value is InvalidResponseError {
    return hasBrand(value, 'InvalidResponseError');
  }
}

/**
 * Why a login is needed. The list grows with providers and stores; treat a reason you do not know like `invalid_grant`.
 *
 * - `invalid_grant`: the authority refused the refresh token: revoked, expired, or spent elsewhere
 * - `answer-lost`: the refresh token was sent, the answer never came, and the authority refuses the token now
 * - `no-session`: there has been no login yet
 * - `no-refresh-token`: the token ended and nothing is there to renew it with
 * - `refresh-token-expired`: the refresh token reached the end of its life unused
 * - `signed-out`: `signOut` was called
 */
export type LoginRequiredReason =
  | 'invalid_grant'
  | 'answer-lost'
  | 'no-session'
  | 'no-refresh-token'
  | 'refresh-token-expired'
  | 'signed-out'
  | (string & {});

/**
 * A session cannot be renewed any more; only its user can start a new one.
 * What to do: send the user through the login again, and hand what comes of it to `adopt`.
 */
export class LoginRequiredError extends TokenwrightError {
  declare readonly code: 'login_required';
  /** Why the session ended. */
  readonly reason: LoginRequiredReason;
  /** Milliseconds since the epoch at which that became known. */
  readonly since: number;

  constructor(
    message: string,
    details: { readonly reason: LoginRequiredReason; readonly since: number },
    options: TokenwrightErrorOptions = {},
  ) {
    super('login_required', message, options, 'LoginRequiredError');
    this.reason = details.reason;
    this.since = details.since;
  }

  static override isInstance(value: unknown): value is LoginRequiredError {
    return hasBrand(value, 'LoginRequiredError');
  }
}

/** Reasons of a {@link StoreError}. */
export type StoreErrorCode = 'store_unavailable' | 'invalid_record';

/** What a store was asked to do: a method of `TokenStore`. */
export type StoreOperation = 'get' | 'compareAndSet' | 'delete' | 'tryLease' | 'watch' | 'keys' | (string & {});

/**
 * The token store failed, or holds a record that cannot be read, and going on without it would risk the session.
 * What to do: see to the store. Nothing was sent with the refresh token.
 */
export class StoreError extends TokenwrightError {
  declare readonly code: StoreErrorCode;
  /** What the store was asked to do. */
  readonly operation: StoreOperation;

  constructor(
    code: StoreErrorCode,
    message: string,
    details: { readonly operation: StoreOperation },
    options: TokenwrightErrorOptions = {},
  ) {
    super(code, message, options, 'StoreError');
    this.operation = details.operation;
  }

  static override isInstance(value: unknown): value is StoreError {
    return hasBrand(value, 'StoreError');
  }
}
