import { createMockAuthority, type MockAuthority } from '@tokenwright/mock-authority';
import { describe, expect, test } from 'vitest';
import { startExample, temporaryFile } from './run-example.ts';

/** A twin over HTTP that ends its access tokens after the first call of the API. */
async function forgetfulDomain(): Promise<{
  authority: MockAuthority;
  env: Record<string, string>;
  readonly close: () => Promise<void>;
}> {
  let calls = 0;
  const authority = createMockAuthority({
    provider: 'aliyun-pds',
    onRequest: ({ path }) => {
      calls += path === '/v2/user/get' ? 1 : 0;
      if (path === '/v2/user/get' && calls === 2) authority.kill({ tokenKind: 'access' });
    },
  });
  const server = await authority.listen();
  const env = {
    PDS_ENDPOINT: server.url,
    PDS_DOMAIN_ID: 'mock-domain',
    PDS_CLIENT_ID: 'mock-jwt-app',
    PDS_PRIVATE_KEY_FILE: temporaryFile('key.pem', await authority.privateKeyPem()),
  };
  return { authority, env, close: () => server.close() };
}

const statusesOf = (authority: MockAuthority, path: string): (number | undefined)[] =>
  authority
    .received()
    .filter((request) => request.path === path)
    .map(({ status }) => status);

describe('a client of PDS carries the token of a source', () => {
  test('pds-axios.ts: axios repeats a request whose token was refused, with the next one', async () => {
    const { authority, env, close } = await forgetfulDomain();
    const { code, output } = await startExample('pds-axios.ts', env).ended;
    expect(output).toBe('1: superadmin, superadmin\n2: superadmin, superadmin\n3: superadmin, superadmin\n');
    expect(code).toBe(0);
    expect(statusesOf(authority, '/v2/user/get')).toEqual([200, 200, 401, 200]);
    expect(statusesOf(authority, '/v2/oauth/token')).toEqual([200, 200]);
    await close();
  });

  test('pds-hey-api.ts: a generated client, by auth and by fetch', async () => {
    const { authority, env, close } = await forgetfulDomain();
    const { code, output } = await startExample('pds-hey-api.ts', env).ended;
    expect(output).toBe('auth: HTTP 200, superadmin\nfetch: HTTP 200, superadmin\nfetch: HTTP 200, superadmin\n');
    expect(code).toBe(0);
    expect(statusesOf(authority, '/v2/user/get')).toEqual([200, 200, 401, 200]);
    await close();
  });
});
