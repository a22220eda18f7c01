/**
 * Gets every kind of token from two mock authorities over HTTP, then keeps two of them fresh before the reader's eyes.
 *
 *   pnpm demo           runs and ends
 *   pnpm demo --stay    leaves the mocks running, so that their pages can be looked at
 */
import { setTimeout as wait } from 'node:timers/promises';
import { PDSClient, type PdsTokenInfo } from '../packages/aliyun-pds/src/index.ts';
import { createTokenSource, type TokenEvent, type TokenSource } from '../packages/core/src/index.ts';
import { OneAccessOAuthClient, OneAccessTenantClient } from '../packages/huawei-oneaccess/src/index.ts';
import { createMockAuthority, type MockAuthority } from '../packages/mock-authority/src/index.ts';
import { masked, printTable, styled } from './lib/table.ts';
import { wordsOf } from './lib/words.ts';

interface Token {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly expires_in?: number;
  readonly user_id?: string;
  readonly scope?: string;
}

interface Step {
  readonly provider: string;
  readonly grant: string;
  readonly call: () => Promise<Token>;
}

/** Where a mock listens, and what it knows. */
interface Mock {
  readonly authority: MockAuthority;
  readonly url: string;
}

/** In the second part tokens live this long, so that nobody has to wait two hours to see one renewed. */
const shortLifeSeconds = 6;
const watchSeconds = 14;

const domain_id = 'mock-domain';
const jwtApp = { client_id: 'mock-jwt-app' } as const;
const webApp = { client_id: 'mock-web-app', client_secret: 'mock-web-app-secret' } as const;
const oneAccessApp = { client_id: 'mock-app', client_secret: 'mock-app-secret' } as const;

function cameBack(token: Token): string {
  const parts = [`access ${masked(token.access_token)}`];
  if (token.refresh_token !== undefined) parts.push(`refresh ${masked(token.refresh_token)}`);
  if (token.id_token !== undefined) parts.push(`id ${masked(token.id_token)}`);
  if (token.user_id !== undefined) parts.push(`user ${token.user_id}`);
  else if (token.scope !== undefined) parts.push(`scope ${token.scope}`);
  return parts.join(', ');
}

