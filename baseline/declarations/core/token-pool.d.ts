interface TokenwrightErrorOptions {
    readonly cause?: unknown;
}
declare class TokenwrightError extends Error {
    readonly code: string;
    readonly retryAt?: number | undefined;
    constructor(code: string, message: string, options?: TokenwrightErrorOptions, name?: string);
    static isInstance(value: unknown): value is TokenwrightError;
}
type LoginRequiredReason = "invalid_grant" | "answer-lost" | "no-session" | "no-refresh-token" | "refresh-token-expired" | "signed-out" | (string & {});
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
type AuthorizedFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
interface AuthorizedFetchOptions {
    readonly origins: readonly string[];
    readonly isTokenRejected?: ((response: Response) => boolean | Promise<boolean>) | undefined;
    readonly fetch?: AuthorizedFetch | undefined;
    readonly dangerouslyAllowInsecureHttp?: boolean | undefined;
    readonly refusalBlockMs?: number | undefined;
    readonly clock?: Pick<Clock, "now"> | undefined;
}
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
declare function createTokenPool<Wire extends TokenWire = TokenWire>(options: TokenPoolOptions<Wire>): TokenPool<Wire>;
declare function createTokenPoolFor<Wire extends TokenWire = TokenWire>(where: string, options: TokenPoolOptions<Wire>): TokenPool<Wire>;
declare function createMintPoolFor<Wire extends TokenWire = TokenWire>(where: string, options: MintPoolOptions<Wire>): TokenPool<Wire>;
export { type MintPoolOptions, type SessionPoolOptions, type TokenPool, type TokenPoolOptions, createMintPoolFor, createTokenPool, createTokenPoolFor };
