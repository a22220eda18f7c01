import {
  canary,
  cut,
  everyView,
  failureOf as failureOfKind,
  hang,
  json,
  leaksOf,
  pem,
  refusedUrl,
  startLoopback,
  text,
} from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import { ConfigurationError, PDSClient, TokenwrightError } from '../src/index.ts';

const failureOf = (work: () => unknown): Promise<TokenwrightError> => failureOfKind(TokenwrightError, work);

const unreachable: typeof globalThis.fetch = () => {
  throw new Error('A request was sent where none was due.');
};

/** A client that must not send anything. */
function silentClient(): PDSClient {
  return new PDSClient({ domain_id: 'dom', fetch: unreachable });
}

const code = { client_id: 'app', client_secret: canary, redirect_uri: 'https://a.example/cb', code: canary };
const user = { domain_id: 'dom', client_id: 'app', user_id: 'u' };

describe('what is wrong before a request is said without one', () => {
  test.each([
    ['a missing parameter', { ...code, code: undefined }, 'missing_parameter', 'code'],
    ['an empty string', { ...code, client_id: '' }, 'invalid_parameter', 'client_id'],
    ['a blank string', { ...code, redirect_uri: '  ' }, 'invalid_parameter', 'redirect_uri'],
    ['a number', { ...code, client_secret: 5 }, 'invalid_parameter', 'client_secret'],
    ['null', { ...code, code: null }, 'invalid_parameter', 'code'],
    ['a misspelt name', { ...code, redirectUri: 'x' }, 'unknown_parameter', 'redirectUri'],
  ])('%s', async (_what, params, errorCode, parameter) => {
    const error = await failureOf(() => silentClient().getTokenByCode(params as never));
    expect(error).toMatchObject({ code: errorCode, parameter });
    expect(error.message).toContain(`"${parameter}"`);
    expect(error.message).toMatch(/^getTokenByCode: .*[.?]$/);
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test('the misspelt name of the vendor page is named, with the right one', async () => {
    const error = await failureOf(() =>
      silentClient().getUserJwtToken({ ...user, private_Key_pem: pem.pkcs8() } as never),
    );
    expect(error.message).toBe(
      'getUserJwtToken: the parameter "private_Key_pem" is not known. Did you mean "private_key_pem"?',
    );
  });

  test.each([
    ['a public key', pem.public(), 'public_key'],
    ['a PKCS#1 public key', pem.publicPkcs1(), 'public_key'],
    ['an encrypted key', pem.encrypted(), 'encrypted_key'],
    ['an encrypted PKCS#1 key', pem.encryptedPkcs1(), 'encrypted_key'],
    ['a 1024-bit key', pem.rsa1024(), 'weak_key'],
    ['a 1024-bit PKCS#1 key', pem.rsa1024Pkcs1(), 'weak_key'],
    ['an EC key', pem.ec(), 'unsupported_key'],
    ['a SEC1 key', pem.ecSec1(), 'unsupported_key'],
    ['no PEM at all', 'garbage', 'malformed_key'],
    [
      'garbage between the lines',
      '-----BEGIN PRIVATE KEY-----\nnot base64!\n-----END PRIVATE KEY-----',
      'malformed_key',
    ],
    [
      'base64 of something else',
      `-----BEGIN PRIVATE KEY-----\n${btoa('x'.repeat(99))}\n-----END PRIVATE KEY-----`,
      'malformed_key',
    ],
    ['a key cut off', `${pem.pkcs8().slice(0, 400)}\n-----END PRIVATE KEY-----`, 'malformed_key'],
  ])('%s in place of a private RSA key', async (_what, private_key_pem, errorCode) => {
    const error = await failureOf(() => silentClient().getUserJwtToken({ ...user, private_key_pem }));
    expect(error).toMatchObject({ name: 'SigningError', code: errorCode });
    expect(error.message).toMatch(/^private_key_pem: .*\.$/);
    const body = private_key_pem.replaceAll(/-----[^-]+-----|\s/g, '');
    if (body.length >= 100) expect(leaksOf(body.slice(20, 80), everyView(error))).toEqual([]);
  });

  test.each([
    ['with a slash', 'a/b', 'invalid_option'],
    ['with a dot', 'a.b', 'invalid_option'],
    ['that was never set', 'undefined', 'invalid_option'],
    ['that is empty', '', 'invalid_option'],
    ['of the wrong type', 7, 'invalid_option'],
  ])('W1: a domain_id %s', async (_what, domain_id, errorCode) => {
    expect(await failureOf(() => new PDSClient({ domain_id: domain_id as string }))).toMatchObject({
      code: errorCode,
      parameter: 'domain_id',
    });
  });

  test.each(['a/b', 'a.b', 'a?b'])('W1: a domain_id %s in the parameters of an assertion', async (domain_id) => {
    const error = await failureOf(() =>
      silentClient().getUserJwtToken({ ...user, domain_id, private_key_pem: pem.pkcs8() }),
    );
    expect(error).toMatchObject({ code: 'invalid_option', parameter: 'domain_id' });
  });

  test.each([
    ['http beyond loopback', 'http://dom.api.aliyunpds.com', 'insecure_endpoint'],
    ['a slash in the domain id', 'https://a/b.api.aliyunpds.com', 'invalid_endpoint'],
    ['a dot in the domain id', 'https://a.b.api.aliyunpds.com', 'invalid_endpoint'],
    ['a domain id that was never set', `https://${String(undefined)}.api.aliyunpds.com`, 'invalid_endpoint'],
    ['a template left as it is', 'https://{domain_id}.api.aliyunpds.com', 'invalid_endpoint'],
    ['a path', 'https://dom.api.aliyunpds.com/v2', 'invalid_endpoint'],
    ['no scheme', 'dom.api.aliyunpds.com', 'invalid_endpoint'],
    ['another scheme', 'ftp://dom.api.aliyunpds.com', 'invalid_endpoint'],
    ['a password', 'https://u:p@dom.api.aliyunpds.com', 'invalid_endpoint'],
    ['nothing', '', 'invalid_option'],
  ])('W1: an api_endpoint with %s', async (_what, api_endpoint, errorCode) => {
    expect(await failureOf(() => new PDSClient({ api_endpoint }))).toMatchObject({
      code: errorCode,
      parameter: 'api_endpoint',
    });
  });

  test('W1: no endpoint at all', async () => {
    const error = await failureOf(() => new PDSClient({}));
    expect(error).toMatchObject({ code: 'missing_option', parameter: 'api_endpoint' });
  });

  test.each([
    'token_info',
    'refresh_token_fun',
    'always_get_token_fun',
    'share_token',
    'retryCount',
    'timeout',
    'verbose',
    'version',
    'path_type',
  ])('W5: the option %s of the vendor SDK is refused with what to use', async (option) => {
    const error = await failureOf(() => new PDSClient({ domain_id: 'dom', [option]: 1 }));
    expect(error).toMatchObject({ code: 'unsupported_option', parameter: option });
    expect(error.message.length).toBeGreaterThan(60);
  });

  test.each(['timeout', 'retryCount', 'returnResponse'])(
    'W5: the call option %s of the vendor SDK is refused',
    async (option) => {
      const error = await failureOf(() =>
        silentClient().refreshToken({ client_id: 'a', refresh_token: 'r' }, { [option]: 1 }),
      );
      expect(error).toMatchObject({ code: 'unsupported_option', parameter: option });
    },
  );

  test.each([Number.NaN, -1, 0, 1.5, Number.POSITIVE_INFINITY, 2 ** 31, '5'])(
    'a timeoutMs of %s',
    async (timeoutMs) => {
      const error = await failureOf(() => new PDSClient({ domain_id: 'dom', timeoutMs: timeoutMs as number }));
      expect(ConfigurationError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({ code: 'invalid_option' });
      expect(error.message).toContain('timeoutMs');
    },
  );
});

describe('what goes wrong on the way is said in types', () => {
  const call = (url: string, timeoutMs = 5000): Promise<unknown> =>
    new PDSClient({ api_endpoint: url, timeoutMs }).getTokenByCode(code);

  test('HTML in place of an answer', async () => {
    await using authority = await startLoopback(text(200, `<html>${canary}</html>`, 'text/html'));
    const error = await failureOf(() => call(authority.url));
    expect(error).toMatchObject({ name: 'InvalidResponseError', code: 'response_not_json' });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test('a 200 without a token', async () => {
    await using authority = await startLoopback(json(200, { hello: canary }));
    const error = await failureOf(() => call(authority.url));
    expect(error).toMatchObject({ name: 'InvalidResponseError', code: 'missing_access_token' });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test.each([301, 302, 303, 307, 308])(
    'W2: a redirect (%i) is refused and nothing goes to its target',
    async (status) => {
      await using target = await startLoopback(json(200, { access_token: 'stolen' }));
      await using authority = await startLoopback((_request, response) => {
        response.writeHead(status, { location: `${target.url}/v2/oauth/token` });
        response.end();
      });
      const error = await failureOf(() => call(authority.url));
      expect(error).toMatchObject({ name: 'InvalidResponseError', code: 'redirect_refused', status });
      expect(target.received).toHaveLength(0);
      expect(leaksOf(canary, everyView(error))).toEqual([]);
    },
  );

  test('an authority that hangs', async () => {
    await using authority = await startLoopback(hang);
    const error = await failureOf(() => call(authority.url, 50));
    expect(error).toMatchObject({ name: 'RequestTimeoutError', code: 'request_timeout', outcome: 'unknown' });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test('a connection lost after a code was sent: the code is never sent again', async () => {
    await using authority = await startLoopback(cut);
    const error = await failureOf(() => call(authority.url));
    expect(error).toMatchObject({ name: 'TransportError', code: 'connection_lost', outcome: 'unknown' });
    expect(authority.received).toHaveLength(1);
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test('nobody listens: nothing was sent', async () => {
    const error = await failureOf(async () => call(await refusedUrl()));
    expect(error).toMatchObject({ name: 'TransportError', code: 'request_not_sent', outcome: 'not-sent' });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test('an authority that says the secret back', async () => {
    await using authority = await startLoopback((request, response) => {
      json(400, { code: 'InvalidParameter.Code', message: `You sent ${request.body} (${canary})` })(request, response);
    });
    const error = await failureOf(() => call(authority.url));
    expect(error).toMatchObject({ name: 'AuthorityError', code: 'invalid_grant' });
    expect(error.message).toContain('[redacted]');
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test('a caller who goes away gets its own reason', async () => {
    await using authority = await startLoopback(hang);
    const controller = new AbortController();
    const pending = new PDSClient({ api_endpoint: authority.url }).getTokenByCode(code, { signal: controller.signal });
    await authority.arrived(1);
    controller.abort(new Error('the user left'));
    await expect(pending).rejects.toThrow('the user left');
  });
});
