import { ServerTemplate } from "@tokenwright/core/provider";
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
interface ClientMeta {
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
declare const createConfig: <T extends ClientOptions$2 = ClientOptions$2>(override?: Config<Omit<ClientOptions$2, keyof T> & T>) => Config<Omit<ClientOptions$2, keyof T> & T>;
type ResponseStyle = "data" | "fields";
interface Config<T extends ClientOptions$2 = ClientOptions$2> extends Omit<RequestInit, "body" | "headers" | "method">, Config$1 {
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
interface ClientOptions$2 {
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
}>(options: TData & Options$2<TData>) => string;
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
type Options$2<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown, TResponseStyle extends ResponseStyle = "fields"> = OmitKeys<RequestOptions<TResponse, TResponseStyle, ThrowOnError>, "body" | "path" | "query" | "url"> & ([
    TData
] extends [
    never
] ? unknown : Omit<TData, "url">);
declare const createClient: (config?: Config) => Client;
type ClientOptions$1 = {
    baseUrl: "https://{domain_name}" | (string & {});
};
type AuthorizationCodeGrant = {
    grant_type: "authorization_code";
    client_id: string;
    client_secret: string;
    code: string;
    redirect_uri?: string;
    code_verifier?: string;
};
type RefreshTokenGrant = {
    grant_type: "refresh_token";
    client_id: string;
    client_secret: string;
    refresh_token: string;
};
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
type OpenIdConfiguration = {
    issuer: string;
    authorization_endpoint: string;
    jwks_uri: string;
    token_endpoint?: string;
    userinfo_endpoint?: string;
    scopes_supported?: Array<string>;
    response_types_supported?: Array<string>;
    id_token_signing_alg_values_supported?: Array<string>;
};
type ErrorResponse$1 = OAuthError$1 | CodedError$1;
type OAuthError$1 = {
    error: string;
    error_description?: string;
};
type CodedError$1 = {
    error_code: string;
    error_msg?: string;
};
type TenantId = string;
type RequestTokenData = {
    body: AuthorizationCodeGrant | RefreshTokenGrant;
    headers?: {
        "X-tenant-id"?: string;
    };
    path?: never;
    query?: never;
    url: "/api/v1/oauth2/token";
};
type RequestTokenErrors = {
    400: ErrorResponse$1;
    401: ErrorResponse$1;
    429: ErrorResponse$1;
    500: ErrorResponse$1;
    503: ErrorResponse$1;
};
type RequestTokenError = RequestTokenErrors[keyof RequestTokenErrors];
type RequestTokenResponses = {
    200: TokenResponse;
};
type RequestTokenResponse = RequestTokenResponses[keyof RequestTokenResponses];
type AuthorizeData = {
    body?: never;
    headers?: {
        "X-tenant-id"?: string;
    };
    path?: never;
    query: {
        response_type: "code" | "id_token" | "id_token token";
        client_id: string;
        redirect_uri?: string;
        scope?: string;
        state?: string;
        code_challenge?: string;
        code_challenge_method?: "S256" | "plain";
        nonce?: string;
    };
    url: "/api/v1/oauth2/authorize";
};
type AuthorizeErrors = {
    400: ErrorResponse$1;
    500: ErrorResponse$1;
};
type AuthorizeError = AuthorizeErrors[keyof AuthorizeErrors];
type GetUserInfoData = {
    body?: never;
    headers?: {
        "X-tenant-id"?: string;
    };
    path?: never;
    query?: never;
    url: "/api/v1/oauth2/userinfo";
};
type GetUserInfoErrors = {
    400: ErrorResponse$1;
    401: ErrorResponse$1;
    429: ErrorResponse$1;
    500: ErrorResponse$1;
};
type GetUserInfoError = GetUserInfoErrors[keyof GetUserInfoErrors];
type GetUserInfoResponses = {
    200: UserInfo;
};
type GetUserInfoResponse = GetUserInfoResponses[keyof GetUserInfoResponses];
type GetOpenIdConfigurationData = {
    body?: never;
    headers?: {
        "X-tenant-id"?: string;
    };
    path?: never;
    query?: never;
    url: "/api/v1/oauth2/.well-known/openid-configuration";
};
type GetOpenIdConfigurationErrors = {
    404: unknown;
    500: ErrorResponse$1;
};
type GetOpenIdConfigurationError = GetOpenIdConfigurationErrors[keyof GetOpenIdConfigurationErrors];
type GetOpenIdConfigurationResponses = {
    200: OpenIdConfiguration;
};
type GetOpenIdConfigurationResponse = GetOpenIdConfigurationResponses[keyof GetOpenIdConfigurationResponses];
type LogoutData = {
    body?: never;
    path?: never;
    query?: {
        redirect_url?: string;
    };
    url: "/api/v1/logout";
};
type LogoutErrors = {
    400: ErrorResponse$1;
};
type LogoutError = LogoutErrors[keyof LogoutErrors];
type Options$1<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown> = Options$2<TData, ThrowOnError, TResponse> & {
    client: Client;
    meta?: keyof ClientMeta extends never ? Record<string, unknown> : ClientMeta;
};
declare const requestToken: <ThrowOnError extends boolean = false>(options: Options$1<RequestTokenData, ThrowOnError>) => RequestResult<RequestTokenResponses, RequestTokenErrors, ThrowOnError>;
declare const authorize: <ThrowOnError extends boolean = false>(options: Options$1<AuthorizeData, ThrowOnError>) => RequestResult<unknown, AuthorizeErrors, ThrowOnError>;
declare const getUserInfo: <ThrowOnError extends boolean = false>(options: Options$1<GetUserInfoData, ThrowOnError>) => RequestResult<GetUserInfoResponses, GetUserInfoErrors, ThrowOnError>;
declare const getOpenIdConfiguration: <ThrowOnError extends boolean = false>(options: Options$1<GetOpenIdConfigurationData, ThrowOnError>) => RequestResult<GetOpenIdConfigurationResponses, GetOpenIdConfigurationErrors, ThrowOnError>;
declare const logout: <ThrowOnError extends boolean = false>(options: Options$1<LogoutData, ThrowOnError>) => RequestResult<unknown, LogoutErrors, ThrowOnError>;
declare namespace index_d_exports {
    export { AuthorizationCodeGrant, AuthorizeData, AuthorizeError, AuthorizeErrors, ClientOptions$1 as ClientOptions, CodedError$1 as CodedError, ErrorResponse$1 as ErrorResponse, ExpiresIn$1 as ExpiresIn, GetOpenIdConfigurationData, GetOpenIdConfigurationError, GetOpenIdConfigurationErrors, GetOpenIdConfigurationResponse, GetOpenIdConfigurationResponses, GetUserInfoData, GetUserInfoError, GetUserInfoErrors, GetUserInfoResponse, GetUserInfoResponses, LogoutData, LogoutError, LogoutErrors, OAuthError$1 as OAuthError, OpenIdConfiguration, Options$1 as Options, RefreshTokenGrant, RequestTokenData, RequestTokenError, RequestTokenErrors, RequestTokenResponse, RequestTokenResponses, TenantId, TokenResponse, UserInfo, authorize, getOpenIdConfiguration, getUserInfo, logout, requestToken };
}
type ClientOptions = {
    baseUrl: "https://{domain_name}" | (string & {});
};
type ClientCredentialsGrant = {
    grant_type: "client_credentials";
    client_id: string;
    client_secret: string;
};
type BasicClientCredentialsGrant = {
    grant_type: "client_credentials";
};
type ExpiresIn = number | string;
type TenantTokenResponse = {
    access_token: string;
    token_type?: string;
    expires_in?: ExpiresIn;
    scope?: string;
    id_token?: string;
};
type ErrorResponse = CodedError | OAuthError;
type OAuthError = {
    error: string;
    error_description?: string;
};
type CodedError = {
    error_code: string;
    error_msg?: string;
};
type RequestTenantTokenData = {
    body?: ClientCredentialsGrant | BasicClientCredentialsGrant;
    headers?: {
        "X-tenant-id"?: string;
    };
    path?: never;
    query?: {
        grant_type?: "client_credentials";
    };
    url: "/api/v2/tenant/token";
};
type RequestTenantTokenErrors = {
    400: ErrorResponse;
    401: ErrorResponse;
    429: ErrorResponse;
    500: ErrorResponse;
    503: ErrorResponse;
};
type RequestTenantTokenError = RequestTenantTokenErrors[keyof RequestTenantTokenErrors];
type RequestTenantTokenResponses = {
    200: TenantTokenResponse;
};
type RequestTenantTokenResponse = RequestTenantTokenResponses[keyof RequestTenantTokenResponses];
type Options<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown> = Options$2<TData, ThrowOnError, TResponse> & {
    client: Client;
    meta?: keyof ClientMeta extends never ? Record<string, unknown> : ClientMeta;
};
declare const requestTenantToken: <ThrowOnError extends boolean = false>(options: Options<RequestTenantTokenData, ThrowOnError>) => RequestResult<RequestTenantTokenResponses, RequestTenantTokenErrors, ThrowOnError>;
declare namespace index_d_exports$1 {
    export { BasicClientCredentialsGrant, ClientCredentialsGrant, ClientOptions, CodedError, ErrorResponse, ExpiresIn, OAuthError, Options, RequestTenantTokenData, RequestTenantTokenError, RequestTenantTokenErrors, RequestTenantTokenResponse, RequestTenantTokenResponses, TenantTokenResponse, requestTenantToken };
}
declare const servers: {
    readonly instance: ServerTemplate;
};
declare const servers$1: {
    readonly instance: ServerTemplate;
};
export { type Client, type Config, createClient, createConfig, index_d_exports as oauth2, servers as oauth2Servers, index_d_exports$1 as tenant, servers$1 as tenantServers };
