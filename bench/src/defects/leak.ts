import { inspect } from 'node:util';
import { createPdsContext, refreshToken } from '@tokenwright/aliyun-pds';
import { startLoopback } from '@tokenwright/test-support';
import { importPeer } from '../peers/packages.ts';
import type { Defect } from './defect.ts';
import type { GoogleModule, SimpleOAuth2Module } from './peer-types.ts';

const secret = 'secret-token-0123456789abcdef';

/** Whether what is thrown shows the secret to whoever prints it. */
async function shownBy(status: number, body: object, request: (origin: string) => Promise<unknown>): Promise<number> {
  await using authority = await startLoopback((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const thrown: unknown = await request(authority.url).catch((error: unknown) => error);
  return inspect(thrown, { depth: 10 }).includes(secret) ? 1 : 0;
}

const refusal = { error: 'invalid_grant' };

export const leak: Defect = {
  scenario: 'a refused refresh, the error printed with util.inspect',
  metric: 'refresh tokens shown',
  occurrences: [
    {
      subject: 'Tokenwright refreshToken (PDS)',
      kind: 'ours',
      count: () =>
        shownBy(400, refusal, (origin) =>
          refreshToken(createPdsContext({ api_endpoint: origin }), { client_id: 'app', refresh_token: secret }),
        ),
    },
    {
      subject: 'google-auth-library OAuth2Client',
      kind: 'peer',
      async count() {
        const { OAuth2Client } = await importPeer<GoogleModule>('google-auth-library');
        return shownBy(400, refusal, async (origin) => {
          const endpoints = { oauth2TokenUrl: `${origin}/token` };
          const client = new OAuth2Client({ clientId: 'app', clientSecret: 'client-secret', endpoints });
          client.setCredentials({ refresh_token: secret });
          await client.getAccessToken();
        });
      },
    },
    {
      subject: 'simple-oauth2',
      kind: 'peer',
      async count() {
        const { AuthorizationCode } = await importPeer<SimpleOAuth2Module>('simple-oauth2');
        return shownBy(400, refusal, (origin) =>
          new AuthorizationCode({
            client: { id: 'app', secret: 'client-secret' },
            auth: { tokenHost: origin, tokenPath: '/token' },
          })
            .createToken({ access_token: 'access-1', refresh_token: secret })
            .refresh(),
        );
      },
    },
  ],
};
