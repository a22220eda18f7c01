import type { BenchCase, CaseResult, Row, Unit } from '../bench-case.ts';
import type { Outage } from '../probes/outage.ts';
import { probe } from '../support/probe.ts';

const ours = 'Tokenwright getToken';
const conditions = [
  ['unavailable', 'the authority answers 503'],
  ['silent', 'the authority never answers'],
] as const;

export const outage: BenchCase = {
  name: 'outage',
  title: 'What do callers and the authority see when it fails while a token of an hour is valid? One call a second.',
  bar: undefined,

  async run({ quick, peers }): Promise<CaseResult> {
    const rows: Row[] = [];
    const subjects = [
      { name: ours, kind: 'ours' as const },
      ...peers.map(({ name }) => ({ name, kind: 'peer' as const })),
    ];
    for (const [condition, scenario] of conditions) {
      for (const { name, kind } of subjects) {
        const seen = await probe<Outage>('outage', [name, condition, quick ? '60' : '1']);
        const row = (metric: string, unit: Unit, value: number): Row => ({
          scenario,
          metric,
          unit,
          subject: name,
          kind,
          samples: [value],
          compared: false,
        });
        rows.push(
          row('calls that got the valid token at once', '%', seen.served * 100),
          row('requests at the authority in the worst minute', 'requests', seen.mostInMinute),
          row('requests at the authority in all', 'requests', seen.requests),
          row('unhandled rejections', 'times', seen.unhandledRejections),
        );
      }
    }
    return { rows, bars: [], notes: [lastSeconds, unanswered] };
  },
};

const lastSeconds =
  'This project gives out no token in its last ten seconds, because it could end on the way; those calls fail with the reason. Peers that serve all calls give a token out to its end.';

const unanswered =
  'Where the authority never answers, a peer with one request in all still waits for it when the hour is over: it leaves time limits to the HTTP client under it, and this measures none. This project ends the wait and asks again.';
