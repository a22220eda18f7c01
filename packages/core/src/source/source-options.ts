import { ConfigurationError, type LoginRequiredReason } from '../errors.ts';
import { checkParameters, type ParameterRule, type ParameterRules } from '../provider/parameters.ts';
import { requireShape, type Shape } from '../provider/shape.ts';
import type { TokenRecord } from '../store/token-record.ts';
import { storeShape, type TokenStore } from '../store/token-store.ts';
import { requireWebCrypto } from '../web-crypto.ts';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import type { TokenEventListener } from './events.ts';
import type { RenewDue } from './keep-fresh.ts';
import type { GrantKind } from './grant-kind.ts';
import type { TokenKeyParts } from './source-key.ts';
import { follow, renewDue } from './slot-user.ts';
import { defaultTimes, type Times, type TokenSourceTimes } from './times.ts';
import { lackOf, type TokenWire } from './token-wire.ts';

/** What a provider's call is told about one request. */
export interface RenewalRequest {
  /** Ends the request. It is the source's own: no caller's signal ends what others wait for. */
  readonly signal: AbortSignal;
  /** Time for the exchange, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * How far ahead the clock of the authority is, in milliseconds, as far as its refusals have told; 0 else. For the
   * times in an assertion: `signer.sign(claims, { clockOffsetMs })`.
   */
  readonly clockOffsetMs: number;
}

/**
 * Keeps a short-lived host going until the work that it is handed has ended: what `ctx.waitUntil` of a worker does. The
 * work never rejects. When this throws, that is reported once on the console and is no caller's error; on Workers the
 * caller then waits for the renewal that would have gone on behind it.
 */
export type WaitUntil = (work: Promise<unknown>) => void;

/** What a provider does that others do not. */
export interface ProviderTraits {
  /** A refresh ends the old access token (PDS). Default false. */
  readonly refreshKillsAccessToken?: boolean | undefined;
  /**
   * How long a refresh token lives unused, in milliseconds: `keepFresh` then refreshes before its end, and a store may
   * forget a record some time after it. Default: not known.
   */
  readonly refreshTokenLifetimeMs?: number | undefined;
}

/** What a user decides of every source, whatever its provider. */
export interface TokenSourceSettings<Wire extends TokenWire = TokenWire> extends TokenSourceTimes {
  /** Where records are kept. Default: in memory, for this source alone. */
  readonly store?: TokenStore | undefined;
  /**
   * A token set to begin with, when the store has none: the answer of a login, under its wire names. Its `expires_in`
   * counts from when the source first reads the store; of an older one give the seconds that are left.
   */
  readonly initial?: Wire | undefined;
  /**
   * Renews when it is due, without anybody asking, from the moment the source is made. Its timers never keep a process
   * alive, and are of no use in hosts that freeze between requests. Default false.
   */
  readonly keepFresh?: boolean | undefined;
  /**
   * Is handed every renewal and every login, which go on when their callers have got a token or gone, until the store
   * has them: for hosts that end, or freeze, when an answer has been sent. A call's own `waitUntil` comes before it.
   */
  readonly waitUntil?: WaitUntil | undefined;
  /** Takes what happens, synchronously. What it throws is reported once and changes nothing. */
  readonly onEvent?: TokenEventListener | undefined;
  /**
   * Takes, at `close()` or after it, a record that the store never took, and the key that it belongs under. `close()`
   * rejects with what it throws, when all records have been handed over.
   */
  readonly onUnpersisted?: ((record: TokenRecord<Wire>, key: string) => void) | undefined;
  /** Where the source takes its time and its timers from. Default: {@link systemClock}; `/testing` has one for tests. */
  readonly clock?: Clock | undefined;
  /** A number from 0 to below 1. Default `Math.random`, which also draws when this throws or gives something else. */
  readonly random?: (() => number) | undefined;
}

interface CommonOptions<Wire extends TokenWire> extends TokenSourceSettings<Wire> {
  /** What the token belongs to. */
  readonly key: TokenKeyParts;
  /** What the provider does that others do not. Default: refresh tokens rotate, and nothing else is known. */
  readonly traits?: ProviderTraits | undefined;
}

