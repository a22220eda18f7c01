import { pem } from '@tokenwright/test-support';
import { answerWith } from './answer-with.ts';
import { importPeer } from './packages.ts';
import type { IssuedToken, Peer } from './peer.ts';

interface OctokitAppModule {
  readonly createAppAuth: (options: {
    appId: number;
    privateKey?: string;
    createJwt?: () => Promise<{ jwt: string; expiresAt: string }>;
    request: unknown;
    cache?: object;
  }) => (options: { type: 'installation'; installationId: number }) => Promise<{ token: string }>;
}

interface OctokitRequestModule {
  readonly request: { defaults(options: object): unknown };
}

/** The token of an app's installation, kept in the cache that the package brings. */
export const octokitApp: Peer = {
  name: '@octokit/auth-app',
  packageName: '@octokit/auth-app',
  async createSource(authority) {
    const auth = await createAuth(() => authority.issue(), { privateKey: pem.pkcs8() });
    return { getToken: () => auth({ type: 'installation', installationId: 1 }) };
  },
  pool: {
    name: '@octokit/auth-app, its own cache',
    noHeap: 'no figure: reads a copy of each token from an answer',
    async create(issue, size) {
      const { LRUCache } = await importPeer<LruCacheModule>('lru-cache');
      const keys = new Map<number, string>();
      // Its default holds 15,000 installations; its documentation says to bring a larger one.
      const auth = await createAuth(
        ({ url }) => issue(keys.get(installationIn(url)) ?? ''),
        // An assertion that is there already, so that none has to be signed for each key.
        { createJwt: async () => assertion, cache: new LRUCache({ max: size }) },
      );
      return {
        getToken: (key) => {
          // It knows its keys by number.
          const installationId = Number(key.slice(key.indexOf('-') + 1)) + 1;
          keys.set(installationId, key);
          return auth({ type: 'installation', installationId });
        },
      };
    },
  },
};

const assertion = { jwt: 'header.claims.signature', expiresAt: '2100-01-01T00:00:00.000Z' };

interface LruCacheModule {
  readonly LRUCache: new (options: { readonly max: number }) => object;
}

function installationIn(url: string): number {
  return Number(/installations\/(\d+)/.exec(url)?.[1]);
}

async function createAuth(
  issue: (request: { readonly url: string }) => Promise<IssuedToken>,
  options: Pick<Parameters<OctokitAppModule['createAppAuth']>[0], 'privateKey' | 'createJwt' | 'cache'>,
): Promise<(options: { type: 'installation'; installationId: number }) => Promise<{ token: string }>> {
  const { createAppAuth } = await importPeer<OctokitAppModule>('@octokit/auth-app');
  const { request } = await importPeer<OctokitRequestModule>('@octokit/request');
  const answer: typeof fetch = (url) =>
    answerWith(async () => {
      const { accessToken, expiresInSeconds } = await issue({ url: url instanceof Request ? url.url : url.toString() });
      const expiresAt = new Date(Date.now() + expiresInSeconds * 1000).toISOString();
      return Response.json({ token: accessToken, expires_at: expiresAt, permissions: {} }, { status: 201 });
    })(url);
  return createAppAuth({
    appId: 1,
    request: request.defaults({ request: { fetch: answer } }),
    ...options,
  });
}
