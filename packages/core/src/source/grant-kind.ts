import type { TokenwrightError } from '../errors.ts';
import type { TokenStore } from '../store/token-store.ts';
import type { WallTime } from './clock.ts';
import type { Renewal } from './renewal.ts';
import type { SourcePlan } from './source-options.ts';
import type { SlotHome, TokenSlot, Unpersisted } from './token-slot.ts';
import type { TokenWire } from './token-wire.ts';

/** What differs between sources that mint and sources of a session. Whoever needs one kind only bundles one only. */
export interface GrantKind {
  readonly grant: 'mint' | 'session';
  /** Begins a renewal. */
  start<Wire extends TokenWire>(slot: TokenSlot<Wire>, plan: SourcePlan<Wire>, reason: string): Renewal<Wire>;
  /** Serves a login that the store did not take; what it returns ends when that has been written. */
  keepUnpersisted<Wire extends TokenWire>(
    slot: TokenSlot<Wire>,
    plan: SourcePlan<Wire>,
    unpersisted: Unpersisted<Wire>,
    version: string | null,
    error: TokenwrightError,
  ): Promise<void> | undefined;
  /** Where the slots are. */
  home(where: string, given: TokenStore | undefined, plan: HomePlan): SlotHome;
}

/** What the place of the slots depends on. */
export interface HomePlan {
  readonly wall: WallTime;
  readonly refreshWithoutStore: boolean;
}
