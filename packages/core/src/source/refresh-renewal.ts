import {
  AuthorityError,
  InvalidResponseError,
  RequestTimeoutError,
  StoreError,
  TokenwrightError,
  TransportError,
  type LoginRequiredError,
  type LoginRequiredReason,
} from '../errors.ts';
import { fingerprintOf, type PendingRefresh, type TokenRecord } from '../store/token-record.ts';
import type { Lease, RecordChange, StoredRecord } from '../store/token-store.ts';
import { asksToWait } from './back-off.ts';
import { isRequestBound } from './host.ts';
import { keepUnpersisted } from './late-persistence.ts';
import { revoke } from './plan-request.ts';
import { loginRequiredError, nothing, Renewal, type Outcome } from './renewal.ts';
import type { Unpersisted } from './token-slot.ts';
import { changedSubject, mergeRefresh, type TokenWire } from './token-wire.ts';
import { isLater, judge } from './verdict.ts';
import { pause, within } from './waiting.ts';

/** A record as it was read; null: the store has never had it, and could not be asked now. */
type ReadRecord = Omit<StoredRecord, 'version'> & { readonly version: string | null };

/** Renews from a refresh token that can be spent once: claimed before it is sent, its successor stored before it is used. */
export class RefreshRenewal<Wire extends TokenWire> extends Renewal<Wire> {
  /** The version of a pending record whose whole time has passed by the clock that only grows. */
  #outwaited: string | null | undefined;
  #hasStoodStill = false;
  /** The version that was told of since the record was last read; null: some change. */
  #told: string | null | undefined;
  /** The version whose end is waited for. */
  #awaited: string | null | undefined;
  #waking: AbortController | undefined;
  #isWatched = false;

  override abort(): void {
    super.abort();
    this.#waking?.abort();
  }

  override recordChanged(change: RecordChange | undefined): void {
    this.#told = change?.version ?? null;
    if (this.#told !== this.#awaited) this.#waking?.abort();
  }

  protected async obtain(): Promise<Outcome> {
    const { slot } = this;
    // On Workers the request that began to watch may be over, and its watch dead.
    if (!isRequestBound())
      void slot.watching?.then((watch) => {
        this.#isWatched = watch !== undefined;
      });
    for (;;) {
      if (this.controller.signal.aborted)
        throw new TransportError('not-sent', 'The source was closed; nothing was sent.');
      await this.#persistFirst();
      const lease = await this.store.tryLease(slot.key, this.plan.leaseMs);
      const held = typeof lease === 'string' ? undefined : this.#hold(lease);
      try {
        const outcome = await this.#refreshUnderLease(await this.#baseOfRefresh());
        if (outcome !== 'again') return outcome;
      } catch (error) {
        if (this.#hasLogin) return 'adopted';
        throw error;
      } finally {
        await held?.();
      }
    }
  }

  /** Keeps the lease while the work lasts; what comes back gives it back. */
  #hold(lease: Lease): () => Promise<void> {
    const { clock, leaseMs } = this.plan;
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

  /** A login came while this went on, and the store has not taken it: it serves, and nothing that comes of this ends it. */
  get #hasLogin(): boolean {
    const { unpersisted } = this.slot;
    return unpersisted?.login !== undefined && unpersisted.record.lineage !== this.before?.lineage;
  }

  /** What the store has not taken comes before all else. */
  async #persistFirst(): Promise<void> {
    const { unpersisted, version } = this.slot;
    if (unpersisted !== undefined) await this.#persist(unpersisted, version ?? null);
  }

