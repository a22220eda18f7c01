import { pem } from '@tokenwright/test-support';
import { importPeer } from './packages.ts';
import { answerWith } from './answer-with.ts';
import type { BenchAuthority, Peer } from './peer.ts';

interface GoogleAuthModule {
  readonly JWT: new (options: {
    email: string;
    key: string;
    scopes: readonly string[];
    transporterOptions: { fetchImplementation: typeof fetch };
  }) => { getAccessToken(): Promise<unknown>; getRequestHeaders(): Promise<Headers> };
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
      transporterOptions: { fetchImplementation: tokenFetch(authority) },
    });
    return { getToken: () => client.getRequestHeaders() };
  },
};

/** A `fetch` that answers each request with a token of the authority. */
function tokenFetch(authority: BenchAuthority): typeof fetch {
  return answerWith(async () => {
    const { accessToken, expiresInSeconds, refreshToken } = await authority.issue();
    return Response.json({
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      refresh_token: refreshToken,
    });
  });
}
