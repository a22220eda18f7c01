import type { Times } from './times.ts';

/** The numbers that a schedule depends on. */
export type ScheduleTimes = Pick<Times, 'renewalLeadMs' | 'expiryMarginMs'>;

/** The moments in the life of a token, in milliseconds since the epoch. */
export interface Schedule {
  /** FRESH before it, STALE from it on. */
  readonly refreshAt: number;
  /** INVALID from it on: shortly before `expiresAt`, so that a request in flight still finds a valid token. */
  readonly hardAt: number;
  readonly expiresAt: number;
}

/** How long before expiry renewal begins at the latest: a minute, or a part of the lifetime. */
export function leadOf(lifetimeMs: number, { renewalLeadMs }: Pick<Times, 'renewalLeadMs'>): number {
  return Math.min(Math.max(renewalLeadMs, 0.05 * lifetimeMs), 0.2 * lifetimeMs);
}

/** INVALID from here on. */
export function hardAtOf(issuedAt: number, expiresAt: number, expiryMarginMs: number): number {
  return expiresAt - Math.min(expiryMarginMs, 0.05 * Math.max(0, expiresAt - issuedAt));
}

/**
 * Draws the schedule of a token, once: processes that share its record then agree on it.
 *
 * @param random a number from 0 to below 1
 * @param killsAccessToken whether a refresh ends the old access token: the STALE window is then as short as it can be
 */
export function drawSchedule(
  issuedAt: number,
  expiresAt: number | undefined,
  random: number,
  { killsAccessToken, ...times }: ScheduleTimes & { readonly killsAccessToken: boolean },
): Schedule {
  if (expiresAt === undefined) {
    const never = Number.POSITIVE_INFINITY;
    return { refreshAt: never, hardAt: never, expiresAt: never };
  }
  const lifetime = Math.max(0, expiresAt - issuedAt);
  const lead = leadOf(lifetime, times);
  const latest = expiresAt - lead;
  const earliest = killsAccessToken ? expiresAt - 2 * lead : issuedAt + 0.7 * lifetime;
  const hardAt = hardAtOf(issuedAt, expiresAt, times.expiryMarginMs);
  const refreshAt = Math.min(earliest, latest) + random * Math.max(0, latest - earliest);
  return { refreshAt: Math.min(refreshAt, hardAt), hardAt, expiresAt };
}
