import { readFileSync } from 'node:fs';
import path from 'node:path';

const page = readFileSync(path.join(import.meta.dirname, '../../docs/migrating.md'), 'utf8');

/** The rows of the first table under a heading, cell by cell, without their padding. */
export function tableUnder(heading: string): readonly (readonly string[])[] {
  const [, section] = page.split(`\n${heading}\n`);
  if (section === undefined) throw new Error(`docs/migrating.md has no heading "${heading}".`);
  const lines = section.split(/\n#+ /)[0]?.split('\n') ?? [];
  const first = lines.findIndex((line) => line.startsWith('|'));
  const rest = lines.slice(first);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(2, end === -1 ? undefined : end).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** What the page says of hand-written calls and of these. */
export function cures(): readonly { readonly what: string; readonly before: string; readonly after: string }[] {
  return tableUnder('## What it cures').map(([what = '', before = '', after = '']) => ({ what, before, after }));
}
