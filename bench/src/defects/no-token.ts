import { createPdsContext, refreshToken } from '@tokenwright/aliyun-pds';
import { startLoopback } from '@tokenwright/test-support';
import { importPeer } from '../peers/packages.ts';
import type { Defect } from './defect.ts';
import type { BadgatewayModule, SimpleOAuth2Module } from './peer-types.ts';

/** Whether an answer 200 without a token is taken for one. */
async function taken(request: (origin: string) => Promise<unknown>): Promise<number> {
  await using authority = await startLoopback((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"hello":1}');
  });
  return await request(authority.url).then(
    () => 1,
    () => 0,
  );
}

export const noToken: Defect = {
  scenario: 'an answer 200 with {"hello":1} in place of a token',
  metric: 'answers taken for a token',
  occurrences: [
    {
      subject: 'Tokenwright refreshToken (PDS)',
      kind: 'ours',
      count: () =>
        taken((origin) =>
          refreshToken(createPdsContext({ api_endpoint: origin }), { client_id: 'app', refresh_token: 'refresh-1' }),
        ),
    },
    {
      subject: 'simple-oauth2',
      kind: 'peer',
      async count() {
        const { ClientCredentials } = await importPeer<SimpleOAuth2Module>('simple-oauth2');
        return taken((origin) =>
          new ClientCredentials({
            client: { id: 'app', secret: 'secret' },
            auth: { tokenHost: origin, tokenPath: '/token' },
          }).getToken({}),
        );
      },
    },
    {
      subject: '@badgateway/oauth2-client',
      kind: 'peer',
      async count() {
        const { OAuth2Client } = await importPeer<BadgatewayModule>('@badgateway/oauth2-client');
        return taken((server) =>
          new OAuth2Client({
            server,
            clientId: 'app',
            clientSecret: 'secret',
            tokenEndpoint: '/token',
          }).clientCredentials(),
        );
      },
    },
  ],
};
