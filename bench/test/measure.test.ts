import { expect, test } from 'vitest';
import { Contest, rowsApart } from '../src/measure/apart.ts';
import { balancedOrder } from '../src/measure/balanced-order.ts';
import { didNotFinish } from '../src/measure/budget.ts';
import { interleaved } from '../src/measure/interleaved.ts';
import { SubjectProcess } from '../src/support/subject-process.ts';

const context = { quick: true, peers: [], peerFolder: undefined };

function counted(values: readonly string[]): readonly number[] {
  return [...Map.groupBy(values, (value) => value).values()].map(({ length }) => length);
}

test.each([2, 3, 4, 5, 6, 7, 8, 9])(
  'of %i subjects each has every place in a round, and comes after each of the others, equally often',
  (subjects) => {
    const rounds = subjects % 2 === 0 ? subjects : 2 * subjects;
    const orders = Array.from({ length: rounds }, (_, round) => balancedOrder(subjects, round));
    for (const order of orders)
      expect(new Set(order)).toEqual(new Set(Array.from({ length: subjects }, (_, each) => each)));
    const places = orders.flatMap((order) => order.map((subject, place) => `${subject} at ${place}`));
    expect(new Set(places).size).toBe(subjects ** 2);
    expect(new Set(counted(places)).size).toBe(1);
    const pairs = orders.flatMap((order) => order.slice(1).map((subject, place) => `${subject} after ${order[place]}`));
    expect(new Set(pairs).size).toBe(subjects * (subjects - 1));
    expect(new Set(counted(pairs)).size).toBe(1);
  },
);

test('the square begins anew when it is over', () => {
  expect(balancedOrder(4, 4)).toEqual(balancedOrder(4, 0));
  expect(balancedOrder(5, 10)).toEqual(balancedOrder(5, 0));
  expect(balancedOrder(5, 5)).not.toEqual(balancedOrder(5, 0));
});

test('candidates take their turns in the balanced order, and a figure is what one call took', async () => {
  const turns: string[] = [];
  const candidate = (name: string, callMs: number) => ({
    name,
    run: async (count: number) => {
      turns.push(name);
      return count * callMs;
    },
  });
  const names = ['a', 'b', 'c', 'd'];
  const times = await interleaved(
    names.map((name, place) => candidate(name, place + 1)),
    { rounds: 4, sampleMs: 100 },
  );
  const samples = Array.from({ length: 4 }, (_, round) => balancedOrder(4, round).map((place) => names[place] ?? ''));
  // Three samples a turn; what comes before is the search for the number of calls.
  expect(turns.slice(-48)).toEqual(samples.flat().flatMap((name) => [name, name, name]));
  expect([...times.values()]).toEqual([1, 2, 3, 4].map((callMs) => Array.from({ length: 4 }, () => callMs * 1e6)));
});

test('subjects are measured in processes of their own, and a peer is left out where there are none', async () => {
  using contest = await Contest.start({ list: 'authorized-fetch, answered at once', setting: origin }, context);
  expect(contest.processes.map(({ name }) => name)).toEqual([
    'Tokenwright createAuthorizedFetch',
    'fetch with the header',
  ]);
  const times = await contest.times({ rounds: 1, sampleMs: 1 });
  expect([...times.values()].flat()).toEqual([expect.any(Number), expect.any(Number)]);
});

const origin = { origin: 'http://127.0.0.1:9' };

test('a subject that cannot be made is a failure of the case, with what it threw', async () => {
  const started = Contest.start(
    { list: 'authorized-fetch, answered at once', setting: { origin: 'nowhere' } },
    context,
  );
  await expect(started).rejects.toThrow(/Tokenwright createAuthorizedFetch: .*nowhere/);
});

test('a process that ends is a failure, not a wait', async () => {
  using nobody = new SubjectProcess('pool', 'nobody');
  await expect(nobody.ask({ ask: 'run', count: 1 })).rejects.toThrow('The process of "nobody" ended (1).');
});

test('a subject that was not ready in time has a row that says so, one that cannot take part its own reason', async () => {
  const common = { scenario: 's', metric: 'm', unit: 'ns' } as const;
  const rows = await rowsApart('mint, client credentials', { ...context, peers: [{} as never] }, common, new Map());
  expect(rows.find(({ kind }) => kind === 'ours')).toMatchObject({ samples: [], note: didNotFinish });
  expect(rows.find(({ subject }) => subject.startsWith('google'))).toMatchObject({
    note: expect.stringContaining('not applicable') as string,
  });
});
