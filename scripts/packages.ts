/**
 * Shows what the packed packages hold and weigh beside what is committed in `scripts/packages/*.json`.
 *
 *   pnpm packages            says what differs, and fails when a file is not expected or a limit is passed
 *   pnpm packages --write    takes what is there, and says what changed
 */
import { printTable } from './lib/table.ts';
import { runOrStop, Stop } from './lib/stop.ts';
import { packAll } from './lib/tarballs.ts';
import { readContents } from './packages/contents.ts';
import { measureSizes, sizeProblems, type SizeTable } from './packages/sizes.ts';
import { fileProblems, filesOf, readTables, writeTables } from './packages/tables.ts';

await runOrStop(async () => {
  const packages = await Promise.all((await packAll()).map(readContents));
  const committed = readTables();
  const files = filesOf(packages);
  const sizes = await measureSizes(packages);
  printSizes(committed.sizes, sizes);
  const problems = [...fileProblems(committed.files, files), ...sizeProblems(committed.sizes, sizes)];
  for (const problem of problems) console.log(problem);
  if (process.argv.includes('--write')) {
    writeTables(files, sizes);
    console.log('Written: scripts/packages/files.json and sizes.json. Commit them.');
  } else if (problems.length > 0) {
    throw new Stop('If that is meant, run "pnpm packages --write" and commit what it writes.');
  }
});

function printSizes(committed: SizeTable, now: SizeTable): void {
  const rows = Object.entries(now).map(([name, { measured, design }]) => {
    const row = committed[name];
    const change = (bundler: keyof typeof measured): string => {
      const before = row?.measured[bundler];
      return before === undefined || before === measured[bundler] ? '' : ` (was ${before})`;
    };
    return [
      name,
      `${measured.esbuild}${change('esbuild')}`,
      `${measured.rolldown}${change('rolldown')}`,
      String(row?.limit.esbuild ?? 'none'),
      design === undefined ? '' : `${design.bar}${design.missed ? ', missed' : ''}`,
    ];
  });
  printTable(['min + gzip, bytes', 'esbuild', 'rolldown', 'limit (esbuild)', 'design'], rows);
}
