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
export { AuthorityError, AuthorityErrorCode, AuthorityErrorDetails, ConfigurationError, ConfigurationErrorCode, InvalidResponseError, InvalidResponseErrorCode, LoginRequiredError, LoginRequiredReason, RequestOutcome, RequestTimeoutError, SigningError, SigningErrorCode, StoreError, StoreErrorCode, StoreOperation, TokenwrightError, TokenwrightErrorOptions, TransportError, TransportErrorCode };
