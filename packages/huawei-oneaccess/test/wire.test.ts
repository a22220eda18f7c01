import { json, startLoopback, type ReceivedRequest } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import {
  createOneAccessOAuthContext,
  createOneAccessTenantContext,
  getTenantToken,
  getTokenByCode,
  OneAccessOAuthClient,
  OneAccessTenantClient,
  type Secret,
} from '../src/index.ts';
import { version } from '../src/version.ts';

const token = { access_token: 'access', token_type: 'Bearer', expires_in: 7200, id_token: 'a.b.c' };
const credentials = { client_id: 'app', client_secret: 's&=+ ü' };

async function sent(call: (endpoint: string) => Promise<unknown>): Promise<ReceivedRequest> {
  await using authority = await startLoopback(json(200, token));
  await call(authority.url);
  const [request] = authority.received;
  expect(authority.received).toHaveLength(1);
  if (request === undefined) throw new Error('nothing arrived');
  expect(request.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(request.headers.authorization).toBeUndefined();
  return request;
}

const form = (request: ReceivedRequest): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(request.body));

describe('requests as they arrive over HTTP', () => {
  test('getTokenByCode sends a form, without redirect_uri unless given', async () => {
    const request = await sent((endpoint) =>
      new OneAccessOAuthClient({ endpoint, ...credentials }).getTokenByCode({ code: 'c' }),
    );
    expect(request.path).toBe('/api/v1/oauth2/token');
    expect(form(request)).toEqual({ ...credentials, code: 'c', grant_type: 'authorization_code' });
  });

  test('getIdTokenByCode sends redirect_uri', async () => {
    const redirect_uri = 'https://app.example/cb?x=1';
    const request = await sent((endpoint) =>
      new OneAccessOAuthClient({ endpoint, ...credentials }).getIdTokenByCode({ code: 'c', redirect_uri }),
    );
    expect(form(request)).toEqual({ ...credentials, code: 'c', redirect_uri, grant_type: 'authorization_code' });
  });

  test('refreshToken', async () => {
    const request = await sent((endpoint) =>
      new OneAccessOAuthClient({ endpoint, ...credentials }).refreshToken({ refresh_token: 'r' }),
    );
    expect(form(request)).toEqual({ ...credentials, refresh_token: 'r', grant_type: 'refresh_token' });
  });

  test('getTenantToken', async () => {
    const request = await sent((endpoint) => new OneAccessTenantClient({ endpoint, ...credentials }).getTenantToken());
    expect(request.path).toBe('/api/v2/tenant/token');
    expect(form(request)).toEqual({ ...credentials, grant_type: 'client_credentials' });
    expect(request.headers['user-agent']).toBe(`tokenwright-huawei-oneaccess/${version}`);
  });

  test('credentials of a call go before those of the client', async () => {
    const request = await sent((endpoint) =>
      new OneAccessTenantClient({ endpoint, ...credentials }).getTenantToken({
        client_id: 'other',
        client_secret: 'its',
      }),
    );
    expect(form(request)).toEqual({ client_id: 'other', client_secret: 'its', grant_type: 'client_credentials' });
  });

  test('W8: a secret that is a function is asked at each call, and once more when the client is refused', async () => {
    let current = 'old';
    const asked: string[] = [];
    await using authority = await startLoopback((request, response) => {
      const given = new URLSearchParams(request.body).get('client_secret');
      if (given === 'new') json(200, token)(request, response);
      else json(401, { error: 'invalid_client', error_description: 'Bad client credentials' })(request, response);
      current = 'new';
    });
    const client_secret = async (): Promise<string> => {
      asked.push(current);
      return current;
    };
    const client = new OneAccessTenantClient({ endpoint: authority.url, client_id: 'app', client_secret });
    expect((await client.getTenantToken()).access_token).toBe('access');
    expect(asked).toEqual(['old', 'new']);
    await client.getTenantToken();
    expect(asked).toEqual(['old', 'new', 'new']);
    expect(authority.received).toHaveLength(3);
  });

  test.each<[name: string, call: (endpoint: string, client_secret: Secret) => Promise<unknown>]>([
    [
      'getTokenByCode',
      (endpoint, client_secret) =>
        getTokenByCode(createOneAccessOAuthContext({ endpoint }), { client_id: 'app', client_secret, code: 'c' }),
    ],
    [
      'refreshToken',
      (endpoint, client_secret) =>
        new OneAccessOAuthClient({ endpoint, ...credentials }).refreshToken({
          client_secret,
          refresh_token: async () => 'r',
        }),
    ],
    [
      'getTenantToken',
      (endpoint, client_secret) =>
        getTenantToken(createOneAccessTenantContext({ endpoint }), { client_id: 'app', client_secret }),
    ],
  ])('W8: %s takes its secrets from functions too', async (_name, call) => {
    await using authority = await startLoopback((request, response) => {
      const isNew = new URLSearchParams(request.body).get('client_secret') === 'new';
      json(isNew ? 200 : 401, isNew ? token : { error: 'invalid_client' })(request, response);
    });
    const secrets = ['new', 'old'];
    await call(authority.url, () => secrets.pop() ?? '');
    const forms = authority.received.map(form);
    expect(forms.map(({ client_secret }) => client_secret)).toEqual(['old', 'new']);
    expect(new Set(forms.map(({ refresh_token }) => refresh_token)).size).toBe(1);
  });

  test('W8: a client that stays refused is asked about once, and the refusal is the error', async () => {
    await using authority = await startLoopback(
      json(401, { error: 'invalid_client', error_description: 'Bad client credentials' }),
    );
    const client = new OneAccessTenantClient({
      endpoint: authority.url,
      client_id: 'app',
      client_secret: () => 'same',
    });
    await expect(client.getTenantToken()).rejects.toMatchObject({ code: 'invalid_client' });
    expect(authority.received).toHaveLength(1);
  });
});
