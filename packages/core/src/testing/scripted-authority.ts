import type { Clock } from '../source/clock.ts';
import type { RenewalRequest } from '../source/source-options.ts';
import type { TokenWire } from '../source/token-wire.ts';

/** One answer: a token, an error to fail with, or a function that makes either. */
export type ScriptedAnswer = TokenWire | Error | ((request: ScriptedRequest) => TokenWire | Promise<TokenWire>);

/** One request that arrived. */
export interface ScriptedRequest {
  /** Milliseconds since the epoch, by the clock of the authority. */
  readonly atMs: number;
  /** The refresh token; undefined when a token was minted. */
  readonly refreshToken: string | undefined;
  /** Ends when whoever asked has gone. */
  readonly signal: AbortSignal;
}

/** An authority without a network: its `mint` and `refresh` are what a source is given. */
export interface ScriptedAuthority {
  /** The `mint` of a source: takes the next answer of the script. */
  readonly mint: (request: RenewalRequest) => Promise<TokenWire>;
  /** The `refresh` of a source: takes the next answer of the same script, and notes the refresh token. */
  readonly refresh: (request: RenewalRequest & { readonly refreshToken: string }) => Promise<TokenWire>;
  /** Every request so far, oldest first. */
  readonly requests: readonly ScriptedRequest[];
  /** Adds answers. When none is left it gives new tokens, `access-1`, `access-2`, each with a new refresh token. */
  answer(...answers: ScriptedAnswer[]): void;
  /** Resolves when this many requests have arrived. */
  asked(count: number): Promise<void>;
}

/**
 * Makes an authority that answers by script.
 *
 * @param options.clock the clock of the test
 * @param options.expiresIn lifetime of the tokens it gives by itself, in seconds. Default 3600.
 */
export function createScriptedAuthority(options: {
  readonly clock: Pick<Clock, 'now'>;
  readonly expiresIn?: number | undefined;
}): ScriptedAuthority {
  const { clock, expiresIn = 3600 } = options;
  const script: ScriptedAnswer[] = [];
  const requests: ScriptedRequest[] = [];
  const waiting = new Set<() => void>();
  let given = 0;

  const ask = async (signal: AbortSignal, refreshToken: string | undefined): Promise<TokenWire> => {
    const request = { atMs: clock.now(), refreshToken, signal };
    requests.push(request);
    for (const check of waiting) check();
    const answer = script.shift();
    if (answer instanceof Error) throw answer;
    if (typeof answer === 'function') return answer(request);
    if (answer !== undefined) return answer;
    given += 1;
    const token = { access_token: `access-${given}`, token_type: 'Bearer', expires_in: expiresIn };
    return refreshToken === undefined ? token : { ...token, refresh_token: `refresh-${given}` };
  };

  return {
    mint: ({ signal }) => ask(signal, undefined),
    refresh: ({ signal, refreshToken }) => ask(signal, refreshToken),
    requests,
    answer: (...answers) => void script.push(...answers),
    asked: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (requests.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}
