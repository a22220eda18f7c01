import { ConfigurationError, LoginRequiredError } from '../errors.ts';
import { checkEndpoint } from '../http/endpoint.ts';
import { requirePositiveInteger } from '../http/guarded-fetch.ts';
import { checkParameters, type ParameterRules } from '../provider/parameters.ts';
import { requireShape } from '../provider/shape.ts';
import { systemClock, type Clock } from './clock.ts';
import type { TokenSource } from './token-source.ts';
import type { TokenWire } from './token-wire.ts';

/** The part of `fetch` that is offered: what the global one takes. */
export type AuthorizedFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Options of {@link createAuthorizedFetch}. */
export interface AuthorizedFetchOptions {
  /**
   * The origins that get the token: `https://api.example.com`, with a port where it is not 443. A request to another
   * origin goes out without it, and one that brings an `Authorization` keeps its own.
   */
  readonly origins: readonly string[];
  /**
   * Whether an answer says that the token was refused. It may read the answer that it is given: it is a copy.
   * Default: {@link isTokenRejected}.
   */
  readonly isTokenRejected?: ((response: Response) => boolean | Promise<boolean>) | undefined;
  /** The `fetch` to use. Default: the global one, looked up at each call. */
  readonly fetch?: AuthorizedFetch | undefined;
  /** Allow `http:` to hosts that are not loopback. The token then travels unencrypted. Default false. */
  readonly dangerouslyAllowInsecureHttp?: boolean | undefined;
  /**
   * How long no token is renewed because of refusals after a renewed token was refused too, in milliseconds.
   * Default 60,000.
   */
  readonly refusalBlockMs?: number | undefined;
  /** By which `refusalBlockMs` is told. Default: the machine's. Give a test's own clock here and to the source. */
  readonly clock?: Pick<Clock, 'now'> | undefined;
}

const standardBlockMs = 60_000;

const rules: ParameterRules = {
  known: {
    origins: { what: 'the origins that get the token, as an array', type: 'any', required: true },
    isTokenRejected: { what: 'a function that says whether an answer refuses the token', type: 'function' },
    fetch: { what: 'a function with the interface of fetch', type: 'function' },
    dangerouslyAllowInsecureHttp: { what: 'true to allow http beyond loopback', type: 'boolean' },
    refusalBlockMs: { what: 'a time in milliseconds', type: 'number' },
    clock: { what: 'a clock', type: 'object' },
  },
};

/**
 * Whether an answer refuses the token: 401, unless it says that the token lacks a scope, which another token of the
 * same source would lack too (RFC 6750 section 3.1).
 */
export function isTokenRejected(response: Response): boolean {
  return response.status === 401 && !/\binsufficient_scope\b/.test(response.headers.get('www-authenticate') ?? '');
}

/** Since and until when the refusals of a source's renewed tokens are not believed, in milliseconds since the epoch. */
const blocks = new WeakMap<object, { readonly since: number; readonly until: number }>();

/**
 * Makes a `fetch` that carries the source's token. When an answer refuses it, another token is got, once for all
 * requests that were refused, and the request is repeated once, if its body can be sent again; else the next request
 * gets the other token.
 *
 * @throws ConfigurationError when an origin is malformed or not https; the returned function throws what
 * `source.getToken` and `fetch` throw
 *
 * @example
 * ```ts
 * import { createTokenSource } from '@tokenwright/core';
 * import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
 *
 * const source = createTokenSource({
 *   key: { authority: 'https://example.com', provider: 'example', clientId: 'my-app', credential: 'client' },
 *   mint: async () => ({ access_token: 'from the authority', expires_in: 3600 }),
 * });
 * const authorizedFetch = createAuthorizedFetch(source, { origins: ['https://api.example.com'] });
 * export const listFiles = (): Promise<Response> => authorizedFetch('https://api.example.com/files');
 * ```
 */
export function createAuthorizedFetch<Wire extends TokenWire>(
  source: TokenSource<Wire>,
  options: AuthorizedFetchOptions,
): AuthorizedFetch {
  const where = 'createAuthorizedFetch';
  requireShape(
    source,
    { getToken: 'function', invalidate: 'function' },
    { where, kind: 'parameter', name: 'source', give: 'a token source' },
  );
  const plan = checkAuthorizedFetch(where, options);
  return (input, init) => authorizedFetch(plan, source, source, input, init);
}

/** {@link AuthorizedFetchOptions}, checked and completed. */
export interface AuthorizedFetchPlan {
  readonly origins: ReadonlySet<string>;
  readonly rejects: (response: Response) => boolean | Promise<boolean>;
  readonly fetch: AuthorizedFetch | undefined;
  readonly refusalBlockMs: number;
  readonly clock: Pick<Clock, 'now'>;
}