/** A source that renews from a long-lived credential: an assertion or client credentials. */
export interface MintSourceOptions<Wire extends TokenWire = TokenWire> extends CommonOptions<Wire> {
  /**
   * One exchange, which gives the answer under its wire names. Each call signs a new assertion, if it signs one. An
   * answer without an `access_token`, or with an `expires_in` that is no number of seconds, is a failure. Of errors, the
   * provider packages' own say most: of another, only the name is shown, because its message may hold a secret.
   */
  readonly mint: (request: RenewalRequest) => Promise<Wire>;
  /** Not here: a source that refreshes is a {@link SessionSourceOptions}. */
  readonly refresh?: undefined;
}

/** A source that renews from a rotating refresh token. */
export interface SessionSourceOptions<Wire extends TokenWire = TokenWire> extends CommonOptions<Wire> {
  /**
   * One exchange with the refresh token, which gives the answer under its wire names; what the answer leaves out stays as
   * it was. A refresh token is given to it once; again only where the error says that it was not spent (`TransportError`
   * with the outcome `not-sent`, `AuthorityError` below HTTP 500 other than `invalid_grant`), and a single time after an
   * answer was lost. Any other error counts as a lost answer, so throw those two, or use a provider package.
   */
  readonly refresh: (request: RenewalRequest & { readonly refreshToken: string }) => Promise<Wire>;
  /** Not here: a source that mints is a {@link MintSourceOptions}. */
  readonly mint?: undefined;
  /** Ends a refresh token at the authority, for `signOut({ revoke: true })` and for what nobody will use. Default: cannot. */
  readonly revoke?: ((request: RenewalRequest & { readonly refreshToken: string }) => Promise<void>) | undefined;
  /**
   * Refreshes although the store cannot be reached. Only safe when no other process uses the same login.
   * Default false: the present token serves to its end, then calls fail with StoreError.
   */
  readonly refreshWithoutStore?: boolean | undefined;
  /** A sentence that a LoginRequiredError of this reason ends with: what else the provider's users can do about it. */
  readonly adviseOnLogin?: ((reason: LoginRequiredReason) => string | undefined) | undefined;
}

/** What {@link createTokenSource} takes: how to mint, or how to refresh. */
export type TokenSourceOptions<Wire extends TokenWire = TokenWire> =
  | MintSourceOptions<Wire>
  | SessionSourceOptions<Wire>;

/** {@link TokenSourceOptions}, or those of a pool, checked and completed. */
export interface SourcePlan<Wire extends TokenWire> extends Times {
  readonly provider: string;
  readonly authority: string;
  /** Ends with the source. */
  keepFresh: boolean;
  readonly grant: 'mint' | 'session';
  /** Whether it mints with assertions, which a wrong clock can spoil. */
  readonly assertion: boolean;
  readonly kind: GrantKind;
  readonly renewDue: RenewDue;
  readonly follow: RenewDue;
  readonly mint: ((request: PlanRequest) => Promise<Wire>) | undefined;
  readonly refresh: ((request: PlanRequest & { readonly refreshToken: string }) => Promise<Wire>) | undefined;
  readonly revoke: ((request: PlanRequest & { readonly refreshToken: string }) => Promise<void>) | undefined;
  readonly refreshWithoutStore: boolean;
  readonly adviseOnLogin: SessionSourceOptions['adviseOnLogin'];
  readonly killsAccessToken: boolean;
  readonly refreshTokenLifetimeMs: number | undefined;
  /** The lineage of what is minted first; one for all keys of a pool, since it is only ever compared within a key. */
  readonly lineage: () => string;
  readonly initial: Wire | undefined;
  readonly waitUntil: WaitUntil | undefined;
  readonly onEvent: TokenEventListener | undefined;
  readonly onUnpersisted: ((record: TokenRecord<Wire>, key: string) => void) | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly defaultLifetimeMs: number | undefined;
}

/** What a plan's calls are told: sources know only the first part, pools both. */
export type PlanRequest = RenewalRequest & { readonly key: string };

const milliseconds: ParameterRule = { what: 'a number of milliseconds', type: 'number' };
// What is made by spreading is made in functions that are marked as pure, so that bundles leave it out where nobody
// imports a source.

