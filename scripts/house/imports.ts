import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { preProcessFile } from 'typescript';
import { readTargets, root } from '../generation/targets.ts';

export interface PackageImports {
  readonly name: string;
  /** From the root of the repository. */
  readonly folder: string;
  readonly isPrivate: boolean;
  readonly imports: readonly { readonly file: string; readonly line: number; readonly specifier: string }[];
  /** The same of its tests. */
  readonly testImports: PackageImports['imports'];
  /** The documents that a part of it is generated from. */
  readonly documents: readonly string[];
}

/** What the files of a folder import: by `import`, `import type`, `export from`, `import()` and `require`. */
function importsOf(folder: string, pattern: string, base: string = root): PackageImports['imports'] {
  return globSync(pattern, { cwd: path.join(base, folder) })
    .toSorted()
    .flatMap((name) => {
      const file = path.posix.join(folder, name.split(path.sep).join('/'));
      const text = readFileSync(path.join(base, file), 'utf8');
      return preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => ({
        file,
        line: text.slice(0, pos).split('\n').length,
        specifier: fileName,
      }));
    });
}

/** Every package of the house with what its files import, as they are. */
export function readHouse(base: string = root): PackageImports[] {
  const documents = new Map<string, string[]>();
  for (const { packageName, document } of base === root ? readTargets() : []) {
    if (document !== undefined) documents.set(packageName, [...(documents.get(packageName) ?? []), document]);
  }
  return [...globSync('packages/*', { cwd: base }).toSorted(), 'specs']
    .map((folder) => folder.split(path.sep).join('/'))
    .filter((folder) => existsSync(path.join(base, folder, 'package.json')))
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(path.join(base, folder, 'package.json'), 'utf8')) as {
        readonly name: string;
        readonly private?: boolean;
      };
      return {
        name: manifest.name,
        folder,
        isPrivate: manifest.private === true,
        imports: importsOf(folder, 'src/**/*.ts', base),
        testImports: importsOf(folder, 'test/**/*.ts', base),
        documents: documents.get(path.basename(folder)) ?? [],
      };
    });
}

/** The package that a specifier names: `@tokenwright/core` for `@tokenwright/core/errors`. */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
