import { describe, expect, test } from 'vitest';
import type { PdsTokenInfo } from '../../packages/aliyun-pds/src/index.ts';
import { createTokenSource, LoginRequiredError, type TokenSource } from '../../packages/core/src/index.ts';
import { memoryStore } from '../../packages/core/src/memory-store.ts';
import { OneAccessOAuthClient, type OneAccessToken } from '../../packages/huawei-oneaccess/src/index.ts';
import {
  asAnotherProcess,
  callsOf,
  callWith,
  listener,
  minute,
  pdsLogin,
  pdsSessionSource,
  settingsOf,
  startStage,
  timesSpent,
  webApp,
  type Stage,
  type Told,
} from './stage.ts';

interface Session {
  readonly stage: Stage;
  readonly told: Told;
  readonly source: TokenSource<PdsTokenInfo>;
}

/** A user who has logged in to PDS, whose tokens live two hours. */
async function loggedIn(graceSeconds = 0): Promise<Session> {
  const stage = await startStage({
    provider: 'aliyun-pds',
    traits: { refreshTokenGraceSeconds: graceSeconds },
  });
  const told = listener();
  const source = pdsSessionSource(stage, settingsOf<PdsTokenInfo>(stage, told));
  await stage.until(source.adopt(pdsLogin(stage)));
  return { stage, told, source };
}

/** Calls at once, all of which get a token; the different ones. */
async function herd(stage: Stage, sources: readonly TokenSource<PdsTokenInfo>[], count: number): Promise<Set<string>> {
  const callers = sources.flatMap((source) => Array.from({ length: count }, () => source.getToken()));
  return new Set((await stage.until(Promise.all(callers))).map(({ accessToken }) => accessToken));
}

/** Nobody has used a refresh token a second time, and no login was ended for it. */
function expectNoReuse(stage: Stage): void {
  expect(timesSpent(stage).every((times) => times === 1)).toBe(true);
  expect(stage.happened('lineage-killed')).toEqual([]);
  expect(stage.happened('repeated')).toEqual([]);
}

