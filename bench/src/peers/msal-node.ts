import { importPeer } from './packages.ts';
import { UnavailableError, type IssuedToken, type Peer } from './peer.ts';

interface MsalModule {
  readonly ConfidentialClientApplication: new (configuration: object) => {
    acquireTokenByClientCredential(request: { scopes: readonly string[] }): Promise<{ accessToken: string } | null>;
  };
}

const authorityUrl = 'https://login.example.com/tenant';

/** Client credentials, kept in the cache in memory that the package brings. */
export const msalNode: Peer = {
  name: '@azure/msal-node client credentials',
  packageName: '@azure/msal-node',
  async createSource(authority) {
    const client = await createClient(() => authority.issue());
    const request = { scopes: ['scope'] };
    return { getToken: () => client.acquireTokenByClientCredential(request) };
  },
  pool: {
    name: '@azure/msal-node, its own cache, a scope for each key',
    async create(issue) {
      const client = await createClient((scope) => issue(scope));
      return { getToken: (key) => client.acquireTokenByClientCredential({ scopes: [key] }) };
    },
  },
};

async function createClient(
  issue: (scope: string) => Promise<IssuedToken>,
): Promise<InstanceType<MsalModule['ConfidentialClientApplication']>> {
  const { ConfidentialClientApplication } = await importPeer<MsalModule>('@azure/msal-node');
  const discovery = {
    issuer: authorityUrl,
    authorization_endpoint: `${authorityUrl}/authorize`,
    token_endpoint: `${authorityUrl}/token`,
    jwks_uri: `${authorityUrl}/keys`,
  };
  const networkClient = {
    sendGetRequestAsync: async () => ({ status: 200, headers: {}, body: discovery }),
    sendPostRequestAsync: async (_url: string, options?: { readonly body?: string }) => {
      const [scope = ''] = (new URLSearchParams(options?.body).get('scope') ?? '').split(' ');
      try {
        const { accessToken, expiresInSeconds } = await issue(scope);
        const body = { access_token: accessToken, token_type: 'Bearer', expires_in: expiresInSeconds, scope };
        return { status: 200, headers: {}, body };
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
        return { status: 503, headers: {}, body: {} };
      }
    },
  };
  return new ConfidentialClientApplication({
    auth: {
      clientId: 'app',
      clientSecret: 'secret',
      authority: authorityUrl,
      knownAuthorities: ['login.example.com'],
      protocolMode: 'OIDC',
    },
    system: { networkClient, protocolMode: 'OIDC' },
  });
}
