import { randomUUID } from 'node:crypto';
import { ContractError } from './contract-error.ts';
import { isLoopback } from './contract-fetch.ts';
import { type DocumentSource, loadDocument, type LoadedDocument, type Operation } from './document.ts';
import { compareAnswer, type Finding } from './live-findings.ts';
import { createJudge, type Judge } from './judge.ts';
import { checkOptions } from './options.ts';
import { branchesOf, mutationsOf } from './mutations.ts';
import { follow, isObject, type Path } from './json-pointer.ts';
import type { PlainRequest, PlainResponse } from './request.ts';
import { authenticate, encodeBody, fillPath, type NamedRequest, parametersOf, requestsOf } from './requests.ts';

/** Options of {@link runLive}. */
export interface LiveOptions {
  /** Where the origin and the credentials come from. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Names of requests that may be sent although they change something: `refresh_token`, `requestToken/refresh_token`. */
  readonly allow?: readonly string[] | undefined;
  /** Whether broken variants of harmless requests are sent too, and one with a wrong secret. Default false. */
  readonly probe?: boolean | undefined;
  /** Longest wait for an answer. Default 30,000. */
  readonly timeoutMs?: number | undefined;
}

/** One request of a live run. */
export interface LiveResult {
  /** The `operationId`. */
  readonly operation: string;
  /** The name of the request's example, and what was broken in it. */
  readonly request: string;
  /** Status of the answer; undefined when nothing was sent or nothing came back. */
  readonly status: number | undefined;
  /** Why nothing was sent. */
  readonly skipped: string | undefined;
  /** Where the answer differs from the document; empty when it was skipped. */
  readonly findings: readonly Finding[];
}

/** What a live run found. It holds no value of a request and no token of an answer. */
export interface LiveReport {
  /** The document. */
  readonly document: string;
  /** One for each request that the document has, those that were skipped included. */
  readonly results: readonly LiveResult[];
  /** Where the document is wrong. */
  readonly wrong: number;
}

const prefix = 'TOKENWRIGHT_LIVE_';
const maxBytes = 1_048_576;

/**
 * Sends the valid requests of a document to the real service and holds its answers against the document. Origin and
 * credentials come from the environment: `TOKENWRIGHT_LIVE_ORIGIN`, and `TOKENWRIGHT_LIVE_` with the name of a field
 * in capitals for each field. What is missing skips the requests that need it, and the report says so.
 *
 * @throws ContractError `invalid_option` when the origin is neither https nor loopback, or `allow` names no request
 */
export async function runLive(source: DocumentSource, options: LiveOptions = {}): Promise<LiveReport> {
  checkOptions('runLive', options, { env: 'object', allow: 'array', probe: 'boolean', timeoutMs: 'number' });
  const { env = process.env, allow = [], probe = false, timeoutMs = 30_000 } = options;
  const document = await loadDocument(source);
  const judge = createJudge(document);
  const named = document.operations.flatMap((operation) => requestsOf(document, operation));
  refuseUnknown(document, named, allow);
  const origin = originOf(env);
  const results: LiveResult[] = [];

  const send = async (live: NamedRequest, name: string, isBroken: boolean): Promise<LiveResult> => {
    const { operation, request } = live;
    const result = { operation: operation.id, request: name, status: undefined, skipped: undefined };
    if (!isBroken) {
      const { violations } = await judge.judgeRequest({ ...request, origin: isLocal(origin) ? undefined : origin });
      const [first] = violations;
      if (first !== undefined) return { ...result, skipped: `${first.location} ${first.message}`, findings: [] };
    }
    try {
      const response = await exchange(`${origin}`, request, timeoutMs);
      const findings = await judgeAnswer(judge, operation, request, response, isBroken);
      return { ...result, status: response.status, findings };
    } catch (error) {
      return { ...result, skipped: `no answer (${reasonOf(error)})`, findings: [] };
    }
  };

  let isLimited = false;
  const add = (result: LiveResult): void => {
    results.push(result);
    isLimited ||= result.status === 429;
  };
  for (const each of named) {
    const { id } = each.operation;
    const skip = (reason: string): void => {
      results.push({ operation: id, request: each.name, status: undefined, skipped: reason, findings: [] });
    };
    const { live, missing } = fillIn(document, each, env);
    if (origin === undefined || missing.length > 0) {
      skip(`set ${[...(origin === undefined ? [`${prefix}ORIGIN`] : []), ...missing].join(', ')}`);
      continue;
    }
    if (!each.safe && !allow.includes(each.name) && !allow.includes(`${id}/${each.name}`)) {
      skip(`it may change something; allow it with --allow ${id}/${each.name}`);
      continue;
    }
    if (isLimited) {
      skip('the service answered 429 before');
      continue;
    }
    add(await send(live, each.name, false));
    for (const { name, request } of probe && each.safe ? probesOf(document, live, env) : []) {
      if (isLimited) break;
      add(await send({ ...live, request }, `${each.name}, ${name}`, true));
    }
  }
  const wrong = results.reduce((sum, { findings }) => sum + findings.filter((each) => each.isWrong).length, 0);
  return redact({ document: document.origin, results, wrong }, env);
}

