import { createClientSuite, type ClientContext, type ClientCalls } from '@tokenwright/contract';
import { describe, expect, test } from 'vitest';
import { OneAccessOAuthClient, OneAccessTenantClient } from '../src/index.ts';
import { createIdTokenVerifier, IdTokenError } from '../src/id-token.ts';

const app = { domain_name: 'abcdefg.huaweioneaccess.com', client_id: 'app', client_secret: 'secret' };
const redirect_uri = 'https://app.example/callback';
const { domain_name, client_id } = app;

const oauth = ({ fetch }: Pick<ClientContext, 'fetch'>): OneAccessOAuthClient =>
  new OneAccessOAuthClient({ ...app, fetch });
const tenant = (context: ClientContext, options: object = {}): OneAccessTenantClient =>
  new OneAccessTenantClient({ ...app, ...options, fetch: context.fetch });

/** What a browser does with an address. */
async function visit({ fetch }: ClientContext, url: string): Promise<void> {
  const { status } = await fetch(url, { redirect: 'manual' });
  if (status >= 400) throw new Error(`HTTP ${status}`);
}

/** Verifies a token that no key fits: all that is asked of the discovery document happens before that. */
async function discover({ fetch }: ClientContext): Promise<void> {
  const withoutKeys = async (url: string, init: RequestInit): Promise<Response> =>
    url.endsWith('/keys') ? Response.json({ keys: [] }) : fetch(url, init);
  const unsigned = `${btoa('{"alg":"RS256"}').replace(/=+$/, '')}.e30.AAAA`;
  try {
    await createIdTokenVerifier({ domain_name, client_id, fetch: withoutKeys }).verify(unsigned, { nonce: undefined });
  } catch (error) {
    if (!IdTokenError.isInstance(error) || error.code !== 'unknown_key') throw error;
  }
}

const verifier = 'v'.repeat(43);
const suites: readonly (readonly [string, 'huawei-oneaccess-oauth2' | 'huawei-oneaccess-tenant', ClientCalls])[] = [
  ['a code', 'huawei-oneaccess-oauth2', { requestToken: (context) => oauth(context).getTokenByCode({ code: 'c' }) }],
  [
    'a code with a redirect URI and PKCE',
    'huawei-oneaccess-oauth2',
    {
      requestToken: (context) => oauth(context).getTokenByCode({ code: 'c', redirect_uri, code_verifier: verifier }),
    },
  ],
  [
    'a refresh token',
    'huawei-oneaccess-oauth2',
    { requestToken: (context) => oauth(context).refreshToken({ refresh_token: 'r' }) },
  ],
  [
    'everything but tokens',
    'huawei-oneaccess-oauth2',
    {
      authorize: async (context) =>
        visit(context, (await oauth(context).authorizationUrl({ redirect_uri }, { pkce: true })).url),
      getUserInfo: (context) => oauth(context).getUserInfo({ access_token: 'a' }),
      getOpenIdConfiguration: discover,
      logout: (context) => visit(context, oauth(context).logoutUrl({ redirect_url: redirect_uri })),
    },
  ],
  [
    'a tenant token, credentials in the body',
    'huawei-oneaccess-tenant',
    { requestTenantToken: (context) => tenant(context).getTenantToken() },
  ],
  [
    'a tenant token by HTTP Basic',
    'huawei-oneaccess-tenant',
    { requestTenantToken: (context) => tenant(context, { clientAuthentication: 'basic' }).getTenantToken() },
  ],
  [
    'a tenant token with the grant in the address',
    'huawei-oneaccess-tenant',
    { requestTenantToken: (context) => tenant(context, { grantTypeIn: 'query' }).getTenantToken() },
  ],
];

/** The documents have it as a guess; every page of the vendor has a type, and RFC 6749 requires one (W4). */
const refusedGuess = '"access_token_only"';

for (const [what, document, calls] of suites) {
  describe(`the contract of ${what}`, async () => {
    const { cases } = await createClientSuite(document, calls);
    const [refused, understood] = [true, false].map((is) =>
      cases.filter(({ name }) => name.includes(refusedGuess) === is),
    );
    // oxlint-disable-next-line vitest/expect-expect -- a case asserts by itself
    test.each(understood ?? [])('$name', async ({ run }) => run());
    test.each(refused ?? [])('W4: $name, but not without a token type', async ({ run }) => {
      await expect(run()).rejects.toThrow(/not of type Bearer/);
    });
  });
}
