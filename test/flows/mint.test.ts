import { describe, expect, test } from 'vitest';
import type { PdsTokenInfo } from '../../packages/aliyun-pds/src/index.ts';
import { AuthorityError, createTokenSource } from '../../packages/core/src/index.ts';
import { memoryStore } from '../../packages/core/src/memory-store.ts';
import { OneAccessTenantClient, type OneAccessTenantToken } from '../../packages/huawei-oneaccess/src/index.ts';
import {
  asAnotherProcess,
  callsOf,
  callWith,
  hour,
  listener,
  minute,
  pdsUserSource,
  settingsOf,
  startStage,
  type Stage,
} from './stage.ts';

const pdsStage = (): Promise<Stage> => startStage({ provider: 'aliyun-pds' });

describe('a PDS user token, minted from an assertion', () => {
  test('L1, L3: half a day of calls: every token that is given works, and each is renewed before its end', async () => {
    const stage = await pdsStage();
    const told = listener();
    const source = await pdsUserSource(stage, settingsOf<PdsTokenInfo>(stage, told));
    const given = new Set<string>();
    for (let passed = 0; passed < 12 * hour; passed += 10 * minute) {
      const { accessToken, expiresAtMs = 0 } = await stage.until(source.getToken());
      expect(await callWith(stage, accessToken)).toBe(200);
      expect(expiresAtMs).toBeGreaterThan(stage.clock.now());
      given.add(accessToken);
      // A renewal behind a valid token is on its way over HTTP, which knows nothing of the clock of this test.
      await stage.until(told.ended());
      await stage.clock.advance(10 * minute);
    }
    // Two hours of life, renewed after ninety-nine minutes: the draw is in the middle.
    expect(given.size).toBeGreaterThanOrEqual(7);
    expect(given.size).toBeLessThanOrEqual(8);
    const renewals = told.types().filter((type) => type === 'renewed').length;
    expect(stage.tokenRequests()).toEqual(Array.from({ length: renewals }, () => 200));
    expect(told.types().filter((type) => type !== 'stale' && type !== 'renewed')).toEqual([]);
  });

  test('L4: two hundred cold callers, one assertion', async () => {
    const stage = await pdsStage();
    const source = await pdsUserSource(stage, settingsOf<PdsTokenInfo>(stage));
    const tokens = await stage.until(Promise.all(Array.from({ length: 200 }, () => source.getToken())));
    expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(stage.tokenRequests()).toEqual([200]);
  });

  test('L7: while the authority is down a valid token serves, to its end and not longer; then it comes back', async () => {
    const stage = await pdsStage();
    const told = listener();
    const source = await pdsUserSource(stage, settingsOf<PdsTokenInfo>(stage, told));
    const { accessToken, expiresAtMs = 0 } = await stage.until(source.getToken());
    const fault = stage.authority.faults.add('status=503;path=/v2/oauth/token');
    await stage.clock.advance(105 * minute);
    while (stage.clock.now() < expiresAtMs - 2 * minute) {
      expect((await stage.until(source.getToken())).accessToken).toBe(accessToken);
      expect(await callWith(stage, accessToken)).toBe(200);
      await stage.until(told.ended());
      await stage.clock.advance(2 * minute);
    }
    await stage.clock.advance(2 * minute);
    const refused = await stage.until(source.getToken().catch((error: unknown) => error));
    expect(refused).toBeInstanceOf(AuthorityError);
    expect(refused).toMatchObject({ code: 'authority_unavailable', status: 503 });
    expect(await callWith(stage, accessToken)).toBe(401);
    expect(told.types()).toContain('failed');
    stage.authority.faults.remove(fault);
    await stage.clock.advance(minute);
    const { accessToken: next } = await stage.until(source.getToken());
    expect(await callWith(stage, next)).toBe(200);
  });

  test('L7, L8: 429 with Retry-After: nothing is sent before that moment, then one request', async () => {
    const stage = await pdsStage();
    const told = listener();
    const source = await pdsUserSource(stage, settingsOf<PdsTokenInfo>(stage, told));
    stage.authority.faults.add('status=429;retry-after=90;times=1');
    const started = stage.clock.now();
    const refused = await stage.until(source.getToken().catch((error: unknown) => error));
    expect(refused).toMatchObject({ code: 'rate_limited', status: 429 });
    const { retryAtMs = 0 } = told.events.find(({ type }) => type === 'failed') as { retryAtMs?: number };
    expect(retryAtMs - started).toBeGreaterThanOrEqual(90_000);
    expect(retryAtMs - started).toBeLessThan(100_000);
    while (stage.clock.now() < retryAtMs - 10_000) {
      expect(await source.getToken().catch((error: unknown) => error)).toMatchObject({ retryAt: retryAtMs });
      expect(await source.renew({ reason: 'impatience' }).catch((error: unknown) => error)).toBe(refused);
      await stage.clock.advance(10_000);
    }
    expect(stage.tokenRequests()).toEqual([429]);
    await stage.clock.advance(20_000);
    await stage.until(source.getToken());
    expect(stage.tokenRequests()).toEqual([429, 200]);
    expect(told.types()).toContain('blocked');
  });

  test('L9: an answer that was lost after the authority had issued is asked for again, with another assertion', async () => {
    const stage = await pdsStage();
    const told = listener();
    const source = await pdsUserSource(stage, settingsOf<PdsTokenInfo>(stage, told));
    stage.authority.faults.add('lost;times=1');
    const { accessToken } = await stage.until(source.getToken());
    expect(await callWith(stage, accessToken)).toBe(200);
    // The twin refuses an assertion whose id it has seen.
    expect(stage.tokenRequests()).toEqual([undefined, 200]);
    expect(told.types()).toEqual(['renewed']);
  });

  test('L19: a token that the authority ended is replaced once for fifty calls, and each call is repeated once', async () => {
    const stage = await pdsStage();
    const source = await pdsUserSource(stage, settingsOf<PdsTokenInfo>(stage));
    const call = callsOf(stage, source);
    expect(await stage.until(call())).toBe(200);
    expect(stage.authority.kill({ tokenKind: 'access' })).toBe(1);
    const statuses = await stage.until(Promise.all(Array.from({ length: 50 }, call)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(stage.tokenRequests()).toEqual([200, 200]);
    const calls = stage.happened('request').filter(({ path }) => path === '/v2/user/get');
    expect(calls.filter(({ status }) => status === 401)).toHaveLength(50);
    expect(calls.filter(({ status }) => status === 200)).toHaveLength(51);
  });

  test('S2: two processes on one store share what either of them minted', async () => {
    const stage = await pdsStage();
    const store = memoryStore({ now: () => stage.clock.now() });
    const sources = await Promise.all(
      [store, asAnotherProcess(store)].map((each) =>
        pdsUserSource(stage, { ...settingsOf<PdsTokenInfo>(stage), store: each }),
      ),
    );
    const [first, second] = await stage.until(Promise.all(sources.map((source) => source.getToken())));
    expect(first?.accessToken).toBe(second?.accessToken);
    expect(stage.tokenRequests()).toEqual([200]);
  });
});

describe('a OneAccess tenant token', () => {
  test('L15: a token that comes again with the life it has left is unchanged, and asked for again near its end', async () => {
    const stage = await startStage({ provider: 'huawei-oneaccess', traits: { tenantTokens: 'cached' } });
    const told = listener();
    const client = new OneAccessTenantClient({
      endpoint: stage.url,
      client_id: 'mock-app',
      client_secret: 'mock-app-secret',
      fetch: stage.fetch,
    });
    // The authority has handed it out before, to somebody else.
    const { access_token: present } = await client.getTenantToken();
    await stage.clock.advance(10 * minute);
    const started = stage.clock.now();
    const source = createTokenSource<OneAccessTenantToken>({
      ...settingsOf<OneAccessTenantToken>(stage, told),
      key: { authority: stage.url, provider: 'huawei-oneaccess-tenant', clientId: 'mock-app', credential: 'client' },
      mint: ({ signal, timeoutMs }) => client.getTenantToken({}, { signal, timeoutMs }),
    });
    const first = await stage.until(source.getToken());
    expect(first.accessToken).toBe(present);
    expect((first.expiresAtMs ?? 0) - started).toBe(20 * minute);
    // Twenty minutes are left: due about seventeen minutes on.
    await stage.clock.advance(18 * minute);
    expect((await stage.until(source.getToken())).accessToken).toBe(present);
    const unchanged = await stage.until(told.ended());
    expect(unchanged?.type).toBe('unchanged');
    expect(unchanged?.expiresInMs).toBeLessThanOrEqual(2 * minute);
    const asked = stage.tokenRequests().length;
    for (let step = 0; step < 50; step += 1) expect((await source.getToken()).accessToken).toBe(present);
    expect(stage.tokenRequests()).toHaveLength(asked);
    await stage.clock.advance(2 * minute);
    const next = await stage.until(source.getToken());
    expect(next.accessToken).not.toBe(present);
    expect(told.types()).toEqual(['renewed', 'stale', 'unchanged', 'renewed']);
    await source.close();
  });
});
