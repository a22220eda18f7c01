import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { LoadedDocument, Operation } from './document.ts';
import { isObject, textOf } from './json-pointer.ts';
import { isForm, isJson, type PlainRequest, type Violation } from './request.ts';

/** What Prism cannot see in a request, or throws at. Each is listed in the README. */

/** Checked before Prism sees the request: text that it cannot take apart. */
export function textFaults({ query, headers, body }: PlainRequest): Violation[] {
  const faults: Violation[] = [];
  const type = headers['content-type'];
  if (type !== undefined && !/^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/.test(type.trim())) {
    return [{ location: 'request.header.content-type', message: 'is no media type', code: 'content-type' }];
  }
  const message = 'holds a % that two hexadecimal digits do not follow';
  const encoded = { 'request.query': query, 'request.body': isForm(type) ? body : '' };
  for (const [location, text] of Object.entries(encoded)) {
    if (/%(?![\da-f]{2})/i.test(text)) faults.push({ location, message, code: 'percent-encoding' });
  }
  if (isJson(type) && body !== '') {
    try {
      JSON.parse(body);
    } catch {
      faults.push({ location: 'request.body', message: 'is not valid JSON', code: 'json' });
    }
  }
  return faults;
}

/** Checked once it is known which operation the request is for. */
export function preCheck(document: LoadedDocument, operation: Operation, request: PlainRequest): Violation[] {
  return [
    ...serverFaults(document, operation, request),
    ...duplicates(operation, request),
    ...undeclared(operation, request),
    ...emptyParameters(operation, request),
    ...bodyFaults(operation, request),
    ...alternativeFaults(document, operation, request),
  ];
}

/** Prism takes a dot of a server for any character, and any text for a variable. */
function serverFaults({ root, resolve }: LoadedDocument, { id, path, written }: Operation, { origin }: PlainRequest) {
  if (origin === undefined) return [];
  const item = resolve(isObject(root['paths']) ? root['paths'][path] : undefined);
  const listed = [written['servers'], isObject(item) ? item['servers'] : undefined, root['servers']].find(
    Array.isArray,
  );
  const servers = (listed ?? []).filter(isObject);
  const named = written['x-servers'];
  const allowed = Array.isArray(named) ? servers.filter((server) => named.includes(server['x-name'])) : servers;
  // A server that is relative, as the standard's default is, can be anywhere.
  const isAnywhere = allowed.length === 0 || allowed.some(({ url }) => ['', '/'].includes(String(url)));
  if (isAnywhere || allowed.some((server) => serverPattern(server).test(origin))) return [];
  const urls = allowed.map((server) => String(server['url'])).join(', ');
  return [{ location: 'request.server', message: `${origin} is no server of ${id}: ${urls}`, code: 'server' }];
}

function serverPattern({ url, variables }: Record<string, unknown>): RegExp {
  const parts = String(url).split(/\{([^}]*)\}/);
  const pattern = parts.map((part, index) => {
    if (index % 2 === 0) return escaped(part);
    const variable = isObject(variables) ? variables[part] : undefined;
    if (isObject(variable) && Array.isArray(variable['enum'])) {
      return `(?:${variable['enum'].map((value) => escaped(String(value))).join('|')})`;
    }
    return isObject(variable) && variable['x-format'] === 'host-label' ? String.raw`[a-z\d-]+` : '[^/]+';
  });
  return new RegExp(`^${pattern.join('')}$`, 'i');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** RFC 6749 section 3.2: parameters must not be given more than once. Prism takes the last one. */
function duplicates({ prism }: Operation, { query, headers, body }: PlainRequest): Violation[] {
  const lists = (prism.request?.query ?? []).filter(({ schema }) => schema?.type === 'array').map(({ name }) => name);
  const type = headers['content-type'];
  return [
    ...(isForm(type) ? repeated([...new URLSearchParams(body).keys()], 'request.body') : []),
    ...(isJson(type) && body !== '' ? repeatedMembers(parseDocument(body, { uniqueKeys: false }).contents) : []),
    ...repeated([...new URLSearchParams(query).keys()], 'request.query', lists),
  ];
}

function repeated(names: readonly string[], location: string, allowed: readonly string[] = []): Violation[] {
  const seen = new Set(allowed);
  const twice = new Set<string>();
  for (const name of names) {
    if (seen.has(name) && !allowed.includes(name)) twice.add(name);
    seen.add(name);
  }
  return [...twice].map((name) => ({
    location: `${location}.${name}`,
    message: 'is given more than once',
    code: 'duplicate-key',
  }));
}

function repeatedMembers(node: unknown, location = 'request.body'): Violation[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => repeatedMembers(item, `${location}.${index}`));
  if (!isMap(node)) return [];
  const nameOf = (key: unknown): string => String(isScalar(key) ? key.value : key);
  return [
    ...repeated(
      node.items.map(({ key }) => nameOf(key)),
      location,
    ),
    ...node.items.flatMap(({ key, value }) => repeatedMembers(value, `${location}.${nameOf(key)}`)),
  ];
}

