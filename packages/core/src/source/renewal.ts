import {
  InvalidResponseError,
  LoginRequiredError,
  StoreError,
  TokenwrightError,
  TransportError,
  type LoginRequiredReason,
} from '../errors.ts';
import type { TokenRecord } from '../store/token-record.ts';
import type { RecordChange, StoredRecord } from '../store/token-store.ts';
import { nameOf } from '../words.ts';
import type { AccessToken } from './access-token.ts';
import { afterFailure, retryDelay, type Failure } from './back-off.ts';
import { GuardedStore } from './guarded-store.ts';
import { isRequestBound } from './host.ts';
import type { Lingering } from './late-persistence.ts';
import { newRecord, type Descent } from './new-record.ts';
import { call } from './plan-request.ts';
import type { PlanRequest, SourcePlan } from './source-options.ts';
import { type TokenSlot, forgetSlot } from './token-slot.ts';
import { lackOf, type TokenWire } from './token-wire.ts';
import { pause } from './waiting.ts';

/** How a renewal that worked has ended. */
export type Outcome = 'renewed' | 'unchanged' | 'adopted';

/**
 * One renewal: lease, re-read, decide, claim, ask the authority, persist, publish, release. It is shared by all who
 * need its token, belongs to none of them, and ends in exactly one event.
 */
export abstract class Renewal<Wire extends TokenWire> implements Lingering {
  readonly promise: Promise<AccessToken<Wire>>;
  /**
   * Nobody joins it from here on, by the clock that only grows: where work dies with the request that began it, it may
   * have died; or it was ended.
   */
  joinableUntil: number;
  /** What callers of one moment wait for together: a herd of them costs no more than one. */
  herd:
    | { readonly atMs: number; readonly plan: SourcePlan<Wire>; readonly token: Promise<AccessToken<Wire>> }
    | undefined;
  /** Whether somebody waits for its end to look at the record. */
  isFollowed: boolean = false;
  /** What they were told of last: which state is there, when the store says it. */
  told: RecordChange | undefined;
  /** What is still to come when its callers have gone: the answer to a refresh, the writing of what was minted. */
  answer: Promise<void> | undefined;
  protected readonly slot: TokenSlot<Wire>;
  protected readonly plan: SourcePlan<Wire>;
  protected readonly controller: AbortController = new AbortController();
  protected contradicts: boolean = false;
  /** What served when it began: only another token counts as news. */
  protected readonly before: TokenRecord<Wire> | undefined;
  readonly #earlier: Failure | undefined;
  #works: Set<Promise<void>> | undefined;

  constructor(slot: TokenSlot<Wire>, plan: SourcePlan<Wire>, reason: string) {
    this.slot = slot;
    this.plan = plan;
    this.before = slot.record;
    this.#earlier = slot.failure;
    this.joinableUntil = isRequestBound() ? plan.clock.monotonic() + plan.requestTimeoutMs : Number.POSITIVE_INFINITY;
    this.promise = this.#run(reason);
    // Whoever waits sees the failure; when nobody does, the event has said it.
    this.promise.catch(() => undefined);
  }

  /** Gets another token into service. */
  protected abstract obtain(): Promise<Outcome>;

  /** Ends it, for close(): what has been sent is still waited for by nobody. */
  abort(): void {
    // A source that is made now has no part in it, however long the exchange still takes to notice.
    this.joinableUntil = Number.NEGATIVE_INFINITY;
    this.controller.abort();
  }

  /** What is watched has changed. Most renewals have read what they need. */
  recordChanged(_change: RecordChange | undefined): void {}

  /** Resolves when it has ended, with all that it does after its callers have got their token. */
  async whenOver(): Promise<void> {
    await this.promise.then(nothing, nothing);
    while (this.#works !== undefined && this.#works.size > 0) await Promise.allSettled(this.#works);
  }

  protected get now(): number {
    return this.slot.wall.read();
  }

  protected get store(): GuardedStore {
    return new GuardedStore(this.slot.home.store, this.plan);
  }

  async #run(reason: string): Promise<AccessToken<Wire>> {
    const { slot } = this;
    const { clock } = this.plan;
    const started = clock.monotonic();
    // The constructor has to return before anything here can look for this renewal in its slot.
    await Promise.resolve();
    const duration = (): number => clock.monotonic() - started;
    try {
      const outcome = await this.obtain();
      const { token } = slot;
      if (token === undefined)
        throw new StoreError('invalid_record', 'The record that was read holds no token.', { operation: 'get' });
      if (slot.expiresAt <= this.now)
        throw new InvalidResponseError('invalid_field', 'The token that came had expired already.', { status: 200 });
      const contradicts = this.contradicts && outcome === 'renewed' ? { lifetimesContradict: true as const } : {};
      slot.emit({ type: outcome, durationMs: duration(), reason, ...contradicts });
      return token;
    } catch (error) {
      throw this.#failed(error, reason, duration());
    } finally {
      if (slot.renewal === this) slot.renewal = undefined;
      forgetSlot(slot);
    }
  }

