import { memoryStore } from '@tokenwright/core/memory-store';
import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
import { canary, everyView, failureOf, leaksOf } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import {
  createOneAccessSessionTokenSource,
  createOneAccessTenantTokenSource,
  InvalidResponseError,
  isOneAccessTokenRejected,
  LoginRequiredError,
  OneAccessOAuthClient,
  TokenwrightError,
  type OneAccessSessionTokenSourceOptions,
  type OneAccessToken,
  type TokenEvent,
  type TokenSource,
} from '../src/index.ts';
import { app, redirect_uri, sourceApp, startTwin, tenantPath, tokenPath, type Twin } from './support/twin.ts';

const minute = 60_000;

interface Session {
  readonly source: TokenSource<OneAccessToken>;
  readonly events: TokenEvent[];
  readonly client: OneAccessOAuthClient;
  /** The way out of loginRequired, too. */
  readonly login: () => Promise<OneAccessToken>;
}

function session(twin: Twin, options: Partial<OneAccessSessionTokenSourceOptions> = {}): Session {
  const { endpoint, clock } = twin;
  const events: TokenEvent[] = [];
  const client = new OneAccessOAuthClient({ endpoint, ...app });
  const source = createOneAccessSessionTokenSource({
    endpoint,
    ...sourceApp,
    sessionId: 'session-1',
    clock,
    random: () => 0.5,
    onEvent: (event) => void events.push(event),
    ...options,
  });
  const login = async (): Promise<OneAccessToken> => {
    const { code } = twin.authority.issueCode({ redirectUri: redirect_uri });
    return client.getIdTokenByCode({ code, redirect_uri });
  };
  return { source, events, client, login };
}

const types = (events: readonly TokenEvent[]): string[] => events.map(({ type }) => type);
const refreshes = (twin: Twin): unknown[] =>
  twin.sent(tokenPath).filter(({ grantType }) => grantType === 'refresh_token');

