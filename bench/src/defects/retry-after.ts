import { createPdsContext, getUserJwtToken } from '@tokenwright/aliyun-pds';
import { createTokenSource } from '@tokenwright/core';
import { pem } from '@tokenwright/test-support';
import { importPeer } from '../peers/packages.ts';
import { keyOf } from '../support/sources.ts';
import type { Defect } from './defect.ts';
import type { GoogleModule } from './peer-types.ts';

/** An authority that asks to be left alone for two seconds; requests beyond the first one. */
async function tooEarly(ask: (send: typeof fetch) => Promise<unknown>): Promise<number> {
  let requests = 0;
  await ask(async () => {
    requests += 1;
    return new Response('{}', { status: 503, headers: { 'retry-after': '2', 'content-type': 'application/json' } });
  }).catch(() => undefined);
  return requests - 1;
}

export const retryAfter: Defect = {
  scenario: 'an answer 503 with Retry-After: 2, one call',
  metric: 'requests before that time',
  occurrences: [
    {
      subject: 'Tokenwright getToken (PDS)',
      kind: 'ours',
      count: () =>
        tooEarly(async (send) => {
          const context = createPdsContext({ api_endpoint: 'https://pds.example', fetch: send });
          const assertion = { domain_id: 'd', client_id: 'app', user_id: 'u', private_key_pem: pem.pkcs8() };
          await using source = createTokenSource({
            key: keyOf('app'),
            mint: () => getUserJwtToken(context, assertion),
          });
          await source.getToken();
        }),
    },
    {
      subject: 'google-auth-library JWT',
      kind: 'peer',
      async count() {
        const { JWT } = await importPeer<GoogleModule>('google-auth-library');
        return tooEarly((fetchImplementation) =>
          new JWT({
            email: 'app@example.com',
            key: pem.pkcs8(),
            transporterOptions: { fetchImplementation },
          }).getAccessToken(),
        );
      },
    },
  ],
};
