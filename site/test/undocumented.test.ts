import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Application, type DeclarationReflection, ReflectionKind, TSConfigReader } from 'typedoc';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { undocumentedIn, type Undocumented } from '../undocumented.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-undocumented-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const files: Readonly<Record<string, string>> = {
  'packages/one/src/index.ts': `
import { Base } from './base.ts';
export { Base, type Base as Again } from './base.ts';
export type { Generated } from './gen/types.ts';
export function bare(): void {}
/** Said of one signature. */
export function said(): void;
export function said(value?: string): void {}
/** A class. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code = 1;
  get reason(): string { return ''; }
  /** It ends. */
  async [Symbol.asyncDispose](): Promise<void> {}
  #hidden = 0;
}
/** A class that inherits. */
export class Derived extends Base {
  own(): void {}
}
/** What happens. */
export type Happening =
  | { readonly kind: 'begun'; readonly atMs: number }
  | {
      readonly kind: 'over';
      /** Why. */
      readonly reason: string;
      readonly once?: true;
    };
/** A list, and what may not be given. */
export interface Options {
  /** Its rows. */
  readonly rows: readonly { readonly title: string }[];
  readonly other?: undefined;
  readonly fixed: 'one';
}
`,
  'packages/one/src/base.ts': `
/** A base. */
export class Base {
  /** Described. */
  readonly a: string = '';
  b(): void {}
}
`,
  'packages/one/src/gen/types.ts': 'export type Generated = { field: string };\n',
  'packages/two/src/index.ts': `export { bare } from '../../one/src/index.ts';\n/** Full. */\nexport const full = 1;\n`,
};

let found: readonly Undocumented[];
beforeAll(async () => {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2022', 'esnext.disposable'],
    module: 'nodenext',
    strict: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
  };
  const tsconfig = path.join(folder, 'tsconfig.json');
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions, include: ['packages'] }));
  const entryPoints = ['one', 'two'].map((name) => path.join(folder, 'packages', name, 'src/index.ts'));
  const options = {
    name: 'two packages',
    tsconfig,
    entryPoints,
    basePath: folder,
    excludeExternals: true,
    excludePrivate: true,
  };
  const application = await Application.bootstrap({ ...options, disableGit: true, sourceLinkTemplate: '{path}' }, [
    new TSConfigReader(),
  ]);
  const project = await application.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the files; its errors are above.');
  found = undocumentedIn(project.getReflectionsByKind(ReflectionKind.Module) as DeclarationReflection[]);
});

const lineOf = (file: string, text: string): number =>
  (files[file] ?? '').split('\n').findIndex((line) => line.includes(text)) + 1;

test('what is public and says nothing of itself is named once, with the line where it is written', () => {
  const inIndex = (text: string): string => `packages/one/src/index.ts:${lineOf('packages/one/src/index.ts', text)}`;
  expect(found.map(({ place, name }) => `${place} ${name}`)).toEqual([
    `packages/one/src/base.ts:${lineOf('packages/one/src/base.ts', 'b():')} Base.b`,
    `${inIndex('function bare')} bare`,
    `${inIndex('readonly code')} Failure.code`,
    `${inIndex('get reason')} Failure.reason`,
    `${inIndex('own():')} Derived.own`,
    `${inIndex("kind: 'begun'")} Happening.atMs`,
    `${inIndex('once?')} Happening.once`,
    `${inIndex('title')} Options.rows.title`,
    `${inIndex('fixed')} Options.fixed`,
  ]);
});

test('exports are told from what they are made of, and each from the package that it is in', () => {
  expect(found.filter(({ isExport }) => isExport).map(({ name }) => name)).toEqual(['bare']);
});
