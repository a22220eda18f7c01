import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AuthorityError,
  createTokenSource,
  encodeTokenKey,
  type TokenSource,
  type TokenStore,
} from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { Scheduler, type Scheduled } from '../../src/source/scheduler.ts';
import { createFakeClock, createScriptedAuthority } from '../../src/testing.ts';
import { held, key, login, mintScene, sessionKey, sessionScene, typesOf } from './support.ts';

const minute = 60_000;
const hour = 60 * minute;
const away = (): AuthorityError =>
  new AuthorityError('away', { code: 'authority_unavailable', status: 503, retryable: false });

describe('L18: keepFresh', () => {
  test('L18: a token is got and renewed without anybody asking, and a caller never waits', async () => {
    const { source, authority, clock } = mintScene({ keepFresh: true });
    await clock.advance(0);
    for (let passed = 0; passed < 12 * 6; passed += 1) {
      expect(source.peek()).toBeDefined();
      await clock.advance(10 * minute);
    }
    // Lifetime 60 min, renewed between 42 min and 57 min 30 s.
    expect(authority.requests.length).toBeGreaterThanOrEqual(13);
    expect(authority.requests.length).toBeLessThanOrEqual(18);
    await source.close();
    expect(clock.pendingTimers).toBe(0);
  });

  test('L18: an authority that is down is asked now and then, not in a flood', async () => {
    const { source, authority, clock } = mintScene({ keepFresh: true });
    await clock.advance(0);
    authority.answer(...Array.from({ length: 10_000 }, away));
    await clock.advance(5 * hour);
    expect(source.peek()).toBeUndefined();
    const asked = authority.requests.length;
    // Five hours down: a renewal every thirty seconds or less often, not a flood.
    expect(asked).toBeLessThan(1500);
    await source.close();
  });

  test('L18: an authority that comes back is found without a caller', async () => {
    const { source, authority, clock } = mintScene({ keepFresh: true });
    await clock.advance(0);
    authority.answer(away(), away(), away(), away());
    await clock.advance(2 * hour);
    expect(source.peek()).toBeDefined();
    await source.close();
  });

  test('L18: a session that needs a login rests until it gets one', async () => {
    const { source, authority, clock, events } = sessionScene({ keepFresh: true, initial: undefined });
    await clock.advance(10 * hour);
    expect(authority.requests).toHaveLength(0);
    await source.adopt(login(5));
    await clock.advance(hour);
    expect(authority.requests.map((request) => request.refreshToken)).toEqual(['refresh-5']);
    expect(typesOf(events)).toEqual(['adopted', 'renewed']);
    await source.close();
  });

  test('L18, L19: a token that was refused is replaced without a caller', async () => {
    const { source, authority, clock } = mintScene({ keepFresh: true });
    await clock.advance(0);
    source.invalidate('access-1');
    await clock.advance(1000);
    expect(source.peek()?.accessToken).toBe('access-2');
    await clock.advance(40 * minute);
    expect(authority.requests).toHaveLength(2);
    await source.close();
  });

  test.each([
    ['a token comes due', 490_000],
    ['one is due, and is being read', 570_000],
  ])('L17, L18: nothing is renewed while close() waits for a login: %s', async (what, passed) => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const reading = held();
    let isSlow = false;
    const slow: TokenStore = {
      get: async (name) => {
        if (isSlow) await reading.answer();
        return store.get(name);
      },
      compareAndSet: (name, write) => store.compareAndSet(name, write),
      delete: (name, version) => store.delete(name, version),
    };
    await sessionScene({ store, initial: login(0, 600) }, clock).source.getToken();
    const isRead = what === 'a token comes due';
    if (!isRead) await clock.advance(passed);
    isSlow = !isRead;
    const { source, authority } = sessionScene({ keepFresh: true, store: slow, initial: undefined }, clock);
    await clock.advance(isRead ? passed : 0);
    const slowLogin = held();
    void source.adopt(slowLogin.answer).catch(() => undefined);
    authority.answer(() => new Promise(() => undefined));
    const closing = source.close();
    reading.give(login(0));
    await clock.advance(10_000);
    await closing;
    expect(authority.requests).toEqual([]);
    expect((await store.get(encodeTokenKey(sessionKey)))?.record.pending).toBeUndefined();
  });

  test('L18, L14: where a refresh ends the old token, it is renewed at the last moment', async () => {
    const { source, authority, clock } = sessionScene({ keepFresh: true, traits: { refreshKillsAccessToken: true } });
    await clock.advance(0);
    const started = clock.now();
    await clock.advance(59 * minute);
    expect(authority.requests.map((request) => request.atMs - started)).toEqual([hour - 10_000 - 3 * minute]);
    await source.close();
  });

  test('L18: two processes renew once: the one that comes later takes what is there', async () => {
    const clock = createFakeClock();
    const store = memoryStore({ now: () => clock.now() });
    const authority = createScriptedAuthority({ clock });
    const view = (): typeof store => ({
      get: (name) => store.get(name),
      compareAndSet: (name, write) => store.compareAndSet(name, write),
      delete: (name, version) => store.delete(name, version),
    });
    let draw = 0;
    const random = (): number => ((draw += 0.37), draw % 1);
    const sources = [0, 1, 2].map(() =>
      createTokenSource({ key, mint: authority.mint, store: view(), clock, random, keepFresh: true }),
    );
    await clock.advance(0);
    const first = authority.requests.length;
    await clock.advance(5 * hour);
    // Some six renewals for all three together, not for each.
    expect(authority.requests.length - first).toBeLessThanOrEqual(8);
    await Promise.all(sources.map((source) => source.close()));
    expect(clock.pendingTimers).toBe(0);
  });

  test('L18: a thousand sources share one timer, and few renewals run at once', async () => {
    const clock = createFakeClock();
    let running = 0;
    let most = 0;
    const mint = async (): Promise<{ access_token: string; expires_in: number }> => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      return { access_token: 'a', expires_in: 3600 };
    };
    const sources: TokenSource[] = Array.from({ length: 1000 }, (_, index) =>
      createTokenSource({ key: { ...key, subject: String(index) }, mint, clock, keepFresh: true }),
    );
    await clock.advance(0);
    for (let rounds = 0; sources.some((source) => source.peek() === undefined) && rounds < 100; rounds += 1)
      await clock.advance(1);
    expect(sources.every((source) => source.peek() !== undefined)).toBe(true);
    expect(clock.pendingTimers).toBe(1);
    expect(most).toBeLessThanOrEqual(8);
    await Promise.all(sources.map((source) => source.close()));
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('L14: keepFresh keeps a refresh token alive', () => {
  const traits = { refreshTokenLifetimeMs: 10 * hour };

  test.each([true, false])(
    'L14: beside an access token without an end (a refresh ends the old one: %s)',
    async (refreshKillsAccessToken) => {
      const { source, authority, clock } = sessionScene({
        keepFresh: true,
        traits: { ...traits, refreshKillsAccessToken },
        initial: { access_token: 'a', refresh_token: 'refresh-0' },
      });
      authority.answer(...[1, 2, 3].map((number) => ({ access_token: 'a', refresh_token: `refresh-${number}` })));
      const started = clock.now();
      await clock.advance(30 * hour);
      expect(authority.requests.map((request) => request.refreshToken)).toEqual([
        'refresh-0',
        'refresh-1',
        'refresh-2',
      ]);
      for (const [index, request] of authority.requests.entries()) {
        const age = request.atMs - (authority.requests[index - 1]?.atMs ?? started);
        expect(age).toBeGreaterThanOrEqual(8 * hour);
        expect(age).toBeLessThanOrEqual(8 * hour + 30_000);
      }
      await source.close();
      await clock.advance(0);
      expect(clock.pendingTimers).toBe(0);
    },
  );

  test('L14: beside an access token that lives longer than the refresh token', async () => {
    const { source, authority, clock } = sessionScene({ keepFresh: true, traits, initial: login(0, 30 * 3600) });
    authority.answer(login(1, 30 * 3600));
    await clock.advance(9 * hour);
    expect(authority.requests.map((request) => request.refreshToken)).toEqual(['refresh-0']);
    await source.close();
  });

  test('L14: without keepFresh, or without a known life, nobody refreshes for its sake', async () => {
    const endless = { access_token: 'a', refresh_token: 'refresh-0' };
    const one = sessionScene({ traits, initial: endless });
    const two = sessionScene({ keepFresh: true, initial: endless }, one.clock);
    await one.source.getToken();
    await one.clock.advance(20 * hour);
    expect([...one.authority.requests, ...two.authority.requests]).toEqual([]);
    await two.source.close();
  });

  test.each([
    [9, 'invalid_grant'],
    [11, 'refresh-token-expired'],
  ] as const)('L13, L14: refused after %i of ten hours, the reason is %s', async (hours, reason) => {
    const { source, authority, clock } = sessionScene({ traits });
    await source.getToken();
    await clock.advance(hours * hour);
    authority.answer(new AuthorityError('no', { code: 'invalid_grant', status: 400, retryable: false }));
    await expect(source.getToken()).rejects.toMatchObject({ name: 'LoginRequiredError', reason });
  });
});

describe('L18: the scheduler', () => {
  /** Something that runs until a test ends it. */
  class Item implements Scheduled {
    place = -1;
    readonly authority: string;
    running = 0;
    ran = 0;
    end: () => void = () => undefined;

    constructor(authority: string) {
      this.authority = authority;
    }

    run(): Promise<void> {
      this.running += 1;
      this.ran += 1;
      return new Promise((resolve) => {
        this.end = () => {
          this.running -= 1;
          resolve();
        };
      });
    }

    update(): void {}
  }

  test('L18: at most eight of one authority run at once, in the order in which they were due; another authority waits for none of them', async () => {
    const clock = createFakeClock(0);
    const scheduler = new Scheduler(clock);
    const items = Array.from({ length: 20 }, () => new Item('slow'));
    const other = new Item('other');
    for (const [index, item] of items.entries()) scheduler.schedule(item, 1000 - index);
    scheduler.schedule(other, 1000);
    await clock.advance(1000);
    const running = (): number[] => items.flatMap((item, index) => (item.running > 0 ? [index] : []));
    expect(running()).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
    expect(other.running).toBe(1);
    items[15]?.end();
    items[12]?.end();
    await clock.advance(0);
    expect(running()).toEqual([10, 11, 13, 14, 16, 17, 18, 19]);
  });

  test('L18: what is cancelled, or put off, while it waits for others does not run; what is due again runs once', async () => {
    const clock = createFakeClock(0);
    const scheduler = new Scheduler(clock);
    const items = Array.from({ length: 12 }, () => new Item('one'));
    for (const [index, item] of items.entries()) scheduler.schedule(item, index);
    await clock.advance(20);
    const [cancelled, later, again, last] = items.slice(8) as [Item, Item, Item, Item];
    scheduler.cancel(cancelled);
    scheduler.schedule(later, 60_000);
    scheduler.cancel(again);
    scheduler.schedule(again, 0);
    await clock.advance(10);
    for (const item of items.slice(0, 8)) item.end();
    await clock.advance(0);
    expect([cancelled, later, again, last].map((item) => item.ran)).toEqual([0, 0, 1, 1]);
    again.end();
    last.end();
    await clock.advance(60_000);
    expect([cancelled, later, again, last].map((item) => item.ran)).toEqual([0, 1, 1, 1]);
    later.end();
    await clock.advance(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test('L18: 10,000 due at once run eight at a time, each once, however many are cancelled meanwhile', async () => {
    const clock = createFakeClock(0);
    const scheduler = new Scheduler(clock);
    let running = 0;
    let most = 0;
    let cancelledRan = 0;
    const items = Array.from({ length: 10_000 }, (_, index) => ({
      place: -1,
      authority: 'one',
      ran: 0,
      update: () => undefined,
      async run() {
        running += 1;
        most = Math.max(most, running);
        this.ran += 1;
        if (index % 3 === 1 && index > 5000) cancelledRan += 1;
        await Promise.resolve();
        running -= 1;
      },
    }));
    for (const item of items) scheduler.schedule(item, 1000);
    const advancing = clock.advance(1000);
    for (const [index, item] of items.entries()) if (index % 3 === 1 && index > 5000) scheduler.cancel(item);
    await advancing;
    for (let rounds = 0; rounds < 100 && items.some((item) => item.place !== -1); rounds += 1) await clock.advance(0);
    expect(most).toBe(8);
    expect(cancelledRan).toBe(0);
    expect(items.filter((item) => item.ran === 1)).toHaveLength(10_000 - 1666);
    expect(items.every((item) => item.ran <= 1 && item.place === -1)).toBe(true);
    expect(scheduler.size).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test('L18: the same while time goes on, with items that schedule themselves anew when they run', async () => {
    const item = fc.nat({ max: 6 });
    const step = fc.oneof(
      fc.record({ type: fc.constant('schedule' as const), item, delay: fc.nat({ max: 400_000 }) }),
      fc.record({ type: fc.constant('cancel' as const), item }),
      fc.record({ type: fc.constant('advance' as const), milliseconds: fc.nat({ max: 700_000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const clock = createFakeClock(0);
        const scheduler = new Scheduler(clock);
        const ran: string[] = [];
        // Item 3 comes back every 30.003 s, and so on; item 0 does not come back.
        const periodOf = (index: number): number => index * 10_001;
        const items: Scheduled[] = Array.from({ length: 7 }, (_, index) => ({
          place: -1,
          authority: String(index),
          update: () => undefined,
          async run() {
            ran.push(`${index} at ${clock.now()}`);
            if (index > 0) scheduler.schedule(this, clock.now() + periodOf(index));
          },
        }));
        // The model: when each is due, and a search through all of them.
        const due = new Map<number, number>();
        const expected: string[] = [];
        let end = 0;
        for (const each of steps) {
          if (each.type === 'advance') {
            end += each.milliseconds;
            for (;;) {
              const [first] = [...due].filter(([, at]) => at <= end).sort((left, right) => left[1] - right[1]);
              if (first === undefined) break;
              const [index, at] = first;
              expected.push(`${index} at ${at}`);
              if (index > 0) due.set(index, at + periodOf(index));
              else due.delete(index);
            }
            await clock.advance(each.milliseconds);
          } else if (each.type === 'cancel') {
            scheduler.cancel(items[each.item] as Scheduled);
            due.delete(each.item);
          } else {
            scheduler.schedule(items[each.item] as Scheduled, end + each.delay);
            due.set(each.item, end + each.delay);
          }
        }
        // What is due at the same moment runs in any order.
        expect([...ran].sort()).toEqual([...expected].sort());
        const moments = ran.map((text) => Number(text.slice(5)));
        expect(moments).toEqual([...moments].sort((left, right) => left - right));
        for (const each of items) scheduler.cancel(each);
        expect(clock.pendingTimers).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  test('L18: whatever is scheduled, moved and cancelled, what is due runs, in order, and nothing else', async () => {
    const step = fc.oneof(
      fc.record({
        type: fc.constant('schedule' as const),
        item: fc.nat({ max: 9 }),
        delay: fc.integer({ min: 0, max: 500_000 }),
      }),
      fc.record({ type: fc.constant('cancel' as const), item: fc.nat({ max: 9 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 0, max: 600_000 }),
        async (steps, until) => {
          const clock = createFakeClock(0);
          const scheduler = new Scheduler(clock);
          const ran: [number, number][] = [];
          const items: Scheduled[] = Array.from({ length: 10 }, (_, index) => ({
            dueAt: Number.POSITIVE_INFINITY,
            place: -1,
            authority: String(index),
            run: async () => void ran.push([index, clock.now()]),
            update: () => undefined,
          }));
          const expected = new Map<number, number>();
          for (const each of steps) {
            const item = items[each.item];
            if (item === undefined) continue;
            if (each.type === 'schedule') {
              scheduler.schedule(item, each.delay);
              expected.set(each.item, each.delay);
            } else {
              scheduler.cancel(item);
              expected.delete(each.item);
            }
          }
          expect(scheduler.size).toBe(expected.size);
          await clock.advance(until);
          const due = [...expected].filter(([, delay]) => delay <= until);
          expect(new Map(ran)).toEqual(new Map(due));
          expect(ran.map(([, at]) => at)).toEqual(ran.map(([, at]) => at).sort((left, right) => left - right));
          for (const item of items) scheduler.cancel(item);
          expect(clock.pendingTimers).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });
});
