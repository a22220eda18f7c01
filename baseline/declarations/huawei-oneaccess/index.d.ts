import { CallOptions, CallOptions as CallOptions$1, Secret, Transport, TransportOptions } from "@tokenwright/core/provider";
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
interface OneAccessClientOptions extends TransportOptions {
    readonly domain_name?: string | undefined;
    readonly endpoint?: string | undefined;
    readonly client_id?: string | undefined;
    readonly client_secret?: Secret | undefined;
}
interface OneAccessContext {
    readonly endpoint: string;
    readonly transport: Transport;
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
}
interface GetIdTokenByCodeParameters extends GetTokenByCodeParameters {
    readonly redirect_uri: string;
}
declare function getTokenByCode(context: OneAccessContext, params: GetTokenByCodeParameters, options?: CallOptions$1): Promise<OneAccessToken>;
declare function getIdTokenByCode(context: OneAccessContext, params: GetIdTokenByCodeParameters, options?: CallOptions$1): Promise<OneAccessOidcToken>;
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
declare function createOneAccessOAuthContext(options: OneAccessClientOptions): OneAccessContext;
declare class OneAccessOAuthClient {
    constructor(options: OneAccessClientOptions);
    getTokenByCode(params: WithDefaults<GetTokenByCodeParameters>, options?: CallOptions$1): Promise<OneAccessToken>;
    getIdTokenByCode(params: WithDefaults<GetIdTokenByCodeParameters>, options?: CallOptions$1): Promise<OneAccessOidcToken>;
    refreshToken(params: WithDefaults<RefreshTokenParameters>, options?: CallOptions$1): Promise<OneAccessToken>;
}
declare function createOneAccessTenantContext(options: OneAccessClientOptions): OneAccessContext;
declare class OneAccessTenantClient {
    constructor(options: OneAccessClientOptions);
    getTenantToken(params?: WithDefaults<GetTenantTokenParameters>, options?: CallOptions$1): Promise<OneAccessTenantToken>;
}
export { type CallOptions, type GetIdTokenByCodeParameters, type GetTenantTokenParameters, type GetTokenByCodeParameters, type OneAccessClientOptions, type OneAccessContext, OneAccessOAuthClient, type OneAccessOidcToken, OneAccessTenantClient, type OneAccessTenantToken, type OneAccessToken, type RefreshTokenParameters, type WithDefaults, createOneAccessOAuthContext, createOneAccessTenantContext, getIdTokenByCode, getTenantToken, getTokenByCode, refreshToken };
