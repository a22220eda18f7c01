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
type WaitUntil = (work: Promise<unknown>) => void;
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
declare function isTokenRejected(response: Response): boolean;
declare function createAuthorizedFetch<Wire extends TokenWire>(source: TokenSource<Wire>, options: AuthorizedFetchOptions): AuthorizedFetch;
export { type AuthorizedFetch, type AuthorizedFetchOptions, createAuthorizedFetch, isTokenRejected };
