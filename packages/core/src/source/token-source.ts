import type { LoginRequiredError, TokenwrightError } from '../errors.ts';
import { ConfigurationError, RequestTimeoutError, StoreError } from '../errors.ts';
import { memoryStore } from '../store/memory-store.ts';
import type { TokenRecord } from '../store/token-record.ts';
import type { StoredRecord } from '../store/token-store.ts';
import type { AccessToken } from './access-token.ts';
import { wallTimeOf, type WallTime } from './clock.ts';
import type { AsyncDisposableLike } from './disposable.ts';
import { GuardedStore } from './guarded-store.ts';
import { newRecord } from './new-record.ts';
import { loginRequiredError, Renewal } from './renewal.ts';
import { checkSourceOptions, type SourcePlan, type TokenSourceOptions, type WaitUntil } from './source-options.ts';
import { KeepFresh } from './keep-fresh.ts';
import { forgetSlot, slotOf, type TokenSlot } from './token-slot.ts';
import type { TokenWire } from './token-wire.ts';
import { waitFor } from './waiting.ts';

/** What a caller of `getToken` may ask for. */
export interface GetTokenOptions {
  /** Ends this caller's wait; the renewal goes on for others. */
  readonly signal?: AbortSignal | undefined;
  /** How long the token has to be valid still, in milliseconds. Renews at most once for it. */
  readonly minValidityMs?: number | undefined;
  /** An access token that a resource refused: if it is still the one that serves, another is got. */
  readonly rejected?: string | undefined;
  /** Is handed a renewal that goes on when this call has got its token. Default: the source's. */
  readonly waitUntil?: WaitUntil | undefined;
}

/** What {@link TokenSource.adopt} takes: the answer of an exchange, or the exchange itself. */
export type Adoptable<Wire extends TokenWire> = Wire | (() => Promise<Wire>);

/** Gives a valid access token on demand. Made by {@link createTokenSource}. */
export interface TokenSource<Wire extends TokenWire = TokenWire> extends AsyncDisposableLike {
  /**
   * A valid access token. FRESH, it costs one reading of the clock; STALE, it is given while one renewal runs behind;
   * INVALID, all callers wait for the one renewal.
   *
   * @throws LoginRequiredError when only a new login helps
   * @throws the error of the last renewal when there is no valid token; between attempts at once, with `retryAt`
   * @throws RequestTimeoutError after `acquireTimeoutMs`; the reason of `signal` when that is aborted
   * @throws StoreError when a session's store cannot be reached and no token is valid
   * @throws ConfigurationError when the source is closed or an option is malformed
   */
  getToken(options?: GetTokenOptions): Promise<AccessToken<Wire>>;
  /** The token that serves now, without waiting and without a renewal. */
  peek(): AccessToken<Wire> | undefined;
  /**
   * Renews now. Skips the back-off after a failure, but not what the authority asked for, and joins only a renewal
   * that begins after this call.
   */
  renew(options: { readonly reason: string; readonly signal?: AbortSignal | undefined }): Promise<AccessToken<Wire>>;
  /** Says that a resource refused this access token: the next caller gets another. Nothing if it is not the one that serves. */
  invalidate(rejected: string): void;
  /** Starts anew from a login or an import: a new lineage, which replaces whatever the store holds. */
  adopt(login: Adoptable<Wire>, options?: { readonly signal?: AbortSignal | undefined }): Promise<AccessToken<Wire>>;
  /** Ends the session: a mark in the store, for all who share it, and the refresh token revoked if asked and possible. */
  signOut(options?: { readonly revoke?: boolean | undefined }): Promise<void>;
  /** Ends this source. Waits, at most ten seconds, for a renewal whose answer must not be lost. */
  close(): Promise<void>;
}

const closePatienceMs = 10_000;

class SlotSource<Wire extends TokenWire> implements TokenSource<Wire> {
  readonly #plan: SourcePlan<Wire>;
  readonly #slot: TokenSlot<Wire>;
  readonly #wall: WallTime;
  #closed = false;
  #closing: Promise<void> | undefined;
  #loading: Promise<void> | undefined;

