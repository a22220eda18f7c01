import { importPeer } from './packages.ts';
import type { IssuedToken, Peer } from './peer.ts';
import { perKey } from './per-key.ts';

interface Identity {
  readonly token: string;
  readonly expiration: Date;
}

interface PropertyProviderModule {
  readonly memoize: (
    provider: () => Promise<Identity>,
    isExpired: (identity: Identity) => boolean,
    requiresRefresh: (identity: Identity) => boolean,
  ) => () => Promise<Identity>;
}

const windowMs = 300_000;

/** The memoisation of the AWS SDK, with the window of five minutes that the SDK gives it. */
export const smithyMemoize: Peer = {
  name: '@smithy/property-provider memoize',
  packageName: '@smithy/property-provider',
  async createSource(authority) {
    const memoized = await memoizer();
    return { getToken: memoized(() => authority.issue()) };
  },
  pool: {
    name: '@smithy/property-provider memoize in lru-cache',
    async create(issue, size) {
      const memoized = await memoizer();
      const tokenOf = await perKey(size, (key) => memoized(() => issue(key)));
      return { getToken: (key) => tokenOf(key)() };
    },
  },
};

async function memoizer(): Promise<(issue: () => Promise<IssuedToken>) => () => Promise<Identity>> {
  const { memoize } = await importPeer<PropertyProviderModule>('@smithy/property-provider');
  return (issue) =>
    memoize(
      async () => {
        const { accessToken, expiresInSeconds } = await issue();
        return { token: accessToken, expiration: new Date(Date.now() + expiresInSeconds * 1000) };
      },
      isExpired,
      requiresRefresh,
    );
}

const isExpired = ({ expiration }: Identity): boolean => expiration.getTime() - Date.now() < windowMs;
const requiresRefresh = (): boolean => true;
