import type { MockClock } from './clock.ts';
import { MockAuthorityError } from './errors.ts';
import { exchange } from './exchange.ts';
import type { ExchangeParts } from './exchange.ts';
import { FaultBook } from './faults/fault-book.ts';
import type { MockFaults } from './faults/fault-book.ts';
import type { LedgerEntry } from './ledger.ts';
import { maskSecret } from './mask.ts';
import { oneAccessTwin } from './oneaccess/twin.ts';
import { resolveOptions } from './options.ts';
import type { MockAuthorityOptions, MockClient, MockProvider, MockUser } from './options.ts';
import { pdsTwin } from './pds/twin.ts';
import { ReceivedBook } from './received.ts';
import type { ReceivedRequest } from './received.ts';
import { TwinState } from './state/twin-state.ts';
import type { MockTraits } from './traits.ts';
import { createFetch } from './transport/fetch.ts';
import type { Fetch } from './transport/fetch.ts';
import type { ListenOptions, MockServer } from './transport/http.ts';

/** What {@link MockAuthority.issueCode} takes. Everything has a default. */
export interface IssueCodeOptions {
  /** Default: the first client that has a redirect URI. */
  readonly clientId?: string;
  /** Default: the first user. */
  readonly userId?: string;
  /** Default: the first one that is registered for the client. */
  readonly redirectUri?: string;
  /** Default: `all` (PDS), `openid` (OneAccess). */
  readonly scope?: string;
  /** PKCE, RFC 7636 section 4.3. */
  readonly codeChallenge?: string;
  /** Default: S256. */
  readonly codeChallengeMethod?: 'S256' | 'plain';
  /** OneAccess: comes back as `nonce` in the id_token. Default: none. */
  readonly nonce?: string;
}

/** A one-time code and what a client needs to redeem it. */
export interface IssuedCodeView {
  /** Good for one exchange, by this client with this redirect URI. */
  readonly code: string;
  /** The `client_id` that may redeem it. */
  readonly clientId: string;
  /** Who logged in. */
  readonly userId: string;
  /** What the exchange has to send as `redirect_uri`; undefined when the client has none registered and none was given. */
  readonly redirectUri: string | undefined;
  /** How long it can be redeemed, by the clock of the authority. */
  readonly expiresInSeconds: number;
}

/** A token that works now. */
export interface LiveToken {
  /** Its name in the ledger, such as `access-3`. */
  readonly token: string;
  /** What it is good for. Tenant tokens are access tokens, too. */
  readonly tokenKind: 'access' | 'refresh';
  /** The token itself, or masked. */
  readonly value: string;
  /** The application that it was issued to. */
  readonly clientId: string;
  /** The id of the user, or of the application where a token is its own (tenant tokens). */
  readonly subject: string;
  /** Names with spaces between. */
  readonly scope: string;
  /** The number of the login that it descends from, counted from 1. */
  readonly lineage: number;
  /** 1 for what the login gave, and one more with each refresh. */
  readonly generation: number;
  /** Milliseconds since the epoch, by the clock of the authority. */
  readonly issuedAt: number;
  /** Milliseconds since the epoch, by the clock of the authority. */
  readonly expiresAt: number;
}

/** Which tokens to end. Those that fit every given member; all if none is given. */
export interface KillSelection {
  /** A name such as `access-3`, or the token itself. */
  readonly token?: string;
  /** Without it, access and refresh tokens. */
  readonly tokenKind?: 'access' | 'refresh';
  /** All that descends from one login, by its number in the ledger. */
  readonly lineage?: number;
  /** All that was issued to one application. */
  readonly clientId?: string;
}

/** What the mock knows, to look at. */
export interface Ledger {
  /** The authority's present, in milliseconds since the epoch. */
  readonly now: number;
  /** What happened, oldest first, up to `retention.entries`. */
  readonly entries: readonly LedgerEntry[];
}