describe('a PDS session with a rotating refresh token', () => {
  test('S1, L14: ten rotations under two hundred callers at once: one refresh each, and no token comes twice', async () => {
    const { stage, source, told } = await loggedIn();
    let last = '';
    for (let rotation = 0; rotation < 10; rotation += 1) {
      const tokens = await herd(stage, [source], 200);
      expect(tokens.size).toBe(1);
      const [token = ''] = tokens;
      expect(token).not.toBe(last);
      expect(await callWith(stage, token)).toBe(200);
      // A refresh of PDS ends the access token before it.
      if (last !== '') expect(await callWith(stage, last)).toBe(401);
      last = token;
      // Into the STALE window, every other time past the end.
      await stage.clock.advance(rotation % 2 === 0 ? 118 * minute : 121 * minute);
    }
    expect(stage.tokenRequests()).toEqual(Array.from({ length: 10 }, () => 200));
    expectNoReuse(stage);
    expect(new Set(told.types())).toEqual(new Set(['adopted', 'stale', 'joined', 'renewed']));
  });

  test('L19: an ended token is replaced once for fifty calls, over HTTP with a body', async () => {
    const { stage, source } = await loggedIn();
    const call = callsOf(stage, source);
    stage.authority.kill({ tokenKind: 'access' });
    const statuses = await stage.until(Promise.all(Array.from({ length: 50 }, call)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(stage.tokenRequests()).toEqual([200, 200]);
    expectNoReuse(stage);
  });

  test('L18: kept fresh without a caller: there is always a token that works, and each refresh token is spent once', async () => {
    const stage = await startStage({ provider: 'aliyun-pds', tokenLifetimeSeconds: 600 });
    const told = listener();
    const source = pdsSessionSource(stage, { ...settingsOf<PdsTokenInfo>(stage, told), keepFresh: true });
    await stage.until(source.adopt(pdsLogin(stage)));
    for (let passed = 0; passed < 90 * minute; passed += minute) {
      await stage.pass(minute, 20_000);
      expect(await callWith(stage, source.peek()?.accessToken ?? '')).toBe(200);
    }
    expect(told.types().filter((type) => type === 'renewed').length).toBeGreaterThanOrEqual(9);
    expect(new Set(told.types())).toEqual(new Set(['adopted', 'renewed']));
    expectNoReuse(stage);
  });

  test('S5: the answer is lost after the commit, without grace: one repetition, then a login is needed and adopted', async () => {
    const { stage, source, told } = await loggedIn();
    const { accessToken } = await source.getToken();
    stage.authority.faults.add('lost;grant=refresh_token;times=1');
    await stage.clock.advance(121 * minute);
    await expect(stage.until(source.getToken())).rejects.toMatchObject({ outcome: 'unknown' });
    expect(await callWith(stage, accessToken)).toBe(401);
    // Before the deadline of the attempt nobody sends the same refresh token.
    expect(stage.tokenRequests()).toEqual([200, undefined]);
    await stage.clock.advance(2 * minute);
    const failure = await stage.until(source.getToken().catch((error: unknown) => error));
    expect(failure).toBeInstanceOf(LoginRequiredError);
    expect(failure).toMatchObject({ reason: 'answer-lost' });
    expect(stage.tokenRequests()).toEqual([200, undefined, 400]);
    // Asked again and again, nothing is sent.
    for (let tries = 0; tries < 20; tries += 1) {
      await expect(stage.until(source.getToken())).rejects.toThrow(LoginRequiredError);
    }
    expect(stage.tokenRequests()).toHaveLength(3);
    const token = await stage.until(source.adopt(pdsLogin(stage)));
    expect(await callWith(stage, token.accessToken)).toBe(200);
    expect(told.types()).toEqual(['adopted', 'failed', 'login-required', 'adopted']);
  });

  test('S5: the answer is lost after the commit, with a grace: the repetition brings it, and nobody logs in', async () => {
    const { stage, source, told } = await loggedIn(600);
    stage.authority.faults.add('lost;grant=refresh_token;times=1');
    await stage.clock.advance(121 * minute);
    await expect(stage.until(source.getToken())).rejects.toMatchObject({ outcome: 'unknown' });
    await stage.clock.advance(2 * minute);
    const { accessToken } = await stage.until(source.getToken());
    expect(await callWith(stage, accessToken)).toBe(200);
    expect(stage.tokenRequests()).toEqual([200, undefined, 200]);
    expect(stage.happened('repeated')).toHaveLength(1);
    expect(told.types()).toEqual(['adopted', 'failed', 'renewed']);
    await stage.clock.advance(121 * minute);
    const next = await stage.until(source.getToken());
    expect(await callWith(stage, next.accessToken)).toBe(200);
    expect(stage.happened('lineage-killed')).toEqual([]);
  });

  test('L9: an answer of 429 spends nothing: the same refresh token is sent again, and works', async () => {
    const { stage, source } = await loggedIn();
    await stage.clock.advance(121 * minute);
    stage.authority.faults.add('status=429;grant=refresh_token;times=1');
    const { accessToken } = await stage.until(source.getToken());
    expect(await callWith(stage, accessToken)).toBe(200);
    expect(stage.tokenRequests()).toEqual([200, 429, 200]);
    expectNoReuse(stage);
  });

  test('L13: signed out with revoke, both tokens are dead at the authority and nobody refreshes again', async () => {
    const stage = await startStage({ provider: 'aliyun-pds' });
    const told = listener();
    const store = memoryStore({ now: () => stage.clock.now() });
    const settings = { ...settingsOf<PdsTokenInfo>(stage, told), store };
    // The vendor's endpoint to end a login takes the id of the application and the refresh token, as JSON.
    const source = pdsSessionSource(stage, settings, {
      revoke: async ({ refreshToken, signal }) => {
        const response = await stage.fetch(`${stage.url}/v2/account/revoke`, {
          method: 'POST',
          signal,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ app_id: webApp.client_id, refresh_token: refreshToken }),
        });
        expect(response.status).toBe(204);
      },
    });
    const other = pdsSessionSource(stage, { ...settingsOf<PdsTokenInfo>(stage), store: asAnotherProcess(store) });
    await stage.until(source.adopt(pdsLogin(stage)));
    const { accessToken } = await stage.until(other.getToken());
    expect(await callWith(stage, accessToken)).toBe(200);
    await stage.until(source.signOut({ revoke: true }));
    expect(await callWith(stage, accessToken)).toBe(401);
    expect(stage.authority.tokens()).toEqual([]);
    for (const each of [source, other]) {
      await expect(stage.until(each.getToken())).rejects.toMatchObject({ reason: 'signed-out' });
    }
    expect(stage.tokenRequests()).toEqual([200]);
    expect(told.types()).toEqual(['adopted', 'signed-out']);
    // A new login is for both.
    await stage.until(other.adopt(pdsLogin(stage)));
    expect(await herd(stage, [source, other], 1)).toHaveProperty('size', 1);
  });
});

