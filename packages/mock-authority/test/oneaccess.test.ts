import { createLocalJWKSet, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { describe, expect, test } from 'vitest';
import type { OneAccessBench } from './support/oneaccess.ts';
import { APP, basic, ONE_ACCESS, oneAccessBench } from './support/oneaccess.ts';
import { CALLBACK, NOON } from './support/pds.ts';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly expires_in: number;
}

async function tokensOf(response: Response): Promise<Tokens> {
  expect(response.status).toBe(200);
  return (await response.json()) as Tokens;
}

async function verified(bench: OneAccessBench, idToken: string): Promise<Awaited<ReturnType<typeof jwtVerify>>> {
  const discovery = await bench.fetch(`${ONE_ACCESS}/api/v1/oauth2/.well-known/openid-configuration`);
  const { issuer, jwks_uri } = (await discovery.json()) as { issuer: string; jwks_uri: string };
  const keys = createLocalJWKSet((await (await bench.fetch(jwks_uri)).json()) as JSONWebKeySet);
  return jwtVerify(idToken, keys, { issuer, audience: 'mock-app', currentDate: new Date(NOON) });
}

describe('code grant at /api/v1/oauth2/token', () => {
  test('OpenID Connect: an id_token that verifies, and no refresh token by default', async () => {
    const bench = oneAccessBench();
    const tokens = await tokensOf(await bench.redeem(bench.code()));
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 7200, scope: 'openid' });
    expect(tokens).not.toHaveProperty('refresh_token');
    const { payload, protectedHeader } = await verified(bench, tokens.id_token);
    expect(payload.sub).toBe('mock-user-1');
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: 'mock-rs256' });
  });

  test.each(['RS384', 'RS512'] as const)('an application may have its id_tokens signed with %s', async (alg) => {
    const clients = [
      { clientId: 'mock-app', clientSecret: 'mock-app-secret', redirectUris: [CALLBACK], idTokenAlgorithm: alg },
    ];
    const bench = oneAccessBench({ clients });
    const { protectedHeader } = await verified(bench, (await tokensOf(await bench.redeem(bench.code()))).id_token);
    expect(protectedHeader.alg).toBe(alg);
  });

  test('plain OAuth: no id_token, and the redirect URI may be left out', async () => {
    const bench = oneAccessBench();
    const code = bench.code('get_user_info');
    const tokens = await tokensOf(await bench.token({ ...APP, grant_type: 'authorization_code', code }));
    expect(tokens).toMatchObject({ scope: 'get_user_info' });
    expect(tokens).not.toHaveProperty('id_token');
  });

  test('OpenID Connect requires the redirect URI, and both require it to fit', async () => {
    const bench = oneAccessBench();
    const grant = { ...APP, grant_type: 'authorization_code' };
    const without = await bench.token({ ...grant, code: bench.code() });
    expect(await without.json()).toMatchObject({ error: 'invalid_request' });
    const wrong = await bench.token({ ...grant, code: bench.code(), redirect_uri: 'https://app.example/other' });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toEqual({ error: 'redirect_uri_mismatch', error_description: 'redirect uri mismatch' });
  });

  test('a login that named no redirect URI has the registered one', async () => {
    const bench = oneAccessBench();
    const grant = { ...APP, grant_type: 'authorization_code' };
    const redeem = async (redirect_uri: string): Promise<number> => {
      const login = await bench.fetch(
        `${ONE_ACCESS}/api/v1/oauth2/authorize?client_id=mock-app&response_type=code&scope=openid`,
      );
      const callback = new URL(login.headers.get('location') ?? '');
      expect(callback.origin + callback.pathname).toBe('http://127.0.0.1/callback');
      return (await bench.token({ ...grant, redirect_uri, code: callback.searchParams.get('code') ?? '' })).status;
    };
    expect(await redeem('https://evil.example/')).toBe(400);
    expect(await redeem('http://127.0.0.1/callback')).toBe(200);
  });

  test('a code that nobody redeems expires in the ledger too', () => {
    const bench = oneAccessBench();
    bench.code();
    bench.authority.clock.advance(299_999);
    bench.code();
    bench.authority.clock.advance(1);
    const expired = bench.authority.ledger().entries.filter(({ kind }) => kind === 'expired');
    expect(expired).toEqual([expect.objectContaining({ token: 'code-1', at: NOON + 300_000 })]);
  });

  test('a spent, expired, made-up or foreign code is refused in the documented words', async () => {
    const clients = [
      { clientId: 'mock-app', clientSecret: 'mock-app-secret', redirectUris: [CALLBACK] },
      { clientId: 'second', clientSecret: 'second-secret' },
    ];
    const bench = oneAccessBench({ clients });
    const spent = bench.code();
    await bench.redeem(spent);
    const foreign = { client_id: 'second', client_secret: 'second-secret', grant_type: 'authorization_code' };
    const answers = [
      await bench.redeem(spent),
      await bench.redeem('made-up'),
      await bench.token({ ...foreign, code: bench.code() }),
    ];
    const late = bench.code();
    bench.authority.clock.advance(300_000);
    answers.push(await bench.redeem(late));
    for (const answer of answers) {
      expect(answer.status).toBe(400);
      expect(await answer.json()).toEqual({ error: 'invalid_grant', error_description: 'Invalid authorization code' });
    }
  });

  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
    ['no secret', { client_secret: undefined }, 401, 'invalid_client'],
    ['an unknown application', { client_id: 'nobody' }, 401, 'invalid_client'],
    ['no grant type', { grant_type: undefined }, 400, 'invalid_request'],
    ['an unknown grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['no code', { code: undefined }, 400, 'invalid_request'],
  ])('%s is refused', async (_what, change, status, error) => {
    const bench = oneAccessBench();
    const fields = { ...APP, grant_type: 'authorization_code', redirect_uri: CALLBACK, code: bench.code(), ...change };
    const sent = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await bench.token(Object.fromEntries(sent));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error });
  });

  test('HTTP Basic is refused, for no page documents it here, until the trait takes it', async () => {
    const grant = { grant_type: 'authorization_code', redirect_uri: CALLBACK };
    const strict = oneAccessBench();
    const headers = basic(APP.client_id, APP.client_secret);
    expect((await strict.token({ ...grant, code: strict.code() }, headers)).status).toBe(401);
    expect(strict.lastProblem()).toMatch(/in the body/u);
    const lenient = oneAccessBench({ traits: { basicAtOAuthEndpoint: true } });
    expect((await lenient.token({ ...grant, code: lenient.code() }, headers)).status).toBe(200);
    const both = await lenient.token({ ...grant, ...APP, code: lenient.code() }, headers);
    expect(await both.json()).toMatchObject({ error: 'invalid_request' });
  });
});

