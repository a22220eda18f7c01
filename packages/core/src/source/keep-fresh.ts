import type { AccessToken } from './access-token.ts';
import { leadOf } from './schedule.ts';
import { schedulerOf, type Scheduled, type Scheduler } from './scheduler.ts';
import type { SourcePlan } from './source-options.ts';
import type { TokenSlot } from './token-slot.ts';
import type { TokenWire } from './token-wire.ts';

/** The share of the window from `refreshAt` to `hardAt` over which processes spread, and the most that it may be. */
const spreadShare = 0.5;
const mostSpreadMs = 30_000;
/** A renewal that failed without naming a moment is not tried at once. */
const leastPauseMs = 1000;

/** Renews a slot's token when it is due, without anybody asking. */
export class KeepFresh<Wire extends TokenWire> implements Scheduled {
  dueAt: number = Number.POSITIVE_INFINITY;
  place: number = -1;
  readonly authority: string;
  readonly #slot: TokenSlot<Wire>;
  readonly #plan: SourcePlan<Wire>;
  readonly #renew: () => Promise<AccessToken<Wire>>;
  readonly #scheduler: Scheduler;
  #ended = false;

  constructor(slot: TokenSlot<Wire>, plan: SourcePlan<Wire>, renew: () => Promise<AccessToken<Wire>>) {
    this.authority = plan.authority;
    this.#slot = slot;
    this.#plan = plan;
    this.#renew = renew;
    this.#scheduler = schedulerOf(plan.clock);
    this.#scheduler.schedule(this, slot.wall.read());
  }

  /** The token, or what is known of its renewal, has changed. */
  update(): void {
    if (!this.#ended) this.#scheduler.schedule(this, this.#nextMoment());
  }

  end(): void {
    this.#ended = true;
    this.#scheduler.cancel(this);
  }

  async run(): Promise<void> {
    if (this.#ended) return;
    // A failure is an event already, and says itself when to try again.
    await this.#renew().catch(() => undefined);
    this.update();
  }

  #nextMoment(): number {
    const { refreshAt, hardAt, expiresAt, failure, loginRequired, record } = this.#slot;
    if (loginRequired !== undefined) return Number.POSITIVE_INFINITY;
    const now = this.#slot.wall.read();
    const spread = this.#plan.random() * Math.min(mostSpreadMs, Math.max(0, hardAt - refreshAt) * spreadShare);
    const issuedAt = record?.token?.issuedAtMs ?? now;
    const planned =
      this.#plan.killsAccessToken && this.#plan.grant === 'session'
        ? hardAt - leadOf(expiresAt - issuedAt)
        : refreshAt + (Number.isFinite(spread) ? spread : 0);
    if (failure !== undefined) return Math.max(planned, failure.retryAt, now + leastPauseMs);
    return Number.isFinite(planned) || planned > 0 ? planned : now;
  }
}
