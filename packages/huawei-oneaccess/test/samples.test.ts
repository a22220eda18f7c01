import { json, startLoopback, text } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import {
  AuthorityError,
  isOneAccessError,
  OneAccessOAuthClient,
  OneAccessTenantClient,
  parseCallback,
  type AuthorityErrorCode,
} from '../src/index.ts';

/**
 * The answers that pages of the vendor show, those that are known from real use, and those of the platform whose paths
 * and texts are the same; tokens masked as they are there. Each is answered by every call it can come to.
 */

const app = { client_id: 'app', client_secret: 'secret' };

type Call = (endpoint: string) => Promise<Record<string, unknown>>;
const calls: Readonly<Record<string, Call>> = {
  getTokenByCode: (endpoint) => new OneAccessOAuthClient({ endpoint, ...app }).getTokenByCode({ code: 'c' }),
  getIdTokenByCode: (endpoint) =>
    new OneAccessOAuthClient({ endpoint, ...app }).getIdTokenByCode({ code: 'c', redirect_uri: 'https://example.com' }),
  refreshToken: (endpoint) => new OneAccessOAuthClient({ endpoint, ...app }).refreshToken({ refresh_token: 'r' }),
  getTenantToken: (endpoint) => new OneAccessTenantClient({ endpoint, ...app }).getTenantToken(),
  getUserInfo: (endpoint) => new OneAccessOAuthClient({ endpoint }).getUserInfo({ access_token: 'a' }),
};
const call = (name: string): Call => {
  const found = calls[name];
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};

describe('every success that is documented comes out with its fields', () => {
  test.each<[string, string, Record<string, unknown>]>([
    [
      'OAuth code',
      'getTokenByCode',
      { access_token: '******', token_type: 'Bearer', expires_in: 7200, scope: 'get_user_info' },
    ],
    [
      'OpenID Connect code',
      'getIdTokenByCode',
      {
        access_token: 'ObU******NpD',
        token_type: 'Bearer',
        expires_in: 7200,
        scope: 'openid',
        id_token: 'eyJ******Njg',
      },
    ],
    [
      'OpenID Connect code with a refresh token',
      'getIdTokenByCode',
      {
        access_token: 'NqMh******d3k',
        token_type: 'Bearer',
        expires_in: 7200,
        scope: 'openid',
        refresh_token: '5wI******anH',
        id_token: 'eyJ******Njg',
      },
    ],
    [
      'OAuth refresh',
      'refreshToken',
      {
        access_token: '9b0******df2',
        token_type: 'Bearer',
        expires_in: 7200,
        scope: 'get_user_info',
        refresh_token: 'dec******7f1',
      },
    ],
    [
      'OpenID Connect refresh',
      'refreshToken',
      {
        access_token: '******',
        token_type: 'Bearer',
        expires_in: 7200,
        scope: 'openid',
        refresh_token: '******',
        id_token: 'eyJ******',
      },
    ],
    [
      'tenant token, with the life it has left',
      'getTenantToken',
      {
        access_token: '334******140',
        token_type: 'Bearer',
        expires_in: 1719,
        scope: 'all',
        id_token: 'ey******Is.ey******Yo.EL******YW',
      },
    ],
    [
      'the platform’s code, a second short',
      'getIdTokenByCode',
      {
        access_token: 'Z43T3KWH9lgP...',
        token_type: 'Bearer',
        refresh_token: 'WEAFOmOJ-A4L...',
        expires_in: 7199,
        scope: 'openid',
        id_token: 'eyJ...',
      },
    ],
    [
      'user data',
      'getUserInfo',
      { id: '<string>', userName: '<string>', name: '<string>', email: '<string>', mobile: '<string>' },
    ],
  ])('%s: %s', async (_what, name, body) => {
    await using authority = await startLoopback(json(200, body));
    expect(await call(name)(authority.url)).toEqual(body);
  });

  test.each(['getTokenByCode', 'getIdTokenByCode', 'refreshToken', 'getTenantToken'])(
    'L15: the lifetime as a text, as two tables have it, becomes a number: %s',
    async (name) => {
      const body = {
        access_token: 'a',
        token_type: 'bearer',
        expires_in: '7200',
        id_token: 'i',
        later: { level: [1] },
      };
      await using authority = await startLoopback(json(200, body));
      expect(await call(name)(authority.url)).toEqual({ ...body, expires_in: 7200 });
    },
  );

  test('a page’s example that is no JSON would be refused, not guessed at', async () => {
    const body =
      '{\n "access_token": "334******140",\n "expires_in": 1719,\n "token_type": "Bearer",\n "scope": "get_user_info",\n}';
    await using authority = await startLoopback(text(200, body, 'application/json'));
    await expect(call('getTokenByCode')(authority.url)).rejects.toMatchObject({ code: 'response_not_json' });
  });
});