test('a 401 says which scheme is wanted (RFC 6749 section 5.2, RFC 6750 section 3)', async () => {
  const bench = oneAccessBench();
  const challenge = (response: Response): string | null => response.headers.get('www-authenticate');
  const grant = { grant_type: 'client_credentials' };
  expect(challenge(await bench.tenant(grant, basic('mock-app', 'wrong')))).toBe('Basic realm="oneaccess"');
  expect(challenge(await bench.tenant({ ...grant, client_id: 'mock-app', client_secret: 'wrong' }))).toBeNull();
  for (const path of ['/api/v1/oauth2/userinfo', '/api/v2/tenant/users']) {
    expect(challenge(await bench.fetch(`${ONE_ACCESS}${path}`))).toBe('Bearer realm="oneaccess"');
    const invalid = 'Bearer realm="oneaccess", error="invalid_token"';
    expect(challenge(await bench.bearer(path, 'made-up'))).toBe(invalid);
  }
  const lenient = oneAccessBench({ traits: { invalidClientStatus: '400' } });
  const refused = await lenient.tenant(grant, basic('mock-app', 'wrong'));
  expect([refused.status, challenge(refused)]).toEqual([400, null]);
});

describe('refresh', () => {
  const traits = { refreshTokens: true };

  test('rotates, brings a new id_token, and leaves the old access token alone', async () => {
    const bench = oneAccessBench({ traits });
    const first = await tokensOf(await bench.redeem(bench.code()));
    const again = { ...APP, grant_type: 'refresh_token', refresh_token: first.refresh_token };
    const second = await tokensOf(await bench.token(again));
    expect(second.refresh_token).not.toBe(first.refresh_token);
    await verified(bench, second.id_token);
    expect((await bench.bearer('/api/v1/oauth2/userinfo', first.access_token)).status).toBe(200);
    const reused = await bench.token(again);
    expect(await reused.json()).toEqual({ error: 'invalid_grant', error_description: 'Invalid refresh token' });
    expect((await bench.bearer('/api/v1/oauth2/userinfo', second.access_token)).status).toBe(401);
  });

  test('the wrong application, an expired token and nonsense get the same words', async () => {
    const clients = [
      { clientId: 'mock-app', clientSecret: 'mock-app-secret', redirectUris: [CALLBACK] },
      { clientId: 'second', clientSecret: 'second-secret' },
    ];
    const bench = oneAccessBench({ traits, clients });
    const { refresh_token } = await tokensOf(await bench.redeem(bench.code()));
    const grant = { grant_type: 'refresh_token', refresh_token };
    const answers = [
      await bench.token({ ...grant, client_id: 'second', client_secret: 'second-secret' }),
      await bench.token({ ...grant, ...APP, refresh_token: 'made-up' }),
    ];
    bench.authority.clock.advance(30 * 86_400_000);
    answers.push(await bench.token({ ...grant, ...APP }));
    for (const answer of answers) {
      expect(await answer.json()).toEqual({ error: 'invalid_grant', error_description: 'Invalid refresh token' });
    }
  });
});

