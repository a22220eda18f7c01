import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AuthorityError, createTokenSource, TransportError } from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { defaultTimes } from '../../src/source/times.ts';
import { createFakeClock } from '../../src/testing.ts';
import { key, login, mintScene, sessionScene } from './support.ts';

const unavailable = (retryAt?: number): AuthorityError =>
  new AuthorityError('away', { code: 'authority_unavailable', status: 503, retryable: true, retryAt });
const notSent = (): TransportError => new TransportError('not-sent', 'refused');
const mint = async (): Promise<ReturnType<typeof login>> => login(1);

describe('the numbers of a source are options', () => {
  const names = Object.keys(defaultTimes);

  test('each has the default that its comment says', () => {
    const text = readFileSync(new URL('../../src/source/times.ts', import.meta.url), 'utf8');
    for (const [name, value] of Object.entries(defaultTimes)) {
      const comment = new RegExp(`Default ([\\d,]+)\\.\\s*(?:\\*/)?\\s*(?:\\*/)?\\s+readonly ${name}\\?`).exec(text);
      expect([name, comment?.[1]?.replaceAll(',', '')]).toEqual([name, String(value)]);
    }
  });

  test.each(names)('%s is checked', (name) => {
    for (const wrong of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
      expect(() => createTokenSource({ key, mint, [name]: wrong })).toThrow(
        new RegExp(
          `^createTokenSource: the option "${name}" takes a whole number.* from [01] to 2147483647, .* was given\\.$`,
        ),
      );
    }
    expect(() => createTokenSource({ key, mint, [name]: '1' })).toThrow(`the option "${name}" is a string`);
  });

  test('L7: maxRetries and the delays between retries', async () => {
    const { source, authority, clock } = mintScene({ maxRetries: 3, minRetryDelayMs: 10, maxRetryDelayMs: 10 });
    authority.answer(notSent(), notSent(), notSent());
    const token = source.getToken();
    await clock.advance(30);
    expect((await token).accessToken).toBe('access-1');
    expect(authority.requests.map(({ atMs }) => atMs - (authority.requests[0]?.atMs ?? 0))).toEqual([0, 10, 20, 30]);
  });

  test('L7: backOffMs and maxBackOffMs', async () => {
    const { source, authority, events } = mintScene({
      maxRetries: 0,
      backOffMs: 8,
      maxBackOffMs: 20,
      random: () => 0.5,
    });
    const failures: unknown[] = [];
    authority.answer(notSent(), notSent(), notSent(), notSent());
    for (let tries = 0; tries < 4; tries += 1) await source.renew({ reason: 'test' }).catch(() => undefined);
    for (const event of events) if (event.type === 'failed') failures.push(event.retryAtMs - event.atMs);
    expect(failures).toEqual([4, 8, 10, 10]);
  });

  test('L7: maxRetryAfterMs', async () => {
    const clock = createFakeClock();
    const { source, authority, events } = mintScene({ maxRetryAfterMs: 1000 }, clock);
    authority.answer(unavailable(clock.now() + 3_600_000));
    await source.getToken().catch(() => undefined);
    expect(events).toMatchObject([{ type: 'failed', retryAtMs: clock.now() + 1000 }]);
  });

  test('L1: renewalLeadMs and expiryMarginMs', async () => {
    const { source, authority, clock } = mintScene({ renewalLeadMs: 600_000, expiryMarginMs: 0, random: () => 0.999 });
    await source.getToken();
    await clock.advance(3_000_000 - 2000);
    await source.getToken();
    expect(authority.requests).toHaveLength(1);
    await clock.advance(4000);
    // STALE now, and the renewal fails: the token serves to its very end.
    authority.answer(...Array.from({ length: 30 }, () => unavailable(clock.now() + 590_000)));
    await source.getToken();
    expect(authority.requests).toHaveLength(2);
    await clock.advance(595_000);
    expect(source.peek()?.accessToken).toBe('access-1');
    await clock.advance(3000);
    expect(source.peek()).toBeUndefined();
  });

  test('S1, S5: hardTimeoutMs and claimMarginMs make the deadline of a claim, leaseMs the lease', async () => {
    const clock = createFakeClock();
    const inner = memoryStore({ now: () => clock.now() });
    const leases: number[] = [];
    const deadlines: number[] = [];
    const store = Object.assign(Object.create(inner) as typeof inner, {
      tryLease: async (name: string, options: { ttlMs: number }) => {
        leases.push(options.ttlMs);
        return inner.tryLease?.(name, options);
      },
      compareAndSet: async (name: string, write: Parameters<typeof inner.compareAndSet>[1]) => {
        const { pending } = write.record;
        if (pending !== undefined) deadlines.push(pending.deadline - pending.since);
        return inner.compareAndSet(name, write);
      },
      get: async (name: string) => inner.get(name),
      watch: undefined,
    });
    const times = { requestTimeoutMs: 200, hardTimeoutMs: 400, claimMarginMs: 50, leaseMs: 300 };
    const scene = sessionScene({ store, ...times }, clock);
    await scene.source.getToken();
    await scene.source.renew({ reason: 'test' });
    expect(leases).toEqual([300]);
    expect(deadlines).toEqual([450]);
  });

  test('L15: unchangedPauseMs', async () => {
    let requests = 0;
    const { source, clock } = mintScene({
      unchangedPauseMs: 60_000,
      mint: async () => {
        requests += 1;
        return { access_token: 'same', token_type: 'Bearer', expires_in: 300 };
      },
    });
    await source.getToken();
    await source.renew({ reason: 'test' });
    await clock.advance(280_000);
    expect(requests).toBe(2);
    await source.getToken();
    await clock.advance(10);
    expect(requests).toBe(3);
  });

  test('L17: closeTimeoutMs', async () => {
    const { source, authority, clock } = mintScene({ closeTimeoutMs: 50 });
    authority.answer(() => new Promise(() => undefined));
    source.getToken().catch(() => undefined);
    await authority.asked(1);
    const closed = source.close();
    await clock.advance(50);
    await closed;
    expect(authority.requests[0]?.signal.aborted).toBe(true);
  });
});
