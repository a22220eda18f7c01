import type { BenchCase, CaseResult, Row } from '../bench-case.ts';
import { inMicroseconds, rowsApart, timesApart } from '../measure/apart.ts';
import { effort } from '../measure/interleaved.ts';
import type { OneAccessFacts } from '../mint/client-credentials.ts';
import type { PdsFacts } from '../mint/pds-exchange.ts';
import { startServer } from '../support/server.ts';

export const mint: BenchCase = {
  name: 'mint',
  title:
    'What does a whole mint cost: an assertion or a secret, an exchange with the mock authority over loopback, a token?',
  bar: undefined,

  async run(context): Promise<CaseResult> {
    using pds = await startServer<PdsFacts>('pds-authority');
    using oneAccess = await startServer<OneAccessFacts>('oneaccess-authority');
    const rows: Row[] = [];
    for (const [list, setting, scenario] of [
      ['mint, jwt-bearer', pds.facts, 'PDS user token, an assertion by RS256 2048'],
      ['mint, client credentials', oneAccess.facts, 'OneAccess tenant token, client credentials'],
    ] as const) {
      const options = effort(context.quick, { generations: 2, rounds: 28, sampleMs: 30 });
      const times = inMicroseconds(await timesApart({ list, setting }, context, options));
      rows.push(...(await rowsApart(list, context, { scenario, metric: 'time of a mint', unit: 'µs' }, times)));
    }
    return { rows, bars: [] };
  },
};
