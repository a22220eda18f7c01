import type { Bar, BenchCase, BenchContext, CaseResult, Kind, Row } from '../bench-case.ts';
import { balancedOrder } from '../measure/balanced-order.ts';
import { Budget, didNotFinish } from '../measure/budget.ts';
import type { PeerSource } from '../peers/peer.ts';
import { LocalAuthority } from '../support/authority.ts';
import { createBenchSource } from '../support/sources.ts';

interface Subject {
  readonly name: string;
  readonly kind: Kind;
  readonly budget: Budget;
  /** A source that has no token yet. */
  create(authority: LocalAuthority): Promise<PeerSource>;
}

/** How long the authority takes to answer. */
const answerMs = 20;

export const coldHerd: BenchCase = {
  name: 'cold-herd',
  title: `What happens when many callers ask for a token that is not there yet? The authority answers in ${answerMs} ms.`,
  bar: '1 request for 100,000 callers',

  async run(context): Promise<CaseResult> {
    const rows: Row[] = [];
    const bars: Bar[] = [];
    const subjects = createSubjects(context);
    for (const callers of context.quick ? [1, 10] : [1, 100, 10_000, 100_000]) {
      const taken = new Map(
        subjects.map((subject) => [subject, { elapsed: [] as number[], requests: [] as number[] }]),
      );
      // A quick run says nothing of time, so there nobody takes too long.
      const able = subjects.filter(
        ({ kind, budget }) => context.quick || kind !== 'peer' || !budget.exceededBy(callers),
      );
      for (let round = 0; round < roundsFor(callers, context.quick); round += 1) {
        for (const place of balancedOrder(able.length, round)) {
          const subject = able[place];
          // One round says enough of a subject that takes long.
          if (subject === undefined || (round > 0 && subject.budget.exceededBy(callers * 10))) continue;
          const { elapsed, requests } = await herd(subject, callers);
          subject.budget.took(callers, elapsed);
          taken.get(subject)?.elapsed.push(elapsed);
          taken.get(subject)?.requests.push(requests);
        }
      }
      const scenario = `${callers.toLocaleString('en')} ${callers === 1 ? 'caller' : 'callers'}`;
      for (const [{ name, kind }, { elapsed, requests }] of taken) {
        const common = { scenario, subject: name, kind, ...(elapsed.length === 0 ? { note: didNotFinish } : {}) };
        rows.push({ ...common, metric: 'time until the last caller has a token', unit: 'ms', samples: elapsed });
        rows.push({
          ...common,
          metric: 'requests at the authority',
          unit: 'requests',
          samples: requests,
          compared: false,
        });
        if (kind === 'ours') {
          const measured = Math.max(...requests);
          bars.push({ what: `requests for ${scenario}`, measured, unit: 'requests', limit: { atMost: 1 } });
        }
      }
    }
    return { rows, bars };
  },
};

/** Few callers take so little time that most of a renewal's code has to be compiled first. */
function roundsFor(callers: number, quick: boolean): number {
  if (quick) return 1;
  return callers <= 100 ? 24 : 8;
}

async function herd(
  subject: Subject,
  callers: number,
): Promise<{ readonly elapsed: number; readonly requests: number }> {
  const authority = new LocalAuthority(answerMs);
  const source = await subject.create(authority);
  const started = performance.now();
  const tokens: Promise<unknown>[] = [];
  for (let caller = 0; caller < callers; caller += 1) tokens.push(source.getToken());
  await Promise.all(tokens);
  const elapsed = performance.now() - started;
  source.close?.();
  return { elapsed, requests: authority.requests };
}

function createSubjects({ peers }: BenchContext): readonly Subject[] {
  return [
    {
      name: 'Tokenwright getToken',
      kind: 'ours',
      budget: new Budget(),
      async create(authority) {
        const source = createBenchSource(authority);
        return { getToken: () => source.getToken(), close: () => void source.close() };
      },
    },
    {
      name: 'one promise, awaited by all',
      kind: 'floor',
      budget: new Budget(),
      async create(authority) {
        let token: Promise<unknown> | undefined;
        return { getToken: async () => (token ??= authority.issue()) };
      },
    },
    ...peers.map((peer) => ({
      name: peer.name,
      kind: 'peer' as const,
      budget: new Budget(),
      create: (authority: LocalAuthority) => peer.createSource(authority),
    })),
  ];
}
