import { describe, expect, test } from 'vitest';
import type { Fault, MockAuthorityOptions, MockTraits } from '../src/index.ts';
import { createMockAuthority } from '../src/index.ts';
import type { DocumentedResponse } from './support/document-check.ts';
import { documentedResponses, fault, member } from './support/document-check.ts';
import { ONE_ACCESS, APP } from './support/oneaccess.ts';
import { CALLBACK, PDS, WEB_APP } from './support/pds.ts';

type Json = Readonly<Record<string, unknown>>;

/** One named example of one answer. */
interface Example {
  readonly title: string;
  readonly documented: DocumentedResponse;
  readonly mediaType: string;
  readonly value: unknown;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names and types, not values: what a decoder has to cope with. */
function shapeOf(value: unknown): unknown {
  if (!isObject(value)) return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, isObject(item) ? 'object' : shapeOf(item)]),
  );
}

const EXAMPLES: readonly Example[] = documentedResponses().flatMap((documented) =>
  Object.entries(member(documented.response, 'content')).flatMap(([mediaType, content]) =>
    Object.entries(member(content, 'examples')).map(([name, example]) => ({
      title: `${documented.document} ${documented.method} ${documented.path} ${documented.status} ${name}`,
      documented,
      mediaType,
      value: (example as Json)['value'],
    })),
  ),
);

/** What a successful answer has without any trait. */
const USUAL_FIELDS =
  'access_token refresh_token expires_in token_type user_id user_name avatar nick_name default_drive_id role status ' +
  'expire_time is_first_login domain_id scope id_token';

function provider(example: Example): MockAuthorityOptions['provider'] {
  return example.documented.document === 'aliyun-pds' ? 'aliyun-pds' : 'huawei-oneaccess';
}

/** The traits under which a token answer takes the shape of an example: what is generated stays generated. */
function tokenTraits(value: Json): Partial<MockTraits> {
  const generated = /^(?:access_token|refresh_token|id_token|expires_in|expire_time|default_drive_id)$/u;
  const extra = Object.fromEntries(Object.entries(value).filter(([name]) => !generated.test(name)));
  return {
    refreshTokens: true,
    expiresIn: typeof value['expires_in'] === 'string' ? 'string' : 'number',
    expireTime: /\.\d+Z$/u.test(String(value['expire_time'])) ? 'milliseconds' : 'seconds',
    defaultDriveId: typeof value['default_drive_id'] === 'number' ? 'number' : 'string',
    extraTokenFields: extra,
    omittedTokenFields: USUAL_FIELDS.split(' ').filter((name) => !(name in value)),
  };
}

