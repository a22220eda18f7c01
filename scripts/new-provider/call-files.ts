import { camel, kebab, member } from './names.ts';
import { type Call, type Parameter, type ProviderPlan, writtenRule, writtenType } from './plan.ts';

/** The calls of a provider and what they rest on, by their path in the package. */
export function callFiles(plan: ProviderPlan): Record<string, string> {
  return {
    'src/context.ts': contextFile(plan),
    'src/token.ts': tokenFile(plan),
    [`src/${plan.name}-error.ts`]: errorFile(plan),
    'src/calls/token-call.ts': tokenCallFile(plan),
    ...Object.fromEntries(plan.calls.map((call) => [`src/calls/${kebab(call.name)}.ts`, callFile(plan, call)])),
  };
}

function contextFile({ prefix, title, server }: ProviderPlan): string {
  const variables = server.variables
    .map(
      (name) =>
        `  /** The part \`{${name}}\` of \`${server.url}\`. Needed unless \`endpoint\` is given. */\n  readonly ${member(name)}?: string | undefined;\n`,
    )
    .join('');
  const rules = server.variables
    .map((name) => `  ${member(name)}: { what: 'the part {${name}} of ${server.url}' },\n`)
    .join('');
  return `import { checkEndpoint, checkParameters, checkTransport, resolveServer, transportRules } from '@tokenwright/core/provider';
import type { ParameterRules, Transport, TransportOptions } from '@tokenwright/core/provider';
import { servers } from './gen/servers.gen.ts';

/** Where calls go and how. */
export interface ${prefix}Options extends TransportOptions {
${variables}  /** The origin of ${title}, when it is not \`${server.url}\`: a gateway, or a mock on loopback. */
  readonly endpoint?: string | undefined;
}

/** {@link ${prefix}Options}, checked. */
export interface ${prefix}Context {
  /** Origin of the authority. */
  readonly endpoint: string;
  /** What each request may take, what it carries besides, and what sends it. */
  readonly transport: Transport;
}

/** Rules for {@link ${prefix}Options}, to be spread into those of a source. */
export const connectionRules = (): ParameterRules['known'] => ({
${rules}  endpoint: { what: 'the origin of the authority' },
  ...transportRules,
});

/**
 * Checks where calls go.
 *
 * @throws ConfigurationError naming the option that is missing or malformed
 */
export function create${prefix}Context(options: ${prefix}Options${server.variables.length === 0 ? ' = {}' : ''}): ${prefix}Context {
  const where = 'create${prefix}Context';
  const given = checkParameters<${prefix}Options>(where, 'option', options, { known: connectionRules() });
  const transport = checkTransport(given);
  const { allowInsecureHttp } = transport;
  const endpoint =
    given.endpoint === undefined
      ? resolveServer(servers${propertyAccess(server.name)}, { ${server.variables.map((name) => `${member(name)}: given${propertyAccess(name)}`).join(', ')} })
      : checkEndpoint(given.endpoint, { option: 'endpoint', allowInsecureHttp });
  return { endpoint, transport };
}
`;
}

function propertyAccess(name: string): string {
  return member(name) === name ? `.${name}` : `['${name}']`;
}

function tokenFile({ prefix, calls }: ProviderPlan): string {
  const types = [...new Set(calls.map(({ answerType }) => answerType))];
  return `import type { ${types.join(', ')} } from './gen/types.gen.ts';

type Answer = ${types.join(' & ')};

/** What is text where it comes at all: an authority that says null says nothing. */
type Texts = Pick<Answer, Extract<keyof Answer, 'id_token' | 'refresh_token' | 'scope'>>;

/** What the calls return, under its wire names. Only the access token is certain: an answer without one is an error. */
export type ${prefix}Token = Partial<Omit<Answer, 'access_token' | 'expires_in' | keyof Texts>> & {
  [Field in keyof Texts]?: string;
} & {
  /** The access token; opaque. */
  access_token: string;
  /** Seconds from the moment of the request for which the access token is valid. */
  expires_in?: number;
  /** Whatever else came. */
  [field: string]: unknown;
};
`;
}

function errorFile({ title, prefix, errorFields: { code, message } }: ProviderPlan): string {
  const read = (fields: readonly string[]): string =>
    fields.length === 0 ? 'undefined' : fields.map((name) => `text(fields['${name}'])`).join(' ?? ');
  return `import type { AuthorityErrorCode } from '@tokenwright/core/errors';
import type { Answer, AnswerRules, WireError } from '@tokenwright/core/provider';

/** Reads the fields in which ${title} says no. */
function read${prefix}Error({ json }: Answer): WireError | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const fields = json as Record<string, unknown>;
  const wireCode = ${read(code)};
  const wireMessage = ${read(message)};
  if (wireCode === undefined && wireMessage === undefined) return undefined;
  return { wireCode, wireMessage, code: categoryOf(wireCode) };
}

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Codes of RFC 6749 mean what they say. Put the authority's own words for the same things beside them. */
const codes: Readonly<Record<string, AuthorityErrorCode>> = {
  invalid_request: 'invalid_request',
  invalid_client: 'invalid_client',
  invalid_grant: 'invalid_grant',
  unauthorized_client: 'unauthorized_client',
  unsupported_grant_type: 'unsupported_grant_type',
  invalid_scope: 'invalid_scope',
  invalid_token: 'invalid_token',
  access_denied: 'access_denied',
};

function categoryOf(wireCode: string | undefined): AuthorityErrorCode {
  if (wireCode === undefined || !Object.hasOwn(codes, wireCode)) return 'authority_error';
  return codes[wireCode] ?? 'authority_error';
}

/** How the answers of the token endpoint are read. */
export const answerRules: AnswerRules = {
  readError: read${prefix}Error,
  requestId: (answer) => answer.headers.get('x-request-id') ?? undefined,
  tokenTypeOptional: true,
};
`;
}

