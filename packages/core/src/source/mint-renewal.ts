import { AuthorityError, RequestTimeoutError, TransportError } from '../errors.ts';
import type { TokenRecord } from '../store/token-record.ts';
import type { Lease, StoredRecord } from '../store/token-store.ts';
import { asksToWait } from './back-off.ts';
import { Renewal, type Outcome } from './renewal.ts';
import { leadOf } from './schedule.ts';
import type { Times } from './times.ts';
import type { TokenWire } from './token-wire.ts';
import { pause } from './waiting.ts';

/** What a signer takes at most, ten years: beyond it the authority's clock is no clock. */
const mostOffsetMs = 315_360_000_000;

/** Renews from a long-lived credential: it can be tried again at will, so it needs neither claim nor store. */
export class MintRenewal<Wire extends TokenWire> extends Renewal<Wire> {
  protected async obtain(): Promise<Outcome> {
    if (this.slot.home.store === undefined) return this.#renew(undefined);
    const lease = await this.#leaseWithPatience();
    try {
      const current = await this.readOrNothing();
      if (current !== undefined && this.isNews(current.record)) {
        this.slot.serve(current.record as TokenRecord<Wire>, current.version);
        return 'adopted';
      }
      return await this.#renew(current);
    } finally {
      await lease?.release();
    }
  }

  async #renew(current: StoredRecord | undefined): Promise<Outcome> {
    const { slot } = this;
    const { wire, sentAtMs } = await this.#mint();
    // What was signed out, also while the mint was under way, stays so: what comes after it is another lineage.
    const isOver = [current?.record, slot.record].some((each) => each?.signedOut !== undefined);
    const parent = isOver ? undefined : (current?.record ?? slot.record);
    const record = this.recordOf(wire, sentAtMs, {
      lineage: parent?.lineage ?? (isOver ? globalThis.crypto.randomUUID() : this.plan.lineage()),
      generation: (parent?.generation ?? -1) + 1,
    });
    const unchanged = slot.token?.accessToken === wire.access_token;
    // The authority stands by it, even if a resource refused it: asking again at every call would change nothing.
    if (unchanged) slot.rejected = undefined;
    slot.serve(unchanged ? later(record, this.now, this.plan) : record, current?.version ?? null);
    if (slot.home.store !== undefined) {
      this.answer = this.#writeBehind(record, current);
      void this.linger(this.answer);
    }
    return unchanged ? 'unchanged' : 'renewed';
  }

  async #leaseWithPatience(): Promise<Lease | undefined> {
    const { clock, random, leaseMs, leasePatienceMs } = this.plan;
    const until = clock.monotonic() + leasePatienceMs;
    for (;;) {
      const lease = await this.store.tryLease(this.slot.key, leaseMs);
      if (lease === 'none') return undefined;
      if (lease !== 'taken') return lease;
      const left = until - clock.monotonic();
      if (left <= 0) return undefined;
      await pause(clock, Math.min(left, 50 + random() * 100), this.controller.signal, true);
      // Whoever holds the lease may have put a token there meanwhile.
      const current = await this.readOrNothing();
      if (current !== undefined && this.isNews(current.record)) return undefined;
      if (this.controller.signal.aborted) return undefined;
    }
  }

  async #mint(): Promise<{ readonly wire: Wire; readonly sentAtMs: number }> {
    const { mint, requestTimeoutMs } = this.plan;
    if (mint === undefined) throw new TypeError('a mint source without mint');
    let corrected = false;
    const send = async (): Promise<{ readonly wire: Wire; readonly sentAtMs: number }> => {
      try {
        return await this.exchange(mint, requestTimeoutMs);
      } catch (error) {
        if (corrected || !this.#correctsClock(error)) throw error;
        corrected = true;
        return this.exchange(mint, requestTimeoutMs);
      }
    };
    return this.retrying(send, (error) => isTransient(error) && !asksToWait(error));
  }

  /** Whether a refusal of an assertion may come from the difference of two clocks, which is remembered then. */
  #correctsClock(error: unknown): boolean {
    const { plan } = this;
    if (!plan.assertion || !AuthorityError.isInstance(error) || error.retryable || error.answeredAtMs === undefined)
      return false;
    const { wall } = this.slot;
    const offset = error.answeredAtMs - this.now;
    const applied = wall.offsets?.get(plan.authority) ?? 0;
    if (Math.abs(offset - applied) <= plan.clockToleranceMs || Math.abs(offset) > mostOffsetMs) return false;
    (wall.offsets ??= new Map()).set(plan.authority, offset);
    return true;
  }

  /** The token serves already; the store gets it when it can. */
  async #writeBehind(record: TokenRecord<Wire>, read: StoredRecord | undefined): Promise<void> {
    const { slot } = this;
    let expected = read?.version ?? null;
    try {
      for (let tries = 0; tries < 3; tries += 1) {
        const result = await this.store.compareAndSet(slot.key, expected, record);
        if (result.ok) {
          if (slot.record?.token?.wire.access_token === record.token?.wire.access_token) slot.version = result.version;
          return;
        }
        // Signed out since: what is written now would bring the lineage back.
        if (result.current?.record.signedOut !== undefined) return;
        const theirs = result.current?.record.token;
        if (theirs !== undefined && (theirs.expiresAtMs ?? Infinity) >= (record.token?.expiresAtMs ?? Infinity)) return;
        expected = result.current?.version ?? null;
      }
    } catch {
      // The next renewal, here or elsewhere, writes again; a minted token can always be minted anew.
    }
  }
}

/** Whether the same mint may work when tried again. */
function isTransient(error: unknown): boolean {
  if (TransportError.isInstance(error) || RequestTimeoutError.isInstance(error)) return true;
  return AuthorityError.isInstance(error) && error.retryable;
}

/** The same token again: there is no point in asking soon. */
function later<Wire extends TokenWire>(
  record: TokenRecord<Wire>,
  now: number,
  times: Pick<Times, 'renewalLeadMs' | 'unchangedPauseMs'>,
): TokenRecord<Wire> {
  const { token } = record;
  if (token?.expiresAtMs === undefined) return record;
  const lead = leadOf(token.expiresAtMs - token.issuedAtMs, times);
  return {
    ...record,
    token: { ...token, refreshAtMs: Math.max(now + times.unchangedPauseMs, token.expiresAtMs - lead) },
  };
}
