import { onTestFinished, vi } from 'vitest';
import { PDSClient, type PdsTokenInfo } from '../../packages/aliyun-pds/src/index.ts';
import { createAuthorizedFetch, type AuthorizedFetch } from '../../packages/core/src/authorized-fetch.ts';
import {
  createTokenSource,
  type SessionSourceOptions,
  type TokenEvent,
  type TokenSource,
  type TokenSourceSettings,
  type TokenStore,
  type TokenWire,
} from '../../packages/core/src/index.ts';
import { createFakeClock, type FakeClock } from '../../packages/core/src/testing.ts';
import {
  createMockAuthority,
  type LedgerEntry,
  type MockAuthority,
  type MockAuthorityOptions,
} from '../../packages/mock-authority/src/index.ts';

// Hundreds of requests over HTTP, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

export const minute = 60_000;
export const hour = 60 * minute;
const domain_id = 'mock-domain';
export const webApp = { client_id: 'mock-web-app', client_secret: 'mock-web-app-secret' } as const;
const jwtApp = { client_id: 'mock-jwt-app' } as const;

/** An authority that listens on loopback, and one clock for it, for the sources and for `Date.now`. */
export interface Stage {
  readonly clock: FakeClock;
  readonly authority: MockAuthority;
  /** Origin of the authority. */
  readonly url: string;
  /** `fetch`, to be given to clients: the stage has to know what is on its way. */
  readonly fetch: AuthorizedFetch;
  /** What work comes to. The clock moves on whenever nothing is on its way, so that pauses of the source end. */
  until<T>(work: Promise<T>, stepMs?: number): Promise<T>;
  /** Moves the clock on in steps, and lets what is on its way arrive after each. */
  pass(milliseconds: number, stepMs: number): Promise<void>;
  /** Requests for tokens so far, with the status that each was answered with; undefined where the answer was lost. */
  tokenRequests(): (number | undefined)[];
  /** What happened at the authority, of these kinds. */
  happened<Kind extends LedgerEntry['kind']>(kind: Kind): Extract<LedgerEntry, { readonly kind: Kind }>[];
}

export async function startStage(options: MockAuthorityOptions): Promise<Stage> {
  const clock = createFakeClock();
  // What signs assertions and what reads Retry-After look at the machine's clock.
  vi.spyOn(Date, 'now').mockImplementation(() => clock.now());
  onTestFinished(() => void vi.restoreAllMocks());
  const authority = createMockAuthority({
    retention: { entries: 100_000, requests: 10_000 },
    ...options,
    clock: () => clock.now(),
  });
  const server = await authority.listen();
  onTestFinished(() => server.close());
  const onTheirWay = { count: 0 };
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      setImmediate(resolve);
    });
  return {
    clock,
    authority,
    url: server.url,
    fetch: async (input, init) => {
      onTheirWay.count += 1;
      try {
        return await fetch(input, init);
      } finally {
        onTheirWay.count -= 1;
      }
    },
    pass: async (milliseconds, stepMs) => {
      for (let passed = 0; passed < milliseconds; passed += stepMs) {
        await clock.advance(stepMs);
        while (onTheirWay.count > 0) await turn();
        await clock.advance(0);
      }
    },
    until: async (work, stepMs = 100) => {
      const state = { done: false };
      const end = (): void => {
        state.done = true;
      };
      work.then(end, end);
      while (!state.done) {
        if (onTheirWay.count === 0) await clock.advance(stepMs);
        else await turn();
      }
      return work;
    },
    tokenRequests: () =>
      authority
        .ledger()
        .entries.filter((entry) => entry.kind === 'request')
        .filter(({ path }) => path.endsWith('/token'))
        .map(({ status }) => status),
    happened: <Kind extends LedgerEntry['kind']>(kind: Kind) =>
      authority
        .ledger()
        .entries.filter((entry): entry is Extract<LedgerEntry, { readonly kind: Kind }> => entry.kind === kind),
  };
}

/** What a source has told, and a way to wait for it. */
export interface Told {
  readonly events: readonly TokenEvent[];
  readonly onEvent: (event: TokenEvent) => void;
  types(): TokenEvent['type'][];
  /** The last event, when no renewal behind a valid token is under way any more. */
  ended(): Promise<TokenEvent | undefined>;
}

/** What may be the last event while a renewal is under way. */
const begun: ReadonlySet<string> = new Set(['stale', 'joined', 'persist-failed']);

