import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile, withNode } from './support/compile.ts';
import { installPacked, type PackedProject } from './support/packed.ts';
import { bin, root, run } from './support/run.ts';

/** The files that docs/regenerating.md shows, put into an empty project with the packed packages, and run there. */
let project: PackedProject;
beforeAll(async () => {
  project = await installPacked(['specs', 'contract', 'core']);
  const page = readFileSync(path.join(root, 'docs/regenerating.md'), 'utf8');
  mkdirSync(path.join(project.folder, 'src'));
  for (const [, file = '', text = ''] of page.matchAll(/^```ts file=(\S+)\n([\s\S]*?)^```/gm)) {
    writeFileSync(path.join(project.folder, file), text);
  }
  writeFileSync(path.join(project.folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  // What a user installs from the registry besides; the same versions are here.
  mkdirSync(path.join(project.folder, 'node_modules/@hey-api'), { recursive: true });
  for (const name of ['@hey-api/openapi-ts', 'typescript']) {
    const link = path.join(project.folder, 'node_modules', name);
    symlinkSync(path.join(root, 'node_modules', name), link);
  }
});
afterAll(() => project[Symbol.dispose]());

const node = (...words: readonly string[]): ReturnType<typeof run> =>
  run(bin('node'), words, { cwd: project.folder, env: { ...process.env, NODE_OPTIONS: '' } });

test('G5: a private variant of a document gives a client in the repository of its user', async () => {
  for (const script of ['variant.ts', 'generate.ts']) {
    const { code, output } = await node(script);
    expect(code, output).toBe(0);
  }
  const types = readFileSync(path.join(project.folder, 'src/gen/types.gen.ts'), 'utf8');
  expect(types).toContain('cost_center?: string');
  expect(types).toContain("'https://tokens.internal.example'");
});

test('G5: it keeps to the variant, and to the host that the variant names', async () => {
  const { code, output } = await node('--test', '--test-reporter=tap', 'contract.test.ts');
  expect(code, output).toBe(0);
  expect(output).toMatch(/^# pass [4-9]\d$/m);
  expect(output).toMatch(/^# fail 0$/m);
  const source = path.join(project.folder, 'src/token.ts');
  const text = readFileSync(source, 'utf8');
  writeFileSync(source, text.replace("origin = 'https://tokens.internal.example'", "origin = 'https://other.example'"));
  const elsewhere = await node('--test', '--test-reporter=tap', 'contract.test.ts');
  writeFileSync(source, text);
  expect(elsewhere.code).toBe(1);
  expect(elsewhere.output).toContain('other.example');
});

test('G5: it compiles, and the extra field has its type', async () => {
  writeFileSync(
    path.join(project.folder, 'use.ts'),
    `import { createPrivateSource } from './src/token.ts';
     const { wire } = await createPrivateSource('my-app', 'a secret').getToken();
     export const costCenter: string | undefined = wire.cost_center;
     // @ts-expect-error it is no number
     export const wrong: number | undefined = wire.cost_center;`,
  );
  const options = { lib: ['es2022', 'dom', 'dom.iterable'], allowImportingTsExtensions: true, skipLibCheck: true };
  const files = ['use.ts', 'variant.ts', 'generate.ts', 'contract.test.ts'];
  expect(await compile(project.folder, { ...options, ...withNode }, files)).toBe('');
});
