import { json, pem, rsaKeys, startLoopback, type ReceivedRequest } from '@tokenwright/test-support';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { PDSClient, type PdsClientOptions } from '../src/index.ts';
import { version } from '../src/version.ts';

const token = { access_token: 'access', token_type: 'Bearer', expires_in: 7200 };

/** What a call puts on the wire. */
async function sent(
  call: (client: PDSClient) => Promise<unknown>,
  options: Partial<ConstructorParameters<typeof PDSClient>[0]> = {},
): Promise<ReceivedRequest> {
  await using authority = await startLoopback(json(200, token));
  await call(new PDSClient({ api_endpoint: authority.url, ...options }));
  const [request] = authority.received;
  expect(authority.received).toHaveLength(1);
  if (request === undefined) throw new Error('nothing arrived');
  return request;
}

function form(request: ReceivedRequest): Record<string, string> {
  expect(request.headers['content-type']).toBe('application/x-www-form-urlencoded');
  return Object.fromEntries(new URLSearchParams(request.body));
}

const app = { client_id: 'app', client_secret: 's&=+ ü', redirect_uri: 'https://app.example/cb?x=1' };

describe('requests as they arrive over HTTP', () => {
  test('getTokenByCode sends grant_type authorization_code as a form', async () => {
    const request = await sent((client) => client.getTokenByCode({ ...app, code: 'c/+=' }));
    expect(request.method).toBe('POST');
    expect(request.path).toBe('/v2/oauth/token');
    expect(form(request)).toEqual({ ...app, code: 'c/+=', grant_type: 'authorization_code' });
    expect(request.headers.authorization).toBeUndefined();
  });

  test('codeGrantType: code sends what the vendor SDK sends', async () => {
    const request = await sent((client) => client.getTokenByCode({ ...app, code: 'c' }), { codeGrantType: 'code' });
    expect(form(request)['grant_type']).toBe('code');
  });

  test('W5: parameters that are undefined are not sent', async () => {
    const request = await sent((client) =>
      client.getTokenByCode({
        client_id: 'app',
        client_secret: undefined,
        redirect_uri: 'https://a.example',
        code: 'c',
      }),
    );
    expect(request.body).not.toContain('undefined');
    expect(form(request)).not.toHaveProperty('client_secret');
  });

  test('W5: redirect_url is taken for redirect_uri', async () => {
    const request = await sent((client) =>
      client.getTokenByCode({ client_id: 'app', code: 'c', redirect_url: 'https://a.example' } as never),
    );
    expect(form(request)['redirect_uri']).toBe('https://a.example');
    expect(request.body).not.toContain('redirect_url');
  });

  test('refreshToken sends redirect_uri only when it is given', async () => {
    const request = await sent((client) => client.refreshToken({ client_id: 'app', refresh_token: 'r' }));
    expect(form(request)).toEqual({ client_id: 'app', refresh_token: 'r', grant_type: 'refresh_token' });
  });

  test('refreshJwtToken goes to /v2/account/token, as JSON, with app_id', async () => {
    const request = await sent((client) => client.refreshJwtToken({ client_id: 'app', refresh_token: 'r' }));
    expect(request.path).toBe('/v2/account/token');
    expect(request.headers['content-type']).toBe('application/json');
    expect(JSON.parse(request.body)).toEqual({ app_id: 'app', refresh_token: 'r', grant_type: 'refresh_token' });
  });

  test('getUserJwtToken signs an assertion for the user, RS256, without kid', async () => {
    const before = Math.floor(Date.now() / 1000);
    const request = await sent((client) =>
      client.getUserJwtToken({
        domain_id: 'dom',
        client_id: 'app',
        private_key_pem: pem.pkcs1(),
        user_id: 'u1',
        subdomain_id: 'sub',
      }),
    );
    const { assertion = '', ...rest } = form(request);
    expect(rest).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      client_id: 'app',
      subdomain_id: 'sub',
    });
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'RS256', typ: 'JWT' });
    const { payload } = await jwtVerify(assertion, rsaKeys.publicKey, {
      audience: 'dom',
      issuer: 'app',
      subject: 'u1',
    });
    expect(payload).toMatchObject({ sub_type: 'user', auto_create: false });
    expect(payload.jti).toMatch(/^[0-9a-f-]{36}$/);
    expect(payload.iat).toBeGreaterThanOrEqual(before - 300);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
  });

  test('getServiceJwtToken signs an assertion for the domain itself', async () => {
    const request = await sent((client) =>
      client.getServiceJwtToken({ domain_id: 'dom', client_id: 'app', private_key_pem: pem.pkcs8() }),
    );
    const { payload } = await jwtVerify(form(request)['assertion'] ?? '', rsaKeys.publicKey);
    expect(payload).toMatchObject({ iss: 'app', sub: 'dom', sub_type: 'service', aud: 'dom' });
  });

  test('each assertion has its own jti', async () => {
    await using authority = await startLoopback(json(200, token));
    const client = new PDSClient({ api_endpoint: authority.url });
    const params = { domain_id: 'dom', client_id: 'app', private_key_pem: pem.pkcs8() };
    await Promise.all([client.getServiceJwtToken(params), client.getServiceJwtToken(params)]);
    const ids = await Promise.all(
      authority.received.map(
        async (request) => (await jwtVerify(form(request)['assertion'] ?? '', rsaKeys.publicKey)).payload.jti,
      ),
    );
    expect(new Set(ids).size).toBe(2);
  });

  test('W3 and W9: JSON is asked for, and the User-Agent names the package and its version', async () => {
    const request = await sent((client) => client.refreshToken({ client_id: 'app', refresh_token: 'r' }));
    expect(request.headers.accept).toBe('application/json');
    expect(request.headers['user-agent']).toBe(`tokenwright-aliyun-pds/${version}`);
  });

  test('W9: a User-Agent of the caller stays, and so do headers of the call', async () => {
    const request = await sent(
      (client) => client.refreshToken({ client_id: 'app', refresh_token: 'r' }, { headers: { 'x-trace': 't' } }),
      { headers: { 'User-Agent': 'mine/1' } },
    );
    expect(request.headers['user-agent']).toBe('mine/1');
    expect(request.headers['x-trace']).toBe('t');
  });

  test('auth_endpoint takes the requests when it is given', async () => {
    const request = await sent((client) => client.refreshToken({ client_id: 'app', refresh_token: 'r' }), {});
    expect(request.path).toBe('/v2/oauth/token');
    await using auth = await startLoopback(json(200, token));
    const client = new PDSClient({ api_endpoint: 'https://dom.api.aliyunpds.com', auth_endpoint: auth.url });
    await client.refreshToken({ client_id: 'app', refresh_token: 'r' });
    expect(auth.received).toHaveLength(1);
  });
});

