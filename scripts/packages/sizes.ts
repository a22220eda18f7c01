import { bundleWithEsbuild, bundleWithRolldown } from './bundle.ts';
import type { Contents } from './contents.ts';
import { installContents } from './installed.ts';
import { libraries, subjectsOf } from './subjects.ts';

/** Bytes, minified and compressed by gzip, by bundler. */
export interface Weight {
  readonly esbuild: number;
  readonly rolldown: number;
}

/** What `sizes.json` holds of one subject. */
export interface SizeRow {
  /** What it weighed when the table was written. */
  readonly measured: Weight;
  /** What it may weigh. */
  readonly limit: Weight;
  /** What the design allows. Where that is less than what was measured, it is missed, and the limit keeps it from growing. */
  readonly design?: { readonly bar: number; readonly missed: boolean };
}

export type SizeTable = Readonly<Record<string, SizeRow>>;

const bundlers = ['esbuild', 'rolldown'] as const;

/** How much a subject may grow before somebody has to look. */
const slack = 1.05;

/** Weighs what is packed. */
export async function measureSizes(packages: readonly Contents[]): Promise<SizeTable> {
  using project = installContents(libraries(packages));
  const table: Record<string, SizeRow> = {};
  for (const { name, program, bar } of subjectsOf(packages)) {
    const weight = {
      esbuild: (await bundleWithEsbuild(program, project.folder)).gzip,
      rolldown: (await bundleWithRolldown(program, project.folder)).gzip,
    };
    const limitOf = (bytes: number): number => {
      const grown = Math.round(bytes * slack);
      return bar === undefined || bytes > bar ? grown : Math.min(bar, grown);
    };
    const missed = bar !== undefined && bundlers.some((bundler) => weight[bundler] > bar);
    table[name] = {
      measured: weight,
      limit: { esbuild: limitOf(weight.esbuild), rolldown: limitOf(weight.rolldown) },
      ...(bar === undefined ? {} : { design: { bar, missed } }),
    };
  }
  return table;
}

/** What has grown past its limit, is new, or is gone, a sentence each. */
export function sizeProblems(committed: SizeTable, now: SizeTable): readonly string[] {
  const problems = Object.keys(committed)
    .filter((name) => !(name in now))
    .map((name) => `${name} is in the table of sizes, and there is no such thing any more.`);
  for (const [name, { measured }] of Object.entries(now)) {
    const row = committed[name];
    if (row === undefined) {
      problems.push(`${name} is not in the table of sizes.`);
      continue;
    }
    for (const bundler of bundlers) {
      if (measured[bundler] > row.limit[bundler])
        problems.push(
          `${name}, bundled by ${bundler}, has ${measured[bundler]} bytes; the limit is ${row.limit[bundler]}, from ${row.measured[bundler]} once.`,
        );
    }
  }
  return problems;
}
