import { createTokenSource, type TokenWire } from '@tokenwright/core';
import { importPeer } from '../peers/packages.ts';
import { keyOf } from '../support/sources.ts';
import type { Defect } from './defect.ts';
import type { GoogleModule } from './peer-types.ts';

/** An authority that gives a new refresh token each time, and notes those that were sent a second time. */
class RotatingAuthority {
  again = 0;
  readonly #seen = new Set<string>();

  answer(refreshToken: string): TokenWire {
    if (this.#seen.has(refreshToken)) this.again += 1;
    this.#seen.add(refreshToken);
    const place = this.#seen.size + 1;
    return {
      access_token: `access-${place}`,
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: `refresh-${place}`,
    };
  }
}

const renewals = 3;

export const rotation: Defect = {
  scenario: `an authority that rotates refresh tokens, ${renewals} renewals`,
  metric: 'refresh tokens sent a second time',
  occurrences: [
    {
      subject: 'Tokenwright session source',
      kind: 'ours',
      async count() {
        const authority = new RotatingAuthority();
        await using source = createTokenSource({
          key: { ...keyOf('app'), credential: 'session', sessionId: 'login' },
          refresh: async ({ refreshToken }) => authority.answer(refreshToken),
          initial: { access_token: 'access-1', expires_in: 3600, refresh_token: 'refresh-1' },
        });
        for (let done = 0; done < renewals; done += 1) await source.renew({ reason: 'bench' });
        return authority.again;
      },
    },
    {
      subject: 'google-auth-library OAuth2Client',
      kind: 'peer',
      async count() {
        const { OAuth2Client } = await importPeer<GoogleModule>('google-auth-library');
        const authority = new RotatingAuthority();
        const answer = async (_url: unknown, init?: { body?: unknown }): Promise<Response> => {
          const body = new URLSearchParams(String(init?.body));
          return Response.json(authority.answer(body.get('refresh_token') ?? ''));
        };
        const client = new OAuth2Client({
          clientId: 'app',
          clientSecret: 'secret',
          transporterOptions: { fetchImplementation: answer },
        });
        client.setCredentials({ refresh_token: 'refresh-1' });
        for (let done = 0; done < renewals; done += 1) {
          client.credentials.expiry_date = 1;
          await client.getAccessToken();
        }
        return authority.again;
      },
    },
  ],
};
