import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { copyRepository, type RepositoryCopy } from './support/repository-copy.ts';
import { bin, root, run, temporaryFolder } from './support/run.ts';
import { hasTerminal, keys, Terminal } from './support/terminal.ts';

// Each test runs the linter, the generator or the compiler.
vi.setConfig({ testTimeout: 300_000 });

const fixture = (name: string): string => path.join(root, 'test/fixtures', name);

let repository: RepositoryCopy;
beforeAll(async () => {
  repository = copyRepository();
  await withRegisters(repository);
});
afterAll(() => repository[Symbol.dispose]());

/** The files outside of scripts/ in which a new provider is entered, which a copy does not have. */
async function withRegisters(copy: RepositoryCopy): Promise<void> {
  for (const file of ['site/pages.ts', 'test/support/walked-pages.ts']) {
    mkdirSync(path.dirname(path.join(copy.path, file)), { recursive: true });
    copy.write(file, readFileSync(path.join(root, file), 'utf8'));
  }
  await copy.commit();
}

function changesOf(copy: RepositoryCopy): string {
  return execFileSync('git', ['status', '--porcelain', '--untracked-files=all'], { cwd: copy.path, encoding: 'utf8' });
}

const factories = ['TokenSource', 'AssertionTokenSource', 'SessionTokenSource'];
type Made = readonly [name: string, what: string, document: string, sources: readonly string[]];
const made: readonly Made[] = [
  [
    'plain-authority',
    'a plain RFC 6749 authority',
    fixture('plain-authority.yaml'),
    ['TokenSource', 'SessionTokenSource'],
  ],
  ['json-authority', 'an authority with JSON bodies and its own errors', fixture('json-authority.yaml'), factories],
  [
    'own-pds',
    'a document of ours once more',
    path.join(root, 'specs/aliyun-pds.yaml'),
    ['AssertionTokenSource', 'SessionTokenSource'],
  ],
];

describe.each(made)('G5: the package of %s, %s,', (name, _what, document, sources) => {
  const folder = `packages/${name}`;
  let copy: RepositoryCopy;

  beforeAll(async () => {
    copy = copyRepository(repository.path);
    await withRegisters(copy);
    const { code, output } = await copy.script('scripts/new-provider.ts', name, document, '--no-install');
    if (code !== 0) throw new Error(output);
    symlinkSync(
      path.join(root, 'packages/huawei-oneaccess/node_modules'),
      path.join(copy.path, folder, 'node_modules'),
    );
  });
  afterAll(() => copy[Symbol.dispose]());

  test('has its sources from the grants of its document, and its place in the repository', () => {
    const index = copy.read(`${folder}/src/index.ts`);
    for (const factory of factories) {
      const isExported = new RegExp(`create(?:PlainAuthority|JsonAuthority|OwnPds)${factory},`).test(index);
      expect(isExported, factory).toBe(sources.includes(factory));
    }
    expect(copy.read(`.changeset/new-provider-${name}.md`)).toContain(`'@tokenwright/${name}': minor`);
    expect(copy.read('scripts/house/arrows.ts')).toContain(`'@tokenwright/${name}': ['@tokenwright/core',`);
    expect(copy.read('site/pages.ts')).toContain(`file: 'packages/${name}/README.md'`);
    expect(copy.read('test/support/walked-pages.ts')).toContain(`page('packages/${name}/README.md'),`);
    expect(copy.read('redocly.yaml')).toContain(`root: specs/${name}.yaml`);
    expect(copy.read('turbo.json')).toContain(`@tokenwright/${name}#generate`);
  });

  test('has a doc comment on every member of its options, also where the document describes nothing', () => {
    const files = globSync(`${folder}/src/{calls,sources,.}/*.ts`, { cwd: copy.path });
    const members = files.flatMap((file) =>
      [...copy.read(file).matchAll(/^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm)].flatMap(([, type, body = '']) =>
        [...body.matchAll(/^(.*)\n? {2}readonly (\w+)/gm)].map(([, before, name]) => ({
          name: `${type}.${name}`,
          before,
        })),
      ),
    );
    expect(members.length).toBeGreaterThan(5);
    expect(members.filter(({ before }) => before?.endsWith('*/') !== true).map(({ name }) => name)).toEqual([]);
  });

  test('compiles, with its tests and the examples of its README', async () => {
    const blocks = [...copy.read(`${folder}/README.md`).matchAll(/^```ts\n([\s\S]*?)^```/gm)];
    expect(blocks.length).toBe(2);
    for (const [index, [, code = '']] of blocks.entries()) copy.write(`${folder}/test/readme-${index}.ts`, code);
    const { output } = await run(bin('tsc'), ['-p', path.join(copy.path, folder, 'test'), '--pretty', 'false']);
    expect(output).toBe('');
  });

  test('passes its contract suite', async () => {
    const { code, output } = await run(bin('vitest'), ['run', '--root', path.join(copy.path, folder)]);
    expect(code, output).toBe(0);
    expect(output).toMatch(/Tests .*\d\d passed/);
    expect(output).not.toMatch(/failed|skipped/);
  });

  test('builds, is what its document gives, is linted and formatted', async () => {
    const cwd = path.join(copy.path, folder);
    const built = await run(bin('tsdown'), ['--logLevel', 'warn'], { cwd });
    expect(built.code, built.output).toBe(0);
    expect(existsSync(path.join(cwd, 'dist/index.d.ts'))).toBe(true);
    const drift = await copy.script('scripts/generate.ts', name, '--check');
    expect(drift.code, drift.output).toBe(0);
    const lint = await run(
      bin('oxlint'),
      ['--config', path.join(root, '.oxlintrc.json'), '--deny-warnings', `${folder}/src`, `${folder}/test`],
      {
        cwd: copy.path,
      },
    );
    expect(lint.code, lint.output).toBe(0);
    const format = await run(bin('oxfmt'), ['--check', `${folder}/src`, `${folder}/README.md`], { cwd: copy.path });
    expect(format.code, format.output).toBe(0);
  });
});

