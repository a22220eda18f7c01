import { ConfigurationError } from '../errors.ts';
import { isMemoryStore, memoryStore } from '../store/memory-store.ts';
import type { TokenStore } from '../store/token-store.ts';
import type { AccessToken } from './access-token.ts';
import { wallTimeOf, type WallTime } from './clock.ts';
import type { AsyncDisposableLike } from './disposable.ts';
import { isRequestBound } from './host.ts';
import { leaveSlots, useSlot } from './slot-use.ts';
import { SlotUser, type SlotOwner } from './slot-user.ts';
import { encodeTokenKey } from './source-key.ts';
import { checkSourceOptions, type SourcePlan, type TokenSourceOptions, type WaitUntil } from './source-options.ts';
import { homeOf, slotOf, type SlotHome, type TokenSlot } from './token-slot.ts';
import type { TokenWire } from './token-wire.ts';

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
      (options === undefined || asksForNothing(options)) &&
      slot.ready !== undefined
    ) {
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
  const home = homeFor(where, options.store, plan);
  return new SlotSource(
    plan,
    slotOf<Wire>(home, () => encodeTokenKey(options.key), undefined),
  );
}

/** A call that sets no condition on the token gets the one that is there. */
export function asksForNothing({ minValidityMs, rejected, signal }: GetTokenOptions): boolean {
  return minValidityMs === undefined && rejected === undefined && signal?.aborted !== true;
}

/**
 * Where the slots of a source are: in the store that it was given; else, a session's in a store of its own, because its
 * refresh token is all there is of a login; what is minted needs none.
 */
export function homeFor<Wire extends TokenWire>(
  where: string,
  given: TokenStore | undefined,
  plan: SourcePlan<Wire>,
): SlotHome {
  const wall = wallTimeOf(plan.clock);
  if (plan.grant === 'mint') return homeOf(given, wall);
  if (isRequestBound() && !plan.refreshWithoutStore && (given === undefined || isMemoryStore(given))) {
    throw new ConfigurationError(
      'missing_option',
      'store',
      `${where}: the option "store" is ${given === undefined ? 'missing' : 'a store in memory'}; a Worker runs in many places at once, and a refresh token that rotates needs a store that all of them share (refreshWithoutStore: true says that it runs in one place only).`,
    );
  }
  return homeOf(given ?? memoryStore({ now: () => plan.clock.now() }), wall);
}