describe('W6: every error that is documented has its reason, on either API', () => {
  const v1: readonly (readonly [number, string, string, AuthorityErrorCode])[] = [
    [400, 'invalid_grant', 'Invalid authorization code', 'invalid_grant'],
    [400, 'invalid_grant', 'Invalid refresh token', 'invalid_grant'],
    // One page has another code for the same case, and gives no status.
    [400, 'invalid_client', 'Invalid authorization code', 'invalid_grant'],
    [401, 'unauthorized', 'Full authentication is required to access this resource', 'invalid_token'],
    [400, 'invalid_client', 'Bad client credentials', 'invalid_client'],
    [401, 'invalid_client', 'Bad client credentials', 'invalid_client'],
    [400, 'invalid_token', 'Invalid access token.', 'invalid_token'],
    [400, 'redirect_uri_mismatch', 'redirect uri mismatch', 'invalid_grant'],
    [400, 'invalid_grant', 'Bad credentials', 'invalid_grant'],
    [400, 'invalid_grant', 'User is locked', 'invalid_grant'],
    [400, 'unsupported_grant_type', 'Unsupported grant type', 'unsupported_grant_type'],
    [400, 'invalid_scope', 'Invalid scope', 'invalid_scope'],
    [400, 'insufficient_scope', 'Insufficient scope', 'insufficient_scope'],
    [400, 'unsupported_response_type', 'Unsupported response type', 'invalid_request'],
    [400, 'access_denied', 'Access is denied', 'access_denied'],
    [400, 'invalid_request', "The 'token' parameter is required.", 'invalid_request'],
    [401, 'unauthorized_user', 'User is not authorized', 'access_denied'],
  ];
  const v2: readonly (readonly [number, string, string, AuthorityErrorCode])[] = [
    [400, 'USER.0033', 'Employee ID already exists.', 'authority_error'],
    [400, 'USER.0037', 'words', 'authority_error'],
    [400, 'APP.0001', 'Application does not exist.', 'invalid_client'],
    [400, 'APP.0002', 'Application ID required.', 'invalid_request'],
    [400, 'APP.0003', 'Application disabled.', 'invalid_client'],
    [400, 'APP_ACCOUNT.0001', 'words', 'authority_error'],
    [400, 'PARAM.0031', 'SSO ticket required.', 'invalid_request'],
    [400, 'PARAM.0032', 'SSO ticket invalid or expired.', 'invalid_request'],
    [400, 'SDK.COMMON.1003', 'words', 'authority_error'],
  ];
  const pairs = [
    ...v1.map(
      ([status, code, words, reason]) =>
        [status, { error: code, error_description: words }, code, words, reason] as const,
    ),
    ...v2.map(
      ([status, code, words, reason]) => [status, { error_code: code, error_msg: words }, code, words, reason] as const,
    ),
    // A sibling of the product sends both pairs in one body.
    [
      400,
      { error: 'invalid_client', error_description: 'words', error_code: 'APP.0001', error_msg: 'other words' },
      'invalid_client',
      'words',
      'invalid_client',
    ] as const,
  ];

  test.each(pairs)('%i %j', async (status, body, wireCode, wireMessage, code) => {
    await using authority = await startLoopback(json(status, body, { 'x-request-id': 'request-7' }));
    for (const name of Object.keys(calls)) {
      const error: unknown = await call(name)(authority.url).catch((reason: unknown) => reason);
      expect(error, name).toBeInstanceOf(AuthorityError);
      expect(error, name).toMatchObject({
        code,
        status,
        wireCode,
        wireMessage,
        requestId: 'request-7',
        retryable: false,
      });
      expect((error as Error).message, name).toContain('request-7');
      const [family = '', number] = wireCode.split('.');
      expect([isOneAccessError(error, wireCode), isOneAccessError(error, `${family}.9`)]).toEqual([true, false]);
      expect(isOneAccessError(error, family)).toBe(true);
      expect(isOneAccessError(error, number === undefined ? 'APP' : family.slice(0, -1))).toBe(false);
    }
  });

  test.each([[undefined], [new Error('APP.0001')], [{ wireCode: 'APP.0001' }]])('%s is no refusal', (error) => {
    expect(isOneAccessError(error, 'APP.0001')).toBe(false);
  });

  test('a text that echoes the token says everything but the token', async () => {
    const body = { error: 'invalid_token', error_description: 'Access token expired:abcdefgh-access-token-1' };
    await using authority = await startLoopback(json(400, body));
    const client = new OneAccessOAuthClient({ endpoint: authority.url });
    await expect(client.getUserInfo({ access_token: 'abcdefgh-access-token-1' })).rejects.toMatchObject({
      code: 'invalid_token',
      wireMessage: 'Access token expired:[redacted]',
    });
  });
});

describe('the addresses a login comes back to, as the pages show them', () => {
  test('the code flow', () => {
    expect(parseCallback('https://example.com?code=z2D******&state=test', { state: 'test' })).toEqual({
      code: 'z2D******',
    });
  });

  test('the implicit flow, which is not offered, says what to ask for', () => {
    const fragment =
      'https://example.com?state=test#access_token=******&token_type=Bearer&expires_in=7199&id_token=eyJ******';
    expect(() => parseCallback(fragment, { state: 'test' })).toThrow(/the implicit flow.*response_type "code"/);
  });
});
