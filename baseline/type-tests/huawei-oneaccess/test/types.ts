/**
 * What the compiler has to take, and what it has to refuse. Checked with the sources here, and against the packed
 * packages under each major version of TypeScript that is served. Nothing of it is run.
 */
import {
  createOneAccessSessionTokenSource,
  createOneAccessTenantTokenSource,
  getIdTokenByCode,
  getTenantToken,
  getTokenByCode,
  isOneAccessError,
  OneAccessOAuthClient,
  OneAccessTenantClient,
  refreshToken,
  type AccessToken,
  type AuthorizationRequest,
  type OneAccessContext,
  type OneAccessErrorCode,
  type OneAccessOidcToken,
  type OneAccessScope,
  type OneAccessTenantToken,
  type OneAccessToken,
  type OneAccessUserInfo,
  type TokenSource,
} from '@tokenwright/huawei-oneaccess';
import {
  createIdTokenVerifier,
  IdTokenError,
  verifyIdToken,
  type IdTokenErrorCode,
  type OneAccessIdTokenClaims,
} from '@tokenwright/huawei-oneaccess/id-token';
import { oauth2, tenant } from '@tokenwright/huawei-oneaccess/wire';

declare const context: OneAccessContext;
declare const client: OneAccessOAuthClient;
declare const tenantClient: OneAccessTenantClient;

const app = { client_id: 'app', client_secret: 'secret' };
const sourceApp = { domainName: 'a.example', clientId: 'app', clientSecret: 'secret' };
const redirect_uri = 'https://app.example/callback';

/** What each call needs, and gives. */
export async function calls(): Promise<unknown[]> {
  const token: OneAccessToken = await client.getTokenByCode({ code: 'c' });
  const oidc: OneAccessOidcToken = await client.getIdTokenByCode({ code: 'c', redirect_uri });
  const user: OneAccessUserInfo = await client.getUserInfo({ access_token: token.access_token });
  const management: OneAccessTenantToken = await tenantClient.getTenantToken();
  // Fields of the document by their types; others are there, and unknown.
  const fields: [string, number | undefined, string | undefined, string | undefined, string] = [
    token.access_token,
    token.expires_in,
    token.refresh_token,
    token.id_token,
    oidc.id_token,
  ];
  const mail: string | undefined = user.email;
  const left: number | undefined = management.expires_in;
  const other: unknown = token['something_new'];
  // @ts-expect-error a field that no document has may be anything
  const guessed: string = token['something_new'];
  // @ts-expect-error OpenID Connect is needed for a certain id_token
  const certain: string = token.id_token;

  // @ts-expect-error a code is needed
  await client.getTokenByCode({});
  // @ts-expect-error OpenID Connect needs the redirect URI
  await client.getIdTokenByCode({ code: 'c' });
  // @ts-expect-error a refresh token is needed
  await client.refreshToken({});
  // @ts-expect-error an access token is needed
  await client.getUserInfo({});
  // @ts-expect-error a name that nobody knows
  await client.refreshToken({ refresh_token: 'r', scope: 'openid' });
  // @ts-expect-error a time is a number of milliseconds
  await client.refreshToken({ refresh_token: 'r' }, { timeoutMs: '5s' });

  await getTokenByCode(context, { ...app, code: 'c' });
  // @ts-expect-error a function of its own needs the client's id and secret
  await getTokenByCode(context, { code: 'c' });
  // @ts-expect-error OpenID Connect needs the redirect URI
  await getIdTokenByCode(context, { ...app, code: 'c' });
  // @ts-expect-error a refresh token is needed
  await refreshToken(context, app);
  // @ts-expect-error a secret is needed
  await getTenantToken(context, { client_id: 'app' });
  return [fields, mail, left, other, guessed, certain];
}

