import { createPrivateKey, sign as signBytes } from 'node:crypto';
import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
import { memoryStore } from '@tokenwright/core/memory-store';
import { canary, everyView, failureOf as failureOfKind, leaksOf, pem } from '@tokenwright/test-support';
import { decodeJwt } from 'jose';
import { describe, expect, test, vi } from 'vitest';
import {
  AuthorityError,
  createPdsAssertionSigner,
  createPdsServiceTokenSource,
  createPdsSessionTokenSource,
  createPdsUserTokenSource,
  getTokenByCode,
  isPdsTokenRejected,
  LoginRequiredError,
  refreshToken,
  TokenwrightError,
  type PdsPrivateKey,
  type PdsTokenInfo,
  type TokenSource,
} from '../src/index.ts';
import { createScene, webApp, type Scene } from './support.ts';

const failureOf = (work: () => unknown): Promise<TokenwrightError> => failureOfKind(TokenwrightError, work);
const twoHoursMs = 7_200_000;

async function userSource(
  scene: Scene,
  options: Partial<Parameters<typeof createPdsUserTokenSource>[0]> = {},
): Promise<TokenSource<PdsTokenInfo>> {
  const privateKey = await scene.authority.privateKeyPem();
  return createPdsUserTokenSource({
    ...scene.common,
    clientId: 'mock-jwt-app',
    privateKey,
    userId: 'mock-user-1',
    ...options,
  });
}

function sessionSource(
  scene: Scene,
  options: Partial<Parameters<typeof createPdsSessionTokenSource>[0]> = {},
): TokenSource<PdsTokenInfo> {
  const { client_id: clientId, client_secret: clientSecret } = webApp;
  return createPdsSessionTokenSource({ ...scene.common, clientId, clientSecret, sessionId: 'login-1', ...options });
}

/** What the API of PDS says to an access token. */
async function userOf(scene: Scene, accessToken: string): Promise<unknown> {
  const response = await scene.authority.fetch('https://mock-domain.api.aliyunpds.com/v2/user/get', {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: '{}',
  });
  const body = (await response.json()) as { user_id?: string; code?: string };
  return body.user_id ?? body.code;
}