  constructor(plan: SourcePlan<Wire>, slot: TokenSlot<Wire>) {
    this.#plan = plan;
    this.#slot = slot;
    this.#wall = slot.wall;
    slot.plans.add(plan);
    if (plan.keepFresh) {
      slot.keeper ??= new KeepFresh(slot, plan.authority);
      slot.keeper.add(plan, () => this.#renewDue());
    }
  }

  getToken(options?: GetTokenOptions): Promise<AccessToken<Wire>> {
    const slot = this.#slot;
    const now = this.#wall.read();
    // The path a busy service takes a million times a second: one clock reading, one promise that exists already.
    if (
      options === undefined &&
      now < slot.refreshAt &&
      slot.epoch === this.#wall.epoch &&
      slot.ready !== undefined &&
      !this.#closed
    ) {
      return slot.ready;
    }
    return this.#acquire(options ?? {});
  }

  peek(): AccessToken<Wire> | undefined {
    const state = this.#slot.stateAt(this.#wall.read());
    return state === 'invalid' ? undefined : this.#slot.token;
  }

  async renew(options: {
    readonly reason: string;
    readonly signal?: AbortSignal | undefined;
  }): Promise<AccessToken<Wire>> {
    this.#assertOpen('renew');
    const slot = this.#slot;
    // One that is under way began before this call, so its token may be from before what the caller knows.
    const earlier = slot.renewal;
    if (earlier !== undefined) await this.#wait(earlier.promise.then(nothing, nothing), options.signal);
    await this.#load(options.signal);
    this.#assertOpen('renew');
    const { failure } = slot;
    if (failure?.binding === true && this.#wall.read() < failure.retryAt) throw this.#blocked();
    return this.#wait(this.#join(options.reason), options.signal);
  }

  invalidate(rejected: string): void {
    const slot = this.#slot;
    if (slot.token?.accessToken !== rejected) return;
    slot.rejected = rejected;
    slot.invalidate();
  }

  async adopt(
    login: Adoptable<Wire>,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<AccessToken<Wire>> {
    this.#assertOpen('adopt');
    const sentAtMs = this.#wall.read();
    const started = this.#plan.clock.monotonic();
    const wire = typeof login === 'function' ? await this.#wait(login(), options.signal) : login;
    assertWire(wire);
    const slot = this.#slot;
    slot.rejected = undefined;
    const record = this.#recordOf(wire, sentAtMs);
    const { version } = await this.#write(() => record);
    slot.unpersisted = undefined;
    const token = slot.serve(record, version);
    slot.emit({ type: 'adopted', durationMs: this.#plan.clock.monotonic() - started, reason: 'login' });
    return token as AccessToken<Wire>;
  }

  async signOut({ revoke = false }: { readonly revoke?: boolean | undefined } = {}): Promise<void> {
    this.#assertOpen('signOut');
    const slot = this.#slot;
    const since = this.#wall.read();
    // A rotation that the store has not taken is the latest; else what the store holds, which another process may have
    // written; else what is known here.
    const latest = (there: TokenRecord | undefined): TokenRecord | undefined =>
      slot.unpersisted ?? there ?? slot.record;
    const { record, version, replaced } = await this.#write((there) => ({
      format: 1,
      lineage: latest(there)?.lineage ?? globalThis.crypto.randomUUID(),
      generation: (latest(there)?.generation ?? 0) + 1,
      signedOut: { since },
    }));
    const refreshToken = latest(replaced)?.token?.wire.refresh_token;
    slot.unpersisted = undefined;
    slot.serve(record, version);
    slot.loginRequired = this.#plan.grant === 'session' ? { reason: 'signed-out', since } : undefined;
    slot.emit({ type: 'signed-out' });
    if (revoke && refreshToken !== undefined && this.#plan.revoke !== undefined) {
      const { requestTimeoutMs } = this.#plan;
      await this.#plan.revoke({
        signal: AbortSignal.timeout(requestTimeoutMs),
        timeoutMs: requestTimeoutMs,
        clockOffsetMs: 0,
        refreshToken,
      });
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#closed = true;
    const slot = this.#slot;
    if (slot.keeper?.remove(this.#plan) === true) slot.keeper = undefined;
    if (slot.plans.size === 1) {
      const answers = [slot.renewal?.promise, ...[...(slot.lingering ?? [])].map((each) => each.answer)];
      const open = answers.filter((each) => each !== undefined);
      if (open.length > 0) await this.#wait(Promise.allSettled(open), undefined, closePatienceMs).catch(nothing);
    }
    slot.plans.delete(this.#plan);
    if (slot.plans.size > 0) return;
    const { unpersisted } = slot;
    slot.unpersisted = undefined;
    slot.renewal?.abort();
    for (const each of slot.lingering ?? []) each.abort();
    forgetSlot(slot);
    if (unpersisted !== undefined) this.#plan.onUnpersisted?.(unpersisted);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #acquire(options: GetTokenOptions): Promise<AccessToken<Wire>> {
    this.#assertOpen('getToken');
    checkGetTokenOptions(options);
    const { signal, minValidityMs = 0, rejected } = options;
    signal?.throwIfAborted();
    await this.#load(signal);
    this.#assertOpen('getToken');
    const slot = this.#slot;
    if (rejected !== undefined) this.invalidate(rejected);
    const now = this.#wall.read();
    const state = slot.stateAt(now);
    const tooShort = state !== 'invalid' && slot.expiresAt - now < minValidityMs;
    if (state === 'fresh' && !tooShort) return this.#served();
    if (state === 'invalid') return this.#acquireInvalid(now, signal);
    return this.#acquireStale(now, tooShort, signal);
  }

  async #acquireStale(now: number, tooShort: boolean, signal: AbortSignal | undefined): Promise<AccessToken<Wire>> {
    const slot = this.#slot;
    if (slot.loginRequired !== undefined || (slot.failure !== undefined && now < slot.failure.retryAt))
      return this.#served();
    if (slot.renewal === undefined) slot.emit({ type: 'stale' });
    const renewing = this.#join('stale');
    // Where a refresh ends the old token, whoever starts it must not go away with the old one.
    if (!tooShort && !this.#plan.killsAccessToken) return this.#served();
    try {
      return await this.#wait(renewing, signal);
    } catch (error) {
      if (signal?.aborted === true) throw error;
      if (slot.stateAt(this.#wall.read()) !== 'invalid') return this.#served();
      throw error;
    }
  }

  async #acquireInvalid(now: number, signal: AbortSignal | undefined): Promise<AccessToken<Wire>> {
    const slot = this.#slot;
    if (slot.renewal === undefined) {
      if (slot.loginRequired !== undefined && !(await this.#newLogin(signal))) throw this.#loginRequired();
      this.#assertOpen('getToken');
      if (slot.stateAt(this.#wall.read()) !== 'invalid') return this.#served();
      if (slot.failure !== undefined && now < slot.failure.retryAt) throw this.#blocked();
    }
    return this.#wait(this.#join('invalid'), signal);
  }

  /** Somebody may have logged in elsewhere since; the record says so. */
  async #newLogin(signal: AbortSignal | undefined): Promise<boolean> {
    const slot = this.#slot;
    const current = await this.#wait(this.#store().get(slot.key).catch(nothing), signal);
    if (current?.record.token === undefined) return false;
    const { lineage, generation } = current.record;
    // A later generation too: a rotation may have gone over the mark that a repetition of its refresh token left.
    if (lineage === slot.record?.lineage && generation <= slot.record.generation) return false;
    slot.serve(current.record as TokenRecord<Wire>, current.version);
    return true;
  }

  /** What `keepFresh` does when a token is due: as for a caller, but that a valid one is renewed, not given. */
  async #renewDue(): Promise<AccessToken<Wire>> {
    await this.#load(undefined);
    this.#assertOpen('keepFresh');
    const slot = this.#slot;
    const now = this.#wall.read();
    if (slot.loginRequired !== undefined) throw this.#loginRequired();
    if (slot.token !== undefined && slot.stateAt(now) === 'fresh') return this.#served();
    return this.#join('keep fresh');
  }

  #join(reason: string): Promise<AccessToken<Wire>> {
    const slot = this.#slot;
    if (slot.renewal === undefined) slot.renewal = new Renewal(slot, this.#plan, reason);
    else slot.emit({ type: 'joined' });
    return slot.renewal.promise;
  }

  /** Reads the store once, before the first token is given. */
  async #load(signal: AbortSignal | undefined): Promise<void> {
    if (this.#slot.version !== undefined) return;
    this.#loading ??= this.#read().finally(() => {
      this.#loading = undefined;
    });
    await this.#wait(this.#loading, signal);
  }

  async #read(): Promise<void> {
    const slot = this.#slot;
    const { initial, grant } = this.#plan;
    let current;
    try {
      current = await this.#store().get(slot.key);
    } catch (error) {
      // A mint can do without; a session cannot know whether its refresh token is still the one.
      if (grant === 'session' && !(this.#plan.refreshWithoutStore && initial !== undefined)) throw error;
    }
    // Closed meanwhile: nobody would end the watch.
    if (slot.plans.size === 0) return;
    if (grant === 'session') slot.watching ??= this.#store().watch(slot.key, () => void this.#follow());
    if (slot.version !== undefined) return;
    if (current !== undefined) {
      this.#take(current);
      return;
    }
    if (initial === undefined) {
      if (grant === 'session') slot.loginRequired = { reason: 'no-session', since: this.#wall.read() };
      slot.version = null;
      return;
    }
    const record = this.#recordOf(initial, this.#wall.read());
    const result = await this.#store().compareAndSet(slot.key, null, record).catch(nothing);
    if (result?.ok === false && result.current !== undefined)
      slot.serve(result.current.record as TokenRecord<Wire>, result.current.version);
    else slot.serve(record, result?.ok === true ? result.version : null);
  }

  /** Puts what the store holds into service, a mark included. */
  #take({ record: stored, version }: StoredRecord): void {
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
   * A renewal of our own reads for itself.
   */
  async #follow(): Promise<void> {
    const slot = this.#slot;
    // On behalf of all sources of the slot: the one that began to watch may be closed.
    if (slot.plans.size === 0 || slot.renewal !== undefined || slot.unpersisted !== undefined) return;
    const started = this.#plan.clock.monotonic();
    const current = await this.#store().get(slot.key).catch(nothing);
    if (current === undefined || current.version === slot.version || slot.renewal !== undefined) return;
    if (slot.plans.size === 0) return;
    const { lineage, generation, token, signedOut } = current.record;
    const isLater = lineage !== slot.record?.lineage || generation > slot.record.generation;
    if (!isLater || (token === undefined && signedOut === undefined)) return;
    this.#take(current);
    if (token !== undefined)
      slot.emit({ type: 'adopted', durationMs: this.#plan.clock.monotonic() - started, reason: 'changed elsewhere' });
    else slot.emit({ type: 'signed-out' });
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
    const { reason, since } = this.#slot.loginRequired ?? { reason: 'no-session', since: this.#wall.read() };
    return loginRequiredError(reason, since);
  }

  #wait<T>(
    work: Promise<T>,
    signal: AbortSignal | undefined,
    timeoutMs: number = this.#plan.acquireTimeoutMs,
  ): Promise<T> {
    const late = (): Error =>
      new RequestTimeoutError(timeoutMs, `No token came within ${timeoutMs} ms; the renewal goes on.`);
    return waitFor(this.#plan.clock, work, { signal, timeoutMs, late });
  }

  #store(): GuardedStore {
    return new GuardedStore(this.#slot.store, this.#plan.clock, this.#plan.persistTimeoutMs);
  }

  #assertOpen(method: string): void {
    if (!this.#closed) return;
    throw new ConfigurationError('invalid_option', 'source', `${method}: this source is closed; make a new one.`);
  }
}

function nothing(): undefined {
  return undefined;
}

function assertWire(wire: unknown): void {
  const token = (wire as Partial<TokenWire> | null | undefined)?.access_token;
  if (typeof token === 'string' && token !== '') return;
  throw new ConfigurationError(
    'invalid_parameter',
    'login',
    'adopt: a token answer with an access_token is needed, or a function that returns one.',
  );
}

function checkGetTokenOptions({ minValidityMs, rejected }: GetTokenOptions): void {
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
      `getToken: the option "rejected" takes the access token that was refused, a ${typeof rejected} was given.`,
    );
  }
}

/**
 * Makes a source: valid access tokens on demand, renewed ahead of time, one renewal for all who ask.
 *
 * @throws ConfigurationError naming the option that is missing, unknown, malformed or out of range
 *
 * @example
 * ```ts
 * import { createTokenSource } from '@tokenwright/core';
 *
 * const source = createTokenSource({
 *   key: { authority: 'https://example.com', provider: 'example', clientId: 'my-app', credential: 'client' },
 *   mint: async () => ({ access_token: 'from the authority', expires_in: 3600 }),
 * });
 * const { accessToken } = await source.getToken();
 * console.log(accessToken.length);
 * await source.close();
 * ```
 */
export function createTokenSource<Wire extends TokenWire = TokenWire>(
  options: TokenSourceOptions<Wire>,
): TokenSource<Wire> {
  return createTokenSourceFor('createTokenSource', options);
}

/** {@link createTokenSource} for a provider's factory, whose name is said in errors. */
export function createTokenSourceFor<Wire extends TokenWire = TokenWire>(
  where: string,
  options: TokenSourceOptions<Wire>,
): TokenSource<Wire> {
  const plan = checkSourceOptions(where, options);
  const store = options.store ?? memoryStore({ now: () => plan.clock.now() });
  return new SlotSource(plan, slotOf<Wire>(store, plan.encodedKey, wallTimeOf(plan.clock)));
}