/** A stateful mock of a token API. Make one with {@link createMockAuthority}. */
export interface MockAuthority {
  /** Whose API it serves; it cannot be changed. */
  readonly provider: MockProvider;
  /** The applications that it knows, with their secrets. By default one of each kind that the provider has. */
  readonly clients: readonly MockClient[];
  /** The users, those included that an assertion created. */
  readonly users: readonly MockUser[];
  /** PDS: the id of the domain. */
  readonly domainId: string;
  /** How strictly it behaves, every trait filled in. */
  readonly traits: MockTraits;
  /** Decides when codes and tokens expire. It moves at once, and no timer of a client with it. */
  readonly clock: MockClock;
  /** What goes wrong from now on. Also for requests through `fetch`. */
  readonly faults: MockFaults;
  /**
   * A `fetch` that answers without a socket, whatever the host of the address is. Faults are expressed as `fetch`
   * would: a cut connection rejects with a TypeError.
   */
  readonly fetch: Fetch;
  /**
   * Serves over HTTP, needs Node.js. Several servers may share one authority.
   *
   * @throws MockAuthorityError `port_in_use`, `cannot_listen`, `invalid_option`, `unreadable_key`.
   */
  listen(options?: ListenOptions): Promise<MockServer>;
  /**
   * Issues a one-time code as if a user had logged in.
   *
   * @throws MockAuthorityError `unknown_client` or `unknown_user`.
   */
  issueCode(options?: IssueCodeOptions): IssuedCodeView;
  /**
   * Who logs in at the authorize page from now on; undefined: the login is refused.
   *
   * @throws MockAuthorityError `unknown_user`.
   */
  approveAs(userId: string | undefined): void;
  /** The private key, PKCS#8 PEM, of the pair that clients with `publicKeys: 'generated'` trust. */
  privateKeyPem(): Promise<string>;
  /** The public key of that pair, SPKI PEM. */
  publicKeyPem(): Promise<string>;
  /**
   * Reads the public keys of all clients now rather than when one is needed. `listen` does it too.
   *
   * @throws MockAuthorityError `unreadable_key`.
   */
  ready(): Promise<void>;
  /** The tokens that work now. Values are masked unless asked for. */
  tokens(options?: { readonly secrets?: boolean }): readonly LiveToken[];
  /** Ends tokens, all without a selection, and says how many: as when somebody revokes them at the authority. */
  kill(selection?: KillSelection): number;
  /** What happened. Holds no secret. */
  ledger(): Ledger;
  /**
   * Calls the listener for each entry of the ledger from now on; returns what ends that. What a listener throws is an
   * uncaught error of the process, never one of a request.
   */
  subscribe(listener: (entry: LedgerEntry) => void): () => void;
  /**
   * The last requests, oldest first. Secrets are masked unless asked for.
   *
   * @throws MockAuthorityError `invalid_option` when `last` is no whole number from 0 up.
   */
  received(options?: {
    readonly secrets?: boolean;
    /** No more than so many. Each is decoded when it is asked for: who looks after every request asks for one. */
    readonly last?: number;
  }): readonly ReceivedRequest[];
  /** How many things are held in memory; each has a bound. */
  sizes(): {
    /** Live and dead ones. */
    readonly tokens: number;
    /** One-time codes, those included that were spent or have expired. */
    readonly codes: number;
    /** The `jti` of assertions that must not come twice. */
    readonly assertions: number;
    /** Entries of the ledger. */
    readonly entries: number;
    /** Requests that `received` shows. */
    readonly requests: number;
  };
  /** Forgets tokens, codes, requests, the ledger, faults, and the move of the clock. */
  reset(): void;
}

function issueCode(state: TwinState, options: IssueCodeOptions): IssuedCodeView {
  const client =
    options.clientId === undefined
      ? [...state.clients.values()].find((one) => one.redirectUris?.[0] !== undefined)
      : state.clients.get(options.clientId);
  if (!client)
    throw new MockAuthorityError('unknown_client', `there is no client ${options.clientId ?? 'with a redirect URI'}`);
  const userId = options.userId ?? state.options.users[0]?.userId ?? '';
  if (!state.user(userId)) throw new MockAuthorityError('unknown_user', `there is no user ${userId}`);
  const redirectUri = options.redirectUri ?? client.redirectUris?.[0];
  const scope = options.scope ?? (state.options.provider === 'aliyun-pds' ? 'all' : 'openid');
  const { codeChallenge, codeChallengeMethod = 'S256', nonce } = options;
  const lineage = state.vault.begin({
    clientId: client.clientId,
    subject: userId,
    scope,
    origin: 'authorization_code',
  });
  const code = state.random.hex(32);
  state.codes.issue(
    code,
    lineage,
    {
      clientId: client.clientId,
      userId,
      scope,
      redirectUri,
      ...(codeChallenge !== undefined && { challenge: { value: codeChallenge, method: codeChallengeMethod } }),
      ...(nonce !== undefined && { nonce }),
    },
    state.options.codeLifetimeMs,
  );
  return {
    code,
    clientId: client.clientId,
    userId,
    redirectUri,
    expiresInSeconds: state.options.codeLifetimeMs / 1000,
  };
}

