/**
 * Puts figures of the bench into README.md, beside those of what people use today.
 *
 *   node scripts/readme-figures.ts            writes
 *   node scripts/readme-figures.ts --check    fails when they are not those of bench/results
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { aligned } from './drawings/table.ts';
import { root } from './generation/targets.ts';
import { withMarked } from './lib/marked.ts';
import { runOrStop, Stop } from './lib/stop.ts';

interface Figure {
  readonly subject: string;
  readonly scenario: string;
  readonly metric: string;
  readonly unit: string;
  readonly kind: 'ours' | 'peer' | 'floor';
  readonly median?: number;
}

const marks = {
  page: 'README.md',
  begin: '<!-- figures: written by scripts/readme-figures.ts -->',
  end: '<!-- end of figures -->',
};

/** A scenario of the bench, and what it is called in a README. */
const chosen: readonly { readonly words: string; readonly of: string; readonly scenario: string }[] = [
  {
    words: 'three renewals with rotating refresh tokens',
    of: 'defects',
    scenario: 'an authority that rotates refresh tokens, 3 renewals',
  },
  {
    words: 'a token request answered by a redirect to another host',
    of: 'defects',
    scenario: 'a token request that is answered with a redirect to another host',
  },
  {
    words: 'a refused refresh, its error printed',
    of: 'defects',
    scenario: 'a refused refresh, the error printed with util.inspect',
  },
  {
    words: 'two callers wait, one aborts',
    of: 'defects',
    scenario: 'two callers wait for one renewal, one of them aborts',
  },
  {
    words: 'a token of 30 days, kept fresh, its first second',
    of: 'defects',
    scenario: 'a token of 30 days that is renewed ahead of time, its first second',
  },
  { words: '503 with `Retry-After: 2`', of: 'defects', scenario: 'an answer 503 with Retry-After: 2, one call' },
  { words: '100,000 callers without a token', of: 'cold-herd', scenario: '100,000 callers' },
  { words: 'a cached token', of: 'cached-token', scenario: 'one source, its token FRESH' },
];

function figuresOf(name: string): readonly Figure[] {
  return (
    JSON.parse(readFileSync(path.join(root, `bench/results/${name}.json`), 'utf8')) as { figures: readonly Figure[] }
  ).figures;
}

const shown = (value: number): string =>
  value < 1000 ? String(Number(value.toPrecision(3))) : Math.round(value).toLocaleString('en-US');

/** @throws Stop when the bench does not have a figure any more */
function table(): string {
  const rows = chosen.map(({ words, of, scenario }) => {
    const all = figuresOf(of).filter((figure) => figure.scenario === scenario && figure.median !== undefined);
    // The last measure is what counts: requests rather than the time until they are over.
    const metric = (of === 'cached-token' ? all[0] : all.at(-1))?.metric;
    const figures = all.filter((figure) => figure.metric === metric);
    const ours = figures.find(({ kind }) => kind === 'ours');
    const peers = figures.filter(({ kind }) => kind === 'peer');
    if (ours?.median === undefined || peers.length === 0)
      throw new Stop(
        `The bench has no figure "${scenario}" (${of}); measure it, or take it out of scripts/readme-figures.ts.`,
      );
    const elsewhere = peers.map(({ subject, median = 0 }) => `${subject} ${shown(median)}`).join(', ');
    const unit = ours.unit === 'ns' ? ' (ns)' : '';
    return [words, `${metric ?? ''}${unit}`, shown(ours.median), elsewhere];
  });
  const head = ['situation', 'counted', 'here', 'elsewhere'];
  return aligned([head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n'));
}

await runOrStop(async () => {
  const file = path.join(root, 'README.md');
  const before = readFileSync(file, 'utf8');
  const after = withMarked(before, marks, table());
  if (before === after) return;
  if (process.argv.includes('--check'))
    throw new Stop('README.md does not hold the figures of bench/results. Write it with: pnpm docs:write.');
  writeFileSync(file, after);
  console.log('README.md is written.');
});