/** Writes a report as text, a line per finding. */
export function formatLiveReport({ document, results, wrong }: LiveReport): string {
  const sent = results.filter(({ skipped }) => skipped === undefined);
  const lines = [`Live check of ${document}`, ''];
  for (const { operation, request, status, skipped, findings } of results) {
    const outcome = skipped === undefined ? `answered ${status}` : `SKIPPED: ${skipped}`;
    lines.push(`${operation} "${request}": ${outcome}`);
    for (const { isWrong, location, message } of findings) {
      lines.push(`  ${isWrong ? 'WRONG' : 'note '} ${location} ${message}`);
    }
  }
  if (sent.length === 0) lines.push('', '*** NOTHING WAS CHECKED: every request was skipped. ***');
  lines.push('', `${sent.length} of ${results.length} requests sent; the document is wrong in ${wrong} places.`);
  return lines.join('\n');
}

async function judgeAnswer(
  judge: Judge,
  operation: Operation,
  request: PlainRequest,
  response: PlainResponse,
  isBroken: boolean,
): Promise<Finding[]> {
  const { status } = response;
  const findings = await compareAnswer(judge, operation, request, response);
  if (isBroken && status < 400) {
    const wrong = findings.filter(({ isWrong }) => isWrong);
    return [...wrong, { isWrong: false, location: 'request', message: 'is accepted; the document is stricter' }];
  }
  if (isBroken || status < 400) return findings;
  return [...findings, { isWrong: false, location: 'request', message: 'is valid by the document, and was refused' }];
}

/** A request with the values of the environment in place of the made-up ones. Closed values stay. */
function fillIn(
  document: LoadedDocument,
  named: NamedRequest,
  env: Readonly<Record<string, string | undefined>>,
): { live: NamedRequest; missing: string[] } {
  const { operation, request, body } = named;
  const missing = new Set<string>();
  const take = (name: string): string => {
    const variable = variableOf(name);
    const value = env[variable];
    if (value === undefined || value === '') missing.add(variable);
    return value ?? '';
  };
  const query = new URLSearchParams(request.query);
  // An optional header is sent where the environment has a value for it.
  const sent = parametersOf(document, operation).filter(
    ({ in: place, name, required }) =>
      place === 'path' ||
      (place === 'query' && query.has(name)) ||
      (place === 'header' && (required || (env[variableOf(name)] ?? '') !== '')),
  );
  const pairs = (place: string): [string, string][] =>
    sent
      .filter((each) => each.in === place)
      .map(({ name, schema, value }) => {
        const isClosed = schema['const'] !== undefined || schema['enum'] !== undefined;
        return [place === 'header' ? name.toLowerCase() : name, isClosed ? value : take(name)];
      });
  const value =
    body === undefined || !isObject(body.value)
      ? body?.value
      : Object.fromEntries(
          Object.entries(body.value).map(([name, example]) => [
            name,
            isClosed(document, body.schema, body.value, name) ? example : take(name),
          ]),
        );
  const bare: PlainRequest = {
    method: request.method,
    path: fillPath(operation.path, Object.fromEntries(pairs('path'))),
    query: new URLSearchParams(pairs('query')).toString(),
    headers: {
      accept: 'application/json',
      ...Object.fromEntries(pairs('header')),
      ...(body === undefined ? {} : { 'content-type': body.type }),
    },
    body: body === undefined ? '' : encodeBody(body.type, value),
  };
  const live = authenticate(document, operation, bare, {
    basic: () => `${take('client_id')}:${take('client_secret')}`,
    bearer: () => take('access_token'),
    key: take,
  });
  return {
    live: { ...named, request: live, body: body === undefined ? undefined : { ...body, value } },
    missing: [...missing],
  };
}

