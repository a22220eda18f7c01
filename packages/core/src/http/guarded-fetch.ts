import {
  ConfigurationError,
  InvalidResponseError,
  RequestTimeoutError,
  TokenwrightError,
  TransportError,
} from '../errors.ts';
import { assertSecure } from './endpoint.ts';
import { toTransportError } from './network-error.ts';
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
    options.signal?.throwIfAborted();

    const send = options.fetch ?? globalThis.fetch;
    const controller = new AbortController();
    const timeout = new RequestTimeoutError(
      options.timeoutMs,
      `${target} did not answer within ${options.timeoutMs} ms; whether the request was carried out is unknown.`,
    );
    const timer = setTimeout(() => controller.abort(timeout), options.timeoutMs);
    const onAbort = (): void => controller.abort(options.signal?.reason);
    options.signal?.addEventListener('abort', onAbort, { once: true });

    try {
      const body = await request.text();
      const init: RequestInit = {
        method: request.method,
        headers: request.headers,
        redirect: 'manual',
        credentials: 'omit',
        cache: 'no-store',
        signal: controller.signal,
        ...(body === '' ? {} : { body }),
      };
      const response = await untilAborted(send(url.href, supported(init)), controller.signal);
      refuseRedirect(response, target);
      if (response.status < 200 || response.status > 599) {
        throw new InvalidResponseError(
          'invalid_status',
          `${target} answered with HTTP status ${response.status}, which is no final status.`,
          {
            status: response.status,
          },
        );
      }
      const bytes = await readBody(response, options.maxResponseBytes, target, controller.signal);
      return new Response(bodyless(response.status) ? null : bytes, {
        status: response.status,
        headers: response.headers,
      });
    } catch (error) {
      if (controller.signal.aborted) throw controller.signal.reason;
      if (TokenwrightError.isInstance(error)) throw error;
      throw toTransportError(error, target, options.redact);
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
    }
  };
}

/** A custom `fetch` may ignore its signal; the caller is let go all the same. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** workerd throws on a `cache` or `credentials` member; there neither means anything. */
function supported(init: RequestInit): RequestInit {
  if (globalThis.navigator?.userAgent !== 'Cloudflare-Workers') return init;
  const { cache: _cache, credentials: _credentials, ...rest } = init;
  return rest;
}

function refuseRedirect(response: Response, target: string): void {
  const redirected =
    response.redirected || response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);
  if (!redirected) return;
  // Nobody reads this body; leaving it open would keep the connection.
  void response.body?.cancel().catch(() => undefined);
  throw new InvalidResponseError(
    'redirect_refused',
    response.redirected
      ? `${target} redirected the request and the fetch that was given followed it; pass redirect: "manual" through.`
      : `${target} answered with a redirect${response.status === 0 ? '' : ` (HTTP ${response.status})`}. Secrets are not sent to another address: give the final endpoint.`,
    { status: response.status },
  );
}

function bodyless(status: number): boolean {
  return status === 101 || status === 204 || status === 205 || status === 304;
}

async function readBody(
  response: Response,
  most: number,
  target: string,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  if (response.body === null) return new Uint8Array(0);
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await untilAborted(reader.read(), signal);
      if (done) break;
      size += value.byteLength;
      if (size > most) {
        throw new InvalidResponseError(
          'response_too_large',
          `${target} sent more than ${most} bytes (HTTP ${response.status}); a token answer is far smaller. The rest was not read.`,
          { status: response.status },
        );
      }
      chunks.push(value);
    }
  } catch (error) {
    void reader.cancel().catch(() => undefined);
    if (TokenwrightError.isInstance(error) || signal.aborted) throw error;
    throw new TransportError(
      'unknown',
      `${target} began to answer (HTTP ${response.status}) and the connection was lost before the end; whether the request was carried out is unknown.`,
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
      `${option}: a whole number of ${unit} from 1 to ${most} is needed, ${typeof value === 'number' ? String(value) : `a ${typeof value}`} was given.`,
    );
  }
  return value;
}
