import type { MockAuthority, MockAuthorityOptions } from '../../src/index.ts';
import { createMockAuthority } from '../../src/index.ts';
import { checkedFetch } from './document-check.ts';
import { CALLBACK, NOON } from './pds.ts';

export const ONE_ACCESS = 'https://tenant.oneaccess.example';
export const APP = { client_id: 'mock-app', client_secret: 'mock-app-secret' } as const;

/** An authority and short ways to ask it. Every answer is held against the documents. */
export interface OneAccessBench {
  readonly authority: MockAuthority;
  readonly fetch: MockAuthority['fetch'];
  readonly token: (fields: Readonly<Record<string, string>>, headers?: Record<string, string>) => Promise<Response>;
  readonly tenant: (fields: Readonly<Record<string, string>>, headers?: Record<string, string>) => Promise<Response>;
  /** A code for the default application. */
  readonly code: (scope?: string) => string;
  readonly redeem: (code: string) => Promise<Response>;
  readonly bearer: (path: string, accessToken: string) => Promise<Response>;
  readonly lastProblem: () => string | undefined;
}

export function oneAccessBench(options: Partial<MockAuthorityOptions> = {}): OneAccessBench {
  const authority = createMockAuthority({ clock: () => NOON, seed: 1, ...options, provider: 'huawei-oneaccess' });
  const fetch = checkedFetch(authority);
  const post =
    (path: string): OneAccessBench['token'] =>
    (fields, headers = {}) =>
      fetch(`${ONE_ACCESS}${path}`, { method: 'POST', headers, body: new URLSearchParams(fields) });
  const token = post('/api/v1/oauth2/token');
  return {
    authority,
    fetch,
    token,
    tenant: post('/api/v2/tenant/token'),
    code: (scope = 'openid') => authority.issueCode({ redirectUri: CALLBACK, scope }).code,
    redeem: (code) => token({ ...APP, grant_type: 'authorization_code', redirect_uri: CALLBACK, code }),
    bearer: (path, accessToken) =>
      fetch(`${ONE_ACCESS}${path}`, { headers: { authorization: `Bearer ${accessToken}` } }),
    lastProblem: () => authority.received().at(-1)?.problem,
  };
}

/** An Authorization header as RFC 7617 writes it. */
export function basic(id: string, secret: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}
