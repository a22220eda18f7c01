import type { TokenRecord } from '../store/token-record.ts';
import { drawSchedule } from './schedule.ts';
import type { SourcePlan } from './source-options.ts';
import { expiryOf, type TokenWire } from './token-wire.ts';

/** Where a token set stands among those of its login. */
export interface Descent {
  readonly lineage: string;
  readonly generation: number;
}

/** Makes the record of a token set that was asked for at `sentAtMs`, its schedule drawn; and says whether its lifetimes contradict each other. */
export function newRecord<Wire extends TokenWire>(
  plan: SourcePlan<Wire>,
  wire: Wire,
  sentAtMs: number,
  { lineage, generation }: Descent,
): { readonly record: TokenRecord<Wire>; readonly contradicts: boolean } {
  const { expiresAtMs, contradicts } = expiryOf(wire, sentAtMs, plan.defaultLifetimeMs);
  const { refreshAt } = drawSchedule(sentAtMs, expiresAtMs, plan.random(), plan.killsAccessToken);
  const times = expiresAtMs === undefined ? {} : { expiresAtMs, refreshAtMs: refreshAt };
  return { record: { format: 1, lineage, generation, token: { wire, issuedAtMs: sentAtMs, ...times } }, contradicts };
}
