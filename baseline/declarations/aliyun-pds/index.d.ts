import { AssertionSigner, ExternalSignerOptions, KeySignerOptions, PrivateKeyInput } from "@tokenwright/core/signing";
import { AuthorityError, AuthorityError as AuthorityError$1, CallOptions, CallOptions as CallOptions$1, ConfigurationError, InvalidResponseError, LoginRequiredError, RequestTimeoutError, Secret, Secret as Secret$1, ServerTemplate, SigningError, StoreError, TokenwrightError, Transport, TransportError, TransportOptions } from "@tokenwright/core/provider";
import { AccessToken, Clock, GetTokenOptions, TokenEvent, TokenSource, TokenSource as TokenSource$1, TokenSourceSettings, TokenStore } from "@tokenwright/core";
import { AuthorizedFetchOptions } from "@tokenwright/core/authorized-fetch";
import { TokenPool, TokenPool as TokenPool$1 } from "@tokenwright/core/token-pool";
export type * from "@tokenwright/core/errors";
type PdsPrivateKey = PrivateKeyInput | AssertionSigner | (() => PrivateKeyInput | Promise<PrivateKeyInput>);
type PdsAssertionSignerOptions = Omit<KeySignerOptions, "alg" | "kid"> | (Omit<ExternalSignerOptions, "alg" | "kid"> & {
    readonly key?: undefined;
});
declare function createPdsAssertionSigner(options: PdsAssertionSignerOptions): AssertionSigner;
declare const servers: {
    readonly api: ServerTemplate;
    readonly auth: ServerTemplate;
    readonly "api-vpc": ServerTemplate;
};
type PdsHost = keyof typeof servers;
interface PdsEndpoints {
    readonly authEndpoint: string;
    readonly authorizeEndpoint: string;
}
interface PdsClientOptions extends TransportOptions {
    readonly api_endpoint?: string | undefined;
    readonly auth_endpoint?: string | undefined;
    readonly domain_id?: string | undefined;
    readonly host?: PdsHost | undefined;
    readonly codeGrantType?: "authorization_code" | "code" | undefined;
}
interface PdsContext extends PdsEndpoints {
    readonly codeGrantType: "authorization_code" | "code";
    readonly transport: Transport;
}
declare function createPdsContext(options: PdsClientOptions): PdsContext;
type ExpiresIn = number | string;
type TokenResponse = {
    access_token: string;
    refresh_token?: string;
    expires_in?: ExpiresIn;
    expire_time?: string;
    token_type?: string;
    user_id?: string;
    user_name?: string;
    nick_name?: string;
    avatar?: string;
    default_drive_id?: string | number;
    default_sbox_drive_id?: string;
    role?: string;
    status?: string;
    state?: string;
    is_first_login?: boolean;
    device_id?: string;
    device_name?: string;
    domain_id?: string;
    subdomain_id?: string;
    need_link?: boolean;
    need_rp_verify?: boolean;
    pin_setup?: boolean;
    exist_link?: Array<LinkedIdentity>;
    user_data?: {
        [key: string]: unknown;
    };
    path_status?: string;
};
type LinkedIdentity = {
    type?: string;
    identity?: string;
    extra?: string;
};
type AuthorizeData = {
    body?: never;
    path?: never;
    query: {
        client_id: string;
        redirect_uri: string;
        response_type: "code" | "token";
        login_type?: "default" | "ding" | "ding_sns" | "ram" | "wechat" | "wechat_app";
        scope?: string;
        state?: string;
        hide_consent?: boolean;
        prompt?: string;
    };
    url: "/v2/oauth/authorize";
};
type PdsRole = "superadmin" | "admin" | "user" | "subdomain_super_admin" | "subdomain_admin" | (string & {});
type PdsLoginType = NonNullable<AuthorizeData["query"]["login_type"]> | (string & {});
type PdsErrorCode = "InvalidParameter" | "InvalidParameter.RefreshToken" | "InvalidParameter.ClientId" | "InvalidParameterEmpty" | "InvalidParameterWrongFormat" | "InvalidRequestJSONFormat" | "InvalidParameterNotSupported" | "InvalidParameterMissing" | "InvalidParameterMissing.RefreshToken" | "InvalidParameterNotMatch" | "InvalidParameterOutOfRange" | "InvalidParameterExpired" | "RefreshTokenExpired" | "AccessTokenInvalid" | "TokenExpired" | "ShareLinkTokenInvalid" | "Forbidden" | "ForbiddenNoPermission" | "NotFound" | "AlreadyExist" | "StateConflict" | "TooManyRequests" | "InternalError" | "ServiceUnavailable" | "I404NF" | "D504TO" | (string & {});
declare function isPdsError(error: unknown, code: PdsErrorCode): error is AuthorityError$1 & {
    readonly wireCode: PdsErrorCode;
};
interface AuthorizationUrlParameters {
    readonly client_id: string;
    readonly redirect_uri: string;
    readonly login_type?: PdsLoginType | undefined;
    readonly scope?: string | readonly string[] | undefined;
    readonly state?: string | undefined;
    readonly hide_consent?: boolean | undefined;
    readonly prompt?: string | undefined;
}
interface AuthorizationRequest {
    readonly url: string;
    readonly state: string;
}
declare function authorizationUrl(context: PdsContext, params: AuthorizationUrlParameters): AuthorizationRequest;
type PdsTokenInfo = Omit<TokenResponse, "access_token" | "expires_in" | "default_drive_id" | "default_sbox_drive_id" | "role" | "status"> & {
    access_token: string;
    expires_in?: number;
    default_drive_id?: string;
    default_sbox_drive_id?: string;
    role?: PdsRole;
    status?: "enabled" | (string & {});
    [field: string]: unknown;
};
type PdsAssertionKey = {
    readonly signer: AssertionSigner;
    readonly private_key_pem?: undefined;
} | {
    readonly private_key_pem: Secret$1;
    readonly signer?: undefined;
};
interface JwtBearerParameters {
    readonly client_id: string;
    readonly domain_id: string;
    readonly subdomain_id?: string | undefined;
}
type GetServiceJwtTokenParameters = PdsAssertionKey & JwtBearerParameters & {
    readonly auto_create?: boolean | undefined;
};
declare function getServiceJwtToken(context: PdsContext, params: GetServiceJwtTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
interface GetTokenByCodeParameters {
    readonly client_id: string;
    readonly client_secret?: Secret$1 | undefined;
    readonly redirect_uri: string;
    readonly code: string;
}
declare function getTokenByCode(context: PdsContext, params: GetTokenByCodeParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
type GetUserJwtTokenParameters = PdsAssertionKey & JwtBearerParameters & {
    readonly user_id: string;
    readonly auto_create?: boolean | undefined;
};
declare function getUserJwtToken(context: PdsContext, params: GetUserJwtTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
interface ExpectedCallback {
    readonly state: string;
}
interface CallbackResult {
    readonly code: string;
}
declare function parseCallback(callback: string | URL | URLSearchParams, expected: ExpectedCallback): CallbackResult;
interface RefreshJwtTokenParameters {
    readonly client_id: string;
    readonly refresh_token: Secret$1;
}
declare function refreshJwtToken(context: PdsContext, params: RefreshJwtTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
interface RefreshTokenParameters {
    readonly client_id: string;
    readonly client_secret?: Secret$1 | undefined;
    readonly redirect_uri?: string | undefined;
    readonly refresh_token: Secret$1;
}
declare function refreshToken(context: PdsContext, params: RefreshTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
interface RevokeParameters {
    readonly client_id: string;
    readonly refresh_token: Secret$1;
}
declare function revoke(context: PdsContext, params: RevokeParameters, options?: CallOptions$1): Promise<void>;
declare class PDSClient {
    constructor(options: PdsClientOptions);
    getUserJwtToken(params: GetUserJwtTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
    getServiceJwtToken(params: GetServiceJwtTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
    refreshJwtToken(params: RefreshJwtTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
    getTokenByCode(params: GetTokenByCodeParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
    refreshToken(params: RefreshTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
    revoke(params: RevokeParameters, options?: CallOptions$1): Promise<void>;
    authorizationUrl(params: AuthorizationUrlParameters): AuthorizationRequest;
}
interface PdsSourceOptions extends Omit<TokenSourceSettings<PdsTokenInfo>, "initial">, Omit<TransportOptions, "timeoutMs"> {
    readonly domainId: string;
    readonly clientId: string;
    readonly host?: PdsHost | undefined;
    readonly endpoint?: string | undefined;
}
interface PdsSingleSourceOptions {
    readonly initial?: PdsTokenInfo | undefined;
}
interface PdsAssertionSourceOptions extends PdsSourceOptions {
    readonly privateKey: PdsPrivateKey;
    readonly subdomainId?: string | undefined;
}
interface PdsServiceTokenSourceOptions extends PdsAssertionSourceOptions, PdsSingleSourceOptions {
}
declare function createPdsServiceTokenSource(options: PdsServiceTokenSourceOptions): TokenSource$1<PdsTokenInfo>;
interface PdsPoolOptions {
    readonly maxSize?: number | undefined;
    readonly idleMs?: number | undefined;
    readonly authorizedFetch?: Partial<AuthorizedFetchOptions> | undefined;
}
interface PdsSessionOptions extends PdsSourceOptions {
    readonly clientSecret?: Secret$1 | undefined;
    readonly redirectUri?: string | undefined;
    readonly refreshWithoutStore?: boolean | undefined;
}
interface PdsSessionTokenPoolOptions extends PdsSessionOptions, PdsPoolOptions {
}
declare function createPdsSessionTokenPool(options: PdsSessionTokenPoolOptions): TokenPool$1<PdsTokenInfo>;
interface PdsSessionTokenSourceOptions extends PdsSessionOptions, PdsSingleSourceOptions {
    readonly sessionId: string;
}
declare function createPdsSessionTokenSource(options: PdsSessionTokenSourceOptions): TokenSource$1<PdsTokenInfo>;
interface PdsUserTokenPoolOptions extends PdsAssertionSourceOptions, PdsPoolOptions {
    readonly autoCreate?: boolean | undefined;
}
declare function createPdsUserTokenPool(options: PdsUserTokenPoolOptions): TokenPool$1<PdsTokenInfo>;
interface PdsUserTokenSourceOptions extends PdsAssertionSourceOptions, PdsSingleSourceOptions {
    readonly userId: string;
    readonly autoCreate?: boolean | undefined;
}
declare function createPdsUserTokenSource(options: PdsUserTokenSourceOptions): TokenSource$1<PdsTokenInfo>;
declare function isPdsTokenRejected(response: Response): Promise<boolean>;
interface PdsVendorTokenOptions {
    readonly token_info: PdsTokenInfo;
    readonly refresh_token_fun: () => Promise<PdsTokenInfo>;
    readonly always_get_token_fun: () => Promise<PdsTokenInfo>;
}
interface VendorTokenSettings {
    readonly settleMs?: number | undefined;
    readonly clock?: Pick<Clock, "monotonic"> | undefined;
}
declare function toVendorTokenOptions(source: TokenSource$1<PdsTokenInfo>, settings?: VendorTokenSettings): Promise<PdsVendorTokenOptions>;
export { type AccessToken, AuthorityError, type AuthorizationRequest, type AuthorizationUrlParameters, type CallOptions, type CallbackResult, ConfigurationError, type ExpectedCallback, type GetServiceJwtTokenParameters, type GetTokenByCodeParameters, type GetTokenOptions, type GetUserJwtTokenParameters, InvalidResponseError, type JwtBearerParameters, LoginRequiredError, PDSClient, type PdsAssertionKey, type PdsAssertionSignerOptions, type PdsAssertionSourceOptions, type PdsClientOptions, type PdsContext, type PdsEndpoints, type PdsErrorCode, type PdsHost, type PdsLoginType, type PdsPoolOptions, type PdsPrivateKey, type PdsRole, type PdsServiceTokenSourceOptions, type PdsSessionOptions, type PdsSessionTokenPoolOptions, type PdsSessionTokenSourceOptions, type PdsSingleSourceOptions, type PdsSourceOptions, type PdsTokenInfo, type PdsUserTokenPoolOptions, type PdsUserTokenSourceOptions, type PdsVendorTokenOptions, type RefreshJwtTokenParameters, type RefreshTokenParameters, RequestTimeoutError, type RevokeParameters, type Secret, SigningError, StoreError, type TokenEvent, type TokenPool, type TokenSource, type TokenStore, TokenwrightError, TransportError, type VendorTokenSettings, authorizationUrl, createPdsAssertionSigner, createPdsContext, createPdsServiceTokenSource, createPdsSessionTokenPool, createPdsSessionTokenSource, createPdsUserTokenPool, createPdsUserTokenSource, getServiceJwtToken, getTokenByCode, getUserJwtToken, isPdsError, isPdsTokenRejected, parseCallback, refreshJwtToken, refreshToken, revoke, toVendorTokenOptions };
