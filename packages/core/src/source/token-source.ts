import type { AccessToken } from './access-token.ts';
import type { AsyncDisposableLike } from './disposable.ts';
import { mintKind } from './mint-kind.ts';
import { sessionKind } from './session-kind.ts';
import { openSource } from './slot-source.ts';
import { checkSourceOptions, type TokenSourceOptions, type WaitUntil } from './source-options.ts';
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
  /**
   * The token that serves now, without waiting and without a renewal. Undefined when none is valid, and before the first
   * call that reads the store.
   */
  peek(): AccessToken<Wire> | undefined;
  /**
   * Renews now. Skips the back-off after a failure, but not what the authority asked for, and joins only a renewal
   * that begins after this call. `reason` is for whoever reads the events.
   *
   * @throws what `getToken` throws; the present token serves on all the same
   */
  renew(options: { readonly reason: string; readonly signal?: AbortSignal | undefined }): Promise<AccessToken<Wire>>;
  /**
   * Says that a resource refused this access token: the next caller gets another. Nothing if it is not the one that serves.
   *
   * @throws ConfigurationError when it is no string
   */
  invalidate(rejected: string): void;
  /**
   * Starts anew from a login or an import: a new lineage, which replaces whatever the store holds. A function is called
   * once, and what it gives is taken even when `signal` ends the wait, because a code is spent by its exchange. A store
   * that is away makes it no failure: the token serves from memory and is written later.
   *
   * @throws ConfigurationError when what is given, or what comes, is no token answer; or the source is closed
   * @throws RequestTimeoutError when a function takes longer than `hardTimeoutMs`
   * @throws what the function throws; the reason of `signal` when that is aborted
   */
  adopt(login: Adoptable<Wire>, options?: { readonly signal?: AbortSignal | undefined }): Promise<AccessToken<Wire>>;
  /**
   * Ends the session: a mark in the store, for all who share it, and the refresh token revoked if asked and possible.
   * Default of `revoke`: false.
   *
   * @throws StoreError when the store cannot be written: the session goes on then
   * @throws ConfigurationError when an option is unknown or malformed, or the source is closed
   * @throws what revoking throws; the session has ended all the same, and a second call with `revoke` tries that again
   */
  signOut(options?: { readonly revoke?: boolean | undefined }): Promise<void>;
  /**
   * Ends this source. Waits, at most `closeTimeoutMs` (10 s), for a renewal whose answer must not be lost. What the store
   * holds stays, and so do other sources of the same key. Later calls fail with ConfigurationError.
   *
   * @throws what `onUnpersisted` throws
   */
  close(): Promise<void>;
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
  // What are no options at all is said by the check.
  const { mint } = (options as Partial<typeof options> | null | undefined) ?? {};
  const plan = checkSourceOptions(where, options, mint === undefined ? sessionKind : mintKind);
  return openSource(where, plan, options);
}
