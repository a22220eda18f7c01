import { importPeer } from './packages.ts';
import type { Peer } from './peer.ts';

interface BadgatewayToken {
  readonly accessToken: string;
  readonly expiresAt: number | null;
  readonly refreshToken: string | null;
}

interface BadgatewayModule {
  readonly OAuth2Client: new (settings: { server: string; clientId: string; clientSecret: string }) => object;
  readonly OAuth2Fetch: new (options: {
    client: object;
    getNewToken: () => Promise<BadgatewayToken>;
    scheduleRefresh: boolean;
  }) => { getAccessToken(): Promise<string> };
}

export const badgateway: Peer = {
  name: '@badgateway/oauth2-client OAuth2Fetch',
  packageName: '@badgateway/oauth2-client',
  async createSource(authority) {
    const { OAuth2Client, OAuth2Fetch } = await importPeer<BadgatewayModule>('@badgateway/oauth2-client');
    const wrapper = new OAuth2Fetch({
      client: new OAuth2Client({ server: 'https://authority.example', clientId: 'app', clientSecret: 'secret' }),
      getNewToken: async () => {
        const { accessToken, expiresInSeconds } = await authority.issue();
        return { accessToken, expiresAt: Date.now() + expiresInSeconds * 1000, refreshToken: null };
      },
      // Its timer would keep the process alive.
      scheduleRefresh: false,
    });
    return { getToken: () => wrapper.getAccessToken() };
  },
};
