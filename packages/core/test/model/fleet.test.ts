import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenwrightError } from '../../src/index.ts';
import { numberOf, storeKey, World, type Process, type AnswerKind, type StoreKind } from './world.ts';

type Action =
  | {
      readonly type: 'get';
      readonly process: number;
      readonly abort: boolean;
      readonly rejected: boolean;
      readonly waitUntil: boolean;
    }
  | { readonly type: 'advance'; readonly milliseconds: number }
  | { readonly type: 'answer'; readonly kind: AnswerKind }
  | { readonly type: 'store'; readonly process: number; readonly kind: StoreKind }
  | {
      readonly type: 'renew' | 'pause' | 'resume' | 'kill' | 'close' | 'adopt' | 'sign-out' | 'evict';
      readonly process: number;
    }
  | { readonly type: 'herd' }
  | { readonly type: 'set-back'; readonly milliseconds: number };

const process = fc.nat({ max: 3 });
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('get' as const),
      process,
      abort: fc.boolean(),
      rejected: fc.boolean(),
      waitUntil: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('advance' as const),
      milliseconds: fc.constantFrom(0, 10, 700, 5000, 31_000, 96_000, 600_000, 3_000_000, 3_700_000),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('answer' as const),
      kind: fc.constantFrom<AnswerKind>(
        'ok',
        'slow',
        'very-slow',
        'error-before',
        'error-after',
        'lost-before',
        'lost-after',
        'too-many',
        'retry-after',
        'not-sent',
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('store' as const),
      process,
      kind: fc.constantFrom<StoreKind>('ok', 'fail-before', 'fail-after', 'delay', 'hang'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom(
        'renew' as const,
        'pause' as const,
        'resume' as const,
        'kill' as const,
        'close' as const,
        'adopt' as const,
        'sign-out' as const,
        'evict' as const,
      ),
      process,
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('herd' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('set-back' as const),
      milliseconds: fc.constantFrom(1000, 60_000, 7_200_000),
    }),
  },
);

/** All processes find the token expired at once: where most of what can go wrong begins. */
const herd = fc
  .constantFrom<AnswerKind>('ok', 'slow', 'very-slow', 'error-after', 'lost-before', 'lost-after')
  .map((kind): Action[] => [{ type: 'advance', milliseconds: 3_700_000 }, { type: 'answer', kind }, { type: 'herd' }]);

/** A login while a refresh is under way and the store is away for the process that has both. */
const loginInBetween = fc
  .record({
    process,
    kind: fc.constantFrom<AnswerKind>('slow', 'very-slow'),
    fault: fc.constantFrom<StoreKind>('fail-before', 'fail-after', 'hang'),
    away: fc.constantFrom(700, 31_000, 96_000),
  })
  .map(({ process: index, kind, fault, away }): Action[] => {
    const get = { type: 'get', process: index, abort: false, rejected: false, waitUntil: false } as const;
    return [
      { type: 'advance', milliseconds: 3_700_000 },
      { type: 'answer', kind },
      get,
      { type: 'store', process: index, kind: fault },
      { type: 'adopt', process: index },
      { type: 'advance', milliseconds: away },
      get,
      { type: 'store', process: index, kind: 'ok' },
      { type: 'advance', milliseconds: 96_000 },
      get,
    ];
  });
const opening = fc.oneof({ weight: 4, arbitrary: herd }, { weight: 1, arbitrary: loginInBetween });

const plan = fc.record({
  leases: fc.boolean(),
  opening,
  processes: fc.integer({ min: 1, max: 4 }),
  seed: fc.nat(),
  killsAccessToken: fc.boolean(),
  keepFresh: fc.boolean(),
  watching: fc.boolean(),
  pools: fc.boolean(),
  actions: fc.array(action, { minLength: 5, maxLength: 40 }),
});

/** What must never be, whatever happens. */
class Invariants {
  readonly world: World;
  readonly signedOut = new Set<string>();
  readonly problems: string[] = [];

  constructor(world: World) {
    this.world = world;
  }

  claim(holds: boolean, what: string): void {
    if (!holds) this.problems.push(what);
  }

