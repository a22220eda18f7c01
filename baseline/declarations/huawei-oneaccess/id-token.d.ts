import { TokenwrightError, Transport, TransportOptions } from "@tokenwright/core/provider";
type IdTokenErrorCode = "malformed" | "unsupported_algorithm" | "unknown_key" | "unusable_key" | "invalid_signature" | "wrong_issuer" | "wrong_audience" | "wrong_nonce" | "expired" | "not_yet_valid" | "missing_claim";
declare class IdTokenError extends TokenwrightError {
    readonly code: IdTokenErrorCode;
    constructor(code: IdTokenErrorCode, message: string);
    static override isInstance(value: unknown): value is IdTokenError;
}
interface OneAccessContext {
    readonly endpoint: string;
    readonly transport: Transport;
    readonly clientAuthentication: "body" | "basic";
    readonly basicEncoding: "form" | "raw";
    readonly grantTypeIn: "body" | "query";
}
type IdTokenAlgorithm = "RS256" | "RS384" | "RS512";
interface OneAccessIdTokenClaims {
    readonly iss: string;
    readonly aud: string | readonly string[];
    readonly exp: number;
    readonly sub?: string;
    readonly iat?: number;
    readonly nonce?: string;
    readonly [claim: string]: unknown;
}
interface IdTokenRules {
    readonly issuer?: string | undefined;
    readonly algorithms?: readonly IdTokenAlgorithm[] | undefined;
    readonly clockToleranceMs?: number | undefined;
}
interface IdTokenVerifierOptions extends TransportOptions, IdTokenRules {
    readonly domain_name?: string | undefined;
    readonly endpoint?: string | undefined;
    readonly client_id: string;
    readonly keysMaxAgeMs?: number | undefined;
    readonly keysCooldownMs?: number | undefined;
    readonly clock?: {
        now(): number;
        monotonic(): number;
    } | undefined;
}
interface ExpectedIdToken {
    readonly nonce: string | undefined;
    readonly signal?: AbortSignal | undefined;
}
interface IdTokenVerifier {
    verify(idToken: string, expected: ExpectedIdToken): Promise<OneAccessIdTokenClaims>;
}
interface VerifyIdTokenParameters {
    readonly id_token: string;
    readonly client_id: string;
    readonly nonce: string | undefined;
}
declare function createIdTokenVerifier(options: IdTokenVerifierOptions): IdTokenVerifier;
declare function verifyIdToken(context: OneAccessContext, params: VerifyIdTokenParameters, options?: IdTokenRules & {
    readonly signal?: AbortSignal | undefined;
}): Promise<OneAccessIdTokenClaims>;
export { type ExpectedIdToken, type IdTokenAlgorithm, IdTokenError, type IdTokenErrorCode, type IdTokenRules, type IdTokenVerifier, type IdTokenVerifierOptions, type OneAccessIdTokenClaims, type VerifyIdTokenParameters, createIdTokenVerifier, verifyIdToken };
