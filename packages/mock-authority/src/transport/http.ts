import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { MockAuthorityError } from '../errors.ts';
import type { Delivery } from '../faults/delivery.ts';
import type { WireRequest } from '../wire/message.ts';
import { piecesOf, wait } from './pieces.ts';

/** Where to listen, and how patient to be. */
export interface ListenOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1, so that nobody else reaches the mock. */
  readonly host?: string;
  /** How long a client may take to send the headers of a request. Default 10,000. */
  readonly headersTimeoutMs?: number;
  /** How long a client may take to send a whole request. Default 30,000. */
  readonly requestTimeoutMs?: number;
}

/**
 * `Symbol.asyncDispose` is younger than ES2022, and the libraries of TypeScript that lack it are still in use with this
 * package. The same declaration as in `lib.esnext.disposable`, with which it merges.
 */
declare global {
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
}

/** A server that is listening. */
export interface MockServer {
  /** The address without a slash at its end, for instance `http://127.0.0.1:8080`. */
  readonly url: string;
  /** The port that it got, also where any free one was asked for. */
  readonly port: number;
  /** Ends every connection and resolves when the port is free. */
  close(): Promise<void>;
  /** The same as `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Answers what the control route answers; false for every other path. */
export type ControlHandler = (request: WireRequest, response: ServerResponse) => Promise<boolean>;

/** What the server hands requests to. */
export interface HttpHandlers {
  readonly handle: (request: WireRequest) => Promise<Delivery>;
  readonly control: ControlHandler | undefined;
  readonly maxBodyBytes: number;
}

/** Beyond the cap a body is read and thrown away, so that the client gets to see the 413; up to this many caps. */
const DISCARDED_CAPS = 64;

/** Reads a body up to the cap. Rejects when the client leaves before its end. */
function readBody(message: IncomingMessage, maxBytes: number): Promise<Pick<WireRequest, 'body' | 'bodyTooLarge'>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let seen = 0;
    const finish = (): void => {
      resolve({ body: Buffer.concat(chunks).subarray(0, maxBytes), bodyTooLarge: seen > maxBytes });
    };
    message.on('data', (chunk: Buffer) => {
      if (seen < maxBytes) chunks.push(chunk);
      seen += chunk.length;
      if (seen <= maxBytes * DISCARDED_CAPS) return;
      message.pause();
      finish();
    });
    message.on('end', finish);
    message.on('error', reject);
    message.on('close', () => {
      reject(new Error('the client left before the end of its request'));
    });
  });
}

function headersOf(message: IncomingMessage): Headers {
  const headers = new Headers();
  const { rawHeaders } = message;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  }
  return headers;
}

/** The address that was asked for, or undefined for one that is none. A path that begins with `//` stays a path. */
function urlOf(message: IncomingMessage): URL | undefined {
  const target = message.url ?? '/';
  const host = message.headers.host ?? 'localhost';
  if (/[/?#@\\]/u.test(host)) return undefined;
  const text = target.startsWith('/') ? `http://${host}${target}` : target;
  return URL.canParse(text) ? new URL(text) : undefined;
}

async function send(
  delivery: Delivery,
  method: string,
  response: ServerResponse,
  socket: Socket,
  closing: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => {
    gone.abort();
  });
  const signal = AbortSignal.any([gone.signal, closing]);
  await wait(delivery.delayMs, signal);
  if (delivery.ending === 'reset') socket.resetAndDestroy();
  else if (delivery.ending === 'lost' || closing.aborted) socket.destroy();
  if (socket.destroyed) return;

  const { status, headers, body } = delivery.response;
  const hasBody = status !== 204 && status !== 304 && method !== 'HEAD';
  const open = delivery.ending === 'endless';
  response.writeHead(status, {
    ...headers,
    ...(hasBody && !open && { 'content-length': String(Buffer.byteLength(body)) }),
  });
  if (hasBody) {
    for await (const piece of piecesOf(delivery, signal)) {
      if (response.destroyed) return;
      if (!response.write(piece)) await drained(response, signal);
    }
  }
  if (delivery.ending !== 'truncated') {
    response.end();
    return;
  }
  // What was written has to leave before the connection ends.
  response.write('', () => {
    socket.destroy();
  });
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    if (signal.aborted) resolve();
    else {
      response.on('drain', done);
      signal.addEventListener('abort', done);
    }
  });
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  socket: Socket,
  handlers: HttpHandlers,
  closing: AbortSignal,
): Promise<void> {
  const url = urlOf(message);
  if (!url) {
    response.writeHead(400, { connection: 'close' }).end();
    return;
  }
  const read = await readBody(message, handlers.maxBodyBytes);
  const request: WireRequest = { method: message.method ?? 'GET', url, headers: headersOf(message), ...read };
  if (read.bodyTooLarge) response.setHeader('connection', 'close');
  response.sendDate = false;
  if (handlers.control && (await handlers.control(request, response))) return;
  await send(await handlers.handle(request), request.method, response, socket, closing);
}

function listening(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE';
      const reason = inUse
        ? `port ${port} of ${host} is in use; choose another one, or 0 for any free one`
        : `cannot listen on ${host}:${port}: ${error.code ?? error.message}`;
      reject(new MockAuthorityError(inUse ? 'port_in_use' : 'cannot_listen', reason, { cause: error }));
    });
    server.listen({ host, port }, () => {
      resolve(server.address() as AddressInfo);
    });
  });
}

/** Serves an authority over HTTP. */
export async function listen(handlers: HttpHandlers, options: ListenOptions = {}): Promise<MockServer> {
  const { port = 0, host = '127.0.0.1', headersTimeoutMs = 10_000, requestTimeoutMs = 30_000 } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new MockAuthorityError('invalid_option', `port: a whole number from 0 to 65535 is needed, not ${port}`);
  }
  const closing = new AbortController();
  const server = createServer(
    {
      headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, headersTimeoutMs, requestTimeoutMs),
    },
    (message, response) => {
      // Taken now: once a request was destroyed it has no socket any more.
      const { socket } = message;
      serve(message, response, socket, handlers, closing.signal).catch((error: unknown) => {
        // The client left in the middle of its request, or a fault of our own: end this connection and serve on.
        if (message.complete && error instanceof Error) process.emitWarning(error);
        if (!response.headersSent && !socket.destroyed && message.complete) response.writeHead(500).end();
        else socket.destroy();
      });
    },
  );
  const address = await listening(server, host, port);
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      closing.abort();
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  return { url: `http://${shown}:${address.port}`, port: address.port, close, [Symbol.asyncDispose]: close };
}
