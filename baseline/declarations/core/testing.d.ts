interface Timer {
    cancel(): void;
}
interface Clock {
    now(): number;
    monotonic(): number;
    startTimer(callback: () => void, delayMs: number, background: boolean): Timer;
}
interface FakeClock extends Clock {
    advance(milliseconds: number): Promise<void>;
    setNow(milliseconds: number): void;
    readonly pendingTimers: number;
}
declare function createFakeClock(now?: number): FakeClock;
interface TokenWire {
    readonly access_token: string;
    readonly token_type?: unknown;
    readonly expires_in?: number | undefined;
    readonly expire_time?: unknown;
    readonly refresh_token?: string | undefined;
    readonly scope?: string | undefined;
    readonly [field: string]: unknown;
}
interface RenewalRequest {
    readonly signal: AbortSignal;
    readonly timeoutMs: number;
    readonly clockOffsetMs: number;
}
type ScriptedAnswer = TokenWire | Error | ((request: ScriptedRequest) => TokenWire | Promise<TokenWire>);
interface ScriptedRequest {
    readonly atMs: number;
    readonly refreshToken: string | undefined;
    readonly signal: AbortSignal;
}
interface ScriptedAuthority {
    readonly mint: (request: RenewalRequest) => Promise<TokenWire>;
    readonly refresh: (request: RenewalRequest & {
        readonly refreshToken: string;
    }) => Promise<TokenWire>;
    readonly requests: readonly ScriptedRequest[];
    answer(...answers: ScriptedAnswer[]): void;
    asked(count: number): Promise<void>;
}
declare function createScriptedAuthority(options: {
    readonly clock: Pick<Clock, "now">;
    readonly expiresIn?: number | undefined;
}): ScriptedAuthority;
export { type FakeClock, type ScriptedAnswer, type ScriptedAuthority, type ScriptedRequest, createFakeClock, createScriptedAuthority };
