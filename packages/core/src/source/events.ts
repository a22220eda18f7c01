import type { LoginRequiredReason, TokenwrightError } from '../errors.ts';

/** What every event says. No event holds token material. */
export interface EventBase {
  /** The provider and API of the source. */
  readonly provider: string;
  /** How the source renews. */
  readonly grant: 'mint' | 'session';
  /** The key within a pool; undefined for a source of its own. */
  readonly key?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** Milliseconds until the token that serves now expires; undefined without one, or when it does not expire. */
  readonly expiresInMs?: number | undefined;
  /** Generation of the token that serves now. */
  readonly generation?: number | undefined;
}

/** Something in the life of a token. One renewal ends in exactly one of `renewed`, `unchanged`, `adopted`, `failed`, `login-required`. */
export type TokenEvent =
  /** A token became STALE and a renewal began. */
  | (EventBase & { readonly type: 'stale' })
  /** A caller joined a renewal that was under way. */
  | (EventBase & { readonly type: 'joined' })
  /** `lifetimesContradict`: `expires_in` and `expire_time` were five minutes or more apart; `expires_in` was taken. */
  | (EventBase & {
      readonly type: 'renewed';
      readonly durationMs: number;
      readonly reason: string;
      readonly lifetimesContradict?: true;
    })
  /** The authority gave the token it had given before. */
  | (EventBase & { readonly type: 'unchanged'; readonly durationMs: number; readonly reason: string })
  /** Another process, or a login, had put a token into the store. */
  | (EventBase & { readonly type: 'adopted'; readonly durationMs: number; readonly reason: string })
  | (EventBase & {
      readonly type: 'failed';
      readonly durationMs: number;
      readonly reason: string;
      readonly error: TokenwrightError;
      readonly retryAtMs: number;
    })
  /** The gravest: a new token serves from memory only, because the store did not take it. The write is tried again. */
  | (EventBase & { readonly type: 'persist-failed'; readonly error: TokenwrightError })
  | (EventBase & { readonly type: 'login-required'; readonly reason: LoginRequiredReason; readonly durationMs: number })
  | (EventBase & { readonly type: 'signed-out' })
  /** A caller asked while no renewal was due yet, and there was no valid token. */
  | (EventBase & { readonly type: 'blocked'; readonly error: TokenwrightError; readonly retryAtMs: number });

type WithoutBase<Event> = Event extends unknown ? Omit<Event, keyof EventBase> : never;

/** An event before the source has put its name to it. */
export type EventDetails = WithoutBase<TokenEvent>;

/** Takes events. Called synchronously; what it throws is reported once and changes nothing. */
export type TokenEventListener = (event: TokenEvent) => void;
