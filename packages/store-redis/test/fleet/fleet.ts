import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createMockAuthority, type MockAuthority, type MockServer } from '@tokenwright/mock-authority';
import { encodeTokenKey, type TokenSource } from '@tokenwright/core';
import { redisStore, type RedisTokenStore } from '../../src/index.ts';
import { connect, type ClientKind, type OpenClient } from '../support.ts';
import { scaledClock, scaledStore, speed } from './scaled-clock.ts';
import { clientId, exchange, keyOf, sessionSource } from './session.ts';
import { deadlineMarginMs, hardTimeoutMs } from './times.ts';
import type { FromWorker, WorkerOptions } from './worker.ts';

type WorkerEvent = Extract<FromWorker, { readonly type: 'event' }> & { readonly worker: string };
type Summary = Extract<FromWorker, { readonly type: 'summary' }>;

export interface FleetOptions {
  readonly redisPort: number;
  readonly sessions?: number;
  /** Life of an access token, in the fast seconds of the fleet. */
  readonly lifetimeSeconds: number;
  /** In fast seconds; 0: a spent refresh token that comes back ends the login. */
  readonly graceSeconds?: number;
  /** How long the twin takes, by the wall. */
  readonly answerAfterMs?: number;
}

/** One refresh token as the twin got it. */
export interface Sent {
  readonly refreshToken: string;
  /** When its process sent it, by the wall, the process, and what the twin answered. */
  readonly sends: readonly { readonly atMs: number; readonly worker: string; readonly status: number | undefined }[];
}

/** A twin, and processes that share its logins through Redis. */
export class Fleet {
  readonly authority: MockAuthority;
  readonly events: WorkerEvent[] = [];
  readonly summaries: Summary[] = [];
  readonly losses: { readonly session: string; readonly reason: string; readonly atMs: number }[] = [];
  readonly workers: Map<string, ChildProcess> = new Map();
  readonly sessions: readonly string[];
  /** What the twin's ledger told, by kind. */
  readonly ledger: Record<string, number> = {};
  readonly epochMs: number = Date.now();
  /** Refreshes that the twin carried out. */
  rotations = 0;
  readonly #options: FleetOptions;
  readonly #listeners = new Set<(worker: string, message: FromWorker) => void>();
  #server: MockServer | undefined;
  #open: OpenClient | undefined;
  store: RedisTokenStore | undefined;
  readonly #sources = new Map<string, TokenSource>();
  readonly #loggingIn = new Map<string, Promise<void>>();
  readonly #refreshed: ((sender: string) => void)[] = [];
  readonly #seen = new Set<string>();
  #workers = 0;
  #stalledMs = 0;
  readonly #delays = monitorEventLoopDelay({ resolution: 10 });

