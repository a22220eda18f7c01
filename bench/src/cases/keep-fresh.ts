import type { TokenWire } from '@tokenwright/core';
import { createTokenPool } from '@tokenwright/core/token-pool';
import type { BenchCase, CaseResult, Row, Unit } from '../bench-case.ts';
import { liveHeapBytes } from '../measure/heap.ts';
import { withLoopDelay } from '../measure/loop-delay.ts';
import { quantile } from '../measure/quantiles.ts';
import { CompressedClock } from '../support/compressed-clock.ts';
import { createKeySet, placeOf, seededRandom } from '../support/key-set.ts';
import { keyOf } from '../support/sources.ts';

const lifetimeMs = 3_600_000;
const answerMs = 50;
const arrivalMs = 600_000;
/** How long everything runs, in the time of the compressed clock: each token is renewed twice, some three times. */
const durationMs = 2.5 * lifetimeMs;

/** How late renewals come: the distribution. */
const lifeQuantiles = [
  ['least', 0],
  ['1st percentile', 0.01],
  ['25th percentile', 0.25],
  ['median', 0.5],
  ['75th percentile', 0.75],
  ['99th percentile', 0.99],
  ['most', 1],
] as const;

export const keepFresh: BenchCase = {
  name: 'keep-fresh',
  title: 'What do 100,000 tokens cost that renew by themselves, in compressed time? The authority answers in 50 ms.',
  bar: 'one timer; no token expires',

  async run({ quick }): Promise<CaseResult> {
    const size = quick ? 200 : 100_000;
    // Two tokens for each in turn: an authority that gives the same one again is asked less often.
    const sets = [createKeySet(size, 'a'), createKeySet(size, 'b')] as const;
    const turns = new Uint8Array(size);
    const random = seededRandom(size);
    const clock = new CompressedClock(answerMs);
    const mintedAt = new Float64Array(size).fill(Number.NaN);
    // Off the heap, which is measured.
    const lives = new Float64Array(4 * size);
    let renewed = 0;
    let mints = 0;
    let atOnce = 0;
    let mostAtOnce = 0;
    const mint = async ({ key }: { readonly key: string }): Promise<TokenWire> => {
      const place = placeOf(key);
      mints += 1;
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      const last = mintedAt[place] ?? Number.NaN;
      const sentAt = clock.now();
      await new Promise<void>((resolve) => clock.startTimer(resolve, answerMs, false));
      atOnce -= 1;
      if (!Number.isNaN(last)) {
        lives[renewed] = (last + lifetimeMs - clock.now()) / lifetimeMs;
        renewed += 1;
      }
      mintedAt[place] = sentAt;
      const turn = (turns[place] ?? 0) ^ 1;
      turns[place] = turn;
      return {
        access_token: sets[turn === 1 ? 1 : 0].tokens[place] ?? '',
        token_type: 'Bearer',
        expires_in: lifetimeMs / 1000,
      };
    };

    const before = await liveHeapBytes();
    const pool = createTokenPool({ key: keyOf('app'), mint, clock, keepFresh: true, maxSize: size });
    const used = process.cpuUsage();
    // Every user comes once, within the first minutes.
    for (const key of sets[0].keys) clock.startTimer(() => void pool.getToken(key), random() * arrivalMs, false);
    const { delay } = await withLoopDelay(() => clock.run(durationMs));
    const { user, system } = process.cpuUsage(used);
    const heap = ((await liveHeapBytes()) - before) / size;
    const serving = sets[0].keys.filter((key) => pool.get(key).peek() !== undefined).length;
    // Each exchange under way has one for its own time limit.
    const timers = clock.backgroundTimers - atOnce;
    // close() waits for renewals under way, by the same clock.
    const closed = pool.close();
    await clock.run(15_000);
    await closed;

    const lifeLeft = [...lives.subarray(0, renewed)];
    const expired = lifeLeft.filter((left) => left <= 0).length;
    const subject = 'Tokenwright createTokenPool, keepFresh';
    const scenario = `${size.toLocaleString('en')} keys, ${durationMs / 3_600_000} hours`;
    const row = (metric: string, unit: Unit, value: number): Row => ({
      scenario,
      metric,
      unit,
      subject,
      kind: 'ours',
      samples: [value],
      compared: false,
    });
    return {
      rows: [
        row('renewals, the first mints left out', 'renewals', mints - size),
        row('keys with a token at the end', '%', (serving / size) * 100),
        row('tokens that expired before their renewal', 'renewals', expired),
        ...lifeQuantiles.map(([name, share]) =>
          row(`life left at the renewal, ${name}`, '%', quantile(lifeLeft, share) * 100),
        ),
        row('renewals at once, most', 'renewals', mostAtOnce),
        row('timers that wait to renew', 'timers', timers),
        row('heap of each key, beyond key and token strings', 'bytes', heap),
        row('processor time of a renewal', 'µs', (user + system) / mints),
        row('delay of the event loop, 99th percentile', 'ms', delay.p99),
        row('delay of the event loop, longest', 'ms', delay.max),
      ],
      bars: [
        { what: 'timers that wait to renew', measured: timers, unit: 'timers', limit: { atMost: 1 } },
        { what: 'tokens that expired before their renewal', measured: expired, unit: 'renewals', limit: { atMost: 0 } },
      ],
    };
  },
};
