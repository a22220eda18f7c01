import {
  AuthorityError,
  createTokenSource,
  TransportError,
  type Clock,
  type TokenEvent,
  type TokenSource,
  type TokenStore,
  type TokenWire,
} from '../../src/index.ts';
import { encodeTokenKey } from '../../src/source/source-key.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { createFakeClock, type FakeClock } from '../../src/testing.ts';
import { createTokenPool, type TokenPool } from '../../src/token-pool.ts';

/** What the authority does with the next refresh. `after`: it has rotated the token, and the answer does not arrive. */
export type AnswerKind =
  | 'ok'
  | 'slow'
  | 'very-slow'
  | 'error-before'
  | 'error-after'
  | 'lost-before'
  | 'lost-after'
  | 'too-many'
  | 'retry-after'
  | 'not-sent';
export type StoreKind = 'ok' | 'fail-before' | 'fail-after' | 'delay' | 'hang';

/** One refresh token that arrived at the authority, and what became of it. */
export interface Send {
  readonly refreshToken: string;
  readonly process: number;
  readonly atMs: number;
  readonly kind: AnswerKind | 'refused';
  /** Whether it may have spent the token, or nobody can know. */
  readonly counts: boolean;
}

const poolKey = {
  authority: 'https://authority.example',
  provider: 'model',
  clientId: 'app',
  credential: 'session',
} as const;
const sessionId = 's';
export const storeKey: string = encodeTokenKey({ ...poolKey, sessionId });
const never = (): Promise<never> => new Promise(() => undefined);

/** A process: a source, or a small pool, with its own view of the store, which can be paused and killed. */
export class Process {
  readonly index: number;
  readonly world: World;
  readonly source: TokenSource;
  /** Every second process has a pool, with room for one key. */
  readonly pool: TokenPool | undefined;
  alive = true;
  storeKind: StoreKind = 'ok';
  timers = 0;
  #resumed: Promise<void> = Promise.resolve();
  #resume: () => void = () => undefined;

  constructor(world: World, index: number) {
    this.world = world;
    this.index = index;
    const options = {
      store: this.#store(),
      clock: this.#clock(),
      random: () => world.random(),
      traits: { refreshKillsAccessToken: world.killsAccessToken },
      keepFresh: world.keepFresh,
      refresh: ({ refreshToken }: { readonly refreshToken: string }) =>
        this.#gated(() => world.refresh(this.index, refreshToken)),
      onEvent: ({ type }: TokenEvent) => {
        if (type === 'persist-failed') world.storeFaults += 1;
      },
    };
    this.pool = world.pools && index % 2 === 1 ? createTokenPool({ ...options, key: poolKey, maxSize: 1 }) : undefined;
    this.source = this.pool?.get(sessionId) ?? createTokenSource({ ...options, key: { ...poolKey, sessionId } });
  }

  close(): Promise<void> {
    return (this.pool ?? this.source).close();
  }

  /** Asks for another key, for which the pool has no room, unless it lets the session go. */
  async evict(): Promise<void> {
    await this.pool?.getToken('another').catch(() => undefined);
  }

  pause(): void {
    this.#resumed = new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  resume(): void {
    this.#resume();
    this.#resumed = Promise.resolve();
  }

  kill(): void {
    this.alive = false;
    this.#resume();
  }

  /** Nothing reaches a dead process, and a paused one gets it later. */
  async #gated<T>(work: () => Promise<T>): Promise<T> {
    await this.#resumed;
    if (!this.alive) return never();
    try {
      return await work();
    } finally {
      await this.#resumed;
      // oxlint-disable-next-line no-unsafe-finally -- a dead process never sees how its work ended
      if (!this.alive) await never();
    }
  }

  #clock(): Clock {
    const { clock } = this.world;
    return {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      startTimer: (callback, delayMs, background) => {
        this.timers += 1;
        let open = true;
        const end = (): void => {
          if (open) this.timers -= 1;
          open = false;
        };
        const timer = clock.startTimer(
          () => {
            end();
            if (this.alive) callback();
          },
          delayMs,
          background,
        );
        return {
          cancel: () => {
            end();
            timer.cancel();
          },
        };
      },
    };
  }

  #store(): TokenStore {
    const { store, clock } = this.world;
    const guarded = <T>(work: () => Promise<T>): Promise<T> =>
      this.#gated(async () => {
        const kind = this.storeKind;
        if (kind !== 'ok') this.world.storeFaults += 1;
        if (kind === 'fail-before') throw new Error('store');
        if (kind === 'hang') return never();
        if (kind === 'delay') {
          await new Promise<void>((resolve) => {
            clock.startTimer(resolve, 700, true);
          });
        }
        const result = await work();
        if (kind === 'fail-after') throw new Error('store');
        return result;
      });
    return {
      get: (key) => guarded(() => store.get(key)),
      compareAndSet: (key, write) => guarded(() => store.compareAndSet(key, write)),
      delete: (key, expected) => guarded(() => store.delete(key, expected)),
      ...(this.world.watching
        ? {
            watch: (key, onChange) =>
              guarded(async () => {
                const told = (): void => void this.#resumed.then(() => (this.alive ? onChange() : undefined));
                return (await store.watch?.(key, told)) ?? { close: async () => undefined };
              }),
          }
        : {}),
      ...(this.world.leases ? { tryLease: (key, options) => guarded(async () => store.tryLease?.(key, options)) } : {}),
    };
  }
}

