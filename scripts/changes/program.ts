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

/** What the compiler says, on one line, without the files that it names types with: those are folders of this machine. */
export function withoutFiles(message: string): string {
  const imported = String.raw`import\("([^"]*)"(?:, \{[^)]*\})?\)`;
  return message
    .replaceAll(new RegExp(String.raw`${imported}\.`, 'g'), '')
    .replaceAll(new RegExp(imported, 'g'), (_all, file: string) => `import("${path.relative(root, file)}")`)
    .replaceAll(/\s+/g, ' ');
}

/** Programs of one run share what they read: the libraries alone are two megabytes. */
const parsed = new Map<string, ts.SourceFile>();

/**
 * A program over files that exist only in memory, among those on disk.
 *
 * @param files text by absolute path
 * @param resolve the file behind an import, where it is not the usual one
 */
export function createProgram(
  files: ReadonlyMap<string, string>,
  resolve: (name: string, from: string) => string | undefined = () => undefined,
): ts.Program {
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const readFile = host.readFile.bind(host);
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) => {
    const known = parsed.get(file);
    if (known !== undefined && known.text === (files.get(file) ?? known.text)) return known;
    const source = getSourceFile(file, ...rest);
    if (source !== undefined) parsed.set(file, source);
    return source;
  };
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
