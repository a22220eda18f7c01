import type { LoginRequiredError } from '../errors.ts';
import { ConfigurationError, RequestTimeoutError, StoreError, TokenwrightError } from '../errors.ts';
import { checkParameters, type ParameterRules } from '../provider/parameters.ts';
import { requireSignal } from '../provider/signal.ts';
import type { TokenRecord } from '../store/token-record.ts';
import type { RecordChange, StoredRecord } from '../store/token-store.ts';
import { typeName } from '../words.ts';
import type { AccessToken } from './access-token.ts';
import { GuardedStore } from './guarded-store.ts';
import { isRequestBound } from './host.ts';
import { refreshTokenAgesAt } from './keep-fresh.ts';
import { newRecord } from './new-record.ts';
import { revoke as revokeToken } from './plan-request.ts';
import { loginRequiredError, nothing, type Renewal } from './renewal.ts';
import type { SourcePlan, WaitUntil } from './source-options.ts';
import { tell, type TokenSlot } from './token-slot.ts';
import type { Adoptable, GetTokenOptions } from './token-source.ts';
import { lackOf, type TokenWire } from './token-wire.ts';
import { firstPauseMs, longestPauseMs, pause, waitFor, within } from './waiting.ts';

/** What a slot is used on behalf of: a source, or a pool. */
export interface SlotOwner {
  readonly closed: boolean;
}

/**
 * What a source does with its slot. Without a state of its own, so that a pool makes one when it needs one, and keeps
 * only slots.
 */
export class SlotUser<Wire extends TokenWire> {
  readonly #owner: SlotOwner;
  readonly #plan: SourcePlan<Wire>;
  readonly #slot: TokenSlot<Wire>;

  constructor(owner: SlotOwner, plan: SourcePlan<Wire>, slot: TokenSlot<Wire>) {
    this.#owner = owner;
    this.#plan = plan;
    this.#slot = slot;
  }