/** One authority that rotates strictly, one store, some processes, one clock. */
export class World {
  readonly clock: FakeClock = createFakeClock();
  readonly store: TokenStore = memoryStore({ now: () => this.clock.now() });
  readonly processes: Process[] = [];
  readonly everyProcess: Process[] = [];
  readonly sends: Send[] = [];
  readonly answers: AnswerKind[] = [];
  readonly killsAccessToken: boolean;
  readonly keepFresh: boolean;
  /** Whether the store has leases; without them, only the claim keeps two processes apart. */
  readonly leases: boolean;
  /** Whether the store tells of changes. */
  readonly watching: boolean;
  /** Whether every second process has a pool. */
  readonly pools: boolean;
  /** Which login each token comes of, by their numbers. */
  readonly loginOf: Map<number, number> = new Map();
  storeFaults = 0;
  /** The refresh token that works, and those that did. */
  #valid: string | undefined;
  #issued = 0;
  #seed: number;

  constructor(
    count: number,
    seed: number,
    traits: {
      readonly killsAccessToken: boolean;
      readonly leases: boolean;
      readonly keepFresh: boolean;
      readonly watching: boolean;
      readonly pools: boolean;
    },
  ) {
    this.#seed = seed;
    this.killsAccessToken = traits.killsAccessToken;
    this.keepFresh = traits.keepFresh;
    this.leases = traits.leases;
    this.watching = traits.watching;
    this.pools = traits.pools;
    for (let index = 0; index < count; index += 1) this.start(index);
  }

  start(index: number): void {
    const process = new Process(this, index);
    this.processes[index] = process;
    this.everyProcess.push(process);
  }

  /** Deterministic, so that a seed shows the same run again. */
  random(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 32;
  }

  /** A new login: every token of an earlier one ends. */
  login(): TokenWire {
    return this.#issue(undefined);
  }

  #issue(from: string | undefined): TokenWire {
    this.#issued += 1;
    const login = from === undefined ? undefined : this.loginOf.get(numberOf(from));
    this.loginOf.set(this.#issued, login ?? this.#issued);
    this.#valid = `refresh-${this.#issued}`;
    return {
      access_token: `access-${this.#issued}`,
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: this.#valid,
    };
  }

  async refresh(process: number, refreshToken: string): Promise<TokenWire> {
    const kind = this.answers.shift() ?? 'ok';
    const note = (as: Send['kind'], counts: boolean): void =>
      void this.sends.push({ refreshToken, process, atMs: this.clock.now(), kind: as, counts });
    if (kind === 'not-sent') {
      note(kind, false);
      throw new TransportError('not-sent', 'refused');
    }
    if (kind === 'too-many' || kind === 'retry-after') {
      note(kind, false);
      const retryAt = kind === 'retry-after' ? this.clock.now() + 20_000 : undefined;
      throw new AuthorityError('slow down', { code: 'rate_limited', status: 429, retryable: true, retryAt });
    }
    if (kind === 'error-before' || kind === 'lost-before') {
      note(kind, true);
      throw kind === 'lost-before' ? new TransportError('unknown', 'lost') : serverError();
    }
    if (refreshToken !== this.#valid) {
      note('refused', true);
      // Reuse was detected: whatever descends from the login is dead.
      this.#valid = undefined;
      throw new AuthorityError('no', { code: 'invalid_grant', status: 400, retryable: false });
    }
    note(kind, true);
    const answer = this.#issue(refreshToken);
    if (kind === 'error-after') throw serverError();
    if (kind === 'lost-after') throw new TransportError('unknown', 'lost');
    if (kind === 'slow' || kind === 'very-slow') {
      await new Promise<void>((resolve) => {
        this.clock.startTimer(resolve, kind === 'slow' ? 45_000 : 200_000, true);
      });
    }
    return answer;
  }
}

/** The number of `access-7` and `refresh-7`. */
export function numberOf(token: string): number {
  return Number(token.slice(token.indexOf('-') + 1));
}

function serverError(): AuthorityError {
  return new AuthorityError('oops', { code: 'authority_unavailable', status: 500, retryable: true });
}
