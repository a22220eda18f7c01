import { AuthorityError, AuthorityError as AuthorityError$1, AuthorityErrorCode, CallOptions, CallOptions as CallOptions$1, ConfigurationError, InvalidResponseError, LoginRequiredError, RequestTimeoutError, Secret, Secret as Secret$1, SigningError, StoreError, TokenwrightError, Transport, TransportError, TransportOptions } from "@tokenwright/core/provider";
import { AccessToken, GetTokenOptions, TokenEvent, TokenSource, TokenSource as TokenSource$1, TokenSourceSettings, TokenSourceSettings as TokenSourceSettings$1, TokenStore } from "@tokenwright/core";
export type * from "@tokenwright/core/errors";
interface OneAccessAuthenticationOptions {
    readonly clientAuthentication?: "body" | "basic" | undefined;
    readonly basicEncoding?: "form" | "raw" | undefined;
}
interface OneAccessClientOptions extends TransportOptions, OneAccessAuthenticationOptions {
    readonly domain_name?: string | undefined;
    readonly endpoint?: string | undefined;
    readonly client_id?: string | undefined;
    readonly client_secret?: Secret$1 | undefined;
}
interface OneAccessTenantClientOptions extends OneAccessClientOptions {
    readonly grantTypeIn?: "body" | "query" | undefined;
}
interface OneAccessContext {
    readonly endpoint: string;
    readonly transport: Transport;
    readonly clientAuthentication: "body" | "basic";
    readonly basicEncoding: "form" | "raw";
    readonly grantTypeIn: "body" | "query";
}
type ExpiresIn$1 = number | string;
type TokenResponse = {
    access_token: string;
    token_type?: string;
    expires_in?: ExpiresIn$1;
    scope?: string;
    refresh_token?: string;
    id_token?: string;
};
type UserInfo = {
    id?: string;
    userName?: string;
    name?: string;
    email?: string;
    mobile?: string;
    tenant?: string;
    organizationCode?: string;
    role?: string;
};
type ExpiresIn = number | string;
type TenantTokenResponse = {
    access_token: string;
    token_type?: string;
    expires_in?: ExpiresIn;
    scope?: string;
    id_token?: string;
};
type Checked<Wire extends {
    access_token: string;
    expires_in?: unknown;
}> = Omit<Wire, "access_token" | "expires_in"> & {
    access_token: string;
    expires_in?: number;
    [field: string]: unknown;
};
type OneAccessToken = Checked<TokenResponse>;
type OneAccessOidcToken = OneAccessToken & {
    id_token: string;
};
type OneAccessTenantToken = Checked<TenantTokenResponse>;
interface GetTenantTokenParameters {
    readonly client_id: string;
    readonly client_secret: Secret$1;
}
declare function getTenantToken(context: OneAccessContext, params: GetTenantTokenParameters, options?: CallOptions$1): Promise<OneAccessTenantToken>;
interface GetTokenByCodeParameters {
    readonly client_id: string;
    readonly client_secret: Secret$1;
    readonly code: string;
    readonly redirect_uri?: string | undefined;
    readonly code_verifier?: string | undefined;
}
interface GetIdTokenByCodeParameters extends GetTokenByCodeParameters {
    readonly redirect_uri: string;
}
declare function getTokenByCode(context: OneAccessContext, params: GetTokenByCodeParameters, options?: CallOptions$1): Promise<OneAccessToken>;
declare function getIdTokenByCode(context: OneAccessContext, params: GetIdTokenByCodeParameters, options?: CallOptions$1): Promise<OneAccessOidcToken>;
interface GetUserInfoParameters {
    readonly access_token: string;
}
type OneAccessUserInfo = UserInfo & {
    [field: string]: unknown;
};
declare function getUserInfo(context: OneAccessContext, params: GetUserInfoParameters, options?: CallOptions$1): Promise<OneAccessUserInfo>;
interface RefreshTokenParameters {
    readonly client_id: string;
    readonly client_secret: Secret$1;
    readonly refresh_token: Secret$1;
}
declare function refreshToken(context: OneAccessContext, params: RefreshTokenParameters, options?: CallOptions$1): Promise<OneAccessToken>;
type WithDefaults<Parameters> = Omit<Parameters, "client_id" | "client_secret"> & {
    readonly client_id?: string | undefined;
    readonly client_secret?: Secret$1 | undefined;
};
type OneAccessScope = "openid" | "get_user_info" | (string & {});
interface AuthorizationUrlParameters {
    readonly client_id: string;
    readonly redirect_uri?: string | undefined;
    readonly scope?: OneAccessScope | undefined;
    readonly state?: string | undefined;
    readonly nonce?: string | undefined;
    readonly code_verifier?: string | undefined;
}
interface AuthorizationUrlOptions {
    readonly pkce?: boolean | undefined;
    readonly nonce?: boolean | undefined;
}
interface AuthorizationRequest {
    readonly url: string;
    readonly state: string;
    readonly nonce?: string;
    readonly code_verifier?: string;
    readonly redirect_uri?: string;
}
declare function authorizationUrl(context: Pick<OneAccessContext, "endpoint">, params: AuthorizationUrlParameters, options?: AuthorizationUrlOptions): Promise<AuthorizationRequest>;
interface LogoutUrlParameters {
    readonly redirect_url?: string | undefined;
}
declare function logoutUrl(context: Pick<OneAccessContext, "endpoint">, params?: LogoutUrlParameters): string;
interface ExpectedCallback {
    readonly state: string;
}
interface CallbackResult {
    readonly code: string;
}
declare function parseCallback(callback: string | URL | URLSearchParams, expected: ExpectedCallback): CallbackResult;
declare function createOneAccessOAuthContext(options: OneAccessClientOptions): OneAccessContext;
declare class OneAccessOAuthClient {
    constructor(options: OneAccessClientOptions);
    authorizationUrl(params: Omit<AuthorizationUrlParameters, "client_id"> & {
        readonly client_id?: string | undefined;
    }, options?: AuthorizationUrlOptions): Promise<AuthorizationRequest>;
    parseCallback(callback: string | URL | URLSearchParams, expected: ExpectedCallback): CallbackResult;
    getTokenByCode(params: WithDefaults<GetTokenByCodeParameters>, options?: CallOptions$1): Promise<OneAccessToken>;
    getIdTokenByCode(params: WithDefaults<GetIdTokenByCodeParameters>, options?: CallOptions$1): Promise<OneAccessOidcToken>;
    refreshToken(params: WithDefaults<RefreshTokenParameters>, options?: CallOptions$1): Promise<OneAccessToken>;
    getUserInfo(params: GetUserInfoParameters, options?: CallOptions$1): Promise<OneAccessUserInfo>;
    logoutUrl(params?: LogoutUrlParameters): string;
}
type StandardCode = Extract<AuthorityErrorCode, `${"invalid" | "unauthorized" | "unsupported" | "insufficient" | "access"}_${string}`>;
type KnownCode = StandardCode | "server_error" | "temporarily_unavailable" | "redirect_uri_mismatch" | "unsupported_response_type" | "unauthorized" | "unauthorized_user" | "APP.0001" | "APP.0002" | "APP.0003" | "PARAM.0031" | "PARAM.0032";
type OneAccessErrorCode = KnownCode | (string & {});
declare function isOneAccessError(error: unknown, code: OneAccessErrorCode): error is AuthorityError$1 & {
    readonly wireCode: OneAccessErrorCode;
};
interface OneAccessSourceConnection extends Omit<TransportOptions, "timeoutMs">, OneAccessAuthenticationOptions {
    readonly domainName?: string | undefined;
    readonly endpoint?: string | undefined;
    readonly clientId: string;
    readonly clientSecret: Secret$1;
}
interface OneAccessSessionTokenSourceOptions extends OneAccessSourceConnection, TokenSourceSettings$1<OneAccessToken> {
    readonly sessionId: string;
    readonly refreshWithoutStore?: boolean | undefined;
    readonly refreshKillsAccessToken?: boolean | undefined;
    readonly refreshTokenLifetimeMs?: number | undefined;
}
declare function createOneAccessSessionTokenSource(options: OneAccessSessionTokenSourceOptions): TokenSource$1<OneAccessToken>;
interface OneAccessTenantTokenSourceOptions extends OneAccessSourceConnection, TokenSourceSettings$1<OneAccessTenantToken> {
    readonly grantTypeIn?: "body" | "query" | undefined;
}
declare function createOneAccessTenantTokenSource(options: OneAccessTenantTokenSourceOptions): TokenSource$1<OneAccessTenantToken>;
declare function createOneAccessTenantContext(options: OneAccessTenantClientOptions): OneAccessContext;
declare class OneAccessTenantClient {
    constructor(options: OneAccessTenantClientOptions);
    getTenantToken(params?: WithDefaults<GetTenantTokenParameters>, options?: CallOptions$1): Promise<OneAccessTenantToken>;
}
declare function isOneAccessTokenRejected(response: Response): Promise<boolean>;
export { type AccessToken, AuthorityError, type AuthorizationRequest, type AuthorizationUrlOptions, type AuthorizationUrlParameters, type CallOptions, type CallbackResult, ConfigurationError, type ExpectedCallback, type GetIdTokenByCodeParameters, type GetTenantTokenParameters, type GetTokenByCodeParameters, type GetTokenOptions, type GetUserInfoParameters, InvalidResponseError, LoginRequiredError, type LogoutUrlParameters, type OneAccessAuthenticationOptions, type OneAccessClientOptions, type OneAccessContext, type OneAccessErrorCode, OneAccessOAuthClient, type OneAccessOidcToken, type OneAccessScope, type OneAccessSessionTokenSourceOptions, type OneAccessSourceConnection, OneAccessTenantClient, type OneAccessTenantClientOptions, type OneAccessTenantToken, type OneAccessTenantTokenSourceOptions, type OneAccessToken, type OneAccessUserInfo, type RefreshTokenParameters, RequestTimeoutError, type Secret, SigningError, StoreError, type TokenEvent, type TokenSource, type TokenSourceSettings, type TokenStore, TokenwrightError, TransportError, type WithDefaults, authorizationUrl, createOneAccessOAuthContext, createOneAccessSessionTokenSource, createOneAccessTenantContext, createOneAccessTenantTokenSource, getIdTokenByCode, getTenantToken, getTokenByCode, getUserInfo, isOneAccessError, isOneAccessTokenRejected, logoutUrl, parseCallback, refreshToken };
