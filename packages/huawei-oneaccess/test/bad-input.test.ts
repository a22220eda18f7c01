import {
  canary,
  cut,
  everyView,
  failureOf as failureOfKind,
  json,
  leaksOf,
  startLoopback,
} from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import {
  createOneAccessOAuthContext,
  createOneAccessTenantContext,
  getIdTokenByCode,
  getTenantToken,
  getTokenByCode,
  getUserInfo,
  OneAccessOAuthClient,
  OneAccessTenantClient,
  refreshToken,
  TokenwrightError,
} from '../src/index.ts';

const failureOf = (work: () => unknown): Promise<TokenwrightError> => failureOfKind(TokenwrightError, work);

const unreachable: typeof globalThis.fetch = () => {
  throw new Error('A request was sent where none was due.');
};
const options = {
  domain_name: 'abcdefg.huaweioneaccess.com',
  client_id: 'app',
  client_secret: canary,
  fetch: unreachable,
};

describe('what is wrong before a request is said without one', () => {
  test.each([
    ['with a scheme', 'https://a.example', 'invalid_option'],
    ['with a slash', 'a.example/b', 'invalid_option'],
    ['with a port that is none', 'a.example:99999', 'invalid_option'],
    ['with an empty label', 'a..example', 'invalid_option'],
    ['that was never set', 'undefined', 'invalid_option'],
    ['that is empty', '', 'invalid_option'],
  ])('W1: a domain_name %s', async (_what, domain_name, code) => {
    expect(await failureOf(() => new OneAccessTenantClient({ domain_name }))).toMatchObject({
      code,
      parameter: 'domain_name',
    });
  });

  test.each(['sso.example.com', 'sso.example.com:8443', 'xn--bcher-kva.example'])(
    'W1: the custom domain %s is taken',
    (domain_name) => {
      expect(() => new OneAccessOAuthClient({ domain_name })).not.toThrow();
    },
  );

  test('W1: neither domain_name nor endpoint, and an endpoint without TLS', async () => {
    expect(await failureOf(() => new OneAccessOAuthClient({}))).toMatchObject({
      code: 'missing_option',
      parameter: 'domain_name',
    });
    expect(await failureOf(() => new OneAccessOAuthClient({ endpoint: 'http://sso.example.com' }))).toMatchObject({
      code: 'insecure_endpoint',
      parameter: 'endpoint',
    });
  });

  test('a missing secret is named', async () => {
    const client = new OneAccessTenantClient({ domain_name: 'a.example', client_id: 'app', fetch: unreachable });
    expect(await failureOf(() => client.getTenantToken())).toMatchObject({
      code: 'missing_parameter',
      parameter: 'client_secret',
    });
  });

  test('redirect_uri may be missing for OAuth 2.0 and not for OpenID Connect', async () => {
    const error = await failureOf(() => new OneAccessOAuthClient(options).getIdTokenByCode({ code: canary } as never));
    expect(error).toMatchObject({ code: 'missing_parameter', parameter: 'redirect_uri' });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test('W7: a client shows no secret when it is printed', () => {
    const view = everyView([new OneAccessOAuthClient(options), new OneAccessTenantClient(options)]);
    expect(leaksOf(canary, view)).toEqual([]);
  });
});

describe('W5: every call names what is missing, wrong, unknown or of another place, and sends nothing', () => {
  const oauth = createOneAccessOAuthContext({ domain_name: 'a.example', fetch: unreachable });
  const tenant = createOneAccessTenantContext({ domain_name: 'a.example', fetch: unreachable });
  const app = { client_id: 'app', client_secret: canary };
  const calls: Readonly<Record<string, (params: never, options?: never) => Promise<unknown>>> = {
    getTokenByCode: (params, options) => getTokenByCode(oauth, params, options),
    getIdTokenByCode: (params, options) => getIdTokenByCode(oauth, params, options),
    refreshToken: (params, options) => refreshToken(oauth, params, options),
    getUserInfo: (params, options) => getUserInfo(oauth, params, options),
    getTenantToken: (params, options) => getTenantToken(tenant, params, options),
  };

  test.each<[string, unknown, object | undefined, string, string]>([
    ['getTokenByCode', undefined, undefined, 'params', 'an object of parameters is needed, undefined was given'],
    ['getTokenByCode', [], undefined, 'params', 'an object of parameters is needed, an array was given'],
    ['getTokenByCode', app, undefined, 'code', 'is missing; give the one-time authorization code'],
    [
      'getTokenByCode',
      { code: 'c', client_id: 'app' },
      undefined,
      'client_secret',
      'is missing; give the client secret',
    ],
    ['getTokenByCode', { ...app, code: '' }, undefined, 'code', 'is an empty string'],
    ['getTokenByCode', { ...app, code: 7 }, undefined, 'code', 'is a number; a string is needed'],
    [
      'getTokenByCode',
      { ...app, code: 'c', codeVerifer: 'v' },
      undefined,
      'codeVerifer',
      'Did you mean "code_verifier"?',
    ],
    ['getIdTokenByCode', { ...app, code: 'c' }, undefined, 'redirect_uri', 'is missing; give the redirect URI'],
    ['refreshToken', app, undefined, 'refresh_token', 'is missing; give the refresh token of the last token'],
    [
      'refreshToken',
      { ...app, refresh_token: 'r', scope: 'x' },
      undefined,
      'scope',
      'a token has the scope of its login',
    ],
    ['refreshToken', { ...app, refresh_token: null }, undefined, 'refresh_token', 'is null; a string, or a function'],
    ['getUserInfo', {}, undefined, 'access_token', 'is missing; give the access token of the user'],
    ['getUserInfo', { accessToken: canary }, undefined, 'accessToken', 'use access_token'],
    ['getTenantToken', { client_id: 'app' }, undefined, 'client_secret', 'is missing'],
    ['getTenantToken', { ...app, username: 'u' }, undefined, 'username', 'no password grant'],
    ['getTenantToken', app, { timeout: 5 }, 'timeout', 'use timeoutMs (milliseconds)'],
    ['getTenantToken', app, { timeoutMs: 0 }, 'timeoutMs', 'from 1 to'],
    ['getTenantToken', app, { signal: {} }, 'signal', 'an AbortSignal is needed'],
    ['getTenantToken', app, { headers: { 'x y': 'z' } }, 'headers', 'a character that HTTP does not allow'],
    ['getUserInfo', { access_token: 'a' }, { retryCount: 3 }, 'retryCount', 'never repeats itself'],
  ])('%s(%j, %j)', async (name, params, callOptions, parameter, words) => {
    const error = await failureOf(() => calls[name]?.(params as never, callOptions as never));
    expect(error).toMatchObject({ name: 'ConfigurationError', parameter });
    expect(error.message).toContain(words);
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });
});

describe('what goes wrong on the way is said in types', () => {
  test('a connection lost after a code was sent: the code is never sent again', async () => {
    await using authority = await startLoopback(cut);
    const client = new OneAccessOAuthClient({ endpoint: authority.url, client_id: 'app', client_secret: canary });
    const error = await failureOf(() => client.getTokenByCode({ code: canary }));
    expect(error).toMatchObject({ code: 'connection_lost', outcome: 'unknown' });
    expect(authority.received).toHaveLength(1);
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test('W7: an error_description that echoes the token', async () => {
    await using authority = await startLoopback(
      json(400, { error: 'invalid_token', error_description: `Access token expired:${canary}` }),
    );
    const client = new OneAccessOAuthClient({ endpoint: authority.url, client_id: 'app', client_secret: 's' });
    const error = await failureOf(() => client.refreshToken({ refresh_token: canary }));
    expect(error).toMatchObject({
      code: 'invalid_token',
      wireCode: 'invalid_token',
      wireMessage: 'Access token expired:[redacted]',
    });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test('W4: a token without a type, which OneAccess always gives, is none', async () => {
    await using authority = await startLoopback(json(200, { access_token: 'a', expires_in: 1 }));
    const client = new OneAccessTenantClient({ endpoint: authority.url, client_id: 'app', client_secret: 's' });
    expect(await failureOf(() => client.getTenantToken())).toMatchObject({ code: 'invalid_token_type' });
  });

  test('W6: both pairs are read on both APIs', async () => {
    const pair = { error_code: 'APP.0001', error_msg: 'Application does not exist.' };
    await using authority = await startLoopback(json(400, pair));
    const credentials = { endpoint: authority.url, client_id: 'app', client_secret: 's' };
    const expected = { code: 'invalid_client', wireCode: 'APP.0001', wireMessage: 'Application does not exist.' };
    expect(
      await failureOf(() => new OneAccessOAuthClient(credentials).refreshToken({ refresh_token: 'r' })),
    ).toMatchObject(expected);
    expect(await failureOf(() => new OneAccessTenantClient(credentials).getTenantToken())).toMatchObject(expected);
  });
});
