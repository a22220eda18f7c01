import type { Bar, BenchCase, CaseResult, Row } from '../bench-case.ts';
import { Budget, didNotFinish } from '../measure/budget.ts';
import { effort, interleaved, type Candidate } from '../measure/interleaved.ts';
import { ownLoop } from '../measure/own-loop.ts';
import { medianRatio } from '../measure/quantiles.ts';
import type { HeapOfMany } from '../probes/heap-of-many.ts';
import { createKeySet, type KeySet } from '../support/key-set.ts';
import { fill, manyKinds, mapOfPromises, type Many, type ManyKind } from '../support/many.ts';
import { probe } from '../support/probe.ts';

interface Measured {
  readonly rows: readonly Row[];
  readonly bars: readonly Bar[];
}

export const pool: BenchCase = {
  name: 'pool',
  title: 'What do many tokens cost, asked for at random?',
  bar: 'at least 0.7 of a Map look-up, a clock reading and an await on the same keys; at most 600 bytes a source beyond the token strings; one timer',

  async run({ quick, peers }): Promise<CaseResult> {
    const parts: Measured[] = [];
    const kinds = manyKinds(peers.length > 0);
    const budgets = new Map(kinds.map((kind) => [kind, new Budget()]));
    for (const size of quick ? [10, 100] : [1, 1000, 100_000]) parts.push(await randomAccess(size, quick, budgets));
    for (const [kind, budget] of budgets) {
      // Quick, one process for each is enough to see that it runs.
      if (quick && kind.kind === 'peer') continue;
      parts.push(await heap(kind, { keepFresh: false, quick, budget }));
      if (kind.keepsFresh) parts.push(await heap(kind, { keepFresh: true, quick, budget }));
    }
    return { rows: parts.flatMap(({ rows }) => rows), bars: parts.flatMap(({ bars }) => bars) };
  },
};

async function randomAccess(size: number, quick: boolean, budgets: ReadonlyMap<ManyKind, Budget>): Promise<Measured> {
  const set = createKeySet(size);
  const open: Many[] = [];
  const candidates: Candidate[] = [];
  for (const [kind, budget] of budgets) {
    if (budget.exceededBy(size)) continue;
    const many = await kind.create(set);
    open.push(many);
    const started = performance.now();
    await fill(many, set.keys);
    // What one key takes is mostly the first use of code.
    if (size > 1) budget.took(size, performance.now() - started);
    candidates.push({ name: kind.name, loop: ownLoop(randomCall(many, set)) });
  }
  const times = await interleaved(candidates, effort(quick, { rounds: 31, sampleMs: 20 }));
  for (const many of open) await many.close();

  const scenario = `${size.toLocaleString('en')} ${size === 1 ? 'key' : 'keys'}, at random`;
  const rows: Row[] = [];
  const bars: Bar[] = [];
  for (const { name, kind } of budgets.keys()) {
    const samples = times.get(name) ?? [];
    const note = samples.length === 0 ? { note: didNotFinish } : {};
    rows.push({ scenario, metric: 'time of a call', unit: 'ns', subject: name, kind, samples, ...note });
    if (kind !== 'ours') continue;
    const measured = medianRatio(times.get(mapOfPromises.name) ?? [], samples);
    bars.push({
      what: `speed beside the floor, ${scenario}: ${name}`,
      measured,
      unit: 'ratio',
      limit: { atLeast: 0.7 },
    });
  }
  return { rows, bars };
}

/** Asks for the next key of the random order. */
function randomCall(many: Many, { keys, order }: KeySet): () => Promise<unknown> {
  let turn = 0;
  return () => {
    turn = (turn + 1) & (order.length - 1);
    return many.getToken(keys[order[turn] ?? 0] ?? '');
  };
}

/** Heap of each token's source, at several sizes; the slope between them is what one more costs. */
async function heap(
  { name, kind, noHeap }: ManyKind,
  { keepFresh, quick, budget }: { readonly keepFresh: boolean; readonly quick: boolean; readonly budget: Budget },
): Promise<Measured> {
  const subject = keepFresh ? `${name}, keepFresh` : name;
  const metric = 'heap of each, beyond the key and the token string';
  const points: { readonly size: number; readonly bytes: number }[] = [];
  const rows: Row[] = [];
  let timers = 0;
  for (const size of quick ? [50, 100] : [10_000, 50_000, 100_000]) {
    const scenario = `${size.toLocaleString('en')} sources`;
    const why = noHeap === undefined ? (budget.exceededBy(size) ? didNotFinish : undefined) : `no figure: ${noHeap}`;
    if (why !== undefined) {
      rows.push({ scenario, metric, unit: 'bytes', subject, kind, samples: [], note: why });
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
