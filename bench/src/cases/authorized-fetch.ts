import type { Bar, BenchCase, CaseResult, Row } from '../bench-case.ts';
import { inMicroseconds, rowsApart, timesApart } from '../measure/apart.ts';
import { effort } from '../measure/interleaved.ts';
import { median } from '../measure/quantiles.ts';
import { startServer } from '../support/server.ts';
import { floor, ours, type FetchSetting } from '../subjects/authorized-fetch.ts';

const overNetwork = 'authorized-fetch';
const withoutNetwork = 'authorized-fetch, answered at once';

export const authorizedFetch: BenchCase = {
  name: 'authorized-fetch',
  title: 'What does a fetch that carries a token cost above a bare one?',
  bar: 'at most 15 µs above bare fetch',

  async run(context): Promise<CaseResult> {
    using server = await startServer<FetchSetting>('resource');
    const rows: Row[] = [];
    const bars: Bar[] = [];
    for (const [list, scenario, concurrency, generations] of [
      // Two processes that do the same differ by 20 µs, so there are many of them.
      [overNetwork, 'over loopback, 1 at a time', 1, 6],
      [overNetwork, 'over loopback, 64 at a time', 64, 3],
      // The network's own spread is larger than what is asked for, so the same without a network as well.
      [withoutNetwork, 'a fetch that answers at once', 1, 2],
    ] as const) {
      const options = effort(context.quick, { generations, rounds: 48, sampleMs: 15 });
      const times = inMicroseconds(await timesApart({ list, setting: server.facts, concurrency }, context, options));
      rows.push(...(await rowsApart(list, context, { scenario, metric: 'time of a request', unit: 'µs' }, times)));
      const bare = times.get(floor) ?? [];
      const above = (times.get(ours) ?? []).map((each, round) => each - (bare[round] ?? Number.NaN));
      const what = `above bare fetch, ${scenario}`;
      bars.push({ what, measured: median(above), unit: 'µs', limit: { atMost: 15 } });
    }
    return { rows, bars };
  },
};
