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
  | (EventBase & {
      /** A token became STALE, and a caller began its renewal. */
      readonly type: 'stale';
    })
  | (EventBase & {
      /** A caller joined a renewal that was under way. */
      readonly type: 'joined';
    })
  | (EventBase & {
      /** A renewal brought a new token, which serves now. */
      readonly type: 'renewed';
      /** From the beginning of the renewal on, in milliseconds: waiting for others, the exchange and the write included. */
      readonly durationMs: number;
      /** Why it was renewed: `stale`, `invalid`, `keep fresh`, or what was given to `renew()`. */
      readonly reason: string;
      /** There when `expires_in` and `expire_time` were five minutes or more apart; `expires_in` was taken. */
      readonly lifetimesContradict?: true;
    })
  | (EventBase & {
      /** The authority gave the token that it had given before; it is asked again later. */
      readonly type: 'unchanged';
      /** From the beginning of the renewal on, in milliseconds. */
      readonly durationMs: number;
      /** Why it was asked, as of `renewed`. */
      readonly reason: string;
    })
  | (EventBase & {
      /** A token came from elsewhere, and serves now: from another process, a login, a late answer. */
      readonly type: 'adopted';
      /** From the beginning of the renewal, the login or the reading on, in milliseconds. */
      readonly durationMs: number;
      /** `login`, `late answer`, `changed elsewhere`; of a renewal that found it, as of `renewed`. */
      readonly reason: string;
    })
  | (EventBase & {
      /** A renewal failed. A token that is valid serves on. */
      readonly type: 'failed';
      /** From the beginning of the renewal on, in milliseconds. */
      readonly durationMs: number;
      /** Why it was to be renewed, as of `renewed`. */
      readonly reason: string;
      /** What callers without a valid token are thrown. */
      readonly error: TokenwrightError;
      /** Milliseconds since the epoch before which no other renewal begins by itself. */
      readonly retryAtMs: number;
    })
  | (EventBase & {
      /** The gravest: a new token serves from memory only, because the store did not take it. The write is tried again. */
      readonly type: 'persist-failed';
      /** What the store failed with. */
      readonly error: TokenwrightError;
    })
  | (EventBase & {
      /** A renewal found that only a new login helps. A token that is valid serves to its end. */
      readonly type: 'login-required';
      /** Why, as `LoginRequiredError` says it. */
      readonly reason: LoginRequiredReason;
      /** From the beginning of the renewal on, in milliseconds. */
      readonly durationMs: number;
    })
  | (EventBase & {
      /** The session was ended, here or in another process. */
      readonly type: 'signed-out';
    })
  | (EventBase & {
      /** A caller asked while no renewal was due yet, and there was no valid token. */
      readonly type: 'blocked';
      /** What that caller was thrown: the error of the last renewal. */
      readonly error: TokenwrightError;
      /** Milliseconds since the epoch from which on the next caller begins a renewal. */
      readonly retryAtMs: number;
    });

type WithoutBase<Event> = Event extends unknown ? Omit<Event, keyof EventBase> : never;

/** An event before the source has put its name to it. */
export type EventDetails = WithoutBase<TokenEvent>;

/** Takes events. Called synchronously; what it throws is reported once and changes nothing. */
export type TokenEventListener = (event: TokenEvent) => void;
