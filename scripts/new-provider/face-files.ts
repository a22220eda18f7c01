import { camel, kebab, member } from './names.ts';
import type { Call, Parameter, ProviderPlan } from './plan.ts';
import { type SourcePlan, sourceParameters, sourcePath, sourcesOf } from './source-files.ts';

/** What users and tests see of a provider: its entry, its README, its contract tests; by their path in the package. */
export function faceFiles(plan: ProviderPlan): Record<string, string> {
  return {
    'src/index.ts': indexFile(plan),
    'README.md': readmeFile(plan),
    'test/contract.test.ts': contractTest(plan),
  };
}

function indexFile(plan: ProviderPlan): string {
  const { prefix, title, calls } = plan;
  const parametersOf = ({ name }: Call): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}Parameters`;
  const sources = sourcesOf(plan).map((source) => {
    const options = `${source.factory.slice('create'.length)}Options`;
    return `export { ${source.factory}, type ${options} } from './${sourcePath(plan, source).slice('src/'.length)}';\n`;
  });
  return `/**
 * Access tokens of ${title}.
 *
 * @packageDocumentation
 */
${calls.map((call) => `export { ${call.name}, type ${parametersOf(call)} } from './calls/${kebab(call.name)}.ts';\n`).join('')}export { create${prefix}Context, type ${prefix}Context, type ${prefix}Options } from './context.ts';
${sources.join('')}export type { ${prefix}Token } from './token.ts';
export type { CallOptions } from '@tokenwright/core/provider';
export * from '@tokenwright/core/errors';
`;
}

/** Values that a reader knows for made up, for what an example or a test has to give. */
function madeUp({ name, type, values, isSecret }: Parameter): string {
  if (values !== undefined) return JSON.stringify(values[0]);
  if (type === 'number') return '1';
  if (type === 'boolean') return 'true';
  if (type === 'object' || type === 'any') return '{}';
  if (/uri|url/i.test(name)) return "'https://app.example/callback'";
  return isSecret ? `'made-up-${kebab(camel(name))}'` : `'my-${kebab(camel(name)).replace(/-?id$/, '') || 'id'}'`;
}

function given(parameters: readonly Parameter[], nameOf: (name: string) => string): string {
  const needed = parameters.filter(({ isRequired }) => isRequired);
  return needed.map((each) => `${member(nameOf(each.name))}: ${madeUp(each)}`).join(', ');
}

function connection({ server }: ProviderPlan): string {
  return server.variables.map((name) => `${member(name)}: '${server.examples[name] ?? ''}'`).join(', ');
}

function readmeFile(plan: ProviderPlan): string {
  const { name, prefix, title, calls } = plan;
  const [call] = calls;
  const sources = sourcesOf(plan);
  const [source] = sources;
  const needs = (each: Call): string =>
    each.parameters
      .filter(({ isRequired }) => isRequired)
      .map((parameter) => `\`${parameter.name}\``)
      .join(', ');
  const where = connection(plan);
  return `# @tokenwright/${name}

Access tokens of ${title}: typed calls, checked answers, no secret in an error.

\`\`\`sh
npm install @tokenwright/${name}
\`\`\`

\`\`\`ts
import { create${prefix}Context, ${call?.name ?? ''} } from '@tokenwright/${name}';

export async function token(): Promise<string> {
  const context = create${prefix}Context(${where === '' ? '' : `{ ${where} }`});
  const { access_token } = await ${call?.name ?? ''}(context, { ${call === undefined ? '' : given(call.parameters, (each) => each)} });
  return access_token;
}
\`\`\`

| call | what it needs | grant |
| ---- | ------------- | ----- |
${calls.map((each) => `| \`${each.name}\` | ${needs(each)} | ${each.grantType} |`).join('\n')}

