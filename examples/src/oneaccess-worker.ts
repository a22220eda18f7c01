/**
 * A Cloudflare Worker that lists the users of a OneAccess instance by its management API. All requests that an isolate
 * answers share a token. One that is due is renewed behind an answer, one that OneAccess refuses is replaced.
 *
 * Settings, the last one a secret: ONEACCESS_ENDPOINT (https://abcdefg.huaweioneaccess.com), ONEACCESS_CLIENT_ID,
 * ONEACCESS_CLIENT_SECRET.
 */
import { env, waitUntil } from 'cloudflare:workers';
import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
import {
  createOneAccessTenantTokenSource,
  isOneAccessTokenRejected,
  TokenwrightError,
} from '@tokenwright/huawei-oneaccess';

const { ONEACCESS_ENDPOINT = '', ONEACCESS_CLIENT_ID = '', ONEACCESS_CLIENT_SECRET = '' } = env;

// Made while the Worker loads: nothing is sent before somebody asks.
const source = createOneAccessTenantTokenSource({
  endpoint: ONEACCESS_ENDPOINT,
  clientId: ONEACCESS_CLIENT_ID,
  clientSecret: ONEACCESS_CLIENT_SECRET,
  // Without it a renewal would end with the request that began it, and so the request would have to wait for it.
  waitUntil,
});
const authorizedFetch = createAuthorizedFetch(source, {
  origins: [ONEACCESS_ENDPOINT],
  isTokenRejected: isOneAccessTokenRejected,
});

// oxlint-disable-next-line import/no-default-export -- the runtime looks for the handlers there
export default {
  async fetch(): Promise<Response> {
    try {
      const answer = await authorizedFetch(`${ONEACCESS_ENDPOINT}/api/v2/tenant/users`);
      if (!answer.ok) return Response.json({ error: `OneAccess answered HTTP ${answer.status}.` }, { status: 502 });
      const { users } = (await answer.json()) as { users: readonly { readonly user_id: string }[] };
      return Response.json({ users: users.map(({ user_id }) => user_id) });
    } catch (error) {
      if (!TokenwrightError.isInstance(error)) throw error;
      // The message holds no secret, but it is not for whoever asked.
      console.error(`${error.code}: ${error.message}`);
      return Response.json({ error: 'OneAccess gives no token at the moment.' }, { status: 502 });
    }
  },
};
