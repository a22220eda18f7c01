import { expect, test } from 'vitest';
import { createCallClient } from '../src/call-client.ts';
import { createClient, createConfig, urlSearchParamsBodySerializer, type Client } from '../src/gen/client/index.ts';

/** As a generated function calls its client. */
type Request = Parameters<Client['post']>[0];

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const json = { 'Content-Type': 'application/json' };

/** What goes out when a client is asked for `request`. */
async function sentBy(client: Client, method: 'get' | 'post', request: Request): Promise<object> {
  const sent: object[] = [];
  const { response } = await client[method]({
    ...request,
    fetch: async (input) => {
      const going = input as globalThis.Request;
      const { url, method: verb, headers } = going;
      sent.push({ url, verb, headers: Object.fromEntries(headers), body: await going.text() });
      return new Response('{}');
    },
  });
  expect(response).toBeInstanceOf(Response);
  expect(sent).toHaveLength(1);
  return sent[0] as object;
}

test.each<readonly [what: string, method: 'get' | 'post', request: Request]>([
  [
    'a form',
    'post',
    { url: '/token', ...urlSearchParamsBodySerializer, headers: form, body: { a: 'b c', d: '+/=%ü' } },
  ],
  [
    'a form with a field that has no value',
    'post',
    { url: '/token', ...urlSearchParamsBodySerializer, headers: form, body: { a: 'b', c: undefined } },
  ],
  ['JSON', 'post', { url: '/token', headers: json, body: { app_id: 'a', refresh_token: 'ü' } }],
  [
    'a query and no body',
    'post',
    { url: '/token', headers: form, query: { grant_type: 'client_credentials', scope: undefined } },
  ],
  [
    'a header of the user in another spelling',
    'post',
    { url: '/token', headers: { ...json, 'content-type': 'application/json; charset=utf-8' }, body: {} },
  ],
  ['a GET', 'get', { url: '/userinfo', headers: { authorization: 'Bearer a' } }],
])('sends what the generated client sends: %s', async (_what, method, request) => {
  for (const endpoint of ['https://authority.example', 'https://gateway.example/base']) {
    const generated = createClient(createConfig({ baseUrl: endpoint }));
    expect(await sentBy(createCallClient(endpoint), method, request)).toEqual(await sentBy(generated, method, request));
  }
});

test('refuses a path with a parameter, instead of sending it as it stands', async () => {
  const request = { url: '/{tenant}/token', headers: json, body: {} };
  await expect(sentBy(createCallClient('https://authority.example'), 'post', request)).rejects.toThrow(
    'The path /{tenant}/token has a parameter, which a call does not fill in.',
  );
});
