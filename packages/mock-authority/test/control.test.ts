import { describe, expect, test } from 'vitest';
import { overHttp } from './support/http.ts';

type Ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>;

async function withControl(run: (ask: Ask, url: string) => Promise<void>): Promise<void> {
  await overHttp({ provider: 'aliyun-pds', control: true }, (url) =>
    run(
      (method, path, body, headers = {}) =>
        fetch(`${url}/__mock${path}`, {
          method,
          headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
          ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        }),
      url,
    ),
  );
}

async function json(response: Promise<Response>): Promise<Record<string, unknown>> {
  return (await (await response).json()) as Record<string, unknown>;
}

function redeem(url: string, code: unknown): Promise<Response> {
  const fields = {
    grant_type: 'code',
    client_id: 'mock-web-app',
    client_secret: 'mock-web-app-secret',
    redirect_uri: 'https://app.example/callback',
  };
  return fetch(`${url}/v2/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...fields, code: String(code) }),
  });
}

describe('the control route', () => {
  test('a 204 has neither a type nor a length, and a word that is none of those is refused', () =>
    withControl(async (ask) => {
      const empty = await ask('DELETE', '/faults');
      expect([empty.status, empty.headers.get('content-type'), empty.headers.get('content-length')]).toEqual([
        204,
        null,
        null,
      ]);
      expect(await json(ask('POST', '/tokens/kill', { tokenKind: 'acess' }))).toEqual({
        error: 'tokenKind is one of access, refresh',
      });
      expect((await ask('POST', '/code', { codeChallengeMethod: 'S512' })).status).toBe(400);
    }));

  test('is not there unless it was asked for', async () => {
    await overHttp({ provider: 'aliyun-pds' }, async (url, authority) => {
      for (const path of ['/', '/ledger', '/private-key']) {
        const response = await fetch(`${url}/__mock${path}`);
        expect(response.headers.get('x-ca-error-code')).toBe('I404NF');
      }
      expect(authority.received()).toHaveLength(3);
    });
  });

  test('a test in any language drives a whole login', () =>
    withControl(async (ask, url) => {
      const { code } = await json(
        ask('POST', '/code', { userId: 'mock-user-2', redirectUri: 'https://app.example/callback' }),
      );
      const tokens = await json(redeem(url, code));
      expect(tokens['user_id']).toBe('mock-user-2');

      const masked = JSON.stringify(await json(ask('GET', '/received')));
      for (const secret of ['mock-web-app-secret', String(code), String(tokens['access_token'])])
        expect(masked).not.toContain(secret);
      const open = JSON.stringify(await json(ask('GET', '/received?secrets=true')));
      expect(open).toContain('mock-web-app-secret');
      await redeem(url, 'spent');
      expect(await json(ask('GET', '/received?last=1'))).toMatchObject({ requests: [{ status: 400 }] });
      expect(await json(ask('GET', '/received?last=0'))).toEqual({ requests: [] });

      const live = (await json(ask('GET', '/tokens?secrets=true')))['tokens'] as { value: string; tokenKind: string }[];
      expect(live.map(({ value }) => value)).toContain(tokens['access_token']);
      expect(JSON.stringify(await json(ask('GET', '/tokens')))).not.toContain(tokens['refresh_token']);

      const whoAmI = (): Promise<Response> =>
        fetch(`${url}/v2/user/get`, {
          method: 'POST',
          headers: { authorization: `Bearer ${String(tokens['access_token'])}` },
        });
      expect((await whoAmI()).status).toBe(200);
      expect(await json(ask('POST', '/tokens/kill', { tokenKind: 'access' }))).toEqual({ killed: 1 });
      expect((await whoAmI()).status).toBe(401);
    }));

  test('sets, shows and clears faults', () =>
    withControl(async (ask, url) => {
      const set = await ask('POST', '/faults', { fault: 'status=503;times=1' });
      expect(set.status).toBe(201);
      const { id } = (await set.json()) as { id: string };
      expect((await redeem(url, 'x')).status).toBe(503);
      expect((await redeem(url, 'x')).status).toBe(400);
      expect(await json(ask('GET', '/faults'))).toMatchObject({ faults: [{ id, matched: 2, applied: 1 }] });
      expect((await ask('DELETE', `/faults/${id}`)).status).toBe(204);
      expect((await ask('DELETE', `/faults/${id}`)).status).toBe(404);
      await ask('POST', '/faults', { fault: { reset: true } });
      expect((await ask('DELETE', '/faults')).status).toBe(204);
      expect(await json(ask('GET', '/faults'))).toEqual({ faults: [] });
    }));

  test('moves the clock by an amount or to an instant', () =>
    withControl(async (ask) => {
      const before = (await json(ask('GET', '/clock')))['now'] as number;
      const after = (await json(ask('POST', '/clock', { advanceMs: 3_600_000 })))['now'] as number;
      expect(after - before).toBeGreaterThanOrEqual(3_600_000);
      const set = await json(ask('POST', '/clock', { set: '2031-05-06T00:00:00Z' }));
      expect(String(set['iso'])).toMatch(/^2031-05-06T00:00:/u);
    }));

  test('says who logs in, hands out the private key, shows the state, and resets', () =>
    withControl(async (ask, url) => {
      expect(await json(ask('POST', '/approve', { userId: null }))).toEqual({ userId: null });
      const authorize = `${url}/v2/oauth/authorize?client_id=mock-web-app&response_type=code&redirect_uri=http://127.0.0.1:1/callback`;
      expect((await fetch(authorize, { redirect: 'manual' })).status).toBe(403);
      expect((await json(ask('GET', '/private-key')))['privateKeyPem']).toMatch(/^-----BEGIN PRIVATE KEY-----/u);
      const state = await json(ask('GET', '/state'));
      expect(state).toMatchObject({ provider: 'aliyun-pds', sizes: { requests: 1 } });
      expect(JSON.stringify(state)).not.toContain('mock-web-app-secret');
      expect((await ask('POST', '/reset', {})).status).toBe(204);
      expect(await json(ask('GET', '/received'))).toEqual({ requests: [] });
      expect((await fetch(authorize, { redirect: 'manual' })).status).toBe(302);
    }));

  test.each<[string, string, unknown, number, string]>([
    ['POST', '/faults', { fault: 'nope' }, 400, 'there is no term \\"nope\\"'],
    ['POST', '/faults', { faults: [] }, 400, 'give fault'],
    ['GET', '/received?last=few', undefined, 400, 'last is a whole number from 0 up, not \\"few\\"'],
    ['GET', '/received?last=-1', undefined, 400, 'last is a whole number from 0 up'],
    ['POST', '/clock', {}, 400, 'give advanceMs'],
    ['POST', '/clock', { set: 'soon' }, 400, 'an ISO 8601 text, not \\"soon\\"'],
    ['POST', '/clock', { set: 8.64e15 }, 400, 'from the year 1000 to 9000; 8640000000000000 leads elsewhere'],
    ['POST', '/clock', { set: -8.64e15 }, 400, 'from the year 1000 to 9000'],
    ['POST', '/clock', { advanceMs: 1e300 }, 400, 'a clock is'],
    ['POST', '/code', { user: 'x' }, 400, 'there is no member user'],
    ['POST', '/code', { userId: 5 }, 400, 'userId is a string'],
    ['POST', '/code', { userId: 'nobody' }, 400, 'there is no user nobody'],
    ['POST', '/approve', {}, 400, 'give userId'],
    ['POST', '/reset', 'nonsense', 400, 'not JSON'],
    ['POST', '/reset', '[]', 400, 'not a JSON object'],
    ['POST', '/reset', undefined, 415, 'send application/json'],
    ['PUT', '/clock', {}, 405, 'PUT is no method'],
    ['GET', '/nothing', undefined, 404, 'there is no such path'],
    ['GET', '/constructor', undefined, 404, 'there is no such path'],
  ])('%s %s with %o is refused with a sentence', (method, path, body, status, sentence) =>
    withControl(async (ask) => {
      const response = await ask(method, path, body);
      expect(response.status).toBe(status);
      expect(await response.text()).toContain(sentence);
    }),
  );

  test('a page of another origin cannot drive it', () =>
    withControl(async (ask) => {
      const headers = { 'sec-fetch-site': 'cross-site' };
      expect((await ask('GET', '/private-key', undefined, headers)).status).toBe(403);
      expect((await ask('POST', '/reset', '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    }));

  test('is not subject to faults and not among what was received', () =>
    withControl(async (ask) => {
      await ask('POST', '/faults', { fault: 'reset' });
      expect((await ask('GET', '/state')).status).toBe(200);
      expect(await json(ask('GET', '/received'))).toEqual({ requests: [] });
    }));

  test('streams the ledger as server-sent events', () =>
    withControl(async (ask, url) => {
      const response = await ask('GET', '/events');
      expect(response.headers.get('content-type')).toBe('text/event-stream');
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      await redeem(url, 'made-up');
      let text = '';
      while (!text.includes('there is no such code')) text += (await reader?.read())?.value ?? '';
      expect(text).toContain('event: hello');
      await reader?.cancel();
    }));
});
