import { ConfigurationError } from '../errors.ts';
import { checkParameters, type ParameterRules } from '../provider/parameters.ts';
import { typeName } from '../words.ts';
import type { AccessToken } from './access-token.ts';
import {
  authorizedFetch,
  checkAuthorizedFetch,
  type AuthorizedFetchOptions,
  type AuthorizedFetchPlan,
} from './authorized-fetch.ts';
import { wallTimeOf, type WallTime } from './clock.ts';
import { hits } from './diagnostics.ts';
import type { AsyncDisposableLike } from './disposable.ts';
import type { GrantKind } from './grant-kind.ts';
import { notScheduled, schedulerOf, type Scheduled } from './scheduler.ts';
import { leaveSlot, leaveSlots, useSlot } from './slot-use.ts';
import { SlotUser, type SlotOwner } from './slot-user.ts';
import { encodeTokenKey, type TokenKeyParts } from './source-key.ts';
import {
  keyParts,
  optionRules,
  planOf,
  type ProviderTraits,
  type RenewalRequest,
  type SourcePlan,
  type TokenSourceSettings,
} from './source-options.ts';
import { forgetSlot, slotOf, type SlotHome, type TokenSlot } from './token-slot.ts';
import { asksForNothing } from './slot-source.ts';
import { sessionKind } from './session-kind.ts';
import { mintKind } from './mint-kind.ts';
import type { Adoptable, GetTokenOptions, TokenSource } from './token-source.ts';
import type { TokenWire } from './token-wire.ts';

interface CommonPoolOptions<Wire extends TokenWire> extends Omit<TokenSourceSettings<Wire>, 'initial'> {
  /** What the tokens of all keys have in common. The key itself stands for the subject, or for the name of a login. */
  readonly key: Omit<TokenKeyParts, 'subject' | 'sessionId'>;
  /** What the provider does that others do not. Default: refresh tokens rotate, and nothing else is known. */
  readonly traits?: ProviderTraits | undefined;
  /**
   * How many keys are kept in memory; beyond it those that were not asked for lately go, except while work for them is
   * under way. What a store holds of them stays there. Default 100,000.
   */
  readonly maxSize?: number | undefined;
  /**
   * A key that nobody has asked for during this time, in milliseconds, is dropped from memory, and not kept fresh any
   * more; at the latest after twice that time. Default: never.
   */
  readonly idleMs?: number | undefined;
  /** For {@link TokenPool.fetch}: which origins get the token, and the rest of what `createAuthorizedFetch` takes. */
  readonly authorizedFetch?: AuthorizedFetchOptions | undefined;
}

/** A pool whose tokens are minted from one long-lived credential, for many subjects. */
export interface MintPoolOptions<Wire extends TokenWire = TokenWire> extends CommonPoolOptions<Wire> {
  /** One exchange for the subject `key`; see the option of the same name of a source. */
  readonly mint: (request: RenewalRequest & { readonly key: string }) => Promise<Wire>;
  /** Not here: a pool that refreshes is a {@link SessionPoolOptions}. */
  readonly refresh?: undefined;
}

/** A pool of sessions, each begun by `pool.get(key).adopt(login)`. */
export interface SessionPoolOptions<Wire extends TokenWire = TokenWire> extends CommonPoolOptions<Wire> {
  /** One exchange with the refresh token of the session `key`; see the option of the same name of a source. */
  readonly refresh: (
    request: RenewalRequest & { readonly key: string; readonly refreshToken: string },
  ) => Promise<Wire>;
  /** Not here: a pool that mints is a {@link MintPoolOptions}. */
  readonly mint?: undefined;
  /** Ends a refresh token at the authority, where the provider can. */
  readonly revoke?:
    | ((request: RenewalRequest & { readonly key: string; readonly refreshToken: string }) => Promise<void>)
    | undefined;
  /** Refreshes although the store cannot be reached; see the option of the same name of a source. */
  readonly refreshWithoutStore?: boolean | undefined;
}

/** What {@link createTokenPool} takes: how to mint, or how to refresh. */
export type TokenPoolOptions<Wire extends TokenWire = TokenWire> = MintPoolOptions<Wire> | SessionPoolOptions<Wire>;