  private constructor(options: FleetOptions) {
    this.#options = options;
    this.sessions = Array.from({ length: options.sessions ?? 1 }, (_, index) => `session-${index}`);
    const delay = options.answerAfterMs ?? 0;
    this.#delays.enable();
    const clock = scaledClock(this.epochMs);
    this.authority = createMockAuthority({
      provider: 'aliyun-pds',
      clock: () => clock.now(),
      tokenLifetimeSeconds: options.lifetimeSeconds,
      codeLifetimeSeconds: 10_000,
      traits: { refreshTokenGraceSeconds: options.graceSeconds ?? 0 },
      faults: delay > 0 ? [`delay=${delay}ms;grant=refresh_token`] : [],
      retention: { requests: 1_000_000, entries: 1000, tokens: 1_000_000 },
      onRequest: ({ grantType, status }) => {
        if (grantType !== 'refresh_token' || status !== 200) return;
        const { headers, body } = this.authority.received({ secrets: true, last: 1 })[0] ?? {};
        const refreshToken = (body as Readonly<Record<string, string>> | undefined)?.['refresh_token'] ?? '';
        if (this.#seen.has(refreshToken)) return;
        this.#seen.add(refreshToken);
        const sender = headers?.['user-agent'] ?? '';
        for (const resolve of this.#refreshed.splice(0)) resolve(sender);
      },
    });
    this.authority.subscribe((entry) => {
      this.ledger[entry.kind] = (this.ledger[entry.kind] ?? 0) + 1;
      if (entry.kind === 'spent' && entry.by === 'refresh') this.rotations += 1;
    });
  }

  static async start(options: FleetOptions): Promise<Fleet> {
    const fleet = new Fleet(options);
    fleet.#server = await fleet.authority.listen();
    fleet.#open = await connect('redis', options.redisPort);
    fleet.store = redisStore({ client: fleet.#open.client, timeoutMs: 2000 });
    await Promise.all(fleet.sessions.map((session) => fleet.#login(session)));
    return fleet;
  }

  get twin(): string {
    return this.#server?.url ?? '';
  }

  get answerAfterMs(): number {
    return this.#options.answerAfterMs ?? 0;
  }

  /** The deadline of a claim after it was made, by the wall. */
  get deadlineMs(): number {
    return (hardTimeoutMs + deadlineMarginMs) / speed;
  }

  /** From a send to the one repetition at least: nothing is sent in the last part of a claim's time. */
  get soonestRetryMs(): number {
    return deadlineMarginMs / speed;
  }

  /** A login of the user's, adopted for all. */
  async #login(session: string): Promise<void> {
    let source = this.#sources.get(session);
    if (source === undefined) {
      const store = scaledStore(this.#required(this.store));
      source = sessionSource({
        twin: this.twin,
        sender: 'parent',
        sessionId: session,
        store,
        clock: scaledClock(this.epochMs),
      });
      this.#sources.set(session, source);
    }
    const { code, redirectUri = '' } = this.authority.issueCode({ clientId });
    const login = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
    await source.adopt(await exchange(this.twin, 'parent', login));
  }

  async startWorker(more: Partial<WorkerOptions> = {}): Promise<string> {
    this.#workers += 1;
    const name = `worker-${this.#workers}`;
    const kind: ClientKind = this.#workers % 2 === 0 ? 'redis' : 'ioredis';
    const options: WorkerOptions = {
      name,
      kind,
      redisPort: this.#options.redisPort,
      twin: this.twin,
      epochMs: this.epochMs,
      sessions: this.sessions,
      callers: 10,
      everyMs: 20,
      ...more,
    };
    const child = fork(path.join(import.meta.dirname, 'worker.ts'), [JSON.stringify(options)], { execArgv: [] });
    this.workers.set(name, child);
    child.on('exit', () => this.workers.delete(name));
    child.on('message', (message: FromWorker) => this.#hear(name, message));
    await this.heard((worker, { type }) => worker === name && type === 'ready');
    return name;
  }

  /** Resolves with the first message that fits. */
  heard(fits: (worker: string, message: FromWorker) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const listener = (worker: string, message: FromWorker): void => {
        if (!fits(worker, message)) return;
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
  }

  #hear(worker: string, message: FromWorker): void {
    if (message.type === 'event') this.events.push({ ...message, worker });
    if (message.type === 'summary') this.summaries.push(message);
    if (message.type === 'stalled') this.#stalledMs = Math.max(this.#stalledMs, message.stalledMs);
    if (message.type === 'login-required') void this.#recover(message.session, message.reason);
    for (const listener of this.#listeners) listener(worker, message);
  }

  /** Each process tells of a login that has ended; the user logs in once. */
  async #recover(session: string, told: string): Promise<void> {
    if (this.#loggingIn.has(session)) return;
    const recovering = (async () => {
      const stored = await this.#required(this.store).get(encodeTokenKey(keyOf(this.twin, session)));
      // Not there at all: Redis has forgotten it.
      const reason = stored === undefined ? told : stored.record.loginRequired?.reason;
      if (reason === undefined) return;
      this.losses.push({ session, reason, atMs: Date.now() });
      await this.#login(session);
    })().finally(() => this.#loggingIn.delete(session));
    this.#loggingIn.set(session, recovering);
    await recovering.catch(() => undefined);
  }

  /** Who sends the next refresh token that the twin takes, repetitions aside; the answer is on its way then. */
  nextRefresh(): Promise<string> {
    return new Promise((resolve) => {
      this.#refreshed.push(resolve);
    });
  }

  signal(worker: string, signal: NodeJS.Signals): void {
    this.workers.get(worker)?.kill(signal);
  }

  async kill(worker: string): Promise<void> {
    const child = this.workers.get(worker);
    if (child === undefined) return;
    const gone = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    child.kill('SIGKILL');
    await gone;
  }

  /** Lets every process finish what it does, and end. */
  async stopWorkers(): Promise<void> {
    await Promise.all(
      [...this.workers.values()].map(
        (child) =>
          new Promise((resolve) => {
            child.once('exit', resolve);
            child.send('stop');
          }),
      ),
    );
  }

  /** Every refresh token that reached the twin, in the order in which it first came. */
  sent(): Sent[] {
    const byToken = new Map<string, { atMs: number; worker: string; status: number | undefined }[]>();
    for (const { body, headers, status } of this.authority.received({ secrets: true })) {
      const form = body as Readonly<Record<string, string>>;
      if (form['grant_type'] !== 'refresh_token') continue;
      const refreshToken = form['refresh_token'] ?? '';
      const sends = byToken.get(refreshToken) ?? [];
      sends.push({
        atMs: Number(headers['x-sent-at']),
        worker: headers['user-agent'] ?? '',
        status,
      });
      byToken.set(refreshToken, sends);
    }
    return [...byToken].map(([refreshToken, sends]) => ({ refreshToken, sends }));
  }

  /** The longest time in which a process did not run: one of the fleet's, or this one, which has the twin. */
  stalledMs(): number {
    return Math.max(this.#stalledMs, this.#delays.max / 1e6);
  }

  failures(): Record<string, number> {
    const all: Record<string, number> = {};
    for (const { failures } of this.summaries)
      for (const [name, count] of Object.entries(failures)) all[name] = (all[name] ?? 0) + count;
    return all;
  }

  async close(): Promise<void> {
    for (const name of this.workers.keys()) await this.kill(name);
    await Promise.all([...this.#sources.values()].map((source) => source.close()));
    await this.store?.close();
    this.#open?.close();
    await this.#server?.close();
  }

  #required<T>(value: T | undefined): T {
    if (value === undefined) throw new TypeError('the fleet was not started');
    return value;
  }
}
