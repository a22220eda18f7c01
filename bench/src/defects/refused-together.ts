import { createTokenSource, type TokenWire } from '@tokenwright/core';
import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
import { startLoopback } from '@tokenwright/test-support';
import { importPeer } from '../peers/packages.ts';
import { keyOf } from '../support/sources.ts';
import type { Defect } from './defect.ts';
import type { BadgatewayModule, BadgatewayToken } from './peer-types.ts';

const requestsAtOnce = 10;

/** The resource refuses `access-1`, one request after the other. Renewals beyond the one that is needed. */
async function superfluous(
  attempt: (origin: string) => Promise<{ fetch: (url: string) => Promise<Response>; renewals: () => number }>,
): Promise<number> {
  let refused = 0;
  await using resource = await startLoopback(({ headers }, response) => {
    const dead = headers.authorization === 'Bearer access-1';
    if (dead) refused += 1;
    setTimeout(() => response.writeHead(dead ? 401 : 200).end(), dead ? refused * 10 : 0);
  });
  const { fetch, renewals } = await attempt(resource.url);
  await Promise.all(Array.from({ length: requestsAtOnce }, () => fetch(`${resource.url}/files`)));
  return renewals() - 1;
}

export const refusedTogether: Defect = {
  scenario: `${requestsAtOnce} requests under way with a revoked token, refused one after the other`,
  metric: 'renewals beyond the one that is needed',
  occurrences: [
    {
      subject: 'Tokenwright createAuthorizedFetch',
      kind: 'ours',
      count: () =>
        superfluous(async (origin) => {
          let issued = 0;
          const source = createTokenSource({
            key: keyOf('app'),
            mint: async (): Promise<TokenWire> => {
              issued += 1;
              return { access_token: `access-${issued}`, expires_in: 3600 };
            },
          });
          await source.getToken();
          return { fetch: createAuthorizedFetch(source, { origins: [origin] }), renewals: () => issued - 1 };
        }),
    },
    {
      subject: '@badgateway/oauth2-client OAuth2Fetch',
      kind: 'peer',
      async count() {
        const { OAuth2Fetch } = await importPeer<BadgatewayModule>('@badgateway/oauth2-client');
        return superfluous(async () => {
          let issued = 0;
          const issue = async (): Promise<BadgatewayToken> => {
            issued += 1;
            return {
              accessToken: `access-${issued}`,
              expiresAt: Date.now() + 3_600_000,
              refreshToken: `refresh-${issued}`,
            };
          };
          const wrapper = new OAuth2Fetch({
            client: { refreshToken: issue },
            getNewToken: issue,
            scheduleRefresh: false,
          });
          await wrapper.getAccessToken();
          return { fetch: (url) => wrapper.fetch(url), renewals: () => issued - 1 };
        });
      },
    },
  ],
};
