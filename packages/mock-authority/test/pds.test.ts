import { describe, expect, test } from 'vitest';
import { CALLBACK, NOON, PDS, pdsBench, WEB_APP } from './support/pds.ts';
import { checkedFetch } from './support/document-check.ts';

describe('code grant at /v2/oauth/token', () => {
  test('a code gives the documented token set', async () => {
    const { authority, form } = pdsBench();
    const { code } = authority.issueCode({ clientId: 'mock-web-app', redirectUri: CALLBACK });
    const response = await form({ ...WEB_APP, grant_type: 'authorization_code', redirect_uri: CALLBACK, code });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-ca-request-id')).toMatch(/^[0-9A-F-]{36}$/u);
    expect(await response.json()).toMatchObject({
      access_token: expect.stringMatching(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/u) as unknown,
      refresh_token: expect.stringMatching(/^[0-9a-f]{32}$/u) as unknown,
      expires_in: 7200,
      expire_time: '2030-01-01T14:00:00Z',
      token_type: 'Bearer',
      user_id: 'mock-user-1',
      default_drive_id: '1',
      domain_id: 'mock-domain',
    });
  });

  test('the short name that the vendor SDK sends works too', async () => {
    const { authority, form } = pdsBench();
    const { code } = authority.issueCode({ redirectUri: CALLBACK });
    const response = await form({ ...WEB_APP, grant_type: 'code', redirect_uri: CALLBACK, code });
    expect(response.status).toBe(200);
  });

  test('a public application needs no secret, and one it does not have is refused', async () => {
    const { authority, form } = pdsBench();
    const issue = (): string => authority.issueCode({ clientId: 'mock-native-app', redirectUri: CALLBACK }).code;
    const grant = { client_id: 'mock-native-app', grant_type: 'authorization_code', redirect_uri: CALLBACK };
    expect((await form({ ...grant, code: issue() })).status).toBe(200);
    const refused = await form({ ...grant, code: issue(), client_secret: 'anything' });
    expect(await refused.json()).toMatchObject({ code: 'InvalidParameter.ClientSecret' });
  });

  test('a code works once, and its second use ends the login it began', async () => {
    const { authority, form, whoAmI, lastProblem } = pdsBench();
    const { code } = authority.issueCode({ redirectUri: CALLBACK });
    const grant = { ...WEB_APP, grant_type: 'authorization_code', redirect_uri: CALLBACK, code };
    const tokens = (await (await form(grant)).json()) as { access_token: string };
    expect((await whoAmI(tokens.access_token)).status).toBe(200);
    const second = await form(grant);
    expect(second.status).toBe(400);
    expect(await second.json()).toEqual({
      code: 'InvalidParameter.Code',
      message: 'The input parameter code is not valid.',
      requestId: null,
    });
    expect(lastProblem()).toBe('code-1 was spent before: a code works once');
    expect((await whoAmI(tokens.access_token)).status).toBe(401);
  });

  test('a code expires after five minutes', async () => {
    const { authority, form, lastProblem } = pdsBench();
    const { code } = authority.issueCode({ redirectUri: CALLBACK });
    authority.clock.advance(300_000);
    const response = await form({ ...WEB_APP, grant_type: 'authorization_code', redirect_uri: CALLBACK, code });
    expect(await response.json()).toMatchObject({ code: 'InvalidParameter.Code' });
    expect(lastProblem()).toBe('code-1 has expired');
  });

  test('a code is bound to its redirect URI and to its application, and a wrong try does not spend it', async () => {
    const { authority, form } = pdsBench();
    const { code } = authority.issueCode({ clientId: 'mock-web-app', redirectUri: CALLBACK });
    const grant = { ...WEB_APP, grant_type: 'authorization_code', redirect_uri: CALLBACK, code };
    const wrongUri = await form({ ...grant, redirect_uri: 'https://app.example/other' });
    expect(await wrongUri.json()).toMatchObject({ code: 'InvalidParameterNotMatch.RedirectUri' });
    const { client_secret: _secret, ...withoutSecret } = grant;
    const foreign = await form({ ...withoutSecret, client_id: 'mock-native-app' });
    expect(await foreign.json()).toMatchObject({ code: 'InvalidParameter.Code' });
    expect((await form(grant)).status).toBe(200);
  });

  test.each([
    [{ grant_type: undefined }, 'InvalidParameterMissing.GrantType'],
    [{ grant_type: 'password' }, 'InvalidParameterNotSupported.GrantType'],
    [{ client_id: undefined }, 'InvalidParameterMissing.ClientId'],
    [{ client_id: 'nobody' }, 'InvalidParameter.ClientId'],
    [{ client_secret: undefined }, 'InvalidParameterMissing.ClientSecret'],
    [{ client_secret: 'undefined' }, 'InvalidParameter.ClientSecret'],
    [{ client_secret: 'wrong' }, 'InvalidParameter.ClientSecret'],
    [{ redirect_uri: undefined }, 'InvalidParameterMissing.RedirectUri'],
    [{ code: '' }, 'InvalidParameterEmpty.Code'],
    [{ code: 'made-up' }, 'InvalidParameter.Code'],
  ])('%o is refused as %s', async (change, code) => {
    const { authority, form } = pdsBench();
    const issued = authority.issueCode({ redirectUri: CALLBACK });
    const fields = {
      ...WEB_APP,
      grant_type: 'authorization_code',
      redirect_uri: CALLBACK,
      code: issued.code,
      ...change,
    };
    const sent = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await form(Object.fromEntries(sent));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code });
  });
});