describe('createOneAccessSessionTokenSource, on the twin over HTTP', () => {
  test('L13: a login is adopted, kept valid by rotating refresh tokens, one request for all who ask', async () => {
    await using twin = await startTwin({ traits: { refreshTokens: true } });
    const { source, events, login } = session(twin);
    await expect(source.getToken()).rejects.toMatchObject({ name: 'LoginRequiredError', reason: 'no-session' });
    const first = await source.adopt(login);
    expect(first).toMatchObject({ tokenType: 'Bearer', scope: 'openid', expiresAtMs: twin.clock.now() + 120 * minute });
    expect(first.wire).not.toHaveProperty('refresh_token');
    await twin.clock.advance(120 * minute);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => source.getToken()));
    expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(tokens[0]?.accessToken).not.toBe(first.accessToken);
    // With OpenID Connect a refresh has a new id_token.
    expect(tokens[0]?.wire['id_token']).not.toBe(first.wire['id_token']);
    expect(refreshes(twin)).toHaveLength(1);
    await twin.clock.advance(120 * minute);
    await source.getToken();
    expect(refreshes(twin)).toHaveLength(2);
    expect(types(events).filter((type) => type === 'renewed')).toHaveLength(2);
    expect(leaksOf(first.accessToken, everyView(events))).toEqual([]);
    await source.close();
  });

  test('L3: a STALE token serves while the next is fetched, for no page says that a refresh ends it', async () => {
    await using twin = await startTwin({ traits: { refreshTokens: true } });
    const { source, login } = session(twin);
    const first = await source.adopt(login);
    await twin.clock.advance(115 * minute);
    expect((await source.getToken()).accessToken).toBe(first.accessToken);
    // Joins the renewal that the call before began.
    const next = await source.getToken({ minValidityMs: 60 * minute });
    expect(next.accessToken).not.toBe(first.accessToken);
    expect(refreshes(twin)).toHaveLength(1);
    await source.close();
  });

  test('L14: with refreshKillsAccessToken nobody gets a token that is being replaced', async () => {
    await using twin = await startTwin({ traits: { refreshTokens: true, refreshKillsAccessToken: true } });
    const { source, login, client } = session(twin, { refreshKillsAccessToken: true });
    const first = await source.adopt(login);
    await twin.clock.advance(115 * minute);
    const { accessToken } = await source.getToken();
    expect(accessToken).not.toBe(first.accessToken);
    expect(await client.getUserInfo({ access_token: accessToken })).toMatchObject({ id: 'mock-user-1' });
    await source.close();
  });

  test('L14: a session that is kept fresh is refreshed before its refresh token ends unused', async () => {
    await using twin = await startTwin({ traits: { refreshTokens: true }, refreshTokenLifetimeSeconds: 3600 });
    const { source, login } = session(twin, { keepFresh: true, refreshTokenLifetimeMs: 60 * minute });
    await source.adopt(login);
    const refreshed = new Promise<void>((resolve) => {
      twin.authority.subscribe((entry) => {
        if (entry.kind === 'issued' && entry.tokenKind === 'refresh') resolve();
      });
    });
    // Half of the access token's life is not over.
    await twin.clock.advance(59 * minute);
    await refreshed;
    expect(refreshes(twin)).toHaveLength(1);
    await source.close();
  });

  test('L13: without a refresh token the token serves to its end, then the error says how to turn them on', async () => {
    await using twin = await startTwin();
    const { source, events, login } = session(twin);
    const { accessToken } = await source.adopt(login);
    await twin.clock.advance(118 * minute);
    expect((await source.getToken()).accessToken).toBe(accessToken);
    await twin.clock.advance(2 * minute);
    const error = await failureOf(LoginRequiredError, () => source.getToken());
    expect(error.reason).toBe('no-refresh-token');
    expect(error.message).toContain('validity period');
    expect(error.message).toContain('authentication settings of the application');
    expect(types(events)).toContain('login-required');
    expect(refreshes(twin)).toHaveLength(0);
    // The way out.
    expect((await source.adopt(login)).accessToken).not.toBe(accessToken);
    await source.close();
  });

  test('L13: a refresh token that is spent elsewhere ends the session for all, and a login begins another', async () => {
    await using twin = await startTwin({ traits: { refreshTokens: true } });
    const store = memoryStore({ now: () => twin.clock.now() });
    const { source, client, login } = session(twin, { store });
    const stolen = await login();
    await source.adopt(stolen);
    await client.refreshToken({ refresh_token: stolen.refresh_token ?? '' });
    await twin.clock.advance(120 * minute);
    expect(await failureOf(LoginRequiredError, () => source.getToken())).toMatchObject({ reason: 'invalid_grant' });
    const other = session(twin, { store });
    await expect(other.source.getToken()).rejects.toMatchObject({ reason: 'invalid_grant' });
    const { accessToken } = await source.adopt(login);
    expect((await other.source.getToken()).accessToken).toBe(accessToken);
    await source.signOut();
    await expect(other.source.getToken()).rejects.toMatchObject({ reason: 'signed-out' });
    await source.close();
    await other.source.close();
  });

  test('L9: an answer that is lost is asked for exactly once more, when the token has ended', async () => {
    await using twin = await startTwin({ traits: { refreshTokens: true, refreshTokenGraceSeconds: 86_400 } });
    const { source, login } = session(twin);
    await source.adopt(login);
    twin.authority.faults.add({ lost: true, grant: 'refresh_token', times: 1 });
    await twin.clock.advance(120 * minute);
    await expect(source.getToken()).rejects.toMatchObject({ outcome: 'unknown' });
    // Past the deadline of the attempt whose answer was lost.
    await twin.clock.advance(2 * minute);
    await source.getToken();
    expect(refreshes(twin)).toHaveLength(2);
    const [first, second] = twin.sent(tokenPath).slice(1);
    expect(second?.body).toEqual(first?.body);
    await source.close();
  });

  test('L13: a refresh token from before, whose age nobody knows, is taken over and refreshed at the first call', async () => {
    await using twin = await startTwin({ traits: { refreshTokens: true } });
    const { source, login } = session(twin);
    const stored = await login();
    await twin.clock.advance(300 * minute);
    await source.adopt({ ...stored, expires_in: 0 });
    expect((await source.getToken()).accessToken).not.toBe(stored.access_token);
    expect(refreshes(twin)).toHaveLength(1);
    await source.close();
  });

  test('W8: a secret that was reset meanwhile is asked for again, and the refresh token is not lost', async () => {
    const clients = [{ clientId: 'mock-app', clientSecret: 'new secret', redirectUris: [redirect_uri] }];
    await using twin = await startTwin({ clients, traits: { refreshTokens: true } });
    const secrets = ['old secret', 'new secret'];
    const { source } = session(twin, { clientSecret: () => secrets.shift() ?? 'new secret' });
    const client = new OneAccessOAuthClient({
      endpoint: twin.endpoint,
      client_id: 'mock-app',
      client_secret: 'new secret',
    });
    const { code } = twin.authority.issueCode({ redirectUri: redirect_uri });
    const { accessToken } = await source.adopt(() => client.getIdTokenByCode({ code, redirect_uri }));
    await twin.clock.advance(120 * minute);
    expect((await source.getToken()).accessToken).not.toBe(accessToken);
    expect(refreshes(twin)).toHaveLength(2);
    await source.close();
  });

  test('L10: a refresh whose id_token is of another user is not taken', async () => {
    await using twin = await startTwin({ traits: { refreshTokens: true } });
    const loginOf = async (userId: string): Promise<OneAccessToken> => {
      const { code } = twin.authority.issueCode({ redirectUri: redirect_uri, userId });
      return new OneAccessOAuthClient({ endpoint: twin.endpoint, ...app }).getIdTokenByCode({ code, redirect_uri });
    };
    const { id_token } = await loginOf('mock-user-2');
    let isSwapping = true;
    const { source } = session(twin, {
      fetch: async (input, init) => {
        const answer = (await (await fetch(input, init)).json()) as object;
        return Response.json(isSwapping ? { ...answer, id_token } : answer);
      },
    });
    await source.adopt(() => loginOf('mock-user-1'));
    const error = await failureOf(InvalidResponseError, () => source.renew({ reason: 'test' }));
    expect(error.code).toBe('invalid_field');
    expect(error.message).toContain('another user (the sub of the id_token differs)');
    await source.adopt(() => loginOf('mock-user-1'));
    isSwapping = false;
    await source.renew({ reason: 'test' });
    await source.close();
  });

  test('L5: sessions of two names, and of two tenants under one host, have records of their own', async () => {
    await using twin = await startTwin();
    const store = memoryStore({ now: () => twin.clock.now() });
    const one = session(twin, { store });
    const others = [
      session(twin, { store, sessionId: 'session-2' }),
      session(twin, { store, headers: { 'X-Tenant-Id': 'tenant-1' } }),
    ];
    await one.source.adopt(one.login);
    for (const { source } of others) await expect(source.getToken()).rejects.toMatchObject({ reason: 'no-session' });
    const keys: string[] = [];
    for await (const key of store.keys?.() ?? []) keys.push(key);
    expect(keys).toHaveLength(1);
    expect(leaksOf(sourceApp.clientSecret, keys.join())).toEqual([]);
    await Promise.all([one, ...others].map(({ source }) => source.close()));
  });
});

