import {
  createTokenSource,
  type Clock,
  type TokenEvent,
  type TokenKeyParts,
  type TokenSource,
  type TokenStore,
  type TokenWire,
} from '@tokenwright/core';
import { AuthorityError, TransportError } from '@tokenwright/core/errors';
import { speed } from './scaled-clock.ts';
import { hardTimeoutMs, requestTimeoutMs } from './times.ts';

export const clientId = 'mock-native-app';

export function keyOf(twin: string, sessionId: string): TokenKeyParts & { readonly sessionId: string } {
  return { authority: twin, provider: 'aliyun-pds', clientId, credential: 'session', sessionId };
}

/** One exchange with the token endpoint of the twin, its failures in the errors of core. */
export async function exchange(
  twin: string,
  sender: string,
  parameters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<TokenWire> {
  let response;
  try {
    response = await fetch(`${twin}/v2/oauth/token`, {
      method: 'POST',
      headers: { 'user-agent': sender, 'x-sent-at': String(Date.now()) },
      body: new URLSearchParams({ client_id: clientId, ...parameters }),
      ...(signal === undefined ? {} : { signal }),
    });
    const answer = (await response.json()) as TokenWire & { readonly code?: string };
    if (response.ok) return answer;
    throw new AuthorityError('the twin refused', {
      code: response.status >= 500 ? 'authority_unavailable' : 'invalid_grant',
      status: response.status,
      wireCode: answer.code,
      retryable: response.status >= 500,
    });
  } catch (error) {
    if (AuthorityError.isInstance(error)) throw error;
    throw new TransportError('unknown', 'the exchange with the twin was cut');
  }
}

export function sessionSource(options: {
  readonly twin: string;
  readonly sender: string;
  readonly sessionId: string;
  readonly store: TokenStore;
  readonly clock: Clock;
  readonly onEvent?: (event: TokenEvent) => void;
}): TokenSource {
  const { twin, sender, sessionId, store, clock, onEvent } = options;
  return createTokenSource({
    key: keyOf(twin, sessionId),
    refresh: ({ refreshToken, signal }) =>
      exchange(twin, sender, { grant_type: 'refresh_token', refresh_token: refreshToken }, signal),
    traits: { refreshKillsAccessToken: true },
    store,
    clock,
    onEvent,
    requestTimeoutMs,
    hardTimeoutMs,
    // By the wall: 2 s for the store, which has its own limit below that, and 10 s for a caller.
    persistTimeoutMs: Math.round(2000 * speed),
    acquireTimeoutMs: Math.round(10_000 * speed),
  });
}
