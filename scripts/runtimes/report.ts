import type { Loading } from './cells.ts';
import type { Outcome } from './suite/case.ts';
import { supportedNode, unsupportedNodes } from './versions.ts';

/** What came of one cell. */
export interface CellReport {
  readonly runtime: string;
  readonly product: string;
  /** Exact; of a system package: what was found. */
  readonly version: string;
  readonly how: Loading;
  readonly milliseconds: number;
  readonly outcomes: readonly Outcome[];
}

/** What came of all of them. */
export interface Report {
  readonly cells: readonly CellReport[];
  /** Runtimes that were to run and could not be had, with the reason. */
  readonly missing: readonly { readonly runtime: string; readonly reason: string }[];
}

const marks = { passed: '✓', failed: 'FAILED', 'not applicable': '–' } as const;

/** The cell's name in a narrow column. */
const titleOf = ({ runtime, how }: CellReport): string => (how === 'require' ? `${runtime} r` : runtime);

function caseNames({ cells }: Report): readonly string[] {
  return [...new Set(cells.flatMap(({ outcomes }) => outcomes.map(({ name }) => name)))];
}

function count(outcomes: readonly Outcome[], state: Outcome['state']): number {
  return outcomes.filter((each) => each.state === state).length;
}

export function failuresOf({ cells }: Report): readonly { readonly cell: string; readonly outcome: Outcome }[] {
  return cells.flatMap((cell) =>
    cell.outcomes
      .filter(({ state }) => state === 'failed')
      .map((outcome) => ({ cell: `${cell.runtime}, ${cell.how}`, outcome })),
  );
}

/** For a terminal: a line for each case and a column for each cell, then each cell's counts and time. */
export function tableOf(report: Report): string {
  const { cells } = report;
  const rows = [
    ['', ...cells.map(titleOf)],
    ...caseNames(report).map((name) =>
      [name].concat(
        cells.map(({ outcomes }) => {
          const outcome = outcomes.find((each) => each.name === name);
          return outcome === undefined ? 'absent' : marks[outcome.state];
        }),
      ),
    ),
    ['seconds', ...cells.map(({ milliseconds }) => (milliseconds / 1000).toFixed(1))],
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}

/** Why something did not run, each reason once, with the cells it holds for. */
function reasonsOf({ cells }: Report): readonly string[] {
  const reasons = new Map<string, Set<string>>();
  for (const { product, outcomes } of cells)
    for (const { state, reason = '' } of outcomes)
      if (state === 'not applicable') reasons.set(reason, (reasons.get(reason) ?? new Set()).add(product));
  return [...reasons].map(([reason, products]) => `${reason} (${[...products].join(', ')})`);
}

/** What the documentation says: nothing of it depends on when or how fast it ran. */
export function pageOf(report: Report): string {
  const { cells } = report;
  const columns = [...new Set(cells.map(({ runtime }) => runtime))];
  const of = (runtime: string): readonly CellReport[] => cells.filter((cell) => cell.runtime === runtime);
  const line = (words: readonly string[]): string => `| ${words.join(' | ')} |`;
  const markOf = (runtime: string, name: string): string => {
    const states = of(runtime).map(({ outcomes }) => outcomes.find((each) => each.name === name)?.state ?? 'absent');
    const [first = 'absent'] = states;
    if (first === 'absent' || states.some((state) => state !== first)) return states.join(', ');
    return marks[first];
  };
  return `# Runtimes

Written by \`pnpm runtimes\`; do not edit. The packages, packed as for the registry and installed by npm into an empty
project, run one suite on each of these, against the mock authorities over HTTP.

${line(['name', 'runtime', 'version', 'loaded by', 'passed', 'failed', 'not applicable'])}
${line(Array.from({ length: 7 }, () => '---'))}
${cells
  .map(({ runtime, product, version, how, outcomes }) =>
    line([
      runtime,
      product,
      product === 'Chromium' ? 'that of the system' : version,
      how === 'bundle' ? 'a bundle' : `\`${how}\``,
      ...(['passed', 'failed', 'not applicable'] as const).map((state) => String(count(outcomes, state))),
    ]),
  )
  .join('\n')}

✓ passed, by every way to load that the table above has; – has nothing to do there.

${line(['', ...columns])}
${line(['---', ...columns.map(() => ':-:')])}
${caseNames(report)
  .map((name) => line([name, ...columns.map((runtime) => markOf(runtime, name))]))
  .join('\n')}

What has nothing to do somewhere: ${reasonsOf(report).join('; ')}.

## Where the packages are not for

Node.js ${unsupportedNodes.map(({ version = '' }) => version).join(', ')} are run as well, to see what a user is told there: npm warns at the installation
and names the Node.js that is needed (\`${supportedNode}\`); \`require()\` ends with Node's own \`ERR_REQUIRE_ESM\`, which says
to \`import()\` instead; and where there is no WebCrypto, as in Node.js 18 and in pages that came by plain http, whatever
signs, encrypts or keeps tokens fails when it is made, with the code \`unsupported_runtime\`.
`;
}

/** The same for machines. */
export function dataOf(report: Report): string {
  const cells = report.cells.map(({ runtime, product, version, how, outcomes }) => ({
    runtime,
    product,
    version: product === 'Chromium' ? 'system' : version,
    loadedBy: how,
    passed: count(outcomes, 'passed'),
    failed: count(outcomes, 'failed'),
    notApplicable: Object.fromEntries(
      outcomes.filter(({ state }) => state === 'not applicable').map(({ name, reason = '' }) => [name, reason]),
    ),
  }));
  return `${JSON.stringify({ cases: caseNames(report), cells }, undefined, 2)}\n`;
}
