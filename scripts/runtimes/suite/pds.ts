import {
  authorizationUrl,
  createPdsSessionTokenSource,
  createPdsUserTokenPool,
  createPdsUserTokenSource,
  isPdsTokenRejected,
  parseCallback,
  PDSClient,
  TokenwrightError,
  type PdsTokenInfo,
  type TokenEvent,
  type TokenSource,
} from '@tokenwright/aliyun-pds';
import { createClient, createConfig, requestToken } from '@tokenwright/aliyun-pds/wire';
import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
import { memoryStore } from '@tokenwright/core/memory-store';
import { askStage, expect, expectEqual, failureOf, type Case, type Context } from './case.ts';

const domain_id = 'mock-domain';
const jwtApp = { client_id: 'mock-jwt-app' } as const;
const webApp = { client_id: 'mock-web-app', client_secret: 'mock-web-app-secret' } as const;
const userIds = ['mock-user-1', 'mock-user-2'] as const;

interface IssuedCode {
  readonly code: string;
  readonly redirect_uri: string;
}

const clientOf = ({ pds }: Context): PDSClient => new PDSClient({ api_endpoint: pds.url });
const login = (context: Context): Promise<IssuedCode> => askStage(context, `code/pds?clientId=${webApp.client_id}`);

function userSource(
  { pds }: Context,
  more: { readonly onEvent?: (event: TokenEvent) => void; readonly privateKey?: string } = {},
): TokenSource<PdsTokenInfo> {
  return createPdsUserTokenSource({
    domainId: domain_id,
    endpoint: pds.url,
    clientId: jwtApp.client_id,
    privateKey: pds.privateKey.pkcs8,
    userId: userIds[0],
    ...more,
  });
}

/** The protected resource of the twin, as any `fetch`. */
const resource = ({ pds }: Context): string => `${pds.url}/v2/user/get`;
const asking: RequestInit = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };

async function userOf(answer: Response): Promise<string | undefined> {
  expectEqual(answer.status, 200, 'the resource answered');
  return ((await answer.json()) as { user_id?: string }).user_id;
}

