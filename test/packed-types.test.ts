import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compilerFile, compilers, installCompilers, typesFolder } from './support/compilers.ts';
import { installPacked, type PackedProject } from './support/packed.ts';
import { root, run } from './support/run.ts';

type Compiler = (typeof compilers)[number];

/** Providers with a file that says, with `@ts-expect-error`, what their types are to refuse. */
const providers = ['aliyun-pds', 'huawei-oneaccess'];
const packages = ['specs', 'core', ...providers, 'contract', 'mock-authority', 'store-redis'];
let packed: PackedProject;

beforeAll(async () => {
  [packed] = await Promise.all([installPacked(packages), installCompilers()]);
  const consumers = path.join(root, 'test/consumers');
  for (const name of ['every-entry.mts', 'require.cts'])
    copyFileSync(path.join(consumers, name), path.join(packed.folder, name));
  for (const provider of providers)
    copyFileSync(
      path.join(root, 'packages', provider, 'test/types.ts'),
      path.join(packed.folder, `${provider}-types.mts`),
    );
});
afterAll(() => packed?.[Symbol.dispose]());

/** What the globals of a project are. */
const globals = {
  'Node.js': { types: ['node'], lib: ['es2022'] },
  browsers: { types: [], lib: ['es2022', 'dom', 'dom.iterable'] },
  Workers: { types: ['workers-types'], lib: ['es2022'] },
} as const;

/** How a project finds its packages. */
const resolutions = {
  node16: { module: 'node16', moduleResolution: 'node16' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
} as const;

/** Nine projects, in which every compiler meets every set of globals and every resolution, and these each other. */
const projects = [
  ['5.9', 'Node.js', 'node16'],
  ['5.9', 'browsers', 'nodenext'],
  ['5.9', 'Workers', 'bundler'],
  ['6', 'Node.js', 'nodenext'],
  ['6', 'browsers', 'bundler'],
  ['6', 'Workers', 'node16'],
  ['7', 'Node.js', 'bundler'],
  ['7', 'browsers', 'node16'],
  ['7', 'Workers', 'nodenext'],
] as const satisfies readonly (readonly [Compiler, keyof typeof globals, keyof typeof resolutions])[];

/** Compiles a strict project that checks its libraries, and gives what the compiler has to say. */
async function compile(version: Compiler, name: string, options: object, files: readonly string[]): Promise<string> {
  const config = `tsconfig-${name.replaceAll(/\W/g, '-')}.json`;
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: 'es2022',
    skipLibCheck: false,
    typeRoots: [path.join(root, 'node_modules/@types'), typesFolder],
    ...options,
  };
  writeFileSync(path.join(packed.folder, config), JSON.stringify({ compilerOptions, files }));
  const { output, code } = await run(process.execPath, [compilerFile(version), '-p', config, '--pretty', 'false'], {
    cwd: packed.folder,
  });
  if (code === 0) expect(output).toBe('');
  return output;
}

describe('the packed types, libraries checked,', () => {
  test.each(projects)(
    'hold under TypeScript %s for %s, found by %s',
    async (version, where, resolution) => {
      const options = { ...globals[where], ...resolutions[resolution] };
      const files = ['every-entry.mts', ...providers.map((provider) => `${provider}-types.mts`)];
      expect(await compile(version, `${version}-${where}-${resolution}`, options, files)).toBe('');
    },
    60_000,
  );

  test.each([
    ['5.9', 'node20'],
    ['6', 'nodenext'],
    ['7', 'node20'],
  ] as const)(
    'can be had by require() under TypeScript %s with module %s, which stands for a Node.js that can',
    async (version, module) => {
      const options = { ...globals['Node.js'], module };
      expect(await compile(version, `${version}-${module}-cts`, options, ['require.cts'])).toBe('');
    },
    60_000,
  );

  test.each(compilers)(
    'are refused to require() under TypeScript %s with module node16, in a sentence of its own',
    async (version) => {
      const options = { ...globals['Node.js'], ...resolutions.node16 };
      const output = await compile(version, `${version}-node16-cts`, options, ['require.cts']);
      expect(output).toMatch(
        /require\.cts\(2,\d+\): error TS1479: .*dynamic 'import\("@tokenwright\/core"\)' call instead/,
      );
    },
    60_000,
  );
});

test('every pair of compiler, globals and resolution is among the projects', () => {
  const pairs = (one: number, other: number): number =>
    new Set(projects.map((project) => `${project[one]} ${project[other]}`)).size;
  expect([pairs(0, 1), pairs(0, 2), pairs(1, 2)]).toEqual([9, 9, 9]);
});

test('the consumer imports every entry that has types', () => {
  const text = readFileSync(path.join(root, 'test/consumers/every-entry.mts'), 'utf8');
  const imported = [...text.matchAll(/ from '(@tokenwright\/[^']+)'/g)].map(([, name = '']) => name);
  const published = packages.flatMap((name) => {
    const manifest = readFileSync(path.join(packed.folder, 'node_modules/@tokenwright', name, 'package.json'), 'utf8');
    const { exports } = JSON.parse(manifest) as { readonly exports: Readonly<Record<string, unknown>> };
    return Object.keys(exports)
      .filter((entry) => !/\.(?:json|yaml)$/.test(entry))
      .map((entry) => `@tokenwright/${name}${entry.slice(1)}`);
  });
  expect(imported.toSorted()).toEqual(published.toSorted());
});

test('each compiler is the one that it is called', async () => {
  const versions = await Promise.all(compilers.map((version) => run(process.execPath, [compilerFile(version), '-v'])));
  expect(versions.map(({ output }) => /Version (\d+(?:\.\d+)?)/.exec(output)?.[1])).toEqual(['5.9', '6.0', '7.0']);
  expect(readFileSync(path.join(root, 'test/support/compilers/package.json'), 'utf8')).toMatch(
    /"npm:typescript@[\d.]+"/,
  );
});
