import type { Handler } from '@tokenwright/test-support';
import {
  bomb,
  canary,
  cut,
  cutInBody,
  endless,
  everyView,
  hang,
  hangInBody,
  json,
  leaksOf,
  redirect,
  refusedUrl,
  startLoopback,
  text,
  truncated,
} from '@tokenwright/test-support';
import { describe, expect, it, vi } from 'vitest';
import type { WireError } from '../src/provider.ts';
import { failureOf, oauthCodes, requestToken, rules } from './support.ts';

const token = { access_token: 'a-token', token_type: 'Bearer', expires_in: 3600 };

/** A time limit that is not meant to be reached. */
const patience = 30_000;

/** One request to a server that answers like this; what the caller gets, which never shows the secret. */
async function failing(handler: Handler, timeoutMs = patience): Promise<unknown> {
  await using server = await startLoopback(handler);
  const error = await failureOf(requestToken(server.url, { options: { timeoutMs } }));
  // On a busy machine a short time limit can end before the request arrives.
  if (timeoutMs === patience) expect(server.received).toHaveLength(1);
  else expect(server.received.length).toBeLessThanOrEqual(1);
  expect(leaksOf(canary, everyView(error))).toEqual([]);
  return error;
}

describe('W1: where a secret may go', () => {
  it.each(['http://authority.example', 'http://10.0.0.1', 'http://a.localhost'])(
    'W1: %s is refused before anything is sent',
    async (url) => {
      const fetch = (): never => {
        throw new Error('must not be called');
      };
      await expect(requestToken(url, { options: { fetch } })).rejects.toMatchObject({ code: 'insecure_endpoint' });
    },
  );

  it('W1: an option whose name says so allows it', async () => {
    const fetch = (): Promise<Response> => Promise.resolve(Response.json(token));
    const transport = { dangerouslyAllowInsecureHttp: true, fetch };
    await expect(requestToken('http://authority.example', { transport })).resolves.toMatchObject(token);
  });
});

describe('W2: redirects', () => {
  it.each([301, 302, 303, 307, 308])(
    'W2: a %d to another host is refused and nothing is sent there',
    async (status) => {
      await using target = await startLoopback(json(200, token));
      const error = await failing(redirect(status, `${target.url}/token`));
      expect(error).toMatchObject({ name: 'InvalidResponseError', code: 'redirect_refused', status });
      expect(target.received).toEqual([]);
    },
  );

  it.each([301, 302, 303, 307, 308])('W2: a %d to the same host is refused as well', async (status) => {
    expect(await failing(redirect(status, '/elsewhere'))).toMatchObject({ code: 'redirect_refused', status });
  });
});

describe('W3: time and size', () => {
  it('W3: an authority that accepts and never answers is a timeout', async () => {
    expect(await failing(hang, 50)).toMatchObject({
      name: 'RequestTimeoutError',
      code: 'request_timeout',
      outcome: 'unknown',
    });
  });

  it('W3: an answer that begins and never ends is a timeout', async () => {
    expect(await failing(hangInBody, 100)).toMatchObject({ code: 'request_timeout', outcome: 'unknown' });
  });

  it('W3: an endless body is given up at the cap', async () => {
    expect(await failing(endless)).toMatchObject({ code: 'response_too_large', status: 200 });
  });

  it.each(['gzip', 'br'] as const)('W3: a %s bomb is given up at the cap of decompressed bytes', async (encoding) => {
    expect(await failing(bomb(encoding, 64 * 1024 * 1024))).toMatchObject({ code: 'response_too_large', status: 200 });
  });

  it('W3: a body of the size of the cap is read, one byte more is not', async () => {
    const body = JSON.stringify(token);
    await using server = await startLoopback(text(200, body, 'application/json'));
    const exact = { maxResponseBytes: body.length };
    await expect(requestToken(server.url, { transport: exact })).resolves.toMatchObject(token);
    const short = { maxResponseBytes: body.length - 1 };
    await expect(requestToken(server.url, { transport: short })).rejects.toMatchObject({ code: 'response_too_large' });
  });

  it('W3: a compressed token is read', async () => {
    const packed: Handler = (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      void import('node:zlib').then(({ gzipSync }) => response.end(gzipSync(JSON.stringify(token))));
    };
    await using server = await startLoopback(packed);
    await expect(requestToken(server.url)).resolves.toMatchObject(token);
  });
});

