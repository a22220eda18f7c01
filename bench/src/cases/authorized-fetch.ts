import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
import type { Bar, BenchCase, BenchContext, CaseResult, Row } from '../bench-case.ts';
import { effort, interleaved } from '../measure/interleaved.ts';
import { concurrentLoop } from '../measure/own-loop.ts';
import { median } from '../measure/quantiles.ts';
import { importPeer } from '../peers/packages.ts';
import { LocalAuthority } from '../support/authority.ts';
import { startServer } from '../support/server.ts';
import { createBenchSource } from '../support/sources.ts';

type Send = (url: string) => Promise<Response>;

interface Subject {
  readonly name: string;
  readonly kind: Row['kind'];
  readonly send: Send;
}

const ours = 'Tokenwright createAuthorizedFetch';
const floor = 'fetch with the header';

export const authorizedFetch: BenchCase = {
  name: 'authorized-fetch',
  title: 'What does a fetch that carries a token cost above a bare one?',
  bar: 'at most 15 µs above bare fetch',

  async run(context): Promise<CaseResult> {
    using server = await startServer<{ readonly origin: string }>('resource');
    const { origin } = server.facts;
    const rows: Row[] = [];
    const bars: Bar[] = [];
    const overNetwork = await createSubjects(context, origin, fetch);
    for (const concurrency of [1, 64]) {
      const scenario = `over loopback, ${concurrency} at a time`;
      const measured = await measure(overNetwork, { url: `${origin}/files`, concurrency, scenario, context });
      rows.push(...measured.rows);
      bars.push(measured.bar);
    }
    // The network's own spread is larger than what is asked for, so the same without a network as well.
    const answer = new Response(null, { status: 204 });
    const inProcess = await createSubjects({ ...context, peers: [] }, origin, async () => answer);
    const scenario = 'a fetch that answers at once';
    const measured = await measure(inProcess, { url: `${origin}/files`, concurrency: 1, scenario, context });
    rows.push(...measured.rows);
    bars.push(measured.bar);
    return { rows, bars };
  },
};

interface Measuring {
  readonly url: string;
  readonly concurrency: number;
  readonly scenario: string;
  readonly context: BenchContext;
}

async function measure(
  subjects: readonly Subject[],
  { url, concurrency, scenario, context }: Measuring,
): Promise<{ readonly rows: readonly Row[]; readonly bar: Bar }> {
  const candidates = subjects.map(({ name, send }) => ({
    name,
    loop: concurrentLoop(async () => {
      const response = await send(url);
      if (response.body !== null && !response.bodyUsed) await response.arrayBuffer();
    }, concurrency),
  }));
  const times = await interleaved(candidates, effort(context.quick, { rounds: 41, sampleMs: 40 }));
  const inMicroseconds = (name: string): readonly number[] => (times.get(name) ?? []).map((each) => each / 1000);
  const rows = subjects.map(({ name, kind }): Row => ({
    scenario,
    metric: 'time of a request',
    unit: 'µs',
    subject: name,
    kind,
    samples: inMicroseconds(name),
  }));
  const bare = inMicroseconds(floor);
  const above = median(inMicroseconds(ours).map((each, round) => each - (bare[round] ?? Number.NaN)));
  const bar: Bar = { what: `above bare fetch, ${scenario}`, measured: above, unit: 'µs', limit: { atMost: 15 } };
  return { rows, bar };
}

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

async function createSubjects(
  { peers }: BenchContext,
  origin: string,
  send: typeof fetch,
): Promise<readonly Subject[]> {
  const source = createBenchSource(new LocalAuthority());
  const { accessToken } = await source.getToken();
  const carried = { headers: { authorization: `Bearer ${accessToken}` } };
  const subjects: Subject[] = [
    { name: ours, kind: 'ours', send: createAuthorizedFetch(source, { origins: [origin], fetch: send }) },
    { name: floor, kind: 'floor', send: (url) => send(url, carried) },
  ];
  if (peers.length === 0) return subjects;
  const { OAuth2Client, OAuth2Fetch } = await importPeer<BadgatewayModule>('@badgateway/oauth2-client');
  const badgateway = new OAuth2Fetch({
    client: new OAuth2Client({ server: origin, clientId: 'app', clientSecret: 'secret' }),
    getNewToken: async () => ({ accessToken, expiresAt: Date.now() + 3_600_000, refreshToken: null }),
    scheduleRefresh: false,
  });
  const google = await importPeer<GoogleAuthModule>('google-auth-library');
  const googleClient = new google.OAuth2Client();
  googleClient.setCredentials({ access_token: accessToken, expiry_date: Date.now() + 3_600_000 });
  const openid = await importPeer<OpenIdClientModule>('openid-client');
  const configuration = new openid.Configuration({ issuer: origin }, 'app');
  openid.allowInsecureRequests(configuration);
  const oauth = await importPeer<Oauth4WebapiModule>('oauth4webapi');
  const insecure = { [oauth.allowInsecureRequests]: true };
  return [
    ...subjects,
    {
      name: 'openid-client fetchProtectedResource',
      kind: 'peer',
      send: (url) => openid.fetchProtectedResource(configuration, accessToken, new URL(url), 'GET'),
    },
    {
      name: 'oauth4webapi protectedResourceRequest',
      kind: 'peer',
      send: (url) => oauth.protectedResourceRequest(accessToken, 'GET', new URL(url), undefined, undefined, insecure),
    },
    { name: '@badgateway/oauth2-client OAuth2Fetch', kind: 'peer', send: (url) => badgateway.fetch(url) },
    { name: 'google-auth-library fetch', kind: 'peer', send: (url) => googleClient.fetch(url) },
  ];
}
