import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const here = fileURLToPath(new URL('..', import.meta.url));
const sources = ['src/errors.ts', ...['signing', 'provider', 'http'].flatMap(filesIn), '../../docs/errors.md'];

function filesIn(folder: string): string[] {
  return readdirSync(join(here, 'src', folder)).map((name) => join('src', folder, name));
}

/** Virtual file name -> the example, as a module of this package would have it. */
function examples(): Map<string, string> {
  const found = new Map<string, string>();
  for (const source of sources) {
    const text = readFileSync(join(here, source), 'utf8').replaceAll(/^ *\* ?/gm, '');
    for (const [index, match] of [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].entries()) {
      const name = `example ${source.replaceAll(/[^\w-]+/g, ' ').trim()} ${index + 1}.ts`;
      found.set(join(here, 'test', name), `${match[1] ?? ''}\nexport {};\n`);
    }
  }
  return found;
}

/** Compiles all of them at once, under the options of this package. */
function complaints(files: ReadonlyMap<string, string>): string[] {
  const config = ts.readConfigFile(join(here, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, here);
  const base = { ...options, isolatedDeclarations: false, declaration: false, noUnusedLocals: false };
  const disk = ts.createCompilerHost(base);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    readFile: (path) => files.get(path) ?? disk.readFile(path),
    getSourceFile(path, language) {
      const text = files.get(path);
      return text === undefined ? disk.getSourceFile(path, language) : ts.createSourceFile(path, text, language);
    },
  };
  const program = ts.createProgram([...files.keys()], base, host);
  return [...files.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText }) => `${path.slice(here.length)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}

describe('examples in the documentation of core', () => {
  it('compile, the one with a key service among them', () => {
    const files = examples();
    expect([...files.values()].filter((text) => text.includes('kms.sign'))).toHaveLength(1);
    expect(files.size).toBeGreaterThanOrEqual(6);
    expect(complaints(files)).toEqual([]);
    const broken = new Map([[join(here, 'test', 'broken.ts'), 'const text: string = 5;\nexport {};\n']]);
    expect(complaints(broken)).toHaveLength(1);
  });
});
