import type { Bar, BenchCase, CaseResult, Row } from '../bench-case.ts';
import { abort } from '../defects/abort.ts';
import type { Defect } from '../defects/defect.ts';
import { keptRefreshToken } from '../defects/kept-refresh-token.ts';
import { leak } from '../defects/leak.ts';
import { longLivedToken } from '../defects/long-lived-token.ts';
import { noToken } from '../defects/no-token.ts';
import { redirect } from '../defects/redirect.ts';
import { refusedTogether } from '../defects/refused-together.ts';
import { retryAfter } from '../defects/retry-after.ts';
import { rotation } from '../defects/rotation.ts';
import { shortLivedToken } from '../defects/short-lived-token.ts';
import { unhandledRejection } from '../defects/unhandled-rejection.ts';

const all: readonly Defect[] = [
  rotation,
  keptRefreshToken,
  abort,
  unhandledRejection,
  longLivedToken,
  shortLivedToken,
  refusedTogether,
  retryAfter,
  redirect,
  leak,
  noToken,
];

export const defects: BenchCase = {
  name: 'defects',
  title: 'What goes wrong with tokens elsewhere, and here?',
  bar: 'none of it here',

  async run({ quick, peers }): Promise<CaseResult> {
    const rows: Row[] = [];
    const bars: Bar[] = [];
    for (const { scenario, metric, occurrences } of all) {
      for (const occurrence of occurrences) {
        const { subject, kind } = occurrence;
        if (kind === 'peer' && peers.length === 0) continue;
        const measured = await occurrence.count(quick);
        rows.push({ scenario, metric, unit: 'times', subject, kind, samples: [measured], compared: false });
        if (kind !== 'ours') continue;
        bars.push({ what: `${scenario}: ${metric}`, measured, unit: 'times', limit: { atMost: 0 } });
      }
    }
    return { rows, bars };
  },
};
