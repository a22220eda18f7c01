import { createLogger } from '@stoplight/prism-core';
import { createInstance, type IHttpRequest, type IHttpResponse } from '@stoplight/prism-http';
import { selectAnswer, type Preference } from './answers.ts';
import type { LoadedDocument, Operation, PrismOperation } from './document.ts';
import { textOf } from './json-pointer.ts';
import { narrow } from './one-of.ts';
import { preCheck, textFaults } from './pre-checks.ts';
import { isJson, type PlainRequest, type PlainResponse, type Violation } from './request.ts';

/** What a document says to a request. */
export interface Verdict {
  /** The operation it is for; undefined when there is none. */
  readonly operation: Operation | undefined;
  readonly violations: readonly Violation[];
}

/** What a document answers. */
export interface Answer extends PlainResponse {
  /** How the document's own example breaks the document. */
  readonly violations: readonly Violation[];
}

/** Holds requests and answers against a document, with Prism. */
export interface Judge {
  readonly document: LoadedDocument;
  readonly judgeRequest: (request: PlainRequest) => Promise<Verdict>;
  readonly judgeResponse: (
    operation: Operation,
    request: PlainRequest,
    response: PlainResponse,
  ) => Promise<readonly Violation[]>;
  /**
   * The answer to a request that is known to keep to the document.
   *
   * @throws ContractError `unknown_status` or `unknown_example` when the preference names what the operation lacks
   */
  readonly answer: (operation: Operation, request: PlainRequest, preference: Preference) => Promise<Answer>;
}

const settings = {
  isProxy: false as const,
  checkSecurity: false,
  validateRequest: false,
  validateResponse: false,
  errors: false,
  upstreamProxy: undefined,
  mock: { dynamic: false },
};

/** Statuses whose answers have no body, whatever a document says. */
const bodyless = new Set([204, 205, 304]);

/** Makes a judge from a document. */
export function createJudge(document: LoadedDocument): Judge {
  const logger = createLogger('CONTRACT', { level: 'silent' });
  const mocker = createInstance(settings, { logger });
  // Prism's mock answers a bad request with an error example of the document; a judge only wants to know what is wrong.
  const matcher = createInstance(settings, {
    logger,
    mock:
      ({ resource }) =>
      () => ({ _tag: 'Right', right: { statusCode: 200, body: resource } }),
  });

  const prismViolations = async (request: PlainRequest, operations: PrismOperation[]) => {
    const config = { ...settings, checkSecurity: true, validateRequest: true };
    const result = await matcher.request(toPrism(request), operations, config)();
    if (result._tag === 'Left') return { resource: undefined, violations: [unrouted(result.left)] };
    const resource = result.right.output.body as PrismOperation;
    const violations = result.right.validations.input.map((each) =>
      each.code === 401 ? unauthorized(resource, each.message) : violation('request', each),
    );
    return { resource, violations };
  };

  const judgeResponse: Judge['judgeResponse'] = async ({ prism }, request, response) => {
    const given: IHttpResponse = {
      statusCode: response.status,
      headers: { ...response.headers },
      body: bodyValue(response),
    };
    const holder = createInstance(settings, { logger, mock: () => () => ({ _tag: 'Right', right: given }) });
    const result = await holder.request(toPrism(request), [prism], { ...settings, validateResponse: true })();
    if (result._tag === 'Left') throw result.left;
    return result.right.validations.output.map((each) => violation('response', each));
  };

  return {
    document,

    async judgeRequest(request) {
      const faults = textFaults(request);
      if (faults.length > 0) return { operation: undefined, violations: faults };
      const all = document.operations.map(({ prism }) => prism);
      const { resource, violations } = await prismViolations(request, all);
      const operation = document.operations.find(({ prism }) => prism === resource);
      if (operation === undefined) return { operation, violations };
      const own = preCheck(document, operation, request).map(discreet);
      // Without a content type Prism reads the body as it happens to be, and what it says of it means nothing.
      if (own.some(({ location }) => location === 'request.header.content-type')) return { operation, violations: own };
      const exact = violations.some(({ code }) => code === 'oneOf')
        ? await narrow(operation.prism, request, violations, async (branch) => {
            return (await prismViolations(request, [branch])).violations;
          })
        : violations;
      return { operation, violations: distinct([...own, ...exact.map(discreet)]) };
    },

    judgeResponse,

    async answer(operation, request, preference) {
      const { code, mediaType, example, headers } = selectAnswer(document, operation, preference);
      const mock = {
        dynamic: false,
        code,
        mediaTypes: [mediaType ?? '*/*'],
        ...(example === undefined ? {} : { exampleKey: example }),
      };
      const result = await mocker.request(toPrism(request), [operation.prism], { ...settings, mock })();
      if (result._tag === 'Left') throw result.left;
      const { output } = result.right;
      const sent = { ...headersOf(output.headers), ...headers };
      const body = bodyless.has(output.statusCode) ? '' : bodyText(output.body, sent['content-type']);
      const response = { status: output.statusCode, headers: sent, body };
      return { ...response, violations: await judgeResponse(operation, request, response) };
    },
  };
}