export const pdsCases: readonly Case[] = [
  {
    name: 'PDS: tokens by assertion, for a user and a service, with a key as PKCS#8 and as PKCS#1',
    async run(context) {
      const client = clientOf(context);
      const { pkcs8, pkcs1 } = context.pds.privateKey;
      for (const private_key_pem of [pkcs8, pkcs1]) {
        const user = await client.getUserJwtToken({ ...jwtApp, domain_id, private_key_pem, user_id: userIds[1] });
        expectEqual([user.user_id, user.token_type], [userIds[1], 'Bearer'], 'for the user came');
      }
      const service = await client.getServiceJwtToken({ ...jwtApp, domain_id, private_key_pem: pkcs8 });
      expect(service.access_token.length > 100, 'no access token for the service');
    },
  },
  {
    name: 'PDS: a login, its refresh, and its end',
    async run(context) {
      const client = clientOf(context);
      const first = await client.getTokenByCode({ ...webApp, ...(await login(context)) });
      const second = await client.refreshToken({ ...webApp, refresh_token: first.refresh_token ?? '' });
      expect(second.access_token !== first.access_token, 'the same token came again');
      const spent = await failureOf(client.refreshToken({ ...webApp, refresh_token: first.refresh_token ?? '' }));
      expect(TokenwrightError.isInstance(spent), 'a spent refresh token was refused with no error of ours');
    },
  },
  {
    name: 'PDS: the address of a login, and what comes back from it',
    run({ pds }) {
      const redirect_uri = 'https://app.example/callback';
      const { url, state } = new PDSClient({ api_endpoint: pds.url }).authorizationUrl({
        client_id: webApp.client_id,
        redirect_uri,
      });
      expect(url.startsWith(`${pds.url}/v2/oauth/authorize?`), 'the address is another');
      expect(typeof authorizationUrl === 'function', 'the call is not exported by itself');
      expectEqual(parseCallback(`${redirect_uri}?code=c&state=${state}`, { state }).code, 'c', 'the code is');
      return Promise.resolve();
    },
  },
  {
    name: 'PDS: the generated functions, as they are',
    async run(context) {
      const client = createClient(createConfig({ baseUrl: context.pds.url }));
      const { code, redirect_uri } = await login(context);
      const { data, error } = await requestToken({
        client,
        body: { grant_type: 'authorization_code', ...webApp, code, redirect_uri },
      });
      expect(typeof data?.access_token === 'string', `no token: ${JSON.stringify(error)}`);
    },
  },
  {
    name: 'PDS: what the authority does wrong is an error of ours that names no secret',
    async run(context) {
      const wanted: Readonly<Record<string, string>> = {
        'oversized=2mb': 'response_too_large',
        'redirect=307': 'redirect_refused',
        'status=503': 'AuthorityError',
        'error-in-200': 'AuthorityError',
        truncated: 'TransportError',
        // A browser sends again by itself, and the fault is for one request.
        ...(context.kind !== 'browser' && { lost: 'TransportError' }),
      };
      const client = clientOf(context);
      for (const [fault, name] of Object.entries(wanted)) {
        await askStage(context, `fault/pds?fault=${encodeURIComponent(`${fault};times=1`)}`);
        const refresh_token = 'a-refresh-token-that-nobody-may-see';
        const error = await failureOf(client.refreshToken({ ...webApp, refresh_token }));
        expect(TokenwrightError.isInstance(error), `${fault}: no error of ours: ${String(error)}`);
        expect([error.name, error.code].includes(name), `${fault}: ${error.name} ${error.code}`);
        const said = `${String(error)} ${error.stack ?? ''} ${JSON.stringify(error)}`;
        for (const secret of [refresh_token, webApp.client_secret])
          expect(!said.includes(secret.slice(0, 12)), `${fault}: the error shows a secret`);
      }
    },
  },
  {
    name: 'L2, L5: a source mints once for all who ask, and then gives what it has',
    async run(context) {
      const events: string[] = [];
      const source = userSource(context, { onEvent: ({ type }) => void events.push(type) });
      const tokens = await Promise.all(Array.from({ length: 50 }, () => source.getToken()));
      expectEqual(new Set(tokens.map(({ accessToken }) => accessToken)).size, 1, 'different tokens');
      expectEqual(events.filter((type) => type === 'renewed').length, 1, 'renewals');
      expect(Object.isFrozen(tokens[0]), 'a token can be changed');
      const again = await source.renew({ reason: 'the suite' });
      expect(again.accessToken !== tokens[0]?.accessToken, 'renew gave the old token');
      await source.close();
    },
  },
  {
    name: 'L11, L14: a login rotates by its refresh token, and is ended at the authority',
    async run(context) {
      const client = clientOf(context);
      const source = createPdsSessionTokenSource({
        domainId: domain_id,
        endpoint: context.pds.url,
        clientId: webApp.client_id,
        clientSecret: webApp.client_secret,
        sessionId: `suite-${crypto.randomUUID()}`,
        // Workers ask for a store that others see; this one is meant, as there is one process.
        store: memoryStore(),
        refreshWithoutStore: true,
      });
      const code = await login(context);
      const given = new Set([(await source.adopt(() => client.getTokenByCode({ ...webApp, ...code }))).accessToken]);
      for (const reason of ['first', 'second']) given.add((await source.renew({ reason })).accessToken);
      expectEqual(given.size, 3, 'different tokens');
      await source.signOut({ revoke: true });
      const error = await failureOf(source.getToken());
      expect(
        TokenwrightError.isInstance(error) && error.name === 'LoginRequiredError',
        `after the end: ${String(error)}`,
      );
      await source.close();
    },
  },
  {
    name: 'L19: the authorised fetch replaces a token that was refused, and repeats the request once',
    async run(context) {
      const source = userSource(context);
      const authorizedFetch = createAuthorizedFetch(source, {
        origins: [context.pds.url],
        isTokenRejected: isPdsTokenRejected,
      });
      expectEqual(await userOf(await authorizedFetch(resource(context), asking)), userIds[0], 'the user is');
      const { accessToken } = await source.getToken();
      await askStage(context, `kill/pds?token=${encodeURIComponent(accessToken)}`);
      expectEqual(await userOf(await authorizedFetch(resource(context), asking)), userIds[0], 'after a rejection');
      expect((await source.getToken()).accessToken !== accessToken, 'the refused token still serves');
      await source.close();
    },
  },
  {
    name: 'L21: a pool has a token for each user, and fetches with it',
    async run(context) {
      const pool = createPdsUserTokenPool({
        domainId: domain_id,
        endpoint: context.pds.url,
        clientId: jwtApp.client_id,
        privateKey: context.pds.privateKey.pkcs1,
      });
      for (const userId of userIds)
        expectEqual(await userOf(await pool.fetch(userId, resource(context), asking)), userId, 'the user is');
      expectEqual(pool.size, userIds.length, 'keys in memory');
      await pool.close();
    },
  },
  {
    name: 'W7: what prints a token shows none of it',
    async run(context) {
      const source = userSource(context);
      const token = await source.getToken();
      await source.close();
      const views = [...viewsOf(token), ...viewsOf(source)];
      for (const view of views)
        expect(!view.includes(token.accessToken.slice(0, 12)), `a token shows: ${view.slice(0, 80)}`);
    },
  },
];

/** Every way in which this runtime prints a value. */
function viewsOf(value: object & { toString(): string }): readonly string[] {
  const { process, Bun, Deno } = globalThis as {
    readonly process?: {
      getBuiltinModule?: (id: string) => { inspect?: (value: unknown, options?: object) => string };
    };
    readonly Bun?: { inspect(value: unknown): string };
    readonly Deno?: { inspect(value: unknown, options?: object): string };
  };
  const inspect = process?.getBuiltinModule?.('node:util')?.inspect;
  return [
    value.toString(),
    JSON.stringify(value),
    ...(inspect === undefined ? [] : [inspect(value), inspect(value, { depth: 20, showHidden: true })]),
    ...(Bun === undefined ? [] : [Bun.inspect(value)]),
    ...(Deno === undefined ? [] : [Deno.inspect(value, { depth: 20, showHidden: true })]),
  ];
}
