import type { Bar, BenchCase, BenchContext, CaseResult, Row } from '../bench-case.ts';
import { Contest, rowsApart, timesApart, type Samples } from '../measure/apart.ts';
import { effort } from '../measure/interleaved.ts';
import { medianRatio } from '../measure/quantiles.ts';
import { floor, ours } from '../subjects/cached-token.ts';

const list = 'cached-token';

export const cachedToken: BenchCase = {
  name: 'cached-token',
  title: 'What does a token cost that is there already?',
  bar: 'at least 0.9 of a clock reading and an awaited promise in the same loop, and ahead of every peer',

  async run(context): Promise<CaseResult> {
    const times = await timesApart(
      { list },
      context,
      effort(context.quick, { generations: 3, rounds: 48, sampleMs: 10 }),
    );
    const scenario = 'one source, its token FRESH';
    const rows: readonly Row[] = [
      ...(await rowsApart(list, context, { scenario, metric: 'time of a call', unit: 'ns' }, times)),
      ...(await rowsApart(
        list,
        context,
        { scenario, metric: 'allocated by a call', unit: 'bytes' },
        await bytes(context),
      )),
    ];
    const besides = (name: string): number => medianRatio(times.get(name) ?? [], times.get(ours) ?? []);
    const bars: Bar[] = [
      {
        what: 'speed of a cached token beside the floor',
        measured: besides(floor),
        unit: 'ratio',
        limit: { atLeast: 0.9 },
      },
    ];
    if (context.peers.length > 0) {
      const measured = Math.min(...context.peers.map(({ name }) => besides(name)));
      bars.push({
        what: 'speed of a cached token beside the fastest peer',
        measured,
        unit: 'ratio',
        limit: { atLeast: 1 },
      });
    }
    return { rows, bars };
  },
};

async function bytes(context: BenchContext): Promise<Samples> {
  using contest = await Contest.start({ list }, context);
  const [rounds, count] = context.quick ? [3, 100] : [15, 1000];
  const samples = new Map<string, readonly number[]>();
  for (const each of contest.processes) samples.set(each.name, await each.ask({ ask: 'bytes', rounds, count }));
  return samples;
}