function liveTokens(state: TwinState, secrets: boolean): readonly LiveToken[] {
  return state.vault.live().map(({ name, kind, value, lineage, generation, issuedAt, expiresAt }) => ({
    token: name,
    tokenKind: kind,
    value: secrets ? value : maskSecret(value),
    clientId: lineage.clientId,
    subject: lineage.subject,
    scope: lineage.scope,
    lineage: lineage.number,
    generation,
    issuedAt,
    expiresAt,
  }));
}

/**
 * Makes a mock authority: the token APIs of a provider, with a memory. It verifies assertions, binds codes, rotates
 * refresh tokens and notices their reuse. Nothing listens until `listen` is called.
 *
 * @throws MockAuthorityError `unknown_provider`, `invalid_option` or `malformed_fault`.
 * @example
 * ```ts
 * import { createMockAuthority } from '@tokenwright/mock-authority';
 *
 * const authority = createMockAuthority({ provider: 'aliyun-pds' });
 * const { code, clientId, redirectUri = '' } = authority.issueCode({ clientId: 'mock-native-app' });
 * const response = await authority.fetch('https://mock-domain.api.aliyunpds.com/v2/oauth/token', {
 *   method: 'POST',
 *   body: new URLSearchParams({ grant_type: 'authorization_code', client_id: clientId, redirect_uri: redirectUri, code }),
 * });
 * console.log(response.status);
 * ```
 */
export function createMockAuthority(options: MockAuthorityOptions): MockAuthority {
  const resolved = resolveOptions(options);
  const state = new TwinState(resolved);
  const faults = new FaultBook(state.random, (happening) => {
    state.ledger.record(happening);
  });
  for (const fault of resolved.faults) faults.add(fault);
  const received = new ReceivedBook(resolved.retention.requests);
  const provider = resolved.provider === 'aliyun-pds' ? pdsTwin : oneAccessTwin;
  const parts: ExchangeParts = { state, provider, faults, received };
  const handle: Parameters<typeof createFetch>[0] = (request) => exchange(request, parts);

  const authority: MockAuthority = {
    provider: resolved.provider,
    clients: resolved.clients,
    get users() {
      return state.users();
    },
    domainId: resolved.domainId,
    traits: resolved.traits,
    clock: state.clock,
    faults,
    fetch: createFetch(handle, resolved.maxBodyBytes),
    async listen(listenOptions) {
      await authority.ready();
      const [{ listen }, { createControl }] = await Promise.all([
        import('./transport/http.ts'),
        import('./control/control.ts'),
      ]);
      const control = resolved.control ? createControl(authority) : undefined;
      return listen({ handle, control, maxBodyBytes: resolved.maxBodyBytes }, listenOptions);
    },
    issueCode: (codeOptions = {}) => issueCode(state, codeOptions),
    approveAs(userId) {
      if (userId !== undefined && !state.user(userId)) {
        throw new MockAuthorityError('unknown_user', `there is no user ${userId}`);
      }
      state.approvedUser = userId;
    },
    privateKeyPem: async () => (await state.keys.clientKeyPair()).privateKeyPem,
    publicKeyPem: async () => (await state.keys.clientKeyPair()).publicKeyPem,
    async ready() {
      const given = resolved.clients.filter(({ publicKeys }) => publicKeys !== 'generated');
      await Promise.all(given.map((client) => state.publicKeys(client)));
    },
    tokens: ({ secrets = false } = {}) => liveTokens(state, secrets),
    kill: ({ token, tokenKind, lineage, clientId } = {}) =>
      state.vault.kill(
        (one) =>
          (token === undefined || one.name === token || one.value === token) &&
          (tokenKind === undefined || one.kind === tokenKind) &&
          (lineage === undefined || one.lineage.number === lineage) &&
          (clientId === undefined || one.lineage.clientId === clientId),
        'killed',
      ),
    ledger() {
      state.sweep();
      return { now: state.clock.now(), entries: state.ledger.entries() };
    },
    subscribe: (listener) => state.ledger.subscribe(listener),
    received: ({ secrets = false, last } = {}) => received.view(secrets, last),
    sizes: () => ({
      tokens: state.vault.size,
      codes: state.codes.size,
      assertions: state.assertions.size,
      entries: state.ledger.size,
      requests: received.size,
    }),
    reset() {
      faults.clear();
      received.clear();
      state.reset();
    },
  };
  return authority;
}