describe('access tokens', () => {
  test('work until they expire, and the refusal has the documented shape', async () => {
    const { authority, login, whoAmI } = pdsBench();
    const tokens = await login();
    authority.clock.advance(7_199_999);
    expect((await whoAmI(tokens.access_token)).status).toBe(200);
    authority.clock.advance(1);
    const response = await whoAmI(tokens.access_token);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'AccessTokenInvalid' });
  });

  test('the trait gives the other code for an expired one', async () => {
    const { authority, login, whoAmI } = pdsBench({ traits: { expiredAccessTokenCode: 'TokenExpired' } });
    const tokens = await login();
    authority.clock.advance(7_200_000);
    expect(await (await whoAmI(tokens.access_token)).json()).toMatchObject({ code: 'TokenExpired' });
  });

  test('without one, or with a made-up one, the answer is the recorded one', async () => {
    const { authority, whoAmI } = pdsBench();
    const none = await authority.fetch(`${PDS}/v2/user/get`, { method: 'POST' });
    expect(none.status).toBe(401);
    expect(await none.json()).toEqual({ code: 'AccessTokenInvalid', message: 'not login', requestId: null });
    expect((await whoAmI('made-up')).status).toBe(401);
  });

  test('a refresh token is no access token', async () => {
    const { login, whoAmI } = pdsBench();
    expect((await whoAmI((await login()).refresh_token)).status).toBe(401);
  });
});