  /** Checks one token that a caller was given. */
  async given(
    token: { readonly accessToken: string; readonly expiresAtMs?: number | undefined },
    from: string,
  ): Promise<void> {
    const now = this.world.clock.now();
    this.claim(
      (token.expiresAtMs ?? Infinity) > now,
      `${from}: ${token.accessToken} was given ${now - (token.expiresAtMs ?? 0)} ms after its end`,
    );
    if (this.world.storeFaults > 0) return;
    const record = (await this.world.store.get(storeKey))?.record;
    const number = numberOf(token.accessToken);
    const stored = numberOf(record?.token?.wire.access_token ?? 'none');
    // The store has it, something later, or a mark that came after it.
    this.claim(
      record !== undefined && !(stored < number),
      `L11: ${token.accessToken} was given and the store had ${record?.token?.wire.access_token ?? 'nothing'}`,
    );
  }

  async afterEach(): Promise<void> {
    const record = (await this.world.store.get(storeKey))?.record;
    if (record?.token !== undefined)
      this.claim(
        !this.signedOut.has(record.lineage),
        `a signed-out lineage came back (${record.token.wire.access_token})`,
      );
    const byToken = new Map<string, number>();
    for (const send of this.world.sends)
      if (send.counts) byToken.set(send.refreshToken, (byToken.get(send.refreshToken) ?? 0) + 1);
    for (const [refreshToken, count] of byToken)
      this.claim(count <= 2, `S1, S5: ${refreshToken} was sent by ${count} attempts`);
    for (const [index, send] of this.world.sends.entries()) {
      const earlier = this.world.sends
        .slice(0, index)
        .find((each) => each.counts && each.refreshToken === send.refreshToken);
      // A token whose answer came is spent, and everybody could know. The others are S5's: the outcome was unknown.
      if (earlier?.kind === 'ok' && send.counts) {
        const holder = this.world.everyProcess.filter((each) => each.index === earlier.process);
        const couldWrite =
          holder.every((each) => each.alive) && !this.paused.has(earlier.process) && this.world.storeFaults === 0;
        this.claim(!couldWrite, `S1: ${send.refreshToken} was sent again although its answer had come`);
      }
    }
  }

  readonly paused = new Set<number>();

  // A login is somebody's will: the process that was given it serves nothing else, until the next one, or a sign-out.

  #wills = 0;
  #undecided = 0;
  readonly #logins = new Map<Process, { readonly login: number; readonly will: number }>();

