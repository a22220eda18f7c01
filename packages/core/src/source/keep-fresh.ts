import type { AccessToken } from './access-token.ts';
import { leadOf } from './schedule.ts';
import { schedulerOf, type Scheduled, type Scheduler } from './scheduler.ts';
import type { SourcePlan } from './source-options.ts';
import type { TokenSlot } from './token-slot.ts';
import type { TokenWire } from './token-wire.ts';

/** The share of the window from `refreshAt` to `hardAt` over which processes spread, and the most that it may be. */
const spreadShare = 0.5;
const mostSpreadMs = 30_000;
/** Between two looks at one token; twice as long each time that the store could not be read. */
const leastPauseMs = 1000;
const mostPauseMs = 30_000;

interface Renewer<Wire extends TokenWire> {
  readonly plan: SourcePlan<Wire>;
  readonly renew: () => Promise<AccessToken<Wire>>;
}

/** Renews a slot's token when it is due, without anybody asking. */
export class KeepFresh<Wire extends TokenWire> implements Scheduled {
  dueAt: number = Number.POSITIVE_INFINITY;
  place: number = -1;
  readonly authority: string;
  readonly #slot: TokenSlot<Wire>;
  /** The sources that want it, with their ways to renew: the first one does it, until it is closed. */
  readonly #renewers: Renewer<Wire>[] = [];
  readonly #scheduler: Scheduler;
  /** How many times in a row it could not even be found out what is due: the store cannot be read. */
  #misses = 0;

  constructor(slot: TokenSlot<Wire>, authority: string) {
    this.authority = authority;
    this.#slot = slot;
    this.#scheduler = schedulerOf(slot.wall.clock);
  }

  add(plan: SourcePlan<Wire>, renew: () => Promise<AccessToken<Wire>>): void {
    this.#renewers.push({ plan, renew });
    if (this.#renewers.length === 1) this.#scheduler.schedule(this, this.#slot.wall.read());
  }

  /** True when nobody is left who wants it; it has ended then. */
  remove(plan: SourcePlan<Wire>): boolean {
    const index = this.#renewers.findIndex((each) => each.plan === plan);
    if (index !== -1) this.#renewers.splice(index, 1);
    if (this.#renewers.length > 0) return false;
    this.#scheduler.cancel(this);
    return true;
  }

  /** The token, or what is known of its renewal, has changed. */
  update(): void {
    const [first] = this.#renewers;
    if (first !== undefined) this.#scheduler.schedule(this, this.#nextMoment(first.plan));
  }

  async run(): Promise<void> {
    const [first] = this.#renewers;
    if (first === undefined) return;
    // A failure is an event already, and says itself when to try again.
    await first.renew().catch(() => undefined);
    this.#misses = this.#slot.version === undefined ? this.#misses + 1 : 0;
    this.update();
  }

  #nextMoment(plan: SourcePlan<Wire>): number {
    const now = this.#slot.wall.read();
    // Reckons with a clock that was set back.
    this.#slot.stateAt(now);
    const { refreshAt, hardAt, expiresAt, failure, loginRequired, record } = this.#slot;
    if (loginRequired !== undefined) return Number.POSITIVE_INFINITY;
    const spread = plan.random() * Math.min(mostSpreadMs, Math.max(0, hardAt - refreshAt) * spreadShare);
    const issuedAt = record?.token?.issuedAtMs ?? now;
    const planned =
      plan.killsAccessToken && Number.isFinite(hardAt)
        ? Math.max(refreshAt, hardAt - leadOf(expiresAt - issuedAt))
        : refreshAt + (Number.isFinite(spread) ? spread : 0);
    // Whatever an authority or a store answers, it is not asked without a pause.
    const pause = Math.min(leastPauseMs * 2 ** Math.min(this.#misses, 30), mostPauseMs);
    return Math.max(planned, failure?.retryAt ?? 0, now + pause);
  }
}
