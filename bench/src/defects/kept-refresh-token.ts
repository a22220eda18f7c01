import { createTokenSource, type TokenWire } from '@tokenwright/core';
import { startLoopback } from '@tokenwright/test-support';
import { importPeer } from '../peers/packages.ts';
import { keyOf } from '../support/sources.ts';
import type { Defect } from './defect.ts';
import type { SimpleOAuth2Module } from './peer-types.ts';

/** RFC 6749 section 6: the answer to a refresh may leave the refresh token out, which then stays as it is. */
const answer: TokenWire = { access_token: 'access-2', token_type: 'Bearer', expires_in: 3600 };

export const keptRefreshToken: Defect = {
  scenario: 'an answer to a refresh that brings no new refresh token',
  metric: 'refresh tokens lost',
  occurrences: [
    {
      subject: 'Tokenwright session source',
      kind: 'ours',
      async count() {
        const sent: string[] = [];
        await using source = createTokenSource({
          key: { ...keyOf('app'), credential: 'session', sessionId: 'login' },
          refresh: async ({ refreshToken }) => {
            sent.push(refreshToken);
            return answer;
          },
          initial: { access_token: 'access-1', expires_in: 3600, refresh_token: 'refresh-1' },
        });
        await source.renew({ reason: 'bench' });
        await source.renew({ reason: 'bench' });
        return sent.filter((each) => each !== 'refresh-1').length;
      },
    },
    {
      subject: 'simple-oauth2',
      kind: 'peer',
      async count() {
        const { AuthorizationCode } = await importPeer<SimpleOAuth2Module>('simple-oauth2');
        await using server = await startLoopback((_request, response) => {
          response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
        });
        const client = new AuthorizationCode({
          client: { id: 'app', secret: 'secret' },
          auth: { tokenHost: server.url, tokenPath: '/token' },
        });
        const refreshed = await client.createToken({ access_token: 'access-1', refresh_token: 'refresh-1' }).refresh();
        return refreshed.token.refresh_token === 'refresh-1' ? 0 : 1;
      },
    },
  ],
};
