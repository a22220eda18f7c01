import { Stop } from '../lib/stop.ts';
import { type DocumentText, isObject, type Path } from './text.ts';

/** What the format of a document does not ask for, and the generator and the contract suite rest on (rules G1, G2, W1). */

const form = 'application/x-www-form-urlencoded';
const formats = ['host-label', 'host', 'host-with-port'];
const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/** An operation that takes a body, in a form or as JSON. */
export interface BodyOperation {
  readonly id: string;
  readonly path: Path;
  readonly mediaType: string;
  /** Where the schema of the body is, behind its references. */
  readonly schema: Path;
}

/** @throws Stop naming each line that breaks a rule, and what to change */
export function assertRules(text: DocumentText): void {
  const faults = [...serverFaults(text), ...bodyFaults(text), ...exampleFaults(text), ...lifetimeFaults(text)];
  if (faults.length > 0) throw new Stop(faults.join('\n'));
}

/** Every operation of a document, in its order. */
function* operationsOf({ content }: DocumentText): Generator<{ readonly id: string; readonly path: Path }> {
  const { paths } = content;
  for (const [address, item] of Object.entries(isObject(paths) ? paths : {})) {
    for (const [method, operation] of Object.entries(isObject(item) ? item : {})) {
      if (!methods.has(method) || !isObject(operation)) continue;
      const id = operation['operationId'];
      yield { id: typeof id === 'string' ? id : `${method} ${address}`, path: ['paths', address, method] };
    }
  }
}

/** The bodies that the operations of a document take. */
export function* bodiesOf(text: DocumentText): Generator<BodyOperation> {
  for (const { id, path } of operationsOf(text)) {
    const body = text.follow([...path, 'requestBody']);
    const media = isObject(body.value) && isObject(body.value['content']) ? body.value['content'] : {};
    for (const mediaType of Object.keys(media)) {
      const schema = text.follow([...body.path, 'content', mediaType, 'schema']);
      yield { id, path, mediaType, schema: schema.path };
    }
  }
}

/** The schemas of the grants in a body: the branches of its `oneOf`, or itself. */
export function grantsOf(
  text: DocumentText,
  { schema }: BodyOperation,
): { path: Path; schema: Record<string, unknown> }[] {
  const { value } = text.follow(schema);
  if (!isObject(value)) return [];
  if (!Array.isArray(value['oneOf'])) return [{ path: schema, schema: value }];
  return value['oneOf'].flatMap((_, index) => {
    const branch = text.follow([...schema, 'oneOf', index]);
    return isObject(branch.value) ? [{ path: branch.path, schema: branch.value }] : [];
  });
}

/** The values of a field that is a const or a closed enum. */
export function valuesOf(text: DocumentText, grant: Path, field: string): string[] | undefined {
  const { value } = text.follow([...grant, 'properties', field]);
  if (!isObject(value)) return undefined;
  if (typeof value['const'] === 'string') return [value['const']];
  const { enum: values } = value;
  return Array.isArray(values) && values.every((each) => typeof each === 'string') ? values : undefined;
}

function* serverFaults({ content, locate }: DocumentText): Generator<string> {
  const { servers } = content;
  for (const [index, server] of (Array.isArray(servers) ? servers : []).entries()) {
    const place: Path = ['servers', index];
    if (!isObject(server)) continue;
    if (typeof server['x-name'] !== 'string') {
      yield `${locate(place)}: this server has no "x-name" (W1); add one, such as "x-name: api": clients choose it by that.`;
    }
    for (const [name, variable] of Object.entries(isObject(server['variables']) ? server['variables'] : {})) {
      const format: unknown = isObject(variable) ? variable['x-format'] : undefined;
      if (typeof format === 'string' && formats.includes(format)) continue;
      yield `${locate([...place, 'variables', name])}: the server variable "${name}" has no "x-format" (W1); add one of ${formats.join(', ')}.`;
    }
  }
}

function* bodyFaults(text: DocumentText): Generator<string> {
  for (const body of bodiesOf(text)) {
    if (body.mediaType !== form) continue;
    const { value } = text.follow(body.schema);
    if (!isObject(value)) continue;
    const beside = Object.keys(value).filter(
      (key) => !['oneOf', 'title', 'description'].includes(key) && !key.startsWith('x-'),
    );
    if (!Array.isArray(value['oneOf']) || beside.length > 0) {
      yield (
        `${text.locate(body.schema)}: the form body of ${body.id} is no bare "oneOf" (G2); ` +
          `make it a "oneOf" of one complete object schema for each grant, with nothing beside it` +
          `${beside.length > 0 ? ` (here: ${beside.join(', ')})` : ''}.`
      );
      continue;
    }
    const grants = grantsOf(text, body);
    for (const { path, schema } of grants) yield* grantFaults(text, path, schema);
    yield* overlaps(
      text,
      body,
      grants.map(({ path }) => path),
    );
  }
}

