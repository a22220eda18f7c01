import type { Preference } from './answers.ts';
import { loadDocument, type DocumentSource } from './document.ts';
import { createJudge, type Judge } from './judge.ts';
import { checkOptions } from './options.ts';
import { reply } from './reply.ts';
import type { Violation } from './request.ts';

/** Options of {@link createContractFetch}. */
export interface ContractFetchOptions extends Preference {
  /** Whether the host of a request is held against the document's servers. Default true; loopback never is. */
  readonly checkServer?: boolean | undefined;
}

/** One request that went through a contract fetch. Neither query nor body is kept: they hold secrets. */
export interface ContractExchange {
  /** The `operationId` the request was for; undefined when it was for none. */
  readonly operation: string | undefined;
  /** In capitals. */
  readonly method: string;
  /** Origin and path. */
  readonly url: string;
  /** What it was answered with: 422 when it broke the document. */
  readonly status: number;
  /** Where it broke the document; empty when it kept to it. */
  readonly violations: readonly Violation[];
}

/** A `fetch` that answers from a document, and remembers how requests broke it. */
export interface ContractFetch {
  /**
   * Answers as the global `fetch` does, and sends nothing.
   *
   * @throws ContractError when the document cannot be judged by, or has no such status or example
   */
  (input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Every request so far, oldest first. */
  readonly exchanges: readonly ContractExchange[];
  /** The violations of all of them. A client that keeps to the document leaves this empty. */
  readonly violations: readonly Violation[];
}

/**
 * Makes a `fetch` that answers from an OpenAPI document, in process, with Prism. Give it to a client in place of the
 * real one. A request that breaks the document gets a 422 `application/problem+json` that says where.
 *
 * @param source the name of a document of `@tokenwright/specs`, or your own as a path, a URL or an object
 * @throws ContractError `invalid_option` when an option is not known or of another type; at the first request, when the
 * document cannot be judged by, or when the operation has no such status or example
 *
 * @example
 * ```ts
 * import { createContractFetch } from '@tokenwright/contract';
 *
 * const fetch = createContractFetch('huawei-oneaccess-tenant');
 * const response = await fetch('https://example.huaweioneaccess.com/api/v2/tenant/token', {
 *   method: 'POST',
 *   body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'app', client_secret: 'secret' }),
 * });
 * console.log(response.status, fetch.violations);
 * ```
 */
export function createContractFetch(source: DocumentSource, options: ContractFetchOptions = {}): ContractFetch {
  checkOptions('createContractFetch', options, { code: 'number', example: 'string', checkServer: 'boolean' });
  let judge: Promise<Judge> | undefined;
  return fetchFrom(() => (judge ??= loadDocument(source).then(createJudge)), options);
}

/** A contract fetch that asks for its judge at the first request. */
export function fetchFrom(judgeOf: () => Judge | Promise<Judge>, options: ContractFetchOptions): ContractFetch {
  const exchanges: ContractExchange[] = [];

  const contractFetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const judge = await judgeOf();
    const request = new Request(input, init);
    const url = new URL(request.url);
    const checked = options.checkServer !== false && !isLoopback(url.hostname);
    const { operation, response, violations } = await reply(
      judge,
      {
        method: request.method,
        path: url.pathname,
        query: url.search.slice(1),
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
        origin: checked ? url.origin : undefined,
      },
      options,
    );
    request.signal.throwIfAborted();
    const { status, headers, body } = response;
    exchanges.push({ operation, method: request.method, url: url.origin + url.pathname, status, violations });
    return new Response(body === '' ? null : body, { status, headers });
  };

  return Object.defineProperties(contractFetch, {
    exchanges: { value: exchanges },
    violations: { get: () => exchanges.flatMap((exchange) => exchange.violations) },
  }) as ContractFetch;
}

/** Whether a host is this machine. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host);
}
