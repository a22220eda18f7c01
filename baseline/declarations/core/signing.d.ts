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
export { type AssertionClaims, type AssertionSigner, type AssertionSignerOptions, type AssertionSignerSettings, type CryptoKeyLike, type ExternalSign, type ExternalSignerOptions, type KeyObjectLike, type KeySignerOptions, type PrivateJwk, type PrivateKeyInput, type SignOptions, type SigningAlgorithm, createAssertionSigner };