/** Rules for {@link TokenSourceSettings}, to be spread into the rules of a provider's source. */
export const sourceRules: ParameterRules['known'] = /* @__PURE__ */ (() => ({
  store: { what: 'a store of token records', type: 'object' },
  initial: { what: 'a token set to begin with', type: 'object' },
  keepFresh: { what: 'true to renew without being asked', type: 'boolean' },
  waitUntil: { what: 'a function that takes work to be waited for', type: 'function' },
  onEvent: { what: 'a function that takes events', type: 'function' },
  onUnpersisted: { what: 'a function that takes a record the store never took', type: 'function' },
  clock: { what: 'a clock', type: 'object' },
  random: { what: 'a function that returns a number from 0 to below 1', type: 'function' },
  ...Object.fromEntries([...Object.keys(defaultTimes), 'defaultLifetimeMs'].map((name) => [name, milliseconds])),
}))();

/** Rules for all options of a source. */
export const optionRules: ParameterRules = /* @__PURE__ */ (() => ({
  known: {
    key: {
      what: 'what the token belongs to: authority, provider, clientId, credential',
      type: 'object',
      required: true,
    },
    mint: { what: 'a function that exchanges the credential for a token', type: 'function' },
    refresh: { what: 'a function that exchanges a refresh token for a token', type: 'function' },
    revoke: { what: 'a function that ends a refresh token', type: 'function' },
    refreshWithoutStore: { what: 'true to refresh although the store cannot be reached', type: 'boolean' },
    adviseOnLogin: { what: 'a function that returns a sentence for a reason', type: 'function' },
    traits: { what: 'the traits of the provider', type: 'object' },
    ...sourceRules,
  },
}))();

const traitRules: ParameterRules = {
  known: {
    refreshKillsAccessToken: { what: 'whether a refresh ends the old access token', type: 'boolean' },
    refreshTokenLifetimeMs: milliseconds,
  },
};

const part = { what: 'a part of what the token belongs to', type: 'string' } as const;
/** Rules for the parts of a key. */
export const keyParts: Readonly<Record<keyof TokenKeyParts, ParameterRule>> = {
  authority: { what: 'the origin of the authority', type: 'string', required: true },
  provider: { what: 'the name of the provider and its API', type: 'string', required: true },
  clientId: { what: 'the id of the client', type: 'string', required: true },
  credential: {
    what: '"client", "assertion" or "session"',
    values: ['client', 'assertion', 'session'],
    required: true,
  },
  subject: part,
  subjectType: part,
  subdomain: part,
  scope: part,
  audience: part,
  sessionId: { what: 'a name for the login', type: 'string' },
};
const keyRules: ParameterRules = { known: keyParts };

const clockShape: Shape = { now: 'function', monotonic: 'function', startTimer: 'function' };

/** What the sources of a plan have for a key: a source its own, a pool the part that all of them share. */
type PlanKey = Pick<TokenKeyParts, 'authority' | 'provider' | 'credential'>;

/** Options of a source, or of a pool, whose calls are told the key as well. */
export type PlanOptions<Wire extends TokenWire> = TokenSourceSettings<Wire> & {
  readonly key: PlanKey;
  readonly traits?: ProviderTraits | undefined;
  readonly mint?: SourcePlan<Wire>['mint'];
  readonly refresh?: SourcePlan<Wire>['refresh'];
  readonly revoke?: SourcePlan<Wire>['revoke'];
  readonly refreshWithoutStore?: boolean | undefined;
  readonly adviseOnLogin?: SessionSourceOptions['adviseOnLogin'];
};

export function checkSourceOptions<Wire extends TokenWire>(
  where: string,
  options: TokenSourceOptions<Wire>,
  kind: GrantKind,
): SourcePlan<Wire> {
  checkParameters(where, 'option', options, optionRules);
  checkParameters(where, 'option', options.key, keyRules);
  const plan = planOf(where, options, kind);
  if (plan.grant === 'session' && (options.key.sessionId ?? '') === '') {
    throw new ConfigurationError(
      'missing_option',
      'sessionId',
      `${where}: the option "sessionId" is missing; a source of a user's session needs a name for the login, because whose it is becomes known only with the token.`,
    );
  }
  return plan;
}

