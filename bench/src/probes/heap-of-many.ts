/** Says, to the process that started it, how many bytes and timers so many tokens by key cost: `<kind> <size> <keepFresh>`. */
import { liveHeapBytes } from '../measure/heap.ts';
import { CountingClock } from '../support/counting-clock.ts';
import { createKeySet } from '../support/key-set.ts';
import { fill, manyKinds } from '../support/many.ts';

export interface HeapOfMany {
  readonly bytes: number;
  readonly timers: number;
}

const [name = '', size = '', keepFresh = ''] = process.argv.slice(2);
const kind = manyKinds(true).find((each) => each.name === name);
if (kind === undefined) throw new Error(`There is no way "${name}" to have many tokens.`);

// Once before, so that compiled code and what is made once is not counted.
const rehearsal = createKeySet(100);
const rehearsed = await kind.create(rehearsal);
await fill(rehearsed, rehearsal.keys);
await rehearsed.close();

const set = createKeySet(Number(size));
const clock = new CountingClock();
const before = await liveHeapBytes();
const many = await kind.create(set, { clock, keepFresh: keepFresh === 'true' });
await fill(many, set.keys);
const bytes = (await liveHeapBytes()) - before;
process.send?.({ bytes, timers: clock.timers } satisfies HeapOfMany);
// Alive until here: both are asked once more.
await many.getToken(set.keys[0] ?? '');
await many.close();
process.disconnect();
