import jsonwebtoken from 'jsonwebtoken';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { PdsBench } from './support/pds.ts';
import { goodClaims, NOON, pdsBench, signAssertion } from './support/pds.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const other = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

function bench(options: Parameters<typeof pdsBench>[0] = {}): PdsBench {
  return pdsBench({ clients: [{ clientId: 'mock-jwt-app', publicKeys: [publicKey] }], ...options });
}

function ask(on: PdsBench, assertion: string, extra: Record<string, string> = {}): Promise<Response> {
  return on.form({ grant_type: GRANT, client_id: 'mock-jwt-app', assertion, ...extra });
}

describe('an assertion made by jsonwebtoken', () => {
  test('gets a user token', async () => {
    const response = await ask(bench(), signAssertion(goodClaims(), privateKey));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ user_id: 'mock-user-1', role: 'user', expires_in: 7200 });
  });

  test('gets a service token with the super administrator role and a refresh token', async () => {
    const claims = { ...goodClaims(), sub: 'mock-domain', sub_type: 'service' };
    const response = await ask(bench(), signAssertion(claims, privateKey));
    expect(await response.json()).toMatchObject({ role: 'superadmin', refresh_token: expect.any(String) as unknown });
  });

  test('works with the key pair that the mock makes itself', async () => {
    const on = pdsBench();
    const response = await ask(on, signAssertion(goodClaims(), await on.authority.privateKeyPem()));
    expect(response.status).toBe(200);
  });

  test('works without iat, and with the lifetime of the guide', async () => {
    const claims = { ...goodClaims(), iat: undefined, exp: NOON / 1000 + 60 };
    expect((await ask(bench(), signAssertion(claims, privateKey))).status).toBe(200);
  });

  test('auto_create makes the user, its absence is 404', async () => {
    const on = bench();
    const unknown = await ask(on, signAssertion({ ...goodClaims(), sub: 'new-user' }, privateKey));
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ code: 'NotFound' });
    const created = await ask(on, signAssertion({ ...goodClaims(), sub: 'new-user', auto_create: true }, privateKey));
    expect(await created.json()).toMatchObject({ user_id: 'new-user' });
    expect(on.authority.users.map(({ userId }) => userId)).toContain('new-user');
  });

  test('its refresh belongs to /v2/account/token, and the OAuth endpoint refuses it', async () => {
    const on = bench();
    const tokens = (await (await ask(on, signAssertion(goodClaims(), privateKey))).json()) as { refresh_token: string };
    const { refresh_token } = tokens;
    const oauth = await on.form({ grant_type: 'refresh_token', client_id: 'mock-jwt-app', refresh_token });
    expect(oauth.status).toBe(400);
    const account = await on.json('/v2/account/token', {
      app_id: 'mock-jwt-app',
      grant_type: 'refresh_token',
      refresh_token,
    });
    expect(account.status).toBe(200);
    const lenient = bench({ traits: { refreshJwtAppsAtOAuthEndpoint: true } });
    const next = (await (await ask(lenient, signAssertion(goodClaims(), privateKey))).json()) as {
      refresh_token: string;
    };
    const form = { grant_type: 'refresh_token', client_id: 'mock-jwt-app', refresh_token: next.refresh_token };
    expect((await lenient.form(form)).status).toBe(200);
  });

  test('a subdomain comes back with the token', async () => {
    const response = await ask(bench(), signAssertion(goodClaims(), privateKey), { subdomain_id: 'sub-1' });
    expect(await response.json()).toMatchObject({ subdomain_id: 'sub-1' });
  });

  test('keys are read as PKCS#1 and JWK too, and any key of the application does', async () => {
    const key = createPublicKey(publicKey);
    const pkcs1 = key.export({ type: 'pkcs1', format: 'pem' }).toString();
    const jwk = key.export({ format: 'jwk' });
    for (const one of [pkcs1, { ...jwk, kty: 'RSA' }]) {
      const on = bench({ clients: [{ clientId: 'mock-jwt-app', publicKeys: [other.publicKey, one] }] });
      expect((await ask(on, signAssertion(goodClaims(), privateKey))).status).toBe(200);
    }
  });
});

const now = NOON / 1000;

