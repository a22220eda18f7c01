import * as oauth from 'oauth4webapi';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MockAuthority, MockServer } from '../src/index.ts';
import { createMockAuthority } from '../src/index.ts';

const REDIRECT_URI = 'http://127.0.0.1:8765/callback';

describe('openid-client, unmodified, against the OneAccess twin over HTTP', () => {
  let authority: MockAuthority;
  let server: MockServer;
  let config: oidc.Configuration;

  beforeAll(async () => {
    authority = createMockAuthority({ provider: 'huawei-oneaccess', traits: { refreshTokens: true } });
    server = await authority.listen();
    config = await oidc.discovery(
      new URL(`${server.url}/api/v1/oauth2`),
      'mock-app',
      { id_token_signed_response_alg: 'RS256' },
      oidc.ClientSecretPost('mock-app-secret'),
      { execute: [oidc.allowInsecureRequests] },
    );
  });
  afterAll(() => server.close());

  async function login(): Promise<{
    tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;
    callback: URL;
    checks: oidc.AuthorizationCodeGrantChecks;
  }> {
    const checks = {
      pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
      expectedState: oidc.randomState(),
      expectedNonce: oidc.randomNonce(),
      idTokenExpected: true,
    };
    const address = oidc.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT_URI,
      scope: 'openid',
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
    });
    const answer = await fetch(address, { redirect: 'manual' });
    const callback = new URL(answer.headers.get('location') ?? '');
    return { tokens: await oidc.authorizationCodeGrant(config, callback, checks), callback, checks };
  }

  test('code with PKCE, state and nonce, id_token and user data', async () => {
    const { tokens } = await login();
    const claims = tokens.claims();
    expect(claims?.sub).toBe('mock-user-1');
    const user = await oidc.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '');
    expect(user).toMatchObject({ userName: 'user1' });
  });

  test('refresh with rotation; the reuse is refused as invalid_grant', async () => {
    const { tokens } = await login();
    const next = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(next.refresh_token).not.toBe(tokens.refresh_token);
    expect(next.claims()?.sub).toBe('mock-user-1');
    const reuse = oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
    await expect(reuse).rejects.toMatchObject({ error: 'invalid_grant', error_description: 'Invalid refresh token' });
  });

  test('a code that is redeemed twice and a wrong verifier are refused as invalid_grant', async () => {
    const { callback, checks } = await login();
    await expect(oidc.authorizationCodeGrant(config, callback, checks)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    const codeChallenge = await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier ?? '');
    const { code, redirectUri = '' } = authority.issueCode({ redirectUri: REDIRECT_URI, codeChallenge });
    const other = new URL(`${redirectUri}?code=${code}`);
    const wrong = oidc.authorizationCodeGrant(config, other, { pkceCodeVerifier: oidc.randomPKCECodeVerifier() });
    await expect(wrong).rejects.toMatchObject({ error: 'invalid_grant' });
    expect(authority.received().at(-1)?.problem).toBe('code_verifier does not fit the code_challenge of the login');
  });

  test('client_credentials at the tenant endpoint by HTTP Basic, the claims of its id_token checked', async () => {
    const tenant = new oidc.Configuration(
      { issuer: `${server.url}/api/v1/oauth2`, token_endpoint: `${server.url}/api/v2/tenant/token` },
      'mock-app',
      undefined,
      oidc.ClientSecretBasic('mock-app-secret'),
    );
    oidc.allowInsecureRequests(tenant);
    const tokens = await oidc.clientCredentialsGrant(tenant);
    expect(tokens.expires_in).toBe(1800);
    expect(tokens.access_token).toMatch(/^[\w-]{43}$/u);
  });
});

/** Sends what the client sends through the mock's own fetch. */
function through(authority: MockAuthority): { [oauth.customFetch]: (url: string, init: unknown) => Promise<Response> } {
  return { [oauth.customFetch]: (url, init) => authority.fetch(url, init as RequestInit) };
}

describe('oauth4webapi, unmodified', () => {
  test('code with PKCE, state and id_token signature, then refresh, at the OneAccess twin in process', async () => {
    const authority = createMockAuthority({ provider: 'huawei-oneaccess', traits: { refreshTokens: true } });
    const options = through(authority);
    const issuer = new URL('https://tenant.oneaccess.example/api/v1/oauth2');
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
    const client: oauth.Client = { client_id: 'mock-app' };
    const authentication = oauth.ClientSecretPost('mock-app-secret');
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();

    const address = new URL(server.authorization_endpoint ?? '');
    address.search = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: 'openid',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
    }).toString();
    const answer = await authority.fetch(address, { redirect: 'manual' });
    const parameters = oauth.validateAuthResponse(server, client, new URL(answer.headers.get('location') ?? ''), state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      parameters,
      REDIRECT_URI,
      verifier,
      options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { requireIdToken: true });
    await oauth.validateApplicationLevelSignature(server, response, options);
    expect(oauth.getValidatedIdTokenClaims(tokens)?.sub).toBe('mock-user-1');

    const again = await oauth.refreshTokenGrantRequest(
      server,
      client,
      authentication,
      tokens.refresh_token ?? '',
      options,
    );
    const refreshed = await oauth.processRefreshTokenResponse(server, client, again);
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    await oauth.validateApplicationLevelSignature(server, again, options);
  });

  test('code and refresh at the PDS twin, whose paths are all it has to be told', async () => {
    const authority = createMockAuthority({ provider: 'aliyun-pds' });
    const host = `https://${authority.domainId}.auth.aliyunpds.com`;
    const server: oauth.AuthorizationServer = {
      issuer: host,
      authorization_endpoint: `${host}/v2/oauth/authorize`,
      token_endpoint: `${host}/v2/oauth/token`,
    };
    const options = through(authority);
    const client: oauth.Client = { client_id: 'mock-web-app' };
    const authentication = oauth.ClientSecretPost('mock-web-app-secret');
    const query = { client_id: client.client_id, redirect_uri: REDIRECT_URI, response_type: 'code', state: 's1' };
    const answer = await authority.fetch(`${host}/v2/oauth/authorize?${new URLSearchParams(query).toString()}`, {
      redirect: 'manual',
    });
    const parameters = oauth.validateAuthResponse(server, client, new URL(answer.headers.get('location') ?? ''), 's1');
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      parameters,
      REDIRECT_URI,
      oauth.nopkce,
      options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
    expect(tokens['user_id']).toBe('mock-user-1');
    const again = await oauth.refreshTokenGrantRequest(
      server,
      client,
      authentication,
      tokens.refresh_token ?? '',
      options,
    );
    const refreshed = await oauth.processRefreshTokenResponse(server, client, again);
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
  });

  test('client_credentials at the tenant twin, with the secret in the body', async () => {
    const authority = createMockAuthority({ provider: 'huawei-oneaccess' });
    const host = 'https://tenant.oneaccess.example';
    const server: oauth.AuthorizationServer = { issuer: host, token_endpoint: `${host}/api/v2/tenant/token` };
    const client: oauth.Client = { client_id: 'mock-app' };
    const options = through(authority);
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.ClientSecretPost('mock-app-secret'),
      {},
      options,
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ scope: 'all', expires_in: 1800 });
  });
});
