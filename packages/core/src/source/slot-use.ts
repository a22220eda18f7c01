import { nothing } from './renewal.ts';
import type { SourcePlan } from './source-options.ts';
import { forgetSlot, type TokenSlot } from './token-slot.ts';
import type { TokenWire } from './token-wire.ts';
import { pause } from './waiting.ts';

/** Begins to use a slot, and to keep it fresh if that is wanted. */
export function useSlot<Wire extends TokenWire>(slot: TokenSlot<Wire>, plan: SourcePlan<Wire>): void {
  // Without a store there is nothing to read, but there may be a token set to begin with.
  if (plan.initial !== undefined && slot.version === null && slot.record === undefined) slot.version = undefined;
  slot.addPlan(plan);
  // Nothing is to be read first.
  if (slot.home.store === undefined && plan.initial === undefined) slot.version ??= null;
  slot.keepFresh();
}

/** Ends the use of a slot. True when nobody uses it any more. */
export function leaveSlot<Wire extends TokenWire>(slot: TokenSlot<Wire>, plan: SourcePlan<Wire>): boolean {
  const isLast = slot.removePlan(plan);
  slot.keepFresh();
  return isLast;
}

/**
 * Ends the use of slots at the end of a source or a pool: waits a while for answers that must not be lost, ends what
 * is under way, and hands over what the store has not taken.
 */
export async function leaveSlots<Wire extends TokenWire>(
  slots: readonly TokenSlot<Wire>[],
  plan: SourcePlan<Wire>,
): Promise<void> {
  // What began while this waits would be broken off at its end, perhaps with a refresh token that it has spent.
  plan.keepFresh = false;
  for (const slot of slots) slot.keepFresh();
  // Others who use a slot see to what is under way, and know from now on who is the last.
  const last = slots.filter((slot) => slot.users === 1 || leaveSlot(slot, plan));
  const open = last.flatMap((slot) => answersOf(slot));
  if (open.length > 0) await orPatience(Promise.allSettled(open), plan);
  const thrown: unknown[] = [];
  for (const slot of last) {
    if (!leaveSlot(slot, plan)) continue;
    const { unpersisted } = slot;
    slot.unpersisted = undefined;
    slot.renewal?.abort();
    for (const each of slot.lingering) each.abort();
    forgetSlot(slot);
    try {
      if (unpersisted !== undefined) plan.onUnpersisted?.(unpersisted.record, slot.key);
    } catch (error) {
      // The records of the others are handed over all the same.
      thrown.push(error);
    }
  }
  if (thrown.length > 0) throw thrown[0];
}

function answersOf<Wire extends TokenWire>(slot: TokenSlot<Wire>): Promise<unknown>[] {
  const { renewal } = slot;
  // What it leaves to be written is known when it has ended.
  const underWay = renewal?.promise.then(nothing, nothing).then(() => renewal.answer);
  const answers = [underWay, ...[...slot.lingering].map((each) => each.hurry?.() ?? each.answer)];
  return answers.filter((each) => each !== undefined);
}

async function orPatience<Wire extends TokenWire>(
  work: Promise<unknown>,
  { clock, closeTimeoutMs }: SourcePlan<Wire>,
): Promise<void> {
  const done = new AbortController();
  void work.then(() => done.abort(), nothing);
  await pause(clock, closeTimeoutMs, done.signal);
}