describe('bad input stops at the first station that can tell, and leaves nothing behind', () => {
  const plain = readFileSync(fixture('plain-authority.yaml'), 'utf8');
  const documents = temporaryFolder();
  afterAll(() => documents[Symbol.dispose]());
  /** A document of which a text is replaced, in a file of its own. */
  function variant(from: string, to: string): string {
    expect(plain).toContain(from);
    const file = path.join(documents.path, 'variant.yaml');
    const reference = "                - $ref: '#/components/schemas/AuthorizationCodeGrant'\n";
    const both = reference + reference.replace('AuthorizationCode', 'ProvenCode');
    const replaced = plain.replace(from, to);
    writeFileSync(file, to.includes('ProvenCodeGrant') ? replaced.replace(reference, both) : replaced);
    return file;
  }
  async function refusal(copy: RepositoryCopy, ...words: readonly string[]): Promise<string> {
    const { code, output } = await copy.script('scripts/new-provider.ts', ...words, '--no-install');
    expect(code, output).toBe(1);
    expect(output).not.toMatch(/\n {4}at /);
    expect(existsSync(path.join(copy.path, 'packages/acme'))).toBe(false);
    expect(existsSync(path.join(copy.path, 'specs/acme.yaml'))).toBe(false);
    return output.trim();
  }
  const lineOf = (text: string): number => plain.slice(0, plain.indexOf(text)).split('\n').length;

  const cases: readonly (readonly [what: string, from: string, to: string, says: (line: number) => RegExp])[] = [
    ['a malformed document', 'info:\n', 'info: [\n', () => /\.yaml:\d+:\d+: this is no YAML: .* Mend the text there/],
    [
      'an alias of nothing',
      'openapi: 3.1.1',
      'openapi: *version',
      () => /\.yaml: this is no YAML: Unresolved alias .*: version\. Mend the text there\./,
    ],
    [
      'an unresolvable $ref',
      "              schema:\n                $ref: '#/components/schemas/Token'",
      "              schema:\n                $ref: '#/components/schemas/Tokens'",
      (line) =>
        new RegExp(
          `\\.yaml:${line + 1} .*the reference "#/components/schemas/Tokens" leads nowhere\\. Mend it there\\.`,
        ),
    ],
    [
      'a document of another version',
      'openapi: 3.1.1',
      'openapi: 3.0.3',
      () => /\.yaml:1: an OpenAPI 3\.1 document is needed, and this says openapi: "3\.0\.3"\./,
    ],
    [
      'what Prism would take without a word: a schema that does not compile',
      '        code:\n          type: string\n          minLength: 1',
      "        code:\n          type: string\n          pattern: '(['",
      () => /\.yaml:\d+ .*this schema does not compile, so Prism would take any value/,
    ],
    [
      'what breaks a rule of the linter',
      '      operationId: requestToken\n',
      '',
      () => /\.yaml:\d+: Operation object should contain `operationId` field\. \(operation-operationId\)/,
    ],
    [
      'what breaks G2: a form that is no bare oneOf',
      "            schema:\n              oneOf:\n                - $ref: '#/components/schemas/ClientCredentialsGrant'\n                - $ref: '#/components/schemas/AuthorizationCodeGrant'\n                - $ref: '#/components/schemas/RefreshTokenGrant'\n",
      "            schema:\n              anyOf:\n                - $ref: '#/components/schemas/ClientCredentialsGrant'\n                - $ref: '#/components/schemas/AuthorizationCodeGrant'\n                - $ref: '#/components/schemas/RefreshTokenGrant'\n",
      () => /\.yaml:\d+: the form body of requestToken is no bare "oneOf" \(G2\); make it/,
    ],
    [
      'what breaks G2: two grants of one name',
      '          description: The redirect URI of the authorization request.\n',
      [
        '          description: The redirect URI of the authorization request.',
        '        code_verifier:\n          type: string',
        '    ProvenCodeGrant:\n      type: object\n      additionalProperties: false',
        '      required: [grant_type, code_verifier]\n      properties:',
        '        grant_type:\n          type: string\n          const: authorization_code',
        '        code:\n          type: string\n        code_verifier:\n          type: string\n',
      ].join('\n'),
      () =>
        /\.yaml:\d+: .*the grants AuthorizationCodeGrant and ProvenCodeGrant of requestToken share .* \(G2\); give each/,
    ],
    [
      'what breaks G2: a grant that takes anything',
      '    RefreshTokenGrant:\n      type: object\n      additionalProperties: false\n',
      '    RefreshTokenGrant:\n      type: object\n',
      () =>
        /\.yaml:\d+: the grant RefreshTokenGrant takes fields that it does not list \(G2\); add "additionalProperties: false"/,
    ],
    [
      'what breaks G1: a body without an example, which the contract suite would send',
      [
        '            examples:',
        '              client_credentials:',
        '                value: { grant_type: client_credentials, scope: read }',
        '              authorization_code:',
        '                value:',
        '                  { grant_type: authorization_code, code: made-up-code, redirect_uri: https://app.example/callback }',
        '              refresh_token:',
        '                value: { grant_type: refresh_token, refresh_token: made-up-refresh-token }',
        '',
      ].join('\n'),
      '',
      (line) =>
        new RegExp(
          `\\.yaml:${line - 5}: the body of requestToken has no named example \\(G1\\); add "examples", one for each`,
        ),
    ],
    [
      'what breaks G1: a grant without an example',
      '              client_credentials:\n                value: { grant_type: client_credentials, scope: read }\n',
      '',
      () =>
        /\.yaml:\d+: no example of requestToken is one of the grant ClientCredentialsGrant \(G1\); add one with the grant_type "client_credentials"\./,
    ],
    [
      'what breaks G1: an answer without an example, with which a mock would answer',
      '              examples:\n                invalid_client:\n                  value: { error: invalid_client }\n',
      '',
      (line) =>
        new RegExp(`\\.yaml:${line - 2}: the answer 401 of requestToken has no named example \\(G1\\); add "examples"`),
    ],
    [
      'an operation after which no function can be called',
      'operationId: requestToken',
      'operationId: delete',
      (line) =>
        new RegExp(`\\.yaml:${line}: no function can be called after the operationId "delete"; choose one such as`),
    ],
    [
      'a server variable without a format',
      '        x-format: host-label\n',
      '',
      () => /\.yaml:\d+: the server variable "tenant" has no "x-format" \(W1\); add one of host-label/,
    ],
  ];

  test.each(cases)('G5: %s', async (_what, from, to, says) => {
    const output = await refusal(repository, 'acme', variant(from, to));
    expect(output).toMatch(says(lineOf(from)));
    expect(changesOf(repository)).toBe('');
  });

  test('G5: a name that exists, one that can be none, a document that is not there, none at all', async () => {
    const document = fixture('plain-authority.yaml');
    expect(await refusal(repository, 'core', document)).toBe(
      'packages/core: there is a provider of this name already. Choose another, or edit that one.',
    );
    expect(await refusal(repository, 'aliyun-pds', document)).toMatch(/^packages\/aliyun-pds: there is a provider/);
    expect(await refusal(repository, '../acme', document)).toMatch(/^"\.\.\/acme" cannot be the name of a package/);
    mkdirSync(path.join(repository.path, 'packages/left-over/node_modules'), { recursive: true });
    expect(await refusal(repository, 'left-over', document)).toBe(
      'packages/left-over: this folder has no package.json. Remove it, and run this again.',
    );
    rmSync(path.join(repository.path, 'packages/left-over'), { recursive: true });
    expect(await refusal(repository, 'acme', 'nowhere.yaml')).toBe(
      'nowhere.yaml: there is no such file; give the path of an OpenAPI document.',
    );
    expect(await refusal(repository, 'acme', '')).toBe(
      `${repository.path}: this is no file; give the path of an OpenAPI document.`,
    );
    expect(await refusal(repository, 'acme')).toMatch(/^A name and a document are needed: pnpm new-provider/);
    expect(changesOf(repository)).toBe('');
  });

  test('G5: a dirty tree', async () => {
    repository.write('specs/notes.txt', 'not committed');
    const output = await refusal(repository, 'acme', fixture('plain-authority.yaml'));
    rmSync(path.join(repository.path, 'specs/notes.txt'));
    expect(output).toMatch(/^A file is not committed:\n {2}\?\? specs\/notes\.txt\n.*Nothing was written\.$/s);
    expect(changesOf(repository)).toBe('');
  });

  test('G5: no git repository, and no git', async () => {
    using copy = copyRepository(repository.path);
    const document = fixture('plain-authority.yaml');
    expect(await refusal(copy, 'acme', document)).toMatch(/^git: it does not know what is committed here: .*clone/s);
    const bare = await run(bin('node'), ['scripts/new-provider.ts', 'acme', document], {
      cwd: copy.path,
      env: { ...process.env, PATH: '/nowhere' },
    });
    expect(bare.code).toBe(1);
    expect(bare.output).toMatch(/^git: it cannot be run here .* Install git, and run this again\./);
  });

  test('G5: what fails half-way is taken back', async () => {
    using copy = copyRepository(repository.path);
    await copy.commit();
    // The files in which a new provider is entered are not there.
    const output = await copy.script(
      'scripts/new-provider.ts',
      'acme',
      fixture('plain-authority.yaml'),
      '--no-install',
    );
    expect(output.code).not.toBe(0);
    // The formatter fails after everything was written.
    copy.write('.oxfmtrc.json', '{ "printWidth": "wide" }');
    await withRegisters(copy);
    const refused = await refusal(copy, 'acme', fixture('plain-authority.yaml'));
    expect(refused).toMatch(/^"oxfmt .*" failed, so nothing was kept:/);
    expect(changesOf(copy)).toBe('');
  });
});

