import { createClientSuite, type ClientCalls, type ClientContext } from '@tokenwright/contract';
import { pem } from '@tokenwright/test-support';
import { describe, test } from 'vitest';
import { PDSClient, type PdsClientOptions } from '../src/index.ts';

const redirect_uri = 'https://app.example/callback';
const service = { domain_id: 'dom', client_id: 'app', private_key_pem: pem.pkcs8() };
const login = { client_id: 'app', client_secret: 's', redirect_uri };

const client = ({ fetch }: ClientContext, options: PdsClientOptions = {}): PDSClient =>
  new PDSClient({ domain_id: 'dom', fetch, ...options });

/** What a browser does with an address. */
async function visit({ fetch }: ClientContext, url: string): Promise<void> {
  const { status } = await fetch(url, { redirect: 'manual' });
  if (status >= 400) throw new Error(`HTTP ${status}`);
}

const suites: Readonly<Record<string, ClientCalls>> = {
  getUserJwtToken: {
    requestToken: (context) => client(context).getUserJwtToken({ ...service, user_id: 'u', subdomain_id: 's' }),
  },
  getServiceJwtToken: { requestToken: (context) => client(context).getServiceJwtToken(service) },
  getTokenByCode: { requestToken: (context) => client(context).getTokenByCode({ ...login, code: 'c' }) },
  'getTokenByCode as the vendor’s SDK spells the grant': {
    requestToken: (context) => client(context, { codeGrantType: 'code' }).getTokenByCode({ ...login, code: 'c' }),
  },
  'getTokenByCode of a public client': {
    requestToken: (context) => client(context).getTokenByCode({ client_id: 'app', redirect_uri, code: 'c' }),
  },
  refreshToken: { requestToken: (context) => client(context).refreshToken({ ...login, refresh_token: 'r' }) },
  refreshJwtToken: {
    refreshAccountToken: (context) => client(context).refreshJwtToken({ client_id: 'app', refresh_token: 'r' }),
  },
  'revoke and authorizationUrl': {
    revokeAccountToken: (context) => client(context).revoke({ client_id: 'app', refresh_token: 'r' }),
    authorize: (context) =>
      visit(context, client(context).authorizationUrl({ client_id: 'app', redirect_uri, scope: ['FILE.ALL'] }).url),
  },
};

for (const [what, calls] of Object.entries(suites)) {
  describe(`the contract of ${what}`, async () => {
    const { cases } = await createClientSuite('aliyun-pds', calls);
    // oxlint-disable-next-line vitest/expect-expect -- a case asserts by itself
    test.each(cases)('$name', async ({ run }) => run());
  });
}