Each call takes \`{ signal, timeoutMs, headers, fetch }\` as its last argument. A call is one request and never repeats itself.
${source === undefined ? '' : sourceSection(plan, source, sources)}
\`@tokenwright/${name}/wire\` holds the generated functions and types, with nothing added.
`;
}

function sourceSection(plan: ProviderPlan, source: SourcePlan, sources: readonly SourcePlan[]): string {
  const options = [
    connection(plan),
    given(sourceParameters(source), camel),
    ...(source.kind === 'session' ? ["sessionId: 'user-1'"] : []),
    ...(source.call.kind === 'assertion' ? ["signAssertion: async () => 'a signed JWT'"] : []),
  ].filter(Boolean);
  return `
A **source** has a token that is always valid${sources.length > 1 ? ` (${sources.map(({ factory }) => `\`${factory}\``).join(', ')})` : ''}:

\`\`\`ts
import { ${source.factory} } from '@tokenwright/${plan.name}';

const source = ${source.factory}({ ${options.join(', ')} });

export async function authorization(): Promise<string> {
  const { accessToken } = await source.getToken();
  return \`Bearer \${accessToken}\`;
}
\`\`\`
`;
}

function contractTest(plan: ProviderPlan): string {
  const { name, prefix, calls } = plan;
  const sources = sourcesOf(plan);
  // The first of which something is needed.
  const strict = calls.find(({ parameters }) => parameters.some(({ isRequired }) => isRequired));
  const contract = ['createClientSuite', 'createContractFetch', 'createContractSuite'].filter(
    (name) => name !== 'createContractFetch' || strict !== undefined || sources.length > 0,
  );
  const functions = [...calls.map((call) => call.name), ...sources.map(({ factory }) => factory)].toSorted();
  return `import { ${contract.join(', ')} } from '@tokenwright/contract';
import { describe, expect, test } from 'vitest';
import { create${prefix}Context, ${functions.join(', ')} } from '../src/index.ts';

const document = new URL('../../../specs/${name}.yaml', import.meta.url);
const where = { ${connection(plan)} };

describe('the document', async () => {
  const { cases } = await createContractSuite(document);
  test.each(cases)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

${calls.map((call) => clientSuite(prefix, call)).join('\n')}
${sources.map((source) => sourceTest(source)).join('\n')}
${strict === undefined ? '' : strictTest(prefix, strict)}`;
}

function strictTest(prefix: string, { name }: Call): string {
  return `test('a missing parameter is named before anything is sent', async () => {
  const fetch = createContractFetch(document);
  const context = create${prefix}Context({ ...where, fetch });
  await expect(${name}(context, {} as never)).rejects.toMatchObject({ code: 'missing_parameter' });
  expect(fetch.exchanges).toHaveLength(0);
});
`;
}

function clientSuite(prefix: string, call: Call): string {
  return `describe('${call.name}', async () => {
  const { cases } = await createClientSuite(document, {
    ${member(call.operationId)}: ({ fetch }) =>
      ${call.name}(create${prefix}Context({ ...where, fetch }), { ${given(call.parameters, (each) => each)} }),
  });
  test.each(cases)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
`;
}

function sourceTest(source: SourcePlan): string {
  const options = [
    '...where',
    'fetch',
    given(sourceParameters(source), camel),
    ...(source.kind === 'session'
      ? [
          "sessionId: 'user-1'",
          "initial: { access_token: 'old', expires_in: 0, refresh_token: 'made-up-refresh-token' }",
        ]
      : []),
    ...(source.call.kind === 'assertion' ? ["signAssertion: async () => 'made-up-assertion'"] : []),
  ].filter(Boolean);
  return `test('${source.factory} gives a token, and keeps to the document', async () => {
  const fetch = createContractFetch(document);
  await using source = ${source.factory}({ ${options.join(', ')} });
  const { accessToken } = await source.getToken();
  expect(accessToken).not.toBe('');
  expect(fetch.violations).toEqual([]);
  expect(fetch.exchanges).toHaveLength(1);
});
`;
}
