import { DocumentName } from "@tokenwright/specs";
type DocumentSource = DocumentName | (string & {}) | URL | Readonly<Record<string, unknown>>;
interface Preference {
    readonly code?: number | undefined;
    readonly example?: string | undefined;
}
type ContractErrorCode = "unknown_document" | "invalid_document" | "unsupported_document" | "unknown_operation" | "unknown_status" | "unknown_example" | "invalid_option" | "port_in_use" | "contract_broken";
declare class ContractError extends Error {
    override readonly name = "ContractError";
    readonly code: ContractErrorCode;
    constructor(code: ContractErrorCode, message: string);
}
interface Violation {
    readonly location: string;
    readonly message: string;
    readonly code: string;
}
interface ContractFetchOptions extends Preference {
    readonly checkServer?: boolean | undefined;
}
interface ContractExchange {
    readonly operation: string | undefined;
    readonly method: string;
    readonly url: string;
    readonly status: number;
    readonly violations: readonly Violation[];
}
interface ContractFetch {
    (input: string | URL | Request, init?: RequestInit): Promise<Response>;
    readonly exchanges: readonly ContractExchange[];
    readonly violations: readonly Violation[];
}
declare function createContractFetch(source: DocumentSource, options?: ContractFetchOptions): ContractFetch;
declare global {
    interface SymbolConstructor {
        readonly asyncDispose: unique symbol;
    }
}
interface ContractServerOptions extends Preference {
    readonly port?: number | undefined;
    readonly host?: string | undefined;
    readonly maxRequestBytes?: number | undefined;
}
interface ContractServer {
    readonly url: string;
    readonly violations: readonly Violation[];
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
declare function startContractServer(source: DocumentSource, options?: ContractServerOptions): Promise<ContractServer>;
interface ContractCase {
    readonly name: string;
    readonly operation: string;
    readonly kind: "request" | "example" | "mutation" | "guard" | "client";
    readonly run: () => Promise<void>;
}
interface ContractNumbers {
    readonly operations: number;
    readonly requests: number;
    readonly examples: number;
    readonly mutations: number;
    readonly refused: number;
}
interface ContractSuite {
    readonly cases: readonly ContractCase[];
    readonly numbers: ContractNumbers;
}
declare function createContractSuite(source: DocumentSource): Promise<ContractSuite>;
interface ClientContext {
    readonly fetch: ContractFetch;
    readonly status: number;
    readonly example: string | undefined;
}
type ClientCalls = Readonly<Record<string, (context: ClientContext) => unknown>>;
interface ClientSuiteOptions {
    readonly errorsReject?: boolean | undefined;
    readonly checkServer?: boolean | undefined;
}
declare function createClientSuite(source: DocumentSource, calls: ClientCalls, options?: ClientSuiteOptions): Promise<{
    readonly cases: readonly ContractCase[];
}>;
interface Finding {
    readonly isWrong: boolean;
    readonly location: string;
    readonly message: string;
}
interface LiveOptions {
    readonly env?: Readonly<Record<string, string | undefined>> | undefined;
    readonly allow?: readonly string[] | undefined;
    readonly probe?: boolean | undefined;
    readonly timeoutMs?: number | undefined;
}
interface LiveResult {
    readonly operation: string;
    readonly request: string;
    readonly status: number | undefined;
    readonly skipped: string | undefined;
    readonly findings: readonly Finding[];
}
interface LiveReport {
    readonly document: string;
    readonly results: readonly LiveResult[];
    readonly wrong: number;
}
declare function runLive(source: DocumentSource, options?: LiveOptions): Promise<LiveReport>;
declare function formatLiveReport({ document, results, wrong }: LiveReport): string;
export { type ClientCalls, type ClientContext, type ClientSuiteOptions, type ContractCase, ContractError, type ContractErrorCode, type ContractExchange, type ContractFetch, type ContractFetchOptions, type ContractNumbers, type ContractServer, type ContractServerOptions, type ContractSuite, type DocumentSource, type Finding, type LiveOptions, type LiveReport, type LiveResult, type Preference, type Violation, createClientSuite, createContractFetch, createContractSuite, formatLiveReport, runLive, startContractServer };
