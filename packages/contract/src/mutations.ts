import type { LoadedDocument } from './document.ts';
import { isValid } from './guards.ts';
import { follow, isObject, type Path, textOf } from './json-pointer.ts';
import { credentialPlaces } from './judge.ts';
import { alternativesOf, schemeNamed } from './pre-checks.ts';
import { isForm, isJson, type PlainRequest } from './request.ts';
import { encodeBody, type NamedBody, type NamedRequest, parametersOf, withScheme } from './requests.ts';

/** A valid request with one thing broken. */
export interface Mutation {
  /** What was broken: `without code`, `grant_type is no listed value`. */
  readonly name: string;
  readonly request: PlainRequest;
  /** Where a violation has to be reported. */
  readonly location: string;
}

/** Field and parameter that no document has. */
const unheardOf = 'unheard_of';

/** Everything that can be broken in a request by what the document says about it. */
export function mutationsOf(document: LoadedDocument, named: NamedRequest): Mutation[] {
  return [
    ...bodyMutations(document, named),
    ...parameterMutations(document, named),
    ...credentialMutations(document, named),
  ];
}

function* bodyMutations(document: LoadedDocument, { operation, request, body }: NamedRequest): Generator<Mutation> {
  if (body === undefined) return;
  const written = document.resolve(operation.written['requestBody']);
  const isRequired = isObject(written) && written['required'] === true;
  const wasValid = isValid(document, body.schema, body.value) === true;

  for (const { name, path, value, isChecked } of valueMutations(document, body.schema, body.value, [], body.type)) {
    const broken = replaced(body.value, path, value);
    // What another branch of the schema accepts is no fault.
    if (isChecked && wasValid && isValid(document, body.schema, broken) === true) continue;
    const text = encodeBody(body.type, broken);
    const location = text === '' ? (isRequired ? 'request.body' : 'request') : ['request.body', ...path].join('.');
    yield { name, request: { ...request, body: text }, location };
  }
  if (isRequired) yield { name: 'without a body', request: { ...request, body: '' }, location: 'request.body' };
  yield* encodingMutations(request, body);
}

function* encodingMutations(request: PlainRequest, { type, value }: NamedBody): Generator<Mutation> {
  const other = isForm(type) ? 'application/json' : 'application/x-www-form-urlencoded';
  yield {
    name: `as ${other}`,
    request: {
      ...request,
      headers: { ...request.headers, 'content-type': other },
      body: encodeBody(other, value),
    },
    location: 'request.header.content-type',
  };
  const [first] = isObject(value) ? Object.keys(value) : [];
  if (first === undefined) return;
  const again = isForm(type)
    ? `${request.body}&${new URLSearchParams({ [first]: 'again' }).toString()}`
    : request.body.replace('{', `{${JSON.stringify(first)}:"again",`);
  if (isForm(type) || isJson(type)) {
    yield { name: `${first} twice`, request: { ...request, body: again }, location: `request.body.${first}` };
  }
}

function* parameterMutations(document: LoadedDocument, { operation, request }: NamedRequest): Generator<Mutation> {
  const query = new URLSearchParams(request.query);
  for (const parameter of parametersOf(document, operation)) {
    const { name } = parameter;
    if (parameter.in !== 'query' && parameter.in !== 'header') continue;
    const location = `request.${parameter.in}.${parameter.in === 'header' ? name.toLowerCase() : name}`;
    const withValue = (value: string | undefined): PlainRequest => {
      if (parameter.in === 'header') {
        const { [name.toLowerCase()]: _old, ...others } = request.headers;
        return { ...request, headers: value === undefined ? others : { ...others, [name.toLowerCase()]: value } };
      }
      const changed = new URLSearchParams(query);
      if (value === undefined) changed.delete(name);
      else changed.set(name, value);
      return { ...request, query: changed.toString() };
    };
    const label = `the ${parameter.in} parameter ${name}`;
    if (parameter.required) yield { name: `without ${label}`, request: withValue(undefined), location };
    for (const [what, value] of brokenTexts(parameter.schema, parameter.value)) {
      yield { name: `${label} ${what}`, request: withValue(value), location };
    }
  }
  const more = (name: string): PlainRequest => {
    const longer = new URLSearchParams(query);
    longer.append(name, 'x');
    return { ...request, query: longer.toString() };
  };
  yield {
    name: `with the query parameter ${unheardOf}`,
    request: more(unheardOf),
    location: `request.query.${unheardOf}`,
  };
  const [first] = query.keys();
  if (first === undefined) return;
  yield { name: `the query parameter ${first} twice`, request: more(first), location: `request.query.${first}` };
}

function* credentialMutations(document: LoadedDocument, { operation, request }: NamedRequest): Generator<Mutation> {
  const [location] = credentialPlaces((operation.prism.security ?? []).flat());
  if (location !== undefined) {
    const [, place, name = ''] = location.split('.');
    const query = new URLSearchParams(request.query);
    if (place === 'query') query.delete(name);
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([field]) => field !== name));
    yield { name: 'without credentials', request: { ...request, query: query.toString(), headers }, location };
    return;
  }
  const scheme = alternativesOf(operation)
    .flat()
    .find((thing) => thing.startsWith('security.'));
  if (scheme === undefined) return;
  const { authorization, ...headers } = request.headers;
  if (authorization === undefined) {
    const doubled = withScheme(schemeNamed(document, scheme.slice('security.'.length)), request);
    yield { name: 'with two kinds of credentials', request: doubled, location: 'request' };
  } else {
    yield { name: 'without credentials', request: { ...request, headers }, location: 'request' };
  }
}

