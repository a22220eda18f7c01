import { type BodyOperation, bodiesOf, grantsOf, valuesOf } from '../documents/rules.ts';
import { type DocumentText, isObject, type Path } from '../documents/text.ts';
import { Stop } from '../lib/stop.ts';
import { camel, pascal, words } from './names.ts';

/** What is read out of a document to build a package on. */
export interface ProviderPlan {
  /** `acme-id`: the folder, the document, the last part of the package's name. */
  readonly name: string;
  /** `AcmeId`: what names of functions and types begin with. */
  readonly prefix: string;
  readonly title: string;
  readonly server: Server;
  readonly calls: readonly Call[];
  /** Fields of an error's code and of its message, in the order in which they are looked for. */
  readonly errorFields: { readonly code: readonly string[]; readonly message: readonly string[] };
}

export interface Server {
  readonly name: string;
  readonly url: string;
  readonly variables: readonly string[];
  /** A made-up value for each variable, of the format that the document asks for. */
  readonly examples: Readonly<Record<string, string>>;
}

/** One grant, which becomes one call. */
export interface Call {
  /** `getTokenByCode`. */
  readonly name: string;
  readonly kind: GrantKind;
  readonly grantType: string;
  /** As it is written in the document. */
  readonly operationId: string;
  /** The generated function, the type of its body's grant and of its answer. */
  readonly operation: string;
  readonly bodyType: string;
  readonly answerType: string;
  readonly method: string;
  readonly address: string;
  readonly parameters: readonly Parameter[];
  /** The credentials that go into an Authorization header (HTTP Basic) because the body has no place for them. */
  readonly headerFields: readonly string[];
}

export type GrantKind = 'client-credentials' | 'code' | 'refresh' | 'assertion' | 'other';

export interface Parameter {
  readonly name: string;
  readonly isRequired: boolean;
  readonly type: 'string' | 'number' | 'boolean' | 'object' | 'any';
  /** The texts that are allowed, where the document lists them. */
  readonly values?: readonly string[] | undefined;
  /** What a doc comment says of it. */
  readonly description: string;
  readonly isSecret: boolean;
}

const idNames = ['client_id', 'clientId', 'app_id', 'appId', 'app_key', 'appKey'];
const secretNames = ['client_secret', 'clientSecret', 'app_secret', 'appSecret'];
const refreshNames = ['refresh_token', 'refreshToken'];
const assertionNames = ['assertion', 'client_assertion'];

/** The type of a parameter as it is written. */
export function writtenType({ name, type, values }: Parameter, bodyType: string): string {
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(' | ');
  return type === 'object' || type === 'any' ? `${bodyType}['${name}']` : type;
}

/** The rule by which a parameter is checked, without its braces. */
export function writtenRule({ name, type, values, isRequired }: Parameter, ruleType: string = type): string {
  const parts = [`what: '${words(name)}'`];
  if (ruleType !== 'string') parts.push(`type: '${ruleType}'`);
  if (values !== undefined) parts.push(`values: ${JSON.stringify(values)}`);
  if (isRequired) parts.push('required: true');
  return parts.join(', ');
}

/** The parameter that names the client, its secret, a refresh token or an assertion, by its name in the document. */
export function parameterOf(call: Call, what: 'id' | 'secret' | 'refresh' | 'assertion'): string | undefined {
  const names = { id: idNames, secret: secretNames, refresh: refreshNames, assertion: assertionNames }[what];
  return names.find((name) => call.parameters.some((each) => each.name === name));
}

/**
 * Reads a document that keeps the rules.
 *
 * @throws Stop when it has nothing to build on, with the line
 */
