import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Bar, BenchCase, CaseResult, Row } from '../bench-case.ts';
import { Contest, inMicroseconds, rowsApart, type Samples } from '../measure/apart.ts';
import { balancedOrder } from '../measure/balanced-order.ts';
import { effort } from '../measure/interleaved.ts';
import { medianRatio } from '../measure/quantiles.ts';
import { floor, ours, type SigningSetting } from '../subjects/assertion.ts';

const atOnce = 64;
const keyAtHand = 'assertion, key at hand';
const keyFromPem = 'assertion, key from PEM';

export const assertion: BenchCase = {
  name: 'assertion',
  title: 'What does a signed assertion cost?',
  bar: 'at most 1.20 of raw WebCrypto signing of the same bytes; the key imported once',

  async run(context): Promise<CaseResult> {
    const rows: Row[] = [];
    const bars: Bar[] = [];
    const { quick } = context;
    const rounds = effort(quick, { rounds: 28, sampleMs: 20 });
    for (const [name, setting] of algorithms(quick)) {
      for (const [list, scenario] of [
        [keyAtHand, `${name}, key at hand`],
        [keyFromPem, `${name}, key from PEM each time`],
      ] as const) {
        using contest = await Contest.start({ list, setting }, context);
        const times = inMicroseconds(await contest.times(rounds));
        rows.push(...(await rowsApart(list, context, { scenario, metric: 'time of an assertion', unit: 'µs' }, times)));
        if (list !== keyAtHand) continue;
        const measured = medianRatio(times.get(ours) ?? [], times.get(floor) ?? []);
        bars.push({ what: `time beside raw WebCrypto, ${scenario}`, measured, unit: 'ratio', limit: { atMost: 1.2 } });
        const delay = { scenario: `${name}, ${atOnce} at once`, metric: 'longest delay of the event loop' };
        const delays = await loopDelays(contest, quick);
        rows.push(...(await rowsApart(list, context, { ...delay, unit: 'ms', compared: false }, delays)));
      }
    }
    return { rows, bars };
  },
};

function algorithms(quick: boolean): readonly (readonly [name: string, SigningSetting])[] {
  const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const rsa = (modulusLength: number): readonly [string, SigningSetting] => [
    `RS256 ${modulusLength}`,
    { alg: 'RS256', pem: pem(generateKeyPairSync('rsa', { modulusLength }).privateKey) },
  ];
  const es256 = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
  // Quick, the longer key would show nothing that the shorter one does not.
  return [...(quick ? [2048] : [2048, 4096]).map((bits) => rsa(bits)), ['ES256', { alg: 'ES256', pem: es256 }]];
}

/** How long nothing else could run while many assertions were signed, by subject. */
async function loopDelays({ processes }: Contest, quick: boolean): Promise<Samples> {
  const delays = new Map<string, number[]>(processes.map(({ name }) => [name, []]));
  for (let round = 0; round < (quick ? 1 : 7); round += 1) {
    for (const place of balancedOrder(processes.length, round)) {
      const asked = processes[place];
      if (asked === undefined) continue;
      delays.get(asked.name)?.push(...(await asked.ask({ ask: 'delay', calls: quick ? 2 : atOnce })));
    }
  }
  return delays;
}
