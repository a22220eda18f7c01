import { base64ToBytes } from '../bytes.ts';
import type { InvalidResponseErrorCode } from '../errors.ts';
import { define } from '../frozen.ts';
import { readLifetime } from '../provider/token-fields.ts';

/** The answer of an authority as a provider's call returns it: checked, under its wire names. */
export interface TokenWire {
  /** The token; never empty. */
  readonly access_token: string;
  /** Not looked at: a source takes every token for a Bearer token. */
  readonly token_type?: unknown;
  /** Lifetime in seconds from the request on; before `expire_time` where both are there. */
  readonly expires_in?: number | undefined;
  /** The moment of expiry as ISO 8601 text, where a provider gives one. Anything else is not looked at. */
  readonly expire_time?: unknown;
  /** Kept in the record and nowhere else: no access token that is handed out shows it. */
  readonly refresh_token?: string | undefined;
  /** What the token is good for, as the authority answered: names with spaces between. */
  readonly scope?: string | undefined;
  /** Whatever else came. It is kept, shown in `wire`, and has to be fit for JSON. */
  readonly [field: string]: unknown;
}

/**
 * What an answer lacks that a source cannot do without; undefined when nothing. Calls of providers have checked theirs,
 * but an exchange, a login or a token set to begin with may be anybody's: a body of an error, read as JSON.
 */
export function lackOf(wire: unknown): { readonly code: InvalidResponseErrorCode; readonly what: string } | undefined {
  const { access_token: token, expires_in: lifetime } = (wire ?? {}) as Partial<TokenWire>;
  if (typeof token !== 'string' || token === '') return { code: 'missing_access_token', what: 'an access_token' };
  if (readLifetime(lifetime) !== 'invalid') return undefined;
  return { code: 'invalid_expires_in', what: 'an expires_in that is a number of seconds' };
}

/** How far `expires_in` and `expire_time` may be apart before it is worth an event. */
const apartMs = 300_000;

/** When a token that was asked for at `sentAtMs` expires, and whether its two lifetimes contradict each other. */
export function expiryOf(
  wire: TokenWire,
  sentAtMs: number,
  configuredLifetimeMs: number | undefined,
): { readonly expiresAtMs: number | undefined; readonly contradicts: boolean } {
  const text = typeof wire.expire_time === 'string' ? Date.parse(wire.expire_time) : Number.NaN;
  const lifetime = readLifetime(wire.expires_in);
  if (typeof lifetime === 'number') {
    const expiresAtMs = sentAtMs + lifetime * 1000;
    return { expiresAtMs, contradicts: !Number.isNaN(text) && Math.abs(text - expiresAtMs) > apartMs };
  }
  if (!Number.isNaN(text)) return { expiresAtMs: text, contradicts: false };
  return {
    expiresAtMs: configuredLifetimeMs === undefined ? undefined : sentAtMs + configuredLifetimeMs,
    contradicts: false,
  };
}

/** Fields that belong to one answer and are never carried over into the next. */
const lifetimeFields: ReadonlySet<string> = new Set(['expires_in', 'expire_time']);

/**
 * RFC 6749 section 6: what a refresh answer leaves out stays as it was. Null says no more than nothing, and neither does
 * a refresh token without a character.
 */
export function mergeRefresh<Wire extends TokenWire>(previous: Wire, answer: Wire): Wire {
  const merged: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(previous)) if (!lifetimeFields.has(name)) define(merged, name, value);
  for (const [name, value] of Object.entries(answer))
    if (value != null && (name !== 'refresh_token' || value !== '')) define(merged, name, value);
  return merged as Wire;
}

/** Where an answer speaks of another user than the record, if it does. */
export function changedSubject(previous: TokenWire, answer: TokenWire): string | undefined {
  const [before, after] = [subjectsOf(previous), subjectsOf(answer)];
  return Object.keys(before).find((name) => says(before[name]) && says(after[name]) && before[name] !== after[name]);
}

/** PDS writes an empty text where it has no value. */
function says(value: unknown): boolean {
  return value != null && value !== '';
}

function subjectsOf({ user_id, sub, id_token }: TokenWire): Record<string, unknown> {
  return { user_id, sub, 'the sub of the id_token': subjectOfIdToken(id_token) };
}

/**
 * OpenID Connect Core 1.0 section 12.2: an ID token that comes with a refresh has the `sub` of the one before. It came
 * from the token endpoint itself, and nothing is decided by it but that two differ: its signature is the application's
 * to verify. Undefined for what has no claims that can be read, as an encrypted one.
 */
function subjectOfIdToken(token: unknown): unknown {
  if (typeof token !== 'string') return undefined;
  try {
    const claims = base64ToBytes((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'));
    return (JSON.parse(new TextDecoder().decode(claims)) as { readonly sub?: unknown }).sub;
  } catch {
    return undefined;
  }
}