function tokenCallFile({ name, prefix, title }: ProviderPlan): string {
  return `import type { CallOptions, TokenFields, WireOptions, WireResult } from '@tokenwright/core/provider';
import { exchange, readTokenAnswer } from '@tokenwright/core/provider';
import type { Client } from '@tokenwright/http-runtime';
import { createCallClient } from '@tokenwright/http-runtime/call-client';
import type { ${prefix}Context } from '../context.ts';
import { answerRules } from '../${name}-error.ts';
import { product } from '../version.ts';

/** One exchange with ${title}: \`send\` calls the generated function, \`secrets\` must never be quoted. */
export async function tokenCall(
  context: ${prefix}Context,
  call: { readonly where: string; readonly options: CallOptions; readonly secrets: readonly (string | undefined)[] },
  send: (wire: WireOptions & { readonly client: Client }) => Promise<WireResult>,
): Promise<TokenFields> {
  const { transport, endpoint: origin } = context;
  const { where, options, secrets } = call;
  const answer = await exchange({ where, product, transport, call: options, origin, secrets }, (wire) =>
    send({ ...wire, client: createCallClient(origin) }),
  );
  return readTokenAnswer(where, answer, answerRules);
}
`;
}

function callFile({ prefix, title }: ProviderPlan, call: Call): string {
  const { name, parameters, headerFields, bodyType, operation, grantType } = call;
  const isBasic = headerFields.length > 0;
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Parameters`;
  const secrets = parameters.filter((each) => each.isSecret).map((each) => `given${propertyAccess(each.name)}`);
  const grant = `grant_type: '${grantType}'`;
  const taken = headerFields.map((field) => `${field}: ${camel(field)}, `).join('');
  const clientId = headerFields.includes('client_id') ? 'clientId' : 'clientId: given.client_id';
  const body = isBasic
    ? `  const { ${taken}...fields } = given;
  const { headers, secrets } = clientAuthentication({ method: 'basic', ${clientId}, clientSecret });
  const body: ${bodyType} = { ${grant}, ...fields };
  return tokenCall(context, { where, options, secrets: [...secrets, ${secrets.join(', ')}] }, (wire) =>
    ${operation}({ ...wire, headers: { ...wire.headers, ...headers }, body }),
  );`
    : `  const body: ${bodyType} = { ${grant}, ...given };
  return tokenCall(context, { where, options, secrets: [${secrets.join(', ')}] }, (wire) => ${operation}({ ...wire, body }));`;
  const once = call.kind === 'code' || call.kind === 'refresh' ? ' The request is never repeated.' : '';
  return `import type { CallOptions } from '@tokenwright/core/provider';
import { checkParameters${isBasic ? ', clientAuthentication' : ''} } from '@tokenwright/core/provider';
import type { ${prefix}Context } from '../context.ts';
import { ${operation} } from '../gen/sdk.gen.ts';
import type { ${bodyType} } from '../gen/types.gen.ts';
import type { ${prefix}Token } from '../token.ts';
import { tokenCall } from './token-call.ts';

/** Parameters of {@link ${name}}. */
export interface ${type} {
${parameters.map((each) => parameterLine(each, bodyType)).join('')}}

const rules = {
  known: {
${parameters.map(ruleLine).join('')}  },
} as const;

/**
 * Gets a token by the grant \`${grantType}\` (\`${call.method} ${call.address}\`).${once}
 *
 * @throws ConfigurationError when a parameter is missing or malformed; nothing was sent
 * @throws AuthorityError when ${title} refuses
 * @throws InvalidResponseError, TransportError, RequestTimeoutError
 */
export async function ${name}(
  context: ${prefix}Context,
  params: ${type},
  options: CallOptions = {},
): Promise<${prefix}Token> {
  const where = '${name}';
  const given = checkParameters<${type}>(where, 'parameter', params, rules);
${body}
}
`;
}

function parameterLine(parameter: Parameter, bodyType: string): string {
  const { name, description, isRequired } = parameter;
  return `  /** ${description} */\n  readonly ${member(name)}${isRequired ? '' : '?'}: ${writtenType(parameter, bodyType)}${isRequired ? '' : ' | undefined'};\n`;
}

function ruleLine(parameter: Parameter): string {
  return `    ${member(parameter.name)}: { ${writtenRule(parameter)} },\n`;
}