interface ValueMutation {
  readonly name: string;
  readonly path: Path;
  /** The value at the path; undefined: nothing is there any more. */
  readonly value: unknown;
  /** Whether an independent check by the schema can tell that it is wrong. */
  readonly isChecked: boolean;
}

function* valueMutations(
  document: LoadedDocument,
  place: Path,
  value: unknown,
  path: Path,
  type: string,
): Generator<ValueMutation> {
  const [schema, here] = follow(document.root, place);
  if (schema === undefined) return;
  for (const branch of branchesOf(document, schema, here, value)) {
    yield* valueMutations(document, branch, value, path, type);
  }
  const label = path.join('.');
  if (path.length > 0) {
    const faults = isForm(type) ? brokenTexts(schema, value) : brokenValues(schema, value);
    for (const [what, broken] of faults) {
      yield { name: `${label} ${what}`, path, value: broken, isChecked: what !== wrongFormat };
    }
  }
  if (!isObject(value)) return;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  for (const name of Array.isArray(schema['required']) ? schema['required'].map(String) : []) {
    if (Object.hasOwn(value, name)) {
      yield { name: `without ${[...path, name].join('.')}`, path: [...path, name], value: undefined, isChecked: true };
    }
  }
  if (schema['additionalProperties'] === false) {
    const extra = [...path, unheardOf];
    yield { name: `with the field ${extra.join('.')}`, path: extra, value: 'x', isChecked: true };
  }
  for (const name of Object.keys(properties)) {
    yield* valueMutations(document, [...here, 'properties', name], value[name], [...path, name], type);
  }
  if (!isObject(schema['additionalProperties'])) return;
  for (const name of Object.keys(value).filter((each) => !Object.hasOwn(properties, each))) {
    yield* valueMutations(document, [...here, 'additionalProperties'], value[name], [...path, name], type);
  }
}

/** The branches of a schema's `oneOf`, `anyOf` and `allOf` that take a value; all of them where none does. */
export function branchesOf(
  document: LoadedDocument,
  schema: Record<string, unknown>,
  here: Path,
  value: unknown,
): Path[] {
  const branches: Path[] = [];
  for (const keyword of ['oneOf', 'anyOf', 'allOf']) {
    const list = schema[keyword];
    if (Array.isArray(list)) for (const index of list.keys()) branches.push([...here, keyword, index]);
  }
  const fitting = branches.filter((branch) => isValid(document, branch, value) !== false);
  return fitting.length === 0 ? branches : fitting;
}

const wrongFormat = 'of another format';

/** Formats that Prism checks; it takes any text for the others. */
const checkedFormats = new Set(
  'date date-time duration email hostname ipv4 ipv6 json-pointer regex time uri uri-reference uuid'.split(' '),
);

/** Texts that break a schema, each with what is wrong. What is wrong with a form field or a parameter is in its text. */
function* brokenTexts(schema: Record<string, unknown>, value: unknown): Generator<[string, string]> {
  const text = typeof value === 'string' ? value : '';
  if (schema['const'] !== undefined) {
    yield ['is not the one value', `${textOf(schema['const'])}-x`];
    return;
  }
  if (Array.isArray(schema['enum'])) {
    yield ['is no listed value', `${schema['enum'].join('-')}-x`];
    return;
  }
  const types = [schema['type']].flat();
  const isText = types.includes('string') || types.every((type) => type === undefined);
  if (!isText && !types.includes('array') && !types.includes('object')) {
    yield [`is no ${types.join(' or ')}`, 'not-one'];
    const { minimum, maximum } = schema;
    if (typeof minimum === 'number') yield ['is too small', String(minimum - 1)];
    if (typeof maximum === 'number') yield ['is too large', String(maximum + 1)];
    return;
  }
  const { minLength, maxLength, pattern, format } = schema;
  if (typeof minLength === 'number' && minLength > 0) yield ['is too short', text.slice(0, minLength - 1)];
  if (typeof maxLength === 'number') yield ['is too long', 'x'.repeat(maxLength + 1)];
  if (typeof pattern === 'string') {
    const wrong = ['', '!', 'ä', ' ', 'a', '0', '-', 'A a', `${text}\n!`].find(
      (each) => !new RegExp(pattern, 'u').test(each) && each.length >= Number(minLength ?? 0),
    );
    if (wrong !== undefined) yield ['does not match its pattern', wrong];
  }
  if (typeof format === 'string' && checkedFormats.has(format)) yield [wrongFormat, `not a ${format}`];
}

/** Values of a JSON body that break a schema: the texts, and one of another type. */
function* brokenValues(schema: Record<string, unknown>, value: unknown): Generator<[string, unknown]> {
  const types = [schema['type'] ?? []].flat();
  if (types.length > 0) {
    const other = [true, 'x', {}].find((each) => !types.includes(typeof each));
    if (other !== undefined) yield ['is of another type', other];
  }
  const { minimum, maximum } = schema;
  if (types.includes('integer') || types.includes('number')) {
    if (typeof minimum === 'number') yield ['is too small', minimum - 1];
    if (typeof maximum === 'number') yield ['is too large', maximum + 1];
    return;
  }
  if (types.length === 0 || types.includes('string')) yield* brokenTexts(schema, value);
}

/** A copy of a value in which one place is changed or taken away. */
function replaced(root: unknown, path: Path, value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const copy: Record<string | number, unknown> = Array.isArray(root)
    ? ([...root] as never)
    : { ...(root as Record<string, unknown>) };
  if (rest.length > 0) copy[name] = replaced(copy[name] ?? {}, rest, value);
  else if (value === undefined) delete copy[name];
  else copy[name] = value;
  return copy;
}
