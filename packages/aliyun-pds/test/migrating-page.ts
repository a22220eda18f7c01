import { readFileSync } from 'node:fs';
import path from 'node:path';

export const page: string = readFileSync(path.join(import.meta.dirname, '../docs/migrating.md'), 'utf8');

/** The rows of the first table of the page after a text, without its head. */
export function tableAfter(text: string): string[][] {
  const start = page.indexOf(text);
  if (start < 0) throw new Error(`The page has no ${JSON.stringify(text)}.`);
  const lines = page.slice(start).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const rows: string[][] = [];
  for (const line of lines.slice(first + 2)) {
    if (!line.startsWith('|')) break;
    const cells = line.split(/(?<!\\)\|/).slice(1, -1);
    rows.push(cells.map((cell) => cell.trim().replaceAll('\\|', '|')));
  }
  return rows;
}
