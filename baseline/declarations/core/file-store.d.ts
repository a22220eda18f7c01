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
interface FileStoreOptions {
    readonly folder: string;
}
declare function fileStore(options: FileStoreOptions): TokenStore;
export { type FileStoreOptions, fileStore };