function toPrism({ method, path, query, headers, body }: PlainRequest): IHttpRequest {
  const parameters = new URLSearchParams(query);
  const names: Record<string, string | string[]> = {};
  for (const name of new Set(parameters.keys())) {
    const [first = '', ...more] = parameters.getAll(name);
    names[name] = more.length === 0 ? first : [first, ...more];
  }
  // An empty text would become a form field without a name.
  const hasBody = body !== '';
  const { 'content-length': _given, 'content-type': type, ...others } = headers;
  return {
    method: method.toLowerCase() as IHttpRequest['method'],
    url: { path, query: names },
    headers: {
      ...others,
      ...(hasBody && type !== undefined ? { 'content-type': type } : {}),
      ...(hasBody ? { 'content-length': String(Buffer.byteLength(body)) } : {}),
    },
    ...(hasBody ? { body: isJson(type) ? (JSON.parse(body) as unknown) : body } : {}),
  };
}

interface Diagnostic {
  readonly path?: readonly (string | number)[];
  readonly message: string;
  readonly code?: string | number;
}

/** Names the field at fault, which Prism has in its message only for missing and for unknown ones. */
function violation(side: 'request' | 'response', { path = [], message, code }: Diagnostic): Violation {
  if (code === 415 && message.startsWith('No supported')) {
    return { location: `${side}.body`, message: 'is given, but this operation takes none', code: 'unexpected-body' };
  }
  if (code === 415) return { location: `${side}.header.content-type`, message, code: 'content-type' };
  if (code === undefined && path.length === 0) {
    const isType = message.startsWith('The received media type');
    return {
      location: isType ? `${side}.header.content-type` : `${side}.status`,
      message,
      code: isType ? 'content-type' : 'status',
    };
  }
  const [, name] = /must have required property '(.+)'$|; found '(.+)'$/.exec(message)?.filter(Boolean) ?? [];
  const isBody = path.length === 0 && code === 'required';
  const parts = [side, ...(isBody ? ['body'] : path), ...(name === undefined ? [] : [name])];
  const location = parts.map((part) => String(part).replaceAll('~1', '/').replaceAll('~0', '~')).join('.');
  return { location, message, code: String(code ?? 'unknown') };
}

/** Credentials are missing or of another kind. */
function unauthorized({ security = [] }: PrismOperation, message: string): Violation {
  return { location: credentialPlaces(security.flat())[0] ?? 'request', message, code: 'security' };
}

/** Where the credentials of security schemes are. */
export function credentialPlaces(
  schemes: readonly NonNullable<PrismOperation['security']>[number][number][],
): string[] {
  return schemes.map((scheme) =>
    scheme.type === 'apiKey' && (scheme.in === 'header' || scheme.in === 'query')
      ? `request.${scheme.in}.${scheme.in === 'header' ? scheme.name.toLowerCase() : scheme.name}`
      : 'request.header.authorization',
  );
}

/** No such path or method. */
function unrouted(error: Error): Violation {
  const isMethod = error.name.endsWith('NO_METHOD_MATCHED_ERROR');
  const detail = 'detail' in error && typeof error.detail === 'string' ? error.detail : error.message;
  return isMethod
    ? { location: 'request.method', message: detail, code: 'method' }
    : { location: 'request.path', message: detail, code: 'path' };
}

/**
 * Keeps a name out of a violation that is none: a body under the wrong content type is one long name, secrets and all.
 */
function discreet(violation: Violation): Violation {
  const { location, code } = violation;
  const [side, place, ...rest] = location.split('.');
  if (!rest.some((part) => part.length > 64 || /["{}=&\\\r\n]/.test(part))) return violation;
  const name = rest.join('.');
  return {
    location: `${side}.${place}.(a name of ${name.length} characters)`,
    message: `breaks "${code}"; the name is not shown, for it may hold a secret`,
    code,
  };
}

function distinct(violations: readonly Violation[]): Violation[] {
  const seen = new Map(violations.map((each) => [`${each.location} ${each.code} ${each.message}`, each]));
  return [...seen.values()];
}

function headersOf(headers: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== null && value !== undefined)
      lower[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : textOf(value);
  }
  return lower;
}

/** A body as Prism wants it: parsed where it is JSON, absent where it is empty. */
function bodyValue({ headers, body }: PlainResponse): unknown {
  if (!isJson(headers['content-type'])) return body === '' && headers['content-type'] === undefined ? undefined : body;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

function bodyText(body: unknown, contentType: string | undefined): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' && !isJson(contentType) ? body : JSON.stringify(body);
}
