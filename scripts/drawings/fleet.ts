import { memoryStore } from '../../packages/core/src/memory-store.ts';
import { createTokenSource, type TokenSource } from '../../packages/core/src/index.ts';
import type { TokenStore } from '../../packages/core/src/store.ts';
import { createFakeClock, createScriptedAuthority, type FakeClock } from '../../packages/core/src/testing.ts';
import { arrow, line, picture, text } from './svg.ts';

type Place = 'A' | 'B' | 'store' | 'authority';

/** Something that one of them did, as it happened. */
interface Step {
  readonly atMs: number;
  readonly from: Place;
  /** Without it: something that happens within `from`. */
  readonly to?: Place;
  readonly words: string;
}

const never = (): Promise<never> => new Promise<never>(() => undefined);
const session = {
  authority: 'https://login.example',
  provider: 'example',
  clientId: 'app',
  credential: 'session',
  sessionId: 'user-1',
} as const;
const login = { access_token: 'access-0', refresh_token: 'refresh-0', token_type: 'Bearer', expires_in: 3600 };

/** Two processes with sources of one session, on one store, before one authority. What they do is written down. */
class Stage {
  readonly clock: FakeClock = createFakeClock();
  readonly steps: Step[] = [];
  readonly authority: ReturnType<typeof createScriptedAuthority> = createScriptedAuthority({ clock: this.clock });
  readonly dead: Set<Place> = new Set<Place>();
  /** By process. */
  readonly #lastRead = new Map<string, string>();
  readonly #store: TokenStore = memoryStore({ now: () => this.clock.now() });

  note(from: Place, to: Place | undefined, words: string): void {
    this.steps.push({ atMs: this.clock.now(), from, ...(to === undefined ? {} : { to }), words });
  }

  process(name: 'A' | 'B'): TokenSource {
    return createTokenSource({
      key: session,
      store: this.#seenBy(name),
      clock: this.clock,
      random: () => 0.5,
      traits: { refreshKillsAccessToken: true },
      refresh: async (request) => {
        this.note(name, 'authority', `sends ${request.refreshToken}`);
        const answer = await this.authority.refresh(request);
        this.note('authority', name, `${answer.access_token}, ${String(answer.refresh_token)}`);
        return answer;
      },
      onEvent: ({ type }) => {
        if (type === 'renewed' || type === 'adopted') this.note(name, undefined, `event: ${type}`);
      },
    });
  }

  /** The store as one process sees it, until it is dead. */
  #seenBy(name: 'A' | 'B'): TokenStore {
    const store = this.#store;
    const alive = <T>(work: () => Promise<T>): Promise<T> => (this.dead.has(name) ? never() : work());
    return {
      get: (key) =>
        alive(async () => {
          const found = await store.get(key);
          const pending = found?.record.pending;
          const what =
            pending === undefined
              ? `generation ${found?.record.generation ?? 'none'}`
              : `pending, attempt ${pending.attempts}`;
          // Whoever waits looks again and again; it is drawn when it sees something else.
          if (what !== this.#lastRead.get(name)) this.note(name, 'store', `reads: ${what}`);
          this.#lastRead.set(name, what);
          return found;
        }),
      compareAndSet: (key, write) =>
        alive(async () => {
          const { pending, generation } = write.record;
          const result = await store.compareAndSet(key, write);
          const what =
            pending === undefined ? `stores generation ${generation}` : `claims, attempt ${pending.attempts}`;
          this.note(name, 'store', result.ok ? what : `${what}: too late`);
          return result;
        }),
      delete: (key, expected) => alive(() => store.delete(key, expected)),
      tryLease: (key, options) =>
        alive(async () => {
          const lease = await store.tryLease?.(key, options);
          this.note(name, 'store', lease === undefined ? 'lease: somebody has it' : 'lease');
          return (
            lease && {
              extend: (ttlMs) => alive(() => lease.extend(ttlMs)),
              release: () => alive(() => lease.release()),
            }
          );
        }),
      watch: async (key, onChange) =>
        (await store.watch?.(key, () => {
          if (!this.dead.has(name)) onChange();
        })) ?? { close: () => Promise.resolve() },
    };
  }