describe('a source of a user’s tokens', () => {
  test('L5: 1,000 cold callers make one request, and each has a token that PDS takes', async () => {
    const scene = createScene();
    const source = await userSource(scene);
    const tokens = await Promise.all(Array.from({ length: 1000 }, () => source.getToken()));
    expect(scene.grants()).toEqual(['/v2/oauth/token urn:ietf:params:oauth:grant-type:jwt-bearer']);
    const [token] = tokens;
    expect(new Set(tokens).size).toBe(1);
    expect(token?.wire.user_id).toBe('mock-user-1');
    expect(token?.wire).not.toHaveProperty('refresh_token');
    expect(await userOf(scene, token?.accessToken ?? '')).toBe('mock-user-1');
  });

  test('L14: it mints anew and never refreshes, though PDS gives it a refresh token', async () => {
    const scene = createScene();
    const source = await userSource(scene);
    const first = await source.getToken();
    await scene.clock.advance(twoHoursMs);
    const second = await source.getToken();
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(new Set(scene.grants())).toEqual(new Set(['/v2/oauth/token urn:ietf:params:oauth:grant-type:jwt-bearer']));
    const assertions = scene.authority
      .received({ secrets: true })
      .map(({ body }) => decodeJwt((body as { assertion: string }).assertion));
    expect(new Set(assertions.map(({ jti }) => jti)).size).toBe(2);
    expect(assertions[0]).toMatchObject({
      iss: 'mock-jwt-app',
      sub: 'mock-user-1',
      sub_type: 'user',
      aud: 'mock-domain',
    });
    expect((assertions[1]?.iat ?? 0) - (assertions[0]?.iat ?? 0)).toBe(7200);
  });

  test('L3: while a token is STALE it serves, and the next one is minted behind it', async () => {
    const scene = createScene();
    const source = await userSource(scene);
    const first = await source.getToken();
    await scene.clock.advance(0.95 * twoHoursMs);
    expect(await source.getToken()).toBe(first);
    // A signature takes real time.
    await vi.waitFor(() => expect(scene.events.at(-1)?.type).toBe('renewed'), 20_000);
    expect((await source.getToken()).accessToken).not.toBe(first.accessToken);
  });

  test('L5: sources of one user on one store share a renewal, other users and subdomains do not', async () => {
    const scene = createScene({ traits: {} });
    const store = memoryStore({ now: () => scene.clock.now() });
    const sources = await Promise.all([
      userSource(scene, { store }),
      userSource(scene, { store }),
      userSource(scene, { store, userId: 'mock-user-2' }),
      userSource(scene, { store, subdomainId: 'sub-1' }),
    ]);
    const [one, same, other, sub] = await Promise.all(sources.map((source) => source.getToken()));
    expect(one?.accessToken).toBe(same?.accessToken);
    expect(new Set([one, other, sub].map((token) => token?.accessToken)).size).toBe(3);
    expect(sub?.wire.subdomain_id).toBe('sub-1');
    expect(scene.grants()).toHaveLength(3);
  });

  test('autoCreate has the user made; without it an unknown user is refused', async () => {
    const scene = createScene();
    const refused = await failureOf(async () => (await userSource(scene, { userId: 'new' })).getToken());
    expect(refused).toMatchObject({ name: 'AuthorityError', wireCode: 'NotFound', status: 404 });
    const token = await (await userSource(scene, { userId: 'new', autoCreate: true })).getToken();
    expect(token.wire.user_id).toBe('new');
  });

  test('a service token is the super administrator’s', async () => {
    const scene = createScene();
    const privateKey = await scene.authority.privateKeyPem();
    const source = createPdsServiceTokenSource({ ...scene.common, clientId: 'mock-jwt-app', privateKey });
    expect((await source.getToken()).wire.role).toBe('superadmin');
  });

  test('endpoint and host say where tokens come from', async () => {
    const scene = createScene();
    const hosts: string[] = [];
    const fetch = (url: string, init: RequestInit): Promise<Response> => {
      hosts.push(new URL(url).host);
      return scene.authority.fetch(url, init);
    };
    await (await userSource(scene, { fetch, host: 'auth' })).getToken();
    await (await userSource(scene, { fetch, host: 'api-vpc' })).getToken();
    await (await userSource(scene, { fetch, endpoint: 'https://pds.example.org:8443' })).getToken();
    await (await userSource(scene, { fetch })).getToken();
    expect(hosts).toEqual([
      'mock-domain.auth.aliyunpds.com',
      'mock-domain.api-vpc.aliyunpds.com',
      'pds.example.org:8443',
      'mock-domain.api.aliyunpds.com',
    ]);
  });
});

test('L5: the keys under which records are stored, which have to stay as they are', async () => {
  const scene = createScene();
  const store = memoryStore({ now: () => scene.clock.now() });
  const privateKey = await scene.authority.privateKeyPem();
  const app = { ...scene.common, clientId: 'mock-jwt-app', privateKey, store };
  await createPdsUserTokenSource({ ...app, userId: 'mock-user-1', subdomainId: 'sub-1' }).getToken();
  await createPdsServiceTokenSource({ ...app, host: 'auth' }).getToken();
  await sessionSource(scene, { store }).adopt(() => scene.login());
  const host = 'https://mock-domain.api.aliyunpds.com';
  await scene.clock.advance(0);
  const keys: string[] = [];
  for await (const key of store.keys?.() ?? []) keys.push(key);
  expect(keys.map((key) => JSON.parse(key) as unknown)).toEqual([
    [host, 'aliyun-pds', 'mock-jwt-app', 'assertion', 'mock-user-1', 'user', 'sub-1', null, 'mock-domain', null],
    [
      'https://mock-domain.auth.aliyunpds.com',
      'aliyun-pds',
      'mock-jwt-app',
      'assertion',
      'mock-domain',
      'service',
      null,
      null,
      'mock-domain',
      null,
    ],
    [host, 'aliyun-pds', 'mock-web-app', 'session', null, null, null, null, null, 'login-1'],
  ]);
});

