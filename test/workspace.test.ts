import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root, run, temporaryFolder } from './support/run.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly type?: string;
  readonly sideEffects?: boolean;
  readonly engines?: { readonly node?: string };
  readonly repository?: { readonly directory?: string };
  readonly exports?: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly exports?: Readonly<Record<string, string>> };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

const folders = [...globSync('packages/*', { cwd: root }), 'specs'].filter((folder) =>
  existsSync(path.join(root, folder, 'package.json')),
);
const manifests = folders.map((folder) => ({
  folder,
  manifest: JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as Manifest,
}));
const published = manifests.filter(({ manifest }) => manifest.private !== true);

function sources(folder: string): { file: string; text: string }[] {
  return globSync('src/**/*.ts', { cwd: path.join(root, folder) }).map((file) => ({
    file: `${folder}/${file}`,
    text: readFileSync(path.join(root, folder, file), 'utf8'),
  }));
}

describe.each(manifests)('$manifest.name', ({ folder, manifest }) => {
  test('has its version in the code, if at all, as in package.json', () => {
    const file = path.join(root, folder, 'src/version.ts');
    const code = existsSync(file) ? readFileSync(file, 'utf8') : `version = '${manifest.version}'`;
    expect(code).toContain(`version = '${manifest.version}'`);
  });
});

describe.each(published)('$manifest.name, which is published,', ({ folder, manifest }) => {
  test('says what a package has to say', () => {
    expect(manifest).toMatchObject({ license: 'MIT', type: 'module', sideEffects: false });
    expect(manifest.repository?.directory).toBe(folder);
    expect(manifest.engines?.node).toBeDefined();
    expect(manifest.exports).toHaveProperty('./package.json');
  });

  test('publishes every entry that it has in development', () => {
    expect(Object.keys(manifest.publishConfig?.exports ?? {}).toSorted()).toEqual(
      Object.keys(manifest.exports ?? {}).toSorted(),
    );
  });

  test('has a README of fewer than 60 lines', () => {
    expect(readFileSync(path.join(root, folder, 'README.md'), 'utf8').split('\n').length).toBeLessThan(60);
  });
});

describe('dependencies', () => {
  test('core has jose and nothing else, a provider has core, and OneAccess jose for its subpath that verifies', () => {
    const of = (name: string): string[] =>
      Object.keys(manifests.find(({ manifest }) => manifest.name === name)?.manifest.dependencies ?? {});
    expect(of('@tokenwright/core')).toEqual(['jose']);
    expect(of('@tokenwright/aliyun-pds')).toEqual(['@tokenwright/core']);
    expect(of('@tokenwright/huawei-oneaccess')).toEqual(['@tokenwright/core', 'jose']);
    for (const { file, text } of sources('packages/huawei-oneaccess')) {
      if (/from 'jose[/']/.test(text)) expect(file).toMatch(/\/src\/id-token\//);
    }
  });

  test('the deprecated npm package that has the name of the client plugin is not installed', () => {
    expect(readFileSync(path.join(root, 'pnpm-lock.yaml'), 'utf8')).not.toContain('@hey-api/client-fetch@');
  });

  test('tools are pinned exactly', () => {
    const catalog =
      /\ncatalog:\n((?: {2}.*\n)+)/.exec(readFileSync(path.join(root, 'pnpm-workspace.yaml'), 'utf8'))?.[1] ?? '';
    const entries = catalog.trimEnd().split('\n');
    expect(entries.length).toBeGreaterThan(10);
    for (const entry of entries) expect(entry).toMatch(/^ {2}['"]?[@\w/.-]+['"]?: \d+\.\d+\.\d+$/);
  });

  test('the lock file names no registry', () => {
    expect(readFileSync(path.join(root, 'pnpm-lock.yaml'), 'utf8')).not.toMatch(/https?:\/\//);
  });
});

test('a root script on another Node.js says in one sentence what is wrong', async () => {
  using folder = temporaryFolder();
  mkdirSync(path.join(folder.path, 'scripts'));
  copyFileSync(path.join(root, 'scripts/require-node.mjs'), path.join(folder.path, 'scripts/require-node.mjs'));
  writeFileSync(path.join(folder.path, 'package.json'), JSON.stringify({ engines: { node: '>=99.18.0 <100' } }));
  const { code, output } = await run(process.execPath, ['scripts/require-node.mjs'], { cwd: folder.path });
  expect(code).toBe(1);
  expect(output).toContain(`runs on Node.js >=99.18.0 <100`);
  expect(output).toContain(`but Node.js ${process.versions.node} is running`);
  expect(output.trim().split('\n')).toHaveLength(1);
});
