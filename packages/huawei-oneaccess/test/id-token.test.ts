import { createFakeClock, type FakeClock } from '@tokenwright/core/testing';
import { canary, everyView, failureOf, json, leaksOf, redirect, startLoopback } from '@tokenwright/test-support';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { createOneAccessOAuthContext, OneAccessOAuthClient, TokenwrightError } from '../src/index.ts';
import {
  createIdTokenVerifier,
  IdTokenError,
  verifyIdToken,
  type IdTokenErrorCode,
  type IdTokenVerifier,
  type IdTokenVerifierOptions,
} from '../src/id-token.ts';
import { app, keysPath, redirect_uri, startTwin } from './support/twin.ts';

const client_id = 'mock-app';

/** An RSA key of an authority that does as the test says. */
interface Key {
  readonly kid: string;
  readonly jwk: JWK;
  sign(claims: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
}

async function makeKey(kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return {
    kid,
    jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' },
    sign: (claims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, ...header }).sign(privateKey),
  };
}

let one: Key;
let two: Key;
beforeAll(async () => {
  [one, two] = await Promise.all([makeKey('one'), makeKey('two')]);
});

interface Publisher {
  readonly url: string;
  readonly issuer: string;
  readonly clock: FakeClock;
  readonly verifier: IdTokenVerifier;
  /** How often the keys were fetched. */
  readonly fetched: () => number;
  readonly claims: () => JWTPayload;
  publish(...keys: readonly JWK[]): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** An authority that publishes keys under paths of its own, and a verifier on a clock that stands still. */
async function publisher(
  options: Partial<IdTokenVerifierOptions> = {},
  discovery: Readonly<Record<string, unknown>> = {},
): Promise<Publisher> {
  let keys: readonly JWK[] = [one.jwk];
  const clock = createFakeClock();
  const issuer = 'https://tenant.oneaccess.example/api/v1/oauth2';
  const server = await startLoopback((request, response) => {
    if (request.path === '/keys') json(200, { keys })(request, response);
    else if (request.path === '/api/v1/oauth2/.well-known/openid-configuration')
      json(200, { issuer, jwks_uri: `${server.url}/keys`, ...discovery })(request, response);
    else json(404, {})(request, response);
  });
  return {
    url: server.url,
    issuer,
    clock,
    verifier: createIdTokenVerifier({ endpoint: server.url, client_id, clock, ...options }),
    fetched: () => server.received.filter(({ path }) => path === '/keys').length,
    claims: () => {
      const now = Math.floor(clock.now() / 1000);
      return { iss: issuer, aud: client_id, sub: 'user-1', iat: now, exp: now + 7200, nonce: 'n1' };
    },
    publish: (...published) => {
      keys = published;
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

const nonce = 'n1';

describe('on the twin, over HTTP', () => {
  test.each(['RS256', 'RS384', 'RS512'] as const)(
    'an id_token of a login, signed with %s',
    async (idTokenAlgorithm) => {
      const clients = [
        { clientId: client_id, clientSecret: app.client_secret, redirectUris: [redirect_uri], idTokenAlgorithm },
      ];
      await using twin = await startTwin({ clients });
      const { endpoint, clock } = twin;
      const client = new OneAccessOAuthClient({ endpoint, ...app });
      const verifier = createIdTokenVerifier({ endpoint, client_id, clock });
      const login = await client.authorizationUrl({ redirect_uri });
      const { code } = client.parseCallback(await twin.visit(login.url), login);
      const { id_token } = await client.getIdTokenByCode({ code, redirect_uri });
      const claims = await verifier.verify(id_token, { nonce: login.nonce });
      expect(claims).toMatchObject({
        sub: 'mock-user-1',
        aud: client_id,
        iss: `${endpoint}/api/v1/oauth2`,
        nonce: login.nonce,
      });
      expect(Object.isFrozen(claims)).toBe(true);
      // Found below /api/v1/oauth2, fetched once.
      await verifier.verify(id_token, { nonce: login.nonce });
      const paths = twin.authority.received().map(({ path }) => path);
      expect(paths.filter((path) => path.includes('.well-known'))).toEqual([
        '/api/v1/oauth2/.well-known/openid-configuration',
      ]);
      expect(paths.filter((path) => path === keysPath)).toHaveLength(1);
      expect(
        await failureOf(IdTokenError, () => verifier.verify(id_token, { nonce: 'of another login' })),
      ).toMatchObject({ code: 'wrong_nonce' });
    },
  );

  test('the id_token of a refresh, which has no nonce', async () => {
    await using twin = await startTwin({ traits: { refreshTokens: true } });
    const { endpoint, clock } = twin;
    const client = new OneAccessOAuthClient({ endpoint, ...app });
    const { code } = twin.authority.issueCode({ redirectUri: redirect_uri, nonce });
    const { refresh_token = '' } = await client.getIdTokenByCode({ code, redirect_uri });
    const { id_token = '' } = await client.refreshToken({ refresh_token });
    const verifier = createIdTokenVerifier({ endpoint, client_id, clock });
    expect((await verifier.verify(id_token, { nonce: undefined })).sub).toBe('mock-user-1');
    const error = await failureOf(IdTokenError, () => verifier.verify(id_token, { nonce }));
    expect(error.code).toBe('wrong_nonce');
    expect(error.message).toContain('nonce: false');
  });

  test('verifyIdToken keeps the keys with its context', async () => {
    await using twin = await startTwin();
    const context = createOneAccessOAuthContext({ endpoint: twin.endpoint });
    twin.authority.clock.set(Date.now());
    const { code } = twin.authority.issueCode({ redirectUri: redirect_uri, nonce });
    const { id_token } = await new OneAccessOAuthClient({ endpoint: twin.endpoint, ...app }).getIdTokenByCode({
      code,
      redirect_uri,
    });
    for (let count = 0; count < 3; count += 1)
      expect((await verifyIdToken(context, { id_token, client_id, nonce })).sub).toBe('mock-user-1');
    expect(twin.sent(keysPath)).toHaveLength(1);
    expect(
      await failureOf(IdTokenError, () => verifyIdToken(context, { id_token, client_id: 'other', nonce })),
    ).toMatchObject({ code: 'wrong_audience' });
    expect(
      await failureOf(IdTokenError, () =>
        verifyIdToken(context, { id_token, client_id, nonce }, { algorithms: ['RS512'] }),
      ),
    ).toMatchObject({ code: 'unsupported_algorithm' });
  });
});

describe('what must not be believed', () => {
  const seconds = (clock: FakeClock): number => Math.floor(clock.now() / 1000);

  test.each<[string, IdTokenErrorCode, (claims: JWTPayload, clock: FakeClock) => JWTPayload]>([
    ['another issuer', 'wrong_issuer', (claims) => ({ ...claims, iss: 'https://evil.example' })],
    ['no issuer', 'missing_claim', ({ iss: _iss, ...claims }) => claims],
    ['another audience', 'wrong_audience', (claims) => ({ ...claims, aud: 'other-app' })],
    ['several audiences without this one', 'wrong_audience', (claims) => ({ ...claims, aud: ['a', 'b'] })],
    ['several audiences and no azp', 'wrong_audience', (claims) => ({ ...claims, aud: [client_id, 'b'] })],
    ['an azp of another', 'wrong_audience', (claims) => ({ ...claims, aud: [client_id, 'b'], azp: 'b' })],
    ['no audience', 'missing_claim', ({ aud: _aud, ...claims }) => claims],
    ['no expiry', 'missing_claim', ({ exp: _exp, ...claims }) => claims],
    ['an expiry that is a text', 'malformed', (claims) => ({ ...claims, exp: '7200' as never })],
    ['an expiry beyond the tolerance', 'expired', (claims, clock) => ({ ...claims, exp: seconds(clock) - 61 })],
    ['a beginning beyond the tolerance', 'not_yet_valid', (claims, clock) => ({ ...claims, nbf: seconds(clock) + 61 })],
    ['another nonce', 'wrong_nonce', (claims) => ({ ...claims, nonce: 'n2' })],
    ['no nonce', 'wrong_nonce', ({ nonce: _nonce, ...claims }) => claims],
    ['a subject that is a number', 'malformed', (claims) => ({ ...claims, sub: 7 as never })],
  ])('%s', async (_what, code, change) => {
    await using authority = await publisher();
    const { verifier, clock, claims } = authority;
    const id_token = await one.sign({ ...change(claims(), clock), secret: canary });
    const error = await failureOf(IdTokenError, () => verifier.verify(id_token, { nonce }));
    expect(error.code).toBe(code);
    expect(leaksOf(canary, everyView(error))).toEqual([]);
    expect(leaksOf(id_token, everyView(error))).toEqual([]);
  });

  test.each<[string, (claims: JWTPayload, clock: FakeClock) => JWTPayload]>([
    ['an expiry within the tolerance', (claims, clock) => ({ ...claims, exp: seconds(clock) - 59 })],
    ['a beginning within the tolerance', (claims, clock) => ({ ...claims, nbf: seconds(clock) + 59 })],
    ['several audiences and an azp', (claims) => ({ ...claims, aud: [client_id, 'b'], azp: client_id })],
    ['no subject, for no page promises one', ({ sub: _sub, ...claims }) => claims],
  ])('but %s is believed', async (_what, change) => {
    await using authority = await publisher();
    const { verifier, clock, claims } = authority;
    const { iss } = await verifier.verify(await one.sign(change(claims(), clock)), { nonce });
    expect(iss).toBe(authority.issuer);
  });

  test('a signature of another key, an altered payload, and a key that is too short', async () => {
    await using authority = await publisher();
    const { verifier, claims } = authority;
    const forged = await two.sign(claims(), { kid: one.kid });
    expect(await failureOf(IdTokenError, () => verifier.verify(forged, { nonce }))).toMatchObject({
      code: 'invalid_signature',
    });
    const [header, , signature] = (await one.sign(claims())).split('.');
    const payload = Buffer.from(JSON.stringify({ ...claims(), sub: 'admin' })).toString('base64url');
    expect(
      await failureOf(IdTokenError, () => verifier.verify(`${header}.${payload}.${signature}`, { nonce })),
    ).toMatchObject({ code: 'invalid_signature' });

    await using careless = await publisher();
    careless.publish({ ...one.jwk, n: Buffer.alloc(128, 0xab).toString('base64url') });
    expect(
      await failureOf(IdTokenError, () =>
        one.sign(claims()).then((token) => careless.verifier.verify(token, { nonce })),
      ),
    ).toMatchObject({ code: 'unusable_key' });
  });

  test('an algorithm that is not allowed, before anything is fetched', async () => {
    await using authority = await publisher({ algorithms: ['RS512'] });
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const payload = encode(authority.claims());
    const secret = new TextEncoder().encode(JSON.stringify(one.jwk).padEnd(64));
    const tokens = [
      await one.sign(authority.claims()),
      `${encode({ alg: 'none' })}.${payload}.`,
      await new SignJWT(authority.claims()).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(secret),
      `${encode({ kid: 'one' })}.${payload}.AAAA`,
    ];
    for (const token of tokens)
      expect(await failureOf(IdTokenError, () => authority.verifier.verify(token, { nonce }))).toMatchObject({
        code: 'unsupported_algorithm',
      });
    expect(authority.fetched()).toBe(0);
  });

  test.each([
    ['text', 'hello'],
    ['two parts', 'e30.e30'],
    ['five parts, a JWE', 'e30.e30.e30.e30.e30'],
    ['a header that is no JSON', 'AAAA.e30.AAAA'],
    ['a header that is no object', `${Buffer.from('7').toString('base64url')}.e30.AAAA`],
    ['a payload that is no JSON', `${Buffer.from('{"alg":"RS256","kid":"one"}').toString('base64url')}.AAAA.AAAA`],
    [
      'a critical extension',
      `${Buffer.from('{"alg":"RS256","kid":"one","crit":["x"],"x":1}').toString('base64url')}.e30.AAAA`,
    ],
  ])('%s', async (_what, token) => {
    await using authority = await publisher();
    const error = await failureOf(IdTokenError, () => authority.verifier.verify(token, { nonce }));
    expect(['malformed', 'invalid_signature']).toContain(error.code);
  });

  test('W5: what is no text, and a missing object of expectations', async () => {
    await using authority = await publisher();
    const { verifier } = authority;
    for (const call of [
      () => verifier.verify(undefined as never, { nonce }),
      () => verifier.verify('', { nonce }),
      () => verifier.verify(7 as never, { nonce }),
      () => verifier.verify('e30.e30.e30', undefined as never),
      () => verifier.verify('e30.e30.e30', { nonce: '' }),
      () =>
        verifyIdToken(createOneAccessOAuthContext({ endpoint: authority.url }), {
          id_token: 'a.b.c',
          client_id: '',
          nonce,
        }),
    ])
      expect(await failureOf(TokenwrightError, call)).toMatchObject({ name: 'ConfigurationError' });
  });

  test('W5: whether a nonce is compared has to be said, also where no compiler asks', async () => {
    await using authority = await publisher();
    const error = await failureOf(TokenwrightError, () => authority.verifier.verify('a.b.c', {} as never));
    expect(error).toMatchObject({ name: 'ConfigurationError', code: 'missing_option', parameter: 'nonce' });
    const said = await failureOf(TokenwrightError, () => authority.verifier.verify('a.b.c', { nonce: undefined }));
    expect(said.name).toBe('IdTokenError');
  });
});

describe('the keys', () => {
  test('are fetched once for all who ask at the same time', async () => {
    await using authority = await publisher();
    const token = await one.sign(authority.claims());
    await Promise.all(Array.from({ length: 20 }, () => authority.verifier.verify(token, { nonce })));
    expect(authority.fetched()).toBe(1);
  });

  test('are fetched anew for a key id that is not among them, at most once per cooldown', async () => {
    await using authority = await publisher();
    const { verifier, clock, claims } = authority;
    await verifier.verify(await one.sign(claims()), { nonce });
    authority.publish(one.jwk, two.jwk);
    const rotated = await two.sign(claims());
    // Just fetched: whoever makes up key ids has nothing fetched.
    expect(await failureOf(IdTokenError, () => verifier.verify(rotated, { nonce }))).toMatchObject({
      code: 'unknown_key',
    });
    expect(authority.fetched()).toBe(1);
    await clock.advance(30_000);
    await Promise.all(Array.from({ length: 20 }, () => verifier.verify(rotated, { nonce })));
    expect(authority.fetched()).toBe(2);
    const madeUp = await two.sign(claims(), { kid: 'made-up' });
    for (let count = 0; count < 20; count += 1)
      expect(await failureOf(IdTokenError, () => verifier.verify(madeUp, { nonce }))).toMatchObject({
        code: 'unknown_key',
      });
    expect(authority.fetched()).toBe(2);
    await clock.advance(30_000);
    for (let count = 0; count < 20; count += 1)
      expect(await failureOf(IdTokenError, () => verifier.verify(madeUp, { nonce }))).toMatchObject({
        code: 'unknown_key',
      });
    expect(authority.fetched()).toBe(3);
  });

  test('are fetched anew when they are old, so that a key that was withdrawn is not believed for ever', async () => {
    await using authority = await publisher();
    const { verifier, clock, claims } = authority;
    const token = await one.sign(claims());
    await verifier.verify(token, { nonce });
    authority.publish(two.jwk);
    await clock.advance(599_000);
    await verifier.verify(token, { nonce });
    await clock.advance(1000);
    expect(await failureOf(IdTokenError, () => verifier.verify(token, { nonce }))).toMatchObject({
      code: 'unknown_key',
    });
  });

  test('a token that names none is held against all that fit, and against newer ones', async () => {
    await using authority = await publisher();
    const { verifier, clock, claims } = authority;
    authority.publish(one.jwk, two.jwk);
    const unnamed = await two.sign(claims(), { kid: undefined });
    expect((await verifier.verify(unnamed, { nonce })).sub).toBe('user-1');
    authority.publish(one.jwk);
    await clock.advance(600_000);
    expect(await failureOf(IdTokenError, () => verifier.verify(unnamed, { nonce }))).toMatchObject({
      code: 'invalid_signature',
    });
    authority.publish(two.jwk);
    await clock.advance(30_000);
    expect((await verifier.verify(unnamed, { nonce })).sub).toBe('user-1');
  });

  test('that cannot be fetched are asked for again at the next token; a made-up key id has to wait', async () => {
    let broken = true;
    await using server = await startLoopback((request, response) => {
      const discovery = { issuer: 'i', jwks_uri: `${server.url}/keys` };
      if (broken) json(503, { error: 'temporarily_unavailable' }, { 'retry-after': '3' })(request, response);
      else json(200, request.path === '/keys' ? { keys: [one.jwk] } : discovery)(request, response);
    });
    const clock = createFakeClock();
    const verifier = createIdTokenVerifier({ endpoint: server.url, client_id, clock });
    const token = await one.sign({ iss: 'i', aud: client_id, exp: clock.now() / 1000 + 60 });
    expect(await failureOf(TokenwrightError, () => verifier.verify(token, { nonce: undefined }))).toMatchObject({
      code: 'authority_unavailable',
      status: 503,
    });
    broken = false;
    expect((await verifier.verify(token, { nonce: undefined })).iss).toBe('i');
    broken = true;
    await clock.advance(30_000);
    const madeUp = await one.sign({ iss: 'i', aud: client_id, exp: clock.now() / 1000 + 60 }, { kid: 'made-up' });
    expect(await failureOf(TokenwrightError, () => verifier.verify(madeUp, { nonce: undefined }))).toMatchObject({
      code: 'authority_unavailable',
    });
    const before = server.received.length;
    expect(await failureOf(IdTokenError, () => verifier.verify(madeUp, { nonce: undefined }))).toMatchObject({
      code: 'unknown_key',
    });
    expect(server.received).toHaveLength(before);
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['no jwks_uri', { jwks_uri: undefined }, 'has no jwks_uri'],
    ['a jwks_uri that is no address', { jwks_uri: '/keys' }, 'has no jwks_uri'],
    ['a jwks_uri of another scheme', { jwks_uri: 'file:///etc/passwd' }, 'is not https'],
    ['a jwks_uri with a user name', { jwks_uri: 'https://a:b@a.example/keys' }, 'with a user name'],
    ['no issuer', { issuer: undefined }, 'has no issuer'],
    ['an issuer that is a number', { issuer: 7 }, 'has no issuer'],
  ])('W1: discovery with %s', async (_what, discovery, words) => {
    await using authority = await publisher({}, discovery);
    const token = await one.sign(authority.claims());
    const error = await failureOf(TokenwrightError, () => authority.verifier.verify(token, { nonce }));
    expect(error).toMatchObject({ name: 'InvalidResponseError', code: 'invalid_field' });
    expect(error.message).toContain(words);
  });

  test('W1: an https instance cannot have its keys under http, not even at loopback', async () => {
    const asked: string[] = [];
    const verifier = createIdTokenVerifier({
      endpoint: 'https://a.example',
      client_id,
      fetch: async (url) => {
        asked.push(url);
        return Response.json({ issuer: 'i', jwks_uri: 'http://127.0.0.1:1/keys' });
      },
    });
    const token = await one.sign({});
    expect(await failureOf(TokenwrightError, () => verifier.verify(token, { nonce: undefined }))).toMatchObject({
      code: 'invalid_field',
    });
    expect(asked).toEqual(['https://a.example/api/v1/oauth2/.well-known/openid-configuration']);
  });

  test('W2: a redirect of the keys is not followed', async () => {
    await using elsewhere = await startLoopback(json(200, { keys: [one.jwk] }));
    await using server = await startLoopback((request, response) => {
      if (request.path === '/keys') redirect(307, `${elsewhere.url}/keys`)(request, response);
      else json(200, { issuer: 'i', jwks_uri: `${server.url}/keys` })(request, response);
    });
    const verifier = createIdTokenVerifier({ endpoint: server.url, client_id });
    const token = await one.sign({});
    expect(await failureOf(TokenwrightError, () => verifier.verify(token, { nonce: undefined }))).toMatchObject({
      code: 'redirect_refused',
    });
    expect(elsewhere.received).toHaveLength(0);
  });

  test('keys that are none', async () => {
    await using authority = await publisher();
    authority.publish('nothing' as never);
    const token = await one.sign(authority.claims());
    expect(await failureOf(TokenwrightError, () => authority.verifier.verify(token, { nonce }))).toMatchObject({
      code: 'invalid_field',
    });
  });

  test('W7: headers for the instance do not go to another host that has its keys', async () => {
    await using elsewhere = await startLoopback(json(200, { keys: [one.jwk] }));
    await using server = await startLoopback((request, response) =>
      json(200, { issuer: 'i', jwks_uri: `${elsewhere.url}/keys` })(request, response),
    );
    const clock = createFakeClock();
    const headers = { 'x-api-key': canary.replaceAll(/[^\u0020-\u007E]/g, '') };
    const verifier = createIdTokenVerifier({ endpoint: server.url, client_id, clock, headers });
    await verifier.verify(await one.sign({ iss: 'i', aud: client_id, exp: clock.now() / 1000 + 60 }), {
      nonce: undefined,
    });
    expect(server.received[0]?.headers['x-api-key']).toBe(headers['x-api-key']);
    expect(elsewhere.received[0]?.headers['x-api-key']).toBeUndefined();
    expect(elsewhere.received[0]?.headers['user-agent']).toMatch(/^tokenwright-huawei-oneaccess\//);
  });

  test('L6: a signal ends the wait of its caller only', async () => {
    await using authority = await publisher();
    const token = await one.sign(authority.claims());
    const controller = new AbortController();
    const reason = new Error('gone');
    const left = authority.verifier.verify(token, { nonce, signal: controller.signal });
    const stays = authority.verifier.verify(token, { nonce });
    controller.abort(reason);
    await expect(left).rejects.toBe(reason);
    expect((await stays).sub).toBe('user-1');
    await expect(authority.verifier.verify(token, { nonce, signal: controller.signal })).rejects.toBe(reason);
    expect(authority.fetched()).toBe(1);
  });

  test('L20: a fetch that a host froze is not waited for by those who come later', async () => {
    await using authority = await publisher();
    const { url, clock, claims } = authority;
    let frozen = true;
    const verifier = createIdTokenVerifier({
      endpoint: url,
      client_id,
      clock,
      timeoutMs: 500,
      fetch: (address, init) => (frozen ? new Promise(() => undefined) : fetch(address, init)),
    });
    const token = await one.sign(claims());
    const first = verifier.verify(token, { nonce }).catch((error: unknown) => error);
    // Past both requests of a fetch, by the clock of the verifier; the timer of the frozen one has not fired.
    await clock.advance(1001);
    frozen = false;
    expect((await verifier.verify(token, { nonce })).sub).toBe('user-1');
    expect(await first).toMatchObject({ code: 'request_timeout' });
    expect((await verifier.verify(token, { nonce })).sub).toBe('user-1');
    expect(authority.fetched()).toBe(1);
  });

  test('an issuer that is pinned goes before that of the discovery document', async () => {
    await using authority = await publisher({ issuer: 'https://pinned.example' });
    const { verifier, claims } = authority;
    expect(
      await failureOf(IdTokenError, () => one.sign(claims()).then((token) => verifier.verify(token, { nonce }))),
    ).toMatchObject({ code: 'wrong_issuer' });
    const pinned = await one.sign({ ...claims(), iss: 'https://pinned.example' });
    expect((await verifier.verify(pinned, { nonce })).iss).toBe('https://pinned.example');
  });
});

describe('W5: options of the verifier', () => {
  test.each<[object, string]>([
    [{ client_id: undefined }, 'client_id'],
    [{ endpoint: undefined }, 'domain_name'],
    [{ endpoint: 'http://a.example' }, 'endpoint'],
    [{ algorithms: [] }, 'algorithms'],
    [{ algorithms: ['HS256'] }, 'algorithms'],
    [{ algorithms: 'RS256' }, 'algorithms'],
    [{ clockToleranceMs: -1 }, 'clockToleranceMs'],
    [{ clockToleranceMs: Number.NaN }, 'clockToleranceMs'],
    [{ keysMaxAgeMs: Number.POSITIVE_INFINITY }, 'keysMaxAgeMs'],
    [{ keysCooldownMs: '5' }, 'keysCooldownMs'],
    [{ client_secret: canary }, 'client_secret'],
    [{ jwks_uri: 'x' }, 'jwks_uri'],
    [{ issuer: 7 }, 'issuer'],
  ])('%j', async (options, parameter) => {
    const all = { endpoint: 'https://a.example', client_id, ...options } as never;
    const error = await failureOf(TokenwrightError, () => createIdTokenVerifier(all));
    expect(error).toMatchObject({ name: 'ConfigurationError', parameter });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });
});

test('IdTokenError is told from other errors', () => {
  const error = new IdTokenError('expired', 'words');
  expect([IdTokenError.isInstance(error), TokenwrightError.isInstance(error)]).toEqual([true, true]);
  expect(IdTokenError.isInstance(new TokenwrightError('expired', 'words'))).toBe(false);
  expect(IdTokenError.isInstance(undefined)).toBe(false);
});
