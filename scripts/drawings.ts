/**
 * Draws the pictures of the documentation from the functions and numbers that sources use, and writes the table of numbers
 * into its page.
 *
 *   node scripts/drawings.ts            writes
 *   node scripts/drawings.ts --check    fails when a file is not what would be written
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fleetDrawings } from './drawings/fleet.ts';
import { lifeDrawing, numbersTable, refreshDrawing } from './drawings/life-of-a-token.ts';
import { root } from './generation/targets.ts';
import { withMarked } from './lib/marked.ts';
import { runOrStop, Stop } from './lib/stop.ts';
import { aligned } from './drawings/table.ts';

const page = 'docs/life-of-a-token.md';
const marks = { page, begin: '<!-- numbers: written by scripts/drawings.ts -->', end: '<!-- end of numbers -->' };

await runOrStop(async () => {
  const fleet = await fleetDrawings();
  const files: Readonly<Record<string, string>> = {
    'docs/life-of-a-token.svg': lifeDrawing(),
    'docs/refresh-of-a-token.svg': refreshDrawing(),
    'docs/fleet-together.svg': fleet.together,
    'docs/fleet-killed.svg': fleet.killed,
    [page]: withMarked(readFileSync(path.join(root, page), 'utf8'), marks, aligned(numbersTable())),
  };
  const outdated = Object.entries(files).filter(
    ([file, text]) => !existsSync(path.join(root, file)) || readFileSync(path.join(root, file), 'utf8') !== text,
  );
  if (process.argv.includes('--check')) {
    if (outdated.length === 0) return;
    throw new Stop(
      `${outdated.map(([file]) => file).join(', ')}: not what sources do. Write it with: pnpm docs:write.`,
    );
  }
  for (const [file, text] of outdated) {
    writeFileSync(path.join(root, file), text);
    console.log(`${file} is written.`);
  }
});
