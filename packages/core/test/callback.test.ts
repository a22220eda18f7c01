import { canary, everyView, leaksOf } from '@tokenwright/test-support';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuthorityError, ConfigurationError, InvalidResponseError, TokenwrightError } from '../src/errors.ts';
import { randomText, readCallback } from '../src/provider.ts';
import { thrownBy } from './support.ts';

const rules = {
  where: 'parseCallback',
  state: 'state1',
  categoryOf: (code: string) => (code === 'access_denied' ? 'access_denied' : 'authority_error'),
} as const;
const read = (callback: unknown): { readonly code: string } => readCallback(callback, rules);

describe('the address a browser comes back to', () => {
  it.each([
    ['the whole address', 'https://app.example/callback?code=c%2B1&state=state1'],
    ['its path and query, as a server has it', '/callback?code=c%2B1&state=state1'],
    ['its query', '?state=state1&code=c%2B1'],
    ['a URL', new URL('https://app.example/callback?code=c%2B1&state=state1')],
    ['URLSearchParams', new URLSearchParams({ code: 'c+1', state: 'state1' })],
    ['an address of a native application', 'my-app:/callback?code=c%2B1&state=state1'],
  ])('is read from %s', (_what, callback) => {
    expect(read(callback)).toEqual({ code: 'c+1' });
  });

  it.each([
    ['another state', '?code=c&state=state2', 'state_mismatch', 'not the one this login began with'],
    ['a longer state', '?code=c&state=state11', 'state_mismatch', 'not the one this login began with'],
    ['no state', '?code=c', 'state_mismatch', 'is missing'],
    ['an empty state', '?code=c&state=', 'state_mismatch', 'is missing'],
    ['an error of another login', '?error=access_denied&state=x', 'state_mismatch', 'not the one'],
    ['no code', '?state=state1', 'invalid_field', 'neither a "code" nor an "error"'],
    ['two codes', '?code=a&code=b&state=state1', 'invalid_field', '"code" 2 times'],
    ['two states', '?code=a&state=state1&state=state2', 'invalid_field', '"state" 2 times'],
    ['the implicit flow', '/?state=state1#access_token=a', 'invalid_field', 'response_type "code"'],
  ])('is refused with %s', (_what, callback, code, words) => {
    const error = thrownBy(() => read(callback));
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error).toMatchObject({ code, status: 302 });
    expect(String(error)).toContain(words);
  });

  it.each([[undefined], [null], [7], [{}], ['http://['], ['']])('cannot be %j', (callback) => {
    const error = thrownBy(() => read(callback));
    expect(error).toMatchObject({ name: 'ConfigurationError', parameter: 'callback' });
  });

  it('with an error becomes what it says, cut and without control characters', () => {
    const query = { error: 'access_denied', error_description: `no\r\n${'x'.repeat(400)}`, state: 'state1' };
    const error = thrownBy(() => read(new URLSearchParams(query)));
    expect(error).toBeInstanceOf(AuthorityError);
    expect(error).toMatchObject({ code: 'access_denied', wireCode: 'access_denied', status: 302, retryable: false });
    expect((error as AuthorityError).wireMessage).toMatch(/^no x+…$/);
    expect((error as AuthorityError).wireMessage).toHaveLength(300);
  });

  it('W7: shows neither code nor token in an error', () => {
    const inQuery = new URLSearchParams({ error: 'e', error_description: `your code ${canary}`, code: canary });
    const callbacks = [
      `?${inQuery.toString()}&state=state1`,
      `?${inQuery.toString()}&state=other`,
      `?code=${encodeURIComponent(canary)}&code=${encodeURIComponent(canary)}&state=state1`,
      `/?state=state1#access_token=${encodeURIComponent(canary)}`,
    ];
    for (const callback of callbacks) expect(leaksOf(canary, everyView(thrownBy(() => read(callback))))).toEqual([]);
  });

  it('gives a code or a typed error, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true }), fc.anything()), (callback) => {
        try {
          expect(read(callback).code).not.toBe('');
        } catch (error) {
          expect(TokenwrightError.isInstance(error)).toBe(true);
          expect(
            [ConfigurationError, InvalidResponseError, AuthorityError].some((each) => each.isInstance(error)),
          ).toBe(true);
        }
      }),
    );
  });
});

describe('randomText', () => {
  it('is letters and digits, of the length asked for, never twice the same', () => {
    const texts = Array.from({ length: 200 }, () => randomText(43));
    for (const text of texts) expect(text).toMatch(/^[A-Za-z0-9]{43}$/);
    expect(new Set(texts).size).toBe(200);
    // Each of the 62 is missing among 8,600 draws with a chance of e^-138.
    expect(new Set(texts.join('')).size).toBe(62);
    expect(randomText(0)).toBe('');
  });
});
