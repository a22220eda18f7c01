import { describe, expect, test } from 'vitest';
import { createMockAuthority } from '../src/index.ts';
import type { MockAuthority, MockTraits } from '../src/index.ts';
import { overHttp } from './support/http.ts';
import { CALLBACK, PDS } from './support/pds.ts';

const PAGE = 'https://page.example';
const OTHER = 'https://other.example';

function twin(traits: Partial<MockTraits> = { allowedOrigins: [PAGE] }): MockAuthority {
  return createMockAuthority({ provider: 'aliyun-pds', seed: 1, clock: () => Date.UTC(2030, 0, 1), traits });
}

function preflight(
  authority: MockAuthority,
  path: string,
  headers: Record<string, string> = {},
  origin = PAGE,
): Promise<Response> {
  const asked = { origin, 'access-control-request-method': 'POST', ...headers };
  return authority.fetch(`${PDS}${path}`, { method: 'OPTIONS', headers: asked });
}

/** The headers of an answer that speak to a browser about pages. */
function spoken({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'));
}

/** The code of a login, exchanged as a page would. */
function exchange(authority: MockAuthority, origin?: string): Promise<Response> {
  const { code } = authority.issueCode({ clientId: 'mock-native-app', redirectUri: CALLBACK });
  const fields = { grant_type: 'authorization_code', client_id: 'mock-native-app', redirect_uri: CALLBACK, code };
  return authority.fetch(`${PDS}/v2/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    ...(origin !== undefined && { headers: { origin } }),
  });
}

const ROUTES = ['/v2/oauth/token', '/v2/account/token', '/v2/account/revoke', '/v2/user/get'];

describe('pages of other origins', () => {
  test.each(ROUTES)('the preflight of %s is answered to an allowed origin', async (path) => {
    const response = await preflight(twin(), path, { 'access-control-request-headers': 'authorization' });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(spoken(response)).toEqual({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, content-type',
      vary: 'origin',
    });
  });

  test('an allowed page may read the token, a refusal and the answer to a fault, and nothing else of them', async () => {
    const authority = twin();
    const allowed = { 'access-control-allow-origin': PAGE, vary: 'origin' };
    const token = await exchange(authority, PAGE);
    expect([token.status, spoken(token)]).toEqual([200, allowed]);
    const refused = await authority.fetch(`${PDS}/v2/user/get`, { method: 'POST', headers: { origin: PAGE } });
    expect([refused.status, spoken(refused)]).toEqual([401, allowed]);
    authority.faults.add('status=503;times=1');
    const failed = await exchange(authority, PAGE);
    expect([failed.status, spoken(failed)]).toEqual([503, allowed]);
  });

  test.each<[string, string]>([
    ['another origin', OTHER],
    ['the same host on another port', `${PAGE}:8443`],
    ['the same host without TLS', 'http://page.example'],
    ['a host that begins like it', `${PAGE}.other.example`],
    ['another spelling', PAGE.toUpperCase()],
    ['an opaque origin', 'null'],
  ])('%s gets what everybody gets, and its browser keeps it from the page', async (_what, origin) => {
    const token = await exchange(twin(), origin);
    expect([token.status, spoken(token)]).toEqual([200, { vary: 'origin' }]);
    const asked = await preflight(twin(), '/v2/user/get', {}, origin);
    expect([asked.status, spoken(asked)]).toEqual([404, { vary: 'origin' }]);
  });

  test('what was not asked for is not there: every answer is as without the trait', async () => {
    const [usual, allowing] = [twin({}), twin()];
    for (const authority of [usual, allowing]) await exchange(authority);
    for (const origin of [undefined, PAGE, OTHER]) {
      const answers = await Promise.all([usual, allowing].map((authority) => exchange(authority, origin)));
      const bodies = await Promise.all(answers.map((answer) => answer.text()));
      expect(bodies[1]).toBe(bodies[0]);
      expect(spoken(answers[0] ?? Response.error())).toEqual({});
    }
    for (const path of ROUTES) {
      const response = await preflight(usual, path);
      expect([response.status, response.headers.get('x-ca-error-code'), spoken(response)]).toEqual([404, 'I404NF', {}]);
    }
  });

  test.each<[string, string, RequestInit]>([
    ['the login page, which a browser opens and no script calls', '/v2/oauth/authorize', {}],
    ['a path that is none', '/v2/nothing', {}],
  ])('nothing is allowed at %s', async (_what, path, init) => {
    const authority = twin();
    expect(spoken(await authority.fetch(`${PDS}${path}`, { ...init, headers: { origin: PAGE } }))).toEqual({});
    expect(spoken(await preflight(authority, path))).toEqual({});
  });

  test('OPTIONS that is no preflight has no route', async () => {
    const response = await twin().fetch(`${PDS}/v2/user/get`, { method: 'OPTIONS', headers: { origin: PAGE } });
    expect(response.status).toBe(404);
  });

  test('a preflight is written down and uses up no fault', async () => {
    const authority = twin();
    authority.faults.add('status=503;times=1');
    expect((await preflight(authority, '/v2/oauth/token')).status).toBe(204);
    expect((await exchange(authority, PAGE)).status).toBe(503);
    expect(authority.received().map(({ method, status, faults }) => [method, status, faults !== undefined])).toEqual([
      ['OPTIONS', 204, false],
      ['POST', 503, true],
    ]);
  });

  test('nothing that a page sends comes back, and no cookie is asked for', async () => {
    const canary = 'canary-0123456789abcdef';
    const headers = { 'access-control-request-headers': `${canary}, authorization`, authorization: `Bearer ${canary}` };
    for (const origin of [PAGE, `https://${canary}.example`]) {
      const response = await preflight(twin(), `/v2/user/get?access_token=${canary}`, headers, origin);
      const text = JSON.stringify([...response.headers]) + (await response.text());
      expect(text).not.toContain(canary);
      expect(text).not.toMatch(/credentials|expose|\*/u);
    }
  });

  test('the twin of OneAccess, which takes nothing without a secret, answers no page', async () => {
    const authority = createMockAuthority({ provider: 'huawei-oneaccess', traits: { allowedOrigins: [PAGE] } });
    for (const path of ['/api/v1/oauth2/token', '/api/v2/tenant/token']) {
      const response = await preflight(authority, path);
      expect([response.status, spoken(response)]).toEqual([405, {}]);
    }
  });

  test('over HTTP the control route stays closed to an allowed page', () =>
    overHttp({ provider: 'aliyun-pds', control: true, traits: { allowedOrigins: [PAGE] } }, async (url) => {
      const asked = { origin: PAGE, 'access-control-request-method': 'POST' };
      const resource = await fetch(`${url}/v2/user/get`, { method: 'OPTIONS', headers: asked });
      expect([resource.status, resource.headers.get('access-control-allow-origin')]).toEqual([204, PAGE]);
      for (const path of ['/tokens?secrets=true', '/private-key', '/reset']) {
        const control = await fetch(`${url}/__mock${path}`, { method: 'OPTIONS', headers: asked });
        expect(spoken(control)).toEqual({});
        const cross = { origin: PAGE, 'sec-fetch-site': 'same-site' };
        expect((await fetch(`${url}/__mock${path}`, { headers: cross })).status).toBe(403);
      }
    }));

  test.each<[unknown, string]>([
    [['*'], 'trait allowedOrigins: "*" is no origin of a page, such as https://app.example'],
    [['null'], 'trait allowedOrigins: "null" is no origin'],
    [[`${PAGE}/`], `trait allowedOrigins: "${PAGE}/" is no origin`],
    [['page.example'], 'trait allowedOrigins: "page.example" is no origin'],
    [['HTTPS://page.example'], 'trait allowedOrigins: "HTTPS://page.example" is no origin'],
    [['file://'], 'trait allowedOrigins: "file://" is no origin'],
    [[undefined], 'trait allowedOrigins: undefined is no origin'],
    [[PAGE, 5], 'trait allowedOrigins: 5 is no origin'],
    [PAGE, 'trait allowedOrigins: an array is needed'],
  ])('the trait takes no %j', (allowedOrigins, sentence) => {
    expect(() => twin({ allowedOrigins: allowedOrigins as readonly string[] })).toThrow(sentence);
  });
});
