import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { type ContractServer, startContractServer } from '../src/index.ts';
import { form, rejection } from './support.ts';

const refresh = { grant_type: 'refresh_token', client_id: 'app-1', refresh_token: 'made-up' };

async function withServer(use: (server: ContractServer) => Promise<void>, document = 'aliyun-pds'): Promise<void> {
  await using server = await startContractServer(document);
  await use(server);
}

/** Sends what `fetch` would not, and gives the status and the body of the answer. */
async function send(url: string, method: string, headers: Record<string, string>, body: string) {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const outgoing = request(url, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, body: text }));
    });
    outgoing.on('error', reject).end(body);
  });
}

describe('a contract server', () => {
  test('G2: answers from the document and lists what broke it', () =>
    withServer(async (server) => {
      expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      const good = await fetch(`${server.url}/v2/oauth/token`, form(refresh));
      expect(good.status).toBe(200);
      expect(server.violations).toEqual([]);

      const bad = await fetch(`${server.url}/v2/oauth/token`, form({ ...refresh, café: 'x' }));
      expect(bad.status).toBe(422);
      expect(bad.headers.get('content-type')).toBe('application/problem+json');
      expect(JSON.parse(bad.headers.get('sl-violations') ?? '')).toMatchObject([
        { location: 'request.body.caf\u00e9', code: 'additionalProperties' },
      ]);
      expect(server.violations).toMatchObject([{ location: 'request.body.caf\u00e9' }]);
    }));

  test('gives the answer that Prefer names, and 404 for one that is not there', () =>
    withServer(async ({ url }) => {
      const ask = async (prefer: string) => fetch(`${url}/v2/oauth/token`, { ...form(refresh), headers: { prefer } });
      expect((await ask('code=400, example=xml_document')).headers.get('content-type')).toBe('application/xml');
      expect((await ask('example="token_expired"')).status).toBe(401);
      const unknown = await ask('code=418');
      expect(unknown.status).toBe(404);
      expect(unknown.headers.get('content-type')).toBe('application/problem+json');
      expect(await unknown.json()).toMatchObject({
        code: 'unknown_status',
        detail: expect.stringContaining('it has 200, 400') as string,
      });
    }));

  test('refuses a body of 10 MB with 413 and goes on', () =>
    withServer(async ({ url }) => {
      const large = await fetch(`${url}/v2/oauth/token`, { method: 'POST', body: 'x'.repeat(10_000_000) });
      expect(large.status).toBe(413);
      expect(await large.json()).toMatchObject({ detail: 'At most 1048576 bytes of a body are read.' });
      expect((await fetch(`${url}/v2/oauth/token`, form(refresh))).status).toBe(200);
    }));

  test('G2: refuses a body where the document has none', () =>
    withServer(async ({ url }) => {
      const { status, body } = await send(`${url}/api/v1/logout`, 'GET', { 'content-length': '1' }, 'x');
      expect(status).toBe(422);
      expect(JSON.parse(body)).toMatchObject({ violations: [{ location: 'request.body', code: 'unexpected-body' }] });
    }, 'huawei-oneaccess-oauth2'));

  test('lists in a header as many violations as fit, as JSON', () =>
    withServer(async (server) => {
      const fields = Object.fromEntries(Array.from({ length: 200 }, (_each, at) => [`unheard_of_${at}`, 'x']));
      const response = await fetch(`${server.url}/v2/oauth/token`, form({ ...refresh, ...fields }));
      const listed = JSON.parse(response.headers.get('sl-violations') ?? '') as unknown[];
      expect(listed.length).toBeGreaterThan(10);
      expect(listed).toEqual(server.violations.slice(0, listed.length));
      expect(server.violations.length).toBeGreaterThan(listed.length);
    }));

  test('G2: refuses a content type that is none, and goes on', () =>
    withServer(async ({ url }) => {
      const { status, body } = await send(`${url}/v2/oauth/token`, 'POST', { 'content-type': 'form' }, 'a=b');
      expect(status).toBe(422);
      expect(JSON.parse(body)).toMatchObject({ violations: [{ location: 'request.header.content-type' }] });
    }));

  test('says that its port is in use', () =>
    withServer(async ({ url }) => {
      const port = Number(new URL(url).port);
      const error = await rejection(startContractServer('aliyun-pds', { port }));
      expect(error).toMatchObject({ name: 'ContractError', code: 'port_in_use' });
      expect(error.message).toBe(`port: ${port} on 127.0.0.1 is in use; give another one, or none for a free one.`);
    }));

  test('says at its start that there is no such status or example', async () => {
    const status = await rejection(startContractServer('aliyun-pds', { code: 418 }));
    expect(status).toMatchObject({ code: 'unknown_status' });
    const example = await rejection(startContractServer('huawei-oneaccess-tenant', { example: 'oops' }));
    expect(example).toMatchObject({ code: 'unknown_example' });
    expect(example.message).toContain('bad_client_credentials');
  });

  test('says that it cannot listen there', async () => {
    const error = await rejection(startContractServer('aliyun-pds', { host: '192.0.2.1' }));
    expect(error).toMatchObject({ code: 'invalid_option' });
    const port = await rejection(startContractServer('aliyun-pds', { port: 70_000 }));
    expect(port).toMatchObject({ name: 'ContractError', code: 'invalid_option' });
    expect(port.message).toBe('port: a whole number from 0 to 65535 is needed; it is 70000.');
  });

  test('answers what only other operations have with 404', async () => {
    await using server = await startContractServer('aliyun-pds', { example: 'already_exist' });
    const body = JSON.stringify({ app_id: 'a', refresh_token: 'b' });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.url}/v2/account/revoke`, { method: 'POST', headers, body });
    expect(response.status).toBe(404);
  });
});
