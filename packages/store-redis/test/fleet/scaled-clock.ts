import { systemClock, type Clock } from '@tokenwright/core';
import type { TokenStore } from '@tokenwright/core';

/**
 * How many times as fast time goes in a fleet that is tested. By default the lease of 5 s is one of 300 ms, and a claim
 * that somebody died with is over in 600 ms. Every process counts from the same epoch, so they agree. On a machine that
 * does other things at the same time, a slower clock leaves processes more time to be late.
 */
export const speed: number = Number(process.env['TOKENWRIGHT_FLEET_SPEED'] ?? 50 / 3);

export function scaledClock(epochMs: number): Clock {
  return {
    now: () => epochMs + (Date.now() - epochMs) * speed,
    monotonic: () => performance.now() * speed,
    startTimer: (callback, delayMs, background) => systemClock.startTimer(callback, delayMs / speed, background),
  };
}

/** Redis does not know of the faster clock, so it is told the time of a lease in its own. */
export function scaledStore(store: Required<TokenStore>): TokenStore {
  return {
    get: (key, options) => store.get(key, options),
    compareAndSet: (key, write) => store.compareAndSet(key, write),
    delete: (key, expected) => store.delete(key, expected),
    watch: (key, onChange) => store.watch(key, onChange),
    tryLease: async (key, { ttlMs }) => {
      const lease = await store.tryLease(key, { ttlMs: ttlMs / speed });
      return lease && { extend: (more) => lease.extend(more / speed), release: () => lease.release() };
    },
  };
}
