import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ContractError } from './contract-error.ts';
import type { LoadedDocument, ParsedDocument } from './document.ts';
import { follow, isObject, type Path, pathOf, pointerOf, textOf, valueAt } from './json-pointer.ts';

/**
 * What is checked before a document judges anything. Prism takes each of these faults silently: requests that break
 * the document would pass.
 */

const formTypes = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/** Keywords that Prism drops when they stand next to the `properties` of a form body. */
const droppedInForms = [
  'oneOf',
  'anyOf',
  'not',
  'if',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
  'propertyNames',
  'minProperties',
  'maxProperties',
  'unevaluatedProperties',
];

/** Members of an OpenAPI schema object that say nothing about validity. */
const annotations = ['discriminator', 'example', 'externalDocs', 'xml'];

/** Members that hold schemas: one, a list, or a map of them. */
const subschemas = {
  one: [
    'additionalProperties',
    'contains',
    'contentSchema',
    'else',
    'if',
    'items',
    'not',
    'propertyNames',
    'then',
    'unevaluatedItems',
    'unevaluatedProperties',
  ],
  list: ['allOf', 'anyOf', 'oneOf', 'prefixItems'],
  map: ['$defs', 'dependentSchemas', 'patternProperties', 'properties'],
};

/** Refuses what is no OpenAPI 3 document, and references that lead nowhere or out of it. */
export function refuseUnreadable({ origin, root, locate }: ParsedDocument): void {
  const version = root['openapi'];
  if (typeof version !== 'string' || !version.startsWith('3.')) {
    const says = version === undefined ? 'nothing' : `openapi: ${JSON.stringify(version)}`;
    throw new ContractError('invalid_document', `${origin}: an OpenAPI 3 document is needed; it says ${says}.`);
  }
  for (const [path, value] of everyMember(root)) {
    if (path.at(-1) !== '$ref' || typeof value !== 'string' || path.includes('examples') || path.includes('example')) {
      continue;
    }
    if (!value.startsWith('#')) {
      throw new ContractError(
        'unsupported_document',
        `${locate(path)}: the reference "${value}" leaves the document; bundle it into one file first.`,
      );
    }
    if (valueAt(root, pathOf(value)) === undefined) {
      throw new ContractError('invalid_document', `${locate(path)}: the reference "${value}" leads nowhere.`);
    }
  }
}

/** Refuses a document that Prism would judge by only in part. */
export function refuseWhatPrismMisses(document: LoadedDocument): void {
  if (document.operations.length === 0) {
    throw new ContractError(
      'invalid_document',
      `${document.origin}: it has no operation, so there is nothing to check.`,
    );
  }
  refuseServers(document);
  for (const { place } of document.operations) {
    const [body, here] = follow(document.root, [...place, 'requestBody']);
    if (body === undefined || !isObject(body['content'])) continue;
    for (const [type, media] of Object.entries(body['content'])) {
      if (formTypes.test(type) && isObject(media)) refuseForm(document, [...here, 'content', type], media);
    }
  }
  refuseSchemas(document);
}

function refuseServers({ root, locate }: LoadedDocument): void {
  for (const [path, value] of everyMember(root)) {
    const isServer = path.at(-1) === 'url' && path.at(-3) === 'servers' && typeof value === 'string';
    if (!isServer || path.includes('examples')) continue;
    if (/^(?:[a-z]+:\/\/[^/]+|\/)?$/i.test(value)) continue;
    throw new ContractError(
      'unsupported_document',
      `${locate(path)}: the server "${value}" has a path. Prism does not take it off a request; ` +
        'end the server at its host and put the path into `paths`.',
    );
  }
}

