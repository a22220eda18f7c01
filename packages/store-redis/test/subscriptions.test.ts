import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RedisLink, SubscriberEvents } from '../src/clients/link.ts';
import { Subscriptions } from '../src/subscriptions.ts';

/** A client whose connection for subscriptions is lost, and comes back or does not, when a test says so. */
function connection(): { readonly link: RedisLink; readonly comesBack: () => void; readonly givesUp: () => void } {
  let events: SubscriberEvents | undefined;
  let ended: SubscriberEvents | undefined;
  const subscriber = (given: SubscriberEvents): ReturnType<RedisLink['subscriber']> => {
    events = given;
    return {
      subscribe: async () => undefined,
      unsubscribe: async () => undefined,
      isOpen: () => given !== ended,
      close: () => undefined,
    };
  };
  const givesUp = (): void => {
    ended = events;
  };
  return { link: { subscriber } as Partial<RedisLink> as RedisLink, comesBack: () => events?.onBack(), givesUp };
}

describe('S4: after a lost connection', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('thousands who watch are told to look bit by bit, each once, and callers get their turn between', async () => {
    const { link, comesBack } = connection();
    const subscriptions = new Subscriptions(link, 1000);
    const told = new Map<string, number>();
    const names = Array.from({ length: 5000 }, (_, index) => `channel-${index}`);
    for (const name of names) await subscriptions.watch(name, () => told.set(name, (told.get(name) ?? 0) + 1));
    comesBack();
    await vi.advanceTimersByTimeAsync(0);
    expect(told.size).toBe(100);
    await vi.advanceTimersByTimeAsync(10);
    expect(told.size).toBe(200);
    await vi.runAllTimersAsync();
    expect(names.map((name) => told.get(name))).toEqual(names.map(() => 1));
    subscriptions.close();
  });

  test('once more while they are being told, all of them are told from then on', async () => {
    const { link, comesBack } = connection();
    const subscriptions = new Subscriptions(link, 1000);
    const told = new Set<string>();
    const names = Array.from({ length: 250 }, (_, index) => `channel-${index}`);
    for (const name of names) await subscriptions.watch(name, () => told.add(name));
    comesBack();
    await vi.advanceTimersByTimeAsync(0);
    told.clear();
    comesBack();
    await vi.runAllTimersAsync();
    expect(told.size).toBe(250);
    subscriptions.close();
  });

  test('who has left meanwhile is told nothing, and nothing goes on after close()', async () => {
    const { link, comesBack } = connection();
    const subscriptions = new Subscriptions(link, 1000);
    const told = new Set<string>();
    const leave: (() => void)[] = [];
    for (let index = 0; index < 300; index += 1)
      leave.push(await subscriptions.watch(`channel-${index}`, () => told.add(`channel-${index}`)));
    comesBack();
    await vi.advanceTimersByTimeAsync(0);
    leave[150]?.();
    await vi.advanceTimersByTimeAsync(10);
    expect([told.size, told.has('channel-150')]).toEqual([199, false]);
    subscriptions.close();
    expect(vi.getTimerCount()).toBe(0);
    expect(told.size).toBe(199);
  });

  test('one that has ended for good is replaced for the next who watches, and who watched before is told to look', async () => {
    const { link, givesUp } = connection();
    const subscriptions = new Subscriptions(link, 1000);
    const told: string[] = [];
    await subscriptions.watch('before', () => told.push('before'));
    givesUp();
    await subscriptions.watch('after', () => told.push('after'));
    await vi.runAllTimersAsync();
    expect(told).toEqual(['before']);
    subscriptions.close();
  });
});
