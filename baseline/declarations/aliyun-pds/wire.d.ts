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
declare const createConfig: <T extends ClientOptions$1 = ClientOptions$1>(override?: Config<Omit<ClientOptions$1, keyof T> & T>) => Config<Omit<ClientOptions$1, keyof T> & T>;
type ResponseStyle = "data" | "fields";
interface Config<T extends ClientOptions$1 = ClientOptions$1> extends Omit<RequestInit, "body" | "headers" | "method">, Config$1 {
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
interface ClientOptions$1 {
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
}>(options: TData & Options$1<TData>) => string;
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
type Options$1<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown, TResponseStyle extends ResponseStyle = "fields"> = OmitKeys<RequestOptions<TResponse, TResponseStyle, ThrowOnError>, "body" | "path" | "query" | "url"> & ([
    TData
] extends [
    never
] ? unknown : Omit<TData, "url">);
declare const createClient: (config?: Config) => Client;
type ClientOptions = {
    baseUrl: "https://{domain_id}.api.aliyunpds.com" | "https://{domain_id}.auth.aliyunpds.com" | "https://{domain_id}.api-vpc.aliyunpds.com" | (string & {});
};
type AuthorizationCodeGrant = {
    grant_type: "authorization_code" | "code";
    client_id: string;
    client_secret?: string;
    redirect_uri: string;
    code: string;
};
type RefreshTokenGrant = {
    grant_type: "refresh_token";
    client_id: string;
    client_secret?: string;
    redirect_uri?: string;
    refresh_token: string;
};
type JwtBearerGrant = {
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer";
    client_id: string;
    client_secret?: string;
    assertion: string;
    subdomain_id?: string;
};
type JwtAssertionClaims = {
    iss: string;
    sub: string;
    sub_type: "user" | "service";
    aud: string;
    jti: string;
    exp: number;
    iat?: number;
    nbf?: number;
    auto_create?: boolean;
};
type AccountTokenRequest = {
    app_id: string;
    grant_type: "refresh_token";
    refresh_token: string;
    addition_data?: {
        [key: string]: string;
    };
};
type AccountRevokeRequest = {
    app_id: string;
    refresh_token: string;
};
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
type ErrorResponse = ApiError | CapitalisedApiError;
type ApiError = {
    code: ErrorCode;
    message?: ErrorMessage;
    requestId?: string | null;
};
type CapitalisedApiError = {
    Code: ErrorCode;
    Message?: ErrorMessage;
    RequestId?: string | null;
};
type ErrorMessage = string;
type ErrorCode = string;
type GatewayErrorCode = string;
type HtmlError = string;
type PlainTextError = string;
type XmlError = string;
type EmptyError = string;
type RequestTokenData = {
    body: AuthorizationCodeGrant | RefreshTokenGrant | JwtBearerGrant;
    path?: never;
    query?: never;
    url: "/v2/oauth/token";
};
type RequestTokenErrors = {
    400: ErrorResponse;
    401: ErrorResponse;
    403: ErrorResponse;
    404: ErrorResponse;
    409: ErrorResponse;
    429: ErrorResponse;
    500: ErrorResponse;
    503: ErrorResponse;
    504: unknown;
};
type RequestTokenError = RequestTokenErrors[keyof RequestTokenErrors];
type RequestTokenResponses = {
    200: TokenResponse;
};
type RequestTokenResponse = RequestTokenResponses[keyof RequestTokenResponses];
type RefreshAccountTokenData = {
    body: AccountTokenRequest;
    path?: never;
    query?: never;
    url: "/v2/account/token";
};
type RefreshAccountTokenErrors = {
    400: ErrorResponse;
    401: ErrorResponse;
    403: ErrorResponse;
    404: ErrorResponse;
    429: ErrorResponse;
    500: ErrorResponse;
    503: ErrorResponse;
    504: unknown;
};
type RefreshAccountTokenError = RefreshAccountTokenErrors[keyof RefreshAccountTokenErrors];
type RefreshAccountTokenResponses = {
    200: TokenResponse;
};
type RefreshAccountTokenResponse = RefreshAccountTokenResponses[keyof RefreshAccountTokenResponses];
type RevokeAccountTokenData = {
    body: AccountRevokeRequest;
    path?: never;
    query?: never;
    url: "/v2/account/revoke";
};
type RevokeAccountTokenErrors = {
    400: ErrorResponse;
    401: ErrorResponse;
    403: ErrorResponse;
    404: ErrorResponse;
    429: ErrorResponse;
    500: ErrorResponse;
    503: ErrorResponse;
    504: unknown;
};
type RevokeAccountTokenError = RevokeAccountTokenErrors[keyof RevokeAccountTokenErrors];
type RevokeAccountTokenResponses = {
    204: void;
};
type RevokeAccountTokenResponse = RevokeAccountTokenResponses[keyof RevokeAccountTokenResponses];
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
type AuthorizeErrors = {
    400: ErrorResponse;
    403: ErrorResponse;
    500: ErrorResponse;
};
type AuthorizeError = AuthorizeErrors[keyof AuthorizeErrors];
type Options<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown> = Options$1<TData, ThrowOnError, TResponse> & {
    client: Client;
    meta?: keyof ClientMeta extends never ? Record<string, unknown> : ClientMeta;
};
declare const requestToken: <ThrowOnError extends boolean = false>(options: Options<RequestTokenData, ThrowOnError>) => RequestResult<RequestTokenResponses, RequestTokenErrors, ThrowOnError>;
declare const refreshAccountToken: <ThrowOnError extends boolean = false>(options: Options<RefreshAccountTokenData, ThrowOnError>) => RequestResult<RefreshAccountTokenResponses, RefreshAccountTokenErrors, ThrowOnError>;
declare const revokeAccountToken: <ThrowOnError extends boolean = false>(options: Options<RevokeAccountTokenData, ThrowOnError>) => RequestResult<RevokeAccountTokenResponses, RevokeAccountTokenErrors, ThrowOnError>;
declare const authorize: <ThrowOnError extends boolean = false>(options: Options<AuthorizeData, ThrowOnError>) => RequestResult<unknown, AuthorizeErrors, ThrowOnError>;
declare const servers: {
    readonly api: ServerTemplate;
    readonly auth: ServerTemplate;
    readonly "api-vpc": ServerTemplate;
};
export { type AccountRevokeRequest, type AccountTokenRequest, type ApiError, type AuthorizationCodeGrant, type AuthorizeData, type AuthorizeError, type AuthorizeErrors, type CapitalisedApiError, type Client, type ClientOptions, type Config, type EmptyError, type ErrorCode, type ErrorMessage, type ErrorResponse, type ExpiresIn, type GatewayErrorCode, type HtmlError, type JwtAssertionClaims, type JwtBearerGrant, type LinkedIdentity, type Options, type PlainTextError, type RefreshAccountTokenData, type RefreshAccountTokenError, type RefreshAccountTokenErrors, type RefreshAccountTokenResponse, type RefreshAccountTokenResponses, type RefreshTokenGrant, type RequestTokenData, type RequestTokenError, type RequestTokenErrors, type RequestTokenResponse, type RequestTokenResponses, type RevokeAccountTokenData, type RevokeAccountTokenError, type RevokeAccountTokenErrors, type RevokeAccountTokenResponse, type RevokeAccountTokenResponses, type TokenResponse, type XmlError, authorize, createClient, createConfig, refreshAccountToken, requestToken, revokeAccountToken, servers };
