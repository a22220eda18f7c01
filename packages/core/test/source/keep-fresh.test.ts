import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AuthorityError, createTokenSource, type TokenSource } from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { Scheduler, type Scheduled } from '../../src/source/scheduler.ts';
import { createFakeClock, createScriptedAuthority } from '../../src/testing.ts';
import { key, login, mintScene, sessionScene, typesOf } from './support.ts';

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

describe('L18: the scheduler', () => {
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
