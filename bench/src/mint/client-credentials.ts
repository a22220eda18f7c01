import { createOneAccessTenantContext, getTenantToken } from '@tokenwright/huawei-oneaccess';
import { importPeer } from '../peers/packages.ts';
import type { Measured, Subject } from '../subjects/subject.ts';

/** What the mock authority of OneAccess says of itself. */
export interface OneAccessFacts {
  readonly origin: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const tokenPath = '/api/v2/tenant/token';

/** Client credentials, by this project, by hand, and by what a user would pick. */
export const clientCredentials: readonly Subject<OneAccessFacts>[] = [
  { name: 'Tokenwright getTenantToken', kind: 'ours', create: tokenwright },
  { name: 'fetch and JSON by hand', kind: 'floor', create: byHand },
  { name: 'openid-client clientCredentialsGrant', kind: 'peer', create: openIdClient },
  { name: 'oauth4webapi', kind: 'peer', create: oauth4webapi },
  { name: 'simple-oauth2 ClientCredentials', kind: 'peer', create: simpleOauth2 },
  { name: '@badgateway/oauth2-client clientCredentials', kind: 'peer', create: badgateway },
  { name: '@azure/msal-node client credentials', kind: 'peer', create: msalNode },
  {
    name: 'google-auth-library, @octokit/auth-app',
    kind: 'peer',
    note: 'not applicable: they have no such grant',
  },
];

async function tokenwright({ origin, clientId, clientSecret }: OneAccessFacts): Promise<Measured> {
  const context = createOneAccessTenantContext({ endpoint: origin });
  const parameters = { client_id: clientId, client_secret: clientSecret };
  return { call: () => getTenantToken(context, parameters) };
}

async function byHand({ origin, clientId, clientSecret }: OneAccessFacts): Promise<Measured> {
  return {
    call: async () => {
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      });
      const response = await fetch(`${origin}${tokenPath}`, { method: 'POST', body });
      const token = (await response.json()) as { access_token?: string };
      if (token.access_token === undefined) throw new Error(`The mock authority refused: ${JSON.stringify(token)}`);
      return token.access_token;
    },
  };
}

interface OpenIdClientModule {
  readonly Configuration: new (server: object, clientId: string, metadata: undefined, authentication: object) => object;
  readonly ClientSecretPost: (secret: string) => object;
  readonly allowInsecureRequests: (configuration: object) => void;
  readonly clientCredentialsGrant: (configuration: object) => Promise<unknown>;
}

interface Oauth4WebapiModule {
  readonly ClientSecretPost: (secret: string) => object;
  readonly allowInsecureRequests: symbol;
  readonly clientCredentialsGrantRequest: (
    server: object,
    client: object,
    authentication: object,
    parameters: object,
    options: object,
  ) => Promise<Response>;
  readonly processClientCredentialsResponse: (server: object, client: object, response: Response) => Promise<unknown>;
}

interface SimpleOauth2Module {
  readonly ClientCredentials: new (options: object) => { getToken(parameters: object): Promise<unknown> };
}

interface BadgatewayModule {
  readonly OAuth2Client: new (settings: object) => { clientCredentials(): Promise<unknown> };
}

interface MsalModule {
  readonly ConfidentialClientApplication: new (configuration: object) => {
    acquireTokenByClientCredential(request: object): Promise<unknown>;
  };
}

async function openIdClient({ origin, clientId, clientSecret }: OneAccessFacts): Promise<Measured> {
  const client = await importPeer<OpenIdClientModule>('openid-client');
  const server = { issuer: `${origin}/api/v1/oauth2`, token_endpoint: `${origin}${tokenPath}` };
  const authentication = client.ClientSecretPost(clientSecret);
  const configuration = new client.Configuration(server, clientId, undefined, authentication);
  client.allowInsecureRequests(configuration);
  return { call: () => client.clientCredentialsGrant(configuration) };
}

async function oauth4webapi({ origin, clientId, clientSecret }: OneAccessFacts): Promise<Measured> {
  const oauth = await importPeer<Oauth4WebapiModule>('oauth4webapi');
  const server = { issuer: `${origin}/api/v1/oauth2`, token_endpoint: `${origin}${tokenPath}` };
  const client = { client_id: clientId };
  const authentication = oauth.ClientSecretPost(clientSecret);
  const options = { [oauth.allowInsecureRequests]: true };
  return {
    call: async () => {
      const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, {}, options);
      return oauth.processClientCredentialsResponse(server, client, response);
    },
  };
}

async function simpleOauth2({ origin, clientId, clientSecret }: OneAccessFacts): Promise<Measured> {
  const { ClientCredentials } = await importPeer<SimpleOauth2Module>('simple-oauth2');
  const client = new ClientCredentials({
    client: { id: clientId, secret: clientSecret },
    auth: { tokenHost: origin, tokenPath },
    options: { authorizationMethod: 'body' },
  });
  return { call: () => client.getToken({}) };
}

async function badgateway({ origin, clientId, clientSecret }: OneAccessFacts): Promise<Measured> {
  const { OAuth2Client } = await importPeer<BadgatewayModule>('@badgateway/oauth2-client');
  const client = new OAuth2Client({
    server: origin,
    clientId,
    clientSecret,
    tokenEndpoint: tokenPath,
    authenticationMethod: 'client_secret_post',
  });
  return { call: () => client.clientCredentials() };
}

const httpsAuthority = 'https://login.example.com/tenant';

/** It takes https only: its network module, which its documentation lets one replace, sends to the mock authority. */
async function msalNode({ origin, clientId, clientSecret }: OneAccessFacts): Promise<Measured> {
  const { ConfidentialClientApplication } = await importPeer<MsalModule>('@azure/msal-node');
  const discovery = {
    issuer: httpsAuthority,
    authorization_endpoint: `${httpsAuthority}/authorize`,
    token_endpoint: `${httpsAuthority}/token`,
    jwks_uri: `${httpsAuthority}/keys`,
  };
  const networkClient = {
    sendGetRequestAsync: async () => ({ status: 200, headers: {}, body: discovery }),
    async sendPostRequestAsync(
      _url: string,
      options?: { readonly headers?: Record<string, string>; readonly body?: string },
    ) {
      const form = new URLSearchParams(options?.body);
      const body = new URLSearchParams();
      for (const name of ['grant_type', 'client_id', 'client_secret']) body.set(name, form.get(name) ?? '');
      const response = await fetch(`${origin}${tokenPath}`, { method: 'POST', body });
      return { status: response.status, headers: {}, body: (await response.json()) as unknown };
    },
  };
  const client = new ConfidentialClientApplication({
    auth: {
      clientId,
      clientSecret,
      authority: httpsAuthority,
      knownAuthorities: ['login.example.com'],
      protocolMode: 'OIDC',
    },
    system: { networkClient, protocolMode: 'OIDC' },
  });
  const request = { scopes: ['scope'], skipCache: true };
  return { call: () => client.acquireTokenByClientCredential(request) };
}
