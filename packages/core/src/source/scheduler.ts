import { wallTimeOf, type Clock, type Timer, type WallTime } from './clock.ts';

/** Something that is due at a moment. One object serves for its whole life; the scheduler keeps its place in it. */
export interface Scheduled {
  /** Milliseconds since the epoch; set by the scheduler. */
  dueAt: number;
  /** Place in the heap; -1 when it is not scheduled. */
  place: number;
  /** Renewals of one authority are bounded in number. */
  readonly authority: string;
  /** Does what is due. Never rejects. */
  run(): Promise<void>;
  /** The clock was set back: schedules itself anew, if it wants to. */
  update(): void;
}

/** How many renewals run at once at one authority. */
const mostAtOnce = 8;
/** The wall clock may be set forward, and machines sleep: no wait is longer than this before the clock is read again. */
const longestWaitMs = 300_000;

/** All that is due on one clock: a binary heap and one timer, however many sources there are. */
export class Scheduler {
  readonly #clock: Clock;
  readonly #wall: WallTime;
  #epoch: number;
  readonly #heap: Scheduled[] = [];
  readonly #running = new Map<string, { count: number; readonly waiting: Scheduled[] }>();
  #timer: Timer | undefined;
  #timerDueAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wall = wallTimeOf(clock);
    this.#epoch = this.#wall.epoch;
  }

  /** How many are scheduled. */
  get size(): number {
    return this.#heap.length;
  }

  schedule(item: Scheduled, dueAt: number): void {
    if (!Number.isFinite(dueAt)) {
      this.cancel(item);
      return;
    }
    const earlier = dueAt < item.dueAt;
    item.dueAt = dueAt;
    if (item.place === -1) {
      item.place = this.#heap.length;
      this.#heap.push(item);
      this.#up(item.place);
    } else if (earlier) this.#up(item.place);
    else this.#down(item.place);
    this.#arm();
  }

  cancel(item: Scheduled): void {
    for (const { waiting } of this.#running.values()) {
      const index = waiting.indexOf(item);
      if (index !== -1) waiting.splice(index, 1);
    }
    if (item.place === -1) return;
    this.#remove(item.place);
    this.#arm();
  }

  #arm(): void {
    const next = this.#heap[0];
    if (next === undefined) {
      this.#timer?.cancel();
      this.#timer = undefined;
      this.#timerDueAt = Number.POSITIVE_INFINITY;
      return;
    }
    if (this.#timer !== undefined && this.#timerDueAt <= next.dueAt) return;
    this.#timer?.cancel();
    const now = this.#clock.now();
    const wait = Math.min(Math.max(0, next.dueAt - now), longestWaitMs);
    this.#timerDueAt = now + wait;
    this.#timer = this.#clock.startTimer(() => this.#fire(), wait, true);
  }

  #fire(): void {
    this.#timer = undefined;
    this.#timerDueAt = Number.POSITIVE_INFINITY;
    const now = this.#wall.read();
    if (this.#epoch !== this.#wall.epoch) {
      this.#epoch = this.#wall.epoch;
      for (const item of this.#heap.slice()) item.update();
    }
    for (let first = this.#heap[0]; first !== undefined && first.dueAt <= now; first = this.#heap[0]) {
      this.#remove(0);
      this.#start(first);
    }
    this.#arm();
  }

  #start(item: Scheduled): void {
    let authority = this.#running.get(item.authority);
    if (authority === undefined) {
      authority = { count: 0, waiting: [] };
      this.#running.set(item.authority, authority);
    }
    if (authority.count >= mostAtOnce) {
      authority.waiting.push(item);
      return;
    }
    authority.count += 1;
    void item.run().finally(() => this.#ended(item.authority));
  }

  #ended(name: string): void {
    const authority = this.#running.get(name);
    if (authority === undefined) return;
    authority.count -= 1;
    const next = authority.waiting.shift();
    if (next !== undefined) this.#start(next);
    else if (authority.count === 0) this.#running.delete(name);
  }

  #remove(place: number): void {
    const item = this.#heap[place];
    const last = this.#heap.pop();
    if (item === undefined || last === undefined) return;
    item.place = -1;
    if (item === last) return;
    this.#put(last, place);
    this.#up(place);
    this.#down(last.place);
  }

  #put(item: Scheduled, place: number): void {
    this.#heap[place] = item;
    item.place = place;
  }

  #up(from: number): void {
    let place = from;
    const item = this.#heap[place];
    if (item === undefined) return;
    while (place > 0) {
      const parentPlace = (place - 1) >> 1;
      const parent = this.#heap[parentPlace];
      if (parent === undefined || parent.dueAt <= item.dueAt) break;
      this.#put(parent, place);
      place = parentPlace;
    }
    this.#put(item, place);
  }

  #down(from: number): void {
    let place = from;
    const item = this.#heap[place];
    if (item === undefined) return;
    for (;;) {
      const left = this.#heap[2 * place + 1];
      const right = this.#heap[2 * place + 2];
      const child = right !== undefined && left !== undefined && right.dueAt < left.dueAt ? right : left;
      if (child === undefined || child.dueAt >= item.dueAt) break;
      const childPlace = child.place;
      this.#put(child, place);
      place = childPlace;
    }
    this.#put(item, place);
  }
}

const schedulers = new WeakMap<Clock, Scheduler>();

/** The one scheduler of a clock. */
export function schedulerOf(clock: Clock): Scheduler {
  let scheduler = schedulers.get(clock);
  if (scheduler === undefined) {
    scheduler = new Scheduler(clock);
    schedulers.set(clock, scheduler);
  }
  return scheduler;
}
