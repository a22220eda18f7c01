/**
 * A serverless function that acts for one user of a PDS domain, on a host whose functions take a request and a context
 * with `waitUntil`: Netlify, Vercel, Deno Deploy and others. The source outlives a request, so most find a token there.
 * One that is due is renewed behind the answer: who came gets the present one at once, and the host stays until the
 * next is there.
 *
 * Settings: PDS_DOMAIN_ID, PDS_CLIENT_ID, PDS_PRIVATE_KEY (PEM), PDS_USER_ID.
 */
import { createPdsUserTokenSource, isPdsTokenRejected, TokenwrightError } from '@tokenwright/aliyun-pds';
import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';

/** What of the host's context is needed. */
export interface FunctionContext {
  waitUntil(work: Promise<unknown>): void;
}

const { PDS_DOMAIN_ID = '', PDS_CLIENT_ID = '', PDS_PRIVATE_KEY = '', PDS_USER_ID = '' } = process.env;
const api = `https://${PDS_DOMAIN_ID}.api.aliyunpds.com`;

// One for each instance of the function. It mints tokens, which spends nothing: instances need to share no store.
const source = createPdsUserTokenSource({
  domainId: PDS_DOMAIN_ID,
  clientId: PDS_CLIENT_ID,
  privateKey: PDS_PRIVATE_KEY,
  userId: PDS_USER_ID,
  onEvent: (event) => {
    if (event.type === 'failed') console.error(`${event.error.code}: ${event.error.message}`);
  },
});
const authorizedFetch = createAuthorizedFetch(source, { origins: [api], isTokenRejected: isPdsTokenRejected });

// oxlint-disable-next-line import/no-default-export -- hosts look for the function there
export default async function handler(_request: Request, context: FunctionContext): Promise<Response> {
  try {
    // Only the host of this request can wait for what goes on after it, so the source is told with each.
    await source.getToken({ waitUntil: (work) => context.waitUntil(work) });
    const answer = await authorizedFetch(`${api}/v2/user/get`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const { user_id, default_drive_id } = (await answer.json()) as { user_id?: string; default_drive_id?: string };
    return Response.json({ user: user_id, drive: default_drive_id }, { status: answer.status });
  } catch (error) {
    if (!TokenwrightError.isInstance(error)) throw error;
    return Response.json({ error: 'PDS gives no token at the moment.' }, { status: 502 });
  }
}