describe('the key of a JWT application', () => {
  const keysOf: Readonly<Record<string, (pkcs8: string) => PdsPrivateKey>> = {
    'PKCS#8 in PEM': (key) => key,
    'PKCS#1 in PEM': (key) => createPrivateKey(key).export({ type: 'pkcs1', format: 'pem' }).toString(),
    'a KeyObject': (key) => createPrivateKey(key),
    'a JWK': (key) => createPrivateKey(key).export({ format: 'jwk' }),
    'a function': (key) => () => key,
    'a function that takes its time': (key) => async () => createPrivateKey(key),
    'a signer with the key': (key) => createPdsAssertionSigner({ key }),
    'a signer elsewhere': (key) =>
      createPdsAssertionSigner({ sign: (message) => signBytes('sha256', message, createPrivateKey(key)) }),
  };

  test.each(Object.keys(keysOf))('may be %s', async (form) => {
    // A signer has a clock of its own, so this scene goes by the real one.
    const scene = createScene({ clock: Date.now });
    const privateKey = keysOf[form]?.(await scene.authority.privateKeyPem()) ?? '';
    const source = await userSource(scene, { privateKey, clock: undefined });
    expect((await source.getToken()).wire.user_id).toBe('mock-user-1');
    await source.close();
  });

  test('W8: from a function it is asked for at each renewal, and imported once while it stays the same', async () => {
    const scene = createScene();
    const key = await scene.authority.privateKeyPem();
    let asked = 0;
    const source = await userSource(scene, {
      privateKey: () => {
        asked += 1;
        return key;
      },
    });
    expect(asked).toBe(0);
    await source.getToken();
    await source.renew({ reason: 'test' });
    expect(asked).toBe(2);
  });

  test('W8: a replaced key is asked for once more when the assertion is refused, and sent once if it differs', async () => {
    const scene = createScene();
    const right = await scene.authority.privateKeyPem();
    const answers = [pem.pkcs8(), right];
    const source = await userSource(scene, { privateKey: () => answers.shift() ?? right });
    expect((await source.getToken()).wire.user_id).toBe('mock-user-1');
    expect(scene.grants()).toHaveLength(2);
    expect(scene.events.map(({ type }) => type)).toEqual(['renewed']);
  });

  test('W8: a key that stays wrong is not sent twice', async () => {
    const scene = createScene();
    const source = await userSource(scene, { privateKey: () => pem.pkcs8() });
    const error = await failureOf(() => source.getToken());
    expect(error).toMatchObject({ name: 'AuthorityError', code: 'invalid_grant' });
    expect(scene.grants()).toHaveLength(1);
  });

  test('W7: a function that fails is said to have failed, and no more', async () => {
    const scene = createScene();
    const source = await userSource(scene, {
      privateKey: () => {
        throw new Error(`vault: ${canary}`);
      },
    });
    const error = await failureOf(() => source.getToken());
    expect(error).toMatchObject({ name: 'SigningError', code: 'key_unavailable' });
    expect(error.message).toMatch(/^privateKey: /);
    expect(leaksOf(canary, everyView([error, scene.events]))).toEqual([]);
    expect(scene.grants()).toEqual([]);
  });

  test.each([
    ['nothing', undefined, 'returned undefined'],
    ['an empty string', '', 'returned an empty string'],
  ])('a function that returns %s', async (_what, value, said) => {
    const scene = createScene();
    const source = await userSource(scene, { privateKey: () => value as string });
    const error = await failureOf(() => source.getToken());
    expect(error).toMatchObject({ code: 'key_unavailable' });
    expect(error.message).toContain(said);
  });
});

