import { importInside } from './packages.ts';
import type { Peer } from './peer.ts';

interface AzureToken {
  readonly token: string;
  readonly expiresOnTimestamp: number;
}

interface TokenCyclerModule {
  readonly createTokenCycler: (credential: {
    getToken(): Promise<AzureToken>;
  }) => (scopes: readonly string[], options: object) => Promise<AzureToken>;
}

/**
 * What `bearerTokenAuthenticationPolicy` asks for a token at each request, without the request around it. The package
 * does not export it, so it is imported by its file.
 */
export const azureTokenCycler: Peer = {
  name: 'Azure token cycler',
  packageName: '@azure/core-rest-pipeline',
  async createSource(authority) {
    const { createTokenCycler } = await importInside<TokenCyclerModule>(
      '@azure/core-rest-pipeline',
      'dist/esm/util/tokenCycler.js',
    );
    const cycler = createTokenCycler({
      getToken: async () => {
        const { accessToken, expiresInSeconds } = await authority.issue();
        return { token: accessToken, expiresOnTimestamp: Date.now() + expiresInSeconds * 1000 };
      },
    });
    const scopes = ['scope'];
    const options = {};
    return { getToken: () => cycler(scopes, options) };
  },
};
