import type { Bar, BenchCase, BenchContext, CaseResult, Row } from '../bench-case.ts';
import { rowsApart, timesApart } from '../measure/apart.ts';
import { didNotFinish } from '../measure/budget.ts';
import { effort } from '../measure/interleaved.ts';
import { medianRatio } from '../measure/quantiles.ts';
import type { HeapOfMany } from '../probes/heap-of-many.ts';
import { manyKinds, mapOfPromises, tokenPool, type ManyKind } from '../support/many.ts';
import { probe } from '../support/probe.ts';

interface Measured {
  readonly rows: readonly Row[];
  readonly bars: readonly Bar[];
}

export const pool: BenchCase = {
  name: 'pool',
  title: 'What do many tokens cost, asked for at random?',
  bar: 'at least 0.7 of a Map look-up, a clock reading and an await on the same keys; at most 600 bytes a source beyond the token strings; one timer',

  async run(context): Promise<CaseResult> {
    const { quick, peers } = context;
    const parts: Measured[] = [];
    const unfinished = new Set<string>();
    for (const size of quick ? [10] : [1, 1000, 100_000]) {
      const part = await randomAccess(size, context);
      parts.push(part);
      for (const { subject, samples } of part.rows) if (samples.length === 0) unfinished.add(subject);
    }
    for (const kind of manyKinds(peers.length > 0)) {
      // Quick, one process for each is enough to see that it runs.
      if (quick && kind.kind === 'peer') continue;
      const noFigure = kind.noHeap ?? (unfinished.has(kind.name) ? didNotFinish : undefined);
      for (const keepFresh of kind.keepsFresh ? [false, true] : [false])
        parts.push(await heap(kind, { keepFresh, quick, noFigure }));
    }
    return { rows: parts.flatMap(({ rows }) => rows), bars: parts.flatMap(({ bars }) => bars) };
  },
};

async function randomAccess(size: number, context: BenchContext): Promise<Measured> {
  const options = effort(context.quick, { generations: 3, rounds: 36, sampleMs: 20 });
  const times = await timesApart({ list: 'pool', setting: size }, context, options);
  const scenario = `${size.toLocaleString('en')} ${size === 1 ? 'key' : 'keys'}, at random`;
  const measured = medianRatio(times.get(mapOfPromises.name) ?? [], times.get(tokenPool.name) ?? []);
  return {
    rows: await rowsApart('pool', context, { scenario, metric: 'time of a call', unit: 'ns' }, times),
    bars: [{ what: `speed beside the floor, ${scenario}`, measured, unit: 'ratio', limit: { atLeast: 0.7 } }],
  };
}

/** Heap of each token's source, at several sizes; the slope between them is what one more costs. */
async function heap(
  { name, kind }: ManyKind,
  {
    keepFresh,
    quick,
    noFigure,
  }: { readonly keepFresh: boolean; readonly quick: boolean; readonly noFigure: string | undefined },
): Promise<Measured> {
  const subject = keepFresh ? `${name}, keepFresh` : name;
  const metric = 'heap of each, beyond the key and the token string';
  const points: { readonly size: number; readonly bytes: number }[] = [];
  const rows: Row[] = [];
  let timers = 0;
  for (const size of quick ? [50, 100] : [10_000, 50_000, 100_000]) {
    const scenario = `${size.toLocaleString('en')} sources`;
    if (noFigure !== undefined) {
      rows.push({ scenario, metric, unit: 'bytes', subject, kind, samples: [], note: noFigure });
      continue;
    }
    const answer = await probe<HeapOfMany>('heap-of-many', [name, String(size), String(keepFresh)]);
    points.push({ size, bytes: answer.bytes });
    timers = answer.timers;
    rows.push({ scenario, metric, unit: 'bytes', subject, kind, samples: [answer.bytes / size] });
  }
  if (points.length < 2) return { rows, bars: [] };
  const measured = slope(points);
  rows.push({ scenario: 'one source more', metric, unit: 'bytes', subject, kind, samples: [measured] });
  if (kind !== 'ours') return { rows, bars: [] };
  const scenario = `${points.at(-1)?.size.toLocaleString('en')} sources`;
  rows.push({ scenario, metric: 'timers', unit: 'timers', subject, kind, samples: [timers], compared: false });
  return {
    rows,
    bars: [
      { what: `heap of one source more: ${subject}`, measured, unit: 'bytes', limit: { atMost: 600 } },
      { what: `timers: ${subject}`, measured: timers, unit: 'timers', limit: { atMost: 1 } },
    ],
  };
}

/** By least squares. */
function slope(points: readonly { readonly size: number; readonly bytes: number }[]): number {
  const mean = (of: (point: { readonly size: number; readonly bytes: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const size = mean((point) => point.size);
  const bytes = mean((point) => point.bytes);
  const together = mean((point) => (point.size - size) * (point.bytes - bytes));
  return together / mean((point) => (point.size - size) ** 2);
}
