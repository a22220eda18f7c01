import { createTokenSource, type TokenWire } from '@tokenwright/core';
import { importPeer } from '../peers/packages.ts';
import { keyOf } from '../support/sources.ts';
import type { Defect } from './defect.ts';
import type { BadgatewayModule, BadgatewayToken } from './peer-types.ts';

const lifetimeSeconds = 30 * 24 * 3600;
const watchedMs = 1000;

const watched = (quick: boolean): Promise<void> => new Promise((resolve) => setTimeout(resolve, quick ? 1 : watchedMs));

/** `setTimeout` fires at once when it is to wait for longer than 24.8 days. */
export const longLivedToken: Defect = {
  scenario: 'a token of 30 days that is renewed ahead of time, its first second',
  metric: 'renewals',
  occurrences: [
    {
      subject: 'Tokenwright keepFresh',
      kind: 'ours',
      async count(quick) {
        let requests = 0;
        await using source = createTokenSource({
          key: keyOf('app'),
          mint: async (): Promise<TokenWire> => {
            requests += 1;
            return { access_token: `access-${requests}`, expires_in: lifetimeSeconds };
          },
          keepFresh: true,
        });
        await source.getToken();
        await watched(quick);
        return requests - 1;
      },
    },
    {
      subject: '@badgateway/oauth2-client OAuth2Fetch',
      kind: 'peer',
      async count(quick) {
        const { OAuth2Fetch } = await importPeer<BadgatewayModule>('@badgateway/oauth2-client');
        let requests = 0;
        let running = true;
        const issue = async (): Promise<BadgatewayToken> => {
          requests += 1;
          // It has no way to be stopped, but by a token that it does not schedule.
          const expiresAt = running ? Date.now() + lifetimeSeconds * 1000 : null;
          return { accessToken: `access-${requests}`, expiresAt, refreshToken: 'refresh-1' };
        };
        const wrapper = new OAuth2Fetch({ client: { refreshToken: issue }, getNewToken: issue, scheduleRefresh: true });
        await wrapper.getAccessToken();
        await watched(quick);
        running = false;
        return requests - 1;
      },
    },
  ],
};
