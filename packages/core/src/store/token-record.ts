import type { LoginRequiredReason } from '../errors.ts';
import type { TokenWire } from '../source/token-wire.ts';

/** A refresh that was begun: written before the refresh token is sent, so that no other attempt sends it too. */
export interface PendingRefresh {
  /** Random, one for each attempt. */
  readonly attemptId: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Until then the attempt may still succeed; nobody else acts on the refresh token. Milliseconds since the epoch. */
  readonly deadline: number;
  /** Of the refresh token that is sent: 128 bits of its SHA-256, in base64url. */
  readonly refreshTokenFingerprint: string;
  /** 1, or 2 for the single repetition after an answer was lost. */
  readonly attempts: number;
  /** Set when an answer came that says nothing of the refresh token: a 5xx, or something that is no answer to it. */
  readonly answered?: true;
}

/** What `encrypted` makes of a record. The store beneath sees no more of it than its lineage and generation. */
export interface SealedRecord {
  /** Version of this form; a later one is refused, not guessed at. */
  readonly format: 1;
  /** Names the key it was encrypted with. */
  readonly keyId: string;
  /** The nonce, 96 random bits, in base64. */
  readonly nonce: string;
  /** The whole record as JSON, by AES-256-GCM, its tag at the end, in base64. */
  readonly data: string;
}

/**
 * What a store holds for a key: a versioned JSON format. A record is never deleted by a failure; it gets a mark.
 */
export interface TokenRecord<Wire extends TokenWire = TokenWire> {
  /** Version of the format; a record of a later one is refused and left in place. */
  readonly format: 1;
  /** Random, one for each login: all generations that descend from it have it. */
  readonly lineage: string;
  /** One more than that of the token set it was renewed from. */
  readonly generation: number;
  /** Fingerprint of the refresh token it was renewed with. */
  readonly parentFingerprint?: string;
  /** The token set. Absent beside a mark. */
  readonly token?: {
    /** The whole answer, the refresh token included. */
    readonly wire: Wire;
    /** When its request was sent, in milliseconds since the epoch. */
    readonly issuedAtMs: number;
    /** Milliseconds since the epoch; absent when neither the authority nor an option says when. */
    readonly expiresAtMs?: number;
    /** From when on it is renewed, in milliseconds since the epoch. Drawn once, so that all processes agree. */
    readonly refreshAtMs?: number;
  };
  /** There while an attempt with the refresh token is under way, or its outcome unknown. */
  readonly pending?: PendingRefresh;
  /** Set when only a new login helps. */
  readonly loginRequired?: {
    /** Why, as `LoginRequiredError` says it. */
    readonly reason: LoginRequiredReason;
    /** Milliseconds since the epoch. */
    readonly since: number;
    /** Of the refresh token that was refused: whoever had spent it may write its successor over the mark. */
    readonly fingerprint?: string;
    /** Of the attempt that was refused. */
    readonly attemptId?: string;
  };
  /** Set by signing out. */
  readonly signedOut?: {
    /** Milliseconds since the epoch. */
    readonly since: number;
  };
  /** Set by `encrypted`, in place of the token and the marks. */
  readonly sealed?: SealedRecord;
}

/** Whether what a store gave back is a record of this format that can be used: one that is still encrypted cannot. */
export function isTokenRecord(value: unknown): value is TokenRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { format, lineage, generation, token, sealed } = value as Partial<TokenRecord>;
  if (sealed !== undefined || format !== 1 || typeof lineage !== 'string' || !Number.isSafeInteger(generation))
    return false;
  return (
    token === undefined ||
    (typeof token === 'object' &&
      token !== null &&
      typeof token.wire?.access_token === 'string' &&
      typeof token.issuedAtMs === 'number')
  );
}

/** A short, one-way name of a secret: 128 bits of its SHA-256, in base64url. */
export async function fingerprintOf(secret: string): Promise<string> {
  const digest = await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret));
  let binary = '';
  for (const byte of new Uint8Array(digest, 0, 16)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
