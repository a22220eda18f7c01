import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compilerFile, compilers, installCompilers } from './support/compilers.ts';
import { installPacked, type PackedProject } from './support/packed.ts';
import { root, run } from './support/run.ts';

/** Providers with a file that says, with `@ts-expect-error`, what their types are to refuse. */
const providers = ['aliyun-pds', 'huawei-oneaccess'];
let packed: PackedProject;

beforeAll(async () => {
  [packed] = await Promise.all([installPacked(['core', ...providers]), installCompilers()]);
}, 240_000);
afterAll(() => packed[Symbol.dispose]());

const libraries = {
  'Node.js': { types: ['node'], lib: ['es2022'] },
  browsers: { types: [], lib: ['es2022', 'dom', 'dom.iterable'] },
};

describe.each(providers)('the packed types of %s, libraries checked,', (provider) => {
  test.each(compilers.flatMap((version) => Object.keys(libraries).map((where) => [version, where] as const)))(
    'hold under TypeScript %s for %s',
    async (version, where) => {
      const file = `${provider}-types.ts`;
      copyFileSync(path.join(root, 'packages', provider, 'test/types.ts'), path.join(packed.folder, file));
      const config = `tsconfig-${provider}-${version}-${where}.json`;
      const compilerOptions = {
        ...libraries[where as keyof typeof libraries],
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        module: 'nodenext',
        target: 'es2022',
        skipLibCheck: false,
        typeRoots: [path.join(root, 'node_modules/@types')],
      };
      writeFileSync(path.join(packed.folder, config), JSON.stringify({ compilerOptions, files: [file] }));
      const { output, code } = await run(process.execPath, [compilerFile(version), '-p', config], {
        cwd: packed.folder,
      });
      expect(output).toBe('');
      expect(code).toBe(0);
    },
    60_000,
  );
});

test('each compiler is the one that it is called', async () => {
  const versions = await Promise.all(compilers.map((version) => run(process.execPath, [compilerFile(version), '-v'])));
  expect(versions.map(({ output }) => /Version (\d+(?:\.\d+)?)/.exec(output)?.[1])).toEqual(['5.9', '6.0', '7.0']);
  expect(readFileSync(path.join(root, 'test/support/compilers/package.json'), 'utf8')).toMatch(
    /"npm:typescript@[\d.]+"/,
  );
});
