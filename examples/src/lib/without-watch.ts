import type { TokenStore } from '@tokenwright/core';

/**
 * The same store for whoever uses each login once and then not for days: to be told of changes of its record would cost
 * two commands for each, and a connection for each that comes alone.
 */
export function withoutWatch(store: TokenStore): TokenStore {
  return {
    get: (key, options) => store.get(key, options),
    compareAndSet: (key, write) => store.compareAndSet(key, write),
    delete: (key, expected) => store.delete(key, expected),
    tryLease: async (key, options) => store.tryLease?.(key, options),
    keys: (options) => store.keys?.(options) ?? nothing(),
  };
}

async function* nothing(): AsyncIterable<string> {}
