import { createKeySet } from '../support/key-set.ts';
import { fill, manyKinds } from '../support/many.ts';
import type { Subject } from './subject.ts';

/** How many keys there are; they are asked for in a random order, the same for all. */
export const poolSubjects: readonly Subject<number>[] = manyKinds(true).map((many) => ({
  name: many.name,
  kind: many.kind,
  async create(size) {
    const { keys, tokens, order } = createKeySet(size);
    const pool = await many.create({ keys, tokens, order });
    await fill(pool, keys);
    let turn = 0;
    return {
      call: () => {
        turn = (turn + 1) & (order.length - 1);
        return pool.getToken(keys[order[turn] ?? 0] ?? '');
      },
    };
  },
}));
