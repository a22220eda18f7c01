import { wallTimeOf, type Clock, type Timer, type WallTime } from './clock.ts';

/** Something that is due at a moment. One object serves for its whole life; the scheduler keeps its place in it. */
export interface Scheduled {
  /** Place in the heap; -1 when it is not there, -2 when it is due and waits for others of its authority. */
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

/** Of those that were taken from a lane, how many it keeps at most beside as many that still wait. */
const mostPassed = 1024;

/** The place of what is not scheduled. */
export const notScheduled = -1;
const waitsForOthers = -2;

/** What runs at one authority, and what waits for it: in the order in which it became due. */
interface Lane {
  running: number;
  /** Those before `next` have been taken already. */
  waiting: Scheduled[];
  next: number;
}

/** All that is due on one clock: a binary heap and one timer, however many sources there are. */
export class Scheduler {
  readonly #clock: Clock;
  readonly #wall: WallTime;
  #epoch: number;
  /** Two arrays of one heap: numbers among themselves take eight bytes each. */
  readonly #heap: Scheduled[] = [];
  readonly #dueAt: number[] = [];
  readonly #lanes = new Map<string, Lane>();
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
    if (item.place < 0) {
      item.place = this.#heap.length;
      this.#heap.push(item);
      this.#dueAt.push(dueAt);
    } else this.#dueAt[item.place] = dueAt;
    this.#up(item.place);
    this.#down(item.place);
    this.#arm();
  }

  cancel(item: Scheduled): void {
    // One that waits is passed over when its turn comes.
    if (item.place >= 0) {
      this.#remove(item.place);
      this.#arm();
    }
    item.place = notScheduled;
  }

  #arm(): void {
    const [nextDueAt] = this.#dueAt;
    if (nextDueAt === undefined) {
      this.#timer?.cancel();
      this.#timer = undefined;
      this.#timerDueAt = Number.POSITIVE_INFINITY;
      return;
    }
    if (this.#timer !== undefined && this.#timerDueAt <= nextDueAt) return;
    this.#timer?.cancel();
    const now = this.#clock.now();
    const wait = Math.min(Math.max(0, nextDueAt - now), longestWaitMs);
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
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if ((this.#dueAt[0] ?? Number.POSITIVE_INFINITY) > now) break;
      this.#remove(0);
      this.#start(first);
    }
    this.#arm();
  }

  #start(item: Scheduled): void {
    const { authority } = item;
    let lane = this.#lanes.get(authority);
    if (lane === undefined) {
      lane = { running: 0, waiting: [], next: 0 };
      this.#lanes.set(authority, lane);
    }
    if (lane.running >= mostAtOnce) {
      item.place = waitsForOthers;
      lane.waiting.push(item);
      return;
    }
    lane.running += 1;
    void item.run().finally(() => this.#ended(authority, lane));
  }

  #ended(authority: string, lane: Lane): void {
    lane.running -= 1;
    while (lane.next < lane.waiting.length && lane.running < mostAtOnce) {
      const item = lane.waiting[lane.next];
      lane.next += 1;
      if (item?.place !== waitsForOthers) continue;
      item.place = notScheduled;
      this.#start(item);
    }
    if (lane.next < lane.waiting.length) {
      // An authority that is never done with all that is due must not make the array grow for ever.
      if (lane.next > mostPassed && 2 * lane.next > lane.waiting.length) {
        lane.waiting = lane.waiting.slice(lane.next);
        lane.next = 0;
      }
      return;
    }
    lane.waiting = [];
    lane.next = 0;
    if (lane.running === 0) this.#lanes.delete(authority);
  }

  #remove(place: number): void {
    const item = this.#heap[place];
    const last = this.#heap.pop();
    const lastDueAt = this.#dueAt.pop();
    if (item === undefined || last === undefined || lastDueAt === undefined) return;
    item.place = notScheduled;
    if (item === last) return;
    this.#put(last, lastDueAt, place);
    this.#up(place);
    this.#down(last.place);
  }

  #put(item: Scheduled, dueAt: number, place: number): void {
    this.#heap[place] = item;
    this.#dueAt[place] = dueAt;
    item.place = place;
  }

  #up(from: number): void {
    let place = from;
    const item = this.#heap[place];
    const dueAt = this.#dueAt[place];
    if (item === undefined || dueAt === undefined) return;
    while (place > 0) {
      const parentPlace = (place - 1) >> 1;
      const parent = this.#heap[parentPlace];
      const parentDueAt = this.#dueAt[parentPlace];
      if (parent === undefined || parentDueAt === undefined || parentDueAt <= dueAt) break;
      this.#put(parent, parentDueAt, place);
      place = parentPlace;
    }
    this.#put(item, dueAt, place);
  }

  #down(from: number): void {
    let place = from;
    const item = this.#heap[place];
    const dueAt = this.#dueAt[place];
    if (item === undefined || dueAt === undefined) return;
    for (;;) {
      const left = 2 * place + 1;
      const leftDueAt = this.#dueAt[left];
      if (leftDueAt === undefined) break;
      const rightDueAt = this.#dueAt[left + 1] ?? Number.POSITIVE_INFINITY;
      const childPlace = rightDueAt < leftDueAt ? left + 1 : left;
      const child = this.#heap[childPlace];
      const childDueAt = Math.min(leftDueAt, rightDueAt);
      if (child === undefined || childDueAt >= dueAt) break;
      this.#put(child, childDueAt, place);
      place = childPlace;
    }
    this.#put(item, dueAt, place);
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
