import { memoryStore } from '@tokenwright/core/memory-store';
import { canary, everyView, failureOf as failureOfKind, leaksOf } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import {
  createPdsSessionTokenPool,
  createPdsUserTokenPool,
  createPdsUserTokenSource,
  TokenwrightError,
  type PdsTokenInfo,
  type TokenPool,
} from '../src/index.ts';
import { createScene, webApp, type Scene } from './support.ts';

const failureOf = (work: () => unknown): Promise<TokenwrightError> => failureOfKind(TokenwrightError, work);
const twoHoursMs = 7_200_000;
const api = 'https://mock-domain.api.aliyunpds.com';
const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };

async function userPool(
  scene: Scene,
  options: Partial<Parameters<typeof createPdsUserTokenPool>[0]> = {},
): Promise<TokenPool<PdsTokenInfo>> {
  const privateKey = await scene.authority.privateKeyPem();
  return createPdsUserTokenPool({
    ...scene.common,
    clientId: 'mock-jwt-app',
    privateKey,
    authorizedFetch: { fetch: scene.fetchApi },
    ...options,
  });
}

function sessionPool(
  scene: Scene,
  options: Partial<Parameters<typeof createPdsSessionTokenPool>[0]> = {},
): TokenPool<PdsTokenInfo> {
  const { client_id: clientId, client_secret: clientSecret } = webApp;
  const authorizedFetch = { fetch: scene.fetchApi };
  return createPdsSessionTokenPool({ ...scene.common, clientId, clientSecret, authorizedFetch, ...options });
}

async function userIdOf(response: Response): Promise<unknown> {
  const body = (await response.json()) as { user_id?: string; code?: string };
  return body.user_id ?? body.code;
}

describe('a pool of users', () => {
  test('L21: each of 50 users, asked for by many at once, costs one assertion and has its own token', async () => {
    const scene = createScene();
    const pool = await userPool(scene, { autoCreate: true });
    const users = Array.from({ length: 500 }, (_, index) => `user-${index % 50}`);
    const tokens = await Promise.all(users.map((userId) => pool.getToken(userId)));
    expect(tokens.map(({ wire }) => wire.user_id)).toEqual(users);
    expect(scene.grants()).toHaveLength(50);
    expect(pool.size).toBe(50);
    await pool.close();
  });

  test('L19: its fetch carries the user’s token to the API of the domain, and replaces one that PDS refuses', async () => {
    const scene = createScene();
    const pool = await userPool(scene);
    const asked = (): Promise<unknown> => pool.fetch('mock-user-2', `${api}/v2/user/get`, request).then(userIdOf);
    expect(await asked()).toBe('mock-user-2');
    scene.authority.kill({ tokenKind: 'access' });
    expect(await Promise.all(Array.from({ length: 10 }, asked))).toEqual(
      Array.from({ length: 10 }, () => 'mock-user-2'),
    );
    expect(scene.grants().filter((grant) => grant.includes('jwt-bearer'))).toHaveLength(2);
  });

  test('L19: also when PDS refuses it under another status than 401', async () => {
    const scene = createScene();
    let calls = 0;
    const fetch: Scene['fetchApi'] = async (input, init) => {
      calls += 1;
      return calls === 1 ? Response.json({ code: 'TokenExpired' }, { status: 400 }) : scene.fetchApi(input, init);
    };
    const pool = await userPool(scene, { authorizedFetch: { fetch } });
    expect(await userIdOf(await pool.fetch('mock-user-1', `${api}/v2/user/get`, request))).toBe('mock-user-1');
    expect(calls).toBe(2);
  });

  test('and to no other origin', async () => {
    const scene = createScene();
    const seen: (string | null)[] = [];
    const fetch = async (_input: unknown, init?: RequestInit): Promise<Response> => {
      seen.push(new Headers(init?.headers).get('authorization'));
      return new Response();
    };
    const pool = await userPool(scene, { authorizedFetch: { fetch } });
    await pool.fetch('mock-user-1', 'https://elsewhere.example/');
    await pool.fetch('mock-user-1', 'https://mock-domain.auth.aliyunpds.com/');
    await pool.fetch('mock-user-1', `${api}/`);
    expect(seen.map((each) => each?.split(' ')[0] ?? null)).toEqual([null, null, 'Bearer']);
  });

  test('L5: it shares tokens with sources on the same store', async () => {
    const scene = createScene();
    const store = memoryStore({ now: () => scene.clock.now() });
    const pool = await userPool(scene, { store });
    const { accessToken } = await pool.getToken('mock-user-1');
    const privateKey = await scene.authority.privateKeyPem();
    const user = { ...scene.common, clientId: 'mock-jwt-app', privateKey, store, userId: 'mock-user-1' };
    expect((await createPdsUserTokenSource(user).getToken()).accessToken).toBe(accessToken);
    expect(scene.grants()).toHaveLength(1);
  });

  test('it goes where its sources would go', async () => {
    const scene = createScene();
    const pool = await userPool(scene, { subdomainId: 'sub-1', endpoint: 'https://pds.example.org' });
    expect((await pool.getToken('mock-user-1')).wire.subdomain_id).toBe('sub-1');
    expect(await userIdOf(await pool.fetch('mock-user-1', 'https://pds.example.org/v2/user/get', request))).toBe(
      'mock-user-1',
    );
  });
});