describe('/v2/account', () => {
  test('revoke ends the login with 204 and no body', async () => {
    const { json, login, refresh, whoAmI } = pdsBench();
    const tokens = await login();
    const body = { app_id: 'mock-web-app', refresh_token: tokens.refresh_token };
    const response = await json('/v2/account/revoke', body);
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
    expect((await whoAmI(tokens.access_token)).status).toBe(401);
    expect(await (await refresh(tokens.refresh_token)).json()).toMatchObject({ code: 'InvalidParameter.RefreshToken' });
    const foreign = await json('/v2/account/revoke', { ...body, app_id: 'mock-native-app' });
    expect(foreign.status).toBe(400);
  });

  test.each([
    [
      'a missing token',
      { app_id: 'mock-jwt-app', grant_type: 'refresh_token' },
      'InvalidParameterMissing.RefreshToken',
    ],
    [
      'an unknown application',
      { app_id: 'x', grant_type: 'refresh_token', refresh_token: 'y' },
      'InvalidParameter.AppId',
    ],
    [
      'another grant',
      { app_id: 'mock-jwt-app', grant_type: 'code', refresh_token: 'y' },
      'InvalidParameterNotSupported.GrantType',
    ],
    ['a number for a text', { app_id: 1, grant_type: 'refresh_token' }, 'InvalidParameterWrongFormat.AppId'],
    ['an array', [], 'InvalidRequestJSONFormat'],
    [
      'additional data that is no map',
      { app_id: 'mock-jwt-app', addition_data: ['x'] },
      'InvalidParameterWrongFormat.AdditionData',
    ],
  ])('token refuses %s', async (_what, body, code) => {
    const { json } = pdsBench();
    const response = await json('/v2/account/token', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code });
  });

  test('a body that is no JSON is refused with the documented code', async () => {
    const { authority } = pdsBench();
    const response = await checkedFetch(authority)(`${PDS}/v2/account/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"app_id":',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'InvalidRequestJSONFormat' });
  });
});

describe('/v2/oauth/authorize', () => {
  const query = { client_id: 'mock-web-app', redirect_uri: CALLBACK, response_type: 'code', state: 'a b&c' };

  function authorize(bench: ReturnType<typeof pdsBench>, change: Record<string, string> = {}): Promise<Response> {
    const url = `${PDS}/v2/oauth/authorize?${new URLSearchParams({ ...query, ...change }).toString()}`;
    return checkedFetch(bench.authority)(url);
  }

  test('sends the browser back with a code that works and the state unchanged', async () => {
    const bench = pdsBench();
    const response = await authorize(bench);
    expect(response.status).toBe(302);
    const location = new URL(response.headers.get('location') ?? '');
    expect(location.origin + location.pathname).toBe(CALLBACK);
    expect(location.searchParams.get('state')).toBe('a b&c');
    const code = location.searchParams.get('code') ?? '';
    const redeemed = await bench.form({ ...WEB_APP, grant_type: 'authorization_code', redirect_uri: CALLBACK, code });
    expect(await redeemed.json()).toMatchObject({ user_id: 'mock-user-1' });
  });

  test('login_hint and approveAs choose the user; nobody approved is 403', async () => {
    const bench = pdsBench();
    const userOf = async (response: Response): Promise<unknown> => {
      const code = new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
      const redeemed = await bench.form({ ...WEB_APP, grant_type: 'code', redirect_uri: CALLBACK, code });
      return ((await redeemed.json()) as { user_id: unknown }).user_id;
    };
    expect(await userOf(await authorize(bench, { login_hint: 'mock-user-2' }))).toBe('mock-user-2');
    bench.authority.approveAs('mock-user-2');
    expect(await userOf(await authorize(bench))).toBe('mock-user-2');
    bench.authority.approveAs(undefined);
    expect((await authorize(bench)).status).toBe(403);
  });

  test('a redirect URI that is not registered is refused and not followed', async () => {
    const response = await authorize(pdsBench(), { redirect_uri: 'https://elsewhere.example/callback' });
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.json()).toMatchObject({ code: 'InvalidParameter.RedirectUri' });
  });

  test('the implicit flow is off until the trait turns it on', async () => {
    expect((await authorize(pdsBench(), { response_type: 'token' })).status).toBe(400);
    const bench = pdsBench({ traits: { implicitFlow: true } });
    const response = await authorize(bench, { response_type: 'token' });
    const fragment = new URLSearchParams(new URL(response.headers.get('location') ?? '').hash.slice(1));
    expect(fragment.get('expires_in')).toBe('7200');
    expect((await bench.whoAmI(fragment.get('access_token') ?? '')).status).toBe(200);
  });
});

describe('people and applications', () => {
  test('a disabled user gets no token and a disabled application nothing', async () => {
    const { authority, form } = pdsBench({
      users: [{ userId: 'u', disabled: true }],
      clients: [
        { clientId: 'on', redirectUris: [CALLBACK] },
        { clientId: 'off', disabled: true },
      ],
    });
    const { code } = authority.issueCode({ clientId: 'on', redirectUri: CALLBACK });
    const grant = { grant_type: 'authorization_code', redirect_uri: CALLBACK, code };
    const user = await form({ ...grant, client_id: 'on' });
    expect(user.status).toBe(403);
    expect(await user.json()).toMatchObject({ code: 'TokenExpired', message: 'UserNotEnabled' });
    expect(await (await form({ ...grant, client_id: 'off' })).json()).toMatchObject({ code: 'Forbidden' });
  });

  test('the clock of the authority stands where it is set', () => {
    const { authority } = pdsBench();
    expect(authority.clock.now()).toBe(NOON);
    authority.clock.set(0);
    expect(authority.clock.now()).toBe(0);
    expect(() => {
      authority.clock.set(Number.NaN);
    }).toThrow(RangeError);
  });
});
