import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answersOf, type Preference, statusesOf } from './answers.ts';
import { ContractError } from './contract-error.ts';
import { loadDocument, type DocumentSource, type LoadedDocument } from './document.ts';
import { createJudge } from './judge.ts';
import { checkOptions } from './options.ts';
import { problem, reply } from './reply.ts';
import type { PlainResponse, Violation } from './request.ts';

/**
 * `Symbol.asyncDispose` is younger than ES2022, and the libraries of TypeScript that lack it are still in use with this
 * package. The same declaration as in `lib.esnext.disposable`, with which it merges.
 */
declare global {
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
}

/** Options of {@link startContractServer}. */
export interface ContractServerOptions extends Preference {
  /** Port to listen on. Default: a free one. */
  readonly port?: number | undefined;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Most bytes of a request body. Default 1,048,576; a larger one is answered with 413. */
  readonly maxRequestBytes?: number | undefined;
}

/** A running contract server. */
export interface ContractServer {
  /** Its origin, `http://127.0.0.1:port`. */
  readonly url: string;
  /** The violations of every request so far. */
  readonly violations: readonly Violation[];
  /** Stops it and ends its connections. */
  close(): Promise<void>;
  /** The same as `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Serves a document over HTTP, for clients in any language: requests are held against it and answered with its
 * examples. `Prefer: code=400, example=invalid_grant` chooses one. A request that breaks the document gets a 422
 * `application/problem+json` that says where, and the same list as JSON in the header `sl-violations`, cut to what fits.
 *
 * @throws ContractError when the document cannot be judged by, has no such status or example, or the port is in use
 *
 * @example
 * ```ts
 * import { startContractServer } from '@tokenwright/contract';
 *
 * const server = await startContractServer('aliyun-pds');
 * console.log(server.url);
 * await server.close();
 * ```
 */
export async function startContractServer(
  source: DocumentSource,
  options: ContractServerOptions = {},
): Promise<ContractServer> {
  checkOptions('startContractServer', options, {
    code: 'number',
    example: 'string',
    port: 'number',
    host: 'string',
    maxRequestBytes: 'number',
  });
  const { port = 0, host = '127.0.0.1', maxRequestBytes = 1_048_576 } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ContractError('invalid_option', `port: a whole number from 0 to 65535 is needed; it is ${port}.`);
  }
  const document = await loadDocument(source);
  refuseUnknown(document, options);
  const judge = createJudge(document);
  const violations: Violation[] = [];

  const answer = async (request: IncomingMessage): Promise<PlainResponse> => {
    const body = await readBody(request, maxRequestBytes);
    if (body === undefined) {
      return problem(413, 'The body is too large', `At most ${maxRequestBytes} bytes of a body are read.`);
    }
    const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const { response, violations: found } = await reply(
      judge,
      { method: request.method ?? 'GET', path, query, headers, body },
      options,
    );
    violations.push(...found);
    if (found.length === 0) return response;
    return { ...response, headers: { ...response.headers, 'sl-violations': listed(found) } };
  };

  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown) => {
        // Options can ask for an answer that only other operations have.
        if (error instanceof ContractError)
          return problem(404, 'The document does not have this answer', error.message);
        return problem(500, 'The contract server failed', error instanceof Error ? error.message : String(error));
      })
      .then(({ status, headers, body }) => {
        response.writeHead(status, headers);
        response.end(body);
      })
      .catch(() => response.destroy());
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new ContractError(
              'port_in_use',
              `port: ${port} on ${host} is in use; give another one, or none for a free one.`,
            )
          : new ContractError(
              'invalid_option',
              `host or port: ${host}:${port} cannot be listened on (${error.code ?? error.message}).`,
            ),
      );
    });
    server.listen(port, host, resolve);
  });
  const { address, port: actual, family } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}`,
    violations,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Violations as JSON for a header, which holds ASCII only and has little room: the first of them, as many as fit. */
function listed(violations: readonly Violation[]): string {
  const text = JSON.stringify(violations).replaceAll(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return text.length <= 8000 ? text : listed(violations.slice(0, Math.floor(violations.length / 2)));
}

/** Refuses a status or an example that no operation has. */
function refuseUnknown(document: LoadedDocument, { code, example }: Preference): void {
  const answers = document.operations.flatMap((operation) => answersOf(document, operation));
  if (code !== undefined && !answers.some(({ status }) => status === code)) {
    const there = statusesOf(answers);
    throw new ContractError('unknown_status', `${document.origin}: no operation answers ${code}; there are ${there}.`);
  }
  const names = new Set(answers.map((answer) => answer.example).filter((name) => name !== undefined));
  if (example !== undefined && !names.has(example)) {
    const there = [...names].join(', ');
    throw new ContractError(
      'unknown_example',
      `${document.origin}: no answer has an example "${example}"; there are ${there}.`,
    );
  }
}

async function readBody(request: IncomingMessage, most: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is drained, so that the client can read the refusal instead of a reset.
    if (size <= most) chunks.push(chunk);
  }
  return size > most ? undefined : Buffer.concat(chunks).toString('utf8');
}
