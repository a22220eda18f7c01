import { globSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { copyRepository, type RepositoryCopy } from './support/repository-copy.ts';

interface Verdict {
  readonly packageName: string;
  readonly rated: string;
  readonly bump: string;
  readonly given: string;
  readonly changes: readonly { readonly bump: string; readonly message: string; readonly place?: string }[];
}

const tenant = 'specs/huawei-oneaccess-tenant.yaml';
const oauth = 'specs/huawei-oneaccess-oauth2.yaml';
const provider = '@tokenwright/huawei-oneaccess';
const specs = '@tokenwright/specs';

// Each case runs the generator, the differ and the compiler.
vi.setConfig({ maxConcurrency: 2, testTimeout: 300_000 });

/** The repository some time after its first release: what is in it is what was released. */
let released: RepositoryCopy;

beforeAll(async () => {
  released = copyRepository();
  rmSync(path.join(released.path, '.changeset/first-release.md'), { force: true });
  await released.commit();
  const { code, output } = await released.script('scripts/release-baseline.ts');
  if (code !== 0) throw new Error(output);
  released.edit('baseline/packages.json', [/"version": "[^"]*"/, '"version": "1.0.0"']);
});
afterAll(() => released[Symbol.dispose]());

async function generate(copy: RepositoryCopy): Promise<void> {
  const { code, output } = await copy.script('scripts/generate.ts', 'huawei-oneaccess');
  expect(code, output).toBe(0);
}

async function verdictsOf(copy: RepositoryCopy, ...words: readonly string[]): Promise<Verdict[]> {
  const { code, output } = await copy.script('scripts/spec-diff.ts', '--json', ...words);
  expect(code, output).toBe(0);
  return JSON.parse(output.slice(output.indexOf('[{'), output.lastIndexOf(']') + 1)) as Verdict[];
}

function bumpsOf(verdicts: readonly Verdict[]): Record<string, string> {
  return Object.fromEntries(
    verdicts.filter(({ bump }) => bump !== 'none').map(({ packageName, bump }) => [packageName, bump]),
  );
}

/** Renames what was generated under another name wherever it is used by hand, as the compiler would ask for. */
function renameInSources(copy: RepositoryCopy, from: string, to: string): void {
  for (const file of globSync('packages/huawei-oneaccess/src/**/*.ts', { cwd: copy.path })) {
    if (file.includes('/gen/') || !copy.read(file).includes(from)) continue;
    copy.edit(file, [new RegExp(`\\b${from}\\b`), to]);
  }
}

interface Case {
  readonly change: string;
  readonly edit: (copy: RepositoryCopy) => void;
  readonly specs: string;
  readonly provider: string;
  /** A part of what the report says about the provider. */
  readonly says: RegExp;
}

const cases: readonly Case[] = [
  {
    change: 'a new optional field of an answer',
    edit: (copy) =>
      copy.edit(tenant, [
        "          description: '`Bearer` in every source.'\n",
        "          description: '`Bearer` in every source.'\n        issued_at:\n          type: string\n          description: When it was issued.\n",
      ]),
    specs: 'minor',
    provider: 'minor',
    says: /`tenant\.TenantTokenResponse\.issued_at` is new/,
  },
  {
    change: 'a new required parameter',
    edit: (copy) =>
      copy.edit(tenant, [
        '      parameters:\n        - name: X-tenant-id\n',
        '      parameters:\n        - name: X-region\n          in: header\n          required: true\n          description: Where the instance is.\n          schema:\n            type: string\n        - name: X-tenant-id\n',
      ]),
    specs: 'major',
    provider: 'major',
    says: /X-region/,
  },
  {
    change: 'a removed field of an answer',
    edit: (copy) =>
      copy.edit(tenant, [/ {8}scope:\n {10}type: string\n {10}description: What the token is good for.*\n/, '']),
    specs: 'major',
    provider: 'major',
    says: /`tenant\.TenantTokenResponse\.scope` is gone/,
  },
  {
    change: 'a new example of an error',
    edit: (copy) =>
      copy.edit(tenant, [
        '                bad_client_credentials:\n',
        '                locked_client:\n                  summary: Locked\n                  value:\n                    error: invalid_client\n                    error_description: made-up text\n                bad_client_credentials:\n',
      ]),
    specs: 'minor',
    provider: 'patch',
    says: /Example `locked_client` was added/,
  },
  {
    change: 'a removed example of an error',
    edit: (copy) => copy.edit(tenant, [/ {16}invalid_access_token:\n(?: {18}.*\n)+/, '']),
    specs: 'major',
    provider: 'patch',
    says: /Example `invalid_access_token` was removed/,
  },
  {
    change: 'a renamed component',
    edit: (copy) => {
      copy.edit(tenant, [/\bTenantTokenResponse\b/, 'TenantToken']);
      renameInSources(copy, 'TenantTokenResponse', 'TenantToken');
    },
    specs: 'patch',
    provider: 'major',
    says: /`tenant\.TenantTokenResponse` is no longer exported/,
  },
  {
    change: 'a new grant',
    edit: (copy) =>
      copy.edit(
        oauth,
        [
          "                - $ref: '#/components/schemas/RefreshTokenGrant'\n",
          "                - $ref: '#/components/schemas/RefreshTokenGrant'\n                - $ref: '#/components/schemas/DeviceCodeGrant'\n",
        ],
        [
          '              authorization_code:\n                summary: Redeem a code, as OpenID Connect requires it\n',
          "              device_code:\n                value:\n                  grant_type: 'urn:ietf:params:oauth:grant-type:device_code'\n                  device_code: made-up-device-code\n              authorization_code:\n                summary: Redeem a code, as OpenID Connect requires it\n",
        ],
        [
          '    RefreshTokenGrant:\n',
          "    DeviceCodeGrant:\n      type: object\n      title: Device code\n      description: Redeems a device code.\n      additionalProperties: false\n      required: [grant_type, device_code]\n      properties:\n        grant_type:\n          type: string\n          const: 'urn:ietf:params:oauth:grant-type:device_code'\n          description: Names this grant.\n        device_code:\n          type: string\n          minLength: 1\n          description: The device code.\n    RefreshTokenGrant:\n",
        ],
      ),
    specs: 'minor',
    provider: 'minor',
    says: /`oauth2\.DeviceCodeGrant` is exported now/,
  },
  {
    change: 'a changed operationId',
    edit: (copy) => {
      copy.edit(tenant, ['operationId: requestTenantToken', 'operationId: askForTenantToken']);
      renameInSources(copy, 'requestTenantToken', 'askForTenantToken');
    },
    specs: 'major',
    provider: 'major',
    says: /`tenant\.requestTenantToken` is no longer exported/,
  },
  {
    change: 'a changed server variable',
    edit: (copy) =>
      copy.edit(tenant, [/\{domain_name\}/, '{instance_host}'], [/^ {6}domain_name:/m, '      instance_host:']),
    specs: 'major',
    provider: 'major',
    says: /Server `https:\/\/\{domain_name\}` became/,
  },
  {
    change: 'a widened type of an answer',
    edit: (copy) => copy.edit(tenant, ['      type: [integer, string]\n', '      type: [integer, string, "null"]\n']),
    specs: 'major',
    provider: 'major',
    says: /`tenant\.(?:ExpiresIn|TenantTokenResponse)` cannot be read as before/,
  },
  {
    change: 'a description only',
    edit: (copy) => copy.edit(tenant, ['description: A token for the management APIs.\n', 'description: One token.\n']),
    specs: 'patch',
    provider: 'patch',
    says: /`description` of `200` changed, in POST \/api\/v2\/tenant\/token/,
  },
  {
    change: 'a widened type of a request',
    edit: (copy) =>
      copy.edit(tenant, [
        '          schema:\n            type: string\n            minLength: 1\n        - name: grant_type\n',
        '          schema:\n            type: [string, integer]\n            minLength: 1\n        - name: grant_type\n',
      ]),
    specs: 'patch',
    provider: 'minor',
    says: /`tenant\.RequestTenantTokenData` allows more than before/,
  },
];

describe('G4: a change of a document asks for its bump', () => {
  test.concurrent.each(cases)(
    '$change: specs $specs, the provider $provider',
    async (each) => {
      using copy = copyRepository(released.path);
      each.edit(copy);
      await generate(copy);
      const verdicts = await verdictsOf(copy);
      const found = verdicts.find(({ packageName }) => packageName === provider);
      expect(bumpsOf(verdicts)).toEqual({ [specs]: each.specs, [provider]: each.provider });
      expect(JSON.stringify(found?.changes)).toMatch(each.says);
    },
    120_000,
  );
});

const removedField = cases.find(({ change }) => change === 'a removed field of an answer');

describe('G4: the changeset', () => {
  test('is missing, is written with the changes, gives way to a larger one by hand, and is taken back', async () => {
    using copy = copyRepository(released.path);
    removedField?.edit(copy);
    await generate(copy);

    const before = await copy.script('scripts/spec-diff.ts', '--check');
    expect(before.code, before.output).toBe(1);
    expect(before.output).toContain(`say too little for ${provider}, ${specs}. Run "pnpm spec:diff --write"`);
    expect(before.output).toMatch(/major +Property `scope` of `TenantTokenResponse` was removed\./);

    copy.write('.changeset/by-hand.md', `---\n'${provider}': minor\n---\n\nA word by hand.\n`);
    const after = await copy.script('scripts/spec-diff.ts', '--write', '--check');
    expect(after.code, after.output).toBe(0);
    const text = copy.read('.changeset/spec-diff-huawei-oneaccess.md');
    expect(text).toMatch(new RegExp(`^---\\n'${provider}': major\\n---\\n\\n- `));
    expect(text).toContain('- `tenant.TenantTokenResponse.scope` is gone. (@tokenwright/huawei-oneaccess/wire)\n');
    expect(copy.has('.changeset/spec-diff-specs.md')).toBe(true);
    expect(copy.has('.changeset/spec-diff-aliyun-pds.md')).toBe(false);

    copy.write('.changeset/by-hand.md', `---\n'${provider}': major\n---\n\nA word by hand.\n`);
    const larger = await copy.script('scripts/spec-diff.ts', '--write', '--check');
    expect(larger.code, larger.output).toBe(0);
    expect(larger.output).toContain('removed  .changeset/spec-diff-huawei-oneaccess.md');
    expect(copy.has('.changeset/by-hand.md')).toBe(true);
  });

  test('of a broken interface is a minor one below 1.0.0, and of a package that was never released always one', async () => {
    using copy = copyRepository(released.path);
    copy.edit('baseline/packages.json', [/"version": "1\.0\.0"/, '"version": "0.3.0"']);
    const baseline = JSON.parse(copy.read('baseline/packages.json')) as Record<string, { version: string }>;
    copy.write(
      'baseline/packages.json',
      JSON.stringify({ ...baseline, '@tokenwright/core': { ...baseline['@tokenwright/core'], version: '0.0.0' } }),
    );
    removedField?.edit(copy);
    await generate(copy);
    const verdicts = await verdictsOf(copy);
    expect(bumpsOf(verdicts)).toEqual({ [provider]: 'minor', [specs]: 'minor', '@tokenwright/core': 'minor' });
    expect(verdicts.find(({ packageName }) => packageName === provider)?.rated).toBe('major');
  });

  test('that cannot be read is named', async () => {
    using copy = copyRepository(released.path);
    copy.write('.changeset/odd.md', "---\n'@tokenwright/core': huge\n---\n\nWhat?\n");
    const { code, output } = await copy.script('scripts/spec-diff.ts');
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      '.changeset/odd.md: the bump of @tokenwright/core is "huge"; one of none, patch, minor, major is needed.',
    );
  });
});

describe('G4: a change of the sources asks for its bump', () => {
  test('nothing changed: nothing is asked for', async () => {
    using copy = copyRepository(released.path);
    const { code, output } = await copy.script('scripts/spec-diff.ts', '--check');
    expect(output.trim()).toBe('Nothing changed since the last release.');
    expect(code).toBe(0);
  });

  test('a fix is a patch; an option more is a minor one, an option less a major one, also for who shows it on', async () => {
    using copy = copyRepository(released.path);
    copy.edit('packages/aliyun-pds/src/pds-error.ts', [/$/, '\n// A fix.\n']);
    expect(bumpsOf(await verdictsOf(copy))).toEqual({ '@tokenwright/aliyun-pds': 'patch' });

    // A setting of every source, which generic functions take.
    const settings = 'export interface TokenSourceTimes {\n';
    copy.edit('packages/core/src/source/times.ts', [settings, `${settings}  readonly spareMs?: number | undefined;\n`]);
    const generic = (await verdictsOf(copy)).find(({ packageName }) => packageName === '@tokenwright/core');
    expect(generic?.bump).toBe('minor');
    expect(generic?.changes.map(({ message }) => message)).toContain('`TokenSourceTimes.spareMs` is new.');

    const options = 'packages/core/src/provider/call-options.ts';
    const interfaceHead = 'export interface CallOptions {\n';
    copy.edit(options, [interfaceHead, `${interfaceHead}  readonly priority?: number | undefined;\n`]);
    expect(bumpsOf(await verdictsOf(copy))).toMatchObject({ '@tokenwright/core': 'minor', [provider]: 'minor' });

    copy.edit(options, [
      "  /** The `fetch` to use for this call. Default: the client's. */\n  readonly fetch?: Fetch | undefined;\n",
      '',
    ]);
    const verdicts = await verdictsOf(copy);
    expect(bumpsOf(verdicts)).toMatchObject({ '@tokenwright/core': 'major', [provider]: 'major' });
    const messages = verdicts.flatMap(({ changes }) => changes.map(({ message }) => message));
    expect(messages).toContain('`CallOptions.fetch` is gone.');
  });

  test('a member more of some of a union is a minor one, though the compiler puts the others first then', async () => {
    using copy = copyRepository(released.path);
    // Every error has it, and so have the events that hold one.
    const head = '  declare readonly code: string;\n';
    copy.edit('packages/core/src/errors.ts', [head, `${head}  declare readonly advice?: string | undefined;\n`]);
    const verdicts = await verdictsOf(copy);
    const core = verdicts.find(({ packageName }) => packageName === '@tokenwright/core');
    expect(core?.changes.map(({ message }) => message)).toContain('`TokenwrightError.advice` is new.');
    expect(core?.changes.filter(({ message }) => !message.endsWith('.advice` is new.'))).toEqual([]);
    expect(bumpsOf(verdicts)).toMatchObject({ '@tokenwright/core': 'minor', [provider]: 'minor' });
  });

  test('a type test of the last release that does not compile any more is a major one, and says which line', async () => {
    using copy = copyRepository(released.path);
    const folder = path.join(copy.path, 'baseline/type-tests/aliyun-pds/test');
    mkdirSync(folder, { recursive: true });
    copy.write(
      'baseline/type-tests/aliyun-pds/test/types.ts',
      [
        "import { PDSClient } from '@tokenwright/aliyun-pds';",
        '// @ts-expect-error once refused, and taken now: that breaks nobody',
        "void new PDSClient({ domain_id: 'd' });",
        "void new PDSClient({ domain_id: 'd' }).getTokenForNothing();",
        "void (await import('@tokenwright/aliyun-pds/wire')).requestNothing;",
        '',
      ].join('\n'),
    );
    // Type tests are compiled where something that they see has changed.
    copy.edit('packages/aliyun-pds/src/index.ts', [/$/, "\nexport const added: string = 'more';\n"]);
    const verdict = (await verdictsOf(copy)).find(({ packageName }) => packageName === '@tokenwright/aliyun-pds');
    expect(verdict?.bump).toBe('major');
    const broken = verdict?.changes.filter(({ bump }) => bump === 'major');
    expect(broken).toHaveLength(2);
    expect(broken?.[0]).toMatchObject({ place: 'baseline/type-tests/aliyun-pds/test/types.ts:4' });
    expect(broken?.[0]?.message).toMatch(/getTokenForNothing/);
    // It goes into a changeset, and from there into a changelog: no folder of this machine is in it.
    expect(broken?.[1]?.message).toMatch(
      /Property 'requestNothing' does not exist on type 'typeof import\("packages\/aliyun-pds\/src\/wire"\)'\.$/,
    );
  });

  test('a new package needs a changeset, an entry less is a major one', async () => {
    using copy = copyRepository(released.path);
    const baseline = JSON.parse(copy.read('baseline/packages.json')) as Record<string, unknown>;
    delete baseline['@tokenwright/contract'];
    copy.write('baseline/packages.json', JSON.stringify(baseline));
    copy.edit('packages/core/package.json', [/^.*"\.\/testing": "\.\/src.*\n/m, '']);
    const verdicts = await verdictsOf(copy);
    expect(bumpsOf(verdicts)).toEqual({ '@tokenwright/contract': 'minor', '@tokenwright/core': 'major' });
    expect(JSON.stringify(verdicts)).toContain('The entry @tokenwright/core/testing is gone.');
  });
});

describe('G4: the release', () => {
  test('makes the versions of the changesets, carries them into the sources and moves the baseline', async () => {
    using copy = copyRepository(released.path);
    for (const file of globSync('{packages/*,specs}/package.json', { cwd: copy.path })) {
      copy.edit(file, ['"version": "0.0.0"', '"version": "1.0.0"']);
    }
    removedField?.edit(copy);
    await generate(copy);
    await copy.script('scripts/spec-diff.ts', '--write');
    await copy.commit();
    const { code, output } = await copy.script('scripts/version.ts');
    expect(code, output).toBe(0);
    expect(JSON.parse(copy.read('packages/huawei-oneaccess/package.json'))).toMatchObject({ version: '2.0.0' });
    expect(copy.read('packages/huawei-oneaccess/src/version.ts')).toContain("version = '2.0.0'");
    expect(copy.read('packages/huawei-oneaccess/CHANGELOG.md')).toContain(
      '`tenant.TenantTokenResponse.scope` is gone.',
    );
    expect(copy.read('baseline/documents/huawei-oneaccess-tenant.yaml')).toBe(copy.read(tenant));
    expect(JSON.parse(copy.read('baseline/packages.json'))).toMatchObject({ [provider]: { version: '2.0.0' } });
    expect(copy.has('.changeset/spec-diff-specs.md')).toBe(false);
    expect(await verdictsOf(copy).then(bumpsOf)).toEqual({});
  });

  test('stops before anything is written while a changeset is too small', async () => {
    using copy = copyRepository(released.path);
    copy.edit('packages/aliyun-pds/src/pds-error.ts', [/$/, '\n// A fix.\n']);
    await copy.commit();
    const { code, output } = await copy.script('scripts/version.ts');
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      'The pending changesets say too little for @tokenwright/aliyun-pds (patch). Run "pnpm spec:diff --write" and commit it.',
    );
  });
});

describe('bad input stops at the first station that can tell, and writes nothing', () => {
  async function refusal(copy: RepositoryCopy, ...words: readonly string[]): Promise<string> {
    const { code, output } = await copy.script('scripts/spec-diff.ts', '--write', ...words);
    expect(code, output).toBe(1);
    expect(output).not.toMatch(/\n {4}at /);
    expect(globSync('.changeset/spec-diff-*.md', { cwd: copy.path })).toEqual([]);
    return output.trim();
  }

  const documents: readonly (readonly [what: string, edit: (copy: RepositoryCopy) => void, says: RegExp])[] = [
    [
      'is malformed',
      (copy) => copy.edit(tenant, [/$/, '\n  bad: [unclosed\n']),
      /^specs\/huawei-oneaccess-tenant\.yaml:\d+:\d+: this is no YAML: /,
    ],
    [
      'has a $ref that leads nowhere',
      (copy) =>
        copy.edit(tenant, ["$ref: '#/components/schemas/TenantTokenResponse'", "$ref: '#/components/schemas/Nothing'"]),
      /^specs\/huawei-oneaccess-tenant\.yaml:\d+ .*"#\/components\/schemas\/Nothing" leads nowhere\. Mend it there\.$/,
    ],
    [
      'has what Prism would take without a word',
      (copy) => copy.edit(tenant, ["pattern: '^[0-9]+$'", "pattern: '^([0-9]+$'"]),
      /^specs\/huawei-oneaccess-tenant\.yaml:\d+ .*does not compile, so Prism would take any value.* Mend it there\.$/,
    ],
    [
      'breaks G2',
      (copy) => copy.edit(oauth, ['          const: refresh_token\n', '          minLength: 1\n']),
      /^specs\/huawei-oneaccess-oauth2\.yaml:\d+: the grant RefreshTokenGrant has no closed "grant_type" \(G2\); give it a "const" or an "enum"\.$/m,
    ],
    [
      'was edited, and nothing was generated from it',
      (copy) => copy.edit(tenant, ['operationId: requestTenantToken', 'operationId: askForTenantToken']),
      /not generated anew:\n[\s\S]* {2}changed {2}packages\/huawei-oneaccess\/src\/gen\/tenant\/sdk\.gen\.ts\n[\s\S]*Run "pnpm generate"/,
    ],
  ];

  test.each(documents)('G4: a document that %s', async (_what, edit, says) => {
    using copy = copyRepository(released.path);
    edit(copy);
    expect(await refusal(copy)).toMatch(says);
  });

  test('G4: sources that do not hold together with what was generated', async () => {
    using copy = copyRepository(released.path);
    copy.edit('packages/huawei-oneaccess/src/index.ts', [/$/, "\nexport { nothing } from './nowhere.ts';\n"]);
    expect(await refusal(copy)).toMatch(
      /^packages\/huawei-oneaccess: the declarations of .* cannot be built:[\s\S]*nowhere/,
    );
  });

  test('G4: no baseline, and one that cannot be read', async () => {
    using copy = copyRepository(released.path);
    copy.write('baseline/packages.json', '{ "half');
    expect(await refusal(copy)).toMatch(/^baseline\/packages\.json: this is no JSON .* "git checkout -- baseline"/);
    rmSync(path.join(copy.path, 'baseline'), { recursive: true });
    expect(await refusal(copy)).toMatch(/^baseline\/packages\.json: there is no baseline.*"pnpm release:baseline"\.$/);
  });

  test('G4: a baseline or a release needs git and a clean tree, a comparison needs neither', async () => {
    using copy = copyRepository(released.path);
    const before = copy.read('baseline/packages.json');
    for (const script of ['scripts/release-baseline.ts', 'scripts/version.ts']) {
      const { code, output } = await copy.script(script);
      expect(code).toBe(1);
      expect(output).toMatch(/^git: it does not know what is committed here: /);
    }
    await copy.commit();
    copy.edit('packages/aliyun-pds/src/pds-error.ts', [/$/, '\n// A fix.\n']);
    for (const script of ['scripts/release-baseline.ts', 'scripts/version.ts']) {
      const { code, output } = await copy.script(script);
      expect(code).toBe(1);
      expect(output).toMatch(/^A file is not committed:\n {3}M packages\/aliyun-pds\/src\/pds-error\.ts\n/);
    }
    expect(copy.read('baseline/packages.json')).toBe(before);
  });
});
