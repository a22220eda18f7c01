import type { TokenwrightError } from '../errors.ts';
import type { TokenRecord } from '../store/token-record.ts';
import { GuardedStore } from './guarded-store.ts';
import { revoke } from './plan-request.ts';
import type { SourcePlan } from './source-options.ts';
import { forgetSlot, type TokenSlot, type Unpersisted } from './token-slot.ts';
import type { TokenWire } from './token-wire.ts';
import { judge } from './verdict.ts';
import { firstPauseMs, longestPauseMs, pause } from './waiting.ts';

/** Work that goes on when nobody waits for it any more. */
export interface Lingering {
  /** An answer that must not be lost: close() waits for it. */
  readonly answer?: Promise<void> | undefined;
  /** Tries at once what it would try later: close() has no other chance. Never rejects. */
  hurry?(): Promise<void>;
  abort(): void;
}

/** A token set that the store has not taken: it serves from memory, and is written as soon as the store takes it. */
class LatePersistence<Wire extends TokenWire> implements Lingering {
  readonly #slot: TokenSlot<Wire>;
  readonly #plan: SourcePlan<Wire>;
  readonly #unpersisted: Unpersisted<Wire>;
  readonly #controller = new AbortController();

  constructor(slot: TokenSlot<Wire>, plan: SourcePlan<Wire>, unpersisted: Unpersisted<Wire>) {
    this.#slot = slot;
    this.#plan = plan;
    this.#unpersisted = unpersisted;
  }

  abort(): void {
    this.#controller.abort();
  }

  hurry(): Promise<void> {
    return this.#write().catch(() => undefined);
  }

  /** Tries again, with longer and longer pauses, until the store takes it or a later token replaces it. */
  async run(): Promise<void> {
    const slot = this.#slot;
    const { clock, random } = this.#plan;
    slot.addLingering(this);
    for (let step = firstPauseMs; this.#isWanted(); step = Math.min(step * 2, longestPauseMs)) {
      await pause(clock, step * (0.5 + random() / 2), this.#controller.signal, true);
      // A renewal writes it first of all, by itself.
      if (!this.#isWanted() || slot.renewal !== undefined) continue;
      await this.hurry();
    }
    slot.removeLingering(this);
    forgetSlot(slot);
    // What others changed meanwhile was passed over.
    await this.#plan.follow(slot, this.#plan);
  }

  #isWanted(): boolean {
    return this.#slot.unpersisted === this.#unpersisted && this.#slot.users > 0;
  }

  async #write(): Promise<void> {
    const slot = this.#slot;
    const { record } = this.#unpersisted;
    const store = new GuardedStore(slot.home.store, this.#plan);
    let result;
    let verdict;
    // At once, for close() tries only once.
    do {
      result = await store.compareAndSet(slot.key, slot.version ?? null, record);
      if (slot.unpersisted !== this.#unpersisted) return;
      if (result.ok) {
        slot.version = result.version;
        slot.unpersisted = undefined;
        return;
      }
      verdict = judge(this.#unpersisted, result.current?.record);
      if (verdict === 'overwrite') slot.version = result.current?.version ?? null;
    } while (verdict === 'overwrite');
    slot.unpersisted = undefined;
    if (verdict === 'ours') slot.version = result.current?.version ?? null;
    else if (result.current !== undefined)
      slot.serve(result.current.record as TokenRecord<Wire>, result.current.version);
    else {
      // Deleted by somebody: that ends a session like a sign-out.
      slot.drop();
      slot.version = null;
    }
    // At last: it may take long, and nobody is to be given meanwhile what it ends.
    if (verdict === 'discard')
      await revoke(slot, this.#plan, record.token?.wire.refresh_token, this.#controller).catch(() => undefined);
  }
}

/**
 * Serves what the store did not take, says so, and sees to it that it is written.
 *
 * @returns what ends when it has been written, or is not wanted any more; undefined when somebody sees to that already
 */
export function keepUnpersisted<Wire extends TokenWire>(
  slot: TokenSlot<Wire>,
  plan: SourcePlan<Wire>,
  unpersisted: Unpersisted<Wire>,
  version: string | null,
  error: TokenwrightError,
): Promise<void> | undefined {
  // Tried again in vain: it serves already, and what is remembered of failures stays.
  const again = slot.unpersisted === unpersisted;
  if (!again) slot.serve(unpersisted.record, version);
  if (slot.users === 0) {
    // It came after close(), which would have handed it over: nobody is left to write it.
    plan.onUnpersisted?.(unpersisted.record, slot.key);
    return undefined;
  }
  slot.unpersisted = unpersisted;
  slot.emit({ type: 'persist-failed', error });
  return again ? undefined : new LatePersistence(slot, plan, unpersisted).run();
}
