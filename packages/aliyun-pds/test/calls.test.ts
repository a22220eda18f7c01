import { sign as signBytes } from 'node:crypto';
import { createContractFetch } from '@tokenwright/contract';
import {
  canary,
  everyView,
  failureOf as failureOfKind,
  json,
  leaksOf,
  pem,
  rsaKeys,
  startLoopback,
  text,
  type Handler,
} from '@tokenwright/test-support';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  createPdsAssertionSigner,
  createPdsContext,
  getServiceJwtToken,
  getTokenByCode,
  getUserJwtToken,
  isPdsError,
  PDSClient,
  refreshJwtToken,
  refreshToken,
  revoke,
  TokenwrightError,
} from '../src/index.ts';

const failureOf = (work: () => unknown): Promise<TokenwrightError> => failureOfKind(TokenwrightError, work);
const token = { access_token: 'access', token_type: 'Bearer', expires_in: 7200 };
const user = { domain_id: 'dom', client_id: 'app', user_id: 'u' };

/** Answers, each in turn; the last one again and again. */
function answers(...handlers: readonly [Handler, ...Handler[]]): Handler {
  let index = 0;
  return (request, response) => {
    const handler = handlers[Math.min(index, handlers.length - 1)];
    index += 1;
    handler?.(request, response);
  };
}

const refusedClient = json(400, { code: 'InvalidParameter.ClientSecret', message: 'not valid' });

