import { createFakeClock, type FakeClock } from '@tokenwright/core/testing';
import { createMockAuthority, type MockAuthority, type MockAuthorityOptions } from '@tokenwright/mock-authority';
import { createPdsContext, getTokenByCode, type PdsContext, type PdsTokenInfo, type TokenEvent } from '../src/index.ts';

/** The web server application that the twin knows. */
export const webApp = { client_id: 'mock-web-app', client_secret: 'mock-web-app-secret' } as const;

export interface Scene {
  readonly clock: FakeClock;
  readonly authority: MockAuthority;
  readonly events: TokenEvent[];
  /** What every source of the scene takes. */
  readonly common: {
    readonly domainId: string;
    readonly fetch: MockAuthority['fetch'];
    readonly clock: FakeClock;
    readonly random: () => number;
    readonly onEvent: (event: TokenEvent) => void;
  };
  readonly context: PdsContext;
  /** The twin as the API, for an authorised fetch. */
  readonly fetchApi: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** Logs a user in and exchanges the code. */
  login(userId?: string): Promise<PdsTokenInfo>;
  /** The grants that arrived, oldest first. */
  grants(): string[];
}

/** The twin in process, and sources on the same clock, which stands still until a test moves it. */
export function createScene(options: Partial<MockAuthorityOptions> = {}, clock: FakeClock = createFakeClock()): Scene {
  const authority = createMockAuthority({ provider: 'aliyun-pds', clock: () => clock.now(), ...options });
  const events: TokenEvent[] = [];
  const context = createPdsContext({ domain_id: 'mock-domain', fetch: authority.fetch });
  return {
    clock,
    authority,
    events,
    context,
    common: {
      domainId: 'mock-domain',
      fetch: authority.fetch,
      clock,
      random: () => 0.5,
      onEvent: (event) => void events.push(event),
    },
    fetchApi: (input, init) => authority.fetch(input, init),
    login(userId = 'mock-user-1') {
      const { code, redirectUri = '' } = authority.issueCode({ clientId: webApp.client_id, userId });
      return getTokenByCode(context, { ...webApp, redirect_uri: redirectUri, code });
    },
    grants: () => authority.received().map(({ path, grantType = '' }) => `${path} ${grantType}`.trim()),
  };
}
