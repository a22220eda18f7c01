import { createRequire } from 'node:module';
import { describe, expect, test, vi } from 'vitest';
import { type ContractFetchOptions, createContractFetch } from '../src/index.ts';
import { form, notes, rejection } from './support.ts';

const pds = 'https://domain-1.api.aliyunpds.com/v2/oauth/token';
const tenant = 'https://abcdefg.huaweioneaccess.com/api/v2/tenant/token';
const refresh = { grant_type: 'refresh_token', client_id: 'app-1', refresh_token: 'a b+c*%&=/"\u00fc' };
const credentials = { grant_type: 'client_credentials', client_id: 'app-1', client_secret: 'secret' };
const basic = `Basic ${Buffer.from('app-1:secret').toString('base64')}`;

/** The violations of one request, as `location code`. */
async function violations(document: string | URL, url: string, init?: RequestInit): Promise<string[]> {
  const fetch = createContractFetch(document);
  const response = await fetch(url, init);
  const found = fetch.violations.map(({ location, code }) => `${location} ${code}`);
  if (found.length > 0) {
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 422, violations: fetch.violations });
  }
  return found;
}

describe('a request that keeps to the document', () => {
  test('G2: is answered with the first example of the success', async () => {
    const fetch = createContractFetch('aliyun-pds');
    const response = await fetch(pds, form(refresh));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ access_token: 'made-up-access-token', nick_name: 'User 1' });
    expect(fetch.exchanges).toEqual([
      { operation: 'requestToken', method: 'POST', url: pds, status: 200, violations: [] },
    ]);
  });

  test.each<[string, ContractFetchOptions, number, string, string]>([
    ['HTML', { example: 'html_page' }, 400, 'text/html', '<h1>'],
    ['XML', { example: 'xml_document' }, 400, 'application/xml', '<?xml'],
    ['plain text', { code: 403, example: 'plain_text' }, 403, 'text/plain', 'Forbidden'],
    ['JSON', { code: 400 }, 400, 'application/json', '{"code":"InvalidParameter.RefreshToken"'],
    ['empty', { example: 'gateway_not_found' }, 404, 'text/plain', ''],
  ])('G1: gets the %s example that was chosen', async (_what, options, status, type, begin) => {
    const response = await createContractFetch('aliyun-pds', options)(pds, form(refresh));
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe(type);
    expect((await response.text()).slice(0, begin.length || undefined)).toBe(begin);
  });

  test('G1: gets an example that is made of headers alone', async () => {
    const timeout = await createContractFetch('aliyun-pds', { example: 'gateway_timeout' })(pds, form(refresh));
    expect(timeout.status).toBe(504);
    expect(timeout.headers.get('x-ca-error-code')).toBe('D504TO');
    expect(timeout.headers.has('content-type')).toBe(false);
    const url = 'https://domain-1.auth.aliyunpds.com/v2/oauth/authorize?client_id=a&redirect_uri=b&response_type=token';
    const implicit = await createContractFetch('aliyun-pds', { example: 'implicit_fragment' })(url);
    expect(implicit.headers.get('location')).toContain('#access_token=');
  });

  test('chooses its answer by Prefer, whatever it accepts', async () => {
    const fetch = createContractFetch('aliyun-pds');
    const chosen = await fetch(pds, {
      ...form(refresh),
      headers: { accept: 'application/json', prefer: 'code=400, example=html_page' },
    });
    expect([chosen.status, chosen.headers.get('content-type')]).toEqual([400, 'text/html']);
    const unknown = await fetch(pds, { ...form(refresh), headers: { prefer: 'example=nothing' } });
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({
      code: 'unknown_example',
      detail: expect.stringContaining('html_page') as string,
    });
  });

  test('by Prefer gets what it prefers, whatever the options say', async () => {
    const fetch = createContractFetch('aliyun-pds', { code: 400, example: 'invalid_refresh_token' });
    const ask = async (prefer: string) => (await fetch(pds, { ...form(refresh), headers: { prefer } })).status;
    expect([await ask('code=401'), await ask('example=too_many_requests'), await ask('wait=5')]).toEqual([
      401, 429, 400,
    ]);
  });

  test('gets no body with a status that has none, whatever the document says', async () => {
    const content = { 'application/json': { schema: {}, examples: { one: { value: { a: 1 } } } } };
    const operation = { operationId: 'x', responses: { 204: { description: 'Done.', content } } };
    const document = { openapi: '3.1.1', info: { title: 'Odd', version: '1' }, paths: { '/x': { get: operation } } };
    const response = await createContractFetch(document)('https://any.example/x');
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  test('is refused what the document does not have, at its first use', async () => {
    const status = await rejection(createContractFetch('aliyun-pds', { code: 418 })(pds, form(refresh)));
    expect(status).toMatchObject({ name: 'ContractError', code: 'unknown_status' });
    expect(status.message).toBe(
      'specs/aliyun-pds.yaml: requestToken has no answer with status 418; it has 200, 400, 401, 403, 404, 409, 429, 500, 503, 504.',
    );
    const example = await rejection(
      createContractFetch('aliyun-pds', { code: 401, example: 'oops' })(pds, form(refresh)),
    );
    expect(example).toMatchObject({ code: 'unknown_example' });
    expect(example.message).toMatch(
      /requestToken with status 401 has no example "oops"; it has access_token_invalid, /,
    );
  });

  test('may be aborted', async () => {
    const init = { ...form(refresh), signal: AbortSignal.abort(new Error('enough')) };
    expect((await rejection(createContractFetch('aliyun-pds')(pds, init))).message).toBe('enough');
  });
});

