import { AuthorityError, type TokenwrightError } from '../errors.ts';
import type { Times } from './times.ts';

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

/** The numbers that a back-off depends on. */
export type BackOffTimes = Pick<
  Times,
  'backOffMs' | 'maxBackOffMs' | 'maxStaleBackOffMs' | 'maxRetryAfterMs' | 'finalBlockMs'
>;

/** Answers that the same request gets again: the application is unknown, disabled or has another secret. */
const finalCodes: ReadonlySet<string> = new Set(['invalid_client', 'unauthorized_client', 'unsupported_grant_type']);

/**
 * When the next renewal may start after this one failed: full jitter over an exponential step, the authority's own
 * `Retry-After` if it gave one (at most `maxRetryAfterMs`), or the block that follows a final answer.
 */
export function afterFailure(
  error: TokenwrightError,
  previous: Failure | undefined,
  moment: {
    readonly now: number;
    readonly random: number;
    /** Until when the present token serves; in the past without one. */
    readonly hardAt: number;
  },
  { backOffMs, maxBackOffMs, maxStaleBackOffMs, maxRetryAfterMs, finalBlockMs }: BackOffTimes,
): Failure {
  const { now, random, hardAt } = moment;
  const count = (previous?.count ?? 0) + 1;
  if (AuthorityError.isInstance(error)) {
    if (finalCodes.has(error.code)) return { error, count, retryAt: now + finalBlockMs, binding: true };
    // A span of time is one by the clock of the source, too, whatever that is.
    const wait = error.retryAfterMs ?? (error.retryAt ?? now) - now;
    if (wait > 0) return { error, count, retryAt: now + Math.min(wait, maxRetryAfterMs), binding: true };
  }
  const valid = now < hardAt;
  const step = Math.min(valid ? maxStaleBackOffMs : maxBackOffMs, backOffMs * 2 ** Math.min(count - 1, 30));
  const retryAt = now + random * step;
  // Patience is for as long as a token serves: when it ends, callers wait, and the next attempt is due.
  return { error, count, retryAt: valid ? Math.min(retryAt, hardAt) : retryAt, binding: false };
}

/** The wait before a retry inside one renewal: full jitter between the least and the most. */
export function retryDelay(
  random: number,
  { minRetryDelayMs, maxRetryDelayMs }: Pick<Times, 'minRetryDelayMs' | 'maxRetryDelayMs'>,
): number {
  return minRetryDelayMs + random * Math.max(0, maxRetryDelayMs - minRetryDelayMs);
}

/** The authority named a moment: that is for the back-off, not for a quick retry. */
export function asksToWait(error: unknown): boolean {
  return AuthorityError.isInstance(error) && (error.retryAfterMs ?? error.retryAt) !== undefined;
}