export function listener(): Told {
  const events: TokenEvent[] = [];
  const waiting = new Set<() => void>();
  return {
    events,
    onEvent: (event) => {
      events.push(event);
      for (const look of waiting) look();
    },
    types: () => events.map(({ type }) => type),
    ended: () =>
      new Promise((resolve) => {
        const look = (): void => {
          const last = events.at(-1);
          if (last !== undefined && begun.has(last.type)) return;
          waiting.delete(look);
          resolve(last);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Settings that every source of a flow has; it is closed when the test ends. */
export function settingsOf<Wire extends TokenWire>(stage: Stage, told?: Told): TokenSourceSettings<Wire> {
  return { clock: stage.clock, random: () => 0.5, onEvent: told?.onEvent };
}

function closedAtTheEnd<Wire extends TokenWire>(stage: Stage, source: TokenSource<Wire>): TokenSource<Wire> {
  onTestFinished(() => stage.until(source.close(), 1000));
  return source;
}

/** A source that mints a PDS user's token from an assertion. */
export async function pdsUserSource(
  stage: Stage,
  settings: TokenSourceSettings<PdsTokenInfo>,
): Promise<TokenSource<PdsTokenInfo>> {
  const client = new PDSClient({ api_endpoint: stage.url, fetch: stage.fetch });
  const user = { ...jwtApp, domain_id, user_id: 'mock-user-1', private_key_pem: await stage.authority.privateKeyPem() };
  return closedAtTheEnd(
    stage,
    createTokenSource<PdsTokenInfo>({
      ...settings,
      key: {
        authority: stage.url,
        provider: 'aliyun-pds',
        clientId: jwtApp.client_id,
        credential: 'assertion',
        subject: user.user_id,
        subjectType: 'user',
      },
      mint: ({ signal, timeoutMs }) => client.getUserJwtToken(user, { signal, timeoutMs }),
    }),
  );
}

/** A source of the session `sessionId` of a PDS user, without a login yet. */
export function pdsSessionSource(
  stage: Stage,
  settings: TokenSourceSettings<PdsTokenInfo>,
  more: Partial<Pick<SessionSourceOptions<PdsTokenInfo>, 'revoke'>> = {},
): TokenSource<PdsTokenInfo> {
  const client = new PDSClient({ api_endpoint: stage.url, fetch: stage.fetch });
  return closedAtTheEnd(
    stage,
    createTokenSource<PdsTokenInfo>({
      ...settings,
      ...more,
      key: {
        authority: stage.url,
        provider: 'aliyun-pds',
        clientId: webApp.client_id,
        credential: 'session',
        sessionId: 'session-1',
      },
      traits: { refreshKillsAccessToken: true },
      refresh: ({ refreshToken, signal, timeoutMs }) =>
        client.refreshToken({ ...webApp, refresh_token: refreshToken }, { signal, timeoutMs }),
    }),
  );
}

/** A login in a browser, and the exchange of the code that it brings: what `adopt` takes. */
export function pdsLogin(stage: Stage): () => Promise<PdsTokenInfo> {
  const client = new PDSClient({ api_endpoint: stage.url, fetch: stage.fetch });
  const { code, redirectUri = '' } = stage.authority.issueCode({ clientId: webApp.client_id });
  return () => client.getTokenByCode({ ...webApp, code, redirect_uri: redirectUri });
}

/** Asks the resource of PDS who the user is, with this token: the status of the answer. */
export async function callWith(stage: Stage, accessToken: string): Promise<number> {
  const response = await stage.fetch(`${stage.url}/v2/user/get`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: '{}',
  });
  await response.text();
  return response.status;
}

/** Asks the same through an authorised fetch. */
export function callsOf(stage: Stage, source: TokenSource<PdsTokenInfo>): () => Promise<number> {
  const authorizedFetch = createAuthorizedFetch(source, {
    origins: [stage.url],
    fetch: stage.fetch,
    clock: stage.clock,
  });
  return async () => {
    const response = await authorizedFetch(`${stage.url}/v2/user/get`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    await response.text();
    return response.status;
  };
}

/** The records of a store as another process has them: through another object, so that nothing else is shared. */
export function asAnotherProcess(store: TokenStore): TokenStore {
  return {
    get: (key) => store.get(key),
    compareAndSet: (key, write) => store.compareAndSet(key, write),
    delete: (key, expected) => store.delete(key, expected),
    tryLease: async (key, options) => store.tryLease?.(key, options),
    watch: async (key, onChange) => (await store.watch?.(key, onChange)) ?? { close: () => Promise.resolve() },
  };
}

/** How often refresh tokens were used: the ledger's name of each with the number of times it was spent or came again. */
export function timesSpent(stage: Stage): number[] {
  const times = new Map<string, number>();
  for (const entry of [...stage.happened('spent'), ...stage.happened('repeated')]) {
    if (entry.token.startsWith('refresh-')) times.set(entry.token, (times.get(entry.token) ?? 0) + 1);
  }
  return [...times.values()];
}
