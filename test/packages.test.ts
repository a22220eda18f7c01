import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { packAll } from '../scripts/lib/tarballs.ts';
import { bundleWithEsbuild, bundleWithRolldown } from '../scripts/packages/bundle.ts';
import { readContents, type Contents } from '../scripts/packages/contents.ts';
import { findingsOf } from '../scripts/packages/findings.ts';
import { publintProblems, typeProblems } from '../scripts/packages/lint.ts';
import { reachProblems } from '../scripts/packages/reach.ts';
import { measureSizes, sizeProblems } from '../scripts/packages/sizes.ts';
import { fileProblems, filesOf, readTables } from '../scripts/packages/tables.ts';
import { temporaryFolder } from './support/run.ts';

/** What is published, as it goes to the registry. */
let packages: readonly Contents[];
beforeAll(async () => {
  packages = await Promise.all((await packAll()).map(readContents));
});

const rewrite = 'if that is meant, run "pnpm packages --write" and commit what it writes';

describe('the packed packages', () => {
  test('are those that are published', () => {
    expect(packages.map(({ manifest }) => manifest.name)).toEqual(Object.keys(readTables().files));
    expect(packages.length).toBeGreaterThanOrEqual(7);
  });

  test('leave publint, strict, nothing to say', async () => {
    for (const contents of packages) expect(await publintProblems(contents)).toEqual([]);
  });

  test('have types that arethetypeswrong finds right', async () => {
    for (const contents of packages) expect(await typeProblems(contents)).toEqual([]);
  });

  test('say what a package has to say, and import only what is installed with them', () => {
    expect(packages.flatMap(findingsOf)).toEqual([]);
  });

  test('hold just the files that are expected', () => {
    expect(fileProblems(readTables().files, filesOf(packages)), rewrite).toEqual([]);
  });

  test('weigh no more than they may', async () => {
    expect(sizeProblems(readTables().sizes, await measureSizes(packages)), rewrite).toEqual([]);
  });

  test('bring along nothing that a user does without: no jose for a code flow, no node: import but in the file store', async () => {
    expect(await reachProblems(packages)).toEqual([]);
  });

  test('open few files: a provider loads one entry of core, and what entries share is one file', () => {
    const loaded = packages.flatMap(({ manifest: { name }, files }) =>
      ['@tokenwright/aliyun-pds', '@tokenwright/huawei-oneaccess', '@tokenwright/core'].includes(name)
        ? [...files].flatMap(([file, text]) =>
            file.endsWith('.js')
              ? [...text.matchAll(/\bfrom "((?:@tokenwright|\.)\/[^"]+)"/g)].map(([, from = '']) => `${name} ${from}`)
              : [],
          )
        : [],
    );
    expect([...new Set(loaded)].toSorted()).toEqual([
      '@tokenwright/aliyun-pds @tokenwright/core/provider',
      '@tokenwright/core ./shared-code.js',
      '@tokenwright/huawei-oneaccess ./shared-code.js',
      '@tokenwright/huawei-oneaccess ./shared-rolldown-runtime.js',
      '@tokenwright/huawei-oneaccess @tokenwright/core/provider',
    ]);
  });
});

