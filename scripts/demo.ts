/**
 * Gets every kind of token from a mock that Prism makes out of the documents, over HTTP, and prints what came back.
 */
import { generateKeyPairSync } from 'node:crypto';
import { PDSClient } from '../packages/aliyun-pds/src/index.ts';
import { startContractServer } from '../packages/contract/src/index.ts';
import { OneAccessOAuthClient, OneAccessTenantClient } from '../packages/huawei-oneaccess/src/index.ts';
import { printTable, styled } from './lib/table.ts';

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

/** The first characters, so that a reader can tell two tokens apart, and no more. */
function masked(secret: string): string {
  return `${secret.slice(0, 6)}…(${secret.length})`;
}

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
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

async function main(): Promise<void> {
  const [pdsServer, oauthServer, tenantServer] = await Promise.all([
    startContractServer('aliyun-pds'),
    startContractServer('huawei-oneaccess-oauth2'),
    startContractServer('huawei-oneaccess-tenant'),
  ]);
  const servers = [pdsServer, oauthServer, tenantServer];
  try {
    console.log('Three mock authorities, made by Prism from specs/*.yaml, listen on loopback:');
    console.log(servers.map(({ url }) => `  ${url}`).join('\n'), '\n');

    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const private_key_pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const [domain_id, client_id, client_secret] = ['demo', 'demo-app', 'demo-secret'];
    const redirect_uri = 'https://app.example/callback';

    const pds = new PDSClient({ api_endpoint: pdsServer.url });
    const oauth = new OneAccessOAuthClient({ endpoint: oauthServer.url, client_id, client_secret });
    const tenant = new OneAccessTenantClient({ endpoint: tenantServer.url, client_id, client_secret });
    // What the calls that mint return is what the calls that refresh are given, as in real life.
    let user: Token = { access_token: '' };
    let session: Token = { access_token: '' };
    let login: Token = { access_token: '' };

    const steps: readonly Step[] = [
      {
        provider: 'PDS',
        grant: 'jwt-bearer, user',
        call: async () =>
          (user = await pds.getUserJwtToken({ domain_id, client_id, private_key_pem, user_id: 'user-1' })),
      },
      {
        provider: 'PDS',
        grant: 'jwt-bearer, service',
        call: () => pds.getServiceJwtToken({ domain_id, client_id, private_key_pem }),
      },
      {
        provider: 'PDS',
        grant: 'refresh_token (JWT)',
        call: () => pds.refreshJwtToken({ client_id, refresh_token: user.refresh_token ?? '' }),
      },
      {
        provider: 'PDS',
        grant: 'authorization_code',
        call: async () =>
          (session = await pds.getTokenByCode({ client_id, client_secret, redirect_uri, code: 'one-time-code' })),
      },
      {
        provider: 'PDS',
        grant: 'refresh_token',
        call: () =>
          pds.refreshToken({ client_id, client_secret, redirect_uri, refresh_token: session.refresh_token ?? '' }),
      },
      {
        provider: 'OneAccess',
        grant: 'authorization_code',
        call: async () =>
          (login = await oauth.getIdTokenByCode(
            { redirect_uri, code: 'one-time-code' },
            { headers: { prefer: 'example=oidc_code_with_refresh_token' } },
          )),
      },
      {
        provider: 'OneAccess',
        grant: 'refresh_token',
        call: () =>
          oauth.refreshToken(
            { refresh_token: login.refresh_token ?? '' },
            { headers: { prefer: 'example=oidc_refresh' } },
          ),
      },
      { provider: 'OneAccess tenant', grant: 'client_credentials', call: () => tenant.getTenantToken() },
    ];

    const rows: string[][] = [];
    for (const { provider, grant, call } of steps) {
      const started = performance.now();
      const token = await call();
      rows.push([
        provider,
        grant,
        cameBack(token),
        validity(token.expires_in),
        (performance.now() - started).toFixed(1),
      ]);
    }
    printTable(['provider', 'grant', 'what came back', 'valid for', 'ms'], rows);

    const violations = servers.flatMap((server) => server.violations);
    if (violations.length > 0) throw new Error(`A request broke its document: ${JSON.stringify(violations)}`);
    console.log(
      `\n${styled('green', `${rows.length} tokens`)}, every request checked against its document: no violation.`,
    );
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

try {
  await main();
} catch (error) {
  console.error(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