function refuseForm({ locate, resolve }: LoadedDocument, place: Path, media: Record<string, unknown>): void {
  const schema = resolve(media['schema']);
  if (isObject(schema) && schema['properties'] !== undefined) {
    const dropped = droppedInForms.find((keyword) => schema[keyword] !== undefined);
    if (dropped !== undefined) {
      throw new ContractError(
        'unsupported_document',
        `${locate([...place, 'schema'])}: a form body with \`properties\` and \`${dropped}\` next to each other. Prism ` +
          'keeps the listed properties only and drops the rest; make it a bare `oneOf` of complete object schemas.',
      );
    }
  }
  for (const [field, encoding] of Object.entries(isObject(media['encoding']) ? media['encoding'] : {})) {
    if (isObject(encoding) && encoding['allowReserved'] === true) continue;
    throw new ContractError(
      'unsupported_document',
      `${locate([...place, 'encoding', field])}: \`encoding\` of the form field "${field}". Prism then refuses a space ` +
        'and other good characters in it; leave it out, or say `allowReserved: true`.',
    );
  }
}

function refuseSchemas(document: LoadedDocument): void {
  const { root, locate } = document;
  for (const place of schemaPlaces(root)) {
    for (const [path, value] of everyMember(valueAt(root, place), place)) {
      if (path.at(-1) !== '$id' || typeof value !== 'string') continue;
      throw new ContractError(
        'unsupported_document',
        `${locate(path)}: \`$id\` in a schema. Prism compiles a schema more than once, fails at the second of one name, ` +
          'and then takes any value; refer to it by `#/components/schemas/…` and leave the `$id` out.',
      );
    }
  }
  if (String(root['openapi']).startsWith('3.1')) {
    for (const place of schemaPlaces(root)) {
      const fault = compileFault(root, place);
      if (fault === undefined) continue;
      const [deepest, reason] = deepestFault(root, place) ?? [place, fault];
      throw new ContractError(
        'invalid_document',
        `${locate(deepest)}: this schema does not compile, so Prism would take any value: ${reason}`,
      );
    }
  }
  const compilers: Compilers = new Map();
  for (const { id, place, prism } of document.operations) {
    for (const [what, schema, bundle] of prismSchemas(prism)) {
      const fault = prismFault(schema, bundle, compilers);
      if (fault === undefined) continue;
      throw new ContractError(
        'invalid_document',
        `${locate(place)}: Prism cannot compile the schema of ${what} of ${id}, and would take any ` +
          `value: ${fault}`,
      );
    }
  }
}

/** The schemas of an operation as Prism compiles them, each with the definitions it may refer to. */
function* prismSchemas(operation: LoadedDocument['operations'][number]['prism']): Generator<[string, object, unknown]> {
  // Prism keeps the definitions under this name, which its types do not tell.
  const bundle: unknown = (operation as unknown as Record<string, unknown>)['__bundled__'];
  for (const { mediaType, schema } of operation.request?.body?.contents ?? []) {
    // For a form Prism hands no definitions on, so that a schema which refers to itself does not compile.
    if (schema !== undefined) yield ['the body', schema, formTypes.test(mediaType) ? undefined : bundle];
  }
  for (const { name, schema } of [...(operation.request?.query ?? []), ...(operation.request?.headers ?? [])]) {
    if (schema !== undefined) yield [`the parameter "${name}"`, schema, bundle];
  }
  for (const { code, contents = [], headers = [] } of operation.responses) {
    for (const { mediaType, schema } of contents) {
      if (schema !== undefined) yield [`the ${code} answer (${mediaType})`, schema, bundle];
    }
    for (const { name, schema } of headers) {
      if (schema !== undefined) yield [`the header "${name}" of the ${code} answer`, schema, bundle];
    }
  }
}

const quiet: Options = { allErrors: true, allowUnionTypes: true, logger: false, validateFormats: false };

type Compilers = Map<unknown, Ajv | Ajv2019 | Ajv2020>;