  #failed(thrown: unknown, reason: string, durationMs: number): TokenwrightError {
    const { slot } = this;
    // A provider's call throws our errors; what else comes is its bug, and may quote anything.
    const error = TokenwrightError.isInstance(thrown)
      ? thrown
      : new TransportError(
          'unknown',
          this.controller.signal.aborted
            ? 'The source was closed while an exchange was under way; whether it was carried out is unknown.'
            : `The exchange failed with an error that is not one of this package (${nameOf(thrown)}); its message is not shown, because it may hold a secret.`,
        );
    if (LoginRequiredError.isInstance(error)) {
      slot.emit({ type: 'login-required', reason: error.reason, durationMs });
      return error;
    }
    const { now } = this;
    // Reckons with a clock that was set back.
    slot.stateAt(now);
    const { hardAt } = slot;
    // A token that was over when it came has been in service, which forgot the failures before it.
    slot.failure = afterFailure(
      error,
      slot.failure ?? this.#earlier,
      { now, random: this.plan.random(), hardAt },
      this.plan,
    );
    slot.emit({ type: 'failed', durationMs, reason, error, retryAtMs: slot.failure.retryAt });
    slot.update();
    return error;
  }

  /** Work that goes on after the renewal has ended: close() and eviction have to know of it. */
  protected async linger(work: Promise<void>): Promise<void> {
    const { slot } = this;
    const works = (this.#works ??= new Set());
    slot.addLingering(this);
    works.add(work);
    await work;
    works.delete(work);
    if (works.size === 0) slot.removeLingering(this);
    forgetSlot(slot);
  }

  /** Whether a record holds a token that is worth taking instead of asking for one. */
  protected isNews({ token, lineage, generation }: TokenRecord): boolean {
    if (token === undefined) return false;
    const { slot } = this;
    const { before } = this;
    if (token.wire.access_token === slot.rejected || token.wire.access_token === before?.token?.wire.access_token)
      return false;
    if (before?.lineage === lineage && before.generation >= generation) return false;
    if (slot.record?.lineage === lineage && slot.record.generation > generation) return false;
    return this.now < (token.refreshAtMs ?? Number.POSITIVE_INFINITY);
  }

  /** Where not to know is as good as to find nothing. */
  protected async readOrNothing(): Promise<StoredRecord | undefined> {
    return this.store.latest(this.slot).catch(nothing);
  }

  /** One exchange: the provider's call, in the time it has. Whoever waits for it holds the process; it does not. */
  protected async exchange(
    send: (request: PlanRequest) => Promise<Wire>,
    timeoutMs: number,
  ): Promise<{ readonly wire: Wire; readonly sentAtMs: number }> {
    const { signal } = this.controller;
    if (signal.aborted) throw new TransportError('not-sent', 'The source was closed; nothing was sent.');
    const sentAtMs = this.now;
    const wire = await call(this.slot, this.plan, send, { signal, timeoutMs, background: true });
    const lack = lackOf(wire);
    if (lack === undefined) return { wire, sentAtMs };
    const why = `The exchange gave no token answer with ${lack.what}; it was not taken.`;
    throw new InvalidResponseError(lack.code, why, { status: 200 });
  }

  protected async retrying<T>(work: () => Promise<T>, mayRetry: (error: unknown) => boolean): Promise<T> {
    const { clock, random, maxRetries } = this.plan;
    for (let retries = 0; ; retries += 1) {
      try {
        return await work();
      } catch (error) {
        if (retries >= maxRetries || !mayRetry(error) || this.controller.signal.aborted) throw error;
        await pause(clock, retryDelay(random(), this.plan), this.controller.signal, true);
      }
    }
  }

  protected recordOf(wire: Wire, sentAtMs: number, descent: Descent): TokenRecord<Wire> {
    const { record, contradicts } = newRecord(this.plan, wire, sentAtMs, descent);
    this.contradicts = contradicts;
    return record;
  }
}

export function loginRequiredError(
  { adviseOnLogin }: Pick<SourcePlan<TokenWire>, 'adviseOnLogin'>,
  reason: LoginRequiredReason,
  since: number,
): LoginRequiredError {
  const why: Readonly<Record<string, string>> = {
    invalid_grant: 'the authority no longer takes the refresh token',
    'answer-lost': 'the answer to a refresh was lost, and with it the new refresh token',
    'no-refresh-token': 'the authority gave no refresh token',
    'no-session': 'there is no login yet',
    'refresh-token-expired': 'the refresh token was not used before its life was over',
    'signed-out': 'it was signed out',
  };
  const advice = adviseOnLogin?.(reason);
  return new LoginRequiredError(
    `The session has ended: ${why[reason] ?? reason}. A new login is needed; hand it to adopt().${advice === undefined ? '' : ` ${advice}`}`,
    { reason, since },
  );
}

export function nothing(): undefined {
  return undefined;
}
