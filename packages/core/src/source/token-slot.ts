import type { LoginRequiredReason } from '../errors.ts';
import type { TokenRecord } from '../store/token-record.ts';
import type { TokenStore } from '../store/token-store.ts';
import { createAccessToken, type AccessToken } from './access-token.ts';
import type { Failure } from './back-off.ts';
import type { WallTime } from './clock.ts';
import { publish } from './diagnostics.ts';
import type { EventBase, EventDetails } from './events.ts';
import { isRequestBound } from './host.ts';
import { nextMoment } from './keep-fresh.ts';
import type { Lingering } from './late-persistence.ts';
import type { Renewal } from './renewal.ts';
import { hardAtOf } from './schedule.ts';
import { notScheduled, schedulerOf, type Scheduled } from './scheduler.ts';
import type { SourcePlan } from './source-options.ts';
import { defaultTimes } from './times.ts';
import type { TokenWire } from './token-wire.ts';

const nothingLingers: ReadonlySet<Lingering> = new Set();

/** A token, as far as its time goes. */
export type TokenState = 'fresh' | 'stale' | 'invalid';

/** What all slots of one store have in common. One object for all of them: there may be a hundred thousand slots. */
export interface SlotHome {
  readonly wall: WallTime;
  /** Undefined: tokens that are minted and shared with nobody need none. */
  readonly store: TokenStore | undefined;
  /** Where the slots are found by their keys; undefined without a store. */
  readonly slots: Map<string, TokenSlot<TokenWire>> | undefined;
}

/** What is to be written, and over what. */
export interface Unpersisted<Wire extends TokenWire> {
  readonly record: TokenRecord<Wire>;
  /**
   * For a login: the lineages that it takes the place of; undefined over: whatever is there, because nobody could read
   * it. For a rotation: undefined.
   */
  readonly login?: { readonly over: readonly string[] | undefined } | undefined;
}

/** What few slots have, and those not for long. */
interface Rare<Wire extends TokenWire> {
  morePlans?: SourcePlan<Wire>[] | undefined;
  failure?: Failure | undefined;
  loginRequired?: { readonly reason: LoginRequiredReason; readonly since: number } | undefined;
  unpersisted?: Unpersisted<Wire> | undefined;
  rejected?: string | undefined;
  loading?: Promise<void> | undefined;
  lingering?: Set<Lingering> | undefined;
  watching?: Promise<{ close(): Promise<void> } | undefined> | undefined;
  misses?: number | undefined;
  isBehind?: boolean | undefined;
  unspentAttempt?: string | undefined;
  unrevoked?: string | undefined;
  /** How far the expiry in the record is off, since the clock was set back. */
  shift?: number | undefined;
}

/** Small integers, because a hundred thousand other numbers would be as many objects. */
const asRecorded = 0;
const withdrawn = 1;
const staleNow = 2;
const servesToTheEnd = 3;

const never = -0x8000_0000;
const always = 0x7fff_ffff;
const small = (value: number): number => Math.min(always, Math.max(never, Math.floor(value)));

/**
 * What is known of one key of one store in this process: the token that serves, its schedule, the renewal under way.
 * All sources of that key and store share it. Pools have a hundred thousand of them: what can be derived is not kept,
 * what is rare is kept apart.
 */
export class TokenSlot<Wire extends TokenWire> implements Scheduled {
  // First what every call looks at, so that it lies together in memory.

  /** What `getToken` returns while the token is FRESH: always the same promise. */
  ready: Promise<AccessToken<Wire>> | undefined;
  /** FRESH for certain before it: seconds since the base of the wall clock, rounded down. Far in the past without a token. */
  freshUntil: number = never;
  /** Of the wall clock, when the token came into service. */
  epoch: number;
  /** Asked for since a pool last looked. */
  used: boolean = true;

  readonly home: SlotHome;
  /** The key in the store; empty without a store. */
  readonly key: string;
  /** The key in a pool, once a pool uses it. */
  poolKey: string | undefined;
  token: AccessToken<Wire> | undefined;
  /** The record behind the token, with its version; undefined version: not read yet. */
  record: TokenRecord<Wire> | undefined;
  version: string | null | undefined;
  renewal: Renewal<Wire> | undefined;
  /** How many callers are at work with it. */
  callers: number = 0;
  /** Of the scheduler, for `keepFresh`. */
  place: number = notScheduled;
  /** The source that uses it; most slots have one. */
  #plan: SourcePlan<Wire> | undefined;
  #mode: number = withdrawn;
  /**
   * Wall clock minus the clock that only grows, when the token came into service, beside that of the wall clock's base.
   * In seconds, rounded up: a machine that sleeps, or starts in 1970, is soon further off than milliseconds can say.
   */
  #anchor: number = 0;
  #rare: Rare<Wire> | undefined;