/** Sources by key, as many as there are users, in little memory and on one timer. Made by {@link createTokenPool}. */
export interface TokenPool<Wire extends TokenWire = TokenWire> extends AsyncDisposableLike {
  /**
   * A valid access token for the key; see `TokenSource.getToken`, whose errors it throws.
   *
   * @throws ConfigurationError when the key is no string or empty, or the pool is closed
   */
  getToken(key: string, options?: GetTokenOptions): Promise<AccessToken<Wire>>;
  /**
   * A request with the key's token; see `createAuthorizedFetch`.
   *
   * @throws ConfigurationError when the pool has no option `authorizedFetch`
   */
  fetch(key: string, input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /**
   * The source of a key: a view, which stays good when the key is dropped from memory, and costs nothing to make again.
   * Its `close()` ends the view, not what the pool knows of the key.
   */
  get(key: string): TokenSource<Wire>;
  /** How many keys are in memory. */
  readonly size: number;
  /** Ends all that is under way, as `TokenSource.close` does, for all keys together. */
  close(): Promise<void>;
}

const defaultMaxSize = 100_000;

const isKey = 'it is the key that getToken is called with';
const poolKeyRules: ParameterRules = /* @__PURE__ */ (() => {
  const { subject: _subject, sessionId: _sessionId, ...known } = keyParts;
  return { known, refused: { subject: isKey, sessionId: isKey } };
})();
const poolRules: ParameterRules = /* @__PURE__ */ (() => {
  const { initial: _initial, ...known } = optionRules.known;
  return {
    known: {
      ...known,
      maxSize: { what: 'how many keys are kept in memory', type: 'number' },
      idleMs: { what: 'a time in milliseconds', type: 'number' },
      authorizedFetch: { what: 'the options of createAuthorizedFetch', type: 'object' },
    },
    refused: { initial: 'hand each login to its source: pool.get(key).adopt(login)' },
  };
})();

class SlotPool<Wire extends TokenWire> implements TokenPool<Wire>, SlotOwner, Scheduled {
  closed: boolean = false;
  /** As something scheduled: the sweep for idle keys. */
  place: number = notScheduled;
  readonly authority: string = '';
  readonly #where: string;
  readonly #key: TokenPoolOptions<Wire>['key'];
  readonly #plan: SourcePlan<Wire>;
  readonly #home: SlotHome;
  readonly #wall: WallTime;
  readonly #fetch: AuthorizedFetchPlan | undefined;
  readonly #maxSize: number;
  readonly #idleMs: number | undefined;
  readonly #slots = new Map<string, TokenSlot<Wire>>();
  /** Goes round and round over the keys: who was not asked for since it last came by is dropped (second chance, CLOCK). */
  #hand: Iterator<[string, TokenSlot<Wire>]> = this.#slots.entries();
  /** After a round in vain: no further one before the pool has this size. */
  #nextLook = 0;
  #closing: Promise<void> | undefined;

  constructor(where: string, options: TokenPoolOptions<Wire>, plan: SourcePlan<Wire>) {
    this.#where = where;
    this.#key = options.key;
    this.#plan = plan;
    this.#wall = wallTimeOf(plan.clock);
    this.#home = plan.kind.home(where, options.store, { ...plan, wall: this.#wall });
    this.#fetch =
      options.authorizedFetch === undefined ? undefined : checkAuthorizedFetch(where, options.authorizedFetch);
    this.#maxSize = wholeNumber(where, 'maxSize', options.maxSize ?? defaultMaxSize);
    this.#idleMs = options.idleMs === undefined ? undefined : wholeNumber(where, 'idleMs', options.idleMs);
  }

  get size(): number {
    return this.#slots.size;
  }

  getToken(key: string, options?: GetTokenOptions): Promise<AccessToken<Wire>> {
    const slot = this.#slots.get(key);
    if (
      slot !== undefined &&
      this.#wall.isBefore(slot.freshUntil) &&
      slot.epoch === this.#wall.epoch &&
      (options == null || asksForNothing(options)) &&
      slot.ready !== undefined
    ) {
      slot.used = true;
      if (hits.hasSubscribers) slot.emitHit(this.#plan);
      return slot.ready;
    }
    return this.#acquire(key, options ?? {});
  }

  // Async, so that what is wrong with the key is a rejection.
  async #acquire(key: string, options: GetTokenOptions): Promise<AccessToken<Wire>> {
    return this.user(key).getToken(options);
  }

