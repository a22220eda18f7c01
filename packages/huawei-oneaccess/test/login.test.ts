import { canary, everyView, failureOf, leaksOf, json, startLoopback, text } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import {
  AuthorityError,
  InvalidResponseError,
  OneAccessOAuthClient,
  TokenwrightError,
  authorizationUrl,
  createOneAccessOAuthContext,
  getUserInfo,
  logoutUrl,
  parseCallback,
} from '../src/index.ts';
import { app, redirect_uri, startTwin, tokenPath } from './support/twin.ts';

const endpoint = 'https://abcdefg.huaweioneaccess.com';
const context = createOneAccessOAuthContext({ endpoint });

describe('authorizationUrl', () => {
  test('asks for an OpenID Connect login, with a state and a nonce by chance that are given back', async () => {
    const { url, state, nonce, ...rest } = await authorizationUrl(context, { client_id: 'app', redirect_uri });
    const address = new URL(url);
    expect(address.origin + address.pathname).toBe(`${endpoint}/api/v1/oauth2/authorize`);
    expect(Object.fromEntries(address.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'app',
      redirect_uri,
      scope: 'openid',
      state,
      nonce,
    });
    expect(state).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(nonce).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(nonce).not.toBe(state);
    expect(rest).toEqual({ redirect_uri });
    expect((await authorizationUrl(context, { client_id: 'app' })).state).not.toBe(state);
  });

  test('takes what is given, and sends nothing that is not', async () => {
    const given = { client_id: 'app', state: 'mine1', scope: 'get_user_info' };
    const request = await authorizationUrl(context, given);
    expect(request).toEqual({ url: request.url, state: 'mine1' });
    expect([...new URL(request.url).searchParams.keys()]).toEqual(['response_type', 'client_id', 'scope', 'state']);
    const openId = await authorizationUrl(context, { client_id: 'app' }, { nonce: false });
    expect(openId.nonce).toBeUndefined();
    expect((await authorizationUrl(context, { ...given, nonce: 'n' })).nonce).toBe('n');
  });

  test('PKCE is off unless asked for, and then S256 of a verifier by chance (RFC 7636, appendix B)', async () => {
    const off = new URL((await authorizationUrl(context, { client_id: 'app' })).url);
    expect(off.searchParams.has('code_challenge')).toBe(false);
    const code_verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    const given = await authorizationUrl(context, { client_id: 'app', code_verifier });
    expect(new URL(given.url).searchParams.get('code_challenge')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
    expect(new URL(given.url).searchParams.get('code_challenge_method')).toBe('S256');
    expect(given.code_verifier).toBe(code_verifier);
    const asked = await authorizationUrl(context, { client_id: 'app' }, { pkce: true });
    expect(asked.code_verifier).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(asked.url).not.toContain(asked.code_verifier);
  });

  test.each<[string, object, object | undefined, string, string]>([
    ['no client id', {}, undefined, 'missing_parameter', 'client_id'],
    ['a relative redirect_uri', { redirect_uri: '/callback' }, undefined, 'invalid_parameter', 'redirect_uri'],
    [
      'a redirect_uri with a fragment',
      { redirect_uri: 'https://a.example/#x' },
      undefined,
      'invalid_parameter',
      'redirect_uri',
    ],
    ['a short verifier', { code_verifier: 'short' }, undefined, 'invalid_parameter', 'code_verifier'],
    ['an empty state', { state: '' }, undefined, 'invalid_parameter', 'state'],
    ['a state that is a number', { state: 7 }, undefined, 'invalid_parameter', 'state'],
    ['the implicit flow', { response_type: 'id_token' }, undefined, 'unsupported_parameter', 'response_type'],
    ['a challenge', { code_challenge: 'x' }, undefined, 'unsupported_parameter', 'code_challenge'],
    ['a secret', { client_secret: canary }, undefined, 'unsupported_parameter', 'client_secret'],
    ['a name nobody knows', { hint: 'x' }, undefined, 'unknown_parameter', 'hint'],
    ['an option nobody knows', {}, { PKCE: 1 }, 'unknown_option', 'PKCE'],
    ['an option of another type', {}, { pkce: 'S256' }, 'invalid_option', 'pkce'],
  ])('W5: %s', async (_what, params, options, code, parameter) => {
    const client_id = parameter === 'client_id' ? undefined : 'app';
    const error = await failureOf(TokenwrightError, () =>
      authorizationUrl(context, { client_id, ...params } as never, options),
    );
    expect(error).toMatchObject({ name: 'ConfigurationError', code, parameter });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test.each([[undefined], [null], ['text'], [[]]])('W5: parameters that are %j', async (params) => {
    const client = new OneAccessOAuthClient({ endpoint, client_id: 'app' });
    for (const call of [
      () => authorizationUrl(context, params as never),
      () => client.authorizationUrl(params as never),
    ])
      expect(await failureOf(TokenwrightError, call)).toMatchObject({ code: 'invalid_parameter', parameter: 'params' });
  });
});

describe('parseCallback', () => {
  test('takes the result of authorizationUrl as it is, and gives the code', async () => {
    const expected = await authorizationUrl(context, { client_id: 'app', redirect_uri }, { pkce: true });
    expect(parseCallback(`/callback?code=c&state=${expected.state}`, expected)).toEqual({ code: 'c' });
    const kept = { ...expected, userAgent: 'x' };
    expect(parseCallback(`/callback?code=c&state=${expected.state}`, kept)).toEqual({ code: 'c' });
    expect(await failureOf(TokenwrightError, () => parseCallback('/callback', undefined as never))).toMatchObject({
      code: 'invalid_parameter',
      parameter: 'params',
    });
  });

  test.each([
    ['access_denied', 'access_denied', false],
    ['unauthorized_user', 'access_denied', false],
    ['redirect_uri_mismatch', 'invalid_grant', false],
    ['unsupported_response_type', 'invalid_request', false],
    ['invalid_scope', 'invalid_scope', false],
    ['server_error', 'authority_unavailable', true],
    ['temporarily_unavailable', 'authority_unavailable', true],
    ['something_new', 'authority_error', false],
    ['constructor', 'authority_error', false],
  ])('turns the error %s of the redirect into %s', async (wireCode, code, retryable) => {
    const error = await failureOf(AuthorityError, () =>
      parseCallback(`/callback?error=${wireCode}&error_description=No+way&state=s`, { state: 's' }),
    );
    expect(error).toMatchObject({ code, wireCode, wireMessage: 'No way', retryable, status: 302 });
  });

  test('W5: a state to compare with is needed, and one that differs ends it', async () => {
    expect(await failureOf(TokenwrightError, () => parseCallback('?code=c&state=s', {} as never))).toMatchObject({
      code: 'missing_parameter',
      parameter: 'state',
    });
    const forged = `?code=${encodeURIComponent(canary)}&state=other`;
    const error = await failureOf(InvalidResponseError, () => parseCallback(forged, { state: 's' }));
    expect(error.code).toBe('state_mismatch');
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });
});

describe('logoutUrl', () => {
  test('has the name that OneAccess has for the address to go to', () => {
    expect(logoutUrl(context)).toBe(`${endpoint}/api/v1/logout`);
    expect(new OneAccessOAuthClient({ endpoint }).logoutUrl({ redirect_url: 'https://app.example/?a=b&c' })).toBe(
      `${endpoint}/api/v1/logout?redirect_url=https%3A%2F%2Fapp.example%2F%3Fa%3Db%26c`,
    );
  });

  test.each([
    [{ redirect_url: 'javascript:alert(1)' }, 'invalid_parameter', 'redirect_url'],
    [{ redirect_url: '/login' }, 'invalid_parameter', 'redirect_url'],
    [{ redirect_url: '' }, 'invalid_parameter', 'redirect_url'],
    [{ post_logout_redirect_uri: 'x' }, 'unsupported_parameter', 'post_logout_redirect_uri'],
    [{ id_token_hint: 'x' }, 'unsupported_parameter', 'id_token_hint'],
  ])('W5: %j', async (params, code, parameter) => {
    expect(await failureOf(TokenwrightError, () => logoutUrl(context, params as never))).toMatchObject({
      code,
      parameter,
    });
  });
});

describe('getUserInfo', () => {
  test('reads the user, ids as text, what is not documented kept', async () => {
    const body = '{"id":20200101000000001,"userName":7,"email":null,"more":{"level":1}}';
    await using authority = await startLoopback(text(200, body, 'application/json'));
    const context = createOneAccessOAuthContext({ endpoint: authority.url });
    expect(await getUserInfo(context, { access_token: 'a' })).toEqual({
      id: '20200101000000001',
      userName: '7',
      more: { level: 1 },
    });
    const [request] = authority.received;
    expect(request).toMatchObject({ method: 'GET', path: '/api/v1/oauth2/userinfo', body: '' });
    expect(request?.headers).toMatchObject({ authorization: 'Bearer a', accept: 'application/json' });
  });

  test.each([
    ['a refusal', 401, { error: 'unauthorized', error_description: 'no' }, { code: 'invalid_token' }],
    [
      'a token that is echoed',
      400,
      { error: 'invalid_token', error_description: `Invalid access token: ${canary}` },
      { code: 'invalid_token', wireMessage: 'Invalid access token: [redacted]' },
    ],
    ['an error in a 200', 200, { error: 'invalid_token' }, { code: 'invalid_token', status: 200 }],
    ['a list', 200, [], { code: 'response_not_json' }],
    ['a text', 200, 'hello', { code: 'response_not_json' }],
  ])('W6: %s', async (_what, status, body, expected) => {
    await using authority = await startLoopback(json(status, body));
    const client = new OneAccessOAuthClient({ endpoint: authority.url });
    const error = await failureOf(TokenwrightError, () => client.getUserInfo({ access_token: canary }));
    expect(error).toMatchObject(expected);
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });
});

describe('a whole login on the twin, over HTTP', () => {
  test.each([
    ['with OpenID Connect', {}, {}],
    ['with PKCE', {}, { pkce: true }],
    ['with plain OAuth', { scope: 'get_user_info' }, {}],
  ])('%s: begin, come back, redeem, read the user, refresh', async (_what, params, options) => {
    await using twin = await startTwin({ traits: { refreshTokens: true } });
    const client = new OneAccessOAuthClient({ endpoint: twin.endpoint, ...app });
    const login = await client.authorizationUrl({ redirect_uri, ...params }, options);
    const callback = await twin.visit(login.url);
    expect(callback).toMatch(/^https:\/\/app\.example\/callback\?code=/);
    const { code } = client.parseCallback(callback, login);
    const { code_verifier } = login;
    const token = await client.getTokenByCode({ code, redirect_uri, code_verifier });
    expect(token).toMatchObject({
      token_type: 'Bearer',
      expires_in: 7200,
      scope: new URL(login.url).searchParams.get('scope'),
    });
    expect(typeof token.id_token).toBe('scope' in params ? 'undefined' : 'string');
    const user = await client.getUserInfo({ access_token: token.access_token });
    expect(user).toMatchObject({ id: 'mock-user-1', userName: 'user1' });
    const next = await client.refreshToken({ refresh_token: token.refresh_token ?? '' });
    expect(next.refresh_token).not.toBe(token.refresh_token);
    expect(
      await failureOf(AuthorityError, () => client.refreshToken({ refresh_token: token.refresh_token ?? '' })),
    ).toMatchObject({ code: 'invalid_grant' });
    // A code works once.
    expect(
      await failureOf(AuthorityError, () => client.getTokenByCode({ code, redirect_uri, code_verifier })),
    ).toMatchObject({ code: 'invalid_grant' });
    expect(twin.sent(tokenPath)).toHaveLength(4);
  });

  test('logout sends the browser on', async () => {
    await using twin = await startTwin();
    const client = new OneAccessOAuthClient({ endpoint: twin.endpoint, ...app });
    expect(await twin.visit(client.logoutUrl({ redirect_url: 'https://app.example' }))).toBe('https://app.example');
    expect(await twin.visit(client.logoutUrl())).toBe('/login');
  });
});
