import type { Bar, BenchCase, BenchContext, CaseResult, Kind, Row } from '../bench-case.ts';
import { bytesPerCall } from '../measure/heap.ts';
import { effort, interleaved } from '../measure/interleaved.ts';
import { ownLoop, type Loop } from '../measure/own-loop.ts';
import { medianRatio } from '../measure/quantiles.ts';
import { LocalAuthority } from '../support/authority.ts';
import { createBenchSource } from '../support/sources.ts';

interface Subject {
  readonly name: string;
  readonly kind: Kind;
  readonly loop: Loop;
  readonly close?: (() => unknown) | undefined;
}

const ours = 'Tokenwright getToken';
const floor = 'Date.now(); await resolved';

export const cachedToken: BenchCase = {
  name: 'cached-token',
  title: 'What does a token cost that is there already?',
  bar: 'at least 0.9 of a clock reading and an awaited promise in the same loop, and ahead of every peer',

  async run(context): Promise<CaseResult> {
    const subjects = await createSubjects(context);
    const times = await interleaved(subjects, effort(context.quick, { rounds: 31, sampleMs: 10 }));
    const scenario = 'one source, its token FRESH';
    const rows: Row[] = subjects.map(({ name, kind }) => ({
      scenario,
      metric: 'time of a call',
      unit: 'ns',
      subject: name,
      kind,
      samples: times.get(name) ?? [],
    }));
    for (const { name, kind, loop } of subjects) {
      const samples = await bytesPerCall(loop, context.quick ? 3 : 15, context.quick ? 100 : 1000);
      rows.push({ scenario, metric: 'allocated by a call', unit: 'bytes', subject: name, kind, samples });
    }
    for (const { close } of subjects) await close?.();
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

async function createSubjects({ peers }: BenchContext): Promise<readonly Subject[]> {
  const resolved = Promise.resolve('token');
  const source = createBenchSource(new LocalAuthority());
  await source.getToken();
  const subjects: Subject[] = [
    { name: ours, kind: 'ours', loop: ownLoop(() => source.getToken()), close: () => source.close() },
    {
      name: floor,
      kind: 'floor',
      loop: ownLoop(() => {
        Date.now();
        return resolved;
      }),
    },
  ];
  for (const peer of peers) {
    const peerSource = await peer.createSource(new LocalAuthority());
    await peerSource.getToken();
    subjects.push({
      name: peer.name,
      kind: 'peer',
      loop: ownLoop(() => peerSource.getToken()),
      close: () => peerSource.close?.(),
    });
  }
  return subjects;
}
