/**
 * Measures this project beside its peers: `pnpm bench`.
 *
 *   pnpm bench                      every case
 *   pnpm bench cached-token pool    these
 *   pnpm bench --quick              only shows that every case runs; writes nothing, installs nothing
 *   pnpm bench --no-peers           this project alone; writes nothing
 *   pnpm bench --document           measures nothing; writes page and charts of the documentation from the results
 *
 * Each case runs in a process of its own, so that none meets the heap and the type feedback of another.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { styled } from '../../scripts/lib/table.ts';
import { allCases } from './cases/all.ts';
import { installPeers } from './peers/packages.ts';
import { chartFolder, writeCharts } from './report/chart-files.ts';
import type { BarOutcome } from './report/figures.ts';
import { load } from './report/machine.ts';
import { readReports, resultsFolder, writeReport } from './report/results.ts';
import { benchmarksDocument, documentFile } from './report/document.ts';
import { printBars, printFigures } from './report/screen.ts';
import { startCase } from './start-case.ts';
import { wordsOf } from '../../scripts/lib/words.ts';

const { values, positionals } = wordsOf({
  options: { quick: { type: 'boolean' }, 'no-peers': { type: 'boolean' }, document: { type: 'boolean' } },
  allowPositionals: true,
});
const names = allCases.map(({ name }) => name);
const unknown = positionals.find((name) => !names.includes(name));
if (unknown !== undefined) {
  console.error(`There is no case "${unknown}". There are: ${names.join(', ')}.`);
  process.exit(2);
}
if (values.document === true) {
  await writeDocument();
  process.exit();
}
/** What is kept has to have been measured beside the peers. */
const isWhole = values.quick !== true && values['no-peers'] !== true;
if (isWhole) installPeers();

const flags = Object.entries(values).flatMap(([flag, set]) => (set ? [`--${flag}`] : []));
const bars: BarOutcome[] = [];
let failed = 0;
const runLoad = load();
for (const benchCase of allCases) {
  if (positionals.length > 0 && !positionals.includes(benchCase.name)) continue;
  console.log(`\n${styled('inverse', ` ${benchCase.name} `)} ${benchCase.title}`);
  if (benchCase.bar !== undefined) console.log(`The bar: ${benchCase.bar}.`);
  let report;
  try {
    const said = await startCase(benchCase.name, flags);
    report = { ...said, machine: { ...said.machine, runLoad } };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    failed += 1;
    continue;
  }
  if (report.skipped !== undefined) {
    console.error(styled('red', `SKIPPED: ${report.skipped}`));
    continue;
  }
  printFigures(report.figures);
  if (!report.quick) printBars(report.bars);
  for (const note of report.notes) console.log(`\n${note}`);
  console.log(
    styled(
      'dim',
      `\n${report.seconds} s, Node.js ${report.machine.node}, load ${report.machine.load}, ${runLoad} before the run`,
    ),
  );
  if (!report.quick) bars.push(...report.bars);
  if (isWhole) writeReport(report, benchCase);
}
if (isWhole) {
  console.log(`\nWritten: ${path.relative(process.cwd(), resultsFolder)}.`);
  await writeDocument();
}
const missed = bars.filter(({ met }) => !met).length;
console.log(`\ncases failed: ${failed}; bars met: ${bars.length - missed}, missed: ${missed}`);
// A bar is a promise about a quiet machine; a case that does not run is a fault anywhere.
process.exitCode = failed === 0 ? 0 : 1;

async function writeDocument(): Promise<void> {
  const reports = readReports(allCases);
  await writeCharts(reports);
  writeFileSync(documentFile, benchmarksDocument(reports));
  for (const written of [chartFolder, documentFile]) console.log(`Written: ${path.relative(process.cwd(), written)}.`);
}