  /** The record to refresh. What the store has not taken goes before what it holds, which is from before that. */
  async #baseOfRefresh(): Promise<ReadRecord | undefined> {
    const { slot } = this;
    this.#told = undefined;
    const read = slot.unpersisted === undefined ? await this.#readForRefresh() : undefined;
    const { unpersisted, version = null } = slot;
    if (unpersisted === undefined) return read;
    // Sent without a claim, it might be sent again by whoever finds it in the store later.
    if (!this.plan.refreshWithoutStore) {
      const why = 'The token store has not taken the present refresh token yet; it is not sent meanwhile.';
      throw new StoreError('store_unavailable', why, { operation: 'compareAndSet' });
    }
    return { version, record: unpersisted.record };
  }

  async #readForRefresh(): Promise<ReadRecord | undefined> {
    const { slot } = this;
    try {
      const current = await this.store.latest(slot);
      const { record } = slot;
      // We hold a later generation than the store: a failover lost it. It is written back.
      if (record?.token !== undefined && isLater(record, current?.record)) {
        const result = await this.store.compareAndSet(slot.key, current?.version ?? null, record);
        return result.ok ? { version: result.version, record } : result.current;
      }
      // The store never had it: its first write failed.
      if (current === undefined && slot.version === null && slot.token !== undefined && record !== undefined) {
        const result = await this.store.compareAndSet(slot.key, null, record);
        if (!result.ok) return result.current;
        slot.version = result.version;
        return { version: result.version, record };
      }
      return current;
    } catch (error) {
      // Sent without a claim, the refresh token might be sent by somebody else at the same time.
      if (!this.plan.refreshWithoutStore || slot.record === undefined) throw error;
      return { version: slot.version ?? null, record: slot.record };
    }
  }

  async #refreshUnderLease(current: ReadRecord | undefined): Promise<Outcome | 'again'> {
    const { slot } = this;
    if (current === undefined) throw this.#loginRequired('no-session', this.now);
    const record = current.record as TokenRecord<Wire>;
    if (record.signedOut !== undefined) {
      slot.serve(record, current.version);
      throw this.#loginRequired('signed-out', record.signedOut.since);
    }
    if (record.loginRequired !== undefined) {
      this.#keepServingUntilHardAt(record.loginRequired);
      throw this.#loginRequired(record.loginRequired.reason, record.loginRequired.since);
    }
    if (this.isNews(record)) {
      slot.serve(record, current.version);
      return 'adopted';
    }
    const refreshToken = record.token?.wire.refresh_token;
    // An answer of JSON may say null, or nothing in quotes.
    if (typeof refreshToken !== 'string' || refreshToken === '')
      throw this.#loginRequired('no-refresh-token', this.now);
    if (record.pending === undefined) return this.#attempt(current, refreshToken, 1);
    return this.#afterPending(current, refreshToken, record.pending);
  }

  /** Somebody began a refresh and has not finished it. */
  async #afterPending(current: ReadRecord, refreshToken: string, pending: PendingRefresh): Promise<Outcome | 'again'> {
    const { slot } = this;
    const { now } = this;
    // Ours, and the refresh token is what it was before: nobody has to wait for an answer that cannot come.
    if (slot.unspentAttempt === pending.attemptId) return this.#attempt(current, refreshToken, pending.attempts);
    if (now < pending.deadline && this.#outwaited !== current.version) {
      // Our clock may have been set back: nobody waits longer than the attempt was ever given.
      const patience = Math.min(pending.deadline - now, pending.deadline - pending.since);
      const changed = await this.#untilChanged(current.version, patience);
      if (changed === 'late') this.#outwaited = current.version;
      // What is stored already needs no lease.
      else if (changed !== undefined && slot.unpersisted === undefined && this.isNews(changed.record)) {
        slot.serve(changed.record as TokenRecord<Wire>, changed.version);
        return 'adopted';
      }
      return 'again';
    }
    if (pending.attempts >= 2) return this.#markLoginRequired(current, 'answer-lost', pending);
    // While a token serves that the earlier attempt has hardly ended, there is no need to risk the only repetition: an
    // authority that answers with a 5xx is more likely down than done, and down for longer than a moment.
    const serves = slot.stateAt(now) !== 'invalid' && Number.isFinite(slot.hardAt);
    if (serves && (!this.plan.killsAccessToken || pending.answered === true)) {
      throw new TransportError(
        'unknown',
        'An earlier refresh ended without an answer to it; the refresh token is tried once more when the present token ends.',
      );
    }
    return this.#attempt(current, refreshToken, 2);
  }

  /** Waits for the record to become another, by being told or by looking, and gives it. */
  async #untilChanged(version: string | null, patienceMs: number): Promise<StoredRecord | 'late' | undefined> {
    const { clock, random } = this.plan;
    const until = clock.monotonic() + patienceMs;
    this.#awaited = version;
    for (let step = 50; !this.controller.signal.aborted; step = Math.min(step * 2, 2000)) {
      const left = until - clock.monotonic();
      if (left <= 0) return 'late';
      // Whoever is told of changes looks for himself only in case that a message is lost.
      const delay = (this.#isWatched ? 1000 : step) * (0.5 + random());
      // The news of this version itself may come later than its reading.
      if (this.#told === undefined || this.#told === version) {
        this.#waking = new AbortController();
        await pause(clock, Math.min(left, delay), this.#waking.signal, true);
      }
      this.#told = undefined;
      const current = await this.readOrNothing();
      if ((current?.version ?? null) !== version) return current;
    }
    return undefined;
  }

  /** Claims the refresh token, sends it, and settles what comes. */
  async #attempt(current: ReadRecord, refreshToken: string, attempts: number): Promise<Outcome | 'again'> {
    const { slot } = this;
    const { hardTimeoutMs, requestTimeoutMs, claimMarginMs, refresh, clock } = this.plan;
    if (refresh === undefined) throw new TypeError('a session source without refresh');
    const base = current.record as TokenRecord<Wire>;
    const fingerprint = await fingerprintOf(refreshToken);
    const since = this.now;
    const started = clock.monotonic();
    const pending = {
      attemptId: globalThis.crypto.randomUUID(),
      since,
      deadline: since + hardTimeoutMs + claimMarginMs,
      refreshTokenFingerprint: fingerprint,
      attempts,
    };
    const version = await this.#claim(current, pending);
    if (version === undefined) return 'again';

    // Of the claim's time, by both clocks: one may be set back, the other stand still while the machine sleeps.
    const left = (): number => Math.ceil(hardTimeoutMs - Math.max(clock.monotonic() - started, this.now - since));
    const ranOut = new TransportError('not-sent', 'The claim on the refresh token ran out; nothing was sent.');
    const send = async (): Promise<{ readonly wire: Wire; readonly sentAtMs: number }> => {
      // After it, somebody else may send the same refresh token.
      if (left() <= 0) throw ranOut;
      return this.exchange((request) => refresh({ ...request, refreshToken }), left());
    };
    const settled = this.retrying(send, (error) => isSurelyUnspent(error) && !asksToWait(error) && left() > 0).then(
      ({ wire, sentAtMs }): Promise<Outcome | 'again'> => this.#refreshed(base, version, wire, sentAtMs, pending),
      (error: unknown) => {
        if (error !== ranOut || this.#hasStoodStill) return this.#refused(error, base, version, pending);
        // Whoever stood still for so long looks at what has become of the record meanwhile; once.
        this.#hasStoodStill = true;
        return this.#giveBack(base, version, pending);
      },
    );
    // The answer is taken even when nobody waits for it any more: it may hold the only refresh token that works.
    settled.catch(() => undefined);
    return within(
      clock,
      settled,
      requestTimeoutMs,
      () => {
        this.answer = settled.then(nothing, nothing);
        void this.linger(this.answer);
        void settled.then(
          (outcome) => {
            if (outcome !== 'again')
              slot.emit({ type: 'adopted', durationMs: clock.monotonic() - started, reason: 'late answer' });
          },
          () => undefined,
        );
        return new RequestTimeoutError(
          requestTimeoutMs,
          `The refresh was not answered within ${requestTimeoutMs} ms; whether it was carried out is unknown. An answer that still comes is taken.`,
        );
      },
      true,
    );
  }

  /** The version under which the claim stands; undefined when somebody else was first. */
  async #claim({ version, record }: ReadRecord, pending: PendingRefresh): Promise<string | null | undefined> {
    try {
      const result = await this.store.compareAndSet(this.slot.key, version, { ...record, pending });
      return result.ok ? result.version : undefined;
    } catch (error) {
      if (this.plan.refreshWithoutStore) return version;
      // It may have been written all the same.
      this.slot.unspentAttempt = pending.attemptId;
      throw error;
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
    const { lineage, generation } = base;
    const parentFingerprint = pending.refreshTokenFingerprint;
    const record = this.recordOf(wire, sentAtMs, { lineage, generation: generation + 1, parentFingerprint });
    const { unpersisted } = this.slot;
    // What comes of a login that the store has not taken is part of that login.
    const login = unpersisted?.record.lineage === lineage ? unpersisted.login : undefined;
    return this.#persist({ record, login }, version);
  }

  /** Writes a rotation before anybody sees it, and decides by the record, not by a clock, when somebody else wrote too. */
  async #persist(unpersisted: Unpersisted<Wire>, from: string | null): Promise<Outcome> {
    const { slot } = this;
    const { record } = unpersisted;
    let expected = from;
    for (;;) {
      let result;
      try {
        result = await this.store.compareAndSet(slot.key, expected, record);
      } catch (error) {
        if (!TokenwrightError.isInstance(error)) throw error;
        if (this.#hasLogin) return this.#discard(record);
        const written = keepUnpersisted(slot, this.plan, unpersisted, expected, error);
        if (written !== undefined) void this.linger(written);
        return 'renewed';
      }
      if (this.#hasLogin) {
        if (!result.ok) return this.#discard(record);
        // It is what the login goes over.
        slot.version = result.version;
        return 'adopted';
      }
      if (result.ok) {
        slot.unpersisted = undefined;
        slot.serve(record, result.version);
        return 'renewed';
      }
      const verdict = judge(unpersisted, result.current?.record);
      if (verdict === 'overwrite') {
        expected = result.current?.version ?? null;
        continue;
      }
      slot.unpersisted = undefined;
      if (verdict === 'ours' && result.current !== undefined) {
        slot.serve(record, result.current.version);
        return 'renewed';
      }
      if (verdict === 'discard') this.#discard(record);
      return this.#follow(result.current);
    }
  }

  /** Another took the place of our token set, which nobody will use. Nobody waits for its end, and much may come before. */
  #discard({ token }: TokenRecord): 'adopted' {
    this.answer = revoke(this.slot, this.plan, token?.wire.refresh_token, this.controller).catch(nothing);
    void this.linger(this.answer);
    return 'adopted';
  }

  /** Nothing was sent: the record becomes what it was, unless it is somebody else's by now. */
  async #giveBack(base: TokenRecord<Wire>, version: string | null, { attemptId }: PendingRefresh): Promise<'again'> {
    const { slot } = this;
    await this.store.compareAndSet(slot.key, version, base).catch(() => {
      slot.unspentAttempt = attemptId;
    });
    return 'again';
  }

  async #refused(
    error: unknown,
    base: TokenRecord<Wire>,
    version: string | null,
    pending: PendingRefresh,
  ): Promise<Outcome> {
    const { key } = this.slot;
    if (AuthorityError.isInstance(error) && error.code === 'invalid_grant') {
      const stored = { version, record: { ...base, pending } };
      return this.#markLoginRequired(stored, this.#whyRefused(base, pending), pending);
    }
    // Not spent: the record becomes what it was. Answered, but who knows how: the attempt is over at least, so nobody
    // has to wait for its deadline. No answer: the mark stays, for an answer may still come.
    const isUnspent = isSurelyUnspent(error) || (AuthorityError.isInstance(error) && error.status < 500);
    const over = AuthorityError.isInstance(error) || InvalidResponseError.isInstance(error);
    if (isUnspent) await this.#giveBack(base, version, pending);
    else if (over) {
      const record = { ...base, pending: { ...pending, deadline: this.now, answered: true as const } };
      await this.store.compareAndSet(key, version, record).catch(() => undefined);
    }
    throw error;
  }

  #whyRefused({ token }: TokenRecord, { attempts, since }: PendingRefresh): LoginRequiredReason {
    if (attempts >= 2) return 'answer-lost';
    const lifetime = this.plan.refreshTokenLifetimeMs ?? Number.POSITIVE_INFINITY;
    return token !== undefined && since - token.issuedAtMs >= lifetime ? 'refresh-token-expired' : 'invalid_grant';
  }

  /** The refresh token is worth nothing any more, unless somebody else has a later one. */
  async #markLoginRequired(from: ReadRecord, reason: LoginRequiredReason, pending: PendingRefresh): Promise<Outcome> {
    const { slot } = this;
    const { lineage, generation } = from.record;
    let current: ReadRecord | undefined = (await this.store.latest(slot)) ?? from;
    for (;;) {
      if (
        current === undefined ||
        current.record.lineage !== lineage ||
        current.record.generation > generation ||
        current.record.token === undefined
      ) {
        return this.#follow(current);
      }
      const since = this.now;
      const mark = { reason, since, fingerprint: pending.refreshTokenFingerprint, attemptId: pending.attemptId };
      const record: TokenRecord = { format: 1, lineage, generation, loginRequired: mark };
      const result = await this.store.compareAndSet(slot.key, current.version, record);
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
    if (this.#hasLogin) return 'adopted';
    const { slot } = this;
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
    throw this.#loginRequired('signed-out', record?.signedOut?.since ?? this.now);
  }

  /** The token that serves is still good; it is only not renewed any more. */
  #keepServingUntilHardAt(mark: { readonly reason: LoginRequiredReason; readonly since: number }): void {
    if (this.#hasLogin) return;
    const { slot } = this;
    slot.loginRequired = { reason: mark.reason, since: mark.since };
    slot.serveToTheEnd();
  }

  #loginRequired(reason: LoginRequiredReason, since: number): LoginRequiredError {
    if (!this.#hasLogin) this.slot.loginRequired = { reason, since };
    return loginRequiredError(this.plan, reason, since);
  }
}

/** Whether a refresh token was surely not spent by this failure. */
function isSurelyUnspent(error: unknown): boolean {
  if (TransportError.isInstance(error)) return error.outcome === 'not-sent';
  return AuthorityError.isInstance(error) && error.status === 429;
}
