import { createFakeClock, type FakeClock } from '@tokenwright/core/testing';
import { createMockAuthority, type MockAuthority, type MockAuthorityOptions } from '@tokenwright/mock-authority';

/** The application that the twin knows by default. */
export const app = { client_id: 'mock-app', client_secret: 'mock-app-secret' } as const;
export const sourceApp = { clientId: 'mock-app', clientSecret: 'mock-app-secret' } as const;
export const redirect_uri = 'https://app.example/callback';

/** A twin of OneAccess that listens on loopback, on a clock that stands still. */
export interface Twin {
  readonly authority: MockAuthority;
  readonly clock: FakeClock;
  readonly endpoint: string;
  /** Follows the address of a login as a browser would, and gives back where it is sent. */
  visit(url: string): Promise<string>;
  /** The requests to a path so far, with their secrets. */
  sent(path: string): ReturnType<MockAuthority['received']>;
  [Symbol.asyncDispose](): Promise<void>;
}

export const tokenPath = '/api/v1/oauth2/token';
export const tenantPath = '/api/v2/tenant/token';
export const keysPath = '/api/v1/oauth2/keys';

export async function startTwin(options: Partial<MockAuthorityOptions> = {}): Promise<Twin> {
  const clock = createFakeClock();
  const authority = createMockAuthority({ clock: () => clock.now(), ...options, provider: 'huawei-oneaccess' });
  const server = await authority.listen();
  return {
    authority,
    clock,
    endpoint: server.url,
    async visit(url) {
      const response = await fetch(url, { redirect: 'manual' });
      return response.headers.get('location') ?? '';
    },
    sent: (path) => authority.received({ secrets: true }).filter((request) => request.path === path),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
