import { pem } from '@tokenwright/test-support';
import { importPeer } from './packages.ts';
import { answerWith } from './answer-with.ts';
import type { IssuedToken, Peer } from './peer.ts';
import { perKey } from './per-key.ts';

interface Client {
  getRequestHeaders(): Promise<Headers>;
}

interface GoogleAuthModule {
  readonly JWT: new (options: {
    email: string;
    key: string;
    subject: string | undefined;
    scopes: readonly string[];
    transporterOptions: { fetchImplementation: typeof fetch };
  }) => Client;
}

/** A service account's assertion grant; its transport is handed a `fetch` that asks the authority of the benchmark. */
export const googleAuth: Peer = {
  name: 'google-auth-library JWT',
  packageName: 'google-auth-library',
  async createSource(authority) {
    const create = await clientMaker();
    const client = create(() => authority.issue());
    return { getToken: () => client.getRequestHeaders() };
  },
  pool: {
    name: 'google-auth-library JWT in lru-cache',
    noHeap: 'reads a copy of each token from an answer',
    async create(issue, size) {
      const create = await clientMaker();
      const clientOf = await perKey(size, (key) => create(() => issue(key), key));
      return { getToken: (key) => clientOf(key).getRequestHeaders() };
    },
  },
};

async function clientMaker(): Promise<(issue: () => Promise<IssuedToken>, subject?: string) => Client> {
  const { JWT } = await importPeer<GoogleAuthModule>('google-auth-library');
  const key = pem.pkcs8();
  return (issue, subject) =>
    new JWT({
      email: 'app@example.com',
      key,
      subject,
      scopes: ['https://example.com/scope'],
      transporterOptions: { fetchImplementation: tokenFetch(issue) },
    });
}

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
