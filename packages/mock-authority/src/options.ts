import { MockAuthorityError } from './errors.ts';
import type { FaultInput } from './faults/fault.ts';
import type { IdTokenAlgorithm } from './keys/key-ring.ts';
import type { PublicKeyInput } from './keys/public-key.ts';
import type { Exchange } from './received.ts';
import { resolveTraits } from './traits.ts';
import type { MockTraits } from './traits.ts';

/** The authorities there is a twin of. `huawei-oneaccess` serves the OAuth and the tenant API. */
export type MockProvider = 'aliyun-pds' | 'huawei-oneaccess';

/** An application that the authority knows. */
export interface MockClient {
  /** What requests name as `client_id`, and PDS assertions as `iss`. */
  readonly clientId: string;
  /** Absent: a public client (PDS WebBrowser, Native and JWT applications; OneAccess with PKCE). */
  readonly clientSecret?: string;
  /** Registered redirect URIs. One that is an origin alone covers every path below it; loopback ones every port. */
  readonly redirectUris?: readonly string[];
  /** PDS: the keys that its assertions are verified with, or `generated` for the pair the mock makes itself. */
  readonly publicKeys?: readonly PublicKeyInput[] | 'generated';
  /** OneAccess: what its id_tokens are signed with. Default RS256. */
  readonly idTokenAlgorithm?: IdTokenAlgorithm;
  /** A disabled application is refused everything. */
  readonly disabled?: boolean;
}

/** A user that the authority knows. */
export interface MockUser {
  /** What tokens name as their subject: the `user_id` of PDS, the `sub` of OneAccess. */
  readonly userId: string;
  /** PDS: `user_name`. OneAccess: `userName`. Default: empty there. */
  readonly userName?: string;
  /** PDS: `nick_name`. OneAccess: `name`, in the id_token too. Default: empty there. */
  readonly displayName?: string;
  /** OneAccess: in the user data and the id_token. Default: empty there. */
  readonly email?: string;
  /** OneAccess: in the user data. Default: empty there. */
  readonly mobile?: string;
  /** PDS: `superadmin`, `admin` or `user`. Default `user`. */
  readonly role?: string;
  /** PDS: the id of the default drive, digits. */
  readonly driveId?: string;
  /** Fields to add to the user's data at the protected resource, or to replace in it. */
  readonly userData?: Readonly<Record<string, unknown>>;
  /** A disabled user gets no token. */
  readonly disabled?: boolean;
}

/** What is kept at most; what is older is forgotten, so memory has a bound. */
export interface MockRetention {
  /** Live tokens, and as many dead ones. Default 20,000. */
  readonly tokens?: number;
  /** Requests that `received` shows. Default 500. */
  readonly requests?: number;
  /** Entries of the ledger. Default 2,000. */
  readonly entries?: number;
}

/** What {@link createMockAuthority} takes. Everything but the provider has a default. */
export interface MockAuthorityOptions {
  /** Whose API to serve. */
  readonly provider: MockProvider;
  /** Default: see `authority.clients`. */
  readonly clients?: readonly MockClient[];
  /** Default: see `authority.users`. The first one logs in when nobody is named. */
  readonly users?: readonly MockUser[];
  /** PDS: the id of the domain, the `aud` of assertions. Default `mock-domain`. */
  readonly domainId?: string;
  /** Default: that of the provider, see {@link MockTraits}. */
  readonly traits?: Partial<MockTraits>;
  /** Life of an access token. Default 7200. */
  readonly tokenLifetimeSeconds?: number;
  /** Life of a refresh token. Default 604800 (PDS, seven days) or 2592000 (OneAccess). */
  readonly refreshTokenLifetimeSeconds?: number;
  /** OneAccess: life of a tenant token. Default 1800. */
  readonly tenantTokenLifetimeSeconds?: number;
  /** Life of a one-time code. Default 300. */
  readonly codeLifetimeSeconds?: number;
  /** Where the time comes from, in milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
  /** Makes tokens and chance repeatable; keys and signatures stay different. Default: a new one each time. */
  readonly seed?: number;
  /** Faults from the start, see `docs/faults.md`. */
  readonly faults?: readonly FaultInput[];
  /** The control route `/__mock/`, see `docs/control.md`. Default false. */
  readonly control?: boolean;
  /** The largest request body, in bytes. Default 262144. Larger ones are answered with 413. */
  readonly maxBodyBytes?: number;
  /** How much is remembered before the oldest is forgotten. */
  readonly retention?: MockRetention;
  /** Called after each exchange with what a log may show; secrets are masked. */
  readonly onRequest?: (exchange: Exchange) => void;
}

/** The options with every default filled in. */
export interface ResolvedOptions {
  readonly provider: MockProvider;
  readonly clients: readonly MockClient[];
  readonly users: readonly MockUser[];
  readonly domainId: string;
  readonly traits: MockTraits;
  readonly accessLifetimeMs: number;
  readonly refreshLifetimeMs: number;
  readonly tenantLifetimeMs: number;
  readonly codeLifetimeMs: number;
  readonly clock: () => number;
  readonly seed: number | undefined;
  readonly faults: readonly FaultInput[];
  readonly control: boolean;
  readonly maxBodyBytes: number;
  readonly retention: Required<MockRetention>;
  readonly onRequest: ((exchange: Exchange) => void) | undefined;
}

const DAY_SECONDS = 86_400;

