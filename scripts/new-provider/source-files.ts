import { camel, kebab, member } from './names.ts';
import { type Call, type Parameter, parameterOf, type ProviderPlan, writtenRule, writtenType } from './plan.ts';

/** A factory of sources. */
export interface SourcePlan {
  /** `createAcmeTokenSource`. */
  readonly factory: string;
  readonly kind: 'mint' | 'session';
  readonly call: Call;
}

/** Which sources the grants of a document allow: one that mints for each long-lived credential, one for sessions. */
export function sourcesOf({ prefix, calls }: ProviderPlan): SourcePlan[] {
  const find = (kind: Call['kind']): Call | undefined => calls.find((call) => call.kind === kind);
  const credentials = find('client-credentials');
  const assertion = find('assertion');
  const refresh = find('refresh');
  const sources: SourcePlan[] = [];
  if (credentials !== undefined && parameterOf(credentials, 'id') !== undefined) {
    sources.push({ factory: `create${prefix}TokenSource`, kind: 'mint', call: credentials });
  }
  if (assertion !== undefined && parameterOf(assertion, 'assertion') !== undefined) {
    sources.push({ factory: `create${prefix}AssertionTokenSource`, kind: 'mint', call: assertion });
  }
  if (refresh !== undefined && parameterOf(refresh, 'refresh') !== undefined) {
    sources.push({ factory: `create${prefix}SessionTokenSource`, kind: 'session', call: refresh });
  }
  return sources;
}

/** The sources of a provider, by their path in the package. */
export function sourceFiles(plan: ProviderPlan): Record<string, string> {
  return Object.fromEntries(sourcesOf(plan).map((source) => [sourcePath(plan, source), sourceFile(plan, source)]));
}

/** `src/sources/token-source.ts`. */
export function sourcePath({ prefix }: ProviderPlan, { factory }: SourcePlan): string {
  return `src/sources/${kebab(factory.replace(`create${prefix}`, ''))}.ts`;
}

/** The options of a source that are parameters of its call: all but what the source itself has. */
export function sourceParameters({ call }: SourcePlan): readonly Parameter[] {
  const own = [parameterOf(call, 'refresh'), call.kind === 'assertion' ? parameterOf(call, 'assertion') : undefined];
  const names = new Set(own);
  return call.parameters.filter(({ name }) => !names.has(name));
}

