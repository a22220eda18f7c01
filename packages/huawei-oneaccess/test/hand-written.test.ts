import { canary, failureOf, everyView, json, leaksOf, redirect, startLoopback } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import {
  AuthorityError,
  createOneAccessSessionTokenSource,
  createOneAccessTenantTokenSource,
  InvalidResponseError,
  OneAccessOAuthClient,
  TokenwrightError,
} from '../src/index.ts';
import { createIdTokenVerifier, IdTokenError } from '../src/id-token.ts';
import { handWrittenSession, handWrittenSubject, handWrittenTenant, post } from './support/hand-written.ts';
import { cures } from './support/migrating.ts';
import { app, redirect_uri, sourceApp, startTwin, tenantPath, tokenPath, type Twin } from './support/twin.ts';

const minute = 60_000;
const callers = 20;

async function login(twin: Twin): ReturnType<typeof post> {
  const { code } = twin.authority.issueCode({ redirectUri: redirect_uri });
  return post(`${twin.endpoint}${tokenPath}`, { ...app, grant_type: 'authorization_code', code, redirect_uri });
}

async function works(twin: Twin, accessToken: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${accessToken}` };
  return (await fetch(`${twin.endpoint}/api/v1/oauth2/userinfo`, { headers })).ok;
}

/** Both ways, one after the other, on an authority of the same kind each. The titles are the rows of the page. */
const measured: Readonly<Record<string, () => Promise<void>>> = {
  '20 requests come when the token has just ended': async () => {
    const traits = { refreshTokens: true };
    await using theirs = await startTwin({ traits });
    const getToken = handWrittenSession(`${theirs.endpoint}${tokenPath}`, app, await login(theirs), () =>
      theirs.clock.now(),
    );
    await theirs.clock.advance(120 * minute);
    const results = await Promise.allSettled(Array.from({ length: callers }, getToken));
    const won = results.filter((result) => result.status === 'fulfilled');
    expect(theirs.sent(tokenPath)).toHaveLength(1 + callers);
    expect(won).toHaveLength(1);
    // The reuse of the spent refresh token has ended the login, and with it the one token that was given out.
    expect(await works(theirs, won[0]?.value ?? '')).toBe(false);

    await using ours = await startTwin({ traits });
    const { endpoint, clock } = ours;
    const source = createOneAccessSessionTokenSource({ endpoint, ...sourceApp, sessionId: 's', clock });
    await source.adopt({ ...(await login(ours)) });
    await clock.advance(120 * minute);
    const tokens = await Promise.all(Array.from({ length: callers }, () => source.getToken()));
    expect(ours.sent(tokenPath)).toHaveLength(2);
    expect(await works(ours, tokens[0]?.accessToken ?? '')).toBe(true);
    await source.close();
  },

  'the instance hands out a tenant token with ten minutes left': async () => {
    const traits = { tenantTokens: 'cached' } as const;
    const use = (twin: Twin, token: string): Promise<Response> =>
      fetch(`${twin.endpoint}/api/v2/tenant/users`, { headers: { authorization: `Bearer ${token}` } });
    await using theirs = await startTwin({ traits });
    const getToken = handWrittenTenant(`${theirs.endpoint}${tenantPath}`, app, () => theirs.clock.now());
    await post(`${theirs.endpoint}${tenantPath}`, { ...app, grant_type: 'client_credentials' });
    await theirs.clock.advance(20 * minute);
    await getToken();
    await theirs.clock.advance(11 * minute);
    expect((await use(theirs, await getToken())).status).toBe(401);

    await using ours = await startTwin({ traits });
    const { endpoint, clock } = ours;
    await post(`${endpoint}${tenantPath}`, { ...app, grant_type: 'client_credentials' });
    await clock.advance(20 * minute);
    const source = createOneAccessTenantTokenSource({ endpoint, ...sourceApp, clock });
    await source.getToken();
    await clock.advance(11 * minute);
    expect((await use(ours, (await source.getToken()).accessToken)).status).toBe(200);
    await source.close();
  },

  'an error text echoes the token': async () => {
    const echo = json(400, { error: 'invalid_token', error_description: `Access token expired:${canary}` });
    await using authority = await startLoopback(echo);
    const theirs: unknown = await post(authority.url, { refresh_token: canary }).catch((error: unknown) => error);
    expect(leaksOf(canary, everyView(theirs))).not.toEqual([]);
    const client = new OneAccessOAuthClient({ endpoint: authority.url, ...app });
    const ours = await failureOf(AuthorityError, () => client.refreshToken({ refresh_token: canary }));
    expect(ours.wireMessage).toBe('Access token expired:[redacted]');
    expect(leaksOf(canary, everyView(ours))).toEqual([]);
  },

  'something between answers with a redirect (307)': async () => {
    await using elsewhere = await startLoopback(json(200, { access_token: 'x' }));
    await using authority = await startLoopback(redirect(307, `${elsewhere.url}/`));
    await post(authority.url, { ...app, grant_type: 'client_credentials' });
    expect(elsewhere.received[0]?.body).toContain(app.client_secret);
    const client = new OneAccessOAuthClient({ endpoint: authority.url, ...app });
    expect(await failureOf(InvalidResponseError, () => client.refreshToken({ refresh_token: 'r' }))).toMatchObject({
      code: 'redirect_refused',
    });
    expect(elsewhere.received).toHaveLength(1);
  },

  'a 200 is no token: `{"hello":1}`': async () => {
    await using authority = await startLoopback(json(200, { hello: 1 }));
    expect((await post(authority.url, {})).access_token).toBeUndefined();
    const client = new OneAccessOAuthClient({ endpoint: authority.url, ...app });
    expect(await failureOf(InvalidResponseError, () => client.refreshToken({ refresh_token: 'r' }))).toMatchObject({
      code: 'missing_access_token',
    });
  },

  'a parameter was never set': async () => {
    await using authority = await startLoopback(json(200, { access_token: 'x', token_type: 'Bearer' }));
    await post(authority.url, { code: 'c', redirect_uri: undefined });
    expect(authority.received[0]?.body).toBe('code=c&redirect_uri=undefined');
    const client = new OneAccessOAuthClient({ endpoint: authority.url, ...app });
    await client.getTokenByCode({ code: 'c', redirect_uri: undefined });
    expect(authority.received[1]?.body).not.toContain('redirect_uri');
    const missing = { code: 'c', redirect_uri: undefined } as never;
    expect(await failureOf(TokenwrightError, () => client.getIdTokenByCode(missing))).toMatchObject({
      code: 'missing_parameter',
      parameter: 'redirect_uri',
    });
    expect(authority.received).toHaveLength(2);
  },

  'an id_token was altered on its way': async () => {
    await using twin = await startTwin();
    const { endpoint, clock } = twin;
    const [header, payload = '', signature] = ((await login(twin)).id_token ?? '').split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const altered = Buffer.from(JSON.stringify({ ...claims, sub: 'admin' })).toString('base64url');
    const forged = `${header}.${altered}.${signature}`;
    expect(handWrittenSubject(forged)).toBe('admin');
    const verifier = createIdTokenVerifier({ endpoint, client_id: app.client_id, clock });
    expect(await failureOf(IdTokenError, () => verifier.verify(forged, { nonce: undefined }))).toMatchObject({
      code: 'invalid_signature',
    });
  },

  'discovery is looked for at the root of the host, as OpenID Connect has it': async () => {
    await using twin = await startTwin();
    const { endpoint, clock } = twin;
    expect((await fetch(`${endpoint}/.well-known/openid-configuration`)).status).toBe(404);
    const { id_token = '' } = await login(twin);
    const verifier = createIdTokenVerifier({ endpoint, client_id: app.client_id, clock });
    expect((await verifier.verify(id_token, { nonce: undefined })).sub).toBe('mock-user-1');
  },

  'a callback was forged': async () => {
    const forged = '/callback?code=of-somebody-else&state=x';
    expect(new URLSearchParams(forged.split('?')[1]).get('code')).toBe('of-somebody-else');
    const client = new OneAccessOAuthClient({ endpoint: 'https://a.example', ...app });
    const { state } = await client.authorizationUrl({ redirect_uri });
    expect(await failureOf(InvalidResponseError, () => client.parseCallback(forged, { state }))).toMatchObject({
      code: 'state_mismatch',
    });
  },
};

describe('what docs/migrating.md says is cured', () => {
  // oxlint-disable-next-line vitest/expect-expect -- each measures by itself
  test.each(Object.entries(measured))('%s', async (_what, measure) => measure());

  test('is all that the page says, and the page says all of it', () => {
    expect(cures().map(({ what }) => what)).toEqual(Object.keys(measured));
    for (const { before, after } of cures()) expect([before, after].every((cell) => cell !== '')).toBe(true);
  });
});