/** How a login begins and ends. */
export async function login(): Promise<unknown[]> {
  const request: AuthorizationRequest = await client.authorizationUrl(
    { redirect_uri, scope: 'openid' },
    { pkce: true },
  );
  const { code } = client.parseCallback('/callback', request);
  await client.getIdTokenByCode({ code, redirect_uri, code_verifier: request.code_verifier });
  const known: OneAccessScope = 'get_user_info';
  const fresh: OneAccessScope = 'something_new';
  // @ts-expect-error a state to compare with is needed
  client.parseCallback('/callback', {});
  // @ts-expect-error the implicit flow is not offered
  await client.authorizationUrl({ response_type: 'id_token' });
  // @ts-expect-error the name at logout is redirect_url
  client.logoutUrl({ redirect_uri });
  // @ts-expect-error what was made is not changed
  request.state = 'x';
  return [known, fresh];
}

/** What clients and sources need. */
export function options(): unknown[] {
  const session: TokenSource<OneAccessToken> = createOneAccessSessionTokenSource({ ...sourceApp, sessionId: 's' });
  const management: TokenSource<OneAccessTenantToken> = createOneAccessTenantTokenSource({
    ...sourceApp,
    clientSecret: async () => 'secret',
    grantTypeIn: 'query',
  });
  // @ts-expect-error a session needs a name
  createOneAccessSessionTokenSource(sourceApp);
  // @ts-expect-error a tenant token belongs to no session
  createOneAccessTenantTokenSource({ ...sourceApp, sessionId: 's' });
  // @ts-expect-error a secret is needed
  createOneAccessTenantTokenSource({ domainName: 'a.example', clientId: 'app' });
  // @ts-expect-error sources are camelCase
  createOneAccessTenantTokenSource({ domain_name: 'a.example', clientId: 'app', clientSecret: 's' });
  // @ts-expect-error only the tenant API has the grant elsewhere
  void new OneAccessOAuthClient({ ...app, domain_name: 'a.example', grantTypeIn: 'query' });
  // @ts-expect-error body or basic
  void new OneAccessTenantClient({ ...app, domain_name: 'a.example', clientAuthentication: 'header' });
  return [session, management];
}

/** Known codes are proposed by editors, which needs them to be in the type; new ones are taken. */
export function errors(error: unknown): string | undefined {
  type Known<Text> = Text extends string ? (string extends Text ? never : Text) : never;
  const proposed: Known<OneAccessErrorCode> = 'APP.0001';
  const fresh: OneAccessErrorCode = 'USER.0033';
  if (isOneAccessError(error, proposed) || isOneAccessError(error, fresh)) return error.wireCode;
  if (!IdTokenError.isInstance(error)) return undefined;
  const code: IdTokenErrorCode = error.code;
  // @ts-expect-error these are all there are
  return code === 'wrong_moon' ? 'x' : code;
}

/** An id_token. */
export async function idToken(id_token: string): Promise<unknown[]> {
  const verifier = createIdTokenVerifier({ domain_name: 'a.example', client_id: 'app', algorithms: ['RS512'] });
  const claims: OneAccessIdTokenClaims = await verifier.verify(id_token, { nonce: 'n' });
  const subject: string | undefined = claims.sub;
  await verifyIdToken(context, { id_token, client_id: 'app', nonce: undefined });
  // @ts-expect-error whether a nonce is compared has to be said
  await verifier.verify(id_token, {});
  // @ts-expect-error no other algorithm is taken
  createIdTokenVerifier({ domain_name: 'a.example', client_id: 'app', algorithms: ['HS256'] });
  // @ts-expect-error the application it has to be for is needed
  createIdTokenVerifier({ domain_name: 'a.example' });
  // @ts-expect-error what is verified is not changed
  claims.sub = 'other';
  return [subject];
}

/** A token of a source. */
export function accessToken(token: AccessToken<OneAccessToken>): unknown[] {
  // @ts-expect-error the refresh token stays in the source
  void (token.wire.refresh_token satisfies string);
  // @ts-expect-error a token is frozen
  token.accessToken = 'x';
  const expiry: number | undefined = token.expiresAtMs;
  // What came with it, by the types of the document.
  const idToken: string | undefined = token.wire.id_token;
  const seconds: number | undefined = token.wire.expires_in;
  return [expiry, idToken, seconds, token.wire.access_token.length];
}

/** The generated level, with nothing added. */
export const wire: readonly unknown[] = [oauth2.requestToken, tenant.requestTenantToken];
