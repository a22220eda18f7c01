/** Runs one case in a process of its own, and hands its report to the process that started it: `run.ts`. */
import path from 'node:path';
import type { BenchContext } from './bench-case.ts';
import { allCases } from './cases/all.ts';
import { allPeers } from './peers/all.ts';
import { peerFolder, peerPackages, peersAreInstalled } from './peers/packages.ts';
import { figures, outcomes } from './report/figures.ts';
import { machine, versionIn } from './report/machine.ts';
import type { CaseReport } from './report/results.ts';

const [name = '', ...flags] = process.argv.slice(2);
const benchCase = allCases.find((each) => each.name === name);
if (benchCase === undefined) throw new Error(`There is no case "${name}".`);
const withPeers = !flags.includes('--no-peers') && peersAreInstalled();
const context: BenchContext = {
  quick: flags.includes('--quick'),
  peers: withPeers ? allPeers : [],
  peerFolder: withPeers ? peerFolder : undefined,
};

const facts = machine();
const started = performance.now();
const result = await benchCase.run(context);
const report: CaseReport = {
  case: benchCase.name,
  title: benchCase.title,
  bar: benchCase.bar,
  date: new Date().toISOString(),
  quick: context.quick,
  machine: facts,
  versions: versionsIn(result.rows.map(({ subject }) => subject)),
  seconds: Number(((performance.now() - started) / 1000).toFixed(1)),
  figures: figures(result),
  bars: outcomes(result),
  notes: result.notes ?? [],
  ...(result.skipped === undefined ? {} : { skipped: result.skipped }),
};
process.send?.(report);
// A peer's timer may keep the process alive, and has nothing to do with the report.
process.disconnect();

/** The versions of this project, and of the packages that subjects are named after. */
function versionsIn(subjects: readonly string[]): Record<string, string> {
  const isMeasured = (name: string): boolean => subjects.some((subject) => subject.includes(name));
  const inFolder = (name: string): string => versionIn(path.join(peerFolder, 'node_modules', name));
  const core = versionIn(path.resolve(import.meta.dirname, '../../packages/core'));
  const named = context.peers.length === 0 ? [] : peerPackages().filter((name) => isMeasured(name));
  // One is called otherwise than its package.
  const others = context.peers.filter(({ name }) => isMeasured(name)).map(({ packageName }) => packageName);
  const names = [...new Set([...named, ...others])].toSorted();
  return { '@tokenwright/core': core, ...Object.fromEntries(names.map((name) => [name, inFolder(name)])) };
}