describe('revoke', () => {
  test('posts app_id and refresh_token as JSON, and takes the empty 204', async () => {
    await using authority = await startLoopback((_request, response) => response.writeHead(204).end());
    const context = createPdsContext({ api_endpoint: authority.url });
    expect(await revoke(context, { client_id: 'app', refresh_token: 'r' })).toBeUndefined();
    const [request] = authority.received;
    expect(request).toMatchObject({ method: 'POST', path: '/v2/account/revoke' });
    expect(request?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(request?.body ?? '')).toEqual({ app_id: 'app', refresh_token: 'r' });
  });

  test('keeps to the document', async () => {
    const fetch = createContractFetch('aliyun-pds');
    await new PDSClient({ domain_id: 'dom', fetch }).revoke({ client_id: 'app', refresh_token: 'r' });
    expect(fetch.violations).toEqual([]);
  });

  test.each([
    ['a refusal', json(400, { code: 'InvalidParameter.RefreshToken' }), 'AuthorityError', 'invalid_grant'],
    ['an error under a 200', json(200, { code: 'Forbidden', message: 'no' }), 'AuthorityError', 'access_denied'],
    ['a page under a 500', text(500, '<html></html>', 'text/html'), 'AuthorityError', 'authority_unavailable'],
  ])('%s is an error', async (_what, handler, name, code) => {
    await using authority = await startLoopback(handler);
    const client = new PDSClient({ api_endpoint: authority.url });
    const error = await failureOf(() => client.revoke({ client_id: 'app', refresh_token: canary }));
    expect(error).toMatchObject({ name, code });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test.each([
    [{ client_id: 'app' }, 'missing_parameter', 'refresh_token'],
    [{ refresh_token: 'r' }, 'missing_parameter', 'client_id'],
    [{ client_id: 'app', refresh_token: 5 }, 'invalid_parameter', 'refresh_token'],
    [{ app_id: 'app', refresh_token: 'r' }, 'unsupported_parameter', 'app_id'],
  ])('W5: parameters %j', async (params, code, parameter) => {
    const error = await failureOf(() => revoke(createPdsContext({ domain_id: 'dom' }), params as never));
    expect(error).toMatchObject({ name: 'ConfigurationError', code, parameter });
  });
});

describe('W8: secrets from functions', () => {
  const code = { client_id: 'app', redirect_uri: 'https://a.example/cb', code: 'c' };

  test('a client secret is fetched at each call', async () => {
    await using authority = await startLoopback(json(200, token));
    const client = new PDSClient({ api_endpoint: authority.url });
    const secrets = ['one', 'two'];
    const client_secret = async (): Promise<string> => secrets.shift() ?? '';
    await client.getTokenByCode({ ...code, client_secret });
    await client.refreshToken({ client_id: 'app', client_secret, refresh_token: 'r' });
    expect(authority.received.map(({ body }) => new URLSearchParams(body).get('client_secret'))).toEqual([
      'one',
      'two',
    ]);
  });

  test('and once more when the client is refused, because that spends no code', async () => {
    await using authority = await startLoopback(answers(refusedClient, json(200, token)));
    const secrets = ['old', 'new'];
    const client = new PDSClient({ api_endpoint: authority.url });
    await client.getTokenByCode({ ...code, client_secret: () => secrets.shift() ?? '' });
    expect(authority.received.map(({ body }) => new URLSearchParams(body).get('client_secret'))).toEqual([
      'old',
      'new',
    ]);
  });

  test('one that stays the same is not sent twice', async () => {
    await using authority = await startLoopback(refusedClient);
    const client = new PDSClient({ api_endpoint: authority.url });
    const error = await failureOf(() => client.getTokenByCode({ ...code, client_secret: () => 'same' }));
    expect(error).toMatchObject({ code: 'invalid_client' });
    expect(authority.received).toHaveLength(1);
  });

  test('a refresh token is fetched for every call that takes one', async () => {
    await using authority = await startLoopback(json(200, token));
    const context = createPdsContext({ api_endpoint: authority.url });
    const refresh_token = (): string => 'fetched';
    await refreshToken(context, { client_id: 'app', refresh_token });
    await refreshJwtToken(context, { client_id: 'app', refresh_token });
    await revoke(context, { client_id: 'app', refresh_token });
    expect(authority.received.map(({ body }) => body.includes('fetched'))).toEqual([true, true, true]);
  });

  test('a private key is fetched at each call, and the signer kept while it stays the same', async () => {
    await using authority = await startLoopback(json(200, token));
    const client = new PDSClient({ api_endpoint: authority.url });
    const imports = vi.spyOn(globalThis.crypto.subtle, 'importKey');
    onTestFinished(() => imports.mockRestore());
    let asked = 0;
    const private_key_pem = async (): Promise<string> => {
      asked += 1;
      return pem.pkcs8();
    };
    await client.getUserJwtToken({ ...user, private_key_pem });
    await client.getServiceJwtToken({ domain_id: 'dom', client_id: 'app', private_key_pem });
    expect(asked).toBe(2);
    expect(authority.received).toHaveLength(2);
    expect(imports).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['that throws', () => Promise.reject(new Error(canary)), 'secret_unavailable'],
    ['that returns nothing', () => undefined, 'secret_unavailable'],
    ['that returns an empty string', () => '', 'secret_unavailable'],
  ])('a function %s: nothing is sent, nothing is shown', async (_what, client_secret, expected) => {
    await using authority = await startLoopback(json(200, token));
    const client = new PDSClient({ api_endpoint: authority.url });
    const error = await failureOf(() => client.getTokenByCode({ ...code, client_secret: client_secret as never }));
    expect(error).toMatchObject({ code: expected, parameter: 'client_secret' });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
    expect(authority.received).toHaveLength(0);
  });
});

describe('an assertion', () => {
  async function claimsOf(
    send: (context: ReturnType<typeof createPdsContext>) => Promise<unknown>,
  ): Promise<Readonly<Record<string, unknown>> & { iat: number; exp: number }> {
    await using authority = await startLoopback(json(200, token));
    await send(createPdsContext({ api_endpoint: authority.url }));
    const assertion = new URLSearchParams(authority.received[0]?.body).get('assertion') ?? '';
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'RS256', typ: 'JWT' });
    const { payload } = await jwtVerify(assertion, rsaKeys.publicKey, {
      currentDate: new Date(0),
      clockTolerance: 1e12,
    });
    return payload as never;
  }

  test('L16: goes by the clock of the authority when its offset is known', async () => {
    const claims = await claimsOf((context) =>
      getUserJwtToken(context, { ...user, private_key_pem: pem.pkcs8() }, { clockOffsetMs: 86_400_000 }),
    );
    const now = Date.now() / 1000 + 86_400;
    expect(Math.abs(claims.iat + 300 - now)).toBeLessThan(60);
    expect(claims.exp - claims.iat).toBe(600);
  });

  test('is signed by a signer elsewhere, with the times that PDS is sent', async () => {
    const signer = createPdsAssertionSigner({
      sign: (message) => signBytes('sha256', message, rsaKeys.privateKey),
    });
    const claims = await claimsOf((context) =>
      getServiceJwtToken(context, { domain_id: 'dom', client_id: 'app', signer }),
    );
    expect(claims).toMatchObject({ iss: 'app', sub: 'dom', sub_type: 'service', aud: 'dom', auto_create: false });
    expect(claims.exp - claims.iat).toBe(600);
  });

  test('may live shorter, as the vendor’s guide has it', async () => {
    const signer = createPdsAssertionSigner({ key: rsaKeys.privateKey, backdateSeconds: 0, lifetimeSeconds: 60 });
    const claims = await claimsOf((context) => getUserJwtToken(context, { ...user, signer }));
    expect(claims.exp - claims.iat).toBe(60);
  });

  test.each([
    ['no key', {}, 'missing_parameter', 'private_key_pem'],
    [
      'a key and a signer',
      { private_key_pem: 'x', signer: { sign: (): void => undefined, ready: (): void => undefined } },
      'invalid_parameter',
      'signer',
    ],
    ['an object that is no signer', { signer: {} }, 'invalid_parameter', 'signer'],
    ['a number as key', { private_key_pem: 5 }, 'invalid_parameter', 'private_key_pem'],
    ['an empty key', { private_key_pem: ' ' }, 'invalid_parameter', 'private_key_pem'],
  ])('W5: %s', async (_what, key, errorCode, parameter) => {
    const error = await failureOf(() =>
      getUserJwtToken(createPdsContext({ domain_id: 'dom' }), { ...user, ...key } as never),
    );
    expect(error).toMatchObject({ name: 'ConfigurationError', code: errorCode, parameter });
    expect(error.message).toMatch(/^getUserJwtToken: .*[.?]$/);
  });

  test.each(['alg', 'kid'])('createPdsAssertionSigner has no option %s', async (option) => {
    const error = await failureOf(() => createPdsAssertionSigner({ key: rsaKeys.privateKey, [option]: 'x' }));
    expect(error).toMatchObject({ code: 'unsupported_option', parameter: option });
  });
});

