/**
 * Runs the packed packages on every supported runtime: `pnpm runtimes`; or on some: `pnpm runtimes node-20 bun`.
 * Runtimes are fetched from npm into node_modules/.cache when they are first needed.
 *
 * All of them together write docs/runtimes.md and docs/runtimes.json; in CI these have to be what the run gives.
 */
import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './generation/targets.ts';
import { runOrStop, Stop } from './lib/stop.ts';
import { addToSummary } from './lib/summary.ts';
import { cellsOf, prepareSuite, runCell, type Cell } from './runtimes/cells.ts';
import { startPageHost } from './runtimes/browser.ts';
import { entriesAmiss } from './runtimes/entries-check.ts';
import { MissingRuntime } from './runtimes/install.ts';
import { createProject, type Project } from './runtimes/project.ts';
import { dataOf, failuresOf, pageOf, tableOf, type CellReport, type Report } from './runtimes/report.ts';
import { startSharedRedis, startStage } from './runtimes/stage.ts';
import { supportedRuntimes, type PinnedRuntime } from './runtimes/versions.ts';

const inCi = process.env['CI'] !== undefined;
const packages = [
  'specs',
  'core',
  'aliyun-pds',
  'huawei-oneaccess',
  'contract',
  'mock-authority',
  'store-redis',
] as const;

function wanted(ids: readonly string[]): readonly PinnedRuntime[] {
  const unknown = ids.find((id) => !supportedRuntimes.some((each) => each.id === id));
  if (unknown !== undefined)
    throw new Stop(`There is no runtime "${unknown}". There are: ${supportedRuntimes.map(({ id }) => id).join(', ')}.`);
  return ids.length === 0 ? supportedRuntimes : supportedRuntimes.filter(({ id }) => ids.includes(id));
}

/** The clients of Redis, exactly as the store is tested with. */
function redisClients(): readonly string[] {
  const { devDependencies } = JSON.parse(
    readFileSync(path.join(root, 'packages/store-redis/package.json'), 'utf8'),
  ) as { readonly devDependencies: Readonly<Record<string, string>> };
  return ['redis', 'ioredis'].map((name) => `${name}@${devDependencies[name]}`);
}

const quiet: ExecFileSyncOptionsWithStringEncoding = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };

function versionOf({ runtime, program }: Cell): string {
  return runtime.version ?? /\d+(?:\.\d+)+/.exec(execFileSync(program, ['--version'], quiet))?.[0] ?? '?';
}

async function runAll(runtimes: readonly PinnedRuntime[], project: Project): Promise<Report> {
  await prepareSuite(project);
  await using redis = await startSharedRedis();
  const cells: CellReport[] = [];
  const missing: { runtime: string; reason: string }[] = [];
  for (const runtime of runtimes) {
    try {
      for (const cell of await cellsOf(runtime, project)) {
        await using resources = new AsyncDisposableStack();
        const host = runtime.product === 'Chromium' ? await startPageHost() : undefined;
        resources.defer(() => host?.close());
        const stage = resources.use(await startStage(redis, host && [host.origin]));
        const started = performance.now();
        const outcomes = await runCell(cell, stage, host);
        const milliseconds = performance.now() - started;
        cells.push({
          runtime: runtime.id,
          product: runtime.product,
          version: versionOf(cell),
          how: cell.how,
          milliseconds,
          outcomes,
        });
        tellOf(cells.at(-1));
      }
    } catch (error) {
      if (!(error instanceof MissingRuntime)) throw error;
      missing.push({ runtime: runtime.id, reason: error.message });
    }
  }
  return { cells, missing };
}

/** As it comes, and for `.ci/run` to add up. */
function tellOf(report: CellReport | undefined): void {
  if (report === undefined) return;
  const count = (state: string): number => report.outcomes.filter((each) => each.state === state).length;
  const name = `runtimes ${report.runtime} ${report.how}`;
  const [passed, failed, skipped] = [count('passed'), count('failed'), count('not applicable')];
  console.log(
    `${name.padEnd(28)} ${report.version.padEnd(14)} ${passed} passed, ${failed} failed, ${skipped} not applicable in ${(report.milliseconds / 1000).toFixed(1)} s`,
  );
  // What is not applicable was not skipped.
  addToSummary({ name, passed, failed, skipped: 0, milliseconds: report.milliseconds });
}

/** Writes the pages, or says that they are not what this run gives. */
function keepPages(report: Report): readonly string[] {
  const oxfmt = path.join(root, 'node_modules/.bin/oxfmt');
  const pages = { 'docs/runtimes.md': pageOf(report), 'docs/runtimes.json': dataOf(report) };
  return Object.entries(pages).flatMap(([name, content]) => {
    const file = path.join(root, name);
    const text = execFileSync(oxfmt, ['--stdin-filepath', file], { cwd: root, input: content, encoding: 'utf8' });
    if (existsSync(file) && readFileSync(file, 'utf8') === text) return [];
    if (inCi) return [`${name} is not what this run gives; run "pnpm runtimes" and commit it.`];
    writeFileSync(file, text);
    console.log(`written: ${name}`);
    return [];
  });
}

await runOrStop(async () => {
  const ids = process.argv.slice(2);
  const runtimes = wanted(ids);
  using project = await createProject({ packages, others: redisClients() });
  const amiss = entriesAmiss(project.manifests);
  if (amiss.length > 0) throw new Stop(`scripts/runtimes/suite is not up to date:\n${amiss.join('\n')}`);
  const report = await runAll(runtimes, project);
  console.log(`\n${tableOf(report)}\n`);
  const problems = failuresOf(report).map(
    ({ cell, outcome }) => `${cell}: ${outcome.name}\n    ${outcome.reason ?? ''}`,
  );
  for (const { runtime, reason } of report.missing) {
    console.warn(`SKIPPED: ${runtime}: ${reason}`);
    if (inCi) problems.push(`${runtime} could not be had: ${reason}`);
  }
  if (ids.length === 0 && problems.length === 0 && report.missing.length === 0) problems.push(...keepPages(report));
  if (problems.length > 0) throw new Stop(problems.join('\n'));
});
