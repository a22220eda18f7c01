import { importPeer } from './packages.ts';
import { UnavailableError, type IssuedToken, type Peer } from './peer.ts';
import { perKey } from './per-key.ts';

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
    const create = await clientMaker();
    const client = create(() => authority.issue());
    return { getToken: () => client.acquireTokenByClientCredential(request) };
  },
  pool: {
    // One cache for all keys is searched from end to end; its documentation says to part it by whoever the tokens are of.
    name: '@azure/msal-node client credentials in lru-cache',
    async create(issue, size) {
      const create = await clientMaker();
      const clientOf = await perKey(size, (key) => create(() => issue(key)));
      return { getToken: (key) => clientOf(key).acquireTokenByClientCredential(request) };
    },
  },
};

const request = { scopes: ['scope'] };

type Client = InstanceType<MsalModule['ConfidentialClientApplication']>;

async function clientMaker(): Promise<(issue: () => Promise<IssuedToken>) => Client> {
  const { ConfidentialClientApplication } = await importPeer<MsalModule>('@azure/msal-node');
  const discovery = {
    issuer: authorityUrl,
    authorization_endpoint: `${authorityUrl}/authorize`,
    token_endpoint: `${authorityUrl}/token`,
    jwks_uri: `${authorityUrl}/keys`,
  };
  return (issue) => {
    const networkClient = {
      sendGetRequestAsync: async () => ({ status: 200, headers: {}, body: discovery }),
      sendPostRequestAsync: async () => {
        try {
          const { accessToken, expiresInSeconds } = await issue();
          const body = { access_token: accessToken, token_type: 'Bearer', expires_in: expiresInSeconds };
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
  };
}
