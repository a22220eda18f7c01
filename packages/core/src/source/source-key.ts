/** What a token belongs to. Two sources with the same parts share one token and one renewal. No part is a secret. */
export interface TokenKeyParts {
  /** Origin of the authority, without a slash at its end: another spelling is another token. */
  readonly authority: string;
  /** Provider and API: `aliyun-pds`, `huawei-oneaccess/tenant`. */
  readonly provider: string;
  /** The application, as the authority knows it: a client id, an app id. */
  readonly clientId: string;
  /** What the client proves itself with: its secret, an assertion, or a user's session. */
  readonly credential: 'client' | 'assertion' | 'session';
  /** Who the token is for, where one credential serves many: a user id. Default: the client itself. */
  readonly subject?: string | undefined;
  /** What kind of subject that is, where an authority has several of one name: `user`, `service`. Default: none. */
  readonly subjectType?: string | undefined;
  /** A part of the authority with users of its own, beneath its origin. Default: none. */
  readonly subdomain?: string | undefined;
  /** The scopes that are asked for, as they are sent: another order is another token. Default: the authority's own. */
  readonly scope?: string | undefined;
  /** The resource that the token is for, where it is asked for by name. Default: the authority's own. */
  readonly audience?: string | undefined;
  /** Names a login; needed for sessions, whose subject is not known beforehand. */
  readonly sessionId?: string | undefined;
}

/** In the order in which a key has them. */
const partNames = [
  'authority',
  'provider',
  'clientId',
  'credential',
  'subject',
  'subjectType',
  'subdomain',
  'scope',
  'audience',
  'sessionId',
] as const satisfies readonly (keyof TokenKeyParts)[];

/** The key of a token in a store: a JSON array, so that different parts never make the same key. */
export function encodeTokenKey(parts: TokenKeyParts): string {
  return JSON.stringify(partNames.map((name) => parts[name] ?? null));
}

/**
 * The parts of a key, for whoever walks over the keys of a store; undefined for a text that {@link encodeTokenKey} did
 * not make.
 *
 * @example
 * ```ts
 * import { decodeTokenKey } from '@tokenwright/core';
 * import { fileStore } from '@tokenwright/core/file-store';
 *
 * for await (const key of fileStore({ folder: '.tokens' }).keys?.() ?? []) console.log(decodeTokenKey(key)?.sessionId);
 * ```
 */
export function decodeTokenKey(key: string): TokenKeyParts | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(key);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.length !== partNames.length) return undefined;
  const decoded: Partial<Record<(typeof partNames)[number], string>> = {};
  for (const [index, name] of partNames.entries()) {
    const part: unknown = parts[index];
    if (typeof part === 'string') decoded[name] = part;
    else if (part !== null) return undefined;
  }
  const { authority, provider, clientId, credential } = decoded;
  if (authority === undefined || provider === undefined || clientId === undefined) return undefined;
  if (credential !== 'client' && credential !== 'assertion' && credential !== 'session') return undefined;
  const known = { ...decoded, authority, provider, clientId, credential } as const;
  // A key is written in one way only.
  return encodeTokenKey(known) === key ? known : undefined;
}