describe('createOneAccessTenantTokenSource, on the twin over HTTP', () => {
  test('mints when it is due, one request for all who ask', async () => {
    await using twin = await startTwin();
    const { endpoint, clock } = twin;
    const source = createOneAccessTenantTokenSource({ endpoint, ...sourceApp, clock, random: () => 0.5 });
    const tokens = await Promise.all(Array.from({ length: 20 }, () => source.getToken()));
    expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(tokens[0]).toMatchObject({ expiresAtMs: clock.now() + 30 * minute, scope: 'all' });
    await clock.advance(30 * minute);
    expect((await source.getToken()).accessToken).not.toBe(tokens[0]?.accessToken);
    expect(twin.sent(tenantPath)).toHaveLength(2);
    await source.close();
  });

  test('L15: a cached token with the life it has left is unchanged, and the next is asked for shortly before its end', async () => {
    await using twin = await startTwin({ traits: { tenantTokens: 'cached' } });
    const { endpoint, clock } = twin;
    const events: TokenEvent[] = [];
    const onEvent = (event: TokenEvent): void => void events.push(event);
    const source = createOneAccessTenantTokenSource({ endpoint, ...sourceApp, clock, onEvent, random: () => 0 });
    const first = await source.getToken();
    await clock.advance(25 * minute);
    expect((await source.getToken()).accessToken).toBe(first.accessToken);
    const same = await source.getToken({ minValidityMs: 10 * minute });
    expect(same.accessToken).toBe(first.accessToken);
    // Five minutes of half an hour are left, not half an hour.
    expect(same.expiresAtMs).toBe(first.expiresAtMs);
    expect(types(events)).toContain('unchanged');
    const asked = twin.sent(tenantPath).length;
    // Nobody asks again at every call: the authority stands by its token.
    for (let call = 0; call < 10; call += 1) await source.getToken();
    expect(twin.sent(tenantPath)).toHaveLength(asked);
    await clock.advance(5 * minute);
    expect((await source.getToken()).accessToken).not.toBe(first.accessToken);
    await source.close();
  });

  test.each([
    ['by HTTP Basic', { clientAuthentication: 'basic' }],
    ['raw', { clientAuthentication: 'basic', basicEncoding: 'raw' }],
    ['with the grant in the address', { grantTypeIn: 'query' }],
  ] as const)('W8: %s', async (_what, options) => {
    await using twin = await startTwin();
    const { endpoint, clock } = twin;
    const source = createOneAccessTenantTokenSource({ endpoint, ...sourceApp, clock, ...options });
    expect((await source.getToken()).accessToken).not.toBe('');
    expect(twin.sent(tenantPath)[0]?.headers['authorization']).toMatch(/^Basic /);
    await source.close();
  });

  test('W8: a secret that was reset is asked for again', async () => {
    await using twin = await startTwin();
    const secrets = ['old secret'];
    const clientSecret = async (): Promise<string> => secrets.shift() ?? 'mock-app-secret';
    const { endpoint, clock } = twin;
    const source = createOneAccessTenantTokenSource({ endpoint, clientId: 'mock-app', clientSecret, clock });
    await source.getToken();
    expect(twin.sent(tenantPath).map(({ status }) => status)).toEqual([401, 200]);
    await source.close();
  });

  test('L19: a fetch with the token gets another when a management API refuses it', async () => {
    await using twin = await startTwin();
    const { endpoint, clock } = twin;
    const source = createOneAccessTenantTokenSource({ endpoint, ...sourceApp, clock });
    const managementFetch = createAuthorizedFetch(source, {
      origins: [endpoint],
      isTokenRejected: isOneAccessTokenRejected,
    });
    expect((await managementFetch(`${endpoint}/api/v2/tenant/users`)).status).toBe(200);
    twin.authority.kill({ tokenKind: 'access' });
    expect((await managementFetch(`${endpoint}/api/v2/tenant/users`)).status).toBe(200);
    expect(twin.sent(tenantPath)).toHaveLength(2);
    await source.close();
  });
});

