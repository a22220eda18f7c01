import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bin, root, run, temporaryFolder } from './support/run.ts';

const check = (cwd: string): ReturnType<typeof run> => run(bin('node'), ['scripts/generate.ts', '--check'], { cwd });

/** The parts of the repository that generation reads and writes. */
function copyInto(folder: string): void {
  for (const part of ['scripts', 'specs', 'package.json']) {
    cpSync(path.join(root, part), path.join(folder, part), {
      recursive: true,
      filter: (file) => !file.includes('node_modules'),
    });
  }
  for (const name of ['http-runtime', 'aliyun-pds', 'huawei-oneaccess']) {
    for (const part of ['generate.json', 'src/gen']) {
      cpSync(path.join(root, 'packages', name, part), path.join(folder, 'packages', name, part), { recursive: true });
    }
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
}

test('G3: the committed files are what the documents give, time after time', async () => {
  expect(await check(root)).toMatchObject({ code: 0 });
});

test('G3: one changed line of a document is drift, and the check names the files and the command', async () => {
  using folder = temporaryFolder();
  copyInto(folder.path);
  const document = path.join(folder.path, 'specs/huawei-oneaccess-tenant.yaml');
  const text = readFileSync(document, 'utf8');
  expect(text).toContain('operationId: requestTenantToken');
  writeFileSync(document, text.replace('operationId: requestTenantToken', 'operationId: askForTenantToken'));
  const { code, output } = await check(folder.path);
  expect(code).toBe(1);
  expect(output).toContain('changed  packages/huawei-oneaccess/src/gen/tenant/sdk.gen.ts');
  expect(output).toContain('changed  packages/huawei-oneaccess/src/gen/tenant/types.gen.ts');
  expect(output).not.toContain('packages/aliyun-pds');
  expect(output).toContain('Run "pnpm generate"');
});

test('G3: a file that nothing generates is drift too', async () => {
  using folder = temporaryFolder();
  copyInto(folder.path);
  writeFileSync(path.join(folder.path, 'packages/aliyun-pds/src/gen/by-hand.ts'), 'export {};\n');
  const { code, output } = await check(folder.path);
  expect(code).toBe(1);
  expect(output).toContain('extra    packages/aliyun-pds/src/gen/by-hand.ts');
});

test.each([
  [
    'is no YAML',
    /$/,
    '\n  bad: [unclosed\n',
    /^specs\/huawei-oneaccess-tenant\.yaml:\d+:\d+: this is no YAML: .*Mend the text/,
  ],
  [
    'is empty',
    /^.*$/s,
    '',
    /^specs\/huawei-oneaccess-tenant\.yaml:1: an OpenAPI document is an object; this is none\./,
  ],
  [
    'is of another version',
    /^openapi: .*$/m,
    "swagger: '2.0'",
    /^specs\/huawei-oneaccess-tenant\.yaml:1: an OpenAPI 3\.1 document is needed, and this says nothing\./,
  ],
  [
    'has a $ref that leads nowhere',
    /(?<=#\/components\/schemas\/)TenantTokenResponse/,
    'Nothing',
    /^specs\/huawei-oneaccess-tenant\.yaml:\d+: the reference "#\/components\/schemas\/Nothing" leads nowhere\./,
  ],
  [
    'has a $ref into another file',
    /#\/components\/schemas\/TenantTokenResponse/,
    './answers.yaml#/TenantTokenResponse',
    /^specs\/huawei-oneaccess-tenant\.yaml:\d+: the reference "\.\/answers\.yaml#.*" leaves the document; bundle it/,
  ],
] as const)(
  'G3: a document that %s stops generation with its line, and leaves all of its package as it was',
  async (_what, from, to, says) => {
    using folder = temporaryFolder();
    copyInto(folder.path);
    const document = path.join(folder.path, 'specs/huawei-oneaccess-tenant.yaml');
    writeFileSync(document, readFileSync(document, 'utf8').replace(from, to));
    // What is generated from the document before this one would be written anew.
    const byHand = path.join(folder.path, 'packages/huawei-oneaccess/src/gen/oauth2/by-hand.ts');
    writeFileSync(byHand, 'export {};\n');
    const { code, output } = await run(bin('node'), ['scripts/generate.ts'], { cwd: folder.path });
    expect(code).toBe(1);
    expect(output).toMatch(says);
    expect(output.trim()).not.toContain('\n');
    expect(existsSync(byHand)).toBe(true);
  },
);

test('a package that there is not is said in a sentence', async () => {
  const { code, output } = await run(bin('node'), ['scripts/generate.ts', 'acme']);
  expect(code).toBe(1);
  expect(output).toBe('No package "acme" with a generate.json below packages/.\n');
});

test('W1: a server variable without a format stops generation with the line at fault', async () => {
  using folder = temporaryFolder();
  copyInto(folder.path);
  const document = path.join(folder.path, 'specs/aliyun-pds.yaml');
  writeFileSync(document, readFileSync(document, 'utf8').replaceAll(/^ *x-format: host-label\n/gm, ''));
  const { code, output } = await check(folder.path);
  expect(code).not.toBe(0);
  expect(output).toMatch(/servers\[0\]\.variables\.domain_id needs an "x-format"/);
});