  /** Counts a caller for as long as it is at work: its slot is not to be evicted under it. */
  async #counted<T>(work: () => Promise<T>): Promise<T> {
    const slot = this.#slot;
    slot.callers += 1;
    try {
      return await work();
    } finally {
      slot.callers -= 1;
    }
  }

  getToken(options: GetTokenOptions): Promise<AccessToken<Wire>> {
    const slot = this.#slot;
    const { renewal } = slot;
    if (renewal === undefined) return this.#counted(() => this.#acquire(options));
    const atMs = slot.wall.read();
    if (!this.#isOneOfAHerd(options, atMs)) return this.#counted(() => this.#acquire(options));
    if (renewal.herd?.atMs === atMs && renewal.herd.plan === this.#plan) {
      slot.emit({ type: 'joined' });
      return renewal.herd.token;
    }
    const token = this.#counted(() => this.#acquire(options));
    renewal.herd = { atMs, plan: this.#plan, token };
    return token;
  }

  /** Whether all that this caller wants is the token that everybody waits for. */
  #isOneOfAHerd(options: GetTokenOptions, atMs: number): boolean {
    // What is no object is named by checkGetTokenOptions.
    if (!isObject(options)) return false;
    const slot = this.#slot;
    const { signal, minValidityMs, rejected } = options;
    return (
      signal === undefined &&
      minValidityMs === undefined &&
      rejected === undefined &&
      // Each request has to hand over what goes on after its own answer, also where the source says how.
      this.#waitUntil(options) === undefined &&
      slot.version !== undefined &&
      slot.stateAt(atMs) === 'invalid' &&
      !this.#owner.closed &&
      !isRequestBound()
    );
  }

  renew(options: { readonly reason: string; readonly signal?: AbortSignal | undefined }): Promise<AccessToken<Wire>> {
    return this.#counted(() => this.#renew(options));
  }

  adopt(
    login: Adoptable<Wire>,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<AccessToken<Wire>> {
    return this.#counted(() => this.#adopt(login, options));
  }

  signOut(options: { readonly revoke?: boolean | undefined } = {}): Promise<void> {
    return this.#counted(() => this.#signOut(options));
  }

  peek(): AccessToken<Wire> | undefined {
    const slot = this.#slot;
    return slot.stateAt(slot.wall.read()) === 'invalid' ? undefined : slot.token;
  }

  invalidate(rejected: string): void {
    // Anything else is the token of nobody: it would be passed over, and the refused one would go on serving.
    if (typeof rejected !== 'string') {
      throw new ConfigurationError(
        'invalid_parameter',
        'rejected',
        `invalidate: the parameter "rejected" is ${typeName(rejected)}; give the access token that was refused, a string.`,
      );
    }
    const slot = this.#slot;
    // One that was not read yet is told when it is.
    if (slot.version !== undefined && slot.token?.accessToken !== rejected) return;
    slot.rejected = rejected;
    slot.invalidate();
    // What is kept fresh needs no caller for that.
    slot.update();
  }

  async #renew(options: {
    readonly reason: string;
    readonly signal?: AbortSignal | undefined;
  }): Promise<AccessToken<Wire>> {
    this.#assertOpen('renew');
    checkRenewOptions(options);
    options.signal?.throwIfAborted();
    const slot = this.#slot;
    const until = this.#patience();
    // One that is under way began before this call, so its token may be from before what the caller knows.
    const earlier = slot.renewal;
    if (earlier !== undefined) {
      const over = isRequestBound()
        ? this.#ofAnotherRequest(earlier, options.signal, this.#left(until))
        : earlier.promise;
      await this.#wait(over.then(nothing, nothing), options.signal, this.#left(until));
    }
    await this.#load(options.signal, until);
    this.#assertOpen('renew');
    const now = slot.wall.read();
    // Reckons with a clock that was set back.
    slot.stateAt(now);
    const { failure } = slot;
    if (failure?.binding === true && now < failure.retryAt) throw this.#blocked();
    return this.#renewed(options.reason, this.#plan.waitUntil, options.signal, until);
  }

  async #adopt(
    login: Adoptable<Wire>,
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<AccessToken<Wire>> {
    this.#assertOpen('adopt');
    checkOptions('adopt', options);
    options.signal?.throwIfAborted();
    const slot = this.#slot;
    // A code is spent by its exchange, so what comes of it is taken even when nobody waits any more.
    const taken = this.#take(login);
    const lingering = { answer: taken.then(nothing, nothing), abort: nothing };
    slot.addLingering(lingering);
    void lingering.answer.then(() => slot.removeLingering(lingering));
    this.#handOver(this.#plan.waitUntil, () => lingering.answer);
    return this.#wait(taken, options.signal);
  }

  async #take(login: Adoptable<Wire>): Promise<AccessToken<Wire>> {
    const slot = this.#slot;
    const { clock, hardTimeoutMs } = this.#plan;
    const sentAtMs = slot.wall.read();
    const started = clock.monotonic();
    const late = (): Error =>
      new RequestTimeoutError(
        hardTimeoutMs,
        `The login was not finished within ${hardTimeoutMs} ms; whether it was carried out is unknown.`,
      );
    const wire = typeof login === 'function' ? await within(clock, login(), hardTimeoutMs, late) : login;
    assertWire(wire);
    slot.rejected = undefined;
    const record = this.#recordOf(wire, sentAtMs);
    let over = this.#lineages();
    const known = slot.version;
    try {
      const { version } = await this.#write((there) => {
        over = [...(over ?? []), ...(there === undefined ? [] : [there.lineage])];
        return record;
      });
      slot.unpersisted = undefined;
      this.#serveWritten(record, version, known);
    } catch (error) {
      if (!StoreError.isInstance(error)) throw error;
      const { kind, waitUntil } = this.#plan;
      const unpersisted = { record, login: { over } };
      const written = kind.keepUnpersisted(slot, this.#plan, unpersisted, slot.version ?? null, error);
      if (written !== undefined) this.#handOver(waitUntil, () => written);
    }
    this.#watch();
    slot.emit({ type: 'adopted', durationMs: clock.monotonic() - started, reason: 'login' });
    return slot.token as AccessToken<Wire>;
  }

  /** Puts what was written into service. What others wrote over it may have become known before the answer of the store. */
  #serveWritten(record: TokenRecord<Wire>, version: string, known: string | null | undefined): void {
    const slot = this.#slot;
    const isPassed = slot.version !== known;
    slot.serve(record, version);
    if (isPassed) void this.follow();
  }

  /** What a login that comes now takes the place of; undefined when that has not been read. */
  #lineages(): readonly string[] | undefined {
    const { unpersisted, version, record } = this.#slot;
    // The one before it may have been written, or not.
    if (unpersisted?.login !== undefined)
      return unpersisted.login.over && [...unpersisted.login.over, unpersisted.record.lineage];
    if (version === undefined) return undefined;
    return record === undefined ? [] : [record.lineage];
  }

  async #signOut(options: { readonly revoke?: boolean | undefined }): Promise<void> {
    this.#assertOpen('signOut');
    // Whoever means to revoke and misspells it would leave a refresh token alive.
    checkParameters('signOut', 'option', options, signOutRules);
    const slot = this.#slot;
    const since = this.#slot.wall.read();
    const known = slot.version;
    // A rotation that the store has not taken is the latest; else what the store holds, which another process may have
    // written; else what is known here.
    const latest = (there: TokenRecord | undefined): TokenRecord | undefined =>
      slot.unpersisted?.record ?? there ?? slot.record;
    const refreshTokenOf = (there: TokenRecord | undefined): string | undefined =>
      latest(there)?.token?.wire.refresh_token;
    const { record, version, replaced } = await this.#write((there) => {
      // When this fails, it may have been written all the same, and what is there then has no refresh token.
      const refreshToken = refreshTokenOf(there);
      if (options.revoke === true && refreshToken !== undefined) slot.unrevoked = refreshToken;
      return {
        format: 1,
        lineage: latest(there)?.lineage ?? globalThis.crypto.randomUUID(),
        generation: (latest(there)?.generation ?? 0) + 1,
        signedOut: { since },
      };
    });
    const refreshToken = refreshTokenOf(replaced) ?? slot.unrevoked;
    slot.unpersisted = undefined;
    this.#serveWritten(record, version, known);
    slot.loginRequired = this.#plan.grant === 'session' ? { reason: 'signed-out', since } : undefined;
    this.#watch();
    slot.emit({ type: 'signed-out' });
    if (options.revoke !== true) return;
    await revokeToken(slot, this.#plan, refreshToken);
    slot.unrevoked = undefined;
  }

  async #acquire(options: GetTokenOptions): Promise<AccessToken<Wire>> {
    this.#assertOpen('getToken');
    checkGetTokenOptions(options);
    const { signal, minValidityMs = 0, rejected } = options;
    signal?.throwIfAborted();
    const slot = this.#slot;
    const until = this.#patience();
    // Without a break where nothing is to be read: whoever comes in the same moment finds the renewal of the first.
    if (slot.version === undefined) {
      await this.#load(signal, until);
      this.#assertOpen('getToken');
    }
    if (rejected !== undefined) this.invalidate(rejected);
    const now = slot.wall.read();
    const state = slot.stateAt(now);
    const tooShort = state !== 'invalid' && slot.expiresAt - now < minValidityMs;
    if (state === 'fresh' && !tooShort) {
      slot.emitHit(this.#plan);
      return this.#served();
    }
    if (state === 'invalid') return this.#acquireInvalid(options, until);
    return this.#acquireStale(now, tooShort, options, until);
  }

  async #acquireStale(
    now: number,
    tooShort: boolean,
    options: GetTokenOptions,
    until: number,
  ): Promise<AccessToken<Wire>> {
    const slot = this.#slot;
    const { signal } = options;
    if (slot.loginRequired !== undefined || (slot.failure !== undefined && now < slot.failure.retryAt))
      return this.#served();
    if (slot.renewal === undefined) slot.emit({ type: 'stale' });
    const waitUntil = this.#waitUntil(options);
    // Where a refresh ends the old token, whoever starts it must not go away with the old one; and where work dies
    // with the request that began it, nobody may leave it behind.
    const isLeft = !tooShort && !this.#plan.killsAccessToken && (waitUntil !== undefined || !isRequestBound());
    if (isLeft) {
      const renewal = this.#join('stale');
      if (this.#handOver(waitUntil, () => renewal.whenOver()) || !isRequestBound()) return this.#served();
    }
    try {
      return await this.#renewed('stale', isLeft ? undefined : waitUntil, signal, until);
    } catch (error) {
      if (signal?.aborted === true) throw error;
      if (slot.stateAt(slot.wall.read()) !== 'invalid') return this.#served();
      throw error;
    }
  }

  async #acquireInvalid(options: GetTokenOptions, until: number): Promise<AccessToken<Wire>> {
    const slot = this.#slot;
    const { signal } = options;
    if (slot.renewal === undefined) {
      if (slot.loginRequired !== undefined && !(await this.#newLogin(signal, until))) {
        // Told of a login while it looked for one.
        if (slot.loginRequired !== undefined) throw this.#loginRequired();
      }
      this.#assertOpen('getToken');
      const now = slot.wall.read();
      if (slot.stateAt(now) !== 'invalid') return this.#served();
      if (slot.failure !== undefined && now < slot.failure.retryAt) throw this.#blocked();
    }
    return this.#renewed('invalid', this.#waitUntil(options), signal, until);
  }

  /** What the renewal under way brings, or one that begins now. */
  async #renewed(
    reason: string,
    waitUntil: WaitUntil | undefined,
    signal: AbortSignal | undefined,
    until: number,
  ): Promise<AccessToken<Wire>> {
    for (;;) {
      const earlier = this.#slot.renewal;
      const renewal = this.#join(reason);
      this.#handOver(waitUntil, () => renewal.whenOver());
      const left = this.#left(until);
      if (renewal !== earlier || !isRequestBound()) return this.#wait(renewal.promise, signal, left);
      const token = await this.#ofAnotherRequest(renewal, signal, left);
      if (token !== undefined) return token;
    }
  }

  /**
   * What comes of a renewal that another request began; undefined when it has died with that request, or may have.
   * Somebody else has to renew then.
   */
  async #ofAnotherRequest(
    renewal: Renewal<Wire>,
    signal: AbortSignal | undefined,
    left: number,
  ): Promise<AccessToken<Wire> | undefined> {
    const slot = this.#slot;
    const gone = {};
    const patience = renewal.joinableUntil - this.#plan.clock.monotonic();
    try {
      return await (patience < left
        ? this.#wait(renewal.promise, signal, patience, () => gone as Error)
        : this.#wait(renewal.promise, signal, left));
    } catch (error) {
      // What the runtime throws for a promise that will never settle is no error of ours.
      if (signal?.aborted === true || TokenwrightError.isInstance(error)) throw error;
      if (slot.renewal === renewal) slot.renewal = undefined;
      return undefined;
    }
  }

  /** Somebody may have logged in elsewhere since; the record says so. */
  async #newLogin(signal: AbortSignal | undefined, until: number): Promise<boolean> {
    const slot = this.#slot;
    const current = await this.#wait(this.#store().latest(slot).catch(nothing), signal, this.#left(until));
    if (current?.record.token === undefined) return false;
    const { lineage, generation } = current.record;
    // A later generation too: a rotation may have gone over the mark that a repetition of its refresh token left.
    if (lineage === slot.record?.lineage && generation <= slot.record.generation) return false;
    slot.serve(current.record as TokenRecord<Wire>, current.version);
    return true;
  }

  /** What `keepFresh` does when a token is due: as for a caller, but that a valid one is renewed, not given. */
  async renewDue(): Promise<void> {
    const slot = this.#slot;
    await this.#load(undefined, this.#patience());
    // Evicted, or closed.
    if (slot.users === 0 || !this.#plan.keepFresh) return;
    const now = slot.wall.read();
    if (slot.loginRequired !== undefined) return;
    const isFresh = slot.token !== undefined && slot.stateAt(now) === 'fresh';
    if (isFresh && now < refreshTokenAgesAt(slot, this.#plan)) return;
    await this.#join('keep fresh').promise;
  }

  #waitUntil(options: GetTokenOptions): WaitUntil | undefined {
    return options.waitUntil ?? this.#plan.waitUntil;
  }

  /** Whether what goes on without its callers was handed over. A host that refuses it is not their error. */
  #handOver(waitUntil: WaitUntil | undefined, work: () => Promise<unknown>): boolean {
    return waitUntil !== undefined && tell(waitUntil, work(), this.#plan, 'waitUntil');
  }

  #join(reason: string): Renewal<Wire> {
    const slot = this.#slot;
    let { renewal } = slot;
    if (renewal !== undefined && this.#plan.clock.monotonic() < renewal.joinableUntil) {
      slot.emit({ type: 'joined' });
    } else {
      renewal = this.#plan.kind.start(slot, this.#plan, reason);
      slot.renewal = renewal;
      this.#watch();
    }
    return renewal;
  }

  /** Reads the store once, before the first token is given. */
  async #load(signal: AbortSignal | undefined, until: number): Promise<void> {
    const slot = this.#slot;
    if (slot.version !== undefined) return;
    if (isRequestBound()) {
      // One that another request began may have died with it.
      await this.#wait(this.#read(), signal, this.#left(until));
      return;
    }
    slot.loading ??= this.#read().finally(() => {
      slot.loading = undefined;
    });
    await this.#wait(slot.loading, signal, this.#left(until));
  }

  async #read(): Promise<void> {
    const slot = this.#slot;
    const { grant } = this.#plan;
    let current;
    try {
      current = await this.#store().get(slot.key);
    } catch (error) {
      // A mint can do without; a session cannot know whether its refresh token is still the one.
      if (grant === 'session' && !(this.#plan.refreshWithoutStore && this.#plan.initial !== undefined)) throw error;
    }
    if (slot.users === 0) return;
    this.#watch();
    if (slot.version !== undefined) return;
    if (current !== undefined) {
      this.#serve(current);
      return;
    }
    // Of whichever source has one: another may have come while this one's reading was under way.
    const initial = slot.planFor((plan) => plan.initial !== undefined)?.initial;
    if (initial === undefined) {
      if (grant === 'session') slot.loginRequired = { reason: 'no-session', since: this.#slot.wall.read() };
      slot.version = null;
      return;
    }
    const record = this.#recordOf(initial, this.#slot.wall.read());
    const result = await this.#store().compareAndSet(slot.key, null, record).catch(nothing);
    // A login came meanwhile.
    if (slot.version !== undefined) return;
    if (result?.ok === false && result.current !== undefined) this.#serve(result.current);
    else slot.serve(record, result?.ok === true ? result.version : null);
  }

  /** From the first reading or writing on, a session follows what others do to its record. */
  #watch(): void {
    const slot = this.#slot;
    // Closed meanwhile: nobody would end the watch.
    if (slot.users === 0 || this.#plan.grant !== 'session') return;
    slot.watching ??= this.#store()
      .watch(slot.key, (change) => {
        slot.renewal?.recordChanged(change);
        void this.follow(change);
      })
      .then((watch) => {
        // The store was away: the next renewal tries again.
        if (watch === undefined) slot.watching = undefined;
        // What changed between the first reading and now was told to nobody.
        else void this.follow();
        return watch;
      });
  }

  /** Puts what the store holds into service, a mark included. */
  #serve({ record: stored, version }: StoredRecord): void {
    const slot = this.#slot;
    const record = stored as TokenRecord<Wire>;
    slot.serve(record, version);
    slot.loginRequired = record.loginRequired;
    if (record.signedOut !== undefined && this.#plan.grant === 'session') {
      slot.loginRequired = { reason: 'signed-out', since: record.signedOut.since };
    }
  }

  /**
   * Somebody changed the record: a renewal elsewhere, whose old access token may be dead by now, a login, a sign-out.
   */
  async follow(change?: RecordChange): Promise<void> {
    const slot = this.#slot;
    // On behalf of all sources of the slot: the one that began to watch may be closed.
    const isLater = ({ lineage, generation }: Pick<TokenRecord, 'lineage' | 'generation'>): boolean =>
      lineage !== slot.record?.lineage || generation > slot.record.generation;
    if (slot.users === 0 || slot.unpersisted !== undefined) return;
    // A claim, say, changes nothing here. A store in JavaScript may say null.
    if (change != null && !isLater(change)) return;
    const { renewal } = slot;
    if (renewal !== undefined) {
      // It may have read, or written, before the change. Looked at once when it has ended, however much is told meanwhile.
      renewal.told = change;
      if (renewal.isFollowed) return;
      renewal.isFollowed = true;
      await renewal.promise.then(nothing, nothing);
      // One that died with its request never ends.
      if (slot.renewal !== renewal) await this.follow(renewal.told);
      return;
    }
    const started = this.#plan.clock.monotonic();
    const current = await this.#readTold();
    if (current === undefined || current.version === slot.version || slot.users === 0) return;
    if (slot.renewal !== undefined || slot.unpersisted !== undefined) return this.follow();
    const { token, signedOut } = current.record;
    if (!isLater(current.record) || (token === undefined && signedOut === undefined)) return;
    this.#serve(current);
    if (token !== undefined)
      slot.emit({ type: 'adopted', durationMs: this.#plan.clock.monotonic() - started, reason: 'changed elsewhere' });
    else slot.emit({ type: 'signed-out' });
  }

  /** What was told of, as soon as the store can be read: nobody tells of it again. Once for all that is told meanwhile. */
  async #readTold(): Promise<StoredRecord | undefined> {
    const slot = this.#slot;
    const { clock, random } = this.#plan;
    for (let step = firstPauseMs; ; step = Math.min(step * 2, longestPauseMs)) {
      const current = await this.#store()
        .latest(slot)
        .catch(() => null);
      if (current !== null || slot.isBehind) return current ?? undefined;
      slot.isBehind = true;
      await pause(clock, step * (0.5 + random() / 2), new AbortController().signal, true);
      slot.isBehind = false;
      if (slot.users === 0) return undefined;
    }
  }

  /** Writes over whatever is there: a login, or its end, is somebody's will. */
  async #write(make: (there: TokenRecord | undefined) => TokenRecord<Wire>): Promise<{
    readonly record: TokenRecord<Wire>;
    readonly version: string;
    readonly replaced: TokenRecord | undefined;
  }> {
    const store = this.#store();
    let there = await store.get(this.#slot.key);
    for (;;) {
      const record = make(there?.record);
      const result = await store.compareAndSet(this.#slot.key, there?.version ?? null, record);
      if (result.ok) return { record, version: result.version, replaced: there?.record };
      there = result.current;
    }
  }

  /** The record of a login: the first of its lineage. */
  #recordOf(wire: Wire, sentAtMs: number): TokenRecord<Wire> {
    return newRecord(this.#plan, wire, sentAtMs, { lineage: globalThis.crypto.randomUUID(), generation: 0 }).record;
  }

  #served(): Promise<AccessToken<Wire>> {
    return (
      this.#slot.ready ??
      Promise.reject(new StoreError('invalid_record', 'The record holds no token.', { operation: 'get' }))
    );
  }

  #blocked(): TokenwrightError {
    const { failure } = this.#slot;
    if (failure === undefined) throw new TypeError('blocked without a failure');
    this.#slot.emit({ type: 'blocked', error: failure.error, retryAtMs: failure.retryAt });
    Object.defineProperty(failure.error, 'retryAt', { value: failure.retryAt, enumerable: true, configurable: true });
    return failure.error;
  }

  #loginRequired(): LoginRequiredError {
    const { reason, since } = this.#slot.loginRequired ?? { reason: 'no-session', since: this.#slot.wall.read() };
    return loginRequiredError(this.#plan, reason, since);
  }

  /** Until when a call that comes now waits, over everything, by the clock that only grows. */
  #patience(): number {
    return this.#plan.clock.monotonic() + this.#plan.acquireTimeoutMs;
  }

  #left(until: number): number {
    return until - this.#plan.clock.monotonic();
  }

  #wait<T>(
    work: Promise<T>,
    signal: AbortSignal | undefined,
    timeoutMs: number = this.#plan.acquireTimeoutMs,
    late: () => Error = () =>
      new RequestTimeoutError(
        this.#plan.acquireTimeoutMs,
        `No token came within ${this.#plan.acquireTimeoutMs} ms; the renewal goes on.`,
      ),
  ): Promise<T> {
    return waitFor(this.#plan.clock, work, { signal, timeoutMs, late });
  }

  #store(): GuardedStore {
    return new GuardedStore(this.#slot.home.store, this.#plan);
  }

  #assertOpen(method: string): void {
    if (!this.#owner.closed) return;
    throw new ConfigurationError('invalid_option', 'source', `${method}: this source is closed; make a new one.`);
  }
}