describe('a package that was broken on purpose is found out:', () => {
  const core = (): Contents => packages.find(({ manifest }) => manifest.name === '@tokenwright/core') as Contents;
  const withManifest = (change: object): Contents => ({
    ...core(),
    manifest: { ...core().manifest, ...change },
  });
  const withEntry = (target: object | string): Contents =>
    withManifest({ exports: { '.': target, './package.json': './package.json' } });
  const withFile = (file: string, text: string): Contents => ({
    ...core(),
    files: new Map([...core().files, [file, text]]),
  });

  test.each<readonly [what: string, broken: () => Contents, finding: RegExp]>([
    ['no description', () => withManifest({ description: '' }), /has no "description"/],
    ['no keywords', () => withManifest({ keywords: undefined }), /three "keywords"/],
    ['another licence', () => withManifest({ license: 'ISC' }), /"license": "MIT"/],
    ['side effects', () => withManifest({ sideEffects: undefined }), /"sideEffects": false/],
    ['no engines', () => withManifest({ engines: {} }), /"engines"/],
    ['another folder', () => withManifest({ repository: { directory: 'core' } }), /"directory": "packages\/core"/],
    ['no manifest entry', () => withManifest({ exports: {} }), /has no "\.\/package\.json"/],
    ['an entry without types', () => withEntry('./dist/index.js'), /"\." names no "types"/],
    ['an entry without a file', () => withEntry('./no.json'), /is \.\/no\.json, which is not packed/],
    [
      "another entry's types",
      () => withEntry({ types: './dist/errors.d.ts', default: './dist/index.js' }),
      /types" first, as \.\/dist\/index\.d\.ts/,
    ],
    ['a version of the workspace', () => withManifest({ dependencies: { jose: 'workspace:^' } }), /"workspace:"/],
    ['a version of the catalog', () => withManifest({ peerDependencies: { jose: 'catalog:' } }), /"catalog:"/],
    ['a private package', () => withFile('dist/a.js', `import '@tokenwright/http-runtime';`), /is no dependency/],
    [
      'a private type',
      () => withFile('dist/a.d.ts', `export type A = import('@tokenwright/http-runtime').Config;`),
      /is no dependency/,
    ],
    ['an import on demand', () => withFile('dist/a.js', `await import('left-pad');`), /imports left-pad/],
    ['a lost chunk', () => withFile('dist/a.js', `export * from './shared-gone.js';`), /which is not packed/],
    ['a path of this machine', () => withFile('dist/a.js', `// ${import.meta.dirname}/x`), /names the folder/],
    [
      'a doc comment behind another member',
      () => withFile('dist/a.d.ts', 'type A = {\n  a?: string; /** B. */\n  b: string;\n};'),
      /line of the member before \("a"\)/,
    ],
    ['a source map', () => withFile('dist/a.js', '//# sourceMappingURL=a.js.map'), /source map/],
  ])('%s', (_what, broken, finding) => {
    expect(findingsOf(broken())).toEqual([expect.stringMatching(finding)]);
  });

  test('a file too many, and one too few', () => {
    const expected = { '@tokenwright/core': ['LICENSE', 'dist/index.js'] };
    expect(fileProblems(expected, { '@tokenwright/core': ['LICENSE', 'src/index.ts'] })).toEqual([
      '@tokenwright/core packs src/index.ts, which is not expected.',
      '@tokenwright/core does not pack dist/index.js.',
    ]);
  });

  test('a byte too many, in one bundler', () => {
    const { sizes } = readTables();
    const [name = '', row] = Object.entries(sizes)[0] ?? [];
    if (row === undefined) throw new Error('There is no table of sizes.');
    const grown = { ...row, measured: { ...row.measured, rolldown: row.limit.rolldown + 1 } };
    expect(sizeProblems(sizes, { ...sizes, [name]: grown })).toEqual([
      expect.stringContaining(`${name}, bundled by rolldown, has ${row.limit.rolldown + 1} bytes`),
    ]);
  });
});

test.each([
  ['esbuild', bundleWithEsbuild],
  ['rolldown', bundleWithRolldown],
])('a bundle by %s is the same whatever lies above its folder', async (_name, bundle) => {
  using temporary = temporaryFolder();
  const folder = path.join(temporary.path, 'project');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'a.ts'), 'export class A { a = 1; }');
  // From the folder, as from a package, and from below it, where the entry of one bundler lies.
  const program = `import { A } from '${path.join(folder, 'a.ts')}';\nconsole.log(new A());`;
  const alone = await bundle(program, folder);
  writeFileSync(path.join(temporary.path, 'tsconfig.json'), '{ "extends": "./not-there.json", broken');
  expect(await bundle(program, folder)).toEqual(alone);
});
