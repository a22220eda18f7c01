import type { AccessToken } from './access-token.ts';
import { wallTimeOf, type WallTime } from './clock.ts';
import { hits } from './diagnostics.ts';
import { leaveSlots, useSlot } from './slot-use.ts';
import { SlotUser, type SlotOwner } from './slot-user.ts';
import { encodeTokenKey, type TokenKeyParts } from './source-key.ts';
import type { SourcePlan, TokenSourceSettings } from './source-options.ts';
import { slotOf, type TokenSlot } from './token-slot.ts';
import type { Adoptable, GetTokenOptions, TokenSource } from './token-source.ts';
import type { TokenWire } from './token-wire.ts';

class SlotSource<Wire extends TokenWire> implements TokenSource<Wire>, SlotOwner {
  closed: boolean = false;
  readonly #plan: SourcePlan<Wire>;
  readonly #slot: TokenSlot<Wire>;
  readonly #wall: WallTime;
  readonly #user: SlotUser<Wire>;
  #closing: Promise<void> | undefined;

  constructor(plan: SourcePlan<Wire>, slot: TokenSlot<Wire>) {
    this.#plan = plan;
    this.#slot = slot;
    this.#wall = slot.wall;
    this.#user = new SlotUser(this, plan, slot);
    useSlot(slot, plan);
  }

  getToken(options?: GetTokenOptions): Promise<AccessToken<Wire>> {
    const slot = this.#slot;
    // The path a busy service takes a million times a second: one clock reading, one promise that exists already.
    if (
      this.#wall.isBefore(slot.freshUntil) &&
      slot.epoch === this.#wall.epoch &&
      !this.closed &&
      (options == null || asksForNothing(options)) &&
      slot.ready !== undefined
    ) {
      if (hits.hasSubscribers) slot.emitHit(this.#plan);
      return slot.ready;
    }
    return this.#user.getToken(options ?? {});
  }

  peek(): AccessToken<Wire> | undefined {
    return this.#user.peek();
  }

  renew(options: { readonly reason: string; readonly signal?: AbortSignal | undefined }): Promise<AccessToken<Wire>> {
    return this.#user.renew(options);
  }

  invalidate(rejected: string): void {
    this.#user.invalidate(rejected);
  }

  adopt(login: Adoptable<Wire>, options?: { readonly signal?: AbortSignal | undefined }): Promise<AccessToken<Wire>> {
    return this.#user.adopt(login, options);
  }

  signOut(options?: { readonly revoke?: boolean | undefined }): Promise<void> {
    return this.#user.signOut(options);
  }

  close(): Promise<void> {
    this.closed = true;
    this.#closing ??= leaveSlots([this.#slot], this.#plan);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** A call that sets no condition on the token gets the one that is there. */
export function asksForNothing({ minValidityMs, rejected, signal }: GetTokenOptions): boolean {
  return minValidityMs === undefined && rejected === undefined && signal?.aborted !== true;
}

/** A source of what its options say, on the slot of its key. */
export function openSource<Wire extends TokenWire>(
  where: string,
  plan: SourcePlan<Wire>,
  { key, store }: Pick<TokenSourceSettings<Wire>, 'store'> & { readonly key: TokenKeyParts },
): TokenSource<Wire> {
  const home = plan.kind.home(where, store, { ...plan, wall: wallTimeOf(plan.clock) });
  return new SlotSource(
    plan,
    slotOf<Wire>(home, () => encodeTokenKey(key), undefined),
  );
}
