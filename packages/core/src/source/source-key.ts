/** What a token belongs to. Two sources with the same parts share one token and one renewal. No part is a secret. */
export interface TokenKeyParts {
  /** Origin of the authority. */
  readonly authority: string;
  /** Provider and API: `aliyun-pds`, `huawei-oneaccess/tenant`. */
  readonly provider: string;
  readonly clientId: string;
  /** What the client proves itself with: its secret, an assertion, or a user's session. */
  readonly credential: 'client' | 'assertion' | 'session';
  readonly subject?: string | undefined;
  readonly subjectType?: string | undefined;
  readonly subdomain?: string | undefined;
  readonly scope?: string | undefined;
  readonly audience?: string | undefined;
  /** Names a login; needed for sessions, whose subject is not known beforehand. */
  readonly sessionId?: string | undefined;
}

/** The key of a token in a store: a JSON array, so that different parts never make the same key. */
export function encodeTokenKey(parts: TokenKeyParts): string {
  const { authority, provider, clientId, credential, subject, subjectType, subdomain, scope, audience, sessionId } =
    parts;
  return JSON.stringify(
    [authority, provider, clientId, credential, subject, subjectType, subdomain, scope, audience, sessionId].map(
      (part) => part ?? null,
    ),
  );
}
