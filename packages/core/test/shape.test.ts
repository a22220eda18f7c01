import { failureOf } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import { createAuthorizedFetch } from '../src/authorized-fetch.ts';
import { ConfigurationError } from '../src/errors.ts';
import { createTokenSource, type TokenStore } from '../src/index.ts';
import { memoryStore } from '../src/memory-store.ts';
import { requireShape } from '../src/provider.ts';
import { createTokenPool } from '../src/token-pool.ts';

const request = { where: 'call', kind: 'option', name: 'clock', give: 'a clock' } as const;
const shape = { now: 'function', start: 'function' } as const;

describe('W5: requireShape', () => {
  test('takes whatever has the members, its own or inherited', () => {
    class Clock {
      now(): number {
        return 0;
      }
      start(): void {}
    }
    const functionWithMembers = Object.assign(() => 1, { now: () => 0, start: () => 0 });
    for (const value of [new Clock(), functionWithMembers, { now: () => 0, start: () => 0, more: 1 }])
      expect(() => requireShape(value, shape, request)).not.toThrow();
  });

  test.each<[unknown, string]>([
    [undefined, 'is undefined'],
    [null, 'is null'],
    [5, 'is a number'],
    ['x', 'is a string'],
    [[], 'is an array'],
    [{}, 'is an object without a function "now"'],
    [{ now: 5, start: () => 0 }, 'is an object without a function "now"'],
    [{ now: null, start: () => 0 }, 'is an object without a function "now"'],
    [{ now: () => 0 }, 'is an object without a function "start"'],
    [() => 0, 'is a function without a function "now"'],
  ])('%o %s', async (value, words) => {
    const error = await failureOf(ConfigurationError, () => requireShape(value, shape, request));
    expect(error).toMatchObject({ code: 'invalid_option', parameter: 'clock' });
    expect(error.message).toBe(`call: the option "clock" ${words}; give a clock.`);
  });
});

/** The methods of a store as members of a plain object. */
function bare(store: TokenStore): Pick<TokenStore, 'get' | 'compareAndSet' | 'delete'> {
  return {
    get: (key, options) => store.get(key, options),
    compareAndSet: (key, write) => store.compareAndSet(key, write),
    delete: (key, expected) => store.delete(key, expected),
  };
}

describe('W5: a clock or a store that is none is refused when a source or a pool is made', () => {
  const key = { authority: 'https://a.example', provider: 'p', clientId: 'c', credential: 'client' } as const;
  const mint = (): Promise<{ access_token: string }> => Promise.resolve({ access_token: 'a' });
  const makers: Readonly<Record<string, (options: object) => unknown>> = {
    createTokenSource: (options) => createTokenSource({ key, mint, ...options }),
    createTokenPool: (options) => createTokenPool({ key, mint, ...options }),
  };
  const { delete: _delete, ...incomplete } = bare(memoryStore());

  test.each(
    Object.keys(makers).flatMap((maker) =>
      (
        [
          [{ clock: {} }, 'clock', 'an object without a function "now"; give a clock, or leave it out'],
          [{ clock: new Date() }, 'clock', 'an object without a function "now"'],
          [
            { clock: { now: () => 0, monotonic: () => 0, startTimer: 5 } },
            'clock',
            'an object without a function "startTimer"',
          ],
          [{ store: {} }, 'store', 'an object without a function "get"; give a store, such as memoryStore() returns'],
          [{ store: new Map() }, 'store', 'an object without a function "compareAndSet"'],
          [{ store: incomplete }, 'store', 'an object without a function "delete"'],
        ] as const
      ).map(([options, name, words]) => [maker, options, name, words] as const),
    ),
  )('%s with %o', async (maker, options, name, words) => {
    const error = await failureOf(ConfigurationError, () => makers[maker]?.(options));
    expect(error).toMatchObject({ code: 'invalid_option', parameter: name });
    expect(error.message).toContain(`${maker}: the option "${name}" is ${words}`);
  });

  test('and of the authorised fetch', async () => {
    const source = createTokenSource({ key, mint });
    const options = { origins: ['https://a.example'], clock: {} as never };
    const error = await failureOf(ConfigurationError, () => createAuthorizedFetch(source, options));
    expect(error.message).toContain('the option "clock" is an object without a function "now"');
  });
});
