import type { Fetch } from '../http/guarded-fetch.ts';
import { requirePositiveInteger } from '../http/guarded-fetch.ts';
import { ConfigurationError } from '../errors.ts';
import { typeName } from '../words.ts';
import type { ParameterRules } from './parameters.ts';
import { checkParameters } from './parameters.ts';
import { requireSignal } from './signal.ts';

/** The second argument of every call. */
export interface CallOptions {
  /** Ends the call for this caller. The call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Time for the whole exchange, in milliseconds. Default: the client's, 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Further request headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The `fetch` to use for this call. Default: the client's. */
  readonly fetch?: Fetch | undefined;
  /**
   * How far the authority's clock is ahead of ours, in milliseconds, for the times in an assertion. A source knows it,
   * and hands it to every call; calls that sign nothing have no use for it.
   */
  readonly clockOffsetMs?: number | undefined;
}

/** What every client takes besides its endpoint, and every call falls back to. */
export interface TransportOptions {
  /** Time for one exchange, the body included, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Most bytes of an answer after decompression. Default 1,048,576. */
  readonly maxResponseBytes?: number | undefined;
  /** Headers for every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The `fetch` to use. Default: the global one, looked up at each call. */
  readonly fetch?: Fetch | undefined;
  /** Allow `http:` to hosts that are not loopback. Secrets then travel unencrypted. Default false. */
  readonly dangerouslyAllowInsecureHttp?: boolean | undefined;
}

/** {@link TransportOptions}, checked and completed. */
export interface Transport {
  /** Time for one exchange, the body included, in milliseconds. */
  readonly timeoutMs: number;
  /** Most bytes of an answer, after decompression. */
  readonly maxResponseBytes: number;
  /** Headers for every request, their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The `fetch` to use; undefined: the global one, looked up at each call. */
  readonly fetch: Fetch | undefined;
  /** Whether `http:` is allowed to hosts that are not loopback. */
  readonly allowInsecureHttp: boolean;
}

const longestTimeoutMs = 0x7fff_ffff;

/** Rules for the options of {@link TransportOptions}, to be spread into a client's own. */
export const transportRules: ParameterRules['known'] = {
  timeoutMs: { what: 'the time for one exchange in milliseconds', type: 'number' },
  maxResponseBytes: { what: 'the most bytes of an answer', type: 'number' },
  headers: { what: 'an object of request headers', type: 'object' },
  fetch: { what: 'a function with the interface of fetch', type: 'function' },
  dangerouslyAllowInsecureHttp: { what: 'true to allow http beyond loopback', type: 'boolean' },
};

const callRules: ParameterRules = {
  known: {
    signal: { what: 'an AbortSignal', type: 'object' },
    timeoutMs: { what: 'the time for the exchange in milliseconds', type: 'number' },
    headers: { what: 'an object of request headers', type: 'object' },
    fetch: { what: 'a function with the interface of fetch', type: 'function' },
    clockOffsetMs: { what: 'how far ahead the clock of the authority is, in milliseconds', type: 'number' },
  },
  refused: {
    timeout: 'use timeoutMs (milliseconds)',
    retryCount: 'a call is one exchange and never repeats itself; sources retry what is safe to repeat',
    returnResponse: 'calls return the decoded answer; errors carry status and requestId',
    cancelToken: 'use signal, an AbortSignal',
  },
};

/**
 * Checks the options that are about sending, and fills in the limits that were not given: 30 s and 1 MiB.
 *
 * @throws ConfigurationError for a header or a limit that is out of range.
 */
export function checkTransport(options: TransportOptions): Transport {
  const {
    timeoutMs = 30_000,
    maxResponseBytes = 1_048_576,
    headers = {},
    fetch,
    dangerouslyAllowInsecureHttp = false,
  } = options;
  return {
    timeoutMs: requirePositiveInteger('timeoutMs', timeoutMs, 'milliseconds', longestTimeoutMs),
    maxResponseBytes: requirePositiveInteger('maxResponseBytes', maxResponseBytes, 'bytes', 1_073_741_824),
    headers: checkHeaders('headers', headers),
    fetch,
    allowInsecureHttp: dangerouslyAllowInsecureHttp,
  };
}

/**
 * Checks the last argument of a call. Every exchange does; a call that does something else first has it done before.
 *
 * @throws ConfigurationError naming the option
 */
export function checkCallOptions(where: string, options: CallOptions): void {
  checkParameters(where, 'option', options, callRules);
  requireSignal(where, options.signal);
}

/** The transport of one call: the client's, where the call's options say nothing else. */
export function transportOfCall(
  where: string,
  transport: Transport,
  options: CallOptions,
): Transport & { readonly signal: AbortSignal | undefined } {
  checkCallOptions(where, options);
  return {
    ...transport,
    timeoutMs:
      options.timeoutMs === undefined
        ? transport.timeoutMs
        : requirePositiveInteger('timeoutMs', options.timeoutMs, 'milliseconds', longestTimeoutMs),
    headers:
      options.headers === undefined
        ? transport.headers
        : { ...transport.headers, ...checkHeaders('headers', options.headers) },
    fetch: options.fetch ?? transport.fetch,
    signal: options.signal,
  };
}

/** Headers in lower case, so that what a call gives replaces what its client gave, however the two are spelt. */
function checkHeaders(option: string, headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries<unknown>(headers)) {
    if (value === undefined || typeof value === 'string') continue;
    throw new ConfigurationError(
      'invalid_option',
      option,
      `${option}: the value of ${JSON.stringify(name.slice(0, 60))} is ${typeName(value)}; a string is needed.`,
    );
  }
  try {
    // A Headers object, of whatever realm, has no members of its own; one that is no Headers is refused here.
    const given = Symbol.iterator in headers ? (headers as unknown as Headers) : definedOf(headers);
    return Object.fromEntries(new Headers(given));
  } catch {
    // The message of the runtime quotes the value, which may be a secret.
    throw new ConfigurationError(
      'invalid_option',
      option,
      `${option}: a header name or value holds a character that HTTP does not allow.`,
    );
  }
}

function definedOf(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