/** Completes options whose names and types have been checked. */
export function planOf<Wire extends TokenWire>(
  where: string,
  options: PlanOptions<Wire>,
  kind: GrantKind,
): SourcePlan<Wire> {
  const { key, mint, refresh, traits = {}, clock = systemClock, random = Math.random } = options;
  if ((mint === undefined) === (refresh === undefined)) {
    throw new ConfigurationError(
      mint === undefined ? 'missing_option' : 'invalid_option',
      'mint',
      `${where}: ${mint === undefined ? 'neither "mint" nor "refresh" was given' : 'both "mint" and "refresh" were given'}; exactly one is needed.`,
    );
  }
  checkParameters(where, 'option', traits, traitRules);
  const option = { where, kind: 'option' } as const;
  requireShape(clock, clockShape, {
    ...option,
    name: 'clock',
    give: 'a clock, or leave it out for that of the machine',
  });
  if (options.store !== undefined) {
    requireShape(options.store, storeShape, {
      ...option,
      name: 'store',
      give: 'a store, such as memoryStore() returns',
    });
  }
  const lack = options.initial === undefined ? undefined : lackOf(options.initial);
  if (lack !== undefined) {
    throw new ConfigurationError(
      'invalid_option',
      'initial',
      `${where}: the option "initial" is no token answer with ${lack.what}.`,
    );
  }
  const optional = (name: string, value: number | undefined): number | undefined =>
    value === undefined ? undefined : duration(where, name, value);
  requireWebCrypto(where);
  let lineage: string | undefined;
  const plan: SourcePlan<Wire> = {
    ...checkTimes(where, options),
    provider: key.provider,
    authority: key.authority,
    keepFresh: options.keepFresh === true,
    grant: kind.grant,
    assertion: key.credential === 'assertion',
    kind,
    renewDue,
    follow,
    mint,
    refresh,
    revoke: options.revoke,
    refreshWithoutStore: options.refreshWithoutStore === true,
    adviseOnLogin: options.adviseOnLogin,
    // A mint ends no token, whatever a refresh of the same provider does.
    killsAccessToken: refresh !== undefined && traits.refreshKillsAccessToken === true,
    refreshTokenLifetimeMs: optional('refreshTokenLifetimeMs', traits.refreshTokenLifetimeMs),
    // Made late: a Worker has no random numbers before its first request.
    lineage: () => (lineage ??= globalThis.crypto.randomUUID()),
    initial: options.initial,
    waitUntil: options.waitUntil,
    onEvent: options.onEvent,
    onUnpersisted: options.onUnpersisted,
    clock,
    random: drawnFrom(random),
    defaultLifetimeMs: optional('defaultLifetimeMs', options.defaultLifetimeMs),
  };
  if (plan.hardTimeoutMs < plan.requestTimeoutMs) {
    throw new ConfigurationError(
      'invalid_option',
      'hardTimeoutMs',
      `${where}: the option "hardTimeoutMs" (${plan.hardTimeoutMs}) is shorter than "requestTimeoutMs" (${plan.requestTimeoutMs}); it has to be at least as long.`,
    );
  }
  return plan;
}

/** Schedules and back-offs rest on it: what is no such number would ask an authority without a pause. */
function drawnFrom(random: () => number): () => number {
  return () => {
    try {
      const drawn = random();
      if (drawn >= 0 && drawn < 1) return drawn;
    } catch {
      // Nobody is there to be told, who renews without being asked.
    }
    return Math.random();
  };
}

/** Where none at all makes sense. */
const mayBeZero: ReadonlySet<string> = new Set<keyof Times>([
  'maxRetries',
  'minRetryDelayMs',
  'maxRetryDelayMs',
  'spreadMs',
  'expiryMarginMs',
  'renewalLeadMs',
  'leasePatienceMs',
  'claimMarginMs',
]);

function checkTimes(where: string, options: TokenSourceTimes): Times {
  const times: Record<string, number> = {};
  for (const [name, standard] of Object.entries(defaultTimes)) {
    times[name] = duration(where, name, options[name as keyof Times] ?? standard);
  }
  return times as Times;
}

function duration(where: string, option: string, value: number): number {
  // What timers, and the calls of providers, take; a lifetime may be longer.
  const most = option.includes('Lifetime') ? Number.MAX_SAFE_INTEGER : 2 ** 31 - 1;
  const least = mayBeZero.has(option) ? 0 : 1;
  if (!Number.isInteger(value) || value < least || value > most) {
    const unit = option.endsWith('Ms') ? ' of milliseconds' : '';
    throw new ConfigurationError(
      'invalid_option',
      option,
      `${where}: the option "${option}" takes a whole number${unit} from ${least} to ${most}, ${String(value)} was given.`,
    );
  }
  return value;
}
