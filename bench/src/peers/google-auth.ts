import { pem } from '@tokenwright/test-support';
import { importPeer } from './packages.ts';
import { answerWith } from './answer-with.ts';
import type { IssuedToken, Peer } from './peer.ts';
import { perKey } from './per-key.ts';

interface Client {
  getAccessToken(): Promise<{ readonly token?: string | null }>;
}

interface RefreshedToken {
  readonly access_token: string;
  readonly expiry_date: number;
}

interface GoogleAuthModule {
  readonly JWT: new (options: {
    email: string;
    key: string;
    scopes: readonly string[];
    transporterOptions: { fetchImplementation: typeof fetch };
  }) => Client;
  readonly OAuth2Client: new () => Client & { refreshHandler?: () => Promise<RefreshedToken> };
}

/** A service account's assertion grant; its transport is handed a `fetch` that asks the authority of the benchmark. */
export const googleAuth: Peer = {
  name: 'google-auth-library JWT',
  packageName: 'google-auth-library',
  async createSource(authority) {
    const { JWT } = await importPeer<GoogleAuthModule>('google-auth-library');
    const client = new JWT({
      email: 'app@example.com',
      key: pem.pkcs8(),
      scopes: ['https://example.com/scope'],
      transporterOptions: { fetchImplementation: tokenFetch(() => authority.issue()) },
    });
    return { getToken: () => client.getAccessToken() };
  },
  pool: {
    // The same client for tokens that come from a function, so that no assertion has to be signed for each key.
    name: 'google-auth-library OAuth2Client in lru-cache',
    async create(issue, size) {
      const { OAuth2Client } = await importPeer<GoogleAuthModule>('google-auth-library');
      const clientOf = await perKey(size, (key) => {
        const client = new OAuth2Client();
        client.refreshHandler = async () => {
          const { accessToken, expiresInSeconds } = await issue(key);
          return { access_token: accessToken, expiry_date: Date.now() + expiresInSeconds * 1000 };
        };
        return client;
      });
      return { getToken: (key) => clientOf(key).getAccessToken() };
    },
  },
};

/** A `fetch` that answers each request with a token of the authority. */
function tokenFetch(issue: () => Promise<IssuedToken>): typeof fetch {
  return answerWith(async () => {
    const { accessToken, expiresInSeconds, refreshToken } = await issue();
    return Response.json({
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      refresh_token: refreshToken,
    });
  });
}