describe('an assertion is refused, with the documented shape and the reason in the log', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['expired', { exp: now }, /expired/u],
    ['of a longer life than the window', { exp: now + 601 }, /lives longer/u],
    ['made in the future: the clocks differ', { iat: now + 1 }, /iat.*future/u],
    ['made too long ago', { iat: now - 601 }, /ago/u],
    ['not good yet', { nbf: now + 1 }, /nbf/u],
    ['for another domain', { aud: 'other-domain' }, /aud/u],
    ['for a list of audiences', { aud: ['mock-domain'] }, /single string/u],
    ['of another issuer', { iss: 'somebody' }, /iss/u],
    ['without an issuer', { iss: undefined }, /iss/u],
    ['without a subject', { sub: undefined }, /sub/u],
    ['with a strange sub_type', { sub_type: 'admin' }, /sub_type/u],
    ['without jti', { jti: undefined }, /jti/u],
    ['without exp', { exp: undefined }, /exp/u],
    ['of a service with the subject of a user', { sub_type: 'service' }, /domain id/u],
  ])('%s', async (_what, change, reason) => {
    const on = bench();
    const response = await ask(on, signAssertion({ ...goodClaims(), ...change }, privateKey));
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      code: 'InvalidParameter.Assertion',
      message: 'The input parameter assertion is not valid.',
      requestId: null,
    });
    expect(on.lastProblem()).toMatch(reason);
    expect(on.authority.tokens()).toEqual([]);
  });

  test('replayed, also when the two come at once', async () => {
    const on = bench();
    const assertion = signAssertion(goodClaims(), privateKey);
    const answers = await Promise.all([ask(on, assertion), ask(on, assertion), ask(on, assertion)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(on.lastProblem()).toMatch(/jti.*used before/u);
  });

  test('signed by an unknown key', async () => {
    const on = bench();
    expect((await ask(on, signAssertion(goodClaims(), other.privateKey))).status).toBe(400);
    expect(on.lastProblem()).toMatch(/does not fit any key/u);
  });

  test('alg none', async () => {
    const on = bench();
    const response = await ask(on, jsonwebtoken.sign(goodClaims(), '', { algorithm: 'none', noTimestamp: true }));
    expect(response.status).toBe(400);
    expect(on.authority.tokens()).toEqual([]);
  });

  test('HS256 with the public key as the secret', async () => {
    const on = bench();
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');
    const payload = Buffer.from(JSON.stringify(goodClaims())).toString('base64url');
    const { createHmac } = await import('node:crypto');
    const signature = createHmac('sha256', publicKey).update(`${header}.${payload}`).digest('base64url');
    expect((await ask(on, `${header}.${payload}.${signature}`)).status).toBe(400);
    expect(on.lastProblem()).toMatch(/RS256/u);
  });

  test.each(['RS384', 'RS512', 'PS256'] as const)('signed with %s', async (algorithm) => {
    const on = bench();
    expect((await ask(on, signAssertion(goodClaims(), privateKey, { algorithm }))).status).toBe(400);
  });

  test.each(['x', 'a.b.c', '..', 'eyJhbGciOiJSUzI1NiJ9..'])('nonsense: %s', async (assertion) => {
    const on = bench();
    expect((await ask(on, assertion)).status).toBe(400);
  });

  test('sent for another application than the one that signed', async () => {
    const clients = [
      { clientId: 'mock-jwt-app', publicKeys: [publicKey] },
      { clientId: 'second-app', publicKeys: [publicKey] },
    ];
    const on = bench({ clients });
    const fields = { grant_type: GRANT, client_id: 'second-app', assertion: signAssertion(goodClaims(), privateKey) };
    expect((await on.form(fields)).status).toBe(400);
    expect(on.lastProblem()).toMatch(/iss/u);
  });

  test('sent for an application that has no key', async () => {
    const on = bench({ clients: [{ clientId: 'mock-jwt-app' }] });
    expect((await ask(on, signAssertion(goodClaims(), privateKey))).status).toBe(400);
    expect(on.lastProblem()).toBe('client mock-jwt-app has no public key');
  });

  test('after the authority clock was moved, and accepted again with the offset', async () => {
    const on = bench();
    on.authority.clock.advance(3_600_000);
    expect((await ask(on, signAssertion(goodClaims(), privateKey))).status).toBe(400);
    const shifted = { ...goodClaims(), iat: now + 3300, exp: now + 3900 };
    expect((await ask(on, signAssertion(shifted, privateKey))).status).toBe(200);
  });
});

test('a jti may come again once its assertion has expired', async () => {
  const on = bench();
  const claims = goodClaims();
  expect((await ask(on, signAssertion(claims, privateKey))).status).toBe(200);
  on.authority.clock.advance(301_000);
  const later = { ...claims, iat: now + 301, exp: now + 400 };
  expect((await ask(on, signAssertion(later, privateKey))).status).toBe(200);
});

test('a jti may not come again while the tolerance still admits its assertion', async () => {
  const on = bench({ traits: { clockToleranceSeconds: 60 } });
  const assertion = signAssertion(goodClaims(), privateKey);
  expect((await ask(on, assertion)).status).toBe(200);
  on.authority.clock.advance(330_000);
  expect((await ask(on, assertion)).status).toBe(400);
  expect(on.lastProblem()).toMatch(/jti.*used before/u);
});

test.each([
  ['a private key', privateKey, /is a private key/u],
  ['nonsense', 'not a key', /cannot be read/u],
])('%s in place of a public key is a clear error', async (_what, key, sentence) => {
  const on = bench({ clients: [{ clientId: 'mock-jwt-app', publicKeys: [key] }] });
  await expect(on.authority.ready()).rejects.toThrow(sentence);
  await expect(on.authority.ready()).rejects.toMatchObject({ code: 'unreadable_key' });
  await expect(on.authority.ready()).rejects.not.toThrow(/BEGIN/u);
});
