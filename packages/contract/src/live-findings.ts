import type { LoadedDocument, Operation } from './document.ts';
import { follow, isObject, type Path, valueAt } from './json-pointer.ts';
import type { Judge } from './judge.ts';
import { branchesOf } from './mutations.ts';
import { isJson, type PlainRequest, type PlainResponse } from './request.ts';

/** One difference between an answer of the real service and the document. */
export interface Finding {
  /** Whether the document is wrong. Otherwise it is good to know, such as a field that did not come. */
  readonly isWrong: boolean;
  /** Where: `response.body.expires_in`, `response.status`. */
  readonly location: string;
  /** What is the matter there, as a phrase that follows the location; names and types, and no value but error codes. */
  readonly message: string;
}

/**
 * Compares an answer with the document, field by field. No finding holds a value of the answer, error codes aside.
 */
export async function compareAnswer(
  judge: Judge,
  operation: Operation,
  request: PlainRequest,
  response: PlainResponse,
): Promise<Finding[]> {
  const { document } = judge;
  const value = bodyOf(response);
  const findings = (await judge.judgeResponse(operation, request, response)).map(
    ({ location, message, code }): Finding => {
      if (code === 'status') return { isWrong: true, location, message: `${response.status} is not listed` };
      const path = location.split('.').slice(2);
      const isMistyped = code === 'type' && location.startsWith('response.body');
      const actual = isMistyped ? `; it is ${typeName(valueAt(value, path))}` : '';
      return { isWrong: true, location, message: `${message}${actual}` };
    },
  );
  const place = answerSchema(document, operation, response);
  if (place === undefined) return findings;
  return [...findings, ...fieldFindings(document, place, value, 'response.body', response.status)];
}

function bodyOf({ headers, body }: PlainResponse): unknown {
  if (!isJson(headers['content-type'])) return body;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

/** Where the schema of an answer is. */
function answerSchema(
  document: LoadedDocument,
  operation: Operation,
  { status, headers }: PlainResponse,
): Path | undefined {
  const start: Path = [...operation.place, 'responses'];
  const codes = [String(status), `${String(status)[0]}XX`, 'default'];
  const code = codes.find((each) => valueAt(document.root, [...start, each]) !== undefined);
  if (code === undefined) return undefined;
  const [response, here] = follow(document.root, [...start, code]);
  const contents = isObject(response?.['content']) ? Object.keys(response['content']) : [];
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  const found = contents.find((each) => each.toLowerCase() === type);
  return found === undefined ? undefined : [...here, 'content', found, 'schema'];
}

function fieldFindings(
  document: LoadedDocument,
  place: Path,
  value: unknown,
  location: string,
  status: number,
): Finding[] {
  const schemas = meantSchemas(document, place, value);
  if (Array.isArray(value)) {
    const found = value.flatMap((item) =>
      schemas.flatMap(([schema, here]) =>
        isObject(schema['items']) ? fieldFindings(document, [...here, 'items'], item, `${location}[]`, status) : [],
      ),
    );
    return [...new Map(found.map((each) => [`${each.location} ${each.message}`, each])).values()];
  }
  if (!isObject(value)) {
    return schemas.flatMap(([schema]) => [
      ...codeFindings(schema, value, location, status),
      ...typeFindings(schema, value, location),
    ]);
  }

  const known = new Map<string, Path>();
  let isOpen = false;
  for (const [schema, here] of schemas) {
    for (const name of Object.keys(isObject(schema['properties']) ? schema['properties'] : {})) {
      known.set(name, [...here, 'properties', name]);
    }
    // `additionalProperties` written out says that any name may come.
    isOpen ||= schema['additionalProperties'] !== undefined && schema['additionalProperties'] !== false;
  }
  const unknown = isOpen || known.size === 0 ? [] : Object.keys(value).filter((name) => !known.has(name));
  const missing = [...known.keys()].filter((name) => !Object.hasOwn(value, name));
  return [
    ...unknown.map((name): Finding => ({
      isWrong: true,
      location: `${location}.${name}`,
      message: `is not listed; it is ${typeName(value[name])}`,
    })),
    ...(missing.length === 0
      ? []
      : [{ isWrong: false, location, message: `came without ${missing.join(', ')}, which the document lists` }]),
    ...[...known].flatMap(([name, here]) =>
      Object.hasOwn(value, name) ? fieldFindings(document, here, value[name], `${location}.${name}`, status) : [],
    ),
  ];
}

/** The schemas that describe a value: its own, and the branches that fit it. */
function meantSchemas(document: LoadedDocument, place: Path, value: unknown): [Record<string, unknown>, Path][] {
  const [schema, here] = follow(document.root, place);
  if (schema === undefined) return [];
  const branches = branchesOf(document, schema, here, value);
  return [[schema, here], ...branches.flatMap((branch) => meantSchemas(document, branch, value))];
}

/** Codes that an open list does not have, or has with another status. */
function codeFindings(schema: Record<string, unknown>, value: unknown, location: string, status: number): Finding[] {
  const listed = schema['x-known-values'];
  // What holds a space is a sentence and no code.
  if (!Array.isArray(listed) || typeof value !== 'string' || !/^[\w.:-]{1,80}$/.test(value)) return [];
  const entries = listed.filter(isObject).filter((entry) => entry['value'] === value);
  if (entries.length === 0) return [{ isWrong: true, location, message: `"${value}" is not among the known values` }];
  const statuses = entries.flatMap((entry) => entry['status']).filter((each) => typeof each === 'number');
  if (statuses.includes(status)) return [{ isWrong: false, location, message: `is "${value}", as listed` }];
  if (statuses.length === 0) return [];
  return [
    {
      isWrong: true,
      location,
      message: `"${value}" is listed with status ${statuses.join(', ')}; it came with ${status}`,
    },
  ];
}

/** Which of several listed types came, where sources disagree. */
function typeFindings({ type }: Record<string, unknown>, value: unknown, location: string): Finding[] {
  const types = Array.isArray(type) ? type.filter((each) => each !== 'null') : [];
  const actual = typeName(value);
  if (types.length < 2 || !types.includes(actual)) return [];
  return [{ isWrong: false, location, message: `is ${actual}, where the document lists ${types.join(' and ')}` }];
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