describe('a request that breaks the document', () => {
  test('G2: is told what the grant lacks, and nothing of other grants', async () => {
    expect(await violations('aliyun-pds', pds, form({ grant_type: 'code', client_id: 'a' }))).toEqual([
      'request.body.redirect_uri required',
      'request.body.code required',
    ]);
    expect(await violations('aliyun-pds', pds, form({ grant_type: 'password' }))).toEqual([
      'request.body.grant_type enum',
      'request.body.grant_type const',
    ]);
  });

  test('G2: does not make Prism compile, and keep, a schema for each of them', async () => {
    // The copy of Ajv that Prism has.
    const prism = createRequire(createRequire(import.meta.url).resolve('@stoplight/prism-http'));
    const { default: Ajv } = prism('ajv') as { default: { prototype: { compile: () => unknown } } };
    const compile = vi.spyOn(Ajv.prototype, 'compile');
    try {
      const fetch = createContractFetch('aliyun-pds');
      const ask = async () => fetch(pds, form({ grant_type: 'refresh_token', client_id: '', scope: 'all' }));
      await ask();
      const before = compile.mock.calls.length;
      await ask();
      await ask();
      expect(compile.mock.calls.length).toBe(before);
    } finally {
      compile.mockRestore();
    }
  });

  test('G2: never gets an error example of the document, and an error example never hides it', async () => {
    const fetch = createContractFetch('aliyun-pds', { code: 400, example: 'invalid_refresh_token' });
    const response = await fetch(pds, form({ ...refresh, client_id: '' }));
    expect(response.status).toBe(422);
    expect(fetch.violations).toMatchObject([{ location: 'request.body.client_id', code: 'minLength' }]);
  });

  test('G2: is refused without a body, and with an empty one', async () => {
    expect(await violations('aliyun-pds', pds, { method: 'POST' })).toEqual(['request.body required']);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await violations('aliyun-pds', pds, { method: 'POST', headers, body: '' })).toEqual([
      'request.body required',
    ]);
  });

  test.each([
    ['another suffix', 'https://domain-1.api.aliyunpds.example/v2/oauth/token'],
    ['a dot in the label', 'https://a.b.api.aliyunpds.com/v2/oauth/token'],
    ['another character for a dot', 'https://domain-1.apixaliyunpds.com/v2/oauth/token'],
    ['http', 'http://domain-1.api.aliyunpds.com/v2/oauth/token'],
  ])('W1: is refused at a host with %s', async (_what, url) => {
    expect(await violations('aliyun-pds', url, form(refresh))).toEqual(['request.server server']);
    const unchecked = createContractFetch('aliyun-pds', { checkServer: false });
    expect((await unchecked(url, form(refresh))).status).toBe(200);
  });

  test('W1: is not held to a server on loopback', async () => {
    for (const host of ['localhost:1234', '127.0.0.1', '[::1]:8080']) {
      expect(await violations('aliyun-pds', `http://${host}/v2/oauth/token`, form(refresh))).toEqual([]);
    }
    expect(await violations('aliyun-pds', 'http://127.0.0.1.example/v2/oauth/token', form(refresh))).not.toEqual([]);
  });

  test('W1: is refused at a server that does not have the operation', async () => {
    const url = 'https://domain-1.api.aliyunpds.com/v2/oauth/authorize?client_id=a&redirect_uri=b&response_type=code';
    expect(await violations('aliyun-pds', url)).toEqual(['request.server server']);
  });

  test('W1: is not held to a server where the document has a relative one, or none', async () => {
    const paths = { '/x': { get: { operationId: 'x', responses: { 204: { description: 'Done.' } } } } };
    const document = { openapi: '3.1.1', info: { title: 'Relative', version: '1' }, paths };
    for (const servers of [[], [{ url: '/' }]]) {
      const response = await createContractFetch({ ...document, servers })('https://anywhere.example/x');
      expect(response.status).toBe(204);
    }
  });

  test('W7: whose body is one long field name does not show it', async () => {
    const canary = 'Kanarie+/=%25"\\ \u00fc-4711-4712';
    const flat = {
      openapi: '3.1.1',
      info: { title: 'Flat', version: '1' },
      paths: {
        '/x': {
          post: {
            operationId: 'x',
            requestBody: {
              content: {
                'application/x-www-form-urlencoded': {
                  schema: { type: 'object', additionalProperties: false, properties: { a: { type: 'string' } } },
                },
              },
            },
            responses: { 204: { description: 'Done.' } },
          },
        },
      },
    };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const [document, url] of [
      [flat, 'https://any.example/x'],
      ['aliyun-pds', pds],
    ] as const) {
      const fetch = createContractFetch(document);
      const body = `grant_type=refresh_token&client_id=a&refresh_token=b&{"client_secret":"${canary}"}`;
      const text = await (await fetch(url, { method: 'POST', headers, body })).text();
      const seen = text + JSON.stringify(fetch.exchanges);
      expect(fetch.violations.some(({ code }) => code === 'additionalProperties')).toBe(true);
      expect(seen).toContain('(a name of ');
      for (let at = 0; at + 12 <= canary.length; at += 1) expect(seen).not.toContain(canary.slice(at, at + 12));
    }
  });

  test('W7: whose content type is no media type is refused there, and does not show it', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'made-up-secret' }, body: 'x' };
    expect(await violations('aliyun-pds', pds, init)).toEqual(['request.header.content-type content-type']);
    const fetch = createContractFetch('aliyun-pds');
    expect(await (await fetch(pds, init)).text()).not.toContain('made-up-secret');
  });

  test('is refused at an unknown path and with an unknown method', async () => {
    expect(await violations('aliyun-pds', `${pds}s`, form(refresh))).toEqual(['request.path path']);
    expect(await violations('aliyun-pds', pds)).toEqual(['request.method method']);
  });

  test('is refused without the credentials that the document asks for', async () => {
    const url = 'https://abcdefg.huaweioneaccess.com/api/v1/oauth2/userinfo';
    expect(await violations('huawei-oneaccess-oauth2', url)).toEqual(['request.header.authorization security']);
    expect(await violations(notes, 'https://notes.example/notes/1')).toEqual(['request.header.x-key security']);
    expect(await violations('huawei-oneaccess-oauth2', url, { headers: { authorization: 'Bearer x' } })).toEqual([]);
  });
});

