import { homedir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../generation/targets.ts';
import type { Contents } from './contents.ts';

/** What is wrong with a packed package, a sentence each, beside what publint and arethetypeswrong know. */
export function findingsOf(contents: Contents): readonly string[] {
  return [...ofManifest(contents), ...ofEntries(contents), ...ofImports(contents), ...ofText(contents)].map(
    (finding) => `${contents.manifest.name}: ${finding}`,
  );
}

function* ofManifest({ manifest, tarball, files }: Contents): Iterable<string> {
  if (!manifest.description) yield 'package.json has no "description".';
  if ((manifest.keywords?.length ?? 0) < 3) yield 'package.json needs three "keywords", by which it is found.';
  if (manifest.license !== 'MIT') yield 'package.json has to say "license": "MIT".';
  if (manifest.type !== 'module') yield 'package.json has to say "type": "module".';
  if (manifest.sideEffects !== false)
    yield 'package.json has to say "sideEffects": false, so that bundlers leave out what is not used.';
  if (!/>=\d+\.\d+/.test(manifest.engines?.node ?? '')) yield 'package.json has to say "engines": { "node": ">=…" }.';
  if (manifest.repository?.directory !== tarball.folder)
    yield `package.json has to say "directory": "${tarball.folder}" in its "repository".`;
  if (!files.get('LICENSE')?.includes('MIT License')) yield 'there is no LICENSE with the MIT licence.';
  if (!files.has('README.md')) yield 'there is no README.md.';
  for (const protocol of ['workspace:', 'catalog:', 'link:', 'file:']) {
    if (JSON.stringify({ ...manifest.dependencies, ...manifest.peerDependencies }).includes(`"${protocol}`))
      yield `package.json asks for a version by "${protocol}", which no user can install.`;
  }
}

function* ofEntries({ manifest, files }: Contents): Iterable<string> {
  const entries = Object.entries(manifest.exports ?? {});
  if (!entries.some(([name]) => name === './package.json')) yield '"exports" has no "./package.json".';
  for (const [name, target] of entries) {
    if (typeof target === 'string') {
      if (/\.[cm]?[jt]s$/.test(target)) yield `the entry "${name}" names no "types".`;
      if (!files.has(target.replace('./', ''))) yield `the entry "${name}" is ${target}, which is not packed.`;
      continue;
    }
    // A compiler that is told of another entry's types believes it, and no tool tells.
    const { types = '', default: code = '' } = target;
    if (Object.keys(target)[0] !== 'types' || types !== code.replace(/\.js$/, '.d.ts'))
      yield `the entry "${name}" has to name its "types" first, as ${code.replace(/\.js$/, '.d.ts')}.`;
    for (const file of Object.values(target))
      if (!files.has(file.replace('./', ''))) yield `the entry "${name}" is ${file}, which is not packed.`;
  }
}

/** Whatever is imported is packed, or is installed along. */
function* ofImports({ manifest, files }: Contents): Iterable<string> {
  const installed = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
  for (const [file, text] of files) {
    if (!/\.[jt]s$/.test(file)) continue;
    for (const fileName of importsOf(file, text)) {
      if (fileName.startsWith('node:')) continue;
      if (fileName.startsWith('.')) {
        const target = path.posix.join(path.posix.dirname(file), fileName);
        if (!files.has(file.endsWith('.d.ts') ? target.replace(/\.js$/, '.d.ts') : target))
          yield `${file} imports ${fileName}, which is not packed.`;
      } else if (!installed.has(packageOf(fileName))) {
        yield `${file} imports ${fileName}, which is no dependency of the package.`;
      }
    }
  }
}

/** What a module or a declaration file asks for, types and what is imported on demand included. */
function importsOf(file: string, text: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
            ? node.arguments[0]
            : undefined;
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) found.add(specifier.text);
    ts.forEachChild(node, visit);
  };
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  visit(source);
  for (const { fileName } of source.typeReferenceDirectives) found.add(`@types/${fileName}`);
  return found;
}

/**
 * No path of the machine that built it, and no source map: what is packed is readable as it is, and a map would point to
 * sources that are not packed.
 */
function* ofText({ files }: Contents): Iterable<string> {
  for (const [file, text] of files) {
    for (const place of [root, homedir()]) if (text.includes(`${place}/`)) yield `${file} names the folder ${place}.`;
    const misplaced = file.endsWith('.d.ts') ? /(\w+)\??:[^;\n]*; *\/\*\*/.exec(text)?.[1] : undefined;
    if (misplaced !== undefined)
      yield `${file} has a doc comment on the line of the member before ("${misplaced}"), where no editor shows it.`;
    if (file.endsWith('.map') || /^\/\/# sourceMappingURL=/m.test(text)) yield `${file} is or names a source map.`;
  }
}

/** `@tokenwright/core` of `@tokenwright/core/errors`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