function* grantFaults(text: DocumentText, path: Path, schema: Record<string, unknown>): Generator<string> {
  const name = String(path.at(-1));
  if (schema['type'] !== 'object' || !isObject(schema['properties'])) {
    yield `${text.locate(path)}: the grant ${name} is no complete object schema (G2); give it "type: object" and all its "properties".`;
    return;
  }
  if (schema['additionalProperties'] !== false) {
    yield `${text.locate(path)}: the grant ${name} takes fields that it does not list (G2); add "additionalProperties: false".`;
  }
  const required: unknown = schema['required'];
  if (valuesOf(text, path, 'grant_type') === undefined) {
    yield `${text.locate([...path, 'properties', 'grant_type'])}: the grant ${name} has no closed "grant_type" (G2); give it a "const" or an "enum".`;
  } else if (!Array.isArray(required) || !required.includes('grant_type')) {
    yield `${text.locate([...path, 'required'])}: the grant ${name} does not require "grant_type" (G2); add it to "required".`;
  }
  for (const field of Object.keys(schema['properties'])) {
    const { value, path: at } = text.follow([...path, 'properties', field]);
    if (isObject(value) && value['type'] !== 'string') {
      yield `${text.locate(at)}: the form field "${field}" of ${name} is no string (G2); a form carries text only: "type: string".`;
    }
  }
}

/** The contract suite sends the examples of requests, and a mock answers with those of answers. */
function* exampleFaults(text: DocumentText): Generator<string> {
  for (const body of bodiesOf(text)) {
    const at: Path = [...text.follow([...body.path, 'requestBody']).path, 'content', body.mediaType];
    const examples = examplesAt(text, at);
    const sent = new Set(examples.map((value) => (isObject(value) ? value['grant_type'] : undefined)));
    if (examples.length === 0) {
      yield `${text.locate(at)}: the body of ${body.id} has no named example (G1); add "examples", one for each grant.`;
      continue;
    }
    for (const { path } of grantsOf(text, body)) {
      const values = valuesOf(text, path, 'grant_type');
      if (values === undefined || values.some((value) => sent.has(value))) continue;
      yield `${text.locate(at)}: no example of ${body.id} is one of the grant ${String(path.at(-1))} (G1); add one with the grant_type "${values.join('" or "')}".`;
    }
  }
  for (const { id, path } of operationsOf(text)) {
    const { value: answers } = text.follow([...path, 'responses']);
    for (const status of Object.keys(isObject(answers) ? answers : {})) {
      const answer = text.follow([...path, 'responses', status]);
      const media = isObject(answer.value) && isObject(answer.value['content']) ? answer.value['content'] : {};
      for (const mediaType of Object.keys(media)) {
        const at: Path = [...answer.path, 'content', mediaType];
        if (examplesAt(text, at).length > 0) continue;
        yield `${text.locate(at)}: the answer ${status} of ${id} has no named example (G1); add "examples" with at least one.`;
      }
    }
  }
}

function examplesAt(text: DocumentText, mediaType: Path): unknown[] {
  const { value } = text.follow([...mediaType, 'examples']);
  return Object.keys(isObject(value) ? value : {}).map((name) => {
    const example = text.follow([...mediaType, 'examples', name]);
    return isObject(example.value) ? example.value['value'] : undefined;
  });
}

/** Two grants that one request could both be. */
function* overlaps(text: DocumentText, body: BodyOperation, grants: readonly Path[]): Generator<string> {
  for (const [index, left] of grants.entries()) {
    for (const right of grants.slice(index + 1)) {
      const values = valuesOf(text, left, 'grant_type') ?? [];
      const shared = values.filter((value) => valuesOf(text, right, 'grant_type')?.includes(value) === true);
      if (shared.length === 0 || excludes(text, left, right) || excludes(text, right, left)) continue;
      yield (
        `${text.locate(right)}: the grants ${String(left.at(-1))} and ${String(right.at(-1))} of ${body.id} share the grant_type "${shared.join('", "')}" (G2); ` +
          'give each a value of its own, or have one require a field that the other does not know.'
      );
    }
  }
}

/** Whether the first requires a field that the second refuses. */
function excludes(text: DocumentText, first: Path, second: Path): boolean {
  const { value: one } = text.follow(first);
  const { value: other } = text.follow(second);
  if (!isObject(one) || !isObject(other) || other['additionalProperties'] !== false) return false;
  const known = isObject(other['properties']) ? other['properties'] : {};
  return Array.isArray(one['required']) && one['required'].some((field) => !Object.hasOwn(known, String(field)));
}

/** `expires_in` is one schema for all answers. */
function* lifetimeFaults({ content, locate }: DocumentText): Generator<string> {
  const components = isObject(content['components']) ? content['components'] : {};
  const schemas = isObject(components['schemas']) ? components['schemas'] : {};
  for (const [name, schema] of Object.entries(schemas)) {
    const properties = isObject(schema) && isObject(schema['properties']) ? schema['properties'] : {};
    const lifetime = properties['expires_in'];
    if (lifetime === undefined || (isObject(lifetime) && typeof lifetime['$ref'] === 'string')) continue;
    yield (
      `${locate(['components', 'schemas', name, 'properties', 'expires_in'])}: "expires_in" of ${name} has a schema of its own (G2); ` +
        "make it one shared schema, components.schemas.ExpiresIn, and refer to that: $ref: '#/components/schemas/ExpiresIn'."
    );
  }
}
