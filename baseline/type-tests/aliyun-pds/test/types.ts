/**
 * What the compiler knows of this package. Nothing here runs: it is compiled with the package's own sources, and, packed
 * and installed, by every TypeScript that is supported (`test/packed-types.test.ts`).
 */
import {
  authorizationUrl,
  createPdsAssertionSigner,
  createPdsContext,
  createPdsServiceTokenSource,
  createPdsSessionTokenPool,
  createPdsSessionTokenSource,
  createPdsUserTokenPool,
  createPdsUserTokenSource,
  getServiceJwtToken,
  getTokenByCode,
  getUserJwtToken,
  isPdsError,
  isPdsTokenRejected,
  parseCallback,
  PDSClient,
  refreshJwtToken,
  refreshToken,
  revoke,
  TokenwrightError,
  toVendorTokenOptions,
  TransportError,
  type AccessToken,
  type PdsErrorCode,
  type PdsHost,
  type PdsLoginType,
  type PdsRole,
  type PdsTokenInfo,
  type TokenPool,
  type TokenSource,
} from '@tokenwright/aliyun-pds';
import { requestToken, servers, type JwtBearerGrant } from '@tokenwright/aliyun-pds/wire';
import { createTokenSource } from '@tokenwright/core';
import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- two types are equal when these cannot be told apart
type Equal<Left, Right> = (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the claim is the point
declare function holds<_Claim extends true>(): void;

const context = createPdsContext({ domain_id: 'dom' });
const client = new PDSClient({ api_endpoint: 'https://dom.api.aliyunpds.com' });

// --- an open list of values completes its known ones, and takes others

type KnownRole = 'superadmin' | 'admin' | 'user' | 'subdomain_super_admin' | 'subdomain_admin';
holds<Equal<Extract<PdsRole, KnownRole>, KnownRole>>();
holds<Equal<Extract<PdsLoginType, 'ding' | 'wechat'>, 'ding' | 'wechat'>>();
holds<Equal<Extract<PdsErrorCode, 'InvalidParameter.RefreshToken'>, 'InvalidParameter.RefreshToken'>>();
holds<Equal<PdsHost, 'api' | 'auth' | 'api-vpc'>>();
export const others: readonly [PdsRole, PdsLoginType, PdsErrorCode] = ['auditor', 'passkey', 'Quota.Exceeded'];

// --- calls: what the grant needs is required

const code = { client_id: 'c', redirect_uri: 'https://app.example/cb', code: 'code' };
void getTokenByCode(context, code);
void client.getTokenByCode({ ...code, client_secret: async () => 'fetched' }, { timeoutMs: 5, signal: undefined });
// @ts-expect-error no code
void getTokenByCode(context, { client_id: 'c', redirect_uri: 'https://app.example/cb' });
// @ts-expect-error no redirect_uri
void getTokenByCode(context, { client_id: 'c', code: 'code' });
// @ts-expect-error no client_id
void getTokenByCode(context, { redirect_uri: 'https://app.example/cb', code: 'code' });
// @ts-expect-error the name of the vendor's table
void getTokenByCode(context, { client_id: 'c', redirect_url: 'https://app.example/cb', code: 'code' });
// @ts-expect-error an option of axios
void client.getTokenByCode(code, { timeout: 5 });

void refreshToken(context, { client_id: 'c', refresh_token: () => 'r', redirect_uri: undefined });
// @ts-expect-error no refresh_token
void refreshToken(context, { client_id: 'c' });
void refreshJwtToken(context, { client_id: 'c', refresh_token: 'r' });
// @ts-expect-error a refresh of a JWT application has no secret
void refreshJwtToken(context, { client_id: 'c', refresh_token: 'r', client_secret: 's' });
void revoke(context, { client_id: 'c', refresh_token: 'r' });
// @ts-expect-error no refresh_token
void client.revoke({ client_id: 'c' });

const user = { domain_id: 'dom', client_id: 'c', user_id: 'u' };
const signer = createPdsAssertionSigner({ sign: (message) => Promise.resolve(message) });
void getUserJwtToken(context, { ...user, private_key_pem: 'pem' });
void getUserJwtToken(context, { ...user, private_key_pem: () => 'pem', auto_create: true, subdomain_id: 's' });
void client.getUserJwtToken({ ...user, signer }, { clockOffsetMs: 5 });
// @ts-expect-error no key
void getUserJwtToken(context, user);
// @ts-expect-error two keys
void getUserJwtToken(context, { ...user, private_key_pem: 'pem', signer });
// @ts-expect-error no user
void getUserJwtToken(context, { domain_id: 'dom', client_id: 'c', private_key_pem: 'pem' });
// @ts-expect-error the misspelt name of the vendor's page
void getUserJwtToken(context, { ...user, private_Key_pem: 'pem' });
void getServiceJwtToken(context, { domain_id: 'dom', client_id: 'c', signer });
// @ts-expect-error a service account is no user
void getServiceJwtToken(context, { ...user, private_key_pem: 'pem', user_id: 'u' });
// @ts-expect-error PDS takes RS256 only
createPdsAssertionSigner({ key: 'pem', alg: 'ES256' });

// @ts-expect-error an option of the vendor's SDK that means nothing here
void new PDSClient({ domain_id: 'dom', refresh_token_fun: () => undefined });
// @ts-expect-error a host that issues no tokens
createPdsContext({ domain_id: 'dom', host: 'admin' });

// --- the login page

const { url, state } = authorizationUrl(context, { client_id: 'c', redirect_uri: 'https://app.example/cb' });
holds<Equal<typeof url, string>>();
client.authorizationUrl({ client_id: 'c', redirect_uri: 'https://a.example', login_type: 'ding', scope: ['FILE.ALL'] });
// @ts-expect-error no redirect_uri
authorizationUrl(context, { client_id: 'c' });
holds<Equal<ReturnType<typeof parseCallback>['code'], string>>();
parseCallback(new URL('https://app.example/cb'), { state });
// @ts-expect-error without what it is compared with
parseCallback('https://app.example/cb');

// --- what comes back is typed by the document

export async function tokens(source: TokenSource<PdsTokenInfo>, pool: TokenPool<PdsTokenInfo>): Promise<void> {
  const token = await refreshToken(context, { client_id: 'c', refresh_token: 'r' });
  holds<Equal<typeof token, PdsTokenInfo>>();
  holds<Equal<typeof token.access_token, string>>();
  holds<Equal<typeof token.refresh_token, string | undefined>>();
  holds<Equal<typeof token.expires_in, number | undefined>>();
  holds<Equal<typeof token.default_drive_id, string | undefined>>();
  holds<Equal<typeof token.is_first_login, boolean | undefined>>();
  holds<Equal<typeof token.role, PdsRole | undefined>>();
  holds<Equal<(typeof token)['a_field_of_tomorrow'], unknown>>();

  const { accessToken, wire, expiresAtMs } = await source.getToken({ minValidityMs: 5 });
  holds<Equal<typeof accessToken, string>>();
  holds<Equal<typeof expiresAtMs, number | undefined>>();
  holds<Equal<typeof wire.user_id, string | undefined>>();
  holds<Equal<typeof wire.role, PdsRole | undefined>>();
  // @ts-expect-error it is frozen
  wire.user_id = 'another';
  const pooled: AccessToken<PdsTokenInfo> = await pool.getToken('user-1');
  holds<Equal<typeof pooled.wire.default_drive_id, string | undefined>>();
}

// --- sources

const app = { domainId: 'dom', clientId: 'c' };
export const users: TokenSource<PdsTokenInfo> = createPdsUserTokenSource({
  ...app,
  privateKey: () => ({ kty: 'RSA' }),
  userId: 'u',
  autoCreate: true,
  keepFresh: true,
  store: undefined,
  onEvent: (event) => {
    if (event.type === 'failed') holds<Equal<typeof event.retryAtMs, number>>();
  },
});
// @ts-expect-error no user
createPdsUserTokenSource({ ...app, privateKey: 'pem' });
// @ts-expect-error no key
createPdsUserTokenSource({ ...app, userId: 'u' });
// @ts-expect-error no domain
createPdsUserTokenSource({ clientId: 'c', privateKey: 'pem', userId: 'u' });
// @ts-expect-error a name of the wire
createPdsUserTokenSource({ ...app, privateKey: 'pem', user_id: 'u' });
createPdsServiceTokenSource({ ...app, privateKey: signer, host: 'auth', requestTimeoutMs: 5 });
// @ts-expect-error a service account is no user
createPdsServiceTokenSource({ ...app, privateKey: signer, userId: 'u' });
createPdsSessionTokenSource({ ...app, sessionId: 's', clientSecret: async () => 'fetched' });
// @ts-expect-error L5: a session has a name
createPdsSessionTokenSource({ ...app });
// @ts-expect-error a session has no key
createPdsSessionTokenSource({ ...app, sessionId: 's', privateKey: 'pem' });
createPdsUserTokenPool({ ...app, privateKey: 'pem', idleMs: 5, authorizedFetch: { origins: ['https://a.example'] } });
// @ts-expect-error a pool is for all users
createPdsUserTokenPool({ ...app, privateKey: 'pem', userId: 'u' });
createPdsSessionTokenPool({ ...app });
// @ts-expect-error a pool is for all logins
createPdsSessionTokenPool({ ...app, sessionId: 's' });

void users.adopt(() => getTokenByCode(context, code));
createTokenSource<PdsTokenInfo>({
  key: { authority: 'https://a.example', provider: 'p', clientId: 'c', credential: 'assertion' },
  mint: (request) => client.getUserJwtToken({ ...user, private_key_pem: 'pem' }, request),
});
createAuthorizedFetch(users, { origins: ['https://a.example'], isTokenRejected: isPdsTokenRejected });

// --- errors, the vendor's SDK, the wire

export function codeOf(error: unknown): PdsErrorCode | undefined {
  if (!isPdsError(error, 'InvalidParameter')) return undefined;
  holds<Equal<typeof error.status, number>>();
  return error.wireCode;
}

/** When a source that pauses will ask again is said by whatever error it throws, not only by those of the authority. */
export function retryAtOf(error: unknown): number | undefined {
  if (TransportError.isInstance(error)) holds<Equal<typeof error.retryAt, number | undefined>>();
  return TokenwrightError.isInstance(error) ? error.retryAt : undefined;
}

/** The types of the vendor's SDK 1.4.0, as far as these options go. */
interface ITokenInfo {
  access_token: string;
  refresh_token?: string;
  expires_in?: number;
  expire_time?: string;
  default_drive_id?: string;
  role?: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- as it is there
  [key: string]: any;
}
interface IClientParams {
  token_info?: ITokenInfo;
  refresh_token_fun?: () => Promise<ITokenInfo>;
  always_get_token_fun?: () => Promise<ITokenInfo | undefined>;
}
export const forVendor: Promise<IClientParams> = toVendorTokenOptions(users);

export const template: string = servers['api-vpc'].template;
export const grant: JwtBearerGrant['grant_type'] = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
// @ts-expect-error a grant with the parameters of another
void requestToken({ client: undefined as never, body: { grant_type: 'refresh_token', client_id: 'c', code: 'x' } });