/** Callback addresses that the default clients have. */
const DEFAULT_REDIRECT_URIS: readonly string[] = ['http://127.0.0.1/callback', 'https://app.example/callback'];

const DEFAULT_CLIENTS: Readonly<Record<MockProvider, readonly MockClient[]>> = {
  'aliyun-pds': [
    { clientId: 'mock-web-app', clientSecret: 'mock-web-app-secret', redirectUris: DEFAULT_REDIRECT_URIS },
    { clientId: 'mock-native-app', redirectUris: DEFAULT_REDIRECT_URIS },
    { clientId: 'mock-jwt-app', publicKeys: 'generated' },
  ],
  'huawei-oneaccess': [
    { clientId: 'mock-app', clientSecret: 'mock-app-secret', redirectUris: DEFAULT_REDIRECT_URIS },
    { clientId: 'mock-public-app', redirectUris: DEFAULT_REDIRECT_URIS },
  ],
};

const DEFAULT_USERS: readonly MockUser[] = [
  { userId: 'mock-user-1', userName: 'user1', displayName: 'User 1', email: 'user1@app.example', driveId: '1' },
  { userId: 'mock-user-2', userName: 'user2', displayName: 'User 2', email: 'user2@app.example', driveId: '2' },
];

const OPTION_NAMES: Readonly<Record<keyof MockAuthorityOptions, true>> = {
  provider: true,
  clients: true,
  users: true,
  domainId: true,
  traits: true,
  tokenLifetimeSeconds: true,
  refreshTokenLifetimeSeconds: true,
  tenantTokenLifetimeSeconds: true,
  codeLifetimeSeconds: true,
  clock: true,
  seed: true,
  faults: true,
  control: true,
  maxBodyBytes: true,
  retention: true,
  onRequest: true,
};

function invalid(message: string): MockAuthorityError {
  return new MockAuthorityError('invalid_option', message);
}

function positive(name: string, value: number | undefined, usual: number): number {
  const number = value ?? usual;
  if (typeof number !== 'number' || !Number.isFinite(number) || number <= 0) {
    throw invalid(`${name}: a number above 0 is needed, not ${String(value)}`);
  }
  return number;
}

function whole(name: string, value: number | undefined, usual: number): number {
  const number = positive(name, value, usual);
  if (!Number.isInteger(number)) throw invalid(`${name}: a whole number is needed, not ${number}`);
  return number;
}

function unique<Item>(kind: string, items: readonly Item[], idOf: (item: Item) => string): readonly Item[] {
  const seen = new Set<string>();
  for (const item of items) {
    const id = idOf(item);
    if (typeof id !== 'string' || id === '') throw invalid(`every one of ${kind} needs an id`);
    if (seen.has(id)) throw invalid(`${kind}: ${id} is there twice`);
    seen.add(id);
  }
  if (items.length === 0) throw invalid(`${kind}: at least one is needed`);
  return items;
}

/** A redirect URI that is none would never be matched, and every login refused. */
function checkRedirectUris({ clientId, redirectUris = [] }: MockClient): void {
  const bad = redirectUris.find((uri) => !URL.canParse(uri));
  if (bad !== undefined) throw invalid(`clients: the redirect URI "${bad}" of ${clientId} is no absolute URI`);
}

/**
 * Checks options and fills in defaults.
 *
 * @throws MockAuthorityError `unknown_provider` or `invalid_option`.
 */
export function resolveOptions(options: MockAuthorityOptions): ResolvedOptions {
  const { provider } = options;
  if (provider !== 'aliyun-pds' && provider !== 'huawei-oneaccess') {
    throw new MockAuthorityError(
      'unknown_provider',
      `there is no provider ${JSON.stringify(provider)}; the providers are aliyun-pds and huawei-oneaccess`,
    );
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(OPTION_NAMES, name)) throw invalid(`option ${name} does not exist`);
  }
  const clients = unique('clients', options.clients ?? DEFAULT_CLIENTS[provider], (client) => client.clientId);
  for (const client of clients) checkRedirectUris(client);
  const retention = options.retention ?? {};
  return {
    provider,
    clients,
    users: unique('users', options.users ?? DEFAULT_USERS, (user) => user.userId),
    domainId: options.domainId ?? 'mock-domain',
    traits: resolveTraits(provider, options.traits),
    accessLifetimeMs: positive('tokenLifetimeSeconds', options.tokenLifetimeSeconds, 7200) * 1000,
    refreshLifetimeMs:
      positive(
        'refreshTokenLifetimeSeconds',
        options.refreshTokenLifetimeSeconds,
        provider === 'aliyun-pds' ? 7 * DAY_SECONDS : 30 * DAY_SECONDS,
      ) * 1000,
    tenantLifetimeMs: positive('tenantTokenLifetimeSeconds', options.tenantTokenLifetimeSeconds, 1800) * 1000,
    codeLifetimeMs: positive('codeLifetimeSeconds', options.codeLifetimeSeconds, 300) * 1000,
    clock: options.clock ?? Date.now,
    seed: options.seed,
    faults: options.faults ?? [],
    control: options.control ?? false,
    maxBodyBytes: whole('maxBodyBytes', options.maxBodyBytes, 262_144),
    retention: {
      tokens: whole('retention.tokens', retention.tokens, 20_000),
      requests: whole('retention.requests', retention.requests, 500),
      entries: whole('retention.entries', retention.entries, 2000),
    },
    onRequest: options.onRequest,
  };
}
