import { createPrivateKey } from 'node:crypto';
import { importPeer } from '../peers/packages.ts';
import type { Measured, Subject } from '../subjects/subject.ts';
import { claimsFor, clientId, exchange, jwtBearer, userId, type PdsFacts } from './pds-exchange.ts';

interface JoseModule {
  readonly SignJWT: new (claims: object) => {
    setProtectedHeader(header: object): { sign(key: unknown): Promise<string> };
  };
  readonly importPKCS8: (pem: string, alg: string) => Promise<CryptoKey>;
}

interface OpenIdClientModule {
  readonly Configuration: new (server: object, clientId: string, metadata: undefined, authentication: object) => object;
  readonly None: () => object;
  readonly allowInsecureRequests: (configuration: object) => void;
  readonly genericGrantRequest: (configuration: object, grantType: string, parameters: object) => Promise<unknown>;
}

interface Oauth4WebapiModule {
  readonly None: () => object;
  readonly allowInsecureRequests: symbol;
  readonly genericTokenEndpointRequest: (
    server: object,
    client: object,
    authentication: object,
    grantType: string,
    parameters: object,
    options: object,
  ) => Promise<Response>;
  readonly processGenericTokenEndpointResponse: (
    server: object,
    client: object,
    response: Response,
  ) => Promise<unknown>;
}

interface JsonWebTokenModule {
  readonly default: { sign(claims: object, key: unknown, options: { algorithm: string }): string };
}

interface GoogleAuthModule {
  readonly JWT: new (options: object) => { getAccessToken(): Promise<unknown> };
}

/** The same by what a user would pick; where a library signs nothing, its documentation sends to jose. */
export const jwtBearerPeers: readonly Subject<PdsFacts>[] = [
  { name: 'openid-client genericGrantRequest, jose', kind: 'peer', create: openIdClient },
  { name: 'oauth4webapi, jose', kind: 'peer', create: oauth4webapi },
  { name: 'jsonwebtoken and fetch', kind: 'peer', create: jsonWebToken },
  { name: 'google-auth-library JWT', kind: 'peer', create: googleAuth },
  ...[
    ['@octokit/auth-app', 'exchanges its assertion at an API of GitHub, by another protocol'],
    ['@azure/msal-node', 'has no grant for an assertion of a user that the application signs itself'],
    ['simple-oauth2', 'has no such grant'],
    ['@badgateway/oauth2-client', 'has no such grant'],
  ].map(([name = '', reason]) => ({ name, kind: 'peer', note: `not applicable: ${reason}` }) as const),
];

async function signer(facts: PdsFacts): Promise<() => Promise<string>> {
  const { SignJWT, importPKCS8 } = await importPeer<JoseModule>('jose');
  const key = await importPKCS8(facts.privateKeyPem, 'RS256');
  return () => new SignJWT(claimsFor(facts)).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(key);
}

async function openIdClient(facts: PdsFacts): Promise<Measured> {
  const { origin } = facts;
  const signed = await signer(facts);
  const client = await importPeer<OpenIdClientModule>('openid-client');
  const server = { issuer: origin, token_endpoint: `${origin}/v2/oauth/token` };
  const configuration = new client.Configuration(server, clientId, undefined, client.None());
  client.allowInsecureRequests(configuration);
  return {
    call: async () => client.genericGrantRequest(configuration, jwtBearer, { assertion: await signed() }),
  };
}

async function oauth4webapi(facts: PdsFacts): Promise<Measured> {
  const { origin } = facts;
  const signed = await signer(facts);
  const oauth = await importPeer<Oauth4WebapiModule>('oauth4webapi');
  const server = { issuer: origin, token_endpoint: `${origin}/v2/oauth/token` };
  const client = { client_id: clientId };
  const options = { [oauth.allowInsecureRequests]: true };
  const authentication = oauth.None();
  return {
    call: async () => {
      const parameters = { assertion: await signed() };
      const response = await oauth.genericTokenEndpointRequest(
        server,
        client,
        authentication,
        jwtBearer,
        parameters,
        options,
      );
      return oauth.processGenericTokenEndpointResponse(server, client, response);
    },
  };
}

async function jsonWebToken(facts: PdsFacts): Promise<Measured> {
  const jsonWebTokens = (await importPeer<JsonWebTokenModule>('jsonwebtoken')).default;
  const key = createPrivateKey(facts.privateKeyPem);
  return { call: () => exchange(facts, jsonWebTokens.sign(claimsFor(facts), key, { algorithm: 'RS256' })) };
}

/** Its token endpoint is fixed, and it sends no client id: what its transport is handed is sent to the mock authority instead. */
async function googleAuth(facts: PdsFacts): Promise<Measured> {
  const { JWT } = await importPeer<GoogleAuthModule>('google-auth-library');
  const transport = (async (_url, init) => {
    // It is handed a form as such.
    const body = new URLSearchParams(init?.body as URLSearchParams);
    body.set('client_id', clientId);
    return fetch(`${facts.origin}/v2/oauth/token`, { method: 'POST', body });
  }) satisfies typeof fetch;
  const additionalClaims = {
    sub_type: 'user',
    aud: facts.domainId,
    auto_create: false,
    // Read for each assertion: the mock authority takes each once, and none of an hour.
    get jti() {
      return crypto.randomUUID();
    },
    get exp() {
      return Math.floor(Date.now() / 1000) + 300;
    },
  };
  const options = {
    email: clientId,
    subject: userId,
    key: facts.privateKeyPem,
    scopes: ['scope'],
    additionalClaims,
    transporterOptions: { fetchImplementation: transport },
    // Due from the first moment on, so that each call mints.
    eagerRefreshThresholdMillis: 24 * 3_600_000,
  };
  const client = new JWT(options);
  return { call: () => client.getAccessToken() };
}