  /** A login, or a sign-out, by anybody. */
  async willed<T>(process: Process, login: number | undefined, work: Promise<T>): Promise<T> {
    this.#wills += 1;
    const will = this.#wills;
    this.#undecided += 1;
    try {
      const result = await work;
      if (login !== undefined && will === this.#wills && this.#undecided === 1)
        this.#logins.set(process, { login, will });
      return result;
    } finally {
      this.#undecided -= 1;
    }
  }

  /** The login that a call which begins now has to be served from, if that is known. */
  expected(process: Process): number | undefined {
    const known = this.#logins.get(process);
    return known?.will === this.#wills && this.#undecided === 0 ? known.login : undefined;
  }

  servedFrom(login: number | undefined, token: { readonly accessToken: string }, from: string): void {
    const actual = this.world.loginOf.get(numberOf(token.accessToken));
    if (login !== undefined)
      this.claim(actual === login, `L13: ${from}: ${token.accessToken} is of login ${actual}, not of ${login}`);
  }
}

interface Plan {
  readonly processes: number;
  readonly seed: number;
  readonly killsAccessToken: boolean;
  readonly keepFresh: boolean;
  readonly leases: boolean;
  readonly watching: boolean;
  readonly pools: boolean;
  readonly opening: readonly Action[];
  readonly actions: readonly Action[];
}

async function run({ processes, seed, opening, actions: rest, ...traits }: Plan): Promise<void> {
  const actions = [...opening, ...rest];
  const world = new World(processes, seed, traits);
  const invariants = new Invariants(world);
  const pending = new Map<Promise<void>, Process>();
  const closed: Process[] = [];
  const track = (work: Promise<unknown>, from: string, of: Process): void => {
    const login = invariants.expected(of);
    const done = work
      .then(
        async (result) => {
          if (result === undefined) return;
          const token = result as { accessToken: string; expiresAtMs?: number };
          if (invariants.expected(of) === login) invariants.servedFrom(login, token, from);
          await invariants.given(token, from);
        },
        (error: unknown) =>
          invariants.claim(
            TokenwrightError.isInstance(error) || (error as Error)?.message === 'gone',
            `${from}: an untyped error: ${String(error)}`,
          ),
      )
      .finally(() => pending.delete(done));
    pending.set(done, of);
  };
  const first = world.processes[0];
  if (first === undefined) throw new Error('no process');
  const adopt = (process: Process): Promise<unknown> => {
    const wire = world.login();
    return invariants.willed(process, numberOf(wire.access_token), process.source.adopt(wire));
  };
  await adopt(first);

  for (const [step, each] of actions.entries()) {
    const target = 'process' in each ? world.processes[each.process % processes] : undefined;
    const from = `step ${step}, ${each.type}`;
    if (each.type === 'advance') await world.clock.advance(each.milliseconds);
    else if (each.type === 'answer') world.answers.push(each.kind);
    else if (each.type === 'set-back') world.clock.setNow(world.clock.now() - each.milliseconds);
    else if (each.type === 'herd') {
      for (const process of world.processes) track(process.source.getToken(), from, process);
    } else if (target !== undefined) {
      if (each.type === 'get') {
        const controller = new AbortController();
        const rejected = each.rejected ? { rejected: target.source.peek()?.accessToken } : {};
        const waitUntil = (work: Promise<unknown>): void =>
          track(
            work.then(() => undefined),
            `${from}, waitUntil`,
            target,
          );
        const options = { ...rejected, signal: controller.signal, ...(each.waitUntil ? { waitUntil } : {}) };
        track(target.source.getToken(options), from, target);
        if (each.abort) controller.abort(new Error('gone'));
      } else if (each.type === 'store') target.storeKind = each.kind;
      else if (each.type === 'renew') track(target.source.renew({ reason: 'model' }), from, target);
      else if (each.type === 'pause') {
        target.pause();
        invariants.paused.add(target.index);
      } else if (each.type === 'resume') target.resume();
      else if (each.type === 'kill') {
        target.kill();
        world.start(target.index);
      } else if (each.type === 'close') {
        track(target.close(), from, target);
        closed.push(target);
        world.start(target.index);
      } else if (each.type === 'adopt') track(adopt(target), from, target);
      else if (each.type === 'evict') track(target.evict(), from, target);
      else {
        const before = (await world.store.get(storeKey))?.record;
        const work = invariants.willed(target, undefined, target.source.signOut()).then(async () => {
          const after = (await world.store.get(storeKey))?.record;
          if (before !== undefined && after?.signedOut !== undefined) invariants.signedOut.add(after.lineage);
          return undefined;
        });
        track(work, from, target);
      }
    }
    await world.clock.advance(0);
    await invariants.afterEach();
    expect(invariants.problems, JSON.stringify(actions.slice(0, step + 1))).toEqual([]);
  }

  for (const each of [...world.processes, ...closed]) {
    each.resume();
    each.storeKind = 'ok';
  }
  await world.clock.advance(400_000);
  // A process that was killed never sees the end of what it was waiting for.
  const isOpen = (): boolean => [...pending.values()].some(({ alive }) => alive);
  // On a busy machine WebCrypto answers when the clock has moved already, and what it was asked for waits for more.
  for (let rounds = 0; rounds < 10 && isOpen(); rounds += 1) await world.clock.advance(400_000);
  invariants.claim(!isOpen(), 'a call never ended');
  await invariants.afterEach();
  const closing = Promise.all(world.processes.map((each) => each.close()));
  await world.clock.advance(200_000);
  await closing;
  for (const each of [...world.processes, ...closed.filter((process) => process.alive)])
    invariants.claim(each.timers === 0, `process ${each.index} has ${each.timers} timers after close()`);
  expect(invariants.problems).toEqual([]);
}

const runs = Number(globalThis.process.env['TOKENWRIGHT_MODEL_RUNS'] ?? 40);
const seed = globalThis.process.env['TOKENWRIGHT_MODEL_SEED'];

test(
  'S1 to S6, S9, L11, L13: one to four processes, one login, and everything that can go wrong',
  async () => {
    await fc.assert(fc.asyncProperty(plan, run), {
      numRuns: runs,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      endOnFailure: false,
    });
  },
  30 * 60_000,
);
