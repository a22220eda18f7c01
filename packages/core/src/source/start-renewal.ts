import { MintRenewal } from './mint-renewal.ts';
import { RefreshRenewal } from './refresh-renewal.ts';
import type { Renewal } from './renewal.ts';
import type { SourcePlan } from './source-options.ts';
import type { TokenSlot } from './token-slot.ts';
import type { TokenWire } from './token-wire.ts';

/** Begins a renewal of the kind that the grant needs. */
export function startRenewal<Wire extends TokenWire>(
  slot: TokenSlot<Wire>,
  plan: SourcePlan<Wire>,
  reason: string,
): Renewal<Wire> {
  return plan.grant === 'mint' ? new MintRenewal(slot, plan, reason) : new RefreshRenewal(slot, plan, reason);
}
