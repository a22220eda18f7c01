import { examplesOf } from './answers.ts';
import type { LoadedDocument, Operation } from './document.ts';
import { follow, isObject, type Path, textOf } from './json-pointer.ts';
import { alternativesOf, carries, schemeNamed } from './pre-checks.ts';
import { isForm, type PlainRequest } from './request.ts';

/** A request that a document calls valid, made from its own examples. */
export interface NamedRequest {
  /** The name of its example, or what it is. */
  readonly name: string;
  readonly operation: Operation;
  readonly request: PlainRequest;
  /** The value of the body, and where its schema is. */
  readonly body: NamedBody | undefined;
  /** Whether the document says that sending it changes nothing: `x-safe`, and any GET. */
  readonly safe: boolean;
  /** The parameters in it whose values the document does not say. */
  readonly guessed: readonly string[];
}

/** A body before it is encoded. */
export interface NamedBody {
  readonly type: string;
  readonly value: unknown;
  readonly schema: Path;
}

/** A parameter of an operation, as it is written. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Record<string, unknown>;
  /** A value that is good. */
  readonly value: string;
  /** Whether the document has no example of it, so that the value is a guess by its schema. */
  readonly isGuessed: boolean;
}

/** Every request that the examples of an operation make: one per named body, and those without a body. */
export function requestsOf(document: LoadedDocument, operation: Operation): NamedRequest[] {
  const { method, path, place, written } = operation;
  const parameters = parametersOf(document, operation);
  const required = parameters.filter((each) => each.required);
  const [body, bodyPlace] = follow(document.root, [...place, 'requestBody']);
  const isSafe = method === 'get' || written['x-safe'] === true;

  const build = (name: string, chosen: readonly Parameter[], named?: NamedBody, safe = isSafe): NamedRequest => {
    const bare: PlainRequest = {
      method: method.toUpperCase(),
      path: fillPath(path, Object.fromEntries(parameters.filter((each) => each.in === 'path').map(pair))),
      query: new URLSearchParams(chosen.filter((each) => each.in === 'query').map(pair)).toString(),
      headers: Object.fromEntries([
        ...chosen.filter((each) => each.in === 'header').map(pair),
        ...(named === undefined ? [] : [['content-type', named.type] as const]),
      ]),
      body: named === undefined ? '' : encodeBody(named.type, named.value),
    };
    const guessed = [...parameters.filter((each) => each.in === 'path'), ...chosen.filter((each) => each.in !== 'path')]
      .filter((each) => each.isGuessed)
      .map((each) => `${each.in}.${each.name}`);
    return { name, operation, request: authenticate(document, operation, bare), body: named, safe, guessed };
  };

  const found: NamedRequest[] = [];
  if (body !== undefined && isObject(body['content'])) {
    for (const [type, media] of Object.entries(body['content'])) {
      if (!isObject(media)) continue;
      const schema = [...bodyPlace, 'content', type, 'schema'];
      for (const [name, value] of examplesOf(document.resolve, media)) {
        const example = isObject(media['examples']) ? document.resolve(media['examples'][name]) : undefined;
        const safe = isSafe || (isObject(example) && example['x-safe'] === true);
        found.push(build(name, required, { type, value, schema }, safe));
      }
    }
    found.push(...bodiless(operation, parameters).map(([name, chosen]) => build(name, chosen)));
    return found;
  }
  found.push(build('required parameters', required));
  if (parameters.length > required.length) found.push(build('all parameters', parameters));
  return found;
}

/** The alternatives of `x-request-alternatives` that have no body, with the parameters they need. */
function bodiless(operation: Operation, parameters: readonly Parameter[]): [string, Parameter[]][] {
  return alternativesOf(operation)
    .filter((things) => things.every((thing) => !thing.startsWith('body.')))
    .map((things) => [
      `only ${things.join(' and ')}`,
      parameters.filter((each) => each.required || things.includes(`${each.in}.${each.name}`)),
    ]);
}

