import type { TokenRecord } from '../store/token-record.ts';
import { frozenCopy } from '../frozen.ts';
import { drawSchedule } from './schedule.ts';
import type { SourcePlan } from './source-options.ts';
import { expiryOf, type TokenWire } from './token-wire.ts';

/** Where a token set stands among those of its login. */
export interface Descent {
  readonly lineage: string;
  readonly generation: number;
  /** Fingerprint of the refresh token it came from. */
  readonly parentFingerprint?: string;
}

/** Makes the record of a token set that was asked for at `sentAtMs`, its schedule drawn; and says whether its lifetimes contradict each other. */
export function newRecord<Wire extends TokenWire>(
  plan: SourcePlan<Wire>,
  wire: Wire,
  sentAtMs: number,
  descent: Descent,
): { readonly record: TokenRecord<Wire>; readonly contradicts: boolean } {
  const { expiresAtMs, contradicts } = expiryOf(wire, sentAtMs, plan.defaultLifetimeMs);
  const { refreshAt } = drawSchedule(sentAtMs, expiresAtMs, plan.random(), plan);
  const times = expiresAtMs === undefined ? {} : { expiresAtMs, refreshAtMs: refreshAt };
  const token = { wire, issuedAtMs: sentAtMs, ...times };
  return { record: frozenCopy<TokenRecord<Wire>>({ format: 1, ...descent, token }), contradicts };
}