describe('isOneAccessTokenRejected', () => {
  const answer = (status: number, body: string, headers: Record<string, string> = {}): Response =>
    new Response(body, { status, headers });

  test.each([
    ['401', answer(401, ''), true],
    ['401 for a scope', answer(401, '', { 'www-authenticate': 'Bearer error="insufficient_scope"' }), false],
    [
      'invalid_token under 400',
      answer(400, '{"error":"invalid_token","error_description":"Access token expired:x"}'),
      true,
    ],
    ['invalid_token as the other pair', answer(400, '{"error_code":"invalid_token","error_msg":"x"}'), true],
    ['another 400', answer(400, '{"error_code":"USER.0033","error_msg":"Employee ID already exists."}'), false],
    ['a 400 that is no JSON', answer(400, '<html>'), false],
    ['a 400 without a body', new Response(null, { status: 400 }), false],
    [
      'a 400 that is too long to be an error',
      answer(400, `{"error":"invalid_token","x":"${'x'.repeat(70_000)}"}`),
      false,
    ],
    ['403', answer(403, '{"error":"invalid_token"}'), false],
    ['200', answer(200, '{"error":"invalid_token"}'), false],
  ])('L19: %s', async (_what, response, expected) => {
    expect(await isOneAccessTokenRejected(response)).toBe(expected);
  });

  test('L19: a 400 whose body breaks off, or never ends, is no refusal', async () => {
    const broken = new ReadableStream({
      pull(controller) {
        controller.error(new Error('cut'));
      },
    });
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(16_384));
      },
    });
    for (const body of [broken, endless])
      expect(await isOneAccessTokenRejected(new Response(body, { status: 400 }))).toBe(false);
  });
});

