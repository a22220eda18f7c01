import {
  AuthorityError,
  InvalidResponseError,
  LoginRequiredError,
  RequestTimeoutError,
  StoreError,
  TokenwrightError,
  TransportError,
  type LoginRequiredReason,
} from '../errors.ts';
import { fingerprintOf, type PendingRefresh, type TokenRecord } from '../store/token-record.ts';
import type { Lease, StoredRecord } from '../store/token-store.ts';
import type { AccessToken } from './access-token.ts';
import { afterFailure, retryDelay, type Failure } from './back-off.ts';
import { GuardedStore } from './guarded-store.ts';
import { newRecord, type Descent } from './new-record.ts';
import { leadOf } from './schedule.ts';
import type { RenewalRequest, SourcePlan } from './source-options.ts';
import { type TokenSlot, forgetSlot } from './token-slot.ts';
import { changedSubject, mergeRefresh, type TokenWire } from './token-wire.ts';
import { pause, within } from './waiting.ts';

const leaseMs = 5000;
/** How long a mint waits for somebody else's lease. Waiting longer would cost more than a second mint. */
const mintPatienceMs = 2000;
/** Added to the hard timeout for the deadline of a pending refresh: clocks differ, and writes take time. */
const deadlineMarginMs = 5000;
const mostRetries = 2;
/** A mint that gives the same token again is asked again no sooner than this. */
const unchangedPauseMs = 5000;

type Outcome = 'renewed' | 'unchanged' | 'adopted';

/** A record as it was read; null: the store has never had it, and could not be asked now. */
type ReadRecord = Omit<StoredRecord, 'version'> & { readonly version: string | null };

/**
 * One renewal: lease, re-read, decide, claim, ask the authority, persist, publish, release. It is shared by all who
 * need its token, belongs to none of them, and ends in exactly one event.
 */
export class Renewal<Wire extends TokenWire> {
  readonly promise: Promise<AccessToken<Wire>>;
  readonly #slot: TokenSlot<Wire>;
  readonly #plan: SourcePlan<Wire>;
  readonly #store: GuardedStore;
  /** The version of a pending record whose whole time has passed by the clock that only grows. */
  #outwaited: string | null | undefined;
  readonly #controller = new AbortController();
  /** What served when it began: only another token counts as news. */
  readonly #before: TokenRecord<Wire> | undefined;
  readonly #earlier: Failure | undefined;
  /** What is still to come of a refresh whose callers have gone. */
  answer: Promise<void> | undefined;
  #lingering = 0;
  #contradicts = false;

  constructor(slot: TokenSlot<Wire>, plan: SourcePlan<Wire>, reason: string) {
    this.#slot = slot;
    this.#plan = plan;
    this.#store = new GuardedStore(slot.store, plan.clock, plan.persistTimeoutMs);
    this.#before = slot.record;
    this.#earlier = slot.failure;
    this.promise = this.#run(reason);
    // Whoever waits sees the failure; when nobody does, the event has said it.
    this.promise.catch(() => undefined);
  }

  /** Ends it, for close(): what has been sent is still waited for by nobody. */
  abort(): void {
    this.#controller.abort();
  }

