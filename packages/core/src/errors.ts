/**
 * Every error this project throws on purpose. Each has a stable `code`; match on it, not on the message.
 * No error holds a secret: not in its message, its fields, its `cause`, nor what `inspect` prints.
 *
 * @packageDocumentation
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
  declare readonly code: string;
  /**
   * Milliseconds since the epoch before which nothing is sent. Whatever went wrong, a source that pauses after a failure
   * says it to each caller who comes meanwhile; an {@link AuthorityError} that names a time has it from the start.
   */
  declare readonly retryAt?: number | undefined;

  /**
   * @param code stable, as a subclass lists them
   * @param message one sentence, without a secret: nothing is masked here
   * @param name of the class, for `isInstance` and for what is printed
   */
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
  declare readonly parameter: string;

  /**
   * @param parameter the option or parameter at fault, as the caller spells it
   * @param message which option or parameter, what was given (its type, not its value) and what is needed
   */
  constructor(code: ConfigurationErrorCode, parameter: string, message: string) {
    super(code, message, {}, 'ConfigurationError');
    this.parameter = parameter;
  }

  /** Whether `value` is a ConfigurationError, also one from another copy of the package: use it instead of `instanceof`. */
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

  /** @param message what is wrong with the key or the signature; never a part of the key */
  constructor(code: SigningErrorCode, message: string, options: TokenwrightErrorOptions = {}) {
    super(code, message, options, 'SigningError');
  }

  /** Whether `value` is a SigningError, also one from another copy of the package: use it instead of `instanceof`. */
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
  declare readonly outcome: RequestOutcome;

  /** @param outcome which the code follows: `request_not_sent` or `connection_lost` */
  constructor(outcome: RequestOutcome, message: string, options: TokenwrightErrorOptions = {}) {
    super(outcome === 'not-sent' ? 'request_not_sent' : 'connection_lost', message, options, 'TransportError');
    this.outcome = outcome;
  }

  /** Whether `value` is a TransportError, also one from another copy of the package: use it instead of `instanceof`. */
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
  declare readonly timeoutMs: number;

  /** @param timeoutMs the time that was allowed, in milliseconds */
  constructor(timeoutMs: number, message: string) {
    super('request_timeout', message, {}, 'RequestTimeoutError');
    this.timeoutMs = timeoutMs;
  }

  /** Whether `value` is a RequestTimeoutError, also one from another copy of the package: use it instead of `instanceof`. */
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
  /** The reason in the words of OAuth. A source blocks, marks or retries by it. */
  readonly code: AuthorityErrorCode;
  /** HTTP status of the answer. Below 500, but for `invalid_grant`, a source takes the refresh token for unspent. */
  readonly status: number;
  /** The error code as the authority wrote it. Default: none. */
  readonly wireCode?: string | undefined;
  /** The authority's own words, secrets masked by whoever makes the error. Default: none. */
  readonly wireMessage?: string | undefined;
  /** The id under which the authority knows the request. Default: none. */
  readonly requestId?: string | undefined;
  /** Whether the same request may succeed later. A mint is then tried again soon, a refresh never for this alone. */
  readonly retryable: boolean;
  /** Milliseconds since the epoch before which the authority wants no other request. Default: it did not say. */
  readonly retryAt?: number | undefined;
  /** The same as milliseconds from the answer on; where both are given, a source goes by this one. */
  readonly retryAfterMs?: number | undefined;
  /** The authority's `Date`, in milliseconds since the epoch; sources that sign assertions correct their clock by it. */
  readonly answeredAtMs?: number | undefined;
}

/** The authority answered, and the answer is an error. */
export class AuthorityError extends TokenwrightError {
  declare readonly code: AuthorityErrorCode;
  /** HTTP status of the answer. */
  declare readonly status: number;
  /** The error code as the authority wrote it, if it gave one. */
  declare readonly wireCode: string | undefined;
  /** The authority's own words, secrets masked, at most 300 characters. */
  declare readonly wireMessage: string | undefined;
  /** The id under which the authority knows the request, to give to its support. */
  declare readonly requestId: string | undefined;
  /** Whether the same request may succeed later: HTTP 408, 425, 429 and 5xx. It says nothing about the grant. */
  declare readonly retryable: boolean;
  /** Milliseconds since the epoch before which the authority asked not to be called again (`Retry-After`). */
  declare readonly retryAt: number | undefined;
  /**
   * How long the authority asked to be left alone, in milliseconds from its answer on (`Retry-After`, a date reckoned by
   * the authority's own `Date`): the same as `retryAt`, for whoever does not go by this machine's clock.
   */
  readonly retryAfterMs: number | undefined;
  /**
   * When the authority answered by its own clock (`Date`), in milliseconds since the epoch, to the second: a difference
   * from this machine's clock explains an assertion that was refused as expired or not valid yet.
   */
  declare readonly answeredAtMs: number | undefined;

  /** @param message one sentence; the words of the authority in it have to be masked already */
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

  /** Whether `value` is an AuthorityError, also one from another copy of the package: use it instead of `instanceof`. */
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
  declare readonly status: number;
  /** The id under which the authority knows the request, to give to its support. */
  declare readonly requestId: string | undefined;

  /** @param details the HTTP status of the answer, 0 where there is none; and the id of the request, if it is known */
  constructor(
    code: InvalidResponseErrorCode,
    message: string,
    details: { readonly status: number; readonly requestId?: string | undefined },
  ) {
    super(code, message, {}, 'InvalidResponseError');
    this.status = details.status;
    this.requestId = details.requestId;
  }

  /** Whether `value` is an InvalidResponseError, also one from another copy of the package: use it instead of `instanceof`. */
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
  declare readonly reason: LoginRequiredReason;
  /** Milliseconds since the epoch at which that became known. */
  declare readonly since: number;

  /** @param details why, and the moment at which that became known, in milliseconds since the epoch */
  constructor(
    message: string,
    details: { readonly reason: LoginRequiredReason; readonly since: number },
    options: TokenwrightErrorOptions = {},
  ) {
    super('login_required', message, options, 'LoginRequiredError');
    this.reason = details.reason;
    this.since = details.since;
  }

  /** Whether `value` is a LoginRequiredError, also one from another copy of the package: use it instead of `instanceof`. */
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
  declare readonly operation: StoreOperation;

  /** @param details the method of the store that failed */
  constructor(
    code: StoreErrorCode,
    message: string,
    details: { readonly operation: StoreOperation },
    options: TokenwrightErrorOptions = {},
  ) {
    super(code, message, options, 'StoreError');
    this.operation = details.operation;
  }

  /** Whether `value` is a StoreError, also one from another copy of the package: use it instead of `instanceof`. */
  static override isInstance(value: unknown): value is StoreError {
    return hasBrand(value, 'StoreError');
  }
}
