import { canary, everyView, failureOf as failureOfKind, leaksOf } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import {
  authorizationUrl,
  createPdsContext,
  getTokenByCode,
  parseCallback,
  PDSClient,
  TokenwrightError,
  type PdsClientOptions,
} from '../src/index.ts';
import { createScene, webApp } from './support.ts';

const failureOf = (work: () => unknown): Promise<TokenwrightError> => failureOfKind(TokenwrightError, work);
const context = createPdsContext({ domain_id: 'dom' });
const app = { client_id: 'app', redirect_uri: 'https://app.example/callback' };
const queryOf = (url: string): Record<string, string> => Object.fromEntries(new URL(url).searchParams);

describe('authorizationUrl', () => {
  test('leads to the login page on the auth host, for a code, with a state of its own', () => {
    const { url, state } = authorizationUrl(context, app);
    expect(url.split('?')[0]).toBe('https://dom.auth.aliyunpds.com/v2/oauth/authorize');
    expect(queryOf(url)).toEqual({ ...app, response_type: 'code', login_type: 'default', state });
    expect(state).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(authorizationUrl(context, app).state).not.toBe(state);
  });

  test('joins scopes with commas, as PDS wants them, and sends the rest as it is given', () => {
    const { url, state } = authorizationUrl(context, {
      ...app,
      scope: ['FILE.ALL', 'USER.ALL'],
      login_type: 'ding_sns',
      hide_consent: true,
      prompt: 'login',
      state: 'my state&=',
    });
    expect(queryOf(url)).toMatchObject({
      scope: 'FILE.ALL,USER.ALL',
      login_type: 'ding_sns',
      hide_consent: 'true',
      prompt: 'login',
      state: 'my state&=',
    });
    expect(state).toBe('my state&=');
    expect(queryOf(authorizationUrl(context, { ...app, scope: 'A,B' }).url)['scope']).toBe('A,B');
  });

  test.each<[string, PdsClientOptions, string]>([
    ['domain_id', { domain_id: 'dom' }, 'https://dom.auth.aliyunpds.com'],
    ['the API host', { api_endpoint: 'https://dom.api.aliyunpds.com' }, 'https://dom.auth.aliyunpds.com'],
    ['the auth host', { api_endpoint: 'https://dom.auth.aliyunpds.com' }, 'https://dom.auth.aliyunpds.com'],
    ['the VPC host, which no browser reaches', { domain_id: 'dom', host: 'api-vpc' }, 'https://dom.auth.aliyunpds.com'],
    ['a host of one’s own', { api_endpoint: 'https://pds.example.org' }, 'https://pds.example.org'],
    [
      'a host of one’s own, and a domain id',
      { api_endpoint: 'https://pds.example.org', domain_id: 'dom' },
      'https://pds.example.org',
    ],
    ['auth_endpoint', { domain_id: 'dom', auth_endpoint: 'https://login.example.org' }, 'https://login.example.org'],
  ])('of a client that was given %s', (_what, options, origin) => {
    expect(new URL(new PDSClient(options).authorizationUrl(app).url).origin).toBe(origin);
  });

  test.each([
    ['no redirect_uri', { client_id: 'app' }, 'missing_parameter', 'redirect_uri'],
    ['a path as redirect_uri', { ...app, redirect_uri: '/callback' }, 'invalid_parameter', 'redirect_uri'],
    [
      'a fragment in redirect_uri',
      { ...app, redirect_uri: 'https://a.example/#x' },
      'invalid_parameter',
      'redirect_uri',
    ],
    ['no client_id', { ...app, client_id: undefined }, 'missing_parameter', 'client_id'],
    ['an empty state', { ...app, state: '' }, 'invalid_parameter', 'state'],
    ['no scopes in an array', { ...app, scope: [] }, 'invalid_parameter', 'scope'],
    ['a number as scope', { ...app, scope: 5 }, 'invalid_parameter', 'scope'],
    ['a comma inside a scope', { ...app, scope: ['A,B'] }, 'invalid_parameter', 'scope'],
    ['the implicit flow', { ...app, response_type: 'token' }, 'unsupported_parameter', 'response_type'],
    ['PKCE', { ...app, code_challenge: 'x' }, 'unsupported_parameter', 'code_challenge'],
    ['a nonce', { ...app, nonce: 'x' }, 'unsupported_parameter', 'nonce'],
    ['a secret', { ...app, client_secret: canary }, 'unsupported_parameter', 'client_secret'],
    ['hide_consent as text', { ...app, hide_consent: 'true' }, 'invalid_parameter', 'hide_consent'],
    ['a misspelt name', { ...app, loginType: 'ding' }, 'unknown_parameter', 'loginType'],
  ])('W5: %s', async (_what, params, code, parameter) => {
    const error = await failureOf(() => authorizationUrl(context, params as never));
    expect(error).toMatchObject({ name: 'ConfigurationError', code, parameter });
    expect(error.message).toMatch(/^authorizationUrl: .*[.?]$/);
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test('W5: redirect_url of the vendor’s tables is taken for redirect_uri', () => {
    const params = { client_id: 'app', redirect_url: app.redirect_uri } as never;
    expect(queryOf(authorizationUrl(context, params).url)['redirect_uri']).toBe(app.redirect_uri);
  });
});

describe('parseCallback', () => {
  const back = (query: string): string => `${app.redirect_uri}?${query}`;

  test.each([
    ['a whole address', back('code=c&state=s')],
    ['a URL', new URL(back('code=c&state=s'))],
    ['what stands in a request line', '/callback?state=s&code=c'],
    ['the query alone', '?code=c&state=s'],
    ['its parameters', new URLSearchParams('code=c&state=s')],
    ['a scheme of a native application', 'my-app://callback?code=c&state=s'],
  ])('reads the code of %s', (_what, callback) => {
    expect(parseCallback(callback, { state: 's' })).toEqual({ code: 'c' });
  });

  test.each([
    ['another state', 'code=c&state=other', 'state_mismatch'],
    ['no state', 'code=c', 'state_mismatch'],
    ['an empty state', 'code=c&state=', 'state_mismatch'],
    ['a refusal with another state', 'error=access_denied&state=other', 'state_mismatch'],
    ['two states', 'code=c&state=s&state=s', 'invalid_field'],
    ['no code', 'state=s', 'invalid_field'],
    ['an empty code', 'code=&state=s', 'invalid_field'],
    ['two codes', 'code=c&code=d&state=s', 'invalid_field'],
  ])('%s is refused', async (_what, query, code) => {
    const error = await failureOf(() => parseCallback(back(query), { state: 's' }));
    expect(error).toMatchObject({ name: 'InvalidResponseError', code });
    expect(error.message).toMatch(/^parseCallback: .*\.$/);
  });

  test('what authorizationUrl returned can be handed in as it is', () => {
    const login = authorizationUrl(context, app);
    expect(parseCallback(back(`code=c&state=${login.state}`), login)).toEqual({ code: 'c' });
  });

  test('W7: neither the code nor a state is shown', async () => {
    const callback = `${app.redirect_uri}?${new URLSearchParams({ code: canary, state: canary }).toString()}`;
    const error = await failureOf(() => parseCallback(callback, { state: 's' }));
    expect(leaksOf(canary, everyView(error))).toEqual([]);
    const said = new URLSearchParams({ error: 'access_denied', error_description: canary, code: canary, state: 's' });
    const refused = await failureOf(() => parseCallback(back(said.toString()), { state: 's' }));
    expect(leaksOf(canary, everyView(refused))).toEqual([]);
  });

  test.each([
    ['access_denied', 'access_denied', false],
    ['invalid_scope', 'invalid_scope', false],
    ['temporarily_unavailable', 'authority_unavailable', true],
    ['server_error', 'authority_unavailable', true],
    ['constructor', 'authority_error', false],
    ['something_new', 'authority_error', false],
  ])('a login that was refused with %s', async (error, code, retryable) => {
    const query = `error=${error}&error_description=The+user%0Asaid+no&state=s`;
    const refused = await failureOf(() => parseCallback(back(query), { state: 's' }));
    expect(refused).toMatchObject({ name: 'AuthorityError', code, wireCode: error, retryable });
    expect(refused.message).toBe(`parseCallback: the authority refused the login (${error}: The user said no).`);
  });

  test.each([
    ['nothing', undefined, { state: 's' }, 'callback'],
    ['an empty string', '', { state: 's' }, 'callback'],
    ['no address', 'http://[', { state: 's' }, 'callback'],
    ['null', null, { state: 's' }, 'callback'],
    ['no expectation', back('code=c'), undefined, 'params'],
    ['no expected state', back('code=c'), {}, 'state'],
    ['an empty expected state', back('code=c&state='), { state: '' }, 'state'],
  ])('of %s', async (_what, callback, expected, parameter) => {
    const error = await failureOf(() => parseCallback(callback as never, expected as never));
    expect(error).toMatchObject({ name: 'ConfigurationError', parameter });
  });
});

test('a whole login on the twin: page, callback, code, token', async () => {
  const scene = createScene();
  const redirect_uri = 'https://app.example/callback';
  const { url, state } = authorizationUrl(scene.context, { ...app, client_id: webApp.client_id, redirect_uri });
  const page = await scene.authority.fetch(url, { redirect: 'manual' });
  expect(page.status).toBe(302);
  const { code } = parseCallback(page.headers.get('location') ?? '', { state });
  const token = await getTokenByCode(scene.context, { ...webApp, redirect_uri, code });
  expect(token.user_id).toBe('mock-user-1');
});
