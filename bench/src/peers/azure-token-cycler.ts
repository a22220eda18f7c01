import { importInside } from './packages.ts';
import type { IssuedToken, Peer } from './peer.ts';
import { perKey } from './per-key.ts';

interface AzureToken {
  readonly token: string;
  readonly expiresOnTimestamp: number;
}

type TokenCycler = (scopes: readonly string[], options: object) => Promise<AzureToken>;

interface TokenCyclerModule {
  readonly createTokenCycler: (credential: { getToken(): Promise<AzureToken> }) => TokenCycler;
}

/**
 * What `bearerTokenAuthenticationPolicy` asks for a token at each request, without the request around it. The package
 * does not export it, so it is imported by its file.
 */
export const azureTokenCycler: Peer = {
  name: 'Azure token cycler',
  packageName: '@azure/core-rest-pipeline',
  async createSource(authority) {
    const create = await cyclerMaker();
    const cycler = create(() => authority.issue());
    return { getToken: () => cycler(scopes, options) };
  },
  pool: {
    name: 'Azure token cycler in lru-cache',
    async create(issue, size) {
      const create = await cyclerMaker();
      const cyclerOf = await perKey(size, (key) => create(() => issue(key)));
      return { getToken: (key) => cyclerOf(key)(scopes, options) };
    },
  },
};

const scopes = ['scope'];
const options = {};

async function cyclerMaker(): Promise<(issue: () => Promise<IssuedToken>) => TokenCycler> {
  const { createTokenCycler } = await importInside<TokenCyclerModule>(
    '@azure/core-rest-pipeline',
    'dist/esm/util/tokenCycler.js',
  );
  return (issue) =>
    createTokenCycler({
      getToken: async () => {
        const { accessToken, expiresInSeconds } = await issue();
        return { token: accessToken, expiresOnTimestamp: Date.now() + expiresInSeconds * 1000 };
      },
    });
}