export function planOf(name: string, text: DocumentText): ProviderPlan {
  const calls = [...bodiesOf(text)].flatMap((body) => callsOf(text, body));
  const info = isObject(text.content['info']) ? text.content['info'] : {};
  if (calls.length === 0) {
    throw new Stop(
      `${text.locate(['paths'])}: no operation takes a grant: a body with a "grant_type" that is a const or a closed enum. ` +
        'Describe the token request that way.',
    );
  }
  const seen = new Map<string, Call>();
  for (const call of calls) {
    const other = seen.get(call.name);
    if (other === undefined) seen.set(call.name, call);
    else seen.set(`${call.name}As${call.bodyType}`, { ...call, name: `${call.name}As${call.bodyType}` });
  }
  return {
    name,
    prefix: pascal(name),
    title: typeof info['title'] === 'string' ? info['title'] : name,
    server: serverOf(text),
    calls: [...seen.values()],
    errorFields: errorFieldsOf(text, calls),
  };
}

function serverOf(text: DocumentText): Server {
  const { servers } = text.content;
  const [server] = Array.isArray(servers) ? (servers as unknown[]) : [];
  if (!isObject(server) || typeof server['url'] !== 'string') {
    throw new Stop(`${text.locate(['servers'])}: the document names no server; add one with "url" and "x-name".`);
  }
  const variables = isObject(server['variables']) ? server['variables'] : {};
  const examples = Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => {
      const isLabel = isObject(variable) && variable['x-format'] === 'host-label';
      return [name, isLabel ? 'my-tenant' : 'my-tenant.example'];
    }),
  );
  return { name: String(server['x-name']), url: server['url'], variables: Object.keys(variables), examples };
}

function callsOf(text: DocumentText, body: BodyOperation): Call[] {
  return grantsOf(text, body).flatMap(({ path, schema }) => {
    const [grantType] = valuesOf(text, path, 'grant_type') ?? [];
    if (grantType === undefined) return [];
    if (path[0] !== 'components') {
      throw new Stop(
        `${text.locate(path)}: this grant of ${body.id} has no name; move it to components.schemas and refer to it.`,
      );
    }
    refuseRequiredParameters(text, body);
    const bodyType = pascal(String(path.at(-1)));
    const inBody = parametersOf(text, path, schema);
    const isBasic = usesBasic(text, body) && !inBody.some(({ name }) => secretNames.includes(name));
    const inHeader = isBasic ? basicParameters.filter(({ name }) => !inBody.some((each) => each.name === name)) : [];
    const kind = kindOf(grantType);
    return [
      {
        name: nameOf(kind, grantType),
        kind,
        grantType,
        operationId: body.id,
        operation: camel(body.id),
        bodyType,
        answerType: `${pascal(body.id)}Response`,
        method: String(body.path[2]).toUpperCase(),
        address: String(body.path[1]),
        parameters: [...inHeader, ...inBody],
        headerFields: inHeader.map(({ name }) => name),
      },
    ];
  });
}

const basicParameters: readonly Parameter[] = [
  { name: 'client_id', isRequired: true, type: 'string', description: 'The client id.', isSecret: false },
  { name: 'client_secret', isRequired: true, type: 'string', description: 'The client secret.', isSecret: true },
];

function kindOf(grantType: string): GrantKind {
  if (grantType === 'client_credentials') return 'client-credentials';
  if (grantType === 'authorization_code') return 'code';
  if (grantType === 'refresh_token') return 'refresh';
  return grantType.endsWith(':jwt-bearer') ? 'assertion' : 'other';
}

function nameOf(kind: GrantKind, grantType: string): string {
  if (kind === 'client-credentials') return 'getTokenByClientCredentials';
  if (kind === 'code') return 'getTokenByCode';
  if (kind === 'refresh') return 'refreshToken';
  if (kind === 'assertion') return 'getTokenByAssertion';
  return `getTokenBy${pascal(grantType.split(':').at(-1) ?? grantType)}`;
}

function parametersOf(text: DocumentText, grant: Path, schema: Record<string, unknown>): Parameter[] {
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.keys(isObject(schema['properties']) ? schema['properties'] : {})
    .filter((name) => name !== 'grant_type')
    .map((name) => {
      const { value } = text.follow([...grant, 'properties', name]);
      const description = isObject(value) ? value['description'] : undefined;
      return {
        name,
        isRequired: required.includes(name),
        type: typeOf(isObject(value) ? value['type'] : undefined),
        values: isObject(value) && value['type'] === 'string' ? valuesOf(text, grant, name) : undefined,
        description: commentOf(name, description),
        isSecret: /secret|token|code|assertion|password|verifier/i.test(name),
      };
    });
}

