import {
  createTokenSource,
  type TokenEvent,
  type TokenKeyParts,
  type TokenSource,
  type TokenStore,
  type TokenWire,
} from '../../src/index.ts';
import type { MintSourceOptions, SessionSourceOptions } from '../../src/source/source-options.ts';
import { createFakeClock, createScriptedAuthority, type FakeClock, type ScriptedAuthority } from '../../src/testing.ts';

export const key = {
  authority: 'https://authority.example',
  provider: 'test',
  clientId: 'app',
  credential: 'client',
} as const;
export const sessionKey: TokenKeyParts & { readonly sessionId: string } = {
  ...key,
  credential: 'session',
  sessionId: 'login-1',
};

export interface Scene {
  readonly clock: FakeClock;
  readonly authority: ScriptedAuthority;
  readonly events: TokenEvent[];
  readonly source: TokenSource;
}

const half = (): number => 0.5;

/** A source that mints, on a clock that stands still, with draws in the middle. */
export function mintScene(options: Partial<MintSourceOptions> = {}, clock: FakeClock = createFakeClock()): Scene {
  const authority = createScriptedAuthority({ clock });
  const events: TokenEvent[] = [];
  const onEvent = (event: TokenEvent): void => void events.push(event);
  const source = createTokenSource({ key, mint: authority.mint, clock, random: half, onEvent, ...options });
  return { clock, authority, events, source };
}

/** A source of a session that begins with `access-0` and `refresh-0`, valid for an hour. */
export function sessionScene(
  options: Partial<SessionSourceOptions> & { readonly store?: TokenStore } = {},
  clock: FakeClock = createFakeClock(),
): Scene {
  const authority = createScriptedAuthority({ clock });
  const events: TokenEvent[] = [];
  const onEvent = (event: TokenEvent): void => void events.push(event);
  const source = createTokenSource({
    key: sessionKey,
    refresh: authority.refresh,
    clock,
    random: half,
    onEvent,
    initial: login(0),
    ...options,
  });
  return { clock, authority, events, source };
}

export function login(number: number, expires_in = 3600): TokenWire {
  return { access_token: `access-${number}`, token_type: 'Bearer', expires_in, refresh_token: `refresh-${number}` };
}

export function typesOf(events: readonly TokenEvent[]): string[] {
  return events.map((event) => event.type);
}

/** An answer that a test gives when it wants. */
export function held(): {
  readonly answer: () => Promise<TokenWire>;
  give(wire: TokenWire): void;
  fail(error: Error): void;
} {
  let give: (wire: TokenWire) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<TokenWire>((resolve, reject) => {
    give = resolve;
    fail = reject;
  });
  return { answer: () => promise, give, fail };
}
