import { importPeer } from './packages.ts';
import type { Peer } from './peer.ts';

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
    const { memoize } = await importPeer<PropertyProviderModule>('@smithy/property-provider');
    const getToken = memoize(
      async () => {
        const { accessToken, expiresInSeconds } = await authority.issue();
        return { token: accessToken, expiration: new Date(Date.now() + expiresInSeconds * 1000) };
      },
      ({ expiration }) => expiration.getTime() - Date.now() < windowMs,
      () => true,
    );
    return { getToken };
  },
};