  async fetch(key: string, input: string | URL | Request, init?: RequestInit): Promise<Response> {
    if (this.#fetch === undefined) {
      throw new ConfigurationError(
        'missing_option',
        'authorizedFetch',
        `${this.#where}: fetch needs the option "authorizedFetch" of the pool: the origins that get the token.`,
      );
    }
    const slot = this.#slotOf(key);
    return authorizedFetch(this.#fetch, this.get(key), slot, input, init);
  }

  get(key: string): TokenSource<Wire> {
    this.#checkKey(key);
    return new PoolView(this, key);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.closed = true;
    schedulerOf(this.#plan.clock).cancel(this);
    const slots = [...this.#slots.values()];
    // What is not here is not handed out.
    this.#slots.clear();
    await leaveSlots(slots, this.#plan);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  user(key: string): SlotUser<Wire> {
    return new SlotUser(this, this.#plan, this.#slotOf(key));
  }

  /** @internal What is known of a key, if anything is. */
  peek(key: string): AccessToken<Wire> | undefined {
    return this.#slots.has(key) ? this.user(key).peek() : undefined;
  }

  /** @internal Closed, it has nothing to remember: a request that was out then gets its answer all the same. */
  invalidate(key: string, rejected: string): void {
    if (!this.closed) this.user(key).invalidate(rejected);
  }

  #slotOf(key: string): TokenSlot<Wire> {
    const known = this.#slots.get(key);
    if (known !== undefined) {
      known.used = true;
      return known;
    }
    this.#checkKey(key);
    const plan = this.#plan;
    const part = plan.grant === 'mint' ? { subject: key } : { sessionId: key };
    const slot = slotOf<Wire>(this.#home, () => encodeTokenKey({ ...this.#key, ...part }), key);
    this.#makeRoom();
    this.#slots.set(key, slot);
    useSlot(slot, plan);
    if (this.#idleMs !== undefined && this.place < 0) this.update();
    return slot;
  }

  #checkKey(key: unknown): void {
    if (this.closed) {
      throw new ConfigurationError('invalid_option', 'pool', `${this.#where}: this pool is closed; make a new one.`);
    }
    if (typeof key === 'string' && key !== '') return;
    throw new ConfigurationError(
      'invalid_parameter',
      'key',
      `${this.#where}: the key is ${key === '' ? 'an empty string' : typeName(key)}; a string that names the subject or the login is needed.`,
    );
  }

  /** Drops as many as there are too many, at most a round; those at work stay, and the pool is larger meanwhile. */
  #makeRoom(): void {
    if (this.#slots.size < this.#maxSize || this.#slots.size < this.#nextLook) return;
    for (let looks = 2 * this.#slots.size; looks > 0 && this.#slots.size >= this.#maxSize; looks -= 1) {
      let next = this.#hand.next();
      if (next.done === true) {
        this.#hand = this.#slots.entries();
        next = this.#hand.next();
      }
      if (next.done !== true) this.#offer(...next.value);
    }
    this.#nextLook = this.#slots.size < this.#maxSize ? 0 : Math.ceil(this.#slots.size * 1.1);
  }

  #offer(key: string, slot: TokenSlot<Wire>): void {
    const { used } = slot;
    slot.used = false;
    if (used || slot.busy || this.#remembers(slot)) return;
    this.#slots.delete(key);
    leaveSlot(slot, this.#plan);
    forgetSlot(slot);
  }

  /** A slot that was forgotten would ask an authority that wanted not to be asked, or serve once more what was refused. */
  #remembers({ failure, rejected, expiresAt, home }: TokenSlot<Wire>): boolean {
    const now = this.#wall.read();
    if (failure !== undefined && now < failure.retryAt) return true;
    // Not what never expires: its key might never be asked for again.
    return rejected !== undefined && home.store !== undefined && Number.isFinite(expiresAt) && now < expiresAt;
  }

  // The sweep for idle keys.

  update(): void {
    if (this.#idleMs !== undefined) schedulerOf(this.#plan.clock).schedule(this, this.#wall.read() + this.#idleMs);
  }

  async run(): Promise<void> {
    for (const [key, slot] of this.#slots) this.#offer(key, slot);
    if (this.#slots.size > 0 && !this.closed) this.update();
  }
}

/** A source that finds its slot anew each time. */
class PoolView<Wire extends TokenWire> implements TokenSource<Wire> {
  readonly #pool: SlotPool<Wire>;
  readonly #key: string;
  #closed = false;

  constructor(pool: SlotPool<Wire>, key: string) {
    this.#pool = pool;
    this.#key = key;
  }

  getToken(options?: GetTokenOptions): Promise<AccessToken<Wire>> {
    return this.#closed ? this.#refuse('getToken') : this.#pool.getToken(this.#key, options);
  }

  peek(): AccessToken<Wire> | undefined {
    return this.#pool.peek(this.#key);
  }

  async renew(options: {
    readonly reason: string;
    readonly signal?: AbortSignal | undefined;
  }): Promise<AccessToken<Wire>> {
    return this.#closed ? this.#refuse('renew') : this.#pool.user(this.#key).renew(options);
  }

  invalidate(rejected: string): void {
    this.#pool.invalidate(this.#key, rejected);
  }

  async adopt(
    login: Adoptable<Wire>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<AccessToken<Wire>> {
    return this.#closed ? this.#refuse('adopt') : this.#pool.user(this.#key).adopt(login, options);
  }

  async signOut(options?: { readonly revoke?: boolean | undefined }): Promise<void> {
    return this.#closed ? this.#refuse('signOut') : this.#pool.user(this.#key).signOut(options);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #refuse(method: string): Promise<never> {
    throw new ConfigurationError(
      'invalid_option',
      'source',
      `${method}: this source is closed; get another from its pool.`,
    );
  }
}

function wholeNumber(where: string, option: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new ConfigurationError(
    'invalid_option',
    option,
    `${where}: the option "${option}" takes a whole number from 1 on, ${String(value)} was given.`,
  );
}

/**
 * Makes a pool: valid access tokens for many users of one application. Each key has a life of its own, as a source has;
 * memory, timers and requests are bounded for all of them together.
 *
 * @throws ConfigurationError naming the option that is missing, unknown, malformed or out of range
 *
 * @example
 * ```ts
 * import { createTokenPool } from '@tokenwright/core/token-pool';
 *
 * const pool = createTokenPool({
 *   key: { authority: 'https://example.com', provider: 'example', clientId: 'my-app', credential: 'assertion' },
 *   mint: async ({ key }) => ({ access_token: `from the authority, for ${key}`, expires_in: 3600 }),
 *   idleMs: 3_600_000,
 * });
 * const { accessToken } = await pool.getToken('user-1');
 * console.log(accessToken.length);
 * await pool.close();
 * ```
 */
export function createTokenPool<Wire extends TokenWire = TokenWire>(options: TokenPoolOptions<Wire>): TokenPool<Wire> {
  return createTokenPoolFor('createTokenPool', options);
}

/** {@link createTokenPool} for a provider's factory, whose name is said in errors. */
export function createTokenPoolFor<Wire extends TokenWire = TokenWire>(
  where: string,
  options: TokenPoolOptions<Wire>,
): TokenPool<Wire> {
  // What are no options at all is said by the check.
  const { mint } = (options as Partial<typeof options> | null | undefined) ?? {};
  return openPool(where, options, mint === undefined ? sessionKind : mintKind);
}

/** {@link createTokenPoolFor} for pools that mint: smaller, because nothing of sessions comes with it. */
export function createMintPoolFor<Wire extends TokenWire = TokenWire>(
  where: string,
  options: MintPoolOptions<Wire>,
): TokenPool<Wire> {
  return openPool(where, options, mintKind);
}

function openPool<Wire extends TokenWire>(
  where: string,
  options: TokenPoolOptions<Wire>,
  kind: GrantKind,
): TokenPool<Wire> {
  checkParameters(where, 'option', options, poolRules);
  checkParameters(where, 'option', options.key, poolKeyRules);
  return new SlotPool(where, options, planOf<Wire>(where, options, kind));
}