describe('what Prism cannot see is refused before', () => {
  const json = { 'content-type': 'application/json' };
  const encoded = { 'content-type': 'application/x-www-form-urlencoded' };
  const account = 'https://domain-1.auth.aliyunpds.com/v2/account/token';
  const authorize =
    'https://domain-1.auth.aliyunpds.com/v2/oauth/authorize?client_id=a&redirect_uri=b&response_type=code';

  test.each<[string, string, string, RequestInit, string[]]>([
    [
      'a field twice',
      'aliyun-pds',
      pds,
      { method: 'POST', headers: encoded, body: `${new URLSearchParams(refresh).toString()}&client_id=b` },
      ['request.body.client_id duplicate-key'],
    ],
    [
      'a parameter twice',
      'aliyun-pds',
      `${authorize}&state=1&state=2`,
      {},
      ['request.query.state duplicate-key', 'request.query.state type'],
    ],
    [
      'a JSON member twice',
      'aliyun-pds',
      account,
      {
        method: 'POST',
        headers: json,
        body: '{"app_id":"a","app_id":"b","grant_type":"refresh_token","refresh_token":"c"}',
      },
      ['request.body.app_id duplicate-key'],
    ],
    [
      'a nested JSON member twice',
      'aliyun-pds',
      account,
      {
        method: 'POST',
        headers: json,
        body: '{"app_id":"a","grant_type":"refresh_token","refresh_token":"c","addition_data":{"x":"1","x":"2"}}',
      },
      ['request.body.addition_data.x duplicate-key'],
    ],
    [
      'broken JSON',
      'aliyun-pds',
      account,
      { method: 'POST', headers: json, body: '{"app_id":' },
      ['request.body json'],
    ],
    [
      'a broken escape',
      'aliyun-pds',
      pds,
      { method: 'POST', headers: encoded, body: 'grant_type=refresh_token&client_id=%zz&refresh_token=c' },
      ['request.body percent-encoding'],
    ],
    ['a broken escape in the query', 'aliyun-pds', `${authorize}&state=%`, {}, ['request.query percent-encoding']],
    ['an undeclared parameter', 'aliyun-pds', `${authorize}&nonce=1`, {}, ['request.query.nonce undeclared-parameter']],
    [
      'a secret in the query',
      'huawei-oneaccess-tenant',
      `${tenant}?client_secret=s`,
      form(credentials),
      ['request.query.client_secret undeclared-parameter'],
    ],
    [
      'the field __proto__',
      'aliyun-pds',
      pds,
      { method: 'POST', headers: encoded, body: `${new URLSearchParams(refresh).toString()}&__proto__=x` },
      ['request.body.__proto__ additionalProperties'],
    ],
    [
      'null',
      'aliyun-pds',
      account,
      { method: 'POST', headers: json, body: 'null' },
      ['request.body type', 'request.body required'],
    ],
    [
      'an empty parameter',
      'huawei-oneaccess-oauth2',
      'https://a.example/api/v1/logout?redirect_url=',
      {},
      ['request.query.redirect_url minLength'],
    ],
    ['no tenant credentials', 'huawei-oneaccess-tenant', tenant, { method: 'POST' }, ['request request-alternatives']],
    [
      'a tenant grant alone',
      'huawei-oneaccess-tenant',
      tenant,
      form({ grant_type: 'client_credentials' }),
      ['request request-alternatives'],
    ],
    [
      'tenant credentials twice',
      'huawei-oneaccess-tenant',
      tenant,
      { ...form(credentials), headers: { authorization: basic } },
      ['request request-alternatives'],
    ],
    [
      'tenant Basic without a secret',
      'huawei-oneaccess-tenant',
      `${tenant}?grant_type=client_credentials`,
      { method: 'POST', headers: { authorization: 'Basic YTo=' } },
      ['request request-alternatives'],
    ],
  ])('G2: %s', async (_what, document, url, init, expected) => {
    expect(await violations(document, url, init)).toEqual(expected);
  });

  test('G2: a body without a content type', async () => {
    const body = new TextEncoder().encode(new URLSearchParams(refresh).toString());
    expect(await violations('aliyun-pds', pds, { method: 'POST', body })).toEqual([
      'request.header.content-type required',
    ]);
  });

  test('W8: tenant credentials in the body or by Basic, with the grant in the body or the query, are good', async () => {
    const headers = { authorization: basic };
    expect(await violations('huawei-oneaccess-tenant', tenant, form(credentials))).toEqual([]);
    const inBody = { ...form({ grant_type: 'client_credentials' }), headers };
    expect(await violations('huawei-oneaccess-tenant', tenant, inBody)).toEqual([]);
    const url = `${tenant}?grant_type=client_credentials`;
    expect(await violations('huawei-oneaccess-tenant', url, { method: 'POST', headers })).toEqual([]);
  });
});