describe('userinfo', () => {
  test('answers with the user, and 401 in the documented words without a token', async () => {
    const bench = oneAccessBench();
    const { access_token } = await tokensOf(await bench.redeem(bench.code()));
    const user = await bench.bearer('/api/v1/oauth2/userinfo', access_token);
    expect(await user.json()).toMatchObject({ id: 'mock-user-1', userName: 'user1', email: 'user1@app.example' });
    const refused = await bench.fetch(`${ONE_ACCESS}/api/v1/oauth2/userinfo`);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toEqual({
      error: 'unauthorized',
      error_description: 'Full authentication is required to access this resource',
    });
  });

  test('an expired token is echoed in the text, so that clients prove that they redact', async () => {
    const bench = oneAccessBench();
    const { access_token } = await tokensOf(await bench.redeem(bench.code()));
    bench.authority.clock.advance(7_200_000);
    const response = await bench.bearer('/api/v1/oauth2/userinfo', access_token);
    expect(await response.json()).toEqual({
      error: 'invalid_token',
      error_description: `Access token expired:${access_token}`,
    });
  });
});

describe('/api/v2/tenant/token', () => {
  const grant = { grant_type: 'client_credentials' };

  test('credentials in the body, by Basic with the grant in the body, and by Basic with the grant in the query', async () => {
    const bench = oneAccessBench();
    const headers = basic(APP.client_id, APP.client_secret);
    expect((await bench.tenant({ ...APP, ...grant })).status).toBe(200);
    expect((await bench.tenant(grant, headers)).status).toBe(200);
    const query = await bench.fetch(`${ONE_ACCESS}/api/v2/tenant/token?grant_type=client_credentials`, {
      method: 'POST',
      headers,
    });
    expect(await query.json()).toMatchObject({ token_type: 'Bearer', expires_in: 1800, scope: 'all' });
  });

  test('Basic is read raw and form-encoded', async () => {
    const clients = [{ clientId: 'a b', clientSecret: 'p%+:ü' }];
    const bench = oneAccessBench({ clients });
    const encode = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');
    expect((await bench.tenant(grant, basic('a b', 'p%+:ü'))).status).toBe(200);
    expect((await bench.tenant(grant, basic(encode('a b'), encode('p%+:ü')))).status).toBe(200);
    expect((await bench.tenant(grant, basic('a b', 'wrong'))).status).toBe(401);
  });

  test('a new token leaves the one before it valid', async () => {
    const bench = oneAccessBench();
    const first = await tokensOf(await bench.tenant({ ...APP, ...grant }));
    const second = await tokensOf(await bench.tenant({ ...APP, ...grant }));
    expect(second.access_token).not.toBe(first.access_token);
    for (const { access_token } of [first, second]) {
      expect((await bench.bearer('/api/v2/tenant/users', access_token)).status).toBe(200);
    }
  });

  test('the trait cached gives a token again with the life it has left, as in the sample of the page', async () => {
    const bench = oneAccessBench({ traits: { tenantTokens: 'cached' } });
    const first = await tokensOf(await bench.tenant({ ...APP, ...grant }));
    bench.authority.clock.advance(81_000);
    const second = await tokensOf(await bench.tenant({ ...APP, ...grant }));
    expect(second).toMatchObject({ access_token: first.access_token, expires_in: 1719 });
    bench.authority.clock.advance(1_719_000);
    const third = await tokensOf(await bench.tenant({ ...APP, ...grant }));
    expect(third).toMatchObject({ expires_in: 1800 });
    expect(third.access_token).not.toBe(first.access_token);
  });

  test('parameter errors have the coded pair and credential errors the OAuth pair', async () => {
    const clients = [
      { clientId: 'mock-app', clientSecret: 'mock-app-secret' },
      { clientId: 'off', clientSecret: 'x', disabled: true },
    ];
    const bench = oneAccessBench({ clients });
    const json = async (fields: Record<string, string>): Promise<unknown> =>
      (await bench.tenant({ ...grant, ...fields })).json();
    expect(await json({})).toEqual({ error_code: 'APP.0002', error_msg: 'Application ID required.' });
    expect(await json({ client_id: 'nobody' })).toEqual({
      error_code: 'APP.0001',
      error_msg: 'Application does not exist.',
    });
    expect(await json({ client_id: 'off' })).toEqual({ error_code: 'APP.0003', error_msg: 'Application disabled.' });
    expect(await json({ ...APP, client_secret: 'wrong' })).toEqual({
      error: 'invalid_client',
      error_description: 'Bad client credentials',
    });
    expect(await json({ ...APP, grant_type: 'password' })).toMatchObject({ error: 'unsupported_grant_type' });
  });

  test('a tenant token opens no user data and a user token no management API', async () => {
    const bench = oneAccessBench();
    const tenant = await tokensOf(await bench.tenant({ ...APP, ...grant }));
    const user = await tokensOf(await bench.redeem(bench.code()));
    expect((await bench.bearer('/api/v1/oauth2/userinfo', tenant.access_token)).status).toBe(401);
    const refused = await bench.bearer('/api/v2/tenant/users', user.access_token);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toEqual({ error: 'invalid_token', error_description: 'Invalid access token.' });
  });
});

