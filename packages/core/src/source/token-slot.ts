import type { LoginRequiredReason } from '../errors.ts';
import type { TokenRecord } from '../store/token-record.ts';
import type { TokenStore } from '../store/token-store.ts';
import { createAccessToken, type AccessToken } from './access-token.ts';
import { longestBindingMs, type Failure } from './back-off.ts';
import type { WallTime } from './clock.ts';
import type { EventDetails } from './events.ts';
import type { KeepFresh } from './keep-fresh.ts';
import type { Renewal } from './renewal.ts';
import { hardAtOf } from './schedule.ts';
import type { SourcePlan } from './source-options.ts';
import type { TokenWire } from './token-wire.ts';

/** How far ahead of ours the clock of another process may be. */
const foreignToleranceMs = 120_000;

/** A token, as far as its time goes. */
export type TokenState = 'fresh' | 'stale' | 'invalid';

/**
 * What is known of one key of one store in this process: the token that serves, its schedule, the renewal under way.
 * All sources of that key and store share it.
 */
export class TokenSlot<Wire extends TokenWire> {
  readonly key: string;
  readonly store: TokenStore;
  readonly wall: WallTime;
  readonly plans: Set<SourcePlan<Wire>> = new Set();

  /** What `getToken` returns while the token is FRESH: always the same promise. */
  ready: Promise<AccessToken<Wire>> | undefined;
  token: AccessToken<Wire> | undefined;
  refreshAt: number = Number.NEGATIVE_INFINITY;
  hardAt: number = Number.NEGATIVE_INFINITY;
  expiresAt: number = Number.NEGATIVE_INFINITY;
  epoch: number;

  /** The record behind the token, with its version; undefined version: not read yet. */
  record: TokenRecord<Wire> | undefined;
  version: string | null | undefined;
  renewal: Renewal<Wire> | undefined;
  failure: Failure | undefined;
  loginRequired: { readonly reason: LoginRequiredReason; readonly since: number } | undefined;
  /** A record that the store has not taken yet. */
  unpersisted: TokenRecord<Wire> | undefined;
  /** The access token that an authority or a resource refused last. */
  rejected: string | undefined;
  /** Renewals that nobody waits for, with work left: an answer that may still come, a write to be tried again. */
  lingering: Set<Renewal<Wire>> | undefined;
  /** Renews without being asked, if a source wants that. */
  keeper: KeepFresh<Wire> | undefined;
  /** Tells of changes that others make to the record. */
  watching: Promise<{ close(): Promise<void> } | undefined> | undefined;
  #anchorMonotonic = 0;
  #anchorWall = 0;

  constructor(key: string, store: TokenStore, wall: WallTime) {
    this.key = key;
    this.store = store;
    this.wall = wall;
    this.epoch = wall.epoch;
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
    const now = this.wall.read();
    this.epoch = this.wall.epoch;
    this.#anchorWall = now;
    this.#anchorMonotonic = this.wall.clock.monotonic();
    this.expiresAt = token.expiresAtMs ?? Number.POSITIVE_INFINITY;
    this.hardAt =
      token.expiresAtMs === undefined ? Number.POSITIVE_INFINITY : hardAtOf(token.issuedAtMs, token.expiresAtMs);
    this.refreshAt = Math.min(token.refreshAtMs ?? Number.POSITIVE_INFINITY, this.hardAt);
    // Issued in our future: one of the two clocks is wrong, so its expiry is not to be trusted for long.
    if (token.issuedAtMs > now + foreignToleranceMs) this.refreshAt = now;
    this.#present(token.wire, token.expiresAtMs);
    if (this.rejected === token.wire.access_token) this.invalidate();
    else this.rejected = undefined;
    this.failure = undefined;
    this.loginRequired = undefined;
    this.keeper?.update();
    return this.token;
  }