describe('two processes that share a login through one store', () => {
  interface Fleet {
    readonly stage: Stage;
    readonly sources: readonly [TokenSource<PdsTokenInfo>, TokenSource<PdsTokenInfo>];
  }

  async function fleet(graceSeconds = 0): Promise<Fleet> {
    const stage = await startStage({
      provider: 'aliyun-pds',
      traits: { refreshTokenGraceSeconds: graceSeconds },
    });
    const store = memoryStore({ now: () => stage.clock.now() });
    const processOn = (each: typeof store): TokenSource<PdsTokenInfo> =>
      pdsSessionSource(stage, { ...settingsOf<PdsTokenInfo>(stage), store: each });
    const sources = [processOn(asAnotherProcess(store)), processOn(asAnotherProcess(store))] as const;
    await stage.until(sources[0].adopt(pdsLogin(stage)));
    return { stage, sources };
  }

  test('S1, S2: ten rotations, a hundred callers in each process: one refresh each, and both hold the same token', async () => {
    const { stage, sources } = await fleet();
    for (let rotation = 0; rotation < 10; rotation += 1) {
      const tokens = await herd(stage, sources, 100);
      expect(tokens.size).toBe(1);
      expect(await callWith(stage, [...tokens][0] ?? '')).toBe(200);
      await stage.clock.advance(rotation % 2 === 0 ? 118 * minute : 121 * minute);
    }
    expect(stage.tokenRequests()).toEqual(Array.from({ length: 10 }, () => 200));
    expectNoReuse(stage);
  });

  test('L14: after a rotation in one process no call of the other goes out with the dead token', async () => {
    const { stage, sources } = await fleet();
    const [first, second] = sources;
    const call = callsOf(stage, second);
    expect(await stage.until(call())).toBe(200);
    await stage.until(first.renew({ reason: 'test' }));
    expect(await stage.until(call())).toBe(200);
    const refused = stage.happened('request').filter(({ status }) => status === 401);
    expect(refused).toEqual([]);
    expect(stage.tokenRequests()).toEqual([200, 200]);
  });

  test('S5: the answer to one process is lost: the other repeats it once after the deadline, and both go on', async () => {
    const { stage, sources } = await fleet(600);
    const [first, second] = sources;
    await stage.until(second.getToken());
    await stage.clock.advance(121 * minute);
    stage.authority.faults.add('lost;grant=refresh_token;times=1');
    await expect(stage.until(first.getToken())).rejects.toMatchObject({ outcome: 'unknown' });
    // The first one's attempt may still be answered for longer than a caller waits; then the other sends.
    await expect(stage.until(second.getToken(), 1000)).rejects.toMatchObject({ code: 'request_timeout' });
    expect(stage.tokenRequests()).toEqual([200, undefined]);
    const { accessToken } = await stage.until(second.getToken(), 1000);
    expect(stage.tokenRequests()).toEqual([200, undefined, 200]);
    expect(stage.happened('repeated')).toHaveLength(1);
    expect(await callWith(stage, accessToken)).toBe(200);
    expect((await stage.until(first.getToken())).accessToken).toBe(accessToken);
    expect(stage.tokenRequests()).toHaveLength(3);
  });
});

describe('a OneAccess session', () => {
  test('L3: a refresh leaves the old token alive, so a caller gets it while the renewal runs behind', async () => {
    const stage = await startStage({ provider: 'huawei-oneaccess', traits: { refreshTokens: true } });
    const told = listener();
    const client = new OneAccessOAuthClient({
      endpoint: stage.url,
      client_id: 'mock-app',
      client_secret: 'mock-app-secret',
      fetch: stage.fetch,
    });
    const source = createTokenSource<OneAccessToken>({
      ...settingsOf<OneAccessToken>(stage, told),
      key: {
        authority: stage.url,
        provider: 'huawei-oneaccess',
        clientId: 'mock-app',
        credential: 'session',
        sessionId: 'session-1',
      },
      refresh: ({ refreshToken, signal, timeoutMs }) =>
        client.refreshToken({ refresh_token: refreshToken }, { signal, timeoutMs }),
    });
    const userInfo = async (accessToken: string): Promise<number> => {
      const response = await stage.fetch(`${stage.url}/api/v1/oauth2/userinfo`, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
      await response.text();
      return response.status;
    };
    const { code, redirectUri = '' } = stage.authority.issueCode({ clientId: 'mock-app' });
    const first = await stage.until(source.adopt(() => client.getIdTokenByCode({ code, redirect_uri: redirectUri })));
    expect(await userInfo(first.accessToken)).toBe(200);
    for (let rotation = 0; rotation < 5; rotation += 1) {
      await stage.clock.advance(110 * minute);
      const before = await source.getToken();
      const after = await stage.until(told.ended().then(() => source.getToken()));
      expect(after.accessToken).not.toBe(before.accessToken);
      expect([await userInfo(before.accessToken), await userInfo(after.accessToken)]).toEqual([200, 200]);
    }
    expect(stage.tokenRequests()).toEqual([200, 200, 200, 200, 200, 200]);
    expectNoReuse(stage);
    await source.close();
  });
});