describe('W1: the host', () => {
  test.each([
    [{ domain_id: 'dom' }, 'https://dom.api.aliyunpds.com'],
    [{ domain_id: 'dom', host: 'auth' }, 'https://dom.auth.aliyunpds.com'],
    [{ domain_id: 'dom', host: 'api-vpc' }, 'https://dom.api-vpc.aliyunpds.com'],
    [{ api_endpoint: 'https://dom.api.aliyunpds.com/' }, 'https://dom.api.aliyunpds.com'],
    [
      { api_endpoint: 'https://dom.api.aliyunpds.com', auth_endpoint: 'https://dom.auth.aliyunpds.com' },
      'https://dom.auth.aliyunpds.com',
    ],
    [{ domain_id: 'dom', auth_endpoint: 'https://auth.aliyundrive.com' }, 'https://auth.aliyundrive.com'],
  ] as const)('of %j is %s', (options, endpoint) => {
    expect(createPdsContext(options).authEndpoint).toBe(endpoint);
  });

  test.each([
    [{ domain_id: 'dom', host: 'vpc' }, 'invalid_option', 'host'],
    [{ api_endpoint: 'https://dom.api.aliyunpds.com', host: 'auth' }, 'invalid_option', 'host'],
    [{ domain_id: 'dom', auth_endpoint: 'https://a.example', host: 'auth' }, 'invalid_option', 'host'],
    [{ host: 'auth' }, 'missing_option', 'api_endpoint'],
    [{ api_endpoint: 'https://dom.api.aliyunpds.com', domain_id: 'a.b' }, 'invalid_option', 'domain_id'],
    [{ domain_id: 'dom', auth_endpoint: 'http://a.example' }, 'insecure_endpoint', 'auth_endpoint'],
  ])('cannot be made of %j', async (options, code, parameter) => {
    expect(await failureOf(() => createPdsContext(options as never))).toMatchObject({ code, parameter });
  });
});

test('isPdsError knows a code and its family, and nothing else', async () => {
  await using authority = await startLoopback(json(400, { code: 'InvalidParameter.Code', message: 'no' }));
  const context = createPdsContext({ api_endpoint: authority.url });
  const error = await failureOf(() =>
    getTokenByCode(context, { client_id: 'app', redirect_uri: 'https://a.example', code: 'c' }),
  );
  expect(isPdsError(error, 'InvalidParameter.Code')).toBe(true);
  expect(isPdsError(error, 'InvalidParameter')).toBe(true);
  expect(isPdsError(error, 'Invalid')).toBe(false);
  expect(isPdsError(error, 'InvalidParameter.C')).toBe(false);
  expect(isPdsError(new Error('InvalidParameter'), 'InvalidParameter')).toBe(false);
});