/** As text of a comment; where the document describes nothing, the name in words: "The device code." */
function commentOf(name: string, description: unknown): string {
  const text = typeof description === 'string' ? description.replaceAll(/\s+/g, ' ').trim() : '';
  if (text !== '') return text.replaceAll('*/', '* /');
  const inWords = words(name);
  return `${inWords.charAt(0).toUpperCase()}${inWords.slice(1)}.`;
}

function typeOf(type: unknown): Parameter['type'] {
  if (type === 'string' || type === 'boolean' || type === 'object') return type;
  return type === 'integer' || type === 'number' ? 'number' : 'any';
}

function usesBasic(text: DocumentText, { path }: BodyOperation): boolean {
  const own = text.follow([...path, 'security']).value;
  const security: unknown = own ?? text.content['security'];
  return (Array.isArray(security) ? security : []).some(
    (alternative) =>
      isObject(alternative) &&
      Object.keys(alternative).some((scheme) => {
        const { value } = text.follow(['components', 'securitySchemes', scheme]);
        return isObject(value) && value['type'] === 'http' && String(value['scheme']).toLowerCase() === 'basic';
      }),
  );
}

function refuseRequiredParameters(text: DocumentText, { id, path }: BodyOperation): void {
  const { value } = text.follow([...path, 'parameters']);
  for (const index of (Array.isArray(value) ? value : []).keys()) {
    const parameter = text.follow([...path, 'parameters', index]);
    if (!isObject(parameter.value) || parameter.value['required'] !== true) continue;
    throw new Stop(
      `${text.locate(parameter.path)}: ${id} needs the parameter "${String(parameter.value['name'])}", which a made call does not send. ` +
        'Make it optional here, and add it to the calls by hand.',
    );
  }
}

const codeNames = ['error', 'error_code', 'errorCode', 'code', 'Code', 'errcode'];
const messageNames = [
  'error_description',
  'error_msg',
  'errorMessage',
  'message',
  'Message',
  'errmsg',
  'msg',
  'detail',
];

/** The fields in which the documented errors of the token requests say what is wrong. */
function errorFieldsOf(text: DocumentText, calls: readonly Call[]): ProviderPlan['errorFields'] {
  const found = new Set<string>();
  for (const { address, method } of calls) {
    const place: Path = ['paths', address, method.toLowerCase(), 'responses'];
    const { value } = text.follow(place);
    for (const status of Object.keys(isObject(value) ? value : {})) {
      if (!/^[45]|default/.test(status)) continue;
      const response = text.follow([...place, status]);
      const content = isObject(response.value) && isObject(response.value['content']) ? response.value['content'] : {};
      for (const type of Object.keys(content)) collect(text, [...response.path, 'content', type, 'schema'], found, 0);
    }
  }
  const known = (names: readonly string[]): string[] => names.filter((name) => found.has(name));
  const fields = { code: known(codeNames), message: known(messageNames) };
  if (fields.code.length === 0) {
    const address = calls[0]?.address ?? '';
    const method = calls[0]?.method ?? '';
    throw new Stop(
      `${text.locate(['paths', address, method.toLowerCase(), 'responses'])}: no error answer of ${method} ${address} has a field for its code ` +
        `(one of ${codeNames.join(', ')}); describe the body of a 400 answer.`,
    );
  }
  return fields;
}

function collect(text: DocumentText, place: Path, found: Set<string>, depth: number): void {
  const { value, path } = text.follow(place);
  if (!isObject(value) || depth > 5) return;
  for (const name of Object.keys(isObject(value['properties']) ? value['properties'] : {})) found.add(name);
  for (const keyword of ['oneOf', 'anyOf', 'allOf']) {
    const list = value[keyword];
    if (Array.isArray(list))
      for (const index of list.keys()) collect(text, [...path, keyword, index], found, depth + 1);
  }
}
