import { leadOf } from './schedule.ts';
import type { SourcePlan } from './source-options.ts';
import type { TokenSlot } from './token-slot.ts';
import type { TokenWire } from './token-wire.ts';

/** The share of the window from `refreshAt` to `hardAt` over which processes spread. */
const spreadShare = 0.5;
/** Between two looks at one token; twice as long each time that the store could not be read. */
const leastPauseMs = 1000;
const mostPauseMs = 30_000;
/** The part of a refresh token's life after which it is used, so that it does not end unused. */
const refreshTokenShare = 0.8;

/** Renews on behalf of a source, when its token is due. What fails is an event already. */
export type RenewDue = <Wire extends TokenWire>(slot: TokenSlot<Wire>, plan: SourcePlan<Wire>) => Promise<unknown>;

/** When `keepFresh` looks at a slot next, in milliseconds since the epoch; infinite: not before it changes. */
export function nextMoment<Wire extends TokenWire>(slot: TokenSlot<Wire>, plan: SourcePlan<Wire>): number {
  const now = slot.wall.read();
  // Reckons with a clock that was set back.
  slot.stateAt(now);
  const { failure, loginRequired, misses } = slot;
  if (loginRequired !== undefined) return Number.POSITIVE_INFINITY;
  // Whatever an authority or a store answers, it is not asked without a pause; processes do not ask in step.
  const pause = Math.min(leastPauseMs * 2 ** Math.min(misses, 30), mostPauseMs);
  const share = misses === 0 ? 1 : 0.5 + plan.random() / 2;
  return Math.max(planned(slot, plan, now), failure?.retryAt ?? 0, now + pause * share);
}

function planned<Wire extends TokenWire>(slot: TokenSlot<Wire>, plan: SourcePlan<Wire>, now: number): number {
  const { hardAt, expiresAt, record } = slot;
  const from = Math.max(slot.refreshAt, now);
  const ofAccessToken =
    plan.killsAccessToken && Number.isFinite(hardAt)
      ? Math.max(from, hardAt - leadOf(expiresAt - (record?.token?.issuedAtMs ?? now), plan))
      : spreadOver(from, hardAt, plan);
  const ageing = refreshTokenAgesAt(slot, plan);
  return Math.min(ofAccessToken, spreadOver(ageing, ageing + plan.spreadMs / spreadShare, plan));
}

/** When a refresh token has to be used, so that it does not end unused; infinite where that is not known. */
export function refreshTokenAgesAt<Wire extends TokenWire>(
  { record }: TokenSlot<Wire>,
  { refreshTokenLifetimeMs }: SourcePlan<Wire>,
): number {
  const token = record?.token;
  if (refreshTokenLifetimeMs === undefined || token?.wire.refresh_token === undefined) return Number.POSITIVE_INFINITY;
  return token.issuedAtMs + refreshTokenShare * refreshTokenLifetimeMs;
}

/** Each process has a draw of its own. */
function spreadOver<Wire extends TokenWire>(from: number, to: number, plan: SourcePlan<Wire>): number {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return from;
  return from + plan.random() * Math.min(plan.spreadMs, Math.max(0, to - from) * spreadShare);
}
