import { CallOptions, CallOptions as CallOptions$1, Transport, TransportOptions } from "@tokenwright/core/provider";
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
interface PdsClientOptions extends TransportOptions {
    readonly api_endpoint?: string | undefined;
    readonly auth_endpoint?: string | undefined;
    readonly domain_id?: string | undefined;
    readonly codeGrantType?: "authorization_code" | "code" | undefined;
}
interface PdsContext {
    readonly authEndpoint: string;
    readonly codeGrantType: "authorization_code" | "code";
    readonly transport: Transport;
    readonly client: Client;
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
type PdsTokenInfo = Omit<TokenResponse, "access_token" | "expires_in" | "default_drive_id" | "default_sbox_drive_id"> & {
    access_token: string;
    expires_in?: number;
    default_drive_id?: string;
    default_sbox_drive_id?: string;
    [field: string]: unknown;
};
interface GetServiceJwtTokenParameters {
    readonly client_id: string;
    readonly private_key_pem: string;
    readonly domain_id: string;
    readonly auto_create?: boolean | undefined;
    readonly subdomain_id?: string | undefined;
}
declare function getServiceJwtToken(context: PdsContext, params: GetServiceJwtTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
interface GetTokenByCodeParameters {
    readonly client_id: string;
    readonly client_secret?: string | undefined;
    readonly redirect_uri: string;
    readonly code: string;
}
declare function getTokenByCode(context: PdsContext, params: GetTokenByCodeParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
interface GetUserJwtTokenParameters {
    readonly client_id: string;
    readonly private_key_pem: string;
    readonly domain_id: string;
    readonly user_id: string;
    readonly auto_create?: boolean | undefined;
    readonly subdomain_id?: string | undefined;
}
declare function getUserJwtToken(context: PdsContext, params: GetUserJwtTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
interface RefreshJwtTokenParameters {
    readonly client_id: string;
    readonly refresh_token: string;
}
declare function refreshJwtToken(context: PdsContext, params: RefreshJwtTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
interface RefreshTokenParameters {
    readonly client_id: string;
    readonly client_secret?: string | undefined;
    readonly redirect_uri?: string | undefined;
    readonly refresh_token: string;
}
declare function refreshToken(context: PdsContext, params: RefreshTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
declare class PDSClient {
    constructor(options: PdsClientOptions);
    getUserJwtToken(params: GetUserJwtTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
    getServiceJwtToken(params: GetServiceJwtTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
    refreshJwtToken(params: RefreshJwtTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
    getTokenByCode(params: GetTokenByCodeParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
    refreshToken(params: RefreshTokenParameters, options?: CallOptions$1): Promise<PdsTokenInfo>;
}
export { type CallOptions, type GetServiceJwtTokenParameters, type GetTokenByCodeParameters, type GetUserJwtTokenParameters, PDSClient, type PdsClientOptions, type PdsContext, type PdsTokenInfo, type RefreshJwtTokenParameters, type RefreshTokenParameters, createPdsContext, getServiceJwtToken, getTokenByCode, getUserJwtToken, refreshJwtToken, refreshToken };
