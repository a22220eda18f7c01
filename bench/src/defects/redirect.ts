import { createPdsContext, refreshToken } from '@tokenwright/aliyun-pds';
import { startLoopback } from '@tokenwright/test-support';
import { importPeer } from '../peers/packages.ts';
import type { Defect } from './defect.ts';
import type { BadgatewayModule, GoogleModule } from './peer-types.ts';

const secret = 'client-secret-0123456789';

/** How many requests with the secret reach a host that the authority's answer 307 points at. */
async function arrivedElsewhere(request: (origin: string) => Promise<unknown>): Promise<number> {
  await using elsewhere = await startLoopback((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await using authority = await startLoopback((_request, response) => {
    response.writeHead(307, { location: `${elsewhere.url}/token` }).end();
  });
  // That it fails is right.
  await request(authority.url).catch(() => undefined);
  return elsewhere.received.filter(({ body, headers }) => (body + (headers.authorization ?? '')).includes(secret))
    .length;
}

export const redirect: Defect = {
  scenario: 'a token request that is answered with a redirect to another host',
  metric: 'client secrets that arrived there',
  occurrences: [
    {
      subject: 'Tokenwright refreshToken (PDS)',
      kind: 'ours',
      count: () =>
        arrivedElsewhere((origin) =>
          refreshToken(createPdsContext({ api_endpoint: origin }), {
            client_id: 'app',
            client_secret: secret,
            refresh_token: 'refresh-1',
          }),
        ),
    },
    {
      subject: 'google-auth-library OAuth2Client',
      kind: 'peer',
      async count() {
        const { OAuth2Client } = await importPeer<GoogleModule>('google-auth-library');
        return arrivedElsewhere(async (origin) => {
          const endpoints = { oauth2TokenUrl: `${origin}/token` };
          const client = new OAuth2Client({ clientId: 'app', clientSecret: secret, endpoints });
          client.setCredentials({ refresh_token: 'refresh-1' });
          await client.getAccessToken();
        });
      },
    },
    {
      subject: '@badgateway/oauth2-client',
      kind: 'peer',
      async count() {
        const { OAuth2Client } = await importPeer<BadgatewayModule>('@badgateway/oauth2-client');
        return arrivedElsewhere(async (origin) => {
          const client = new OAuth2Client({
            server: origin,
            clientId: 'app',
            clientSecret: secret,
            tokenEndpoint: '/token',
            authenticationMethod: 'client_secret_post',
          });
          await client.refreshToken({ accessToken: 'access-1', expiresAt: null, refreshToken: 'refresh-1' });
        });
      },
    },
  ],
};