  /** A login, and an hour later its token is due. */
  async begin(): Promise<{ a: TokenSource; b: TokenSource }> {
    const [a, b] = [this.process('A'), this.process('B')];
    await a.adopt(login);
    await b.getToken();
    await this.clock.advance(3_600_000);
    this.steps.splice(0);
    this.#lastRead.clear();
    return { a, b };
  }
}

/** Both are asked at once when the token is over. */
async function together(): Promise<Step[]> {
  const stage = new Stage();
  const { a, b } = await stage.begin();
  const { promise: gate, resolve: open } = Promise.withResolvers<undefined>();
  stage.authority.answer(async () => {
    await gate;
    return { access_token: 'access-1', refresh_token: 'refresh-1', token_type: 'Bearer', expires_in: 3600 };
  });
  const first = a.getToken();
  await stage.authority.asked(1);
  const second = b.getToken();
  await stage.clock.advance(100);
  open(undefined);
  await stage.clock.advance(2000);
  const tokens = await Promise.all([first, second]);
  if (new Set(tokens.map(({ accessToken }) => accessToken)).size !== 1) throw new Error('They hold two tokens.');
  const steps = [...stage.steps];
  await Promise.all([a.close(), b.close()]);
  return steps;
}

/** The first is killed while its request is under way. */
async function killed(): Promise<Step[]> {
  const stage = new Stage();
  const { a, b } = await stage.begin();
  stage.authority.answer(never);
  a.getToken().catch(() => undefined);
  await stage.authority.asked(1);
  stage.dead.add('A');
  stage.note('A', undefined, 'is killed');
  b.getToken().catch(() => undefined);
  await stage.clock.advance(60_000);
  stage.note('B', undefined, 'its caller fails: 60 s');
  const next = b.getToken();
  await stage.clock.advance(45_000);
  await next;
  return [...stage.steps];
}

const columns: Readonly<Record<Place, number>> = { A: 110, store: 370, B: 630, authority: 860 };
const titles: Readonly<Record<Place, string>> = {
  A: 'process A',
  store: 'store',
  B: 'process B',
  authority: 'authority',
};

function sequence(title: string, steps: readonly Step[]): string {
  const rowHeight = 30;
  const parts: string[] = [];
  let y = 74;
  let last = steps[0]?.atMs ?? 0;
  const begin = last;
  for (const { atMs, from, to, words } of steps) {
    if (atMs - last >= 1000) {
      parts.push(
        text(20, y + 4, `${Math.round((atMs - begin) / 1000)} s`, { as: 'small' }),
        line(50, y, 930, y, 'dashed'),
      );
      y += rowHeight;
    }
    last = atMs;
    const x = columns[from];
    if (to === undefined) parts.push(text(x + 8, y + 4, words, { as: 'strong' }));
    else {
      const target = columns[to];
      parts.push(
        arrow(x, y + 4, target, y + 4),
        text((x + target) / 2, y - 2, words, { anchor: 'middle', as: 'small' }),
      );
    }
    y += rowHeight;
  }
  const places = (Object.keys(columns) as Place[]).flatMap((place) => [
    text(columns[place], 34, titles[place], { anchor: 'middle', as: 'strong' }),
    line(columns[place], 44, columns[place], y - 8, 'dashed'),
  ]);
  return picture(960, y + 14, title, [...places, ...parts]);
}

/** What two processes did, in a run that is made for the picture. */
export async function fleetDrawings(): Promise<{ together: string; killed: string }> {
  return {
    together: sequence(
      'Two processes need a refresh at once: A has the lease, claims and sends; B finds the claim, waits, and takes the tokens that A stored.',
      await together(),
    ),
    killed: sequence(
      'Process A is killed after it has sent the refresh token; B waits for the deadline of the claim and then sends the same refresh token once more.',
      await killed(),
    ),
  };
}
