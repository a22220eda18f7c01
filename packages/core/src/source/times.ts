/** Numbers of a source, in milliseconds unless they say otherwise. */
export interface TokenSourceTimes {
  /** How long a caller waits for a token, over everything. Default 60,000. */
  readonly acquireTimeoutMs?: number | undefined;
  /** How long one exchange is waited for. Default 30,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** How long the answer of a refresh is still taken, from its sending on. Default 90,000. */
  readonly hardTimeoutMs?: number | undefined;
  /** How long callers wait for a rotated refresh token to be stored, and for any answer of a store. Default 2,000. */
  readonly persistTimeoutMs?: number | undefined;
  /** How long `close()` waits for answers that must not be lost. Default 10,000. */
  readonly closeTimeoutMs?: number | undefined;
  /** The lifetime of a token whose authority does not say one. Default: used until it is rejected. */
  readonly defaultLifetimeMs?: number | undefined;
  /**
   * How long before its end a token is renewed at the latest: this, or a twentieth of its lifetime if that is more, and
   * never more than a fifth. Default 60,000.
   */
  readonly renewalLeadMs?: number | undefined;
  /** How long before its end a token is not handed out any more; at most a twentieth of its lifetime. Default 10,000. */
  readonly expiryMarginMs?: number | undefined;
  /** Over how long processes spread their renewals of one token with `keepFresh`, at most. Default 30,000. */
  readonly spreadMs?: number | undefined;
  /** How often an exchange is tried again within one renewal, where that is safe: a number, 0 for never. Default 2. */
  readonly maxRetries?: number | undefined;
  /** The least pause before such a retry. Default 200. */
  readonly minRetryDelayMs?: number | undefined;
  /** The longest pause before such a retry. Default 2,000. */
  readonly maxRetryDelayMs?: number | undefined;
  /** The longest pause after a first renewal that failed; it doubles with each further one. Default 500. */
  readonly backOffMs?: number | undefined;
  /** The longest such pause without a valid token. Default 30,000. */
  readonly maxBackOffMs?: number | undefined;
  /** The longest such pause while a valid token serves. Default 300,000. */
  readonly maxStaleBackOffMs?: number | undefined;
  /** How long an authority that asks for it (`Retry-After`) is left alone at most. Default 300,000. */
  readonly maxRetryAfterMs?: number | undefined;
  /** How long a final answer (`invalid_client`) blocks renewals. Default 60,000. */
  readonly finalBlockMs?: number | undefined;
  /** The least pause before a mint is asked again that gave the same token. Default 5,000. */
  readonly unchangedPauseMs?: number | undefined;
  /** For how long a lease is taken; it is extended each third of that. Default 5,000. */
  readonly leaseMs?: number | undefined;
  /** How long a mint waits for a lease that somebody else has. Default 2,000. */
  readonly leasePatienceMs?: number | undefined;
  /** How long after `hardTimeoutMs` others still leave a refresh token alone that was sent: clocks differ. Default 5,000. */
  readonly claimMarginMs?: number | undefined;
  /** How far the clock of an authority may be off before a refusal of an assertion is laid to it. Default 30,000. */
  readonly clockToleranceMs?: number | undefined;
  /** How far ahead of this clock another process may have issued a token. Default 120,000. */
  readonly foreignClockToleranceMs?: number | undefined;
}

/** {@link TokenSourceTimes}, completed. */
export type Times = Readonly<Record<keyof typeof defaultTimes, number>>;

export const defaultTimes = {
  acquireTimeoutMs: 60_000,
  requestTimeoutMs: 30_000,
  hardTimeoutMs: 90_000,
  persistTimeoutMs: 2000,
  closeTimeoutMs: 10_000,
  renewalLeadMs: 60_000,
  expiryMarginMs: 10_000,
  spreadMs: 30_000,
  maxRetries: 2,
  minRetryDelayMs: 200,
  maxRetryDelayMs: 2000,
  backOffMs: 500,
  maxBackOffMs: 30_000,
  maxStaleBackOffMs: 300_000,
  maxRetryAfterMs: 300_000,
  finalBlockMs: 60_000,
  unchangedPauseMs: 5000,
  leaseMs: 5000,
  leasePatienceMs: 2000,
  claimMarginMs: 5000,
  clockToleranceMs: 30_000,
  foreignClockToleranceMs: 120_000,
} as const;
