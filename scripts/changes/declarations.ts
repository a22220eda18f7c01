import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { build, type InlineConfig } from 'tsdown';
import ts from 'typescript';
import { root } from '../generation/targets.ts';
import { Stop } from '../lib/stop.ts';
import { entriesOf, type PublishedPackage } from './packages.ts';

/** What a package's users see of it: for each entry, by name, one declaration file that needs no other of the package. */
export type Declarations = ReadonlyMap<string, string>;

/**
 * Builds the declarations of a package as they are published, one entry at a time, so that no entry shares a chunk with
 * another and a name stands for itself.
 *
 * @throws Stop when its sources do not hold together
 */
export async function declarationsOf(published: PublishedPackage): Promise<Declarations> {
  const found = new Map<string, string>();
  const temporary = mkdtempSync(path.join(tmpdir(), 'tokenwright-declarations-'));
  try {
    for (const { entry, source } of entriesOf(published)) {
      await buildOrStop(published, {
        config: false,
        cwd: path.join(root, published.folder),
        entry: { entry: source },
        format: 'esm',
        platform: 'neutral',
        outDir: path.join(temporary, entry),
        outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
        dts: { oxc: true, emitDtsOnly: true },
        deps: { alwaysBundle: ['@tokenwright/http-runtime'] },
        logLevel: 'silent',
        report: false,
      });
      found.set(entry, normalised(readFileSync(path.join(temporary, entry, 'entry.d.ts'), 'utf8')));
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return found;
}

/** @throws Stop when the sources do not hold together, as after a type was renamed in a document */
async function buildOrStop({ folder }: PublishedPackage, options: InlineConfig): Promise<void> {
  try {
    await build(options);
  } catch (error) {
    const said = stripVTControlCharacters(error instanceof Error ? error.message : String(error)).trim();
    throw new Stop(
      `${folder}: the declarations of ${String(Object.values(options.entry ?? {})[0])} cannot be built:\n${said}\n` +
        `Mend its sources ("node_modules/.bin/tsc -p ${folder}" shows more), then run this again.`,
    );
  }
}

/**
 * Without comments, and without the mark of private members: it makes a class differ from itself in another file, and
 * no user can see more of it.
 */
function normalised(text: string): string {
  const file = ts.createSourceFile('entry.d.ts', text, ts.ScriptTarget.ES2022, false, ts.ScriptKind.TS);
  return ts
    .createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed })
    .printFile(file)
    .replaceAll(/^\s*#private;\n/gm, '');
}
