import { memoryStore } from '@tokenwright/core/memory-store';
import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
import {
  createOneAccessSessionTokenSource,
  createOneAccessTenantTokenSource,
  isOneAccessTokenRejected,
  OneAccessOAuthClient,
  OneAccessTenantClient,
} from '@tokenwright/huawei-oneaccess';
import { createIdTokenVerifier, IdTokenError } from '@tokenwright/huawei-oneaccess/id-token';
import { createClient, createConfig, tenant } from '@tokenwright/huawei-oneaccess/wire';
import { askStage, expect, expectEqual, failureOf, type Case, type Context } from './case.ts';

const app = { client_id: 'mock-app', client_secret: 'mock-app-secret' } as const;

const clientOf = ({ oneAccess }: Context): OneAccessOAuthClient =>
  new OneAccessOAuthClient({ endpoint: oneAccess, ...app });

function login(context: Context, nonce: string): Promise<{ readonly code: string; readonly redirect_uri: string }> {
  return askStage(context, `code/oneaccess?clientId=${app.client_id}&nonce=${nonce}`);
}

export const oneAccessCases: readonly Case[] = [
  {
    name: 'OneAccess: a login with OpenID Connect: its id_token is verified, its user is told',
    async run(context) {
      const client = clientOf(context);
      const token = await client.getIdTokenByCode(await login(context, 'the-nonce'));
      const verifier = createIdTokenVerifier({ endpoint: context.oneAccess, client_id: app.client_id });
      const claims = await verifier.verify(token.id_token, { nonce: 'the-nonce' });
      const user = await client.getUserInfo({ access_token: token.access_token });
      expectEqual(claims.sub, user.id, 'the subject is');
      const forged = `${token.id_token.slice(0, -8)}AAAAAAAA`;
      const error = await failureOf(verifier.verify(forged, { nonce: 'the-nonce' }));
      expect(IdTokenError.isInstance(error), `a forged id_token: ${String(error)}`);
    },
  },
  {
    name: 'OneAccess: a session rotates by its refresh token',
    async run(context) {
      const client = clientOf(context);
      const source = createOneAccessSessionTokenSource({
        endpoint: context.oneAccess,
        clientId: app.client_id,
        clientSecret: app.client_secret,
        sessionId: `suite-${crypto.randomUUID()}`,
        store: memoryStore(),
        refreshWithoutStore: true,
      });
      const code = await login(context, 'another-nonce');
      const first = await source.adopt(() => client.getIdTokenByCode(code));
      const second = await source.renew({ reason: 'the suite' });
      expect(first.accessToken !== second.accessToken, 'the same token came again');
      await source.close();
    },
  },
  {
    name: 'OneAccess: tenant tokens by a call, by Basic in the address, by a source, and with a rejection',
    async run(context) {
      const { oneAccess: endpoint } = context;
      const byBody = await new OneAccessTenantClient({ endpoint, ...app }).getTenantToken();
      const byQuery = await new OneAccessTenantClient({ endpoint, ...app, grantTypeIn: 'query' }).getTenantToken();
      expectEqual([byBody.token_type, byQuery.token_type], ['Bearer', 'Bearer'], 'the types are');
      const source = createOneAccessTenantTokenSource({
        endpoint,
        clientId: app.client_id,
        clientSecret: () => Promise.resolve(app.client_secret),
      });
      const authorizedFetch = createAuthorizedFetch(source, {
        origins: [endpoint],
        isTokenRejected: isOneAccessTokenRejected,
      });
      const { accessToken } = await source.getToken();
      await askStage(context, `kill/oneaccess?token=${encodeURIComponent(accessToken)}`);
      expectEqual((await authorizedFetch(`${endpoint}/api/v2/tenant/users`)).status, 200, 'after a rejection');
      await source.close();
    },
  },
  {
    name: 'OneAccess: the generated functions, as they are',
    async run({ oneAccess }) {
      const client = createClient(createConfig({ baseUrl: oneAccess }));
      const { data, error } = await tenant.requestTenantToken({
        client,
        body: { grant_type: 'client_credentials', ...app },
      });
      expect(typeof data?.access_token === 'string', `no token: ${JSON.stringify(error)}`);
    },
  },
];
