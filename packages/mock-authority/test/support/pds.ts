import jsonwebtoken from 'jsonwebtoken';
import { randomUUID } from 'node:crypto';
import type { MockAuthority, MockAuthorityOptions } from '../../src/index.ts';
import { createMockAuthority } from '../../src/index.ts';
import { checkedFetch } from './document-check.ts';

export const PDS = 'https://mock-domain.api.aliyunpds.com';
export const CALLBACK = 'https://app.example/callback';
/** A fixed instant, for tests that must not depend on the time of day. */
export const NOON: number = Date.UTC(2030, 0, 1, 12);

export interface PdsTokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly [field: string]: unknown;
}

/** An authority and short ways to ask it. Every answer is held against the document. */
export interface PdsBench {
  readonly authority: MockAuthority;
  readonly form: (fields: Readonly<Record<string, string>>) => Promise<Response>;
  readonly json: (path: string, body: unknown) => Promise<Response>;
  readonly login: () => Promise<PdsTokens>;
  readonly refresh: (refreshToken: string) => Promise<Response>;
  readonly whoAmI: (accessToken: string) => Promise<Response>;
  readonly lastProblem: () => string | undefined;
}

export function pdsBench(options: Partial<MockAuthorityOptions> = {}): PdsBench {
  const authority = createMockAuthority({ clock: () => NOON, seed: 1, ...options, provider: 'aliyun-pds' });
  const fetch = checkedFetch(authority);
  const form: PdsBench['form'] = (fields) =>
    fetch(`${PDS}/v2/oauth/token`, { method: 'POST', body: new URLSearchParams(fields) });
  const json: PdsBench['json'] = (path, body) =>
    fetch(`${PDS}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    authority,
    form,
    json,
    login: async () => {
      const { code } = authority.issueCode({ clientId: 'mock-web-app', redirectUri: CALLBACK });
      const response = await form({ ...WEB_APP, grant_type: 'authorization_code', redirect_uri: CALLBACK, code });
      return (await response.json()) as PdsTokens;
    },
    refresh: (refreshToken) => form({ ...WEB_APP, grant_type: 'refresh_token', refresh_token: refreshToken }),
    whoAmI: (accessToken) =>
      fetch(`${PDS}/v2/user/get`, { method: 'POST', headers: { authorization: `Bearer ${accessToken}` }, body: '{}' }),
    lastProblem: () => authority.received().at(-1)?.problem,
  };
}

export const WEB_APP = { client_id: 'mock-web-app', client_secret: 'mock-web-app-secret' } as const;

/** The claims of a good assertion at NOON, as the vendor's SDK writes them. */
export function goodClaims(): Record<string, unknown> {
  return {
    iss: 'mock-jwt-app',
    sub: 'mock-user-1',
    sub_type: 'user',
    aud: 'mock-domain',
    jti: randomUUID(),
    iat: NOON / 1000 - 300,
    exp: NOON / 1000 + 300,
    auto_create: false,
  };
}

/** Signs with jsonwebtoken, which nobody here wrote. `undefined` takes a claim out. */
export function signAssertion(
  claims: Record<string, unknown>,
  key: string,
  options: jsonwebtoken.SignOptions = {},
): string {
  const kept = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  return jsonwebtoken.sign(kept, key, { algorithm: 'RS256', noTimestamp: kept['iat'] === undefined, ...options });
}