/** The traits under which an error takes the shape of an example. */
function errorTraits(example: Example): Partial<MockTraits> {
  const { value, mediaType } = example;
  if (mediaType === 'text/html') return { pdsErrorShape: 'html' };
  if (mediaType === 'application/xml') return { pdsErrorShape: 'xml' };
  if (mediaType === 'text/plain') return { pdsErrorShape: value === '' ? 'gateway' : 'text' };
  const body = value as Json;
  if ('Code' in body) return { pdsErrorShape: 'capitalised' };
  if ('error' in body && 'error_code' in body) return { oneAccessErrorShape: 'both' };
  return { errorRequestId: 'requestId' in body ? 'null' : 'absent' };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function errorFault(example: Example): Fault {
  const body = isObject(example.value) ? example.value : {};
  const code = body['code'] ?? body['Code'] ?? body['error'] ?? body['error_code'];
  const message = body['message'] ?? body['Message'] ?? body['error_description'] ?? body['error_msg'];
  return {
    status: example.documented.status,
    ...(code !== undefined && { error: text(code) }),
    ...(message !== undefined && { message: text(message).trim() }),
  };
}

async function askForTokens(example: Example): Promise<Response> {
  const { document, path } = example.documented;
  const value = example.value as Json;
  const authority = createMockAuthority({ provider: provider(example), traits: tokenTraits(value) });
  const form = (url: string, fields: Record<string, string>): Promise<Response> =>
    authority.fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
  if (document === 'huawei-oneaccess-tenant')
    return form(`${ONE_ACCESS}${path}`, { ...APP, grant_type: 'client_credentials' });
  if (document === 'huawei-oneaccess-oauth2') {
    const scope = value['scope'] === 'get_user_info' ? 'get_user_info' : 'openid';
    const { code } = authority.issueCode({ redirectUri: CALLBACK, scope });
    return form(`${ONE_ACCESS}${path}`, { ...APP, grant_type: 'authorization_code', redirect_uri: CALLBACK, code });
  }
  const { code } = authority.issueCode({ redirectUri: CALLBACK });
  const first = await form(`${PDS}/v2/oauth/token`, { ...WEB_APP, grant_type: 'code', redirect_uri: CALLBACK, code });
  if (path === '/v2/oauth/token') return first;
  // The traits can keep the refresh token out of the answer, so it is taken from the authority.
  const refreshToken = authority.tokens({ secrets: true }).find(({ tokenKind }) => tokenKind === 'refresh')?.value;
  const body = JSON.stringify({ app_id: WEB_APP.client_id, grant_type: 'refresh_token', refresh_token: refreshToken });
  return authority.fetch(`${PDS}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

async function ask(example: Example): Promise<Response> {
  const { method, path, status } = example.documented;
  const url = `${provider(example) === 'aliyun-pds' ? PDS : ONE_ACCESS}${path}`;
  if (status === 200 && isObject(example.value) && 'access_token' in example.value) return askForTokens(example);
  if (status === 200 && path.endsWith('/userinfo')) {
    const users = [{ userId: 'u', userData: example.value as Json }];
    const authority = createMockAuthority({ provider: 'huawei-oneaccess', users });
    const { code } = authority.issueCode({ redirectUri: CALLBACK });
    const fields = { ...APP, grant_type: 'authorization_code', redirect_uri: CALLBACK, code };
    const tokens = await authority.fetch(`${ONE_ACCESS}/api/v1/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
    const { access_token } = (await tokens.json()) as { access_token: string };
    return authority.fetch(url, { headers: { authorization: `Bearer ${access_token}` } });
  }
  const options = {
    provider: provider(example),
    traits: errorTraits(example),
    ...(status !== 200 && { faults: [errorFault(example)] }),
  };
  return createMockAuthority(options).fetch(url, { method });
}

/** User data and discovery have more members than the example; the example has to be part of them. */
function mayBeLarger(example: Example): boolean {
  return example.documented.status === 200 && !(isObject(example.value) && 'access_token' in example.value);
}

describe('every example of the documents has its shape in an answer of the twin', () => {
  test('there are examples to look at', () => {
    expect(EXAMPLES.length).toBeGreaterThan(100);
  });

  test.each(EXAMPLES.map((example) => [example.title, example] as const))('%s', async (_title, example) => {
    const response = await ask(example);
    const { method, path, status } = example.documented;
    expect(response.status).toBe(status);
    expect(await fault(method, `https://x.example${path}`, response)).toBeUndefined();
    if (example.mediaType !== 'application/json') {
      expect(response.headers.get('content-type')).toContain(example.mediaType);
      return;
    }
    const shape = shapeOf(await response.json());
    const wanted = shapeOf(example.value) as Json;
    if (mayBeLarger(example)) expect(shape).toMatchObject(wanted);
    else expect(shape).toEqual(wanted);
  });

  test('the gateway answers 504 with headers alone', async () => {
    const authority = createMockAuthority({ provider: 'aliyun-pds', faults: ['status=504'] });
    const response = await authority.fetch(`${PDS}/v2/oauth/token`, { method: 'POST' });
    expect(await fault('POST', `${PDS}/v2/oauth/token`, response)).toBeUndefined();
    expect(response.headers.get('x-ca-error-code')).toBe('D504TO');
    expect(response.headers.get('x-ca-error-message')).toBe('timeout');
    expect(await response.text()).toBe('');
  });
});
