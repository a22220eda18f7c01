interface TokenwrightErrorOptions {
    readonly cause?: unknown;
}
declare class TokenwrightError extends Error {
    readonly code: string;
    readonly retryAt?: number | undefined;
    constructor(code: string, message: string, options?: TokenwrightErrorOptions, name?: string);
    static isInstance(value: unknown): value is TokenwrightError;
}
type ConfigurationErrorCode = "missing_parameter" | "invalid_parameter" | "unknown_parameter" | "unsupported_parameter" | "missing_option" | "invalid_option" | "unknown_option" | "unsupported_option" | "invalid_endpoint" | "insecure_endpoint" | "unsupported_runtime" | "secret_unavailable";
declare class ConfigurationError extends TokenwrightError {
    readonly code: ConfigurationErrorCode;
    readonly parameter: string;
    constructor(code: ConfigurationErrorCode, parameter: string, message: string);
    static override isInstance(value: unknown): value is ConfigurationError;
}
type SigningErrorCode = "malformed_key" | "public_key" | "encrypted_key" | "weak_key" | "unsupported_key" | "invalid_key" | "key_unavailable" | "signing_failed" | "invalid_signature";
declare class SigningError extends TokenwrightError {
    readonly code: SigningErrorCode;
    constructor(code: SigningErrorCode, message: string, options?: TokenwrightErrorOptions);
    static override isInstance(value: unknown): value is SigningError;
}
type RequestOutcome = "not-sent" | "unknown";
type TransportErrorCode = "request_not_sent" | "connection_lost";
declare class TransportError extends TokenwrightError {
    readonly code: TransportErrorCode;
    readonly outcome: RequestOutcome;
    constructor(outcome: RequestOutcome, message: string, options?: TokenwrightErrorOptions);
    static override isInstance(value: unknown): value is TransportError;
}
declare class RequestTimeoutError extends TokenwrightError {
    readonly code: "request_timeout";
    readonly outcome: RequestOutcome;
    readonly timeoutMs: number;
    constructor(timeoutMs: number, message: string);
    static override isInstance(value: unknown): value is RequestTimeoutError;
}
type AuthorityErrorCode = "invalid_request" | "invalid_client" | "invalid_grant" | "unauthorized_client" | "unsupported_grant_type" | "invalid_scope" | "invalid_token" | "insufficient_scope" | "access_denied" | "rate_limited" | "authority_unavailable" | "authority_error";
interface AuthorityErrorDetails {
    readonly code: AuthorityErrorCode;
    readonly status: number;
    readonly wireCode?: string | undefined;
    readonly wireMessage?: string | undefined;
    readonly requestId?: string | undefined;
    readonly retryable: boolean;
    readonly retryAt?: number | undefined;
    readonly retryAfterMs?: number | undefined;
    readonly answeredAtMs?: number | undefined;
}
declare class AuthorityError extends TokenwrightError {
    readonly code: AuthorityErrorCode;
    readonly status: number;
    readonly wireCode: string | undefined;
    readonly wireMessage: string | undefined;
    readonly requestId: string | undefined;
    readonly retryable: boolean;
    readonly retryAt: number | undefined;
    readonly retryAfterMs: number | undefined;
    readonly answeredAtMs: number | undefined;
    constructor(message: string, details: AuthorityErrorDetails);
    static override isInstance(value: unknown): value is AuthorityError;
}
type InvalidResponseErrorCode = "redirect_refused" | "not_a_response" | "invalid_status" | "response_too_large" | "response_not_json" | "missing_access_token" | "invalid_token_type" | "invalid_expires_in" | "invalid_field" | "state_mismatch";
declare class InvalidResponseError extends TokenwrightError {
    readonly code: InvalidResponseErrorCode;
    readonly status: number;
    readonly requestId: string | undefined;
    constructor(code: InvalidResponseErrorCode, message: string, details: {
        readonly status: number;
        readonly requestId?: string | undefined;
    });
    static override isInstance(value: unknown): value is InvalidResponseError;
}
type LoginRequiredReason = "invalid_grant" | "answer-lost" | "no-session" | "no-refresh-token" | "refresh-token-expired" | "signed-out" | (string & {});
declare class LoginRequiredError extends TokenwrightError {
    readonly code: "login_required";
    readonly reason: LoginRequiredReason;
    readonly since: number;
    constructor(message: string, details: {
        readonly reason: LoginRequiredReason;
        readonly since: number;
    }, options?: TokenwrightErrorOptions);
    static override isInstance(value: unknown): value is LoginRequiredError;
}
type StoreErrorCode = "store_unavailable" | "invalid_record";
type StoreOperation = "get" | "compareAndSet" | "delete" | "tryLease" | "watch" | "keys" | (string & {});
declare class StoreError extends TokenwrightError {
    readonly code: StoreErrorCode;
    readonly operation: StoreOperation;
    constructor(code: StoreErrorCode, message: string, details: {
        readonly operation: StoreOperation;
    }, options?: TokenwrightErrorOptions);
    static override isInstance(value: unknown): value is StoreError;
}
type ServerVariableFormat = "host-label" | "host" | "host-with-port";
interface ServerTemplate {
    readonly template: string;
    readonly variables: Readonly<Record<string, ServerVariableFormat>>;
}
interface EndpointRules {
    readonly option: string;
    readonly servers?: readonly ServerTemplate[];
    readonly allowInsecureHttp?: boolean | undefined;
}
declare function checkServerVariable(option: string, value: unknown, format: ServerVariableFormat): string;
declare function resolveServer(server: ServerTemplate, values: Readonly<Record<string, unknown>>): string;
declare function checkEndpoint(value: unknown, rules: EndpointRules): string;
type Redactor = (text: string) => string;
declare function createRedactor(secrets: Iterable<string>): Redactor;
type Fetch = (url: string, init: RequestInit) => Promise<Response>;
interface ParameterRule {
    readonly what: string;
    readonly required?: boolean;
    readonly type?: "string" | "secret" | "boolean" | "number" | "function" | "object" | "any";
    readonly values?: readonly string[];
}
interface ParameterRules {
    readonly known: Readonly<Record<string, ParameterRule>>;
    readonly aliases?: Readonly<Record<string, string>>;
    readonly refused?: Readonly<Record<string, string>>;
}
type NameKind = "parameter" | "option";
declare function checkParameters<Checked extends object = Record<string, unknown>>(where: string, kind: NameKind, given: unknown, rules: ParameterRules): Checked;
interface CallOptions {
    readonly signal?: AbortSignal | undefined;
    readonly timeoutMs?: number | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly fetch?: Fetch | undefined;
    readonly clockOffsetMs?: number | undefined;
}
interface TransportOptions {
    readonly timeoutMs?: number | undefined;
    readonly maxResponseBytes?: number | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly fetch?: Fetch | undefined;
    readonly dangerouslyAllowInsecureHttp?: boolean | undefined;
}
interface Transport {
    readonly timeoutMs: number;
    readonly maxResponseBytes: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly fetch: Fetch | undefined;
    readonly allowInsecureHttp: boolean;
}
declare const transportRules: ParameterRules["known"];
declare function checkTransport(options: TransportOptions): Transport;
declare function checkCallOptions(where: string, options: CallOptions): void;
interface WireOptions {
    readonly fetch: typeof globalThis.fetch;
    readonly headers: Readonly<Record<string, string>>;
    readonly parseAs: "text";
    readonly throwOnError: false;
}
interface WireResult {
    readonly data?: unknown;
    readonly error?: unknown;
    readonly response?: Response;
}
interface Answer {
    readonly status: number;
    readonly headers: Headers;
    readonly text: string;
    readonly json: unknown;
    readonly origin: string;
    readonly sentAtMs: number;
    readonly redact: Redactor;
}
interface ExchangeOptions {
    readonly where: string;
    readonly transport: Transport;
    readonly call: CallOptions;
    readonly origin: string;
    readonly product: string;
    readonly secrets: readonly (string | undefined)[];
}
declare function exchange(options: ExchangeOptions, send: (wire: WireOptions) => Promise<WireResult>): Promise<Answer>;
declare function readBeginning(response: Response): Promise<Pick<Answer, "status" | "headers" | "text" | "json">>;
declare function requireResponse(where: string, response: unknown): void;
interface CallbackRules {
    readonly where: string;
    readonly state: string;
    readonly categoryOf: (wireCode: string) => AuthorityErrorCode;
}
declare function readCallback(callback: unknown, { where, state, categoryOf }: CallbackRules): {
    readonly code: string;
};
interface ClientAuthenticationOptions {
    readonly method?: "body" | "basic" | undefined;
    readonly basicEncoding?: "form" | "raw" | undefined;
    readonly clientId: string;
    readonly clientSecret?: string | undefined;
}
interface ClientAuthentication {
    readonly body: Readonly<Record<string, string>>;
    readonly headers: Readonly<Record<string, string>>;
    readonly secrets: readonly string[];
}
declare function clientAuthentication(options: ClientAuthenticationOptions): ClientAuthentication;
declare function randomText(length: number): string;
type Shape = Readonly<Record<string, "function" | "object" | "string">>;
interface ShapeRequest {
    readonly where: string;
    readonly kind: NameKind;
    readonly name: string;
    readonly give: string;
}
declare function requireShape(value: unknown, shape: Shape, { where, kind, name, give }: ShapeRequest): void;
type Secret = string | (() => string | Promise<string>);
declare function resolveSecret(name: string, secret: Secret): Promise<string>;
declare function withFreshSecret<T>(name: string, secret: Secret, call: (value: string) => Promise<T>): Promise<T>;
declare function requireSignal(where: string, signal: AbortSignal | undefined): void;
interface WireError {
    readonly code: AuthorityErrorCode;
    readonly wireCode?: string | undefined;
    readonly wireMessage?: string | undefined;
    readonly requestId?: string | undefined;
}
interface AnswerRules {
    readonly readError: (answer: Answer) => WireError | undefined;
    readonly requestId: (answer: Answer) => string | undefined;
    readonly tokenTypeOptional: boolean;
}
type TokenFields = Record<string, unknown> & {
    access_token: string;
    expires_in?: number;
};
declare function readTokenAnswer(where: string, answer: Answer, rules: AnswerRules): TokenFields;
declare function refuseError(where: string, answer: Answer, rules: AnswerRules): void;
declare function readRequestId(answer: Answer, rules: Pick<AnswerRules, "requestId">): string | undefined;
type SigningAlgorithm = "RS256" | "PS256" | "ES256" | "EdDSA";
type ExternalSign = (signingInput: Uint8Array) => Uint8Array | Promise<Uint8Array>;
interface CryptoKeyLike {
    readonly type: string;
    readonly extractable: boolean;
    readonly algorithm: {
        readonly name: string;
        readonly modulusLength?: number;
        readonly namedCurve?: string;
        readonly hash?: {
            readonly name: string;
        };
    };
    readonly usages: readonly string[];
}
interface KeyObjectLike {
    readonly type: string;
    readonly asymmetricKeyType?: string | undefined;
    readonly asymmetricKeyDetails?: {
        readonly modulusLength?: number;
        readonly namedCurve?: string;
    } | undefined;
}
interface PrivateJwk {
    readonly kty?: string | undefined;
    readonly alg?: string | undefined;
    readonly use?: string | undefined;
    readonly key_ops?: readonly string[] | undefined;
    readonly kid?: string | undefined;
    readonly ext?: boolean | undefined;
    readonly crv?: string | undefined;
    readonly d?: string | undefined;
    readonly x?: string | undefined;
    readonly y?: string | undefined;
    readonly n?: string | undefined;
    readonly e?: string | undefined;
    readonly p?: string | undefined;
    readonly q?: string | undefined;
    readonly dp?: string | undefined;
    readonly dq?: string | undefined;
    readonly qi?: string | undefined;
}
type PrivateKeyInput = string | PrivateJwk | CryptoKeyLike | KeyObjectLike;
interface AssertionClaims {
    readonly iss: string;
    readonly sub: string;
    readonly aud: string;
    readonly [claim: string]: unknown;
}
interface AssertionSignerSettings {
    readonly kid?: string | undefined;
    readonly backdateSeconds?: number | undefined;
    readonly lifetimeSeconds?: number | undefined;
    readonly keyName?: string | undefined;
    readonly clock?: (() => number) | undefined;
}
interface KeySignerOptions extends AssertionSignerSettings {
    readonly key: PrivateKeyInput | (() => PrivateKeyInput | Promise<PrivateKeyInput>);
    readonly alg?: SigningAlgorithm | undefined;
    readonly sign?: undefined;
}
interface ExternalSignerOptions extends AssertionSignerSettings {
    readonly sign: ExternalSign;
    readonly alg: SigningAlgorithm;
    readonly key?: undefined;
}
type AssertionSignerOptions = KeySignerOptions | ExternalSignerOptions;
interface SignOptions {
    readonly clockOffsetMs?: number | undefined;
}
interface AssertionSigner {
    ready(): Promise<void>;
    sign(claims: AssertionClaims, options?: SignOptions): Promise<string>;
}
declare function createAssertionSigner(options: AssertionSignerOptions): AssertionSigner;
interface Timer {
    cancel(): void;
}
interface Clock {
    now(): number;
    monotonic(): number;
    startTimer(callback: () => void, delayMs: number, background: boolean): Timer;
}
interface TokenWire {
    readonly access_token: string;
    readonly token_type?: unknown;
    readonly expires_in?: number | undefined;
    readonly expire_time?: unknown;
    readonly refresh_token?: string | undefined;
    readonly scope?: string | undefined;
    readonly [field: string]: unknown;
}
type WireOfAccessToken<Wire extends TokenWire> = {
    readonly [Field in keyof Wire as Field extends "refresh_token" ? never : Field]: Wire[Field];
};
interface AccessToken<Wire extends TokenWire = TokenWire> {
    readonly accessToken: string;
    readonly tokenType: "Bearer";
    readonly expiresAtMs?: number | undefined;
    readonly scope?: string | undefined;
    readonly wire: WireOfAccessToken<Wire>;
}
declare global {
    interface SymbolConstructor {
        readonly asyncDispose: unique symbol;
    }
}
interface AsyncDisposableLike {
    [Symbol.asyncDispose](): Promise<void>;
}
interface PendingRefresh {
    readonly attemptId: string;
    readonly since: number;
    readonly deadline: number;
    readonly refreshTokenFingerprint: string;
    readonly attempts: number;
    readonly answered?: true;
}
interface SealedRecord {
    readonly format: 1;
    readonly keyId: string;
    readonly nonce: string;
    readonly data: string;
}
interface TokenRecord<Wire extends TokenWire = TokenWire> {
    readonly format: 1;
    readonly lineage: string;
    readonly generation: number;
    readonly parentFingerprint?: string;
    readonly token?: {
        readonly wire: Wire;
        readonly issuedAtMs: number;
        readonly expiresAtMs?: number;
        readonly refreshAtMs?: number;
    };
    readonly pending?: PendingRefresh;
    readonly loginRequired?: {
        readonly reason: LoginRequiredReason;
        readonly since: number;
        readonly fingerprint?: string;
        readonly attemptId?: string;
    };
    readonly signedOut?: {
        readonly since: number;
    };
    readonly sealed?: SealedRecord;
}
interface StoredRecord {
    readonly version: string;
    readonly record: TokenRecord;
}
interface Lease {
    extend(ttlMs: number): Promise<boolean>;
    release(): Promise<void>;
}
interface CompareAndSet {
    readonly expected: string | null;
    readonly record: TokenRecord;
    readonly ttlMs?: number | undefined;
    readonly signal?: AbortSignal | undefined;
}
type CompareAndSetResult = {
    readonly ok: true;
    readonly version: string;
} | {
    readonly ok: false;
    readonly current?: StoredRecord | undefined;
};
interface RecordChange {
    readonly version: string;
    readonly lineage: string;
    readonly generation: number;
}
interface TokenStore {
    get(key: string, options?: {
        readonly signal?: AbortSignal | undefined;
    }): Promise<StoredRecord | undefined>;
    compareAndSet(key: string, write: CompareAndSet): Promise<CompareAndSetResult>;
    delete(key: string, expected: string): Promise<boolean>;
    tryLease?(key: string, options: {
        readonly ttlMs: number;
    }): Promise<Lease | undefined>;
    watch?(key: string, onChange: (change?: RecordChange) => void): Promise<{
        close(): Promise<void>;
    }>;
    keys?(options?: {
        readonly prefix?: string | undefined;
    }): AsyncIterable<string>;
}
interface EventBase {
    readonly provider: string;
    readonly grant: "mint" | "session";
    readonly key?: string | undefined;
    readonly atMs: number;
    readonly expiresInMs?: number | undefined;
    readonly generation?: number | undefined;
}
type TokenEvent = (EventBase & {
    readonly type: "stale";
}) | (EventBase & {
    readonly type: "joined";
}) | (EventBase & {
    readonly type: "renewed";
    readonly durationMs: number;
    readonly reason: string;
    readonly lifetimesContradict?: true;
}) | (EventBase & {
    readonly type: "unchanged";
    readonly durationMs: number;
    readonly reason: string;
}) | (EventBase & {
    readonly type: "adopted";
    readonly durationMs: number;
    readonly reason: string;
}) | (EventBase & {
    readonly type: "failed";
    readonly durationMs: number;
    readonly reason: string;
    readonly error: TokenwrightError;
    readonly retryAtMs: number;
}) | (EventBase & {
    readonly type: "persist-failed";
    readonly error: TokenwrightError;
}) | (EventBase & {
    readonly type: "login-required";
    readonly reason: LoginRequiredReason;
    readonly durationMs: number;
}) | (EventBase & {
    readonly type: "signed-out";
}) | (EventBase & {
    readonly type: "blocked";
    readonly error: TokenwrightError;
    readonly retryAtMs: number;
});
type TokenEventListener = (event: TokenEvent) => void;
interface TokenSourceTimes {
    readonly acquireTimeoutMs?: number | undefined;
    readonly requestTimeoutMs?: number | undefined;
    readonly hardTimeoutMs?: number | undefined;
    readonly persistTimeoutMs?: number | undefined;
    readonly closeTimeoutMs?: number | undefined;
    readonly defaultLifetimeMs?: number | undefined;
    readonly renewalLeadMs?: number | undefined;
    readonly expiryMarginMs?: number | undefined;
    readonly spreadMs?: number | undefined;
    readonly maxRetries?: number | undefined;
    readonly minRetryDelayMs?: number | undefined;
    readonly maxRetryDelayMs?: number | undefined;
    readonly backOffMs?: number | undefined;
    readonly maxBackOffMs?: number | undefined;
    readonly maxStaleBackOffMs?: number | undefined;
    readonly maxRetryAfterMs?: number | undefined;
    readonly finalBlockMs?: number | undefined;
    readonly unchangedPauseMs?: number | undefined;
    readonly leaseMs?: number | undefined;
    readonly leasePatienceMs?: number | undefined;
    readonly claimMarginMs?: number | undefined;
    readonly clockToleranceMs?: number | undefined;
    readonly foreignClockToleranceMs?: number | undefined;
}
interface TokenKeyParts {
    readonly authority: string;
    readonly provider: string;
    readonly clientId: string;
    readonly credential: "client" | "assertion" | "session";
    readonly subject?: string | undefined;
    readonly subjectType?: string | undefined;
    readonly subdomain?: string | undefined;
    readonly scope?: string | undefined;
    readonly audience?: string | undefined;
    readonly sessionId?: string | undefined;
}
interface RenewalRequest {
    readonly signal: AbortSignal;
    readonly timeoutMs: number;
    readonly clockOffsetMs: number;
}
type WaitUntil = (work: Promise<unknown>) => void;
interface ProviderTraits {
    readonly refreshKillsAccessToken?: boolean | undefined;
    readonly refreshTokenLifetimeMs?: number | undefined;
}
interface TokenSourceSettings<Wire extends TokenWire = TokenWire> extends TokenSourceTimes {
    readonly store?: TokenStore | undefined;
    readonly initial?: Wire | undefined;
    readonly keepFresh?: boolean | undefined;
    readonly waitUntil?: WaitUntil | undefined;
    readonly onEvent?: TokenEventListener | undefined;
    readonly onUnpersisted?: ((record: TokenRecord<Wire>, key: string) => void) | undefined;
    readonly clock?: Clock | undefined;
    readonly random?: (() => number) | undefined;
}
interface CommonOptions<Wire extends TokenWire> extends TokenSourceSettings<Wire> {
    readonly key: TokenKeyParts;
    readonly traits?: ProviderTraits | undefined;
}
interface MintSourceOptions<Wire extends TokenWire = TokenWire> extends CommonOptions<Wire> {
    readonly mint: (request: RenewalRequest) => Promise<Wire>;
    readonly refresh?: undefined;
}
interface SessionSourceOptions<Wire extends TokenWire = TokenWire> extends CommonOptions<Wire> {
    readonly refresh: (request: RenewalRequest & {
        readonly refreshToken: string;
    }) => Promise<Wire>;
    readonly mint?: undefined;
    readonly revoke?: ((request: RenewalRequest & {
        readonly refreshToken: string;
    }) => Promise<void>) | undefined;
    readonly refreshWithoutStore?: boolean | undefined;
    readonly adviseOnLogin?: ((reason: LoginRequiredReason) => string | undefined) | undefined;
}
type TokenSourceOptions<Wire extends TokenWire = TokenWire> = MintSourceOptions<Wire> | SessionSourceOptions<Wire>;
declare const sourceRules: ParameterRules["known"];
interface GetTokenOptions {
    readonly signal?: AbortSignal | undefined;
    readonly minValidityMs?: number | undefined;
    readonly rejected?: string | undefined;
    readonly waitUntil?: WaitUntil | undefined;
}
type Adoptable<Wire extends TokenWire> = Wire | (() => Promise<Wire>);
interface TokenSource<Wire extends TokenWire = TokenWire> extends AsyncDisposableLike {
    getToken(options?: GetTokenOptions): Promise<AccessToken<Wire>>;
    peek(): AccessToken<Wire> | undefined;
    renew(options: {
        readonly reason: string;
        readonly signal?: AbortSignal | undefined;
    }): Promise<AccessToken<Wire>>;
    invalidate(rejected: string): void;
    adopt(login: Adoptable<Wire>, options?: {
        readonly signal?: AbortSignal | undefined;
    }): Promise<AccessToken<Wire>>;
    signOut(options?: {
        readonly revoke?: boolean | undefined;
    }): Promise<void>;
    close(): Promise<void>;
}
declare function createTokenSourceFor<Wire extends TokenWire = TokenWire>(where: string, options: TokenSourceOptions<Wire>): TokenSource<Wire>;
type AuthorizedFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
interface AuthorizedFetchOptions {
    readonly origins: readonly string[];
    readonly isTokenRejected?: ((response: Response) => boolean | Promise<boolean>) | undefined;
    readonly fetch?: AuthorizedFetch | undefined;
    readonly dangerouslyAllowInsecureHttp?: boolean | undefined;
    readonly refusalBlockMs?: number | undefined;
    readonly clock?: Pick<Clock, "now"> | undefined;
}
declare function isTokenRejected(response: Response): boolean;
declare function createMintSourceFor<Wire extends TokenWire = TokenWire>(where: string, options: MintSourceOptions<Wire>): TokenSource<Wire>;
declare function createSessionSourceFor<Wire extends TokenWire = TokenWire>(where: string, options: SessionSourceOptions<Wire>): TokenSource<Wire>;
interface CommonPoolOptions<Wire extends TokenWire> extends Omit<TokenSourceSettings<Wire>, "initial"> {
    readonly key: Omit<TokenKeyParts, "subject" | "sessionId">;
    readonly traits?: ProviderTraits | undefined;
    readonly maxSize?: number | undefined;
    readonly idleMs?: number | undefined;
    readonly authorizedFetch?: AuthorizedFetchOptions | undefined;
}
interface MintPoolOptions<Wire extends TokenWire = TokenWire> extends CommonPoolOptions<Wire> {
    readonly mint: (request: RenewalRequest & {
        readonly key: string;
    }) => Promise<Wire>;
    readonly refresh?: undefined;
}
interface SessionPoolOptions<Wire extends TokenWire = TokenWire> extends CommonPoolOptions<Wire> {
    readonly refresh: (request: RenewalRequest & {
        readonly key: string;
        readonly refreshToken: string;
    }) => Promise<Wire>;
    readonly mint?: undefined;
    readonly revoke?: ((request: RenewalRequest & {
        readonly key: string;
        readonly refreshToken: string;
    }) => Promise<void>) | undefined;
    readonly refreshWithoutStore?: boolean | undefined;
}
type TokenPoolOptions<Wire extends TokenWire = TokenWire> = MintPoolOptions<Wire> | SessionPoolOptions<Wire>;
interface TokenPool<Wire extends TokenWire = TokenWire> extends AsyncDisposableLike {
    getToken(key: string, options?: GetTokenOptions): Promise<AccessToken<Wire>>;
    fetch(key: string, input: string | URL | Request, init?: RequestInit): Promise<Response>;
    get(key: string): TokenSource<Wire>;
    readonly size: number;
    close(): Promise<void>;
}
declare function createTokenPoolFor<Wire extends TokenWire = TokenWire>(where: string, options: TokenPoolOptions<Wire>): TokenPool<Wire>;
declare function createMintPoolFor<Wire extends TokenWire = TokenWire>(where: string, options: MintPoolOptions<Wire>): TokenPool<Wire>;
export { type Answer, type AnswerRules, AuthorityError, AuthorityErrorCode, AuthorityErrorDetails, type CallOptions, type CallbackRules, type ClientAuthentication, type ClientAuthenticationOptions, ConfigurationError, ConfigurationErrorCode, type EndpointRules, type ExchangeOptions, type Fetch, InvalidResponseError, InvalidResponseErrorCode, LoginRequiredError, LoginRequiredReason, type NameKind, type ParameterRule, type ParameterRules, type Redactor, RequestOutcome, RequestTimeoutError, type Secret, type ServerTemplate, type ServerVariableFormat, type Shape, type ShapeRequest, SigningError, SigningErrorCode, StoreError, StoreErrorCode, StoreOperation, type TokenFields, TokenwrightError, TokenwrightErrorOptions, type Transport, TransportError, TransportErrorCode, type TransportOptions, type WireError, type WireOptions, type WireResult, checkCallOptions, checkEndpoint, checkParameters, checkServerVariable, checkTransport, clientAuthentication, createAssertionSigner, createMintPoolFor, createMintSourceFor, createRedactor, createSessionSourceFor, createTokenPoolFor, createTokenSourceFor, exchange, isTokenRejected, randomText, readBeginning, readCallback, readRequestId, readTokenAnswer, refuseError, requireResponse, requireShape, requireSignal, resolveSecret, resolveServer, sourceRules, transportRules, withFreshSecret };
