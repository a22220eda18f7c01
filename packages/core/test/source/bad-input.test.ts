import { canary, everyView, failureOf, leaksOf } from '@tokenwright/test-support';
import { afterAll, describe, expect, test } from 'vitest';
import { TokenwrightError } from '../../src/errors.ts';
import { createTokenSource, type TokenSource } from '../../src/index.ts';
import { createTokenPool } from '../../src/token-pool.ts';

const key = { authority: 'https://a.example', provider: 'p', clientId: 'c', credential: 'session' } as const;
const refresh = (): Promise<{ access_token: string }> => Promise.reject(new Error('A refresh was not due.'));
const initial = { access_token: 'a', refresh_token: 'r', expires_in: 3600 };
const source = createTokenSource({ key: { ...key, sessionId: 's' }, refresh, initial });
const pool = createTokenPool({ key, refresh });
afterAll(async () => {
  await source.close();
  await pool.close();
});

type Name = Exclude<keyof TokenSource, symbol>;
/** A method as JavaScript calls it. */
type Method = (...given: readonly unknown[]) => unknown;
const method = (object: object, name: Name): Method =>
  // Types would not let anybody give it what these tests give it.
  ((object as Record<string, Method>)[name] as Method).bind(object);

const signals: readonly (readonly [unknown, string])[] = [
  [{}, 'is an object that is no AbortSignal; an AbortSignal is needed.'],
  [null, 'is null; an AbortSignal is needed.'],
  [5, 'is a number; an AbortSignal is needed.'],
];

describe('W5: what a method of a source is given wrongly is said by name, as a rejection', () => {
  test.each<[Name, readonly unknown[], string]>([
    ...signals.flatMap(([signal, words]): [Name, readonly unknown[], string][] => [
      ['getToken', [{ signal }], `getToken: the option "signal" ${words}`],
      ['renew', [{ reason: 'test', signal }], `renew: the option "signal" ${words}`],
      ['adopt', [initial, { signal }], `adopt: the option "signal" ${words}`],
    ]),
    ['getToken', [{ minValidityMs: -1 }], 'getToken: the option "minValidityMs" takes a number of milliseconds from 0'],
    [
      'getToken',
      [{ rejected: null }],
      'getToken: the option "rejected" takes the access token that was refused, null was given.',
    ],
    ['getToken', [{ waitUntil: {} }], 'getToken: the option "waitUntil" takes a function, an object was given;'],
    ['adopt', [initial, null], 'adopt: an object of options is needed, null was given.'],
    ['signOut', [null], 'signOut: an object of options is needed, null was given.'],
    ['signOut', [{ revok: true }], 'signOut: the option "revok" is not known. Did you mean "revoke"?'],
    ['signOut', [{ revoke: 'yes' }], 'signOut: the option "revoke" is a string; a boolean is needed'],
    ['renew', [], 'renew: an object of options is needed, undefined was given.'],
    ['renew', ['because'], 'renew: an object of options is needed, a string was given.'],
    ['renew', [{}], 'renew: the option "reason" is undefined; say in a string why, for the events that tell of it.'],
    ['renew', [{ reason: '' }], 'renew: the option "reason" is an empty string; say in a string why'],
    ['adopt', [], 'adopt: a token answer with an access_token is needed, or a function that returns one;'],
    ['adopt', [Promise.resolve(initial)], 'or a function that returns one; this is a Promise.'],
    ['adopt', [canary], 'adopt: a token answer with an access_token is needed'],
    ['adopt', [{ refresh_token: canary }], 'adopt: a token answer with an access_token is needed'],
    ['adopt', [() => 5], 'adopt: a token answer with an access_token is needed'],
  ])('%s(...%j)', async (name, given, sentence) => {
    for (const object of [source, pool.get('s')]) {
      const pending = method(object, name)(...given);
      expect(pending).toBeInstanceOf(Promise);
      const error = await failureOf(TokenwrightError, () => pending);
      expect(error.name).toBe('ConfigurationError');
      expect(error.message).toContain(sentence);
      expect(leaksOf(canary, everyView(error))).toEqual([]);
    }
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'undefined'],
    ['what getToken() gave, in place of the token in it', { accessToken: canary }, 'an object'],
  ])('a refusal of %s is an error, and changes nothing', async (_what, given, what) => {
    for (const object of [source, pool.get('refused')]) {
      await object.adopt(initial);
      const error = await failureOf(TokenwrightError, async () => method(object, 'invalidate')(given));
      expect(error).toMatchObject({ name: 'ConfigurationError', code: 'invalid_parameter', parameter: 'rejected' });
      expect(error.message).toBe(
        `invalidate: the parameter "rejected" is ${what}; give the access token that was refused, a string.`,
      );
      expect(leaksOf(canary, everyView(error))).toEqual([]);
      expect(object.peek()?.accessToken).toBe('a');
    }
  });

  test('options of null are none, whether a token serves or not', async () => {
    for (const object of [source, pool.get('null')]) {
      await object.adopt(initial);
      expect(await method(object, 'getToken')(null)).toMatchObject({ accessToken: 'a' });
      object.invalidate('a');
      await expect(method(object, 'getToken')(null)).rejects.toBeInstanceOf(TokenwrightError);
    }
  });

  test('a login may come from a function that waits for nothing', async () => {
    const adopted = await method(source, 'adopt')(() => ({ ...initial, access_token: 'b' }));
    expect(adopted).toMatchObject({ accessToken: 'b' });
  });
});

describe('W5: what a factory is given wrongly is said by name', () => {
  // As a caller without types has them: the compiler would refuse every row.
  const factories = { createTokenSource, createTokenPool } as unknown as Record<string, Method>;

  test.each(['createTokenSource', 'createTokenPool'])('%s without options', (name) => {
    for (const given of [undefined, null, 'options']) {
      expect(() => factories[name]?.(given)).toThrow(`${name}: an object of options is needed, `);
    }
  });

  test.each<[string, unknown, string]>([
    ['a trait that is misspelt', { refreshKillAccessToken: true }, 'Did you mean "refreshKillsAccessToken"?'],
    ['a trait that is no boolean', { refreshKillsAccessToken: 'yes' }, 'is a string; a boolean is needed'],
    ['a lifetime of nothing', { refreshTokenLifetimeMs: 0 }, 'takes a whole number of milliseconds from 1'],
  ])('%s', (_what, traits, sentence) => {
    for (const [name, make] of Object.entries(factories)) {
      const options = { key: name === 'createTokenPool' ? key : { ...key, sessionId: 's' }, refresh, traits };
      expect(() => make(options)).toThrow(sentence);
    }
  });
});