function validity(seconds: number | undefined): string {
  if (seconds === undefined) return 'not said';
  if (seconds < 60) return `${seconds} s`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The code that a login in a browser would bring to the redirect URI. */
function login(authority: MockAuthority, clientId: string): { code: string; redirect_uri: string } {
  const { code, redirectUri = '' } = authority.issueCode({ clientId });
  return { code, redirect_uri: redirectUri };
}

/** Every call of both provider packages, once. */
async function everyGrant(pdsMock: Mock, oneAccessMock: Mock): Promise<void> {
  const private_key_pem = await pdsMock.authority.privateKeyPem();
  const pds = new PDSClient({ api_endpoint: pdsMock.url });
  const oauth = new OneAccessOAuthClient({ endpoint: oneAccessMock.url, ...oneAccessApp });
  const tenant = new OneAccessTenantClient({ endpoint: oneAccessMock.url, ...oneAccessApp });
  // What the calls that mint return is what the calls that refresh are given, as in real life.
  const held: Record<'user' | 'session' | 'login', Token> = {
    user: { access_token: '' },
    session: { access_token: '' },
    login: { access_token: '' },
  };
  const steps: readonly Step[] = [
    {
      provider: 'PDS',
      grant: 'jwt-bearer, user',
      call: async () =>
        (held.user = await pds.getUserJwtToken({ ...jwtApp, domain_id, private_key_pem, user_id: 'mock-user-1' })),
    },
    {
      provider: 'PDS',
      grant: 'jwt-bearer, service',
      call: () => pds.getServiceJwtToken({ ...jwtApp, domain_id, private_key_pem }),
    },
    {
      provider: 'PDS',
      grant: 'refresh_token (JWT)',
      call: () => pds.refreshJwtToken({ ...jwtApp, refresh_token: held.user.refresh_token ?? '' }),
    },
    {
      provider: 'PDS',
      grant: 'authorization_code',
      call: async () =>
        (held.session = await pds.getTokenByCode({ ...webApp, ...login(pdsMock.authority, webApp.client_id) })),
    },
    {
      provider: 'PDS',
      grant: 'refresh_token',
      call: () => pds.refreshToken({ ...webApp, refresh_token: held.session.refresh_token ?? '' }),
    },
    {
      provider: 'OneAccess',
      grant: 'authorization_code',
      call: async () =>
        (held.login = await oauth.getIdTokenByCode(login(oneAccessMock.authority, oneAccessApp.client_id))),
    },
    {
      provider: 'OneAccess',
      grant: 'refresh_token',
      call: () => oauth.refreshToken({ refresh_token: held.login.refresh_token ?? '' }),
    },
    { provider: 'OneAccess tenant', grant: 'client_credentials', call: () => tenant.getTenantToken() },
  ];
  const rows: string[][] = [];
  for (const { provider, grant, call } of steps) {
    const started = performance.now();
    const token = await call();
    rows.push([provider, grant, cameBack(token), validity(token.expires_in), (performance.now() - started).toFixed(1)]);
  }
  printTable(['provider', 'grant', 'what came back', 'valid for', 'ms'], rows);
}

/** Two sources on tokens of a few seconds, asked all the time. */
async function keptFresh(mock: Mock): Promise<void> {
  const { authority, url } = mock;
  const private_key_pem = await authority.privateKeyPem();
  const pds = new PDSClient({ api_endpoint: url });
  const started = performance.now();
  const tell = (name: string) => (event: TokenEvent) => {
    if (event.type === 'joined') return;
    const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
    const generation = event.generation === undefined ? '' : `generation ${event.generation}`;
    const left = event.expiresInMs === undefined ? '' : `, ${(event.expiresInMs / 1000).toFixed(1)} s left`;
    console.log(
      `${seconds} s  ${name}  ${styled(event.type === 'failed' ? 'red' : 'cyan', event.type.padEnd(9))}${generation}${left}`,
    );
  };
  const key = { authority: url, provider: 'aliyun-pds', clientId: jwtApp.client_id };
  const sources: readonly TokenSource<PdsTokenInfo>[] = [
    createTokenSource<PdsTokenInfo>({
      key: { ...key, credential: 'assertion', subject: 'mock-user-2', subjectType: 'user' },
      mint: (options) =>
        pds.getUserJwtToken({ ...jwtApp, domain_id, private_key_pem, user_id: 'mock-user-2' }, options),
      onEvent: tell('minted from an assertion  '),
    }),
    createTokenSource<PdsTokenInfo>({
      key: { ...key, clientId: webApp.client_id, credential: 'session', sessionId: 'demo' },
      traits: { refreshKillsAccessToken: true },
      initial: await pds.getTokenByCode({ ...webApp, ...login(authority, webApp.client_id) }),
      refresh: ({ refreshToken, ...options }) => pds.refreshToken({ ...webApp, refresh_token: refreshToken }, options),
      onEvent: tell('rotated by a refresh token'),
    }),
  ];
  const before = authority.received().length;
  let given = 0;
  while (performance.now() - started < watchSeconds * 1000) {
    const tokens = await Promise.all(sources.flatMap((source) => Array.from({ length: 500 }, () => source.getToken())));
    given += tokens.length;
    if (tokens.some((token) => (token.expiresAtMs ?? 0) <= Date.now()))
      throw new Error('A token was given after its end.');
    await wait(5);
  }
  await Promise.all(sources.map((source) => source.close()));
  const requests = authority.received().length - before;
  console.log(
    `\n${styled('green', `${given.toLocaleString('en')} times a valid token`)}, for ${requests} requests to the authority; nobody waited but the first.`,
  );
}

async function start(options: Parameters<typeof createMockAuthority>[0]): Promise<Mock & { close(): Promise<void> }> {
  const authority = createMockAuthority({ control: true, ...options });
  const server = await authority.listen();
  return { authority, url: server.url, close: () => server.close() };
}

async function main(): Promise<void> {
  const { values } = wordsOf({ options: { stay: { type: 'boolean', default: false } } });
  const mocks = await Promise.all([
    start({ provider: 'aliyun-pds' }),
    start({ provider: 'huawei-oneaccess', traits: { refreshTokens: true } }),
    start({ provider: 'aliyun-pds', tokenLifetimeSeconds: shortLifeSeconds }),
  ]);
  const [pds, oneAccess, shortLived] = mocks;
  try {
    console.log(
      'Mock authorities that verify, rotate and expire listen on loopback; their pages show what becomes of each token:',
    );
    console.log(mocks.map(({ url, authority }) => `  ${url}/__mock/  ${authority.provider}`).join('\n'), '\n');
    await everyGrant(pds, oneAccess);
    console.log(
      `\nTokens that live ${shortLifeSeconds} seconds, asked for all the time, for ${watchSeconds} seconds:\n`,
    );
    await keptFresh(shortLived);
    if (values.stay) {
      console.log('\nThe mocks stay until you press Ctrl+C.');
      await new Promise<void>((resolve) => {
        process.once('SIGINT', resolve);
        process.once('SIGTERM', resolve);
      });
    }
  } finally {
    await Promise.all(mocks.map((mock) => mock.close()));
  }
}

try {
  await main();
} catch (error) {
  console.error(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