/** The parameters of an operation and its path, each with a good value. */
export function parametersOf({ root, resolve }: LoadedDocument, { path, written }: Operation): Parameter[] {
  const item = resolve(isObject(root['paths']) ? root['paths'][path] : undefined);
  const lists = [isObject(item) ? item['parameters'] : undefined, written['parameters']];
  const byName = new Map<string, Parameter>();
  for (const each of lists.flatMap((list) => (Array.isArray(list) ? list : [])).map(resolve)) {
    if (!isObject(each) || typeof each['name'] !== 'string' || typeof each['in'] !== 'string') continue;
    const schema = resolve(each['schema']);
    const written = isObject(schema) ? schema : {};
    const [named] = examplesOf(resolve, each);
    // Also where a schema has its own: `example`, or the list `examples` of OpenAPI 3.1.
    const ofSchema = Array.isArray(written['examples']) ? (written['examples'][0] as unknown) : written['example'];
    const example = named?.[1] ?? ofSchema;
    byName.set(`${each['in']} ${each['name']}`, {
      name: each['name'],
      in: each['in'],
      required: each['required'] === true,
      schema: written,
      value: textOf(example ?? sample(written)),
      isGuessed: example === undefined,
    });
  }
  return [...byName.values()];
}

/** Encodes a value as a body of a media type. */
export function encodeBody(type: string, value: unknown): string {
  if (isForm(type) && isObject(value)) {
    return new URLSearchParams(Object.entries(value).map(([name, each]) => [name, textOf(each)])).toString();
  }
  return textOf(value);
}

function pair({ in: place, name, value }: Parameter): [string, string] {
  return [place === 'header' ? name.toLowerCase() : name, value];
}

/** A path with its parameters in place. */
export function fillPath(path: string, values: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{([^}]+)\}/g, (_match, name: string) => encodeURIComponent(values[name] ?? 'x'));
}

/** A value of a simple schema. */
function sample({
  const: only,
  enum: some,
  default: usual,
  type,
  minimum,
  minLength,
}: Record<string, unknown>): unknown {
  if (only !== undefined) return only;
  if (Array.isArray(some) && some.length > 0) return some[0] as unknown;
  if (usual !== undefined) return usual;
  const kind: unknown = Array.isArray(type) ? type[0] : type;
  if (kind === 'integer' || kind === 'number') return typeof minimum === 'number' ? minimum : 1;
  if (kind === 'boolean') return true;
  return 'x'.repeat(Math.max(1, typeof minLength === 'number' ? minLength : 1));
}

/** Where credentials come from. */
export interface Credentials {
  /** Id and secret, joined by a colon. */
  readonly basic: () => string;
  readonly bearer: () => string;
  /** The key of an `apiKey` scheme by its name. */
  readonly key: (name: string) => string;
}

const madeUp: Credentials = {
  basic: () => 'app-1:made-up-secret',
  bearer: () => 'made-up-access-token',
  key: () => 'made-up-key',
};

/** Adds the credentials that an operation or one of its alternatives asks for. */
export function authenticate(
  document: LoadedDocument,
  operation: Operation,
  request: PlainRequest,
  credentials: Credentials = madeUp,
): PlainRequest {
  const [required] = operation.prism.security ?? [];
  if (required !== undefined && required.length > 0) {
    return required.reduce((sofar, { key }) => withScheme(schemeNamed(document, key), sofar, credentials), request);
  }
  const alternatives = alternativesOf(operation);
  const lacking = alternatives.map((things) => things.filter((thing) => !carries(document, request, thing)));
  if (lacking.length === 0 || lacking.some((things) => things.length === 0)) return request;
  const [thing] = lacking.find(([each, ...more]) => more.length === 0 && each?.startsWith('security.')) ?? [];
  if (thing === undefined) return request;
  return withScheme(schemeNamed(document, thing.slice('security.'.length)), request, credentials);
}

/** A request with credentials of a security scheme. */
export function withScheme(
  scheme: Record<string, unknown>,
  request: PlainRequest,
  credentials: Credentials = madeUp,
): PlainRequest {
  if (scheme['type'] !== 'apiKey') {
    const basic = (): string => `Basic ${Buffer.from(credentials.basic()).toString('base64')}`;
    const authorization = scheme['scheme'] === 'basic' ? basic() : `Bearer ${credentials.bearer()}`;
    return { ...request, headers: { ...request.headers, authorization } };
  }
  const name = String(scheme['name']);
  const key = credentials.key(name);
  if (scheme['in'] !== 'query') return { ...request, headers: { ...request.headers, [name.toLowerCase()]: key } };
  const query = new URLSearchParams(request.query);
  query.set(name, key);
  return { ...request, query: query.toString() };
}
