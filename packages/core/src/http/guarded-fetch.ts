import { isBytes } from '../bytes.ts';
import {
  ConfigurationError,
  InvalidResponseError,
  RequestTimeoutError,
  TokenwrightError,
  TransportError,
} from '../errors.ts';
import { assertSecure } from './endpoint.ts';
import { toTransportError } from './network-error.ts';
import { typeName } from '../words.ts';
import type { Redactor } from './redactor.ts';

/** The part of `fetch` that is used: a URL and what to send. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** How one request to an authority is guarded. */
export interface GuardedFetchOptions {
  /** The `fetch` that carries the request. Default: the global one. */
  readonly fetch?: Fetch | undefined;
  /** Time for the whole exchange, the body included, in milliseconds. */
  readonly timeoutMs: number;
  /** Most bytes of a body, after decompression. */
  readonly maxResponseBytes: number;
  /** The caller's signal. */
  readonly signal?: AbortSignal | undefined;
  /** Allow `http:` to hosts that are not loopback. */
  readonly allowInsecureHttp?: boolean | undefined;
  readonly redact: Redactor;
}

/**
 * Makes the `fetch` through which every request with a secret goes: https only, no redirect followed, one time limit
 * over everything, a cap on the body, and typed errors. The body is read here, so that a slow or endless one is bound
 * by the same limits; the answer that comes out holds it whole.
 */
export function createGuardedFetch(options: GuardedFetchOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    assertSecure(url, 'endpoint', options.allowInsecureHttp);
    const target = url.origin;
    const send = options.fetch ?? globalThis.fetch;
    if (typeof send !== 'function') {
      throw new ConfigurationError('missing_option', 'fetch', 'fetch: this runtime has none; give one.');
    }
    options.signal?.throwIfAborted();

    const controller = new AbortController();
    const { signal } = controller;
    // Somebody waits for this timer, so it is one that keeps the process alive; it never outlives the call.
    const timer = setTimeout(
      () =>
        controller.abort(
          new RequestTimeoutError(
            options.timeoutMs,
            `${target} did not answer within ${options.timeoutMs} ms; whether the request was carried out is unknown.`,
          ),
        ),
      options.timeoutMs,
    );
    const onAbort = (): void => controller.abort(options.signal?.reason);
    options.signal?.addEventListener('abort', onAbort, { once: true });

    try {
      const body = await request.text();
      signal.throwIfAborted();
      const init: RequestInit = {
        method: request.method,
        headers: request.headers,
        redirect: 'manual',
        credentials: 'omit',
        cache: 'no-store',
        signal,
        ...(body === '' ? {} : { body }),
        ...(options.fetch === undefined ? unpooled() : {}),
      };
      const response = await untilAborted(send(url.href, supported(init)), signal, discard);
      try {
        refuseUnreadable(response, target);
        refuseRedirect(response, target);
        refuseStatus(response, target);
      } catch (error) {
        discard(response);
        throw error;
      }
      const bytes = await readBody(response, options.maxResponseBytes, target, signal);
      return new Response(hasNoBody(response.status) ? null : bytes, {
        status: response.status,
        headers: response.headers,
      });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (TokenwrightError.isInstance(error)) throw error;
      throw toTransportError(error, target, options.redact);
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
    }
  };
}

/**
 * A custom `fetch` may ignore its signal; the caller is let go all the same. What comes too late goes to `late`, and a
 * late failure to nobody.
 */
function untilAborted<T>(work: T | Promise<T>, signal: AbortSignal, late?: (value: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    Promise.resolve(work).then(
      (value) => {
        signal.removeEventListener('abort', abort);
        if (signal.aborted) late?.(value);
        resolve(value);
      },
      (error: unknown) => {
        signal.removeEventListener('abort', abort);
        reject(error);
      },
    );
  });
}

/** Nobody reads this body; left open it would keep the connection. */
function discard(response: Response | undefined): void {
  try {
    void response?.body?.cancel().catch(() => undefined);
  } catch {
    // No Response, or one whose body is being read by whoever made it: not ours to end.
  }
}

/** workerd throws on a `cache` or `credentials` member; there neither means anything. */
function supported(init: RequestInit): RequestInit {
  if (globalThis.navigator?.userAgent !== 'Cloudflare-Workers') return init;
  const { cache: _cache, credentials: _credentials, ...rest } = init;
  return rest;
}

