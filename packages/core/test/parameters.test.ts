import { canary, everyView, leaksOf } from '@tokenwright/test-support';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../src/errors.ts';
import type { ParameterRules } from '../src/provider.ts';
import { checkParameters, checkTransport } from '../src/provider.ts';
import { thrownBy } from './support.ts';

const rules: ParameterRules = {
  known: {
    code: { what: 'the one-time code', required: true },
    redirect_uri: { what: 'the redirect URI' },
    secret: { what: 'the secret', type: 'secret' },
    flag: { what: 'a flag', type: 'boolean' },
    count: { what: 'a count', type: 'number' },
    kind: { what: 'a kind', values: ['a', 'b'] },
    headers: { what: 'headers', type: 'object' },
    anything: { what: 'anything', type: 'any' },
  },
  aliases: { redirect_url: 'redirect_uri' },
  refused: { retryCount: 'nothing is repeated' },
};
const check = (given: unknown): Record<string, unknown> => checkParameters('call', 'parameter', given, rules);

describe('W5: parameters', () => {
  it('W5: undefined values are left out, aliases get their name, the rest is kept', () => {
    const secret = (): string => 's';
    const given = {
      code: 'c',
      flag: undefined,
      redirect_url: 'u',
      secret,
      count: 1,
      kind: 'a',
      headers: {},
      anything: null,
    };
    expect(check(given)).toEqual({
      code: 'c',
      redirect_uri: 'u',
      secret,
      count: 1,
      kind: 'a',
      headers: {},
      anything: null,
    });
    expect(check({ code: 'c', redirect_url: 'old', redirect_uri: 'new' })).toEqual({ code: 'c', redirect_uri: 'new' });
  });

  it.each([
    [{}, 'code', 'missing_parameter', 'the one-time code'],
    [{ code: undefined }, 'code', 'missing_parameter', 'missing'],
    [{ code: '' }, 'code', 'invalid_parameter', 'an empty string'],
    [{ code: ' \n' }, 'code', 'invalid_parameter', 'an empty string'],
    [{ code: null }, 'code', 'invalid_parameter', 'is null; a string is needed'],
    [{ code: 5 }, 'code', 'invalid_parameter', 'is a number; a string is needed'],
    [{ code: ['c'] }, 'code', 'invalid_parameter', 'is an array'],
    [{ code: {} }, 'code', 'invalid_parameter', 'is an object'],
    [{ code: 'c', secret: 5 }, 'secret', 'invalid_parameter', 'a string, or a function'],
    [{ code: 'c', secret: '' }, 'secret', 'invalid_parameter', 'an empty string'],
    [{ code: 'c', flag: 'true' }, 'flag', 'invalid_parameter', 'a boolean is needed'],
    [{ code: 'c', count: '1' }, 'count', 'invalid_parameter', 'a number is needed'],
    [{ code: 'c', kind: 'c' }, 'kind', 'invalid_parameter', '"a", "b"'],
    [{ code: 'c', headers: [] }, 'headers', 'invalid_parameter', 'an object is needed'],
    [{ code: 'c', redirect_url: 5 }, 'redirect_url', 'invalid_parameter', 'the redirect URI'],
    [{ code: 'c', redirectUri: 'u' }, 'redirectUri', 'unknown_parameter', 'Did you mean "redirect_uri"?'],
    [{ code: 'c', something: 1 }, 'something', 'unknown_parameter', 'It takes "code"'],
    [{ code: 'c', constructor: 1 }, 'constructor', 'unknown_parameter', 'not known'],
    [{ code: 'c', retryCount: 3 }, 'retryCount', 'unsupported_parameter', 'nothing is repeated'],
    [null, 'params', 'invalid_parameter', 'null'],
    ['code', 'params', 'invalid_parameter', 'a string'],
    [[], 'params', 'invalid_parameter', 'an array'],
  ])('W5: %j', (given, parameter, code, words) => {
    const error = thrownBy(() => check(given));
    expect(error).toMatchObject({ name: 'ConfigurationError', code, parameter });
    expect((error as Error).message).toContain(words);
    expect((error as Error).message).toMatch(/^call: /);
  });

  it('W5: any object gives its known members or a ConfigurationError that quotes no value', () => {
    const names = fc.constantFrom(...Object.keys(rules.known), 'redirect_url', 'retryCount', '__proto__', 'toString');
    const values = fc.oneof(fc.anything(), fc.constant(canary));
    fc.assert(
      fc.property(
        fc.oneof(fc.dictionary(names, values), fc.dictionary(fc.string(), values), fc.anything()),
        (given) => {
          try {
            expect(Object.keys(check(given)).every((name) => Object.hasOwn(rules.known, name))).toBe(true);
          } catch (error) {
            expect(ConfigurationError.isInstance(error), String(error)).toBe(true);
            expect(leaksOf(canary, everyView(error))).toEqual([]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs'],
    [{ timeoutMs: Number.POSITIVE_INFINITY }, 'timeoutMs'],
    [{ maxResponseBytes: -1 }, 'maxResponseBytes'],
    [{ maxResponseBytes: 2 ** 31 }, 'maxResponseBytes'],
    [{ headers: { a: null } }, 'headers'],
  ])('transport %j', (options, parameter) => {
    expect(thrownBy(() => checkTransport(options as object))).toMatchObject({ code: 'invalid_option', parameter });
  });
});