  constructor(home: SlotHome, key: string, poolKey: string | undefined) {
    this.home = home;
    this.key = key;
    this.poolKey = poolKey;
    this.epoch = home.wall.epoch;
  }

  get wall(): WallTime {
    return this.home.wall;
  }

  // --- who uses it ---------------------------------------------------------------------------------------------------

  addPlan(plan: SourcePlan<Wire>): void {
    if (this.#plan === undefined) this.#plan = plan;
    else (this.#seldom.morePlans ??= []).push(plan);
  }

  /** True when nobody uses it any more. */
  removePlan(plan: SourcePlan<Wire>): boolean {
    const more = this.#rare?.morePlans;
    if (this.#plan === plan) this.#plan = more?.shift();
    else if (more !== undefined) this.#seldom.morePlans = more.filter((each) => each !== plan);
    return this.#plan === undefined;
  }

  /** How many sources use it. */
  get users(): number {
    return this.#plan === undefined ? 0 : 1 + (this.#rare?.morePlans?.length ?? 0);
  }

  /** The first source that uses it and fits. */
  planFor(fits: (plan: SourcePlan<Wire>) => boolean): SourcePlan<Wire> | undefined {
    return this.#plan !== undefined && fits(this.#plan) ? this.#plan : this.#rare?.morePlans?.find(fits);
  }

  /** Whether a renewal is under way, and not dead with the request that began it. */
  get inFlight(): boolean {
    return this.renewal !== undefined && this.wall.clock.monotonic() < this.renewal.joinableUntil;
  }

  /** Whether work is under way that must not lose its slot. */
  get busy(): boolean {
    // Callers that died with their requests are never counted down.
    if (this.inFlight || (this.callers > 0 && !isRequestBound())) return true;
    const { unpersisted, loading, lingering } = this.#rare ?? {};
    return unpersisted !== undefined || loading !== undefined || (lingering?.size ?? 0) > 0;
  }

  // --- what is rare --------------------------------------------------------------------------------------------------

  get #seldom(): Rare<Wire> {
    return (this.#rare ??= {});
  }

  /** The renewal that failed last, while no other has worked since. */
  get failure(): Failure | undefined {
    return this.#rare?.failure;
  }

  set failure(failure: Failure | undefined) {
    this.#set('failure', failure);
  }

  get loginRequired(): Rare<Wire>['loginRequired'] {
    return this.#rare?.loginRequired;
  }

  set loginRequired(mark: Rare<Wire>['loginRequired']) {
    this.#set('loginRequired', mark);
  }

  /** A record that the store has not taken yet. */
  get unpersisted(): Unpersisted<Wire> | undefined {
    return this.#rare?.unpersisted;
  }

  set unpersisted(unpersisted: Unpersisted<Wire> | undefined) {
    this.#set('unpersisted', unpersisted);
  }

  /** The access token that an authority or a resource refused last. */
  get rejected(): string | undefined {
    return this.#rare?.rejected;
  }

  set rejected(rejected: string | undefined) {
    this.#set('rejected', rejected);
  }

  /** The first reading of the store, while it is under way. */
  get loading(): Promise<void> | undefined {
    return this.#rare?.loading;
  }

  set loading(loading: Promise<void> | undefined) {
    this.#set('loading', loading);
  }

  /** Tells of changes that others make to the record. */
  get watching(): Rare<Wire>['watching'] {
    return this.#rare?.watching;
  }

  set watching(watching: Rare<Wire>['watching']) {
    this.#set('watching', watching);
  }

  /** Whether a change was told of that could not be read yet, and will be looked at again. */
  get isBehind(): boolean {
    return this.#rare?.isBehind === true;
  }

  set isBehind(isBehind: boolean) {
    this.#set('isBehind', isBehind || undefined);
  }

  /**
   * The last attempt under whose claim nothing was sent, or nothing spent, though the store did not say that it has taken
   * the claim back, or not taken it: its mark may stand there.
   */
  get unspentAttempt(): string | undefined {
    return this.#rare?.unspentAttempt;
  }

  set unspentAttempt(attemptId: string | undefined) {
    this.#set('unspentAttempt', attemptId);
  }

  /** The refresh token that a sign-out was to end at the authority, until that is done: for whoever calls it once more. */
  get unrevoked(): string | undefined {
    return this.#rare?.unrevoked;
  }

  set unrevoked(refreshToken: string | undefined) {
    this.#set('unrevoked', refreshToken);
  }

  /** How many times in a row `keepFresh` could not even find out what is due: the store cannot be read. */
  get misses(): number {
    return this.#rare?.misses ?? 0;
  }

  set misses(misses: number) {
    this.#set('misses', misses === 0 ? undefined : misses);
  }

  /** What goes on though nobody waits for it: an answer that may still come, a write to be tried again. */
  get lingering(): ReadonlySet<Lingering> {
    return this.#rare?.lingering ?? nothingLingers;
  }

  addLingering(work: Lingering): void {
    (this.#seldom.lingering ??= new Set()).add(work);
  }

  removeLingering(work: Lingering): void {
    this.#rare?.lingering?.delete(work);
  }

  #set<Name extends keyof Rare<Wire>>(name: Name, value: Rare<Wire>[Name]): void {
    if (value !== undefined || this.#rare !== undefined) this.#seldom[name] = value;
  }

  // --- the token that serves -----------------------------------------------------------------------------------------

  get #shift(): number {
    return this.#rare?.shift ?? 0;
  }

  /** When the token expires, by our clock; infinite when nobody knows. */
  get expiresAt(): number {
    const token = this.record?.token;
    if (token === undefined) return Number.NEGATIVE_INFINITY;
    return (token.expiresAtMs ?? Number.POSITIVE_INFINITY) + this.#shift;
  }

  /** STALE from here on. */
  get refreshAt(): number {
    if (this.#mode === servesToTheEnd) return this.hardAt;
    if (this.#mode !== asRecorded) return Number.NEGATIVE_INFINITY;
    return Math.min((this.record?.token?.refreshAtMs ?? Number.POSITIVE_INFINITY) + this.#shift, this.hardAt);
  }

  /** INVALID from here on. */
  get hardAt(): number {
    const token = this.record?.token;
    if (token === undefined || this.#mode === withdrawn) return Number.NEGATIVE_INFINITY;
    if (token.expiresAtMs === undefined) return Number.POSITIVE_INFINITY;
    return hardAtOf(token.issuedAtMs, token.expiresAtMs, (this.#plan ?? defaultTimes).expiryMarginMs) + this.#shift;
  }

  /** Puts a record into service. */
  serve(record: TokenRecord<Wire>, version: string | null): AccessToken<Wire> | undefined {
    this.record = record;
    this.version = version;
    const { token } = record;
    if (token === undefined) {
      this.drop();
      return undefined;
    }
    const { wall } = this;
    const now = wall.read();
    this.epoch = wall.epoch;
    this.#anchor = small(Math.ceil(wall.anchor(now) / 1000));
    this.#set('shift', undefined);
    this.#present(token);
    const isRefused = this.rejected === token.wire.access_token;
    if (!isRefused) this.rejected = undefined;
    // Issued in our future: one of the two clocks is wrong, so its expiry is not to be trusted for long.
    const isAhead = token.issuedAtMs > now + (this.#plan ?? defaultTimes).foreignClockToleranceMs;
    this.#become(isRefused ? withdrawn : isAhead ? staleNow : asRecorded);
    this.failure = undefined;
    this.loginRequired = undefined;
    this.update();
    return this.token;
  }

  #present(from: Parameters<typeof createAccessToken<Wire>>[0]): void {
    this.token = createAccessToken(from);
    this.ready = Promise.resolve(this.token);
  }

  #become(mode: number): void {
    this.#mode = mode;
    this.freshUntil = small((this.refreshAt - this.wall.base) / 1000);
  }

  /** No token serves any more. */
  drop(): void {
    this.token = undefined;
    this.ready = undefined;
    this.invalidate();
  }

  /** The token stays known, and is not handed out again. */
  invalidate(): void {
    this.#become(withdrawn);
  }

  /** It is not renewed any more, and serves as long as it can. */
  serveToTheEnd(): void {
    if (this.#mode !== withdrawn) this.#become(servesToTheEnd);
  }

  stateAt(now: number): TokenState {
    if (this.epoch !== this.wall.epoch) this.#reanchor(now);
    if (now < this.refreshAt) return 'fresh';
    return now < this.hardAt ? 'stale' : 'invalid';
  }

  /** The clock was set back: what is left of the lifetime is told by the clock that only grows. */
  #reanchor(now: number): void {
    this.epoch = this.wall.epoch;
    const anchor = this.wall.anchor(now) / 1000;
    // Never to later: a machine that slept since has let time pass that the clock that only grows did not see.
    this.#seldom.shift = Math.min(0, this.#shift + (small(anchor) - this.#anchor) * 1000);
    this.#anchor = small(Math.ceil(anchor));
    if (this.#mode !== withdrawn) this.#become(staleNow);
    const { failure } = this;
    if (failure !== undefined) {
      // What the authority asked for is still kept; that it is never more than this makes the old moment bearable.
      const latest = failure.binding ? now + (this.#plan ?? defaultTimes).maxRetryAfterMs : now;
      this.failure = { ...failure, retryAt: Math.min(failure.retryAt, latest) };
    }
    const wire = this.record?.token?.wire;
    if (this.token !== undefined && wire !== undefined && Number.isFinite(this.expiresAt))
      this.#present({ wire, expiresAtMs: this.expiresAt });
  }

  // --- keepFresh -----------------------------------------------------------------------------------------------------

  get #keeper(): SourcePlan<Wire> | undefined {
    return this.planFor((plan) => plan.keepFresh);
  }

  /** Begins, goes on or ends to renew without being asked, as those who use it want. */
  keepFresh(): void {
    const { clock } = this.wall;
    if (this.#keeper === undefined) {
      if (this.place !== notScheduled) schedulerOf(clock).cancel(this);
    } else if (this.place === notScheduled) schedulerOf(clock).schedule(this, this.wall.read());
  }

  get authority(): string {
    return this.#plan?.authority ?? '';
  }

  /** The token, or what is known of its renewal, has changed. */
  update(): void {
    const plan = this.#keeper;
    if (plan !== undefined) schedulerOf(this.wall.clock).schedule(this, nextMoment(this, plan));
  }

  async run(): Promise<void> {
    const plan = this.#keeper;
    if (plan === undefined) return;
    // A failure is an event already, and says itself when to try again.
    await plan.renewDue(this, plan).catch(() => undefined);
    this.misses = this.version === undefined ? this.misses + 1 : 0;
    this.update();
  }

  emit(details: EventDetails): void {
    const first = this.#plan;
    if (first !== undefined) publish(details.type, () => this.#message(details, first));
    const more = this.#rare?.morePlans;
    for (let index = -1; index < (more?.length ?? 0); index += 1) {
      const plan = index === -1 ? this.#plan : more?.[index];
      if (plan?.onEvent !== undefined) tell(plan.onEvent, this.#message(details, plan), plan.onEvent, 'onEvent');
    }
  }

  /** A FRESH token is handed out. Only worth a call when somebody subscribes to that. */
  emitHit(plan: SourcePlan<Wire>): void {
    publish('hit', () => this.#message({ type: 'hit' }, plan));
  }

  /** What happened, in the name of a source. */
  #message<Details extends { readonly type: string }>(details: Details, plan: SourcePlan<Wire>): Details & EventBase {
    const now = this.wall.read();
    return {
      ...details,
      provider: plan.provider,
      grant: plan.grant,
      key: this.poolKey,
      atMs: now,
      expiresInMs: this.token !== undefined && Number.isFinite(this.expiresAt) ? this.expiresAt - now : undefined,
      generation: this.record?.generation,
    };
  }
}

const reported: WeakSet<object> = new WeakSet();

/**
 * Calls what a user gave to be told of something. What it throws is nobody else's, and is reported once.
 *
 * @param owner what later errors are not reported of
 * @returns whether it took what it was given
 */
export function tell<T>(given: (what: T) => unknown, what: T, owner: object, name: 'onEvent' | 'waitUntil'): boolean {
  const report = (): void => {
    if (reported.has(owner)) return;
    reported.add(owner);
    // The error itself is not shown: it is not ours, and may hold anything.
    globalThis.console?.error(`tokenwright: ${name} threw an error; later errors of it are not reported.`);
  };
  try {
    const returned = given(what);
    // One that is async says nothing of it to the compiler.
    if (returned instanceof Promise) returned.catch(report);
    return true;
  } catch {
    report();
    return false;
  }
}

const homes = new WeakMap<TokenStore, SlotHome>();

/** The one home of the slots of a store. */
export function homeOf(store: TokenStore | undefined, wall: WallTime): SlotHome {
  if (store === undefined) return { wall, store, slots: undefined };
  let home = homes.get(store);
  if (home === undefined) {
    home = { wall, store, slots: new Map() };
    homes.set(store, home);
  }
  return home;
}

/** The one slot of a key in a home; without a store, one that nobody shares. */
export function slotOf<Wire extends TokenWire>(
  home: SlotHome,
  key: () => string,
  poolKey: string | undefined,
): TokenSlot<Wire> {
  if (home.slots === undefined) return new TokenSlot(home, '', poolKey);
  const name = key();
  let slot = home.slots.get(name);
  if (slot === undefined) {
    slot = new TokenSlot(home, name, poolKey);
    home.slots.set(name, slot);
  }
  slot.poolKey ??= poolKey;
  // One map holds the slots of all sources; the key belongs to one provider, and so to one type of answer.
  return slot as unknown as TokenSlot<Wire>;
}

/** Forgets a slot that no source and no renewal needs. The record stays in the store. */
export function forgetSlot<Wire extends TokenWire>(slot: TokenSlot<Wire>): void {
  if (slot.users > 0 || slot.inFlight || slot.unpersisted !== undefined) return;
  const { slots } = slot.home;
  // Somebody may have made another one since.
  if (slots?.get(slot.key) === (slot as unknown)) slots?.delete(slot.key);
  void slot.watching?.then((watch) => watch?.close()).catch(() => undefined);
  slot.watching = undefined;
}