describe('a pool of sessions', () => {
  test.each([
    ['a store', true],
    ['no store but its own', false],
  ])('L21: with %s each login rotates, survives being dropped, and ends, on its own', async (_what, given) => {
    const scene = createScene();
    const store = given ? memoryStore({ now: () => scene.clock.now() }) : undefined;
    const pool = sessionPool(scene, { store, idleMs: 60_000 });
    await pool.get('login-1').adopt(() => scene.login('mock-user-1'));
    await pool.get('login-2').adopt(() => scene.login('mock-user-2'));
    await scene.clock.advance(2 * twoHoursMs);
    expect(pool.size).toBe(0);
    for (const [login, user] of [
      ['login-1', 'mock-user-1'],
      ['login-2', 'mock-user-2'],
    ] as const) {
      expect(await userIdOf(await pool.fetch(login, `${api}/v2/user/get`, request))).toBe(user);
    }
    await pool.get('login-1').signOut({ revoke: true });
    expect(await failureOf(() => pool.getToken('login-1'))).toMatchObject({ reason: 'signed-out' });
    expect((await pool.getToken('login-2')).wire.user_id).toBe('mock-user-2');
    expect(scene.grants().filter((grant) => grant.startsWith('/v2/account/revoke'))).toHaveLength(1);
  });

  test('an unknown login is asked for', async () => {
    const error = await failureOf(() => sessionPool(createScene()).getToken('nobody'));
    expect(error).toMatchObject({ name: 'LoginRequiredError', reason: 'no-session' });
  });
});

describe('L16: a clock that is wrong', () => {
  test.each([-1_800_000, 1_800_000])(
    'by %i ms is found out by the refusal of an assertion, and allowed for',
    async (wrong) => {
      const scene = createScene();
      scene.authority.clock.advance(wrong);
      const pool = await userPool(scene);
      expect((await pool.getToken('mock-user-1')).wire.user_id).toBe('mock-user-1');
      await pool.getToken('mock-user-2');
      expect(scene.authority.received().map(({ status }) => status)).toEqual([400, 200, 200]);
    },
  );
});

describe('W5: what a pool is given wrongly is said by name, when it is made', () => {
  test.each([
    ['a user', { userId: 'u' }, 'unsupported_option', 'userId'],
    ['a token set', { initial: { access_token: canary } }, 'unsupported_option', 'initial'],
    ['no key', { privateKey: undefined }, 'missing_option', 'privateKey'],
    ['a size of none', { maxSize: 0 }, 'invalid_option', 'maxSize'],
    ['origins that are none', { authorizedFetch: { origins: ['/v2'] } }, 'invalid_endpoint', 'origins'],
    ['origins where they do not belong', { origins: [api] }, 'unknown_option', 'origins'],
  ])('users: %s', async (_what, wrong, code, parameter) => {
    const error = await failureOf(() => userPool(createScene(), wrong as object));
    expect(error).toMatchObject({ name: 'ConfigurationError', code, parameter });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test.each([
    ['the name of one login', { sessionId: 's' }, 'unsupported_option', 'sessionId'],
    ['a token set', { initial: { access_token: canary } }, 'unsupported_option', 'initial'],
    ['no application', { clientId: undefined }, 'missing_option', 'clientId'],
    ['a private key', { privateKey: 'k' }, 'unsupported_option', 'privateKey'],
  ])('sessions: %s', async (_what, wrong, code, parameter) => {
    const error = await failureOf(() => sessionPool(createScene(), wrong as object));
    expect(error).toMatchObject({ name: 'ConfigurationError', code, parameter });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test.each(['', undefined, 5])('the user %j', async (userId) => {
    const pool = await userPool(createScene());
    expect(await failureOf(() => pool.getToken(userId as string))).toMatchObject({ code: 'invalid_parameter' });
  });
});