/** A `fetch` that was given can resolve with anything. */
function refuseUnreadable(response: Response, target: string): void {
  const given: unknown = response;
  if (typeof given === 'object' && given !== null) {
    const { status, headers, body } = given as Partial<Response>;
    const readable = body === null || typeof body?.getReader === 'function';
    if (typeof status === 'number' && typeof headers?.get === 'function' && readable) return;
  }
  throw new InvalidResponseError(
    'not_a_response',
    `The fetch that was given resolved for ${target} with something that is no Response with a ReadableStream as its body.`,
    { status: 0 },
  );
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

interface DenoNamespace {
  readonly createHttpClient?: (options: { readonly poolMaxIdlePerHost: number }) => object;
}

let denoClient: { readonly client?: object } | undefined;

/**
 * Deno sends a request a second time when a connection that it reuses is reset, which spends a one-time code twice
 * (denoland/deno#36415). A client that keeps no connections has none to reuse. Browsers do the same and cannot be told.
 */
function unpooled(): object {
  const { Deno } = globalThis as { readonly Deno?: DenoNamespace };
  if (typeof Deno?.createHttpClient !== 'function') return {};
  denoClient ??= { client: Deno.createHttpClient({ poolMaxIdlePerHost: 0 }) };
  return denoClient;
}

function refuseRedirect(response: Response, target: string): void {
  const { redirected, status, type } = response;
  if (!redirected && type !== 'opaqueredirect' && !redirects.has(status)) return;
  throw new InvalidResponseError(
    'redirect_refused',
    redirected
      ? `${target} redirected the request and the fetch that was given followed it; pass redirect: "manual" through.`
      : `${target} answered with a redirect${status === 0 ? '' : ` (HTTP ${status})`}. Secrets are not sent to another address: give the final endpoint.`,
    { status },
  );
}

/** What is left are answers: 2xx, 4xx, 5xx. */
function refuseStatus({ status }: Response, target: string): void {
  if (Number.isInteger(status) && status >= 200 && status <= 599 && (status < 300 || status > 399)) return;
  throw new InvalidResponseError(
    'invalid_status',
    `${target} answered with HTTP status ${status}, which is neither a success nor an error.`,
    { status },
  );
}

/** The statuses under which a Response may hold no body. */
function hasNoBody(status: number): boolean {
  return status === 204 || status === 205;
}

async function readBody(
  response: Response,
  most: number,
  target: string,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  if (response.body === null) return new Uint8Array(0);
  const { status } = response;
  const chunks: Uint8Array[] = [];
  let size = 0;
  let reader: ReadableStreamDefaultReader<unknown> | undefined;
  try {
    reader = response.body.getReader() as ReadableStreamDefaultReader<unknown>;
    for (;;) {
      const { done, value } = await untilAborted(reader.read(), signal);
      if (done) break;
      if (!isBytes(value)) {
        throw new InvalidResponseError(
          'not_a_response',
          `The body of the answer of ${target} (HTTP ${status}), from the fetch that was given, does not consist of bytes.`,
          { status },
        );
      }
      size += value.byteLength;
      if (size > most) {
        throw new InvalidResponseError(
          'response_too_large',
          `${target} sent more than ${most} bytes (HTTP ${status}); a token answer is far smaller. The rest was not read.`,
          { status },
        );
      }
      chunks.push(value);
    }
  } catch (error) {
    void reader?.cancel().catch(() => undefined);
    if (TokenwrightError.isInstance(error) || signal.aborted) throw error;
    throw new TransportError(
      'unknown',
      `${target} began to answer (HTTP ${status}) and the connection was lost before the end; whether the request was carried out is unknown.`,
    );
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** Checks a number of milliseconds or bytes that a caller gave. */
export function requirePositiveInteger(option: string, value: unknown, unit: string, most: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1 || value > most) {
    throw new ConfigurationError(
      'invalid_option',
      option,
      `${option}: a whole number of ${unit} from 1 to ${most} is needed, ${typeof value === 'number' ? String(value) : typeName(value)} was given.`,
    );
  }
  return value;
}
