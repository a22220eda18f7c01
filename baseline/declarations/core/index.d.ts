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
interface Timer {
    cancel(): void;
}
interface Clock {
    now(): number;
    monotonic(): number;
    startTimer(callback: () => void, delayMs: number, background: boolean): Timer;
}
declare const systemClock: Clock;
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
type TokenHit = EventBase & {
    readonly type: "hit";
};
type TokenMessage = TokenEvent | TokenHit;
type TokenChannelName = `tokenwright:token:${TokenMessage["type"]}`;
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
declare function encodeTokenKey(parts: TokenKeyParts): string;
declare function decodeTokenKey(key: string): TokenKeyParts | undefined;
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
declare global {
    interface SymbolConstructor {
        readonly asyncDispose: unique symbol;
    }
}
interface AsyncDisposableLike {
    [Symbol.asyncDispose](): Promise<void>;
}
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
declare function createTokenSource<Wire extends TokenWire = TokenWire>(options: TokenSourceOptions<Wire>): TokenSource<Wire>;
export { type AccessToken, type Adoptable, type AssertionClaims, type AssertionSigner, type AssertionSignerOptions, type AssertionSignerSettings, AuthorityError, AuthorityErrorCode, AuthorityErrorDetails, type Clock, type CompareAndSet, type CompareAndSetResult, ConfigurationError, ConfigurationErrorCode, type CryptoKeyLike, type ExternalSign, type ExternalSignerOptions, type GetTokenOptions, InvalidResponseError, InvalidResponseErrorCode, type KeyObjectLike, type KeySignerOptions, type Lease, LoginRequiredError, LoginRequiredReason, type MintSourceOptions, type PendingRefresh, type PrivateJwk, type PrivateKeyInput, type ProviderTraits, type RecordChange, type RenewalRequest, RequestOutcome, RequestTimeoutError, type SessionSourceOptions, type SignOptions, type SigningAlgorithm, SigningError, SigningErrorCode, StoreError, StoreErrorCode, StoreOperation, type StoredRecord, type Timer, type TokenChannelName, type TokenEvent, type TokenEventListener, type TokenHit, type TokenKeyParts, type TokenMessage, type TokenRecord, type TokenSource, type TokenSourceOptions, type TokenSourceSettings, type TokenSourceTimes, type TokenStore, type TokenWire, TokenwrightError, TokenwrightErrorOptions, TransportError, TransportErrorCode, type WaitUntil, type WireOfAccessToken, createAssertionSigner, createTokenSource, decodeTokenKey, encodeTokenKey, systemClock };
