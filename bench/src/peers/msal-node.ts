import { importPeer } from './packages.ts';
import { UnavailableError, type Peer } from './peer.ts';

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
    const { ConfidentialClientApplication } = await importPeer<MsalModule>('@azure/msal-node');
    const discovery = {
      issuer: authorityUrl,
      authorization_endpoint: `${authorityUrl}/authorize`,
      token_endpoint: `${authorityUrl}/token`,
      jwks_uri: `${authorityUrl}/keys`,
    };
    const networkClient = {
      sendGetRequestAsync: async () => ({ status: 200, headers: {}, body: discovery }),
      sendPostRequestAsync: async () => {
        try {
          const { accessToken, expiresInSeconds } = await authority.issue();
          const body = { access_token: accessToken, token_type: 'Bearer', expires_in: expiresInSeconds };
          return { status: 200, headers: {}, body };
        } catch (error) {
          if (!(error instanceof UnavailableError)) throw error;
          return { status: 503, headers: {}, body: {} };
        }
      },
    };
    const client = new ConfidentialClientApplication({
      auth: {
        clientId: 'app',
        clientSecret: 'secret',
        authority: authorityUrl,
        knownAuthorities: ['login.example.com'],
        protocolMode: 'OIDC',
      },
      system: { networkClient, protocolMode: 'OIDC' },
    });
    const request = { scopes: ['scope'] };
    return { getToken: () => client.acquireTokenByClientCredential(request) };
  },
};