describe('L9: connections that fail', () => {
  it('L9: refused: surely not sent', async () => {
    const error = await failureOf(requestToken(await refusedUrl()));
    expect(error).toMatchObject({ name: 'TransportError', code: 'request_not_sent', outcome: 'not-sent' });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  it('L9: cut before the answer: outcome unknown, and sent once', async () => {
    expect(await failing(cut)).toMatchObject({ name: 'TransportError', code: 'connection_lost', outcome: 'unknown' });
  });

  it('L9: reset before the answer: outcome unknown, and sent once', async () => {
    const reset: Handler = (_request, response) => void response.socket?.resetAndDestroy();
    expect(await failing(reset)).toMatchObject({ code: 'connection_lost', outcome: 'unknown' });
  });

  it('L9: cut within the body: outcome unknown', async () => {
    expect(await failing(cutInBody)).toMatchObject({ code: 'connection_lost', outcome: 'unknown' });
  });

  it('L9: a body shorter than it says: outcome unknown, no half token', async () => {
    expect(await failing(truncated)).toMatchObject({ code: 'connection_lost', outcome: 'unknown' });
  });

  it('L9: something that is no HTTP: outcome unknown', async () => {
    const noise: Handler = (_request, response) => void response.socket?.end('220 mail.example ESMTP\r\n\r\n');
    expect(await failing(noise)).toMatchObject({ code: 'connection_lost', outcome: 'unknown' });
  });

  it('L9: a request that cannot be built was not sent', async () => {
    const { exchange, checkTransport } = await import('../src/provider.ts');
    const options = {
      where: 'x',
      origin: 'https://a.example',
      product: 'x/1',
      transport: checkTransport({}),
      call: {},
      secrets: [canary],
    };
    for (const send of [
      () => Promise.reject(new Error(canary)),
      () => Promise.resolve({ error: new Error(canary) }),
      (): never => {
        throw new Error(canary);
      },
    ]) {
      const error = await failureOf(exchange(options, send));
      expect(error).toMatchObject({ code: 'request_not_sent', outcome: 'not-sent' });
      expect(leaksOf(canary, everyView(error))).toEqual([]);
    }
  });

  it('L9: an answer that the generated function could not take over was sent all the same', async () => {
    const { exchange, checkTransport } = await import('../src/provider.ts');
    const fetch = (): Promise<Response> => Promise.resolve(Response.json(token));
    const options = {
      where: 'x',
      origin: 'https://a.example',
      product: 'x/1',
      transport: checkTransport({ fetch }),
      call: {},
      secrets: [],
    };
    const error = await failureOf(
      exchange(options, async (wire) => {
        await wire.fetch(new Request('https://a.example/token', { method: 'POST' }));
        return { error: new Error('generated code broke') };
      }),
    );
    expect(error).toMatchObject({ code: 'connection_lost', outcome: 'unknown' });
  });
});

describe('W3, W4: answers that are no token', () => {
  it.each(['text/plain', 'text/html', 'application/octet-stream', ''])(
    'W3: JSON is read under the content type %j',
    async (type) => {
      await using server = await startLoopback(text(200, JSON.stringify(token), type));
      await expect(requestToken(server.url)).resolves.toMatchObject(token);
    },
  );

  it.each([
    ['an object without a token', json(200, { hello: 1 }), 'missing_access_token'],
    ['an empty token', json(200, { ...token, access_token: '' }), 'missing_access_token'],
    ['a token that is no text', json(200, { ...token, access_token: 5 }), 'missing_access_token'],
    ['no token_type', json(200, { access_token: 'a' }), 'invalid_token_type'],
    ['a MAC token', json(200, { ...token, token_type: 'mac' }), 'invalid_token_type'],
    ['a lifetime in words', json(200, { ...token, expires_in: 'an hour' }), 'invalid_expires_in'],
    ['a negative lifetime', json(200, { ...token, expires_in: -1 }), 'invalid_expires_in'],
    ['a refresh_token that is no text', json(200, { ...token, refresh_token: { a: 1 } }), 'invalid_field'],
    ['a list', json(200, [token]), 'response_not_json'],
    ['null', json(200, null), 'response_not_json'],
    ['an HTML page', text(200, `<html>${canary}</html>`, 'text/html'), 'response_not_json'],
    ['half a JSON text', text(200, '{"access_token":"a', 'application/json'), 'response_not_json'],
    ['an empty body', text(200, '', 'application/json'), 'response_not_json'],
    ['no content', text(204, '', 'application/json'), 'response_not_json'],
    ['a redirect that is none', text(304, '', 'application/json'), 'invalid_status'],
  ])('W4: %s is %s', async (_name, handler, code) => {
    expect(await failing(handler)).toMatchObject({ name: 'InvalidResponseError', code });
  });

  it('W4: a 200 with an error in it is that error', async () => {
    const error = await failing(json(200, { error: 'invalid_grant', error_description: `code ${canary} was used` }));
    expect(error).toMatchObject({
      name: 'AuthorityError',
      code: 'invalid_grant',
      status: 200,
      wireMessage: 'code [redacted] was used',
    });
  });

  it('W4: a field that an error would have makes no error of a token', async () => {
    const readError = (): WireError => ({ code: 'authority_error', wireMessage: 'success' });
    const fetch = (): Promise<Response> => Promise.resolve(Response.json({ ...token, message: 'success' }));
    const providerRules = { ...rules, readError };
    await expect(requestToken('https://a.example', { options: { fetch }, providerRules })).resolves.toMatchObject({
      ...token,
      message: 'success',
    });
    const other = (): Promise<Response> => Promise.resolve(Response.json({ message: 'failure' }));
    await expect(requestToken('https://a.example', { options: { fetch: other }, providerRules })).rejects.toMatchObject(
      { code: 'authority_error', status: 200 },
    );
  });

  it('W4: a 200 with an error and a token is the error, and shows neither', async () => {
    const error = await failing(
      json(200, { ...token, access_token: canary, error: 'server_error', error_description: canary }),
    );
    expect(error).toMatchObject({ name: 'AuthorityError' });
  });

  it('W7: tokens that an authority echoes, also wrapped, are masked', async () => {
    const echo = {
      error: 'invalid_token',
      error_description: `Invalid access token: ${canary}`,
      data: { refreshToken: canary },
    };
    expect(await failing(json(400, echo))).toMatchObject({ wireMessage: 'Invalid access token: [redacted]' });
  });

  it.each([
    ['beside the error', { access_token: canary }],
    ['wrapped by a proxy', { data: { credentials: [{ refreshToken: canary }] } }],
  ])('W7: a token that only the answer holds, %s, is masked wherever the error repeats it', async (_name, extra) => {
    const answer = { error: 'server_error', error_description: `the record of ${canary} is locked`, ...extra };
    await using server = await startLoopback(json(500, answer));
    const error = await failureOf(requestToken(server.url, { fields: { client_secret: 'quite another secret' } }));
    expect(error).toMatchObject({ wireMessage: 'the record of [redacted] is locked' });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  it('W7: the words of an authority are capped at 300 characters and hold no control characters', async () => {
    const error = await failing(json(400, { error: 'x', error_description: 'line\r\n\u001B[31m '.repeat(100) }));
    const { wireMessage } = error as { wireMessage: string };
    expect(wireMessage).toHaveLength(300);
    expect(wireMessage).not.toMatch(/\p{Cc}/u);
  });

  it('W7: nothing is printed, whatever comes', async () => {
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));
    for (const answer of [json(200, { hello: 1 }), json(400, { error: canary }), cut, text(502, canary, 'text/html')]) {
      await failing(answer);
    }
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it.each([
    [400, 'authority_error', false],
    [408, 'authority_error', true],
    [425, 'authority_error', true],
    [429, 'rate_limited', true],
    [500, 'authority_unavailable', true],
    [503, 'authority_unavailable', true],
  ])('a %d without a body is %s, retryable: %s', async (status, code, retryable) => {
    expect(await failing(text(status, '', 'text/plain'))).toMatchObject({
      name: 'AuthorityError',
      code,
      status,
      retryable,
    });
  });

  it.each(oauthCodes)('W6: the code %s of an authority is the code of the error', async (code) => {
    const error = await failing(json(400, { error: code, error_description: 'words' }));
    expect(error).toMatchObject({
      name: 'AuthorityError',
      code,
      wireCode: code,
      wireMessage: 'words',
      retryable: false,
    });
  });

  it('Retry-After and the request id come with the error', async () => {
    const before = Date.now();
    const error = await failing(json(429, { error: 'slow_down' }, { 'retry-after': '7', 'x-request-id': 'r-1' }));
    expect(error).toMatchObject({ code: 'rate_limited', requestId: 'r-1' });
    const { retryAt } = error as { retryAt: number };
    expect(retryAt).toBeGreaterThanOrEqual(before + 7_000);
    expect(retryAt).toBeLessThanOrEqual(Date.now() + 7_000);
    expect(error).toMatchObject({ retryAfterMs: 7_000 });
  });

  it.each([
    ['Thu, 01 Jan 2026 00:02:00 GMT', 120_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
  ])('a Retry-After that is a date is one of the authority’s clock: %s', async (date, retryAfterMs) => {
    const before = Date.now();
    const headers = { 'retry-after': date, date: 'Thu, 01 Jan 2026 00:00:00 GMT' };
    const error = await failing(json(503, { error: 'away' }, headers));
    expect(error).toMatchObject({ retryAfterMs });
    const { retryAt } = error as { retryAt: number };
    expect(retryAt).toBeGreaterThanOrEqual(before + retryAfterMs);
    expect(retryAt).toBeLessThanOrEqual(Date.now() + retryAfterMs);
  });
});
