import { JWK } from "jose";
interface MockClock {
    now(): number;
    advance(ms: number): void;
    set(msSinceEpoch: number): void;
}
type KillReason = "refreshed" | "reused" | "code-reused" | "revoked" | "killed" | "forgotten";
type TokenKind = "access" | "refresh" | "code";
interface LedgerEntryBase {
    readonly sequence: number;
    readonly at: number;
}
type LedgerEntry = LedgerEntryBase & LedgerHappening;
type LedgerHappening = {
    readonly kind: "request";
    readonly requestId: string;
    readonly method: string;
    readonly path: string;
    readonly grantType?: string;
    readonly clientId?: string;
    readonly status?: number;
    readonly problem?: string;
    readonly faults?: readonly string[];
} | {
    readonly kind: "issued";
    readonly token: string;
    readonly tokenKind: TokenKind;
    readonly lineage: number;
    readonly generation: number;
    readonly clientId: string;
    readonly subject: string;
    readonly expiresAt: number;
} | {
    readonly kind: "spent";
    readonly token: string;
    readonly lineage: number;
    readonly by: "refresh" | "exchange";
} | {
    readonly kind: "killed";
    readonly token: string;
    readonly lineage: number;
    readonly reason: KillReason;
} | {
    readonly kind: "expired";
    readonly token: string;
    readonly lineage: number;
} | {
    readonly kind: "repeated";
    readonly token: string;
    readonly lineage: number;
} | {
    readonly kind: "lineage-killed";
    readonly lineage: number;
    readonly reason: KillReason;
} | {
    readonly kind: "clock";
    readonly now: number;
} | {
    readonly kind: "fault-set";
    readonly fault: string;
    readonly expression: string;
} | {
    readonly kind: "fault-removed";
    readonly fault: string;
} | {
    readonly kind: "reset";
};
type FaultInput = string | Fault;
type FaultOccurrence = readonly [
    from: number,
    to: number
];
interface Fault {
    readonly lost?: true;
    readonly reset?: true;
    readonly status?: number;
    readonly error?: string;
    readonly message?: string;
    readonly retryAfter?: string;
    readonly redirect?: 301 | 302 | 303 | 307 | 308;
    readonly location?: string;
    readonly errorIn200?: true;
    readonly truncated?: number | true;
    readonly endless?: true;
    readonly oversizedBytes?: number;
    readonly contentType?: string;
    readonly skewMs?: number;
    readonly delayMs?: number;
    readonly slowMs?: number;
    readonly on?: readonly FaultOccurrence[];
    readonly path?: string;
    readonly method?: string;
    readonly grant?: string;
    readonly rate?: number;
    readonly seed?: number;
    readonly times?: number;
}
interface SetFault {
    readonly id: string;
    readonly expression: string;
    readonly matched: number;
    readonly applied: number;
}
interface MockFaults {
    add(fault: FaultInput): string;
    remove(id: string): boolean;
    clear(): void;
    list(): readonly SetFault[];
}
type IdTokenAlgorithm = "RS256" | "RS384" | "RS512";
type PublicKeyInput = string | JWK;
interface Exchange {
    readonly requestId: string;
    readonly at: number;
    readonly method: string;
    readonly path: string;
    readonly grantType?: string;
    readonly clientId?: string;
    readonly status?: number;
    readonly problem?: string;
    readonly faults?: readonly string[];
}
interface ReceivedRequest extends Exchange {
    readonly query: readonly (readonly [
        name: string,
        value: string
    ])[];
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
    readonly bodyBytes: number;
}
type PdsErrorShape = "json" | "capitalised" | "gateway" | "xml" | "html" | "text";
type OneAccessErrorShape = "documented" | "oauth" | "coded" | "both";
interface MockTraits {
    readonly refreshTokens: boolean;
    readonly rotateRefreshTokens: boolean;
    readonly refreshTokenGraceSeconds: number;
    readonly reuseKillsLineage: boolean;
    readonly codeReuseKillsLineage: boolean;
    readonly refreshKillsAccessToken: boolean;
    readonly expiresIn: "number" | "string" | "absent";
    readonly expireTime: "seconds" | "milliseconds" | "absent";
    readonly defaultDriveId: "string" | "number";
    readonly pdsErrorShape: PdsErrorShape;
    readonly errorRequestId: "null" | "value" | "absent";
    readonly expiredAccessTokenCode: "AccessTokenInvalid" | "TokenExpired";
    readonly refreshJwtAppsAtOAuthEndpoint: boolean;
    readonly assertionWindowSeconds: number;
    readonly clockToleranceSeconds: number;
    readonly oneAccessErrorShape: OneAccessErrorShape;
    readonly invalidClientStatus: "400" | "401";
    readonly basicAtOAuthEndpoint: boolean;
    readonly implicitFlow: boolean;
    readonly tenantTokens: "new" | "cached";
    readonly extraTokenFields: Readonly<Record<string, unknown>>;
    readonly omittedTokenFields: readonly string[];
    readonly allowedOrigins: readonly string[];
}
type MockProvider = "aliyun-pds" | "huawei-oneaccess";
interface MockClient {
    readonly clientId: string;
    readonly clientSecret?: string;
    readonly redirectUris?: readonly string[];
    readonly publicKeys?: readonly PublicKeyInput[] | "generated";
    readonly idTokenAlgorithm?: IdTokenAlgorithm;
    readonly disabled?: boolean;
}
interface MockUser {
    readonly userId: string;
    readonly userName?: string;
    readonly displayName?: string;
    readonly email?: string;
    readonly mobile?: string;
    readonly role?: string;
    readonly driveId?: string;
    readonly userData?: Readonly<Record<string, unknown>>;
    readonly disabled?: boolean;
}
interface MockRetention {
    readonly tokens?: number;
    readonly requests?: number;
    readonly entries?: number;
}
interface MockAuthorityOptions {
    readonly provider: MockProvider;
    readonly clients?: readonly MockClient[];
    readonly users?: readonly MockUser[];
    readonly domainId?: string;
    readonly traits?: Partial<MockTraits>;
    readonly tokenLifetimeSeconds?: number;
    readonly refreshTokenLifetimeSeconds?: number;
    readonly tenantTokenLifetimeSeconds?: number;
    readonly codeLifetimeSeconds?: number;
    readonly clock?: () => number;
    readonly seed?: number;
    readonly faults?: readonly FaultInput[];
    readonly control?: boolean;
    readonly maxBodyBytes?: number;
    readonly retention?: MockRetention;
    readonly onRequest?: (exchange: Exchange) => void;
}
type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
interface ListenOptions {
    readonly port?: number;
    readonly host?: string;
    readonly headersTimeoutMs?: number;
    readonly requestTimeoutMs?: number;
}
declare global {
    interface SymbolConstructor {
        readonly asyncDispose: unique symbol;
    }
}
interface MockServer {
    readonly url: string;
    readonly port: number;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
interface IssueCodeOptions {
    readonly clientId?: string;
    readonly userId?: string;
    readonly redirectUri?: string;
    readonly scope?: string;
    readonly codeChallenge?: string;
    readonly codeChallengeMethod?: "S256" | "plain";
    readonly nonce?: string;
}
interface IssuedCodeView {
    readonly code: string;
    readonly clientId: string;
    readonly userId: string;
    readonly redirectUri: string | undefined;
    readonly expiresInSeconds: number;
}
interface LiveToken {
    readonly token: string;
    readonly tokenKind: "access" | "refresh";
    readonly value: string;
    readonly clientId: string;
    readonly subject: string;
    readonly scope: string;
    readonly lineage: number;
    readonly generation: number;
    readonly issuedAt: number;
    readonly expiresAt: number;
}
interface KillSelection {
    readonly token?: string;
    readonly tokenKind?: "access" | "refresh";
    readonly lineage?: number;
    readonly clientId?: string;
}
interface Ledger {
    readonly now: number;
    readonly entries: readonly LedgerEntry[];
}
interface MockAuthority {
    readonly provider: MockProvider;
    readonly clients: readonly MockClient[];
    readonly users: readonly MockUser[];
    readonly domainId: string;
    readonly traits: MockTraits;
    readonly clock: MockClock;
    readonly faults: MockFaults;
    readonly fetch: Fetch;
    listen(options?: ListenOptions): Promise<MockServer>;
    issueCode(options?: IssueCodeOptions): IssuedCodeView;
    approveAs(userId: string | undefined): void;
    privateKeyPem(): Promise<string>;
    publicKeyPem(): Promise<string>;
    ready(): Promise<void>;
    tokens(options?: {
        readonly secrets?: boolean;
    }): readonly LiveToken[];
    kill(selection?: KillSelection): number;
    ledger(): Ledger;
    subscribe(listener: (entry: LedgerEntry) => void): () => void;
    received(options?: {
        readonly secrets?: boolean;
        readonly last?: number;
    }): readonly ReceivedRequest[];
    sizes(): {
        readonly tokens: number;
        readonly codes: number;
        readonly assertions: number;
        readonly entries: number;
        readonly requests: number;
    };
    reset(): void;
}
declare function createMockAuthority(options: MockAuthorityOptions): MockAuthority;
type MockAuthorityErrorCode = "unknown_provider" | "invalid_option" | "unknown_client" | "unknown_user" | "unreadable_key" | "malformed_fault" | "port_in_use" | "cannot_listen";
declare class MockAuthorityError extends Error {
    readonly code: MockAuthorityErrorCode;
    constructor(code: MockAuthorityErrorCode, message: string, options?: {
        readonly cause?: unknown;
    });
}
declare function parseFault(expression: string): Fault;
declare function formatFault(fault: Fault): string;
export { type Exchange, type Fault, type FaultInput, type FaultOccurrence, type Fetch, type IdTokenAlgorithm, type IssueCodeOptions, type IssuedCodeView, type KillReason, type KillSelection, type Ledger, type LedgerEntry, type LedgerEntryBase, type LedgerHappening, type ListenOptions, type LiveToken, type MockAuthority, MockAuthorityError, type MockAuthorityErrorCode, type MockAuthorityOptions, type MockClient, type MockClock, type MockFaults, type MockProvider, type MockRetention, type MockServer, type MockTraits, type MockUser, type OneAccessErrorShape, type PdsErrorShape, type PublicKeyInput, type ReceivedRequest, type SetFault, type TokenKind, createMockAuthority, formatFault, parseFault };