/** Prism passes query parameters that the document does not have, and drops fields of flat form bodies. */
function undeclared({ prism }: Operation, { query, headers, body }: PlainRequest): Violation[] {
  const found: Violation[] = [];
  const declared = new Set((prism.request?.query ?? []).map(({ name }) => name));
  for (const scheme of (prism.security ?? []).flat()) {
    if (scheme.type === 'apiKey' && scheme.in === 'query') declared.add(scheme.name);
  }
  for (const name of new Set(new URLSearchParams(query).keys())) {
    if (!declared.has(name)) {
      found.push({
        location: `request.query.${name}`,
        message: 'is no parameter of this operation',
        code: 'undeclared-parameter',
      });
    }
  }
  if (!isForm(headers['content-type'])) return found;
  const content = prism.request?.body?.contents?.find(({ mediaType }) => isForm(mediaType));
  const { properties, additionalProperties } = content?.schema ?? {};
  const names = new Set(new URLSearchParams(body).keys());
  for (const name of names) {
    const isDropped = properties !== undefined && additionalProperties === false && !Object.hasOwn(properties, name);
    if (isDropped || name === '__proto__') {
      found.push({
        location: `request.body.${name}`,
        message: 'is no field of this form',
        code: 'additionalProperties',
      });
    }
  }
  return found;
}

/** Prism takes an empty parameter for a missing one, so an optional one that must not be empty would pass. */
function emptyParameters({ prism }: Operation, { query, headers }: PlainRequest): Violation[] {
  const given = new URLSearchParams(query);
  const locations: string[] = [];
  for (const { name, required, schema } of prism.request?.query ?? []) {
    if (given.get(name) === '' && required !== true && !takesEmpty(schema)) locations.push(`request.query.${name}`);
  }
  for (const { name, required, schema } of prism.request?.headers ?? []) {
    const field = name.toLowerCase();
    if (headers[field] === '' && required !== true && !takesEmpty(schema)) locations.push(`request.header.${field}`);
  }
  return locations.map((location) => ({ location, message: 'is empty', code: 'minLength' }));
}

function takesEmpty(schema: object = {}): boolean {
  const { const: only, enum: some, minLength, pattern, type = 'string' } = schema as Record<string, unknown>;
  if (only !== undefined) return only === '';
  if (Array.isArray(some)) return some.includes('');
  if (typeof minLength === 'number' && minLength > 0) return false;
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test('')) return false;
  return [type].flat().includes('string');
}

/** Prism guesses at a body without a content type, and does not look at a JSON `null`. */
function bodyFaults({ prism }: Operation, { headers, body }: PlainRequest): Violation[] {
  if (body === '' || (prism.request?.body?.contents ?? []).length === 0) return [];
  if (headers['content-type'] === undefined) {
    return [{ location: 'request.header.content-type', message: 'is missing', code: 'required' }];
  }
  if (isJson(headers['content-type']) && body.trim() === 'null') {
    return [{ location: 'request.body', message: 'is null', code: 'type' }];
  }
  return [];
}

/**
 * The alternatives of `x-request-alternatives`: lists of things that belong together, of which a request has to carry
 * exactly one list in full. OpenAPI cannot make a body depend on a header.
 */
export function alternativesOf({ written }: Operation): readonly (readonly string[])[] {
  const alternatives = written['x-request-alternatives'];
  return Array.isArray(alternatives) ? alternatives.map((each) => (each as unknown[]).map(String)) : [];
}

/** Whether a request carries a thing: `body.code`, `query.grant_type`, `header.x-tenant-id`, `security.clientBasic`. */
export function carries(document: LoadedDocument, request: PlainRequest, thing: string): boolean {
  const [place, ...rest] = thing.split('.');
  const name = rest.join('.');
  const type = request.headers['content-type'];
  if (place === 'query') return new URLSearchParams(request.query).has(name);
  if (place === 'header') return request.headers[name.toLowerCase()] !== undefined;
  if (place === 'body' && isForm(type)) return new URLSearchParams(request.body).has(name);
  if (place === 'body' && isJson(type)) {
    const body: unknown = JSON.parse(request.body);
    return isObject(body) && Object.hasOwn(body, name);
  }
  if (place === 'security') return carriesScheme(schemeNamed(document, name), request);
  return false;
}

/** A security scheme of a document. */
export function schemeNamed({ root, resolve }: LoadedDocument, name: string): Record<string, unknown> {
  const components = root['components'];
  const schemes = isObject(components) ? components['securitySchemes'] : undefined;
  const scheme = resolve(isObject(schemes) ? schemes[name] : undefined);
  return isObject(scheme) ? scheme : {};
}

function carriesScheme(scheme: Record<string, unknown>, { headers, query }: PlainRequest): boolean {
  const authorization = headers['authorization'] ?? '';
  if (scheme['scheme'] === 'basic') {
    const [, encoded] = /^Basic ([A-Za-z\d+/]+=*)$/i.exec(authorization) ?? [];
    return encoded !== undefined && /^[^:]+:./s.test(Buffer.from(encoded, 'base64').toString());
  }
  if (scheme['type'] === 'apiKey') {
    const name = String(scheme['name']);
    return scheme['in'] === 'query' ? new URLSearchParams(query).has(name) : headers[name.toLowerCase()] !== undefined;
  }
  return authorization.toLowerCase().startsWith(`${textOf(scheme['scheme'] ?? 'bearer').toLowerCase()} `);
}

function alternativeFaults(document: LoadedDocument, operation: Operation, request: PlainRequest): Violation[] {
  const alternatives = alternativesOf(operation);
  if (alternatives.length === 0) return [];
  const met = alternatives.filter((things) => things.every((thing) => carries(document, request, thing)));
  if (met.length === 1) return [];
  const listed = (each: readonly (readonly string[])[]): string =>
    each.map((things) => things.join(' + ')).join('; or ');
  const message =
    met.length === 0
      ? `has to carry ${listed(alternatives)}`
      : `carries more than one of what excludes each other: ${listed(met)}`;
  return [{ location: 'request', message, code: 'request-alternatives' }];
}