describe('what is wrong with the options of a source is said when it is made', () => {
  const connection = { endpoint: 'https://a.example', ...sourceApp };
  const makers = {
    tenant: (options: object) => createOneAccessTenantTokenSource(options as never),
    session: (options: object) => createOneAccessSessionTokenSource(options as never),
  };

  test.each<[keyof typeof makers, object, string, string]>([
    ['session', connection, 'missing_option', 'sessionId'],
    ['session', { ...connection, sessionId: '' }, 'invalid_option', 'sessionId'],
    ['session', { ...connection, sessionId: 's', grantTypeIn: 'query' }, 'unsupported_option', 'grantTypeIn'],
    ['session', { ...connection, sessionId: 's', refresh_token: canary }, 'unsupported_option', 'refresh_token'],
    ['session', { ...connection, sessionId: 's', hardTimeoutMs: 1 }, 'invalid_option', 'hardTimeoutMs'],
    ['tenant', { ...connection, sessionId: 's' }, 'unsupported_option', 'sessionId'],
    ['tenant', { ...connection, timeoutMs: 5 }, 'unsupported_option', 'timeoutMs'],
    ['tenant', { ...connection, client_secret: canary }, 'unsupported_option', 'client_secret'],
    ['tenant', { ...connection, clientSecret: '' }, 'invalid_option', 'clientSecret'],
    ['tenant', { ...connection, clientSecret: undefined }, 'missing_option', 'clientSecret'],
    ['tenant', { ...connection, clientId: undefined }, 'missing_option', 'clientId'],
    ['tenant', { ...sourceApp }, 'missing_option', 'domainName'],
    ['tenant', { ...sourceApp, domainName: 'https://a.example' }, 'invalid_option', 'domainName'],
    ['tenant', { ...connection, endpoint: 'http://a.example' }, 'insecure_endpoint', 'endpoint'],
    ['tenant', { ...connection, grantTypeIn: 'query', clientAuthentication: 'body' }, 'invalid_option', 'grantTypeIn'],
    ['tenant', { ...connection, mint: () => undefined }, 'unknown_option', 'mint'],
  ])('W5: %s with %j', async (which, options, code, parameter) => {
    const error = await failureOf(TokenwrightError, () => makers[which](options));
    expect(error).toMatchObject({ name: 'ConfigurationError', code, parameter });
    expect(error.message).toMatch(/createOneAccess(?:Tenant|Session)TokenSource|domainName|endpoint/);
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test('W7: a source shows no secret when it is printed', async () => {
    const source = createOneAccessTenantTokenSource({ ...connection, clientSecret: canary });
    expect(leaksOf(canary, everyView(source))).toEqual([]);
    await source.close();
  });
});