  get #now(): number {
    return this.#slot.wall.read();
  }

  async #run(reason: string): Promise<AccessToken<Wire>> {
    const slot = this.#slot;
    const started = this.#plan.clock.monotonic();
    // The constructor has to return before anything here can look for this renewal in its slot.
    await Promise.resolve();
    const duration = (): number => this.#plan.clock.monotonic() - started;
    try {
      const outcome = await (this.#plan.grant === 'mint' ? this.#mint() : this.#refresh());
      const { token } = slot;
      if (token === undefined)
        throw new StoreError('invalid_record', 'The record that was read holds no token.', { operation: 'get' });
      if (slot.expiresAt <= this.#now)
        throw new InvalidResponseError('invalid_field', 'The token that came had expired already.', { status: 200 });
      const contradicts = this.#contradicts && outcome === 'renewed' ? { lifetimesContradict: true as const } : {};
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
    const slot = this.#slot;
    // A provider's call throws our errors; what else comes is its bug, and may quote anything.
    const error = TokenwrightError.isInstance(thrown)
      ? thrown
      : new TransportError('unknown', 'The exchange failed with an error that is not one of this package.');
    if (LoginRequiredError.isInstance(error)) {
      slot.emit({ type: 'login-required', reason: error.reason, durationMs });
      return error;
    }
    const now = this.#now;
    const valid = slot.stateAt(now) !== 'invalid';
    const { random, finalBlockMs } = this.#plan;
    // A token that was over when it came has been in service, which forgot the failures before it.
    slot.failure = afterFailure(error, slot.failure ?? this.#earlier, { now, random: random(), valid, finalBlockMs });
    slot.emit({ type: 'failed', durationMs, reason, error, retryAtMs: slot.failure.retryAt });
    slot.keeper?.update();
    return error;
  }

  // --- mint ----------------------------------------------------------------------------------------------------------

  async #mint(): Promise<Outcome> {
    const slot = this.#slot;
    const lease = await this.#leaseWithPatience();
    try {
      const current = await this.#readOrNothing();
      if (current !== undefined && this.#isNews(current.record)) {
        slot.serve(current.record as TokenRecord<Wire>, current.version);
        return 'adopted';
      }
      const { wire, sentAtMs } = await this.#mintWithRetries();
      // What was signed out, also while the mint was under way, stays so: what comes after it is another lineage.
      const parent = [current?.record, slot.record].some((each) => each?.signedOut !== undefined)
        ? undefined
        : (current?.record ?? slot.record);
      const record = this.#recordOf(wire, sentAtMs, {
        lineage: parent?.lineage ?? globalThis.crypto.randomUUID(),
        generation: (parent?.generation ?? -1) + 1,
      });
      const unchanged = slot.token?.accessToken === wire.access_token;
      // The authority stands by it, even if a resource refused it: asking again at every call would change nothing.
      if (unchanged) slot.rejected = undefined;
      slot.serve(unchanged ? later(record, this.#now) : record, current?.version ?? null);
      void this.#writeBehind(record, current);
      return unchanged ? 'unchanged' : 'renewed';
    } finally {
      await lease?.release();
    }
  }

  async #leaseWithPatience(): Promise<Lease | undefined> {
    const { clock, random } = this.#plan;
    const until = clock.monotonic() + mintPatienceMs;
    for (;;) {
      const lease = await this.#store.tryLease(this.#slot.key, leaseMs);
      if (lease === 'none') return undefined;
      if (lease !== 'taken') return lease;
      const left = until - clock.monotonic();
      if (left <= 0) return undefined;
      await pause(clock, Math.min(left, 50 + random() * 100), this.#controller.signal);
      // Whoever holds the lease may have put a token there meanwhile.
      const current = await this.#readOrNothing();
      if (current !== undefined && this.#isNews(current.record)) return undefined;
      if (this.#controller.signal.aborted) return undefined;
    }
  }

  /** For a mint the store is a convenience: unreachable is as good as empty. */
  async #readOrNothing(): Promise<StoredRecord | undefined> {
    try {
      return await this.#store.get(this.#slot.key);
    } catch {
      return undefined;
    }
  }

  async #mintWithRetries(): Promise<{ readonly wire: Wire; readonly sentAtMs: number }> {
    const { mint } = this.#plan;
    if (mint === undefined) throw new TypeError('a mint source without mint');
    return this.#retrying(
      () => this.#exchange((request) => mint(request), this.#plan.requestTimeoutMs),
      (error) => isTransient(error) && !asksToWait(error),
    );
  }

  /** The token serves already; the store gets it when it can. */
  async #writeBehind(record: TokenRecord<Wire>, read: StoredRecord | undefined): Promise<void> {
    const slot = this.#slot;
    let expected = read?.version ?? null;
    try {
      for (let tries = 0; tries < 3; tries += 1) {
        const result = await this.#store.compareAndSet(slot.key, expected, record);
        if (result.ok) {
          if (slot.record?.token?.wire.access_token === record.token?.wire.access_token) slot.version = result.version;
          return;
        }
        const theirs = result.current?.record.token;
        if (theirs !== undefined && (theirs.expiresAtMs ?? Infinity) >= (record.token?.expiresAtMs ?? Infinity)) return;
        expected = result.current?.version ?? null;
      }
    } catch {
      // The next renewal, here or elsewhere, writes again; a minted token can always be minted anew.
    }
  }

  // --- refresh -------------------------------------------------------------------------------------------------------

  async #refresh(): Promise<Outcome> {
    const slot = this.#slot;
    for (;;) {
      if (this.#controller.signal.aborted)
        throw new TransportError('not-sent', 'The source was closed; nothing was sent.');
      await this.#persistFirst();
      const lease = await this.#store.tryLease(slot.key, leaseMs);
      const held = typeof lease === 'string' ? undefined : this.#hold(lease);
      try {
        const outcome = await this.#refreshUnderLease(await this.#readForRefresh());
        if (outcome !== 'again') return outcome;
      } finally {
        await held?.();
      }
    }
  }

  /** Keeps the lease while the work lasts; what comes back gives it back. */
  #hold(lease: Lease): () => Promise<void> {
    const { clock } = this.#plan;
    const extend = (): void => {
      void lease.extend(leaseMs);
      timer = clock.startTimer(extend, leaseMs / 3, true);
    };
    let timer = clock.startTimer(extend, leaseMs / 3, true);
    return async () => {
      timer.cancel();
      await lease.release();
    };
  }

  /** A rotation that the store has not taken comes before all else. */
  async #persistFirst(): Promise<void> {
    const { unpersisted } = this.#slot;
    if (unpersisted === undefined) return;
    await this.#persist(unpersisted, this.#slot.version ?? null);
  }

  async #readForRefresh(): Promise<ReadRecord | undefined> {
    const slot = this.#slot;
    try {
      const current = await this.#store.get(slot.key);
      const { record } = slot;
      // We hold a later generation than the store: a failover lost it. It is written back.
      if (record?.token !== undefined && isLater(record, current?.record)) {
        const result = await this.#store.compareAndSet(slot.key, current?.version ?? null, record);
        return result.ok ? { version: result.version, record } : result.current;
      }
      // The store never had it: its first write failed.
      if (current === undefined && slot.version === null && slot.token !== undefined && record !== undefined) {
        const result = await this.#store.compareAndSet(slot.key, null, record);
        if (!result.ok) return result.current;
        slot.version = result.version;
        return { version: result.version, record };
      }
      return current;
    } catch (error) {
      // Sent without a claim, the refresh token might be sent by somebody else at the same time.
      if (!this.#plan.refreshWithoutStore || slot.record === undefined) throw error;
      return { version: slot.version ?? null, record: slot.record };
    }
  }

  async #refreshUnderLease(current: ReadRecord | undefined): Promise<Outcome | 'again'> {
    const slot = this.#slot;
    if (current === undefined) throw this.#loginRequired('no-session', this.#now);
    const record = current.record as TokenRecord<Wire>;
    if (record.signedOut !== undefined) {
      slot.serve(record, current.version);
      throw this.#loginRequired('signed-out', record.signedOut.since);
    }
    if (record.loginRequired !== undefined) {
      this.#keepServingUntilHardAt(record.loginRequired);
      throw this.#loginRequired(record.loginRequired.reason, record.loginRequired.since);
    }
    if (this.#isNews(record)) {
      slot.serve(record, current.version);
      return 'adopted';
    }
    const refreshToken = record.token?.wire.refresh_token;
    if (refreshToken === undefined) throw this.#loginRequired('no-refresh-token', this.#now);
    if (record.pending === undefined) return this.#attempt(current, refreshToken, 1);
    return this.#afterPending(current, refreshToken, record.pending);
  }

  /** Somebody began a refresh and has not finished it. */
  async #afterPending(current: ReadRecord, refreshToken: string, pending: PendingRefresh): Promise<Outcome | 'again'> {
    const slot = this.#slot;
    const now = this.#now;
    if (now < pending.deadline && this.#outwaited !== current.version) {
      // Our clock may have been set back: nobody waits longer than the attempt was ever given.
      const patience = Math.min(pending.deadline - now, pending.deadline - pending.since);
      if (!(await this.#untilChanged(current.version, patience))) this.#outwaited = current.version;
      return 'again';
    }
    if (pending.attempts >= 2) return this.#markLoginRequired(current, 'answer-lost', pending);
    // While a token serves that the retry does not end, there is no need to risk the retry.
    if (slot.stateAt(now) !== 'invalid' && !this.#plan.killsAccessToken && Number.isFinite(slot.hardAt)) {
      throw new TransportError(
        'unknown',
        'The answer to an earlier refresh was lost; the refresh token is tried once more when the present token ends.',
      );
    }
    return this.#attempt(current, refreshToken, 2);
  }

  /** Waits for the record to become another, by being told or by looking; false when the time ran out first. */
  async #untilChanged(version: string | null, patienceMs: number): Promise<boolean> {
    const { clock, random } = this.#plan;
    const changed = new AbortController();
    const stop = (): void => changed.abort();
    this.#controller.signal.addEventListener('abort', stop, { once: true });
    const watch = await this.#store.watch(this.#slot.key, stop);
    const until = clock.monotonic() + patienceMs;
    try {
      for (let step = 50; !changed.signal.aborted; step = Math.min(step * 2, 2000)) {
        const left = until - clock.monotonic();
        if (left <= 0) return false;
        await pause(clock, Math.min(left, step * (0.5 + random())), changed.signal);
        const current = await this.#readOrNothing();
        if ((current?.version ?? null) !== version) return true;
      }
      return true;
    } finally {
      this.#controller.signal.removeEventListener('abort', stop);
      await watch?.close();
    }
  }

  /** Claims the refresh token, sends it, and settles what comes. */
  async #attempt(current: ReadRecord, refreshToken: string, attempts: number): Promise<Outcome | 'again'> {
    const slot = this.#slot;
    const { hardTimeoutMs, requestTimeoutMs, refresh, clock } = this.#plan;
    if (refresh === undefined) throw new TypeError('a session source without refresh');
    const base = current.record as TokenRecord<Wire>;
    const fingerprint = await fingerprintOf(refreshToken);
    const since = this.#now;
    const started = clock.monotonic();
    const pending = {
      attemptId: globalThis.crypto.randomUUID(),
      since,
      deadline: since + hardTimeoutMs + deadlineMarginMs,
      refreshTokenFingerprint: fingerprint,
      attempts,
    };
    const version = await this.#claim(current, { ...base, pending });
    if (version === undefined) return 'again';

    // Of the claim's time, by both clocks: one may be set back, the other stand still while the machine sleeps.
    const left = (): number => Math.ceil(hardTimeoutMs - Math.max(clock.monotonic() - started, this.#now - since));
    const send = async (): Promise<{ readonly wire: Wire; readonly sentAtMs: number }> => {
      // After it, somebody else may send the same refresh token.
      if (left() <= 0)
        throw new TransportError('not-sent', 'The claim on the refresh token ran out; nothing was sent.');
      return this.#exchange((request) => refresh({ ...request, refreshToken }), left());
    };
    const settled = this.#retrying(send, (error) => isSurelyUnspent(error) && !asksToWait(error) && left() > 0).then(
      ({ wire, sentAtMs }) => this.#refreshed(base, version, wire, sentAtMs, pending),
      (error: unknown) => this.#refused(error, base, version, pending),
    );
    // The answer is taken even when nobody waits for it any more: it may hold the only refresh token that works.
    settled.catch(() => undefined);
    return within(clock, settled, requestTimeoutMs, () => {
      this.answer = settled.then(nothing, nothing);
      void this.#linger(this.answer);
      void settled.then(
        () => slot.emit({ type: 'adopted', durationMs: clock.monotonic() - started, reason: 'late answer' }),
        () => undefined,
      );
      return new RequestTimeoutError(
        requestTimeoutMs,
        `The refresh was not answered within ${requestTimeoutMs} ms; whether it was carried out is unknown. An answer that still comes is taken.`,
      );
    });
  }

  /** The version under which the claim stands; undefined when somebody else was first. */
  async #claim(current: ReadRecord, record: TokenRecord<Wire>): Promise<string | null | undefined> {
    try {
      const result = await this.#store.compareAndSet(this.#slot.key, current.version, record);
      return result.ok ? result.version : undefined;
    } catch (error) {
      if (!this.#plan.refreshWithoutStore) throw error;
      return current.version;
    }
  }

  async #refreshed(
    base: TokenRecord<Wire>,
    version: string | null,
    answer: Wire,
    sentAtMs: number,
    pending: PendingRefresh,
  ): Promise<Outcome> {
    const previous = base.token?.wire;
    const changed = previous === undefined ? undefined : changedSubject(previous, answer);
    if (changed !== undefined) {
      const error = new InvalidResponseError(
        'invalid_field',
        `The refresh gave a token of another user (${changed} differs); it was not taken.`,
        { status: 200 },
      );
      return this.#refused(error, base, version, pending);
    }
    const wire = previous === undefined ? answer : mergeRefresh(previous, answer);
    const record = {
      ...this.#recordOf(wire, sentAtMs, { lineage: base.lineage, generation: base.generation + 1 }),
      parentFingerprint: pending.refreshTokenFingerprint,
    };
    return this.#persist(record, version);
  }

  /** Writes a rotation before anybody sees it, and decides by the record, not by a clock, when somebody else wrote too. */
  async #persist(record: TokenRecord<Wire>, from: string | null): Promise<Outcome> {
    const slot = this.#slot;
    let expected = from;
    for (;;) {
      let result;
      try {
        result = await this.#store.compareAndSet(slot.key, expected, record);
      } catch (error) {
        this.#keepUnpersisted(record, expected, error);
        return 'renewed';
      }
      if (result.ok) {
        slot.unpersisted = undefined;
        slot.serve(record, result.version);
        return 'renewed';
      }
      const verdict = judge(record, result.current?.record);
      if (verdict === 'overwrite') {
        expected = result.current?.version ?? null;
        continue;
      }
      slot.unpersisted = undefined;
      if (verdict === 'ours' && result.current !== undefined) {
        slot.serve(record, result.current.version);
        return 'renewed';
      }
      if (verdict === 'discard') await this.#revoke(record);
      return this.#follow(result.current);
    }
  }

  #keepUnpersisted(record: TokenRecord<Wire>, version: string | null, error: unknown): void {
    const slot = this.#slot;
    // Tried again in vain: it serves already, and what is remembered of failures stays.
    const again = slot.unpersisted === record;
    if (!again) slot.serve(record, version);
    slot.unpersisted = record;
    if (!TokenwrightError.isInstance(error)) throw error;
    slot.emit({ type: 'persist-failed', error });
    if (!again) void this.#linger(this.#persistLater(record));
  }

  /** Work that goes on after the renewal has ended: close() has to know of it. */
  async #linger(work: Promise<void>): Promise<void> {
    const slot = this.#slot;
    slot.lingering ??= new Set();
    slot.lingering.add(this);
    this.#lingering += 1;
    await work;
    this.#lingering -= 1;
    if (this.#lingering === 0) slot.lingering?.delete(this);
    forgetSlot(this.#slot);
  }

  /** Tries again, with longer and longer pauses, until the store takes it or a later token replaces it. */
  async #persistLater(record: TokenRecord<Wire>): Promise<void> {
    const slot = this.#slot;
    const { clock, random } = this.#plan;
    for (let step = 500; slot.unpersisted === record && slot.plans.size > 0; step = Math.min(step * 2, 30_000)) {
      await pause(clock, step * (0.5 + random() / 2), this.#controller.signal, true);
      if (slot.unpersisted !== record || slot.renewal !== undefined) continue;
      try {
        const result = await this.#store.compareAndSet(slot.key, slot.version ?? null, record);
        if (slot.unpersisted !== record) return;
        if (result.ok) {
          slot.version = result.version;
        } else {
          const verdict = judge(record, result.current?.record);
          if (verdict === 'overwrite') {
            slot.version = result.current?.version ?? null;
            continue;
          }
          if (verdict === 'discard') await this.#revoke(record);
          if (verdict !== 'ours' && result.current !== undefined)
            slot.serve(result.current.record as TokenRecord<Wire>, result.current.version);
        }
        slot.unpersisted = undefined;
      } catch {
        // Still away.
      }
    }
  }

  async #refused(
    error: unknown,
    base: TokenRecord<Wire>,
    version: string | null,
    pending: PendingRefresh,
  ): Promise<Outcome> {
    const { key } = this.#slot;
    if (AuthorityError.isInstance(error) && error.code === 'invalid_grant') {
      const stored = { version, record: { ...base, pending } };
      return this.#markLoginRequired(stored, pending.attempts >= 2 ? 'answer-lost' : 'invalid_grant', pending);
    }
    // Not spent: the record becomes what it was. Answered, but who knows how: the attempt is over at least, so nobody
    // has to wait for its deadline. No answer: the mark stays, for an answer may still come.
    const unspent = isSurelyUnspent(error) || (AuthorityError.isInstance(error) && error.status < 500);
    const over = AuthorityError.isInstance(error) || InvalidResponseError.isInstance(error);
    if (unspent) await this.#store.compareAndSet(key, version, base).catch(() => undefined);
    else if (over) {
      const record = { ...base, pending: { ...pending, deadline: this.#now } };
      await this.#store.compareAndSet(key, version, record).catch(() => undefined);
    }
    throw error;
  }

  /** The refresh token is worth nothing any more, unless somebody else has a later one. */
  async #markLoginRequired(from: ReadRecord, reason: LoginRequiredReason, pending: PendingRefresh): Promise<Outcome> {
    const slot = this.#slot;
    const { lineage, generation } = from.record;
    let current: ReadRecord | undefined = (await this.#store.get(slot.key)) ?? from;
    for (;;) {
      if (
        current === undefined ||
        current.record.lineage !== lineage ||
        current.record.generation > generation ||
        current.record.token === undefined
      ) {
        return this.#follow(current);
      }
      const since = this.#now;
      const mark = { reason, since, fingerprint: pending.refreshTokenFingerprint, attemptId: pending.attemptId };
      const record: TokenRecord = { format: 1, lineage, generation, loginRequired: mark };
      const result = await this.#store.compareAndSet(slot.key, current.version, record);
      if (result.ok) {
        slot.version = result.version;
        this.#keepServingUntilHardAt(mark);
        throw this.#loginRequired(reason, since);
      }
      current = result.current;
    }
  }

  /** Takes over what the store holds instead of ours. */
  #follow(current: ReadRecord | undefined): Outcome {
    const slot = this.#slot;
    const record = current?.record as TokenRecord<Wire> | undefined;
    if (record?.token !== undefined && current !== undefined) {
      slot.serve(record, current.version);
      return 'adopted';
    }
    if (record?.loginRequired !== undefined) {
      this.#keepServingUntilHardAt(record.loginRequired);
      throw this.#loginRequired(record.loginRequired.reason, record.loginRequired.since);
    }
    slot.drop();
    slot.version = current?.version ?? null;
    throw this.#loginRequired('signed-out', record?.signedOut?.since ?? this.#now);
  }

  /** The token that serves is still good; it is only not renewed any more. */
  #keepServingUntilHardAt(mark: { readonly reason: LoginRequiredReason; readonly since: number }): void {
    const slot = this.#slot;
    slot.loginRequired = { reason: mark.reason, since: mark.since };
    slot.refreshAt = slot.hardAt;
  }

  #loginRequired(reason: LoginRequiredReason, since: number): LoginRequiredError {
    this.#slot.loginRequired = { reason, since };
    return loginRequiredError(reason, since);
  }

  async #revoke(record: TokenRecord<Wire>): Promise<void> {
    const refreshToken = record.token?.wire.refresh_token;
    const { revoke, requestTimeoutMs } = this.#plan;
    if (revoke === undefined || refreshToken === undefined) return;
    await this.#exchange((request) => revoke({ ...request, refreshToken }), requestTimeoutMs).catch(() => undefined);
  }

  // --- both ----------------------------------------------------------------------------------------------------------

  /** Whether a record holds a token that is worth taking instead of asking for one. */
  #isNews({ token, lineage, generation }: TokenRecord): boolean {
    if (token === undefined) return false;
    const slot = this.#slot;
    const before = this.#before;
    if (token.wire.access_token === slot.rejected || token.wire.access_token === before?.token?.wire.access_token)
      return false;
    if (before?.lineage === lineage && before.generation >= generation) return false;
    if (slot.record?.lineage === lineage && slot.record.generation > generation) return false;
    return this.#now < (token.refreshAtMs ?? Number.POSITIVE_INFINITY);
  }

  async #exchange<T>(
    send: (request: RenewalRequest) => Promise<T>,
    timeoutMs: number,
  ): Promise<{ readonly wire: T; readonly sentAtMs: number }> {
    if (this.#controller.signal.aborted)
      throw new TransportError('not-sent', 'The source was closed; nothing was sent.');
    const sentAtMs = this.#now;
    const late = (): Error =>
      new RequestTimeoutError(
        timeoutMs,
        `The exchange was not finished within ${timeoutMs} ms; whether it was carried out is unknown.`,
      );
    const wire = await within(
      this.#plan.clock,
      send({ signal: this.#controller.signal, timeoutMs, clockOffsetMs: 0 }),
      timeoutMs,
      late,
    );
    return { wire, sentAtMs };
  }

  async #retrying<T>(work: () => Promise<T>, mayRetry: (error: unknown) => boolean): Promise<T> {
    for (let retries = 0; ; retries += 1) {
      try {
        return await work();
      } catch (error) {
        if (retries >= mostRetries || !mayRetry(error) || this.#controller.signal.aborted) throw error;
        await pause(this.#plan.clock, retryDelay(this.#plan.random()), this.#controller.signal);
      }
    }
  }

  #recordOf(wire: Wire, sentAtMs: number, descent: Descent): TokenRecord<Wire> {
    const { record, contradicts } = newRecord(this.#plan, wire, sentAtMs, descent);
    this.#contradicts = contradicts;
    return record;
  }
}

export function loginRequiredError(reason: LoginRequiredReason, since: number): LoginRequiredError {
  const why: Readonly<Record<string, string>> = {
    invalid_grant: 'the authority no longer takes the refresh token',
    'answer-lost': 'the answer to a refresh was lost, and with it the new refresh token',
    'no-refresh-token': 'the authority gave no refresh token',
    'no-session': 'there is no login yet',
    'signed-out': 'it was signed out',
  };
  return new LoginRequiredError(
    `The session has ended: ${why[reason] ?? reason}. A new login is needed; hand it to adopt().`,
    { reason, since },
  );
}

function nothing(): undefined {
  return undefined;
}

/** Whether the same mint may work when tried again. */
function isTransient(error: unknown): boolean {
  if (TransportError.isInstance(error) || RequestTimeoutError.isInstance(error)) return true;
  return AuthorityError.isInstance(error) && error.retryable;
}

/** The authority named a moment: that is for the back-off, not for a quick retry. */
function asksToWait(error: unknown): boolean {
  return AuthorityError.isInstance(error) && error.retryAt !== undefined;
}

/** Whether a refresh token was surely not spent by this failure. */
function isSurelyUnspent(error: unknown): boolean {
  if (TransportError.isInstance(error)) return error.outcome === 'not-sent';
  return AuthorityError.isInstance(error) && error.status === 429;
}

/** Of one lineage, and further on. */
function isLater(ours: TokenRecord, theirs: TokenRecord | undefined): boolean {
  return (
    theirs !== undefined &&
    ours.lineage === theirs.lineage &&
    ours.generation > theirs.generation &&
    theirs.signedOut === undefined
  );
}

/** What to do with a rotation of ours when the record is not the one we claimed. */
function judge(ours: TokenRecord, theirs: TokenRecord | undefined): 'overwrite' | 'ours' | 'theirs' | 'discard' {
  if (theirs === undefined || theirs.lineage !== ours.lineage || theirs.signedOut !== undefined) return 'discard';
  const sameToken = theirs.token?.wire.access_token === ours.token?.wire.access_token;
  if (theirs.generation === ours.generation && sameToken) return 'ours';
  if (theirs.loginRequired !== undefined) {
    // Somebody repeated the refresh token that our attempt had spent.
    return theirs.loginRequired.fingerprint === ours.parentFingerprint ? 'overwrite' : 'theirs';
  }
  return theirs.generation >= ours.generation ? 'theirs' : 'overwrite';
}

/** The same token again: there is no point in asking soon. */
function later<Wire extends TokenWire>(record: TokenRecord<Wire>, now: number): TokenRecord<Wire> {
  const { token } = record;
  if (token?.expiresAtMs === undefined) return record;
  const lead = leadOf(token.expiresAtMs - token.issuedAtMs);
  return { ...record, token: { ...token, refreshAtMs: Math.max(now + unchangedPauseMs, token.expiresAtMs - lead) } };
}