const signOutRules: ParameterRules = {
  known: { revoke: { what: 'true to end the refresh token at the authority, too', type: 'boolean' } },
};

function assertWire(wire: unknown): void {
  const lack = lackOf(wire);
  if (lack === undefined) return;
  throw new ConfigurationError(
    'invalid_parameter',
    'login',
    `adopt: a token answer with ${lack.what} is needed, or a function that returns one; this is ${typeName(wire)}.`,
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function checkOptions(where: string, options: { readonly signal?: AbortSignal | undefined }): void {
  if (!isObject(options)) {
    throw new ConfigurationError(
      'invalid_option',
      'options',
      `${where}: an object of options is needed, ${typeName(options)} was given.`,
    );
  }
  requireSignal(where, options.signal);
}

function checkRenewOptions(options: { readonly reason: string; readonly signal?: AbortSignal | undefined }): void {
  checkOptions('renew', options);
  const { reason } = options as { readonly reason?: unknown };
  if (typeof reason === 'string' && reason !== '') return;
  throw new ConfigurationError(
    reason === undefined ? 'missing_option' : 'invalid_option',
    'reason',
    `renew: the option "reason" is ${reason === '' ? 'an empty string' : typeName(reason)}; say in a string why, for the events that tell of it.`,
  );
}

function checkGetTokenOptions(options: GetTokenOptions): void {
  checkOptions('getToken', options);
  const { minValidityMs, rejected, waitUntil } = options;
  if (waitUntil !== undefined && typeof waitUntil !== 'function') {
    throw new ConfigurationError(
      'invalid_option',
      'waitUntil',
      `getToken: the option "waitUntil" takes a function, ${typeName(waitUntil)} was given; in a Worker: (work) => context.waitUntil(work).`,
    );
  }
  if (minValidityMs !== undefined && !(minValidityMs >= 0)) {
    throw new ConfigurationError(
      'invalid_option',
      'minValidityMs',
      `getToken: the option "minValidityMs" takes a number of milliseconds from 0 on, ${String(minValidityMs)} was given.`,
    );
  }
  if (rejected !== undefined && typeof rejected !== 'string') {
    throw new ConfigurationError(
      'invalid_option',
      'rejected',
      `getToken: the option "rejected" takes the access token that was refused, ${typeName(rejected)} was given.`,
    );
  }
}

/** What `keepFresh` calls. */
export function renewDue<Wire extends TokenWire>(slot: TokenSlot<Wire>, plan: SourcePlan<Wire>): Promise<unknown> {
  return new SlotUser(neverClosed, plan, slot).renewDue();
}

/** What is called when what was told of a slot may have been passed over. */
export function follow<Wire extends TokenWire>(slot: TokenSlot<Wire>, plan: SourcePlan<Wire>): Promise<void> {
  return new SlotUser(neverClosed, plan, slot).follow();
}

const neverClosed: SlotOwner = { closed: false };