describe('a source of a user’s session', () => {
  async function loggedIn(
    scene: Scene,
    options: Partial<Parameters<typeof createPdsSessionTokenSource>[0]> = {},
  ): Promise<TokenSource<PdsTokenInfo>> {
    const source = sessionSource(scene, options);
    await source.adopt(() => scene.login());
    return source;
  }

  test('before a login it says that one is needed', async () => {
    const error = await failureOf(() => sessionSource(createScene()).getToken());
    expect(error).toMatchObject({ name: 'LoginRequiredError', reason: 'no-session' });
  });

  test('adopt exchanges a code, and takes what comes of it', async () => {
    const scene = createScene();
    const source = sessionSource(scene);
    const { code, redirectUri = '' } = scene.authority.issueCode({ clientId: webApp.client_id });
    const adopted = await source.adopt(() =>
      getTokenByCode(scene.context, { ...webApp, redirect_uri: redirectUri, code }),
    );
    expect(await source.getToken()).toBe(adopted);
    expect(await userOf(scene, adopted.accessToken)).toBe('mock-user-1');
    expect(adopted.wire).not.toHaveProperty('refresh_token');
  });

  test('L15: a stored token is good until its expire_time, and of a refresh token alone the exchange is adopted', async () => {
    const scene = createScene();
    const stored = await scene.login();
    await scene.clock.advance(0.5 * twoHoursMs);
    const { expires_in: _counted, ...token } = stored;
    const source = sessionSource(scene);
    const adopted = await source.adopt(token);
    expect(adopted.expiresAtMs).toBe(Date.parse(stored.expire_time ?? ''));
    expect(await source.getToken()).toBe(adopted);
    const { refresh_token = '' } = await scene.login();
    const other = sessionSource(scene, { sessionId: 'login-2' });
    await other.adopt(() => refreshToken(scene.context, { ...webApp, refresh_token }));
    expect(await userOf(scene, (await other.getToken()).accessToken)).toBe('mock-user-1');
  });

  test('L14: 20 callers at the end of a token send one refresh; all have the new token, and the old one is dead', async () => {
    const scene = createScene();
    const source = await loggedIn(scene);
    const first = await source.getToken();
    await scene.clock.advance(0.97 * twoHoursMs);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => source.getToken()));
    expect(scene.grants().filter((grant) => grant.endsWith('refresh_token'))).toHaveLength(1);
    expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(tokens[0]?.accessToken).not.toBe(first.accessToken);
    expect(await userOf(scene, tokens[0]?.accessToken ?? '')).toBe('mock-user-1');
    expect(await userOf(scene, first.accessToken)).toBe('AccessTokenInvalid');
  });

  test('L14: it keeps its token for nine tenths of its life, because a refresh ends it', async () => {
    const scene = createScene();
    const source = await loggedIn(scene);
    await scene.clock.advance(0.89 * twoHoursMs);
    await source.getToken();
    expect(scene.grants()).toEqual(['/v2/oauth/token authorization_code']);
  });

  test('two days of rotations: every refresh token is sent once', async () => {
    const scene = createScene();
    const source = await loggedIn(scene);
    for (let turn = 0; turn < 24; turn += 1) {
      await scene.clock.advance(twoHoursMs);
      expect(await userOf(scene, (await source.getToken()).accessToken)).toBe('mock-user-1');
    }
    const sent = scene.authority
      .received({ secrets: true })
      .map(({ body }) => (body as { refresh_token?: string }).refresh_token)
      .filter((token) => token !== undefined);
    expect(sent).toHaveLength(24);
    expect(new Set(sent).size).toBe(24);
  });

  test('L14: keepFresh refreshes in time for the refresh token too, which lives for seven days', async () => {
    const scene = createScene({ tokenLifetimeSeconds: 30 * 86_400 });
    const source = await loggedIn(scene, { keepFresh: true });
    const sixDaysMs = 6 * 86_400_000;
    scene.clock.setNow(scene.clock.now() + sixDaysMs);
    await scene.clock.advance(600_000);
    expect(scene.events.at(-1)).toMatchObject({ type: 'renewed' });
    // Twelve days after the login its own refresh token would be long dead.
    scene.clock.setNow(scene.clock.now() + sixDaysMs);
    expect(await userOf(scene, (await source.renew({ reason: 'test' })).accessToken)).toBe('mock-user-1');
    await source.close();
  });

  test('L13: when PDS takes the refresh token no more, the token serves to its end, then a login is needed, and helps', async () => {
    const scene = createScene();
    const source = await loggedIn(scene);
    const first = await source.getToken();
    scene.authority.kill({ tokenKind: 'refresh' });
    await scene.clock.advance(0.97 * twoHoursMs);
    expect(await source.getToken()).toBe(first);
    expect(scene.events.at(-1)).toMatchObject({ type: 'login-required', reason: 'invalid_grant' });
    await scene.clock.advance(0.03 * twoHoursMs);
    const error = await failureOfKind(LoginRequiredError, () => source.getToken());
    expect(error.reason).toBe('invalid_grant');
    // Asked for a thousand times, PDS hears nothing more of it.
    const before = scene.grants().length;
    await Promise.allSettled(Array.from({ length: 1000 }, () => source.getToken()));
    expect(scene.grants()).toHaveLength(before);

    await source.adopt(() => scene.login());
    expect(await userOf(scene, (await source.getToken()).accessToken)).toBe('mock-user-1');
  });

  test('L13: a refresh token that was used elsewhere ends the session, and is not tried again', async () => {
    const scene = createScene();
    const login = await scene.login();
    const source = sessionSource(scene, { initial: login });
    await source.getToken();
    const thief = createPdsSessionTokenSource({
      ...scene.common,
      clientId: webApp.client_id,
      clientSecret: webApp.client_secret,
      sessionId: 'thief',
      initial: login,
    });
    await thief.renew({ reason: 'theft' });
    const error = await failureOf(() => source.renew({ reason: 'test' }));
    expect(error).toMatchObject({ name: 'LoginRequiredError', reason: 'invalid_grant' });
    expect(scene.grants().filter((grant) => grant.endsWith('refresh_token'))).toHaveLength(2);
  });

  test('signOut ends the login at PDS when asked, and for everybody who shares the store', async () => {
    const scene = createScene();
    const store = memoryStore({ now: () => scene.clock.now() });
    const source = await loggedIn(scene, { store });
    const { accessToken } = await source.getToken();
    await source.signOut({ revoke: true });
    expect(scene.grants().at(-1)).toBe('/v2/account/revoke');
    expect(await userOf(scene, accessToken)).toBe('AccessTokenInvalid');
    expect(await failureOf(() => source.getToken())).toMatchObject({ reason: 'signed-out' });
    expect(await failureOf(() => sessionSource(scene, { store }).getToken())).toMatchObject({ reason: 'signed-out' });
  });

  test('L9: an answer that was lost is not asked for again before its claim is over, and then exactly once', async () => {
    const scene = createScene({ traits: { refreshTokenGraceSeconds: 600 } });
    const source = await loggedIn(scene);
    await scene.clock.advance(0.97 * twoHoursMs);
    scene.authority.faults.add('lost;times=1');
    await source.getToken();
    const refreshes = (): number => scene.grants().filter((grant) => grant.endsWith('refresh_token')).length;
    expect(refreshes()).toBe(1);
    await scene.clock.advance(0.03 * twoHoursMs);
    expect(await userOf(scene, (await source.getToken()).accessToken)).toBe('mock-user-1');
    expect(refreshes()).toBe(2);
  });

  test('W8: a client secret that was replaced is asked for once more, and the refresh repeated', async () => {
    const scene = createScene();
    const secrets = ['an old secret', webApp.client_secret];
    const source = sessionSource(scene, { clientSecret: async () => secrets.shift() ?? '' });
    await source.adopt(() => scene.login());
    await source.renew({ reason: 'test' });
    expect(scene.events.at(-1)).toMatchObject({ type: 'renewed', generation: 1 });
    expect(scene.authority.received().map(({ status }) => status)).toEqual([200, 400, 200]);
  });

  test('L5: two logins of one user are two sessions', async () => {
    const scene = createScene();
    const store = memoryStore({ now: () => scene.clock.now() });
    const one = await loggedIn(scene, { store });
    const two = await loggedIn(scene, { store, sessionId: 'login-2' });
    expect((await one.getToken()).accessToken).not.toBe((await two.getToken()).accessToken);
    expect((await loggedIn(scene, { store, sessionId: 'login-3' })).peek()?.wire.user_id).toBe('mock-user-1');
  });

  test('L10: the token of another user is not taken', async () => {
    const scene = createScene();
    const source = await loggedIn(scene);
    const wrong = scene.authority.fetch;
    const other = sessionSource(scene, {
      sessionId: 'other',
      initial: await scene.login(),
      fetch: async (input, init) => {
        const answer = (await (await wrong(input, init)).json()) as object;
        return Response.json({ ...answer, user_id: 'somebody-else' });
      },
    });
    const error = await failureOf(() => other.renew({ reason: 'test' }));
    expect(error).toMatchObject({ name: 'InvalidResponseError', code: 'invalid_field' });
    await source.close();
  });
});

