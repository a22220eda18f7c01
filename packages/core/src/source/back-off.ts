import { AuthorityError, type TokenwrightError } from '../errors.ts';

/** What a source remembers of a renewal that failed. */
export interface Failure {
  readonly error: TokenwrightError;
  /** How many renewals failed in a row. */
  readonly count: number;
  /** No renewal before this moment, in milliseconds since the epoch. */
  readonly retryAt: number;
  /** Whether the authority itself, or a final answer, set `retryAt`: `renew()` does not skip that. */
  readonly binding: boolean;
}

const firstMs = 500;
const capInvalidMs = 30_000;
const capStaleMs = 300_000;
/** The longest that an authority's wish, or a final answer, holds renewals back. */
export const longestBindingMs = 300_000;

/** Answers that the same request gets again: the application is unknown, disabled or has another secret. */
const finalCodes: ReadonlySet<string> = new Set(['invalid_client', 'unauthorized_client', 'unsupported_grant_type']);

/**
 * When the next renewal may start after this one failed: full jitter over an exponential step, the authority's own
 * `Retry-After` if it gave one (at most five minutes), or the block that follows a final answer.
 */
export function afterFailure(
  error: TokenwrightError,
  previous: Failure | undefined,
  moment: {
    readonly now: number;
    readonly random: number;
    /** Until when the present token serves; in the past without one. */
    readonly hardAt: number;
    readonly finalBlockMs: number;
  },
): Failure {
  const { now, random, hardAt, finalBlockMs } = moment;
  const count = (previous?.count ?? 0) + 1;
  if (AuthorityError.isInstance(error)) {
    if (finalCodes.has(error.code)) return { error, count, retryAt: now + finalBlockMs, binding: true };
    if (error.retryAt !== undefined && error.retryAt > now) {
      return { error, count, retryAt: Math.min(error.retryAt, now + longestBindingMs), binding: true };
    }
  }
  const valid = now < hardAt;
  const step = Math.min(valid ? capStaleMs : capInvalidMs, firstMs * 2 ** Math.min(count - 1, 30));
  const retryAt = now + random * step;
  // Patience is for as long as a token serves: when it ends, callers wait, and the next attempt is due.
  return { error, count, retryAt: valid ? Math.min(retryAt, hardAt) : retryAt, binding: false };
}

/** The wait before a retry inside one renewal: full jitter from 200 ms to 2 s. */
export function retryDelay(random: number): number {
  return 200 + random * 1800;
}

/** The authority named a moment: that is for the back-off, not for a quick retry. */
export function asksToWait(error: unknown): boolean {
  return AuthorityError.isInstance(error) && error.retryAt !== undefined;
}
