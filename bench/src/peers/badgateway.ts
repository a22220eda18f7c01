import { importPeer } from './packages.ts';
import type { IssuedToken, Peer } from './peer.ts';
import { perKey } from './per-key.ts';

interface BadgatewayToken {
  readonly accessToken: string;
  readonly expiresAt: number | null;
  readonly refreshToken: string | null;
}

interface Wrapper {
  getAccessToken(): Promise<string>;
}

interface BadgatewayModule {
  readonly OAuth2Client: new (settings: { server: string; clientId: string; clientSecret: string }) => object;
  readonly OAuth2Fetch: new (options: {
    client: object;
    getNewToken: () => Promise<BadgatewayToken>;
    scheduleRefresh: boolean;
  }) => Wrapper;
}

export const badgateway: Peer = {
  name: '@badgateway/oauth2-client OAuth2Fetch',
  packageName: '@badgateway/oauth2-client',
  async createSource(authority) {
    const create = await wrapperMaker();
    const wrapper = create(() => authority.issue());
    return { getToken: () => wrapper.getAccessToken() };
  },
  pool: {
    name: '@badgateway/oauth2-client OAuth2Fetch in lru-cache',
    async create(issue, size) {
      const create = await wrapperMaker();
      const wrapperOf = await perKey(size, (key) => create(() => issue(key)));
      return { getToken: (key) => wrapperOf(key).getAccessToken() };
    },
  },
};

async function wrapperMaker(): Promise<(issue: () => Promise<IssuedToken>) => Wrapper> {
  const { OAuth2Client, OAuth2Fetch } = await importPeer<BadgatewayModule>('@badgateway/oauth2-client');
  const client = new OAuth2Client({ server: 'https://authority.example', clientId: 'app', clientSecret: 'secret' });
  return (issue) =>
    new OAuth2Fetch({
      client,
      getNewToken: async () => {
        const { accessToken, expiresInSeconds } = await issue();
        return { accessToken, expiresAt: Date.now() + expiresInSeconds * 1000, refreshToken: null };
      },
      // Its timer would keep the process alive.
      scheduleRefresh: false,
    });
}
