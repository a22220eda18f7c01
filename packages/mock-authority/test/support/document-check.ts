import { documents } from '@tokenwright/specs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { DocumentName } from '@tokenwright/specs';
import type { MockAuthority } from '../../src/index.ts';

type Json = Readonly<Record<string, unknown>>;

/** One response of one operation, as a document describes it. */
export interface DocumentedResponse {
  readonly document: DocumentName;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** JSON pointer into the document, references resolved. */
  readonly pointer: string;
  readonly response: Json;
}

const NAMES: readonly DocumentName[] = ['aliyun-pds', 'huawei-oneaccess-oauth2', 'huawei-oneaccess-tenant'];

const loaded: ReadonlyMap<DocumentName, Json> = new Map(
  NAMES.map((name) => [name, parse(readFileSync(documents[name].url, 'utf8')) as Json]),
);

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
for (const [name, document] of loaded) ajv.addSchema(document, name);

export function member(value: unknown, key: string): Json {
  return ((value as Json | undefined)?.[key] ?? {}) as Json;
}

function escape(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}

function resolve(document: Json, pointer: string, value: Json): { pointer: string; value: Json } {
  const reference = value['$ref'];
  if (typeof reference !== 'string') return { pointer, value };
  let target: unknown = document;
  for (const segment of reference.slice(2).split('/')) target = (target as Json)[segment];
  return { pointer: reference.slice(1), value: target as Json };
}

/** Every response of every operation of the three documents. */
export function documentedResponses(): readonly DocumentedResponse[] {
  const found: DocumentedResponse[] = [];
  for (const [name, document] of loaded) {
    for (const [path, operations] of Object.entries(member(document, 'paths'))) {
      for (const [method, operation] of Object.entries(operations as Json)) {
        for (const [status, response] of Object.entries(member(operation, 'responses'))) {
          const pointer = `/paths/${escape(path)}/${method}/responses/${status}`;
          const resolved = resolve(document, pointer, response as Json);
          found.push({
            document: name,
            method: method.toUpperCase(),
            path,
            status: Number(status),
            pointer: resolved.pointer,
            response: resolved.value,
          });
        }
      }
    }
  }
  return found;
}

const all = documentedResponses();
const validators = new Map<string, ValidateFunction>();

function validator(document: DocumentName, pointer: string): ValidateFunction {
  const key = `${document}#${pointer}`;
  let known = validators.get(key);
  if (!known) {
    known = ajv.compile({ $ref: encodeURI(key).replaceAll('%25', '%') });
    validators.set(key, known);
  }
  return known;
}

function mediaType(response: Response): string {
  return (response.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
}

/**
 * What is wrong with an answer according to the documents: undefined if nothing is, `undocumented` if they do not
 * speak of this path and status.
 */
export async function fault(method: string, url: string, response: Response): Promise<string | undefined> {
  const path = new URL(url).pathname;
  const documented = all.find((one) => one.method === method && one.path === path && one.status === response.status);
  if (!documented) return 'undocumented';
  for (const [name, header] of Object.entries(member(documented.response, 'headers'))) {
    if ((header as Json)['required'] === true && !response.headers.has(name)) return `header ${name} is missing`;
  }
  const body = await response.clone().text();
  const content = member(documented.response, 'content');
  if (Object.keys(content).length === 0) return body === '' ? undefined : 'there is a body where none is documented';
  const type = mediaType(response);
  if (!Object.hasOwn(content, type)) return `the media type ${type} is not documented`;
  const check = validator(documented.document, `${documented.pointer}/content/${escape(type)}/schema`);
  const value: unknown = type === 'application/json' ? JSON.parse(body) : body;
  return check(value) ? undefined : `${ajv.errorsText(check.errors)} in ${body}`;
}

/** What the documents leave out and the mock has to answer all the same. */
const ALLOWED_UNDOCUMENTED: ReadonlySet<string> = new Set([
  '413',
  '405',
  '404',
  '/v2/user/get',
  '/api/v1/oauth2/keys',
  '/api/v2/tenant/users',
]);

/** The fetch of an authority; an answer that does not fit the documents fails the test that asked for it. */
export function checkedFetch(authority: MockAuthority): MockAuthority['fetch'] {
  return async (input, init) => {
    const response = await authority.fetch(input, { redirect: 'manual', ...init });
    const request = new Request(input, { ...init, signal: null });
    const problem = await fault(request.method, request.url, response);
    const path = new URL(request.url).pathname;
    const allowed = ALLOWED_UNDOCUMENTED.has(String(response.status)) || ALLOWED_UNDOCUMENTED.has(path);
    if (problem !== undefined && !(problem === 'undocumented' && allowed)) {
      throw new Error(`${request.method} ${path} ${response.status}: ${problem}`);
    }
    return response;
  };
}
