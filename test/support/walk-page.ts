import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '@tokenwright/test-support';
import { readPage, type Block } from '../../scripts/docs/markdown.ts';
import { PageShell } from './page-shell.ts';
import type { WalkedPage } from './walked-pages.ts';

/** A package of this repository, packed, and the names of the packages that it depends on. */
export interface PackedPackage {
  readonly name: string;
  readonly file: string;
  readonly needs: readonly string[];
}

/** Where and with what a page is walked. */
export interface Walk {
  /** An empty folder. */
  readonly folder: string;
  /** A folder for what the walk itself needs. */
  readonly scripts: string;
  readonly packages: readonly PackedPackage[];
  readonly env: NodeJS.ProcessEnv;
  /** The page, when it is not that of the repository. */
  readonly text?: string;
  /** Gives the walk up: everything that it started ends. */
  readonly signal?: AbortSignal;
}

/**
 * Does what a page says: writes its files, runs its commands, compares what they print with what it shows. A block
 * that is marked with `ignore` is left to its reader.
 *
 * @returns the folder in which the page ends
 * @throws Error with the place in the page, when a command fails or prints something else
 */
export async function walkPage({ file, ports }: WalkedPage, walk: Walk): Promise<string> {
  const free = await Promise.all(ports.map(() => freePort()));
  const own = (text: string): string =>
    ports.reduce((so, port, index) => so.replaceAll(String(port), String(free[index])), text);
  await using shell = new PageShell(walk.folder, walk.scripts, walk.env, walk.signal);
  let printed: string | undefined;
  for (const block of readPage(file, walk.text).blocks) {
    const before = printed;
    printed = undefined;
    if (block.flags.has('ignore')) continue;
    const target = block.attributes.get('file');
    try {
      if (target !== undefined) writeInto(path.join(shell.folder, target), own(block.code));
      else if (block.language === 'sh') printed = await runBlock(block, shell, own, walk.packages);
      else if (block.flags.has('output')) assertPrinted(own(block.code), before);
    } catch (error) {
      throw new Error(`${file}:${block.line}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
  return shell.folder;
}

async function runBlock(
  block: Block,
  shell: PageShell,
  own: (text: string) => string,
  packages: readonly PackedPackage[],
): Promise<string | undefined> {
  const script = withTarballs(own(block.code), packages);
  if (!block.flags.has('background')) return (await shell.run(script)).output;
  const until = block.attributes.get('until');
  if (until === undefined)
    throw new Error('A block in the background says by until="…" what it prints when it is ready.');
  await shell.serve(script, until);
  return undefined;
}

/** Puts the tarballs where an installation names packages of this repository, and those that they depend on. */
export function withTarballs(script: string, packages: readonly PackedPackage[]): string {
  return script.replaceAll(/^npm install\b.*$/gm, (command) => {
    const wanted = new Set<PackedPackage>();
    const want = (name: string): void => {
      const found = packages.find((each) => each.name === name);
      if (found === undefined || wanted.has(found)) return;
      wanted.add(found);
      for (const needed of found.needs) want(needed);
    };
    const rest = command.replaceAll(/ (@tokenwright\/[\w-]+)/g, (_all, name: string) => {
      want(name);
      return '';
    });
    return [rest, ...[...wanted].map(({ file }) => `'${file}'`)].join(' ');
  });
}

/** Each line that a page shows was printed, in this order; `…` stands for anything in a line. */
function assertPrinted(shown: string, printed: string | undefined): void {
  if (printed === undefined) throw new Error('An output stands directly behind the commands that print it.');
  const lines = printed.split('\n').map((line) => line.trimEnd());
  let from = 0;
  for (const line of shown.split('\n').map((each) => each.trimEnd())) {
    if (line === '') continue;
    const pattern = new RegExp(
      `^${line
        .split('…')
        .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
        .join('.*')}$`,
    );
    const found = lines.findIndex((each, index) => index >= from && pattern.test(each));
    if (found === -1) throw new Error(`"${line}" is shown, and was not printed here:\n${printed}`);
    from = found + 1;
  }
}

function writeInto(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
