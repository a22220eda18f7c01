import { TransportError } from '../errors.ts';
import type { Redactor } from './redactor.ts';

/**
 * Codes with which a runtime says that a connection was never made, so that no byte of the request was sent. An
 * allow-list: whatever is not known to be harmless counts as possibly sent. Every entry is the work of one of these
 * runtimes; `pnpm runtimes` makes them fail and compares. workerd and browsers say the same words whether a connection
 * was refused or lost, so nothing is ever known to be unsent there.
 */
const notSentCodes: ReadonlySet<string> = new Set([
  // Node.js and Bun: connecting, and looking up the name
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'UND_ERR_CONNECT_TIMEOUT',
  // Node.js and Bun: the certificate was refused, which ends the handshake before the request
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  // Bun before 1.4
  'ConnectionRefused',
  'FailedToOpenSocket',
]);

/** These can also befall a connection that stood, so they count only where the failing call was `connect`. */
const notSentByConnect: ReadonlySet<string> = new Set([
  'EADDRNOTAVAIL',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

/** Deno gives no code, only a sentence; these are hyper's words for a connection that was never made, TLS included. */
const denoConnect = /^error sending request\b[^\n]*: client error \(Connect\)/;

/** What is read of an error. */
interface Facts {
  readonly name: string | undefined;
  readonly message: string | undefined;
  readonly code: string | undefined;
  readonly syscall: unknown;
  /** Its cause, or its parts: one error for each address that was tried. */
  readonly inner: readonly unknown[];
}

/** A custom `fetch` can throw anything, also an object whose members throw when they are read. */
function factsOf(error: unknown): Facts | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  try {
    const { name, message, code, syscall, cause, errors } = error as Readonly<Record<string, unknown>>;
    const parts = Array.isArray(errors) && errors.length > 0 ? (errors as unknown[]).slice(0, 16) : undefined;
    return {
      name: textOf(name),
      message: textOf(message),
      code: textOf(code),
      syscall,
      inner: parts ?? (cause === undefined ? [] : [cause]),
    };
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const deepest = 4;

/** Whether this error proves that the request never left. */
export function wasNotSent(error: unknown, depth = 0): boolean {
  const facts = depth > deepest ? undefined : factsOf(error);
  if (facts === undefined) return false;
  const { code, message, syscall, inner } = facts;
  // Node.js gives the whole the code of its first part, so the parts are asked first; all of them have to be harmless.
  if (inner.length > 1) return inner.every((each) => wasNotSent(each, depth + 1));
  if (code !== undefined && (notSentCodes.has(code) || (syscall === 'connect' && notSentByConnect.has(code)))) {
    return true;
  }
  if (message !== undefined && denoConnect.test(message)) return true;
  return inner.length === 1 && wasNotSent(inner[0], depth + 1);
}

/** Turns what `fetch` threw into a {@link TransportError}, keeping of its causes only what is safe to keep. */
export function toTransportError(error: unknown, target: string, redact: Redactor): TransportError {
  const notSent = wasNotSent(error);
  const reason = reasonOf(error);
  const because = reason === undefined ? '' : ` (${redact(reason).slice(0, 100)})`;
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
  const facts = depth > deepest ? undefined : factsOf(error);
  return facts && (reasonOf(facts.inner[0], depth + 1) ?? facts.code);
}

/** A custom `fetch` may throw an error that holds the whole request; of that, only names and words are kept, redacted. */
function safeCopy(error: unknown, redact: Redactor, depth = 0): Error | undefined {
  const facts = depth > deepest ? undefined : factsOf(error);
  if (facts === undefined) return undefined;
  const message = redact(facts.message ?? 'unknown failure').slice(0, 300);
  const cause = safeCopy(facts.inner[0], redact, depth + 1);
  const copy = new Error(message, cause === undefined ? undefined : { cause });
  copy.name = redact(facts.name ?? 'Error').slice(0, 100);
  // The copy's own stack would point here and say nothing.
  copy.stack = `${copy.name}: ${message}`;
  if (facts.code !== undefined) Object.assign(copy, { code: redact(facts.code).slice(0, 100) });
  return copy;
}
