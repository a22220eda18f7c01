import type { Delivery } from '../faults/delivery.ts';
import type { WireRequest } from '../wire/message.ts';
import { piecesOf, wait } from './pieces.ts';

/** A `fetch` of the platform's own kind. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 20;

/** What `fetch` rejects with when the connection fails, in the words and with the cause code of Node's. */
function networkError(code: string, cause: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(cause), { code }) });
}

async function readBody(request: Request, maxBytes: number): Promise<Pick<WireRequest, 'body' | 'bodyTooLarge'>> {
  const chunks: Uint8Array[] = [];
  let seen = 0;
  const reader = request.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    seen += next.value.length;
    chunks.push(next.value);
    if (seen <= maxBytes) continue;
    // A body without an end would be read for ever.
    void reader?.cancel().catch(() => undefined);
    break;
  }
  const body = new Uint8Array(Math.min(seen, maxBytes));
  let filled = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, body.length - filled);
    body.set(part, filled);
    filled += part.length;
  }
  return { body, bodyTooLarge: seen > maxBytes };
}

function streamOf(delivery: Delivery, signal: AbortSignal): ReadableStream<Uint8Array<ArrayBuffer>> {
  const stopped = new AbortController();
  const pieces = piecesOf(delivery, AbortSignal.any([signal, stopped.signal]));
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = await pieces.next();
      if (signal.aborted) controller.error(signal.reason);
      else if (!next.done) controller.enqueue(next.value);
      else if (delivery.ending === 'truncated') {
        controller.error(
          new TypeError('terminated', {
            cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
          }),
        );
      } else controller.close();
    },
    cancel() {
      stopped.abort();
    },
  });
}

function responseOf(delivery: Delivery, method: string, signal: AbortSignal): Response {
  const { status, headers, body } = delivery.response;
  const empty = method === 'HEAD' || status === 204 || status === 205 || status === 304;
  const whole = delivery.ending === 'complete' && delivery.slowMs === undefined;
  if (empty) return new Response(null, { status, headers: { ...headers } });
  return new Response(whole ? body : streamOf(delivery, signal), { status, headers: { ...headers } });
}

function next(request: Request, response: Response, body: Uint8Array<ArrayBuffer>): Request {
  const target = new URL(response.headers.get('location') ?? '', request.url);
  if (target.origin !== new URL(request.url).origin) {
    throw networkError(
      'ERR_MOCK_REDIRECT',
      `the redirect leads out of the mock, to ${target.origin}; ask with redirect: 'manual'`,
    );
  }
  const toGet = response.status === 303 || (request.method === 'POST' && response.status < 303);
  const headers = new Headers(request.headers);
  if (toGet) for (const name of ['content-type', 'content-length']) headers.delete(name);
  const method = toGet ? 'GET' : request.method;
  return new Request(target, {
    method,
    headers,
    signal: request.signal,
    ...(method !== 'GET' && method !== 'HEAD' && { body }),
  });
}

async function once(
  request: Request,
  wire: WireRequest,
  handle: (request: WireRequest) => Promise<Delivery>,
): Promise<Response> {
  const { signal } = request;
  signal.throwIfAborted();
  const delivery = await handle(wire);
  await wait(delivery.delayMs, signal);
  signal.throwIfAborted();
  if (delivery.ending === 'reset') throw networkError('ECONNRESET', 'read ECONNRESET');
  if (delivery.ending === 'lost') throw networkError('UND_ERR_SOCKET', 'other side closed');
  return responseOf(delivery, request.method, signal);
}

/** A `fetch` that reaches an authority without a socket, whatever the host of the address is. */
export function createFetch(handle: (request: WireRequest) => Promise<Delivery>, maxBodyBytes: number): Fetch {
  return async (input, init) => {
    let request = new Request(input, init);
    const { redirect } = request;
    for (let count = 0; count <= MAX_REDIRECTS; count += 1) {
      request.signal.throwIfAborted();
      const { method, headers } = request;
      const read = await readBody(request, maxBodyBytes);
      const response = await once(request, { method, url: new URL(request.url), headers, ...read }, handle);
      const follows = REDIRECTS.has(response.status) && response.headers.has('location');
      if (!follows || redirect === 'manual') return response;
      if (redirect === 'error') throw networkError('ERR_MOCK_REDIRECT', 'unexpected redirect');
      request = next(request, response, new Uint8Array(read.body));
    }
    throw networkError('ERR_MOCK_REDIRECT', 'redirect count exceeded');
  };
}