function prismFault(schema: object, bundle: unknown, compilers: Compilers): string | undefined {
  const dialect = textOf((schema as Record<string, unknown>)['$schema'] ?? '');
  const Compiler = dialect.includes('2020-12') ? Ajv2020 : dialect.includes('2019-09') ? Ajv2019 : Ajv;
  const ajv = compilers.get(Compiler) ?? new Compiler({ ...quiet, strict: false });
  compilers.set(Compiler, ajv);
  try {
    ajv.compile({ ...schema, __bundled__: bundle });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Every place of a document where a schema begins. */
function* schemaPlaces(root: Readonly<Record<string, unknown>>): Generator<Path> {
  const components = root['components'];
  if (isObject(components) && isObject(components['schemas'])) {
    for (const name of Object.keys(components['schemas'])) yield ['components', 'schemas', name];
  }
  for (const [path, value] of everyMember(root)) {
    if (path.at(-1) !== 'schema' || !isObject(value) || path.includes('examples')) continue;
    const holder = path.at(-3);
    const isMedia = holder === 'content';
    const isHeader = holder === 'headers';
    const isParameter = holder === 'parameters';
    if (isMedia || isHeader || isParameter) yield path;
  }
}

const documentId = 'contract:document';

/** Why a schema does not compile by JSON Schema 2020-12, or undefined when it does. */
function compileFault(root: Readonly<Record<string, unknown>>, place: Path): string | undefined {
  const ajv = compilerOf(root);
  try {
    if (!ajv.validateSchema(valueAt(root, place) as object)) {
      return ajv.errorsText(ajv.errors, { dataVar: 'the schema' });
    }
    ajv.compile({ $ref: `${documentId}${encodeURI(pointerOf(place))}` });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const documentCompilers = new WeakMap<object, Ajv2020>();

function compilerOf(root: Readonly<Record<string, unknown>>): Ajv2020 {
  const known = documentCompilers.get(root);
  if (known !== undefined) return known;
  // The document as a whole counts as a schema to Ajv, so its own members are no unknown keywords.
  const members = new Set([...annotations, ...Object.keys(root)]);
  for (const [path] of everyMember(root)) {
    const name = path.at(-1);
    // Ajv refuses to hear of a name with a dot or a blank in it; most often it is a field of somebody's.
    if (typeof name === 'string' && /^x-[\w$:-]*$/.test(name)) members.add(name);
  }
  // A keyword that Ajv does not know is most often a known one misspelt, which Prism ignores.
  const ajv = new Ajv2020({ ...quiet, strict: false, strictSchema: true, validateSchema: false });
  ajv.addVocabulary([...members].filter((name) => ajv.getKeyword(name) === false));
  ajv.addSchema(root, documentId);
  documentCompilers.set(root, ajv);
  return ajv;
}

/** The innermost schema at or below a place that does not compile. */
function deepestFault(root: Readonly<Record<string, unknown>>, place: Path): [Path, string] | undefined {
  const schema = valueAt(root, place);
  if (!isObject(schema)) return undefined;
  for (const path of childSchemas(schema)) {
    const found = deepestFault(root, [...place, ...path]);
    if (found !== undefined) return found;
  }
  if (typeof schema['$ref'] === 'string') return undefined;
  const fault = compileFault(root, place);
  return fault === undefined ? undefined : [place, fault];
}

function* childSchemas(schema: Record<string, unknown>): Generator<Path> {
  for (const keyword of subschemas.one) if (isObject(schema[keyword])) yield [keyword];
  for (const keyword of subschemas.list) {
    const list = schema[keyword];
    if (Array.isArray(list)) for (const index of list.keys()) yield [keyword, index];
  }
  for (const keyword of subschemas.map) {
    const map = schema[keyword];
    if (isObject(map)) for (const name of Object.keys(map)) yield [keyword, name];
  }
}

/** Every member of a tree with the way to it, outermost first. */
function* everyMember(value: unknown, path: Path = []): Generator<[Path, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const here = [...path, Array.isArray(value) ? Number(name) : name];
    yield [here, member];
    yield* everyMember(member, here);
  }
}

const validators = new WeakMap<object, Map<string, ValidateFunction>>();

/** A check of a value by a schema of a document, independent of Prism. Only for documents of OpenAPI 3.1. */
export function isValid(document: ParsedDocument, place: Path, value: unknown): boolean | undefined {
  if (!String(document.root['openapi']).startsWith('3.1')) return undefined;
  const pointer = pointerOf(place);
  const known = validators.get(document.root) ?? new Map<string, ValidateFunction>();
  validators.set(document.root, known);
  const validate =
    known.get(pointer) ?? compilerOf(document.root).compile({ $ref: `${documentId}${encodeURI(pointer)}` });
  known.set(pointer, validate);
  return validate(value);
}
