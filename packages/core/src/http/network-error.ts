import { TransportError } from '../errors.ts';
import type { Redactor } from './redactor.ts';

/**
 * Codes with which a runtime says that a connection was never made, so that no byte of the request was sent. An
 * allow-list: whatever is not known to be harmless counts as possibly sent.
 */
const notSentCodes: ReadonlySet<string> = new Set([
  // Node.js: system errors of connect and name look-up
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  // Node.js: the certificate was refused, before the request
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  // Bun
  'ConnectionRefused',
  'FailedToOpenSocket',
]);

/** Deno gives no code, only a sentence; these are hyper's words for a connection that was never made. */
const denoConnect = /client error \(Connect\)/;

interface Facts {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly message?: unknown;
  readonly name?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

function isObject(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null;
}

/** Whether this error proves that the request never left. */
export function wasNotSent(error: unknown, depth = 0): boolean {
  if (!isObject(error) || depth > 4) return false;
  if (typeof error.code === 'string' && notSentCodes.has(error.code)) return true;
  if (error.syscall === 'connect' && error.code === 'ETIMEDOUT') return true;
  if (typeof error.message === 'string' && denoConnect.test(error.message)) return true;
  // One error for each address that was tried: all of them have to be harmless.
  if (Array.isArray(error.errors) && error.errors.length > 0) {
    return error.errors.every((each) => wasNotSent(each, depth + 1));
  }
  return wasNotSent(error.cause, depth + 1);
}

/** Turns what `fetch` threw into a {@link TransportError}, keeping of its causes only what is safe to keep. */
export function toTransportError(error: unknown, target: string, redact: Redactor): TransportError {
  const notSent = wasNotSent(error);
  const reason = reasonOf(error);
  const because = reason === undefined ? '' : ` (${redact(reason)})`;
  return new TransportError(
    notSent ? 'not-sent' : 'unknown',
    notSent
      ? `No connection to ${target} could be made${because}; nothing was sent.`
      : `The connection to ${target} failed before an answer came${because}; whether the request was carried out is unknown.`,
    { cause: safeCopy(error, redact) },
  );
}

/** The innermost code, which says most: `fetch failed` itself says nothing. */
function reasonOf(error: unknown, depth = 0): string | undefined {
  if (!isObject(error) || depth > 4) return undefined;
  const inner =
    reasonOf(error.cause, depth + 1) ??
    (Array.isArray(error.errors) ? reasonOf(error.errors[0], depth + 1) : undefined);
  return inner ?? (typeof error.code === 'string' && error.code !== '' ? error.code : undefined);
}

/** A custom `fetch` may throw an error that holds the whole request; of that, only names and words are kept, redacted. */
function safeCopy(error: unknown, redact: Redactor, depth = 0): Error | undefined {
  if (!isObject(error) || depth > 4) return undefined;
  const message = typeof error.message === 'string' ? redact(error.message).slice(0, 300) : 'unknown failure';
  const cause = safeCopy(error.cause ?? (Array.isArray(error.errors) ? error.errors[0] : undefined), redact, depth + 1);
  const copy = new Error(message, cause === undefined ? undefined : { cause });
  copy.name = typeof error.name === 'string' ? redact(error.name).slice(0, 100) : 'Error';
  // The copy's own stack would point here and say nothing.
  copy.stack = `${copy.name}: ${message}`;
  if (typeof error.code === 'string') Object.assign(copy, { code: redact(error.code).slice(0, 100) });
  return copy;
}