describe.skipIf(!hasTerminal('new-provider at a terminal'))('at a terminal', () => {
  const document = fixture('plain-authority.yaml');
  const open = (copy: RepositoryCopy, words: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Terminal =>
    new Terminal([bin('node'), 'scripts/new-provider.ts', ...words], copy.path, env);
  const nameQuestion = 'Name of the provider, such as acme-id: ';
  const documentQuestion = 'Its OpenAPI document, a file: ';

  test('G5: what is missing is asked for, and asked for again while an answer is none', async () => {
    using copy = copyRepository(repository.path);
    await withRegisters(copy);
    await using terminal = open(copy, ['--no-install']);
    await terminal.until(nameQuestion);
    terminal.type('Acme', keys.enter);
    await terminal.until('"Acme" cannot be the name of a package; use lower case, digits and "-", such as acme-id.\n');
    await terminal.until(nameQuestion);
    terminal.type('core', keys.enter);
    await terminal.until('packages/core: there is a provider of this name already.');
    await terminal.until(nameQuestion);
    terminal.type(' acme ', keys.enter);
    await terminal.until(documentQuestion);
    terminal.type('nowhere.yaml', keys.enter);
    await terminal.until('nowhere.yaml: there is no such file; give the path of an OpenAPI document.\n');
    await terminal.until(documentQuestion);
    terminal.type('specs', keys.enter);
    await terminal.until('specs: this is no file; give the path of an OpenAPI document.\n');
    await terminal.until(documentQuestion);
    terminal.type(document, keys.enter);
    await terminal.until('packages/acme and specs/acme.yaml, from ');
    expect(await terminal.ended(), terminal.shown).toBe(0);
    expect(copy.has('packages/acme/src/index.ts')).toBe(true);
  });

  test('G5: only what is missing is asked for, and nothing where files are not committed', async () => {
    await using named = open(repository, ['core', '--no-install']);
    await named.until('packages/core: there is a provider of this name already.');
    expect(await named.ended()).toBe(1);
    repository.write('specs/notes.txt', 'not committed');
    await using dirty = open(repository, ['--no-install']);
    await dirty.until('A file is not committed:');
    expect(await dirty.ended()).toBe(1);
    rmSync(path.join(repository.path, 'specs/notes.txt'));
    expect(dirty.shown).not.toContain(nameQuestion);
  });

  test.each([
    ['Ctrl-C', keys.controlC],
    ['Ctrl-D', keys.controlD],
  ])('G5: %s at a question ends it in a sentence, with nothing written', async (_what, key) => {
    await using terminal = open(repository, ['--no-install']);
    await terminal.until(nameQuestion);
    terminal.type('acme', keys.enter);
    await terminal.until(documentQuestion);
    terminal.type(key);
    await terminal.until('Broken off; nothing was written.\n');
    expect(await terminal.ended()).toBe(130);
    expect(terminal.shown).not.toMatch(/\n {4}at /);
    expect(changesOf(repository)).toBe('');
  });

  test('G5: Ctrl-C after everything was written, while it is installed, takes everything back', async () => {
    using programs = temporaryFolder();
    const npx = path.join(programs.path, 'npx');
    // In place of an installation: says so at the terminal, and takes until it is broken off.
    writeFileSync(npx, '#!/bin/sh\necho installing > /dev/tty\nexec tail -f /dev/null\n', { mode: 0o755 });
    const env = { PATH: `${programs.path}${path.delimiter}${process.env['PATH'] ?? ''}` };
    repository.write('pnpm-lock.yaml', readFileSync(path.join(root, 'pnpm-lock.yaml'), 'utf8'));
    await repository.commit();
    await using terminal = open(repository, ['acme', document], env);
    await terminal.until('installing');
    expect(existsSync(path.join(repository.path, 'packages/acme/src/index.ts'))).toBe(true);
    terminal.type(keys.controlC);
    await terminal.until('Broken off; nothing was kept.\n');
    expect(await terminal.ended()).toBe(130);
    expect(existsSync(path.join(repository.path, 'packages/acme'))).toBe(false);
    expect(changesOf(repository)).toBe('');
  });
});
