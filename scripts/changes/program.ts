import path from 'node:path';
import ts from 'typescript';
import { root } from '../generation/targets.ts';

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  types: ['node'],
  typeRoots: [path.join(root, 'node_modules/@types')],
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  noEmit: true,
};

/**
 * A program over files that exist only in memory, among those on disk.
 *
 * @param files text by absolute path; those that are no declarations of a package are its roots
 * @param resolve the file behind an import, where it is not the usual one
 */
export function createProgram(
  files: ReadonlyMap<string, string>,
  resolve: (name: string, from: string) => string | undefined = () => undefined,
): ts.Program {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  host.getCurrentDirectory = () => root;
  const usual = ts.createModuleResolutionCache(root, (file) => file, options);
  host.resolveModuleNameLiterals = (literals, from, redirected, compilerOptions, source) =>
    literals.map((literal) => {
      const file = resolve(literal.text, from);
      if (file !== undefined) return { resolvedModule: { resolvedFileName: file, extension: ts.Extension.Dts } };
      const mode = ts.getModeForUsageLocation(source, literal, compilerOptions);
      return ts.resolveModuleName(literal.text, from, compilerOptions, host, usual, redirected, mode);
    });
  return ts.createProgram([...files.keys()], options, host);
}