describe('W7: no source shows a secret', () => {
  test('in its events and errors, whatever PDS answers', async () => {
    const fetch = async (_url: string, init: RequestInit): Promise<Response> =>
      Response.json(
        { code: 'InvalidParameter.ClientSecret', message: `sent: ${init.body as string}` },
        { status: 400 },
      );
    const scene = createScene();
    const source = sessionSource(scene, {
      fetch,
      clientSecret: canary,
      initial: { access_token: `a-${canary}`, refresh_token: `r-${canary}`, expires_in: 7200 },
    });
    const token = await source.getToken();
    const error = await failureOf(() => source.renew({ reason: 'test' }));
    expect(AuthorityError.isInstance(error)).toBe(true);
    expect(leaksOf(canary, everyView([error, scene.events, source]))).toEqual([]);
    expect(leaksOf(canary, JSON.stringify(token))).toEqual([]);
    const key = await scene.authority.privateKeyPem();
    const user = await userSource(scene, { fetch });
    const refused = await failureOf(() => user.getToken());
    expect(leaksOf(key.split('\n')[3] ?? '', everyView([refused, scene.events, user]))).toEqual([]);
  });
});

describe('L19: the authorised fetch on a PDS source', () => {
  const api = 'https://mock-domain.api.aliyunpds.com';

  test.each([
    ['AccessTokenInvalid', 401],
    ['TokenExpired', 401],
  ] as const)('replaces a token refused with %s, once for all, and repeats the requests', async (code, status) => {
    const scene = createScene({ traits: { expiredAccessTokenCode: code } });
    const source = sessionSource(scene);
    const first = await source.adopt(() => scene.login());
    // The authority's clock only: to the source the token is still good.
    scene.authority.clock.advance(twoHoursMs);
    expect(await userOf(scene, first.accessToken)).toBe(code);
    const authorizedFetch = createAuthorizedFetch(source, {
      origins: [api],
      isTokenRejected: isPdsTokenRejected,
      fetch: (input, init) => scene.authority.fetch(input, init),
      clock: scene.clock,
    });
    const request = { method: 'POST', body: '{}' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => authorizedFetch(`${api}/v2/user/get`, request)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 10 }, () => 200));
    const received = scene.authority.received();
    expect(
      received.filter(({ path, status: answered }) => path === '/v2/user/get' && answered === status),
    ).toHaveLength(11);
    expect(scene.grants().filter((grant) => grant.endsWith('refresh_token'))).toHaveLength(1);
    expect((await source.getToken()).accessToken).not.toBe(first.accessToken);
  });

  const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
    Response.json(body, { status, headers });

  test.each([
    ['200 with the code in it', json(200, { code: 'AccessTokenInvalid' }), false],
    ['401 AccessTokenInvalid', json(401, { code: 'AccessTokenInvalid', message: 'not login' }), true],
    ['401 capitalised', json(401, { Code: 'AccessTokenInvalid.Expired' }), true],
    ['403 TokenExpired', json(403, { code: 'TokenExpired', message: 'UserNotEnabled' }), true],
    [
      '400 TokenExpired in XML',
      new Response('<?xml version="1.0"?><Error><Code>TokenExpired</Code></Error>', { status: 400 }),
      true,
    ],
    [
      'the gateway’s header',
      new Response(null, { status: 403, headers: { 'x-ca-error-code': 'AccessTokenInvalid' } }),
      true,
    ],
    ['401 without a word', new Response(null, { status: 401 }), true],
    ['401 for a scope', json(401, {}, { 'www-authenticate': 'Bearer error="insufficient_scope"' }), false],
    ['401 for a share link', json(401, { code: 'ShareLinkTokenInvalid' }), false],
    ['403 Forbidden', json(403, { code: 'Forbidden' }), false],
    ['404', json(404, { code: 'NotFound.File' }), false],
    ['500 in plain text', new Response('AccessTokenInvalid', { status: 500 }), false],
  ])('isPdsTokenRejected of %s', async (_what, response, expected) => {
    expect(await isPdsTokenRejected(response)).toBe(expected);
  });

  test('isPdsTokenRejected reads the beginning of an endless answer', async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(16_384).fill(32));
      },
    });
    expect(await isPdsTokenRejected(new Response(body, { status: 403 }))).toBe(false);
    expect(pulled).toBeLessThan(10);
  });
});

