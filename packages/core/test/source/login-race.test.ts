import { expect, test } from 'vitest';
import {
  AuthorityError,
  createTokenSource,
  type StoredRecord,
  type TokenStore,
  type TokenWire,
} from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';

import { createFakeClock } from '../../src/testing.ts';
import { login, sessionKey } from './support.ts';

test('L13: a caller who looks for a new login while the watch brings one gets its token', async () => {
  const clock = createFakeClock();
  const shared = memoryStore({ now: () => clock.now() });
  let hold: Promise<void> | undefined;
  // Two processes: two store objects over the same records. A read of the first can be slow.
  const storeOf = (isSlow: boolean): TokenStore => ({
    get: async (key) => {
      const read: StoredRecord | undefined = await shared.get(key);
      if (isSlow && hold !== undefined) {
        const wait = hold;
        hold = undefined;
        await wait;
      }
      return read;
    },
    compareAndSet: (key, write) => shared.compareAndSet(key, write),
    delete: (key, expected) => shared.delete(key, expected),
    watch: async (key, onChange) => shared.watch?.(key, onChange) ?? { close: async () => undefined },
  });
  const refresh = async (): Promise<TokenWire> => {
    throw new AuthorityError('no', { code: 'invalid_grant', status: 400, retryable: false });
  };
  const options = { key: sessionKey, refresh, clock, random: () => 0.5 };
  const first = createTokenSource({ ...options, store: storeOf(true), initial: login(0) });
  const second = createTokenSource({ ...options, store: storeOf(false) });
  await first.getToken();
  await clock.advance(3_700_000);
  await expect(first.getToken()).rejects.toThrow('A new login is needed');

  let release: () => void = () => undefined;
  hold = new Promise((resolve) => {
    release = resolve;
  });
  const asking = first.getToken(); // reads the record, slowly: it still has the mark
  asking.catch(() => undefined);
  await clock.advance(0);
  await second.adopt(login(1)); // the user logs in at the other process; the watch of the first takes it over
  await clock.advance(0);
  expect(first.peek()?.accessToken).toBe('access-1');
  release();
  expect((await asking).accessToken).toBe('access-1');
});