describe('the bytes of every request, byte for byte', () => {
  const jwt = { domain_id: 'dom', client_id: 'APP ID', private_key_pem: pem.pkcs8() };
  const web = { client_id: 'APP ID', client_secret: 'S&=', redirect_uri: 'https://app.example/cb' };
  const jwtBearer = 'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&client_id=APP+ID&assertion=A.B.C';
  const requests: Readonly<
    Record<string, readonly [(client: PDSClient) => Promise<unknown>, string, string, PdsClientOptions?]>
  > = {
    getUserJwtToken: [
      (client) => client.getUserJwtToken({ ...jwt, user_id: 'u', subdomain_id: 'SUB' }),
      '/v2/oauth/token',
      `${jwtBearer}&subdomain_id=SUB`,
    ],
    getServiceJwtToken: [(client) => client.getServiceJwtToken(jwt), '/v2/oauth/token', jwtBearer],
    refreshJwtToken: [
      (client) => client.refreshJwtToken({ client_id: 'APP ID', refresh_token: 'RT' }),
      '/v2/account/token',
      '{"app_id":"APP ID","grant_type":"refresh_token","refresh_token":"RT"}',
    ],
    getTokenByCode: [
      (client) => client.getTokenByCode({ ...web, code: 'CODE' }),
      '/v2/oauth/token',
      'grant_type=authorization_code&client_id=APP+ID&client_secret=S%26%3D&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&code=CODE',
    ],
    'getTokenByCode with codeGrantType: code': [
      (client) => client.getTokenByCode({ ...web, code: 'CODE' }),
      '/v2/oauth/token',
      'grant_type=code&client_id=APP+ID&client_secret=S%26%3D&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&code=CODE',
      { codeGrantType: 'code' },
    ],
    'refreshToken without a redirect URI': [
      (client) => client.refreshToken({ client_id: 'APP ID', refresh_token: 'RT' }),
      '/v2/oauth/token',
      'grant_type=refresh_token&client_id=APP+ID&refresh_token=RT',
    ],
    refreshToken: [
      (client) => client.refreshToken({ ...web, refresh_token: 'RT' }),
      '/v2/oauth/token',
      'grant_type=refresh_token&client_id=APP+ID&client_secret=S%26%3D&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&refresh_token=RT',
    ],
    revoke: [
      (client) => client.revoke({ client_id: 'APP ID', refresh_token: 'RT' }),
      '/v2/account/revoke',
      '{"app_id":"APP ID","refresh_token":"RT"}',
    ],
  };

  test.each(Object.keys(requests))('%s', async (name) => {
    const [call, path, body, options] = requests[name] ?? [];
    if (call === undefined || body === undefined) throw new Error('no such request');
    const request = await sent(call, options);
    expect([request.method, request.path]).toEqual(['POST', path]);
    expect(request.headers['content-type']).toBe(
      body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded',
    );
    expect(request.body.replace(/(?<=assertion=)[\w-]+\.[\w-]+\.[\w-]+/, 'A.B.C')).toBe(body);
  });

  test('the claims of an assertion are those of the vendor SDK, and no other', async () => {
    const request = await sent((client) => client.getUserJwtToken({ ...jwt, user_id: 'u' }));
    const { payload } = await jwtVerify(form(request)['assertion'] ?? '', rsaKeys.publicKey);
    const names = ['aud', 'auto_create', 'exp', 'iat', 'iss', 'jti', 'sub', 'sub_type'];
    expect(new Set(Object.keys(payload))).toEqual(new Set(names));
  });
});
