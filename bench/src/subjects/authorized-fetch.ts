import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
import { importPeer } from '../peers/packages.ts';
import { LocalAuthority } from '../support/authority.ts';
import { createBenchSource } from '../support/sources.ts';
import type { Measured, Subject } from './subject.ts';

type Send = (url: string) => Promise<Response>;

export interface FetchSetting {
  /** The resource's. */
  readonly origin: string;
}

export const ours = 'Tokenwright createAuthorizedFetch';
export const floor = 'fetch with the header';

const accessToken = 'access-token-0000001';

interface BadgatewayModule {
  readonly OAuth2Client: new (settings: { server: string; clientId: string; clientSecret: string }) => object;
  readonly OAuth2Fetch: new (options: object) => { fetch: Send };
}

interface GoogleAuthModule {
  readonly OAuth2Client: new () => {
    setCredentials(credentials: { access_token: string; expiry_date: number }): void;
    fetch: Send;
  };
}

interface OpenIdClientModule {
  readonly Configuration: new (server: object, clientId: string) => object;
  readonly allowInsecureRequests: (configuration: object) => void;
  readonly fetchProtectedResource: (
    configuration: object,
    accessToken: string,
    url: URL,
    method: string,
  ) => Promise<Response>;
}

interface Oauth4WebapiModule {
  readonly allowInsecureRequests: symbol;
  readonly protectedResourceRequest: (
    accessToken: string,
    method: string,
    url: URL,
    headers: undefined,
    body: undefined,
    options: object,
  ) => Promise<Response>;
}

/** This project and the floor, over a network or over what is handed to them in its place. */
function ownSubjects(send: typeof fetch): readonly Subject<FetchSetting>[] {
  return [
    {
      name: ours,
      kind: 'ours',
      async create(setting) {
        const source = createBenchSource(new LocalAuthority());
        return reading(createAuthorizedFetch(source, { origins: [setting.origin], fetch: send }), setting);
      },
    },
    {
      name: floor,
      kind: 'floor',
      async create(setting) {
        const carried = { headers: { authorization: `Bearer ${accessToken}` } };
        return reading((url) => send(url, carried), setting);
      },
    },
  ];
}

const answer = new Response(null, { status: 204 });
/** Peers send through the global `fetch`, or through one of their own. */
export const answeredAtOnce: readonly Subject<FetchSetting>[] = ownSubjects(async () => answer);

export const overLoopback: readonly Subject<FetchSetting>[] = [
  ...ownSubjects(fetch),
  {
    name: 'openid-client fetchProtectedResource',
    kind: 'peer',
    async create(setting) {
      const openid = await importPeer<OpenIdClientModule>('openid-client');
      const configuration = new openid.Configuration({ issuer: setting.origin }, 'app');
      openid.allowInsecureRequests(configuration);
      return reading((url) => openid.fetchProtectedResource(configuration, accessToken, new URL(url), 'GET'), setting);
    },
  },
  {
    name: 'oauth4webapi protectedResourceRequest',
    kind: 'peer',
    async create(setting) {
      const oauth = await importPeer<Oauth4WebapiModule>('oauth4webapi');
      const insecure = { [oauth.allowInsecureRequests]: true };
      return reading(
        (url) => oauth.protectedResourceRequest(accessToken, 'GET', new URL(url), undefined, undefined, insecure),
        setting,
      );
    },
  },
  {
    name: '@badgateway/oauth2-client OAuth2Fetch',
    kind: 'peer',
    async create(setting) {
      const { OAuth2Client, OAuth2Fetch } = await importPeer<BadgatewayModule>('@badgateway/oauth2-client');
      const wrapper = new OAuth2Fetch({
        client: new OAuth2Client({ server: setting.origin, clientId: 'app', clientSecret: 'secret' }),
        getNewToken: async () => ({ accessToken, expiresAt: Date.now() + 3_600_000, refreshToken: null }),
        scheduleRefresh: false,
      });
      return reading((url) => wrapper.fetch(url), setting);
    },
  },
  {
    name: 'google-auth-library fetch',
    kind: 'peer',
    async create(setting) {
      const { OAuth2Client } = await importPeer<GoogleAuthModule>('google-auth-library');
      const client = new OAuth2Client();
      client.setCredentials({ access_token: accessToken, expiry_date: Date.now() + 3_600_000 });
      return reading((url) => client.fetch(url), setting);
    },
  },
];

/** A request whose answer is read to its end. */
async function reading(send: Send, { origin }: FetchSetting): Promise<Measured> {
  const url = `${origin}/files`;
  // The resource refuses a request without a token.
  const { status } = await send(url);
  if (status >= 300) throw new Error(`The resource answered ${status}.`);
  return {
    call: async () => {
      const response = await send(url);
      if (response.body !== null && !response.bodyUsed) await response.arrayBuffer();
    },
  };
}
