import { canary, everyView, failureOf, leaksOf } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import { AuthorityError, OneAccessOAuthClient, OneAccessTenantClient, TokenwrightError } from '../src/index.ts';
import { app, redirect_uri, startTwin, tenantPath, tokenPath } from './support/twin.ts';

const clientId = 'app one';
const clientSecret = 's:&=+ ü';
const clients = [{ clientId, clientSecret, redirectUris: [redirect_uri] }];
const credentials = { client_id: clientId, client_secret: clientSecret };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('W8: how the application says who it is, on the twin', () => {
  test.each([
    ['in the body, by default', {}, undefined, { ...credentials, grant_type: 'client_credentials' }, []],
    [
      'by HTTP Basic, form-encoded as RFC 6749 says',
      { clientAuthentication: 'basic' },
      base64('app+one:s%3A%26%3D%2B+%C3%BC'),
      { grant_type: 'client_credentials' },
      [],
    ],
    [
      'by HTTP Basic, raw',
      { clientAuthentication: 'basic', basicEncoding: 'raw' },
      base64('app one:s:&=+ ü'),
      { grant_type: 'client_credentials' },
      [],
    ],
    [
      'by HTTP Basic, the grant in the address and no body',
      { grantTypeIn: 'query' },
      base64('app+one:s%3A%26%3D%2B+%C3%BC'),
      '',
      [['grant_type', 'client_credentials']],
    ],
  ] as const)('a tenant token, %s', async (_what, options, basic, body, query) => {
    await using twin = await startTwin({ clients });
    const client = new OneAccessTenantClient({ endpoint: twin.endpoint, ...credentials, ...options });
    expect(await client.getTenantToken()).toMatchObject({ token_type: 'Bearer', expires_in: 1800, scope: 'all' });
    const [request] = twin.sent(tenantPath);
    expect(request?.headers['authorization']).toBe(basic === undefined ? undefined : `Basic ${basic}`);
    expect(request?.body).toEqual(body);
    expect(request?.query).toEqual(query);
    expect(request?.headers['content-type']).toBe(body === '' ? undefined : 'application/x-www-form-urlencoded');
    // Neither the secret nor anything made of it is in an address.
    expect(leaksOf(clientSecret, JSON.stringify(request?.query))).toEqual([]);
  });

  test('a code and a refresh token, by HTTP Basic, where an instance takes it', async () => {
    await using twin = await startTwin({ clients, traits: { basicAtOAuthEndpoint: true, refreshTokens: true } });
    const client = new OneAccessOAuthClient({
      endpoint: twin.endpoint,
      ...credentials,
      clientAuthentication: 'basic',
    });
    const { code } = twin.authority.issueCode();
    const token = await client.getIdTokenByCode({ code, redirect_uri });
    await client.refreshToken({ refresh_token: token.refresh_token ?? '' });
    for (const { body, headers } of twin.sent(tokenPath)) {
      expect(body).not.toHaveProperty('client_id');
      expect(body).not.toHaveProperty('client_secret');
      expect(headers['authorization']).toBe(`Basic ${base64('app+one:s%3A%26%3D%2B+%C3%BC')}`);
    }
    expect(twin.sent(tokenPath)).toHaveLength(2);
  });

  test('the v1 endpoint as documented refuses HTTP Basic', async () => {
    await using twin = await startTwin();
    const client = new OneAccessOAuthClient({ endpoint: twin.endpoint, ...app, clientAuthentication: 'basic' });
    expect(await failureOf(AuthorityError, () => client.refreshToken({ refresh_token: 'r' }))).toMatchObject({
      code: 'invalid_client',
      wireMessage: 'Bad client credentials',
    });
  });

  test('W7: a Basic header that an authority echoes is masked', async () => {
    await using twin = await startTwin({ clients });
    const client = new OneAccessTenantClient({
      endpoint: twin.endpoint,
      client_id: 'app',
      client_secret: canary,
      clientAuthentication: 'basic',
    });
    const echoed = new URLSearchParams([['', canary]]).toString().slice(1);
    twin.authority.faults.add({
      status: 400,
      error: 'invalid_client',
      message: `not ${base64(`app:${echoed}`)}`,
    });
    const error = await failureOf(AuthorityError, () => client.getTenantToken());
    expect(error.wireMessage).toContain('[redacted]');
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test.each([
    ['tenant', { clientAuthentication: 'header' }, 'clientAuthentication'],
    ['tenant', { basicEncoding: 'base64' }, 'basicEncoding'],
    ['tenant', { grantTypeIn: 'header' }, 'grantTypeIn'],
    ['tenant', { grantTypeIn: 'query', clientAuthentication: 'body' }, 'grantTypeIn'],
    ['oauth', { grantTypeIn: 'query' }, 'grantTypeIn'],
    ['oauth', { token_endpoint_auth_method: 'client_secret_basic' }, 'token_endpoint_auth_method'],
  ])('W5: %s client with %j', async (which, options, parameter) => {
    const all = { endpoint: 'https://a.example', ...options } as never;
    const make = () => (which === 'tenant' ? new OneAccessTenantClient(all) : new OneAccessOAuthClient(all));
    expect(await failureOf(TokenwrightError, make)).toMatchObject({ name: 'ConfigurationError', parameter });
  });

  test('W5: a client id with a colon cannot be sent raw', async () => {
    const client = new OneAccessTenantClient({
      endpoint: 'https://a.example',
      client_id: 'a:b',
      client_secret: 's',
      clientAuthentication: 'basic',
      basicEncoding: 'raw',
      fetch: () => Promise.reject(new Error('A request was sent where none was due.')),
    });
    expect(await failureOf(TokenwrightError, () => client.getTenantToken())).toMatchObject({
      code: 'invalid_parameter',
      parameter: 'client_id',
    });
  });
});