describe('W5: what a source is given wrongly is said by name, when it is made', () => {
  const key = pem.pkcs8();
  const user = { domainId: 'dom', clientId: 'app', privateKey: key, userId: 'u' };
  const session = { domainId: 'dom', clientId: 'app', sessionId: 's' };
  const sources = {
    user: {
      make: createPdsUserTokenSource as (options: never) => unknown,
      options: user,
      called: 'createPdsUserTokenSource',
    },
    service: {
      make: createPdsServiceTokenSource as (options: never) => unknown,
      options: { domainId: 'dom', clientId: 'app', privateKey: key },
      called: 'createPdsServiceTokenSource',
    },
    session: {
      make: createPdsSessionTokenSource as (options: never) => unknown,
      options: session,
      called: 'createPdsSessionTokenSource',
    },
  } as const;

  test.each<[keyof typeof sources, string, object | undefined, string, string]>([
    ['user', 'nothing', undefined, 'invalid_option', 'options'],
    ['user', 'no user', { userId: undefined }, 'missing_option', 'userId'],
    ['user', 'no key', { privateKey: undefined }, 'missing_option', 'privateKey'],
    ['user', 'a number as key', { privateKey: 5 }, 'invalid_option', 'privateKey'],
    ['user', 'null as key', { privateKey: null }, 'invalid_option', 'privateKey'],
    ['user', 'an array as key', { privateKey: [key] }, 'invalid_option', 'privateKey'],
    ['user', 'autoCreate as text', { autoCreate: 'true' }, 'invalid_option', 'autoCreate'],
    ['user', 'the name of the wire', { user_id: 'u' }, 'unknown_option', 'user_id'],
    ['user', 'a misspelt name', { privatKey: key }, 'unknown_option', 'privatKey'],
    ['user', 'the name of the call', { private_key_pem: key }, 'unsupported_option', 'private_key_pem'],
    ['user', 'a key of its own', { key: {} }, 'unsupported_option', 'key'],
    ['user', 'timeoutMs of the calls', { timeoutMs: 5 }, 'unsupported_option', 'timeoutMs'],
    ['user', 'no domain', { domainId: undefined }, 'missing_option', 'domainId'],
    ['user', 'a domain that is none', { domainId: 'a.b' }, 'invalid_option', 'domainId'],
    ['user', 'http', { endpoint: 'http://pds.example.org' }, 'insecure_endpoint', 'endpoint'],
    ['user', 'a path', { endpoint: 'https://pds.example.org/v2' }, 'invalid_endpoint', 'endpoint'],
    ['user', 'an unknown host', { host: 'admin' }, 'invalid_option', 'host'],
    ['user', 'host and endpoint', { host: 'auth', endpoint: 'https://a.example' }, 'invalid_option', 'host'],
    ['user', 'a time that is none', { requestTimeoutMs: -1 }, 'invalid_option', 'requestTimeoutMs'],
    ['user', 'a store that is none', { store: 'redis://' }, 'invalid_option', 'store'],
    ['service', 'a user', { userId: 'u' }, 'unsupported_option', 'userId'],
    ['service', 'no application', { clientId: undefined }, 'missing_option', 'clientId'],
    ['session', 'no session', { sessionId: undefined }, 'missing_option', 'sessionId'],
    ['session', 'an empty session', { sessionId: '' }, 'invalid_option', 'sessionId'],
    ['session', 'a key', { privateKey: key }, 'unsupported_option', 'privateKey'],
    ['session', 'a code', { code: canary }, 'unsupported_option', 'code'],
    ['session', 'a refresh token', { refresh_token: canary }, 'unsupported_option', 'refresh_token'],
    ['session', 'a number as secret', { clientSecret: 5 }, 'invalid_option', 'clientSecret'],
  ])('%s: %s', async (kind, _what, wrong, code, parameter) => {
    const { make, options, called } = sources[kind];
    const error = await failureOf(() => make((wrong === undefined ? undefined : { ...options, ...wrong }) as never));
    expect(error).toMatchObject({ name: 'ConfigurationError', code, parameter });
    expect(error.message).toMatch(new RegExp(`^(?:${called}|createAssertionSigner|${parameter}): .*[.?)]$`));
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test.each([
    ['a public key', pem.public(), 'public_key'],
    ['a 1024-bit key', pem.rsa1024(), 'weak_key'],
    ['garbage', 'garbage', 'malformed_key'],
  ])('%s', async (_what, privateKey, code) => {
    const error = await failureOf(() => createPdsUserTokenSource({ ...user, privateKey }));
    expect(error).toMatchObject({ name: 'SigningError', code });
    expect(error.message).toMatch(/^privateKey: /);
  });
});