/** The variable that holds the value of a field. */
function variableOf(name: string): string {
  return prefix + name.toUpperCase().replaceAll(/[^A-Z\d]/g, '_');
}

/** Whether the value of a field is one that the document lists. */
function isClosed(document: LoadedDocument, place: Path, body: unknown, name: string): boolean {
  const [schema, here] = follow(document.root, place);
  const branches = schema === undefined ? [] : branchesOf(document, schema, here, body);
  if (branches.some((branch) => isClosed(document, branch, body, name))) return true;
  const [field] = follow(document.root, [...here, 'properties', name]);
  return field?.['const'] !== undefined || field?.['enum'] !== undefined;
}

/** Broken variants of a harmless request: its mutations, and a wrong secret in each place where one is. */
function* probesOf(
  document: LoadedDocument,
  live: NamedRequest,
  env: Readonly<Record<string, string | undefined>>,
): Generator<{ name: string; request: PlainRequest }> {
  yield* mutationsOf(document, live);
  const wrong = `wrong-${randomUUID()}`;
  if (live.body !== undefined && isObject(live.body.value) && Object.hasOwn(live.body.value, 'client_secret')) {
    const body = encodeBody(live.body.type, { ...live.body.value, client_secret: wrong });
    yield { name: 'client_secret is wrong', request: { ...live.request, body } };
  } else if (live.request.headers['authorization']?.startsWith('Basic ') === true) {
    const basic = Buffer.from(`${env[`${prefix}CLIENT_ID`] ?? ''}:${wrong}`).toString('base64');
    const headers = { ...live.request.headers, authorization: `Basic ${basic}` };
    yield { name: 'the secret is wrong', request: { ...live.request, headers } };
  }
}

async function exchange(origin: string, request: PlainRequest, timeoutMs: number): Promise<PlainResponse> {
  const { method, path, query, headers, body } = request;
  const response = await fetch(`${origin}${path}${query === '' ? '' : `?${query}`}`, {
    method,
    headers: { ...headers },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
    ...(body === '' ? {} : { body }),
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return { status: response.status, headers: Object.fromEntries(response.headers), body: text };
}

function originOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const given = env[`${prefix}ORIGIN`];
  if (given === undefined || given === '') return undefined;
  const url = URL.parse(given);
  const isGood = url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)));
  if (!isGood || url.pathname !== '/' || url.search !== '' || url.username !== '') {
    throw new ContractError(
      'invalid_option',
      `${prefix}ORIGIN: an https origin is needed, such as https://example.com; http goes to loopback only.`,
    );
  }
  return url.origin;
}

function isLocal(origin: string | undefined): boolean {
  return origin !== undefined && isLoopback(new URL(origin).hostname);
}

function refuseUnknown({ origin }: LoadedDocument, named: readonly NamedRequest[], allow: readonly string[]): void {
  const names = new Set(named.flatMap(({ name, operation }) => [name, `${operation.id}/${name}`]));
  const unknown = allow.filter((name) => !names.has(name));
  if (unknown.length === 0) return;
  const there = named.filter(({ safe }) => !safe).map(({ name, operation }) => `${operation.id}/${name}`);
  throw new ContractError(
    'invalid_option',
    `allow: ${origin} has no request "${unknown.join('", "')}"; what can be allowed is ${there.join(', ') || 'nothing'}.`,
  );
}

/** The reason of a failed exchange: its code, or our own message. Other messages can hold what was sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (isObject(cause) && typeof cause['code'] === 'string') return cause['code'];
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.name === 'Error' ? error.message : error.name;
}

/** Masks every credential, should one have come back in the name of a field or in a code. */
function redact(report: LiveReport, env: Readonly<Record<string, string | undefined>>): LiveReport {
  const secrets = Object.entries(env)
    .filter(([name, value]) => name.startsWith(prefix) && name !== `${prefix}ORIGIN` && (value ?? '').length >= 4)
    .map(([, value]) => value ?? '');
  const clean = (text: string): string => secrets.reduce((sofar, secret) => sofar.replaceAll(secret, '***'), text);
  const results = report.results.map(({ operation, request, status, skipped, findings }) => ({
    operation,
    request,
    status,
    skipped: skipped === undefined ? undefined : clean(skipped),
    findings: findings.map(({ isWrong, location, message }) => ({
      isWrong,
      location: clean(location),
      message: clean(message),
    })),
  }));
  return { ...report, results };
}