  #present(wire: Wire, expiresAtMs: number | undefined): void {
    this.token = createAccessToken(wire, expiresAtMs);
    this.ready = Promise.resolve(this.token);
  }

  /** No token serves any more. */
  drop(): void {
    this.token = undefined;
    this.ready = undefined;
    this.invalidate();
  }

  /** The token stays known, and is not handed out again. */
  invalidate(): void {
    this.refreshAt = Number.NEGATIVE_INFINITY;
    this.hardAt = Number.NEGATIVE_INFINITY;
  }

  stateAt(now: number): TokenState {
    if (this.epoch !== this.wall.epoch) this.#reanchor(now);
    if (now < this.refreshAt) return 'fresh';
    return now < this.hardAt ? 'stale' : 'invalid';
  }

  /** The clock was set back: what is left of the lifetime is told by the clock that only grows. */
  #reanchor(now: number): void {
    this.epoch = this.wall.epoch;
    const elapsed = this.wall.clock.monotonic() - this.#anchorMonotonic;
    const shift = now - (this.#anchorWall + elapsed);
    this.#anchorWall = now;
    this.#anchorMonotonic += elapsed;
    this.expiresAt += shift;
    this.hardAt += shift;
    this.refreshAt = Math.min(now, this.hardAt);
    if (this.failure !== undefined) {
      // What the authority asked for is still kept; that it is never more than this makes the old moment bearable.
      const latest = this.failure.binding ? now + longestBindingMs : now;
      this.failure = { ...this.failure, retryAt: Math.min(this.failure.retryAt, latest) };
    }
    const wire = this.record?.token?.wire;
    if (wire !== undefined && Number.isFinite(this.expiresAt)) this.#present(wire, this.expiresAt);
  }

  emit(details: EventDetails): void {
    for (const plan of this.plans) {
      if (plan.onEvent === undefined) continue;
      const now = this.wall.read();
      const event = {
        ...details,
        provider: plan.provider,
        grant: plan.grant,
        atMs: now,
        expiresInMs: Number.isFinite(this.expiresAt) ? this.expiresAt - now : undefined,
        generation: this.record?.generation,
      };
      try {
        const returned: unknown = plan.onEvent(event);
        // A listener that is async says nothing of it to the compiler.
        if (returned instanceof Promise) returned.catch(() => reportOnce(plan.onEvent ?? plan));
      } catch {
        reportOnce(plan.onEvent);
      }
    }
  }
}

const reported: WeakSet<object> = new WeakSet();

function reportOnce(listener: object): void {
  if (reported.has(listener)) return;
  reported.add(listener);
  // The error itself is not shown: it is not ours, and may hold anything.
  globalThis.console?.error(
    'tokenwright: an onEvent listener threw an error; later errors of this listener are not reported.',
  );
}

const slots = new WeakMap<TokenStore, Map<string, TokenSlot<TokenWire>>>();

/** The one slot of a key in a store. */
export function slotOf<Wire extends TokenWire>(store: TokenStore, key: string, wall: WallTime): TokenSlot<Wire> {
  let ofStore = slots.get(store);
  if (ofStore === undefined) {
    ofStore = new Map();
    slots.set(store, ofStore);
  }
  let slot = ofStore.get(key);
  if (slot === undefined) {
    slot = new TokenSlot(key, store, wall);
    ofStore.set(key, slot);
  }
  // One map holds the slots of all sources; the key belongs to one provider, and so to one type of answer.
  return slot as unknown as TokenSlot<Wire>;
}

/** Forgets a slot that no source and no renewal needs. The record stays in the store. */
export function forgetSlot<Wire extends TokenWire>(slot: TokenSlot<Wire>): void {
  if (slot.plans.size > 0 || slot.renewal !== undefined || slot.unpersisted !== undefined) return;
  const ofStore = slots.get(slot.store);
  // Somebody may have made another one since.
  if (ofStore?.get(slot.key) === (slot as unknown)) ofStore?.delete(slot.key);
  void slot.watching?.then((watch) => watch?.close()).catch(() => undefined);
  slot.watching = undefined;
}