function sourceFile(plan: ProviderPlan, source: SourcePlan): string {
  const { prefix, name, title } = plan;
  const { factory, kind, call } = source;
  const options = `${factory.charAt(6).toUpperCase()}${factory.slice(7)}Options`;
  const parameters = sourceParameters(source);
  const secret = parameterOf(call, 'secret');
  const id = parameterOf(call, 'id');
  const assertion = call.kind === 'assertion' ? parameterOf(call, 'assertion') : undefined;
  const refresh = parameterOf(call, 'refresh');
  const credential = kind === 'session' ? 'session' : assertion === undefined ? 'client' : 'assertion';
  const secretRequired = parameters.find((each) => each.name === secret)?.isRequired === true;

  const declared = parameters.map((each) => {
    const isClientSecret = each.name === secret;
    const text = isClientSecret
      ? 'The client secret; or a function that fetches it, asked at each renewal, and once more when the client is refused.'
      : each.description;
    const type = isClientSecret ? 'Secret' : writtenType(each, call.bodyType);
    return `  /** ${text} */\n  readonly ${camel(each.name)}${each.isRequired ? '' : '?'}: ${type}${each.isRequired ? '' : ' | undefined'};\n`;
  });
  const rules = parameters.map((each) => {
    return `    ${camel(each.name)}: { ${writtenRule(each, each.name === secret ? 'secret' : each.type)} },\n`;
  });
  const given = parameters.map((each) =>
    each.name === secret || each.name === camel(each.name) ? each.name : `${member(each.name)}: ${camel(each.name)}`,
  );
  if (refresh !== undefined && kind === 'session') given.push(`${member(refresh)}: last`);
  if (assertion !== undefined) given.push(`${member(assertion)}: await signAssertion(request)`);
  const exchangeOf = (fields: readonly string[]): string =>
    `${call.name}(context, { ${fields.join(', ')} }, { signal, timeoutMs })`;
  const exchange = exchangeOf(given);
  const once = secret === undefined ? exchange : withSecret(secret, secretRequired, assertion !== undefined);
  const request =
    kind === 'session'
      ? '{ signal, timeoutMs, refreshToken: last }'
      : assertion === undefined
        ? '{ signal, timeoutMs }'
        : 'request';
  const head = assertion === undefined ? '' : `{\n      const { signal, timeoutMs } = request;\n      return `;
  const tail = assertion === undefined ? '' : `;\n    }`;
  const own = [
    ...(kind === 'session'
      ? [
          "    sessionId: { what: 'a name for the login', required: true },\n    refreshWithoutStore: { what: 'true to refresh although the store cannot be reached', type: 'boolean' },\n",
        ]
      : []),
    ...(assertion === undefined
      ? []
      : ["    signAssertion: { what: 'a function that signs an assertion', type: 'function', required: true },\n"]),
  ];
  const ownOptions = [
    ...(kind === 'session'
      ? [
          '  /** A name for the login: whose it is becomes known only with the token. */\n  readonly sessionId: string;\n',
          '  /** Refreshes although the store cannot be reached. Only safe when no other process uses the same login. */\n  readonly refreshWithoutStore?: boolean | undefined;\n',
        ]
      : []),
    ...(assertion === undefined
      ? []
      : [
          '  /** Signs an assertion, a new one at each renewal; `createAssertionSigner` of @tokenwright/core makes the signature. */\n  readonly signAssertion: (request: RenewalRequest) => Promise<string>;\n',
        ]),
  ];
  const connection = [
    ...plan.server.variables.map(member),
    'endpoint',
    'fetch',
    'headers',
    'maxResponseBytes',
    'dangerouslyAllowInsecureHttp',
  ];
  const names = parameters.map((each) => camel(each.name));
  // Whatever else goes into a request may make it another token.
  const rest = parameters
    .filter(({ name: each, isSecret }) => !isSecret && each !== id && !['scope', 'audience'].includes(camel(each)))
    .map((each) => camel(each.name));
  const keyParts = [
    'authority: context.endpoint',
    `provider: '${name}'`,
    id === undefined ? `clientId: '${name}'` : `clientId: ${camel(id)}`,
    `credential: '${credential}'`,
    ...['scope', 'audience'].filter((part) => names.includes(part)),
    ...(rest.length === 0 ? [] : [`subdomain: JSON.stringify([${rest.join(', ')}])`]),
    ...(kind === 'session' ? ['sessionId'] : []),
  ];
  const what =
    kind === 'session'
      ? `Makes a source of tokens of a login, kept valid by its refresh token. Begin with \`initial\` or \`adopt\`.`
      : `Makes a source of tokens of ${title}: always valid, renewed ahead of time, once for all who ask.`;
  function withSecret(field: string, isRequired: boolean, isAsync: boolean): string {
    const asked = `withFreshSecret('${camel(field)}', ${camel(field)}, ${isAsync ? 'async ' : ''}(${field}) => ${exchange})`;
    if (isRequired) return asked;
    return `${camel(field)} === undefined ? ${exchangeOf(given.filter((each) => each !== field))} : ${asked}`;
  }
  const imports = [
    'checkParameters',
    kind === 'session' ? 'createSessionSourceFor' : 'createMintSourceFor',
    'sourceRules',
    ...(secret === undefined ? [] : ['withFreshSecret']),
  ];
  return `import type { ${[...(assertion === undefined ? [] : ['RenewalRequest']), 'TokenSource', 'TokenSourceSettings'].join(', ')} } from '@tokenwright/core';
import { ${imports.join(', ')} } from '@tokenwright/core/provider';
import type { ParameterRules${secret === undefined ? '' : ', Secret'} } from '@tokenwright/core/provider';
import { ${call.name} } from '../calls/${kebab(call.name)}.ts';
import { connectionRules, create${prefix}Context, type ${prefix}Options } from '../context.ts';
import type { ${prefix}Token } from '../token.ts';
${parameters.some(({ type }) => type === 'object' || type === 'any') ? `import type { ${call.bodyType} } from '../gen/types.gen.ts';\n` : ''}
/** Options of {@link ${factory}}. */
export interface ${options} extends Omit<${prefix}Options, 'timeoutMs'>, TokenSourceSettings<${prefix}Token> {
${declared.join('')}${ownOptions.join('')}}

function rules(): ParameterRules {
  const { timeoutMs: _timeoutMs, ...connection } = connectionRules();
  return {
    known: {
      ...connection,
      ...sourceRules,
${rules.join('')}${own.join('')}    },
    refused: { timeoutMs: 'use requestTimeoutMs' },
  };
}

/**
 * ${what}
 *
 * @throws ConfigurationError naming the option that is missing, unknown, malformed or out of range
 */
export function ${factory}(options: ${options}): TokenSource<${prefix}Token> {
  const where = '${factory}';
  checkParameters(where, 'option', options, rules());
  const { ${[...connection, ...names, ...(assertion === undefined ? [] : ['signAssertion']), ...(kind === 'session' ? ['sessionId'] : [])].join(', ')}, ...settings } = options;
  const context = create${prefix}Context({ ${connection.join(', ')} });
  return ${kind === 'session' ? 'createSessionSourceFor' : 'createMintSourceFor'}<${prefix}Token>(where, {
    ...settings,
    key: { ${keyParts.join(', ')} },
    ${kind === 'session' ? 'refresh' : 'mint'}: ${assertion === undefined ? '' : 'async '}(${request}) => ${head}${once}${tail},
  });
}
`;
}
