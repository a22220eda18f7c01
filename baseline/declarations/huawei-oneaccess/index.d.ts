import { CallOptions, CallOptions as CallOptions$1, Secret, Secret as Secret$1, Transport, TransportOptions } from "@tokenwright/core/provider";
import { AuthorityError, AuthorityErrorCode } from "@tokenwright/core/errors";
import { AccessToken, GetTokenOptions, TokenEvent, TokenSource, TokenSource as TokenSource$1, TokenSourceSettings, TokenSourceSettings as TokenSourceSettings$1, TokenStore } from "@tokenwright/core";
export * from "@tokenwright/core/errors";
type AuthToken = string | undefined;
interface Auth {
    in?: "header" | "query" | "cookie";
    key?: string;
    name?: string;
    scheme?: "basic" | "bearer";
    type: "apiKey" | "http";
}
interface SerializerOptions<T> {
    explode: boolean;
    style: T;
}
type ArrayStyle = "form" | "spaceDelimited" | "pipeDelimited";
type ObjectStyle = "form" | "deepObject";
type QuerySerializer = (query: Record<string, unknown>) => string;
type BodySerializer = (body: unknown) => unknown;
type QuerySerializerOptionsObject = {
    allowReserved?: boolean;
    array?: Partial<SerializerOptions<ArrayStyle>>;
    object?: Partial<SerializerOptions<ObjectStyle>>;
};
type QuerySerializerOptions = QuerySerializerOptionsObject & {
    parameters?: Record<string, QuerySerializerOptionsObject>;
};
type HttpMethod = "connect" | "delete" | "get" | "head" | "options" | "patch" | "post" | "put" | "trace";
type Client$1<RequestFn = never, Config = unknown, MethodFn = never, BuildUrlFn = never, SseFn = never> = {
    buildUrl: BuildUrlFn;
    getConfig: () => Config;
    request: RequestFn;
    setConfig: (config: Config) => Config;
} & {
    [K in HttpMethod]: MethodFn;
} & ([
    SseFn
] extends [
    never
] ? {
    sse?: never;
} : {
    sse: {
        [K in HttpMethod]: SseFn;
    };
});
interface Config$1 {
    auth?: ((auth: Auth) => Promise<AuthToken> | AuthToken) | AuthToken;
    bodySerializer?: BodySerializer | null;
    headers?: RequestInit["headers"] | Record<string, string | number | boolean | (string | number | boolean)[] | null | undefined | unknown>;
    method?: Uppercase<HttpMethod>;
    querySerializer?: QuerySerializer | QuerySerializerOptions;
    requestValidator?: (data: unknown) => Promise<unknown>;
    responseTransformer?: (data: unknown) => Promise<unknown>;
    responseValidator?: (data: unknown) => Promise<unknown>;
}
type ServerSentEventsOptions<TData = unknown> = Omit<RequestInit, "method"> & Pick<Config$1, "method" | "responseTransformer" | "responseValidator"> & {
    fetch?: typeof fetch;
    onRequest?: (url: string, init: RequestInit) => Promise<Request>;
    onSseError?: (error: unknown) => void;
    onSseEvent?: (event: StreamEvent<TData>) => void;
    serializedBody?: RequestInit["body"];
    sseDefaultRetryDelay?: number;
    sseMaxRetryAttempts?: number;
    sseMaxRetryDelay?: number;
    sseSleepFn?: (ms: number) => Promise<void>;
    url: string;
};
interface StreamEvent<TData = unknown> {
    data: TData;
    event?: string;
    id?: string;
    retry?: number;
}
type ServerSentEventsResult<TData = unknown, TReturn = void, TNext = unknown> = {
    stream: AsyncGenerator<TData extends Record<string, unknown> ? TData[keyof TData] : TData, TReturn, TNext>;
};
type ErrInterceptor<Err, Res, Req, Options> = (error: Err, response: Res | undefined, request: Req | undefined, options: Options) => Err | Promise<Err>;
type ReqInterceptor<Req, Options> = (request: Req, options: Options) => Req | Promise<Req>;
type ResInterceptor<Res, Req, Options> = (response: Res, request: Req, options: Options) => Res | Promise<Res>;
declare class Interceptors<Interceptor> {
    fns: Array<Interceptor | null>;
    clear(): void;
    eject(id: number | Interceptor): void;
    exists(id: number | Interceptor): boolean;
    getInterceptorIndex(id: number | Interceptor): number;
    update(id: number | Interceptor, fn: Interceptor): number | Interceptor | false;
    use(fn: Interceptor): number;
}
interface Middleware<Req, Res, Err, Options> {
    error: Interceptors<ErrInterceptor<Err, Res, Req, Options>>;
    request: Interceptors<ReqInterceptor<Req, Options>>;
    response: Interceptors<ResInterceptor<Res, Req, Options>>;
}
type ResponseStyle = "data" | "fields";
interface Config<T extends ClientOptions = ClientOptions> extends Omit<RequestInit, "body" | "headers" | "method">, Config$1 {
    baseUrl?: T["baseUrl"];
    fetch?: typeof fetch;
    next?: never;
    parseAs?: "arrayBuffer" | "auto" | "blob" | "formData" | "json" | "stream" | "text";
    responseStyle?: ResponseStyle;
    throwOnError?: T["throwOnError"];
}
interface RequestOptions<TData = unknown, TResponseStyle extends ResponseStyle = "fields", ThrowOnError extends boolean = boolean, Url extends string = string> extends Config<{
    responseStyle: TResponseStyle;
    throwOnError: ThrowOnError;
}>, Pick<ServerSentEventsOptions<TData>, "onRequest" | "onSseError" | "onSseEvent" | "sseDefaultRetryDelay" | "sseMaxRetryAttempts" | "sseMaxRetryDelay"> {
    body?: unknown;
    path?: Record<string, unknown>;
    query?: Record<string, unknown>;
    security?: ReadonlyArray<Auth>;
    url: Url;
}
interface ResolvedRequestOptions<TResponseStyle extends ResponseStyle = "fields", ThrowOnError extends boolean = boolean, Url extends string = string> extends RequestOptions<unknown, TResponseStyle, ThrowOnError, Url> {
    headers: Headers;
    serializedBody?: string;
}
type RequestResult<TData = unknown, TError = unknown, ThrowOnError extends boolean = boolean, TResponseStyle extends ResponseStyle = "fields"> = ThrowOnError extends true ? Promise<TResponseStyle extends "data" ? TData extends Record<string, unknown> ? TData[keyof TData] : TData : {
    data: TData extends Record<string, unknown> ? TData[keyof TData] : TData;
    request: Request;
    response: Response;
}> : Promise<TResponseStyle extends "data" ? (TData extends Record<string, unknown> ? TData[keyof TData] : TData) | undefined : ({
    data: TData extends Record<string, unknown> ? TData[keyof TData] : TData;
    error: undefined;
} | {
    data: undefined;
    error: TError extends Record<string, unknown> ? TError[keyof TError] : TError;
}) & {
    request?: Request;
    response?: Response;
}>;
interface ClientOptions {
    baseUrl?: string;
    responseStyle?: ResponseStyle;
    throwOnError?: boolean;
}
type MethodFn = <TData = unknown, TError = unknown, ThrowOnError extends boolean = false, TResponseStyle extends ResponseStyle = "fields">(options: Omit<RequestOptions<TData, TResponseStyle, ThrowOnError>, "method">) => RequestResult<TData, TError, ThrowOnError, TResponseStyle>;
type SseFn = <TData = unknown, _TError = unknown, ThrowOnError extends boolean = false, TResponseStyle extends ResponseStyle = "fields">(options: Omit<RequestOptions<never, TResponseStyle, ThrowOnError>, "method">) => Promise<ServerSentEventsResult<TData>>;
type RequestFn = <TData = unknown, TError = unknown, ThrowOnError extends boolean = false, TResponseStyle extends ResponseStyle = "fields">(options: Omit<RequestOptions<TData, TResponseStyle, ThrowOnError>, "method"> & Pick<Required<RequestOptions<TData, TResponseStyle, ThrowOnError>>, "method">) => RequestResult<TData, TError, ThrowOnError, TResponseStyle>;
type BuildUrlFn = <TData extends {
    body?: unknown;
    path?: Record<string, unknown>;
    query?: Record<string, unknown>;
    url: string;
}>(options: TData & Options<TData>) => string;
type Client = Client$1<RequestFn, Config, MethodFn, BuildUrlFn, SseFn> & {
    interceptors: Middleware<Request, Response, unknown, ResolvedRequestOptions>;
};
interface TDataShape {
    body?: unknown;
    headers?: unknown;
    path?: unknown;
    query?: unknown;
    url: string;
}
type OmitKeys<T, K> = Pick<T, Exclude<keyof T, K>>;
type Options<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown, TResponseStyle extends ResponseStyle = "fields"> = OmitKeys<RequestOptions<TResponse, TResponseStyle, ThrowOnError>, "body" | "path" | "query" | "url"> & ([
    TData
] extends [
    never
] ? unknown : Omit<TData, "url">);
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
    readonly client: Client;
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
    readonly client_secret: string;
}
declare function getTenantToken(context: OneAccessContext, params: GetTenantTokenParameters, options?: CallOptions$1): Promise<OneAccessTenantToken>;
interface GetTokenByCodeParameters {
    readonly client_id: string;
    readonly client_secret: string;
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
    readonly client_secret: string;
    readonly refresh_token: string;
}
declare function refreshToken(context: OneAccessContext, params: RefreshTokenParameters, options?: CallOptions$1): Promise<OneAccessToken>;
type WithDefaults<Parameters> = Omit<Parameters, "client_id" | "client_secret"> & {
    readonly client_id?: string | undefined;
    readonly client_secret?: string | undefined;
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
declare function authorizationUrl({ endpoint }: Pick<OneAccessContext, "endpoint">, params: AuthorizationUrlParameters, options?: AuthorizationUrlOptions): Promise<AuthorizationRequest>;
interface LogoutUrlParameters {
    readonly redirect_url?: string | undefined;
}
declare function logoutUrl({ endpoint }: Pick<OneAccessContext, "endpoint">, params?: LogoutUrlParameters): string;
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
declare function isOneAccessError(error: unknown, code: OneAccessErrorCode): error is AuthorityError & {
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
export { type AccessToken, type AuthorizationRequest, type AuthorizationUrlOptions, type AuthorizationUrlParameters, type CallOptions, type CallbackResult, type ExpectedCallback, type GetIdTokenByCodeParameters, type GetTenantTokenParameters, type GetTokenByCodeParameters, type GetTokenOptions, type GetUserInfoParameters, type LogoutUrlParameters, type OneAccessAuthenticationOptions, type OneAccessClientOptions, type OneAccessContext, type OneAccessErrorCode, OneAccessOAuthClient, type OneAccessOidcToken, type OneAccessScope, type OneAccessSessionTokenSourceOptions, type OneAccessSourceConnection, OneAccessTenantClient, type OneAccessTenantClientOptions, type OneAccessTenantToken, type OneAccessTenantTokenSourceOptions, type OneAccessToken, type OneAccessUserInfo, type RefreshTokenParameters, type Secret, type TokenEvent, type TokenSource, type TokenSourceSettings, type TokenStore, type WithDefaults, authorizationUrl, createOneAccessOAuthContext, createOneAccessSessionTokenSource, createOneAccessTenantContext, createOneAccessTenantTokenSource, getIdTokenByCode, getTenantToken, getTokenByCode, getUserInfo, isOneAccessError, isOneAccessTokenRejected, logoutUrl, parseCallback, refreshToken };
