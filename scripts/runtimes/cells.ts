import path from 'node:path';
import { bundle, compile } from './bundle.ts';
import type { PageHost } from './browser.ts';
import { casesAround, endsWithinMs } from './around.ts';
import { programOf } from './install.ts';
import { runToEnd } from './processes.ts';
import type { Project } from './project.ts';
import type { Stage } from './stage.ts';
import { runCases, type Context, type Kind, type Outcome } from './suite/case.ts';
import type { PinnedRuntime, Product } from './versions.ts';
import { startWorker } from './workerd.ts';

/** How the packages come into the program. */
export type Loading = 'import' | 'require' | 'bundle';

/** One runtime, and one way to load the packages there. */
export interface Cell {
  readonly runtime: PinnedRuntime;
  readonly how: Loading;
  readonly program: string;
  /** Where the packages are installed. */
  readonly folder: string;
  /** What comes before the file on the command line. */
  readonly flags: readonly string[];
  readonly files: Files;
}

/** The suite, made for one kind of runtime. */
interface Files {
  readonly suite: string;
  /** The program that leaves everything open; only where there are processes. */
  readonly unclosed?: string;
}

const kinds: Readonly<Record<Product, Kind>> = {
  'Node.js': 'node',
  Bun: 'bun',
  Deno: 'deno',
  workerd: 'workerd',
  Chromium: 'browser',
};

const waysOf: Readonly<Record<Product, readonly Loading[]>> = {
  'Node.js': ['import', 'require'],
  Bun: ['import', 'require'],
  Deno: ['import'],
  workerd: ['bundle'],
  Chromium: ['bundle'],
};

/** A run that takes longer hangs. */
const mostMs = 600_000;

const suiteFile = (name: string): string => path.join(import.meta.dirname, 'suite', `entry-${name}.ts`);

/** Puts the suite into the project, for each way to load the packages there; they stay imports. */
export async function prepareSuite({ folder }: Project): Promise<void> {
  for (const ending of ['mjs', 'cjs'])
    for (const name of ['console', 'unclosed']) await compile(suiteFile(name), path.join(folder, `${name}.${ending}`));
  for (const name of ['worker', 'page']) await compile(suiteFile(name), path.join(folder, `${name}.mjs`));
}

/** Where there are no files to import, the packages come from the project into a bundle. */
async function bundled(file: string): Promise<string> {
  const bundleFile = file.replace(/\.mjs$/, '.bundle.mjs');
  await bundle(file, bundleFile);
  return bundleFile;
}

function filesOf(product: Product, how: Loading, folder: string): Files {
  if (product === 'workerd') return { suite: path.join(folder, 'worker.mjs') };
  if (product === 'Chromium') return { suite: path.join(folder, 'page.mjs') };
  const ending = how === 'require' ? 'cjs' : 'mjs';
  return { suite: path.join(folder, `console.${ending}`), unclosed: path.join(folder, `unclosed.${ending}`) };
}

/**
 * The cells of a runtime, which is fetched for them.
 *
 * @throws MissingRuntime when it cannot be had
 */
export async function cellsOf(runtime: PinnedRuntime, { folder }: Project): Promise<readonly Cell[]> {
  const program = await programOf(runtime);
  const { product } = runtime;
  // Deno finds the packages by package.json, as npm has laid them out; it is to fetch nothing itself.
  const flags = product === 'Deno' ? ['run', '--allow-all', '--no-lock', '--cached-only'] : [];
  return waysOf[product].map((how) => ({ runtime, how, program, folder, flags, files: filesOf(product, how, folder) }));
}

/**
 * Runs the suite in one cell, and what is seen from outside. A runtime that breaks down is a failed case of its own.
 *
 * @param host of the page, for browsers; the stage has to know its origin
 */
export async function runCell(cell: Cell, stage: Stage, host?: PageHost): Promise<readonly Outcome[]> {
  const { product } = cell.runtime;
  const hasFiles = product !== 'workerd' && product !== 'Chromium';
  const { folder, redisPort, ...rest } = stage.context;
  const context: Context = { ...rest, ...(hasFiles && { folder, redisPort }), kind: kinds[product] };
  const started = performance.now();
  try {
    return [...(await runSuite(cell, context, host)), ...(await runCases(casesAround(cell), context))];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const milliseconds = Math.round(performance.now() - started);
    return [{ name: 'the suite runs to its end', state: 'failed', reason, milliseconds }];
  }
}

async function runSuite(cell: Cell, context: Context, host: PageHost | undefined): Promise<readonly Outcome[]> {
  const { runtime, program, files } = cell;
  if (host !== undefined) return host.run(program, await bundled(files.suite), context, mostMs);
  if (runtime.product === 'workerd') {
    await using worker = await startWorker(program, await bundled(files.suite));
    const signal = AbortSignal.timeout(mostMs);
    const answer = await fetch(worker.url, { method: 'POST', body: JSON.stringify(context), signal });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`workerd answered ${answer.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text) as readonly Outcome[];
  }
  const { code, stdout, stderr } = await runToEnd(program, [...cell.flags, files.suite], {
    cwd: cell.folder,
    env: { TOKENWRIGHT_CONTEXT: JSON.stringify(context) },
    mostMs,
    lastLine: { start: '[', mostMs: endsWithinMs },
  });
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith('[') || (code !== 0 && code !== undefined))
    throw new Error(`${code === undefined ? 'it did not end' : `it ended with ${code}`}: ${stderr.slice(0, 800)}`);
  const outcomes = JSON.parse(last) as readonly Outcome[];
  if (code !== undefined) return outcomes;
  const reason = `it was still running ${endsWithinMs / 1000} seconds after its last case`;
  return [...outcomes, { name: 'the suite ends by itself', state: 'failed', reason, milliseconds: endsWithinMs }];
}