/** @throws ConfigurationError */
export function checkAuthorizedFetch(where: string, options: AuthorizedFetchOptions): AuthorizedFetchPlan {
  checkParameters(where, 'option', options, rules);
  const {
    isTokenRejected: rejects = isTokenRejected,
    refusalBlockMs = standardBlockMs,
    clock = systemClock,
    fetch,
  } = options;
  requireShape(clock, { now: 'function' }, { where, kind: 'option', name: 'clock', give: 'a clock' });
  requirePositiveInteger('refusalBlockMs', refusalBlockMs, 'milliseconds', Number.MAX_SAFE_INTEGER);
  return { origins: checkOrigins(where, options), rejects, fetch, refusalBlockMs, clock };
}

/** What a request needs of a source. */
type Tokens<Wire extends TokenWire> = Pick<TokenSource<Wire>, 'getToken' | 'invalidate'>;

/** One request. @param believed what the refusals of are counted together: the source, or its slot in a pool */
export async function authorizedFetch<Wire extends TokenWire>(
  plan: AuthorizedFetchPlan,
  source: Tokens<Wire>,
  believed: object,
  input: string | URL | Request,
  init: RequestInit | undefined,
): Promise<Response> {
  const { origins, rejects, clock } = plan;
  const send = plan.fetch ?? globalThis.fetch;
  const headers = new Headers(init?.headers ?? (isRequest(input) ? input.headers : undefined));
  // Whoever brings an Authorization of their own means it.
  if (!origins.has(originOf(input)) || headers.has('authorization')) return send(input, init);

  const signal = init?.signal ?? (isRequest(input) ? input.signal : undefined) ?? undefined;
  const carried = await source.getToken(signal === undefined ? undefined : { signal });
  headers.set('authorization', `Bearer ${carried.accessToken}`);
  const response = await send(input, { ...init, headers });
  if (!(await isRefused(response, rejects))) return response;
  if (isBlocked(believed, clock.now())) return response;
  if (!isReplayable(input, init)) {
    source.invalidate(carried.accessToken);
    return response;
  }
  const other = await source.getToken({ rejected: carried.accessToken, signal }).catch((error: unknown) => {
    if (LoginRequiredError.isInstance(error) || signal?.aborted === true) throw error;
    return undefined;
  });
  // No other token: the refusal is the best answer there is.
  if (other === undefined) return response;
  if (other.accessToken === carried.accessToken) {
    // The authority stands by it: the next refusal would get the same answer.
    block(believed, plan);
    return response;
  }
  // Not waited for: of a body that was copied, it lasts until the copy is given up too.
  void response.body?.cancel().catch(nothing);
  headers.set('authorization', `Bearer ${other.accessToken}`);
  const repeated = await send(input, { ...init, headers });
  if (await isRefused(repeated, rejects)) block(believed, plan);
  return repeated;
}

function block(believed: object, { clock, refusalBlockMs }: AuthorizedFetchPlan): void {
  const since = clock.now();
  blocks.set(believed, { since, until: since + refusalBlockMs });
}

function isBlocked(believed: object, now: number): boolean {
  const { since, until } = blocks.get(believed) ?? { since: 0, until: 0 };
  // Before it began: the clock was set back, and would make it last for as long.
  return since <= now && now < until;
}

/** Only an answer that refuses something is worth a copy. */
async function isRefused(response: Response, rejects: AuthorizedFetchPlan['rejects']): Promise<boolean> {
  if (response.status < 400) return false;
  if (rejects === isTokenRejected) return isTokenRejected(response);
  const copy = response.clone();
  try {
    return await rejects(copy);
  } finally {
    // What was not read of it would be kept in memory for as long as the answer itself is read.
    void copy.body?.cancel().catch(nothing);
  }
}

function nothing(): undefined {
  return undefined;
}

function checkOrigins(
  where: string,
  { origins, dangerouslyAllowInsecureHttp }: AuthorizedFetchOptions,
): ReadonlySet<string> {
  if (!Array.isArray(origins) || origins.length === 0) {
    throw new ConfigurationError(
      'invalid_option',
      'origins',
      `${where}: the option "origins" takes an array with at least one origin, such as ["https://api.example.com"].`,
    );
  }
  const rule = { option: 'origins', allowInsecureHttp: dangerouslyAllowInsecureHttp };
  return new Set(origins.map((origin: unknown) => checkEndpoint(origin, rule)));
}

function isRequest(input: string | URL | Request): input is Request {
  return typeof input === 'object' && 'headers' in input;
}

function originOf(input: string | URL | Request): string {
  const url = typeof input === 'string' ? input : isRequest(input) ? input.url : input.href;
  // In a page, `fetch` takes a path of the page's own origin.
  const base = (globalThis as { readonly location?: { readonly href: string } }).location?.href;
  return URL.canParse(url, base) ? new URL(url, base).origin : '';
}

/** A stream can be read once; everything else can be sent again. */
function isReplayable(input: string | URL | Request, init: RequestInit | undefined): boolean {
  const body: unknown = init?.body;
  if (body === undefined || body === null) return !isRequest(input) || input.body === null;
  return !(typeof body === 'object' && ('getReader' in body || Symbol.asyncIterator in body));
}