describe('browser routes', () => {
  test('the implicit flow gives the documented fragment once the trait allows it', async () => {
    const bench = oneAccessBench({ traits: { implicitFlow: true } });
    const query = { response_type: 'id_token token', client_id: 'mock-app', redirect_uri: CALLBACK, scope: 'openid' };
    const response = await bench.fetch(
      `${ONE_ACCESS}/api/v1/oauth2/authorize?${new URLSearchParams(query).toString()}`,
    );
    const fragment = new URLSearchParams(new URL(response.headers.get('location') ?? '').hash.slice(1));
    expect([...fragment.keys()]).toEqual(['access_token', 'token_type', 'expires_in', 'id_token']);
    const off = await oneAccessBench().fetch(
      `${ONE_ACCESS}/api/v1/oauth2/authorize?${new URLSearchParams(query).toString()}`,
    );
    expect(await off.json()).toEqual({ error: 'unsupported_response_type' });
  });

  test.each([
    ['another redirect URI', { redirect_uri: 'https://elsewhere.example/' }, 'redirect_uri_mismatch'],
    ['a short challenge', { code_challenge: 'short' }, 'invalid_request'],
    [
      'an unknown challenge method',
      { code_challenge: 'x'.repeat(43), code_challenge_method: 'S512' },
      'invalid_request',
    ],
  ])('authorize refuses %s', async (_what, change, error) => {
    const query = { response_type: 'code', client_id: 'mock-app', redirect_uri: CALLBACK, ...change };
    const response = await oneAccessBench().fetch(
      `${ONE_ACCESS}/api/v1/oauth2/authorize?${new URLSearchParams(query).toString()}`,
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error });
  });

  test('logout goes to the address that is asked for, or to the login page', async () => {
    const bench = oneAccessBench();
    const to = async (query: string): Promise<string | null> =>
      (await bench.fetch(`${ONE_ACCESS}/api/v1/logout${query}`)).headers.get('location');
    expect(await to('?redirect_url=https%3A%2F%2Fapp.example')).toBe('https://app.example');
    expect(await to('')).toBe('/login');
    expect((await bench.fetch(`${ONE_ACCESS}/api/v1/logout?redirect_url=javascript%3Aalert(1)`)).status).toBe(400);
  });
});

describe('PKCE of a public application', () => {
  const fields = { client_id: 'mock-public-app', grant_type: 'authorization_code', redirect_uri: CALLBACK };
  const verifier = 'v'.repeat(43);

  function code(
    bench: OneAccessBench,
    codeChallenge?: string,
    codeChallengeMethod: 'S256' | 'plain' = 'plain',
  ): string {
    const challenge = codeChallenge === undefined ? {} : { codeChallenge, codeChallengeMethod };
    return bench.authority.issueCode({ clientId: 'mock-public-app', redirectUri: CALLBACK, ...challenge }).code;
  }

  test.each<[string, (bench: OneAccessBench) => Record<string, string>, number]>([
    ['the right verifier', (bench) => ({ code: code(bench, verifier), code_verifier: verifier }), 200],
    ['another verifier', (bench) => ({ code: code(bench, verifier), code_verifier: 'w'.repeat(43) }), 400],
    [
      'a plain verifier for a hashed challenge',
      (bench) => ({ code: code(bench, verifier, 'S256'), code_verifier: verifier }),
      400,
    ],
    ['no verifier', (bench) => ({ code: code(bench, verifier) }), 400],
    ['no challenge at all', (bench) => ({ code: code(bench) }), 400],
    ['a verifier without a challenge', (bench) => ({ code: code(bench), code_verifier: verifier }), 400],
    ['a verifier that is too short', (bench) => ({ code: code(bench, verifier), code_verifier: 'v' }), 400],
  ])('%s', async (_what, more, status) => {
    const bench = oneAccessBench();
    expect((await bench.token({ ...fields, ...more(bench) })).status).toBe(status);
  });
});
