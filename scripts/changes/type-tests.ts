import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../generation/targets.ts';
import type { Change } from './document-changes.ts';
import { createProgram, withoutFiles } from './program.ts';
import type { PublishedPackage } from './packages.ts';

/** Files that are compiled and never run: what the compiler has to take from users of a package, and to refuse. */
const typeTestFiles = ['test/types.ts', 'test/types/**/*.ts', 'test/**/*.test-d.ts'];

/** The type tests of a package, by their path in it. */
export function typeTestsOf({ folder }: Pick<PublishedPackage, 'folder'>): ReadonlyMap<string, string> {
  const files = new Set(typeTestFiles.flatMap((pattern) => globSync(pattern, { cwd: path.join(root, folder) })));
  return new Map([...files].toSorted().map((file) => [file, readFileSync(path.join(root, folder, file), 'utf8')]));
}

/** `@ts-expect-error` that has nothing to expect: what was refused is taken now, which breaks nobody. */
const unusedExpectation = 2578;

/** Compiles type tests as they were released with the sources as they are now. Each error is a user's error. */
export function compileTypeTests({ folder }: PublishedPackage, tests: ReadonlyMap<string, string>): Change[] {
  if (tests.size === 0) return [];
  const files = new Map([...tests].map(([file, text]) => [path.join(root, folder, file), text]));
  const program = createProgram(files);
  return [...files.keys()]
    .flatMap((file) => diagnosticsOf(program, program.getSourceFile(file)))
    .filter(({ code }) => code !== unusedExpectation)
    .map(({ file, start = 0, messageText }): Change => {
      const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
      const name = path.relative(path.join(root, folder), file?.fileName ?? '').replaceAll(path.sep, '/');
      return {
        bump: 'major',
        message: `A type test of the last release does not compile any more: ${withoutFiles(ts.flattenDiagnosticMessageText(messageText, ' '))}`,
        place: `baseline/type-tests/${path.basename(folder)}/${name}:${line}`,
      };
    });
}

function diagnosticsOf(program: ts.Program, file: ts.SourceFile | undefined): readonly ts.Diagnostic[] {
  if (file === undefined) return [];
  const syntax = program.getSyntacticDiagnostics(file);
  return syntax.length > 0 ? syntax : program.getSemanticDiagnostics(file);
}
