import { canary, everyView, leaksOf } from '@tokenwright/test-support';
import { describe, expect, it } from 'vitest';
import * as errors from '../src/errors.ts';

type Errors = typeof errors;

function oneOfEach(from: Errors): readonly errors.TokenwrightError[] {
  const details = { code: 'invalid_grant', status: 400, retryable: false } as const;
  return [
    new from.TokenwrightError('some_code', 'words'),
    new from.ConfigurationError('missing_option', 'option', 'words'),
    new from.SigningError('weak_key', 'words'),
    new from.TransportError('not-sent', 'words'),
    new from.RequestTimeoutError(50, 'words'),
    new from.AuthorityError('words', details),
    new from.InvalidResponseError('response_not_json', 'words', { status: 200 }),
    new from.LoginRequiredError('words', { reason: 'invalid_grant', since: 1 }),
    new from.StoreError('store_unavailable', 'words', { operation: 'get' }),
  ];
}

/** A second copy of the module, as two versions of the package in one process would be. */
const second = '../src/errors.ts?copy=2';
const copy = (await import(/* @vite-ignore */ second)) as Errors;

type ErrorClass = (typeof errors)['TokenwrightError'];
const classes = Object.values(errors).filter((each) => typeof each === 'function') as readonly ErrorClass[];

describe('errors', () => {
  it('are two modules in this test, so that instanceof fails between them', () => {
    expect(copy.TokenwrightError).not.toBe(errors.TokenwrightError);
    expect(new copy.SigningError('weak_key', 'words')).not.toBeInstanceOf(errors.SigningError);
  });

  it.each(oneOfEach(errors).map((error) => [error.name, error] as const))(
    '%s has a name, a code and a message',
    (name, error) => {
      expect(error).toBeInstanceOf(Error);
      expect(error.code).toMatch(/^[a-z_]+$/);
      expect(error.message).toBe('words');
      expect(String(error)).toBe(`${name}: words`);
      expect(Object.keys(error)).not.toContain('name');
    },
  );

  it('isInstance knows an error of its class, of another copy of the package too, and no other', () => {
    const all = [...oneOfEach(errors), ...oneOfEach(copy)];
    expect(classes).toHaveLength(oneOfEach(errors).length);
    for (const each of classes) {
      for (const error of all) {
        const expected = each.name === 'TokenwrightError' || each.name === error.name;
        expect(each.isInstance(error), `${each.name}.isInstance(${error.name})`).toBe(expected);
      }
    }
  });

  it.each([
    undefined,
    null,
    0,
    '',
    'TokenwrightError',
    {},
    [],
    new Error('x'),
    { name: 'TokenwrightError', code: 'x' },
  ])('isInstance refuses %j', (value) => {
    for (const each of classes) expect(each.isInstance(value)).toBe(false);
  });

  it('a LoginRequiredError says why and since when, with the refusal as its cause', () => {
    const refusal = new errors.AuthorityError('words', { code: 'invalid_grant', status: 400, retryable: false });
    const error = new errors.LoginRequiredError(
      'log in',
      { reason: 'answer-lost', since: 1_700_000_000_000 },
      { cause: refusal },
    );
    expect(error).toMatchObject({
      code: 'login_required',
      reason: 'answer-lost',
      since: 1_700_000_000_000,
      cause: refusal,
    });
  });

  it.each(['store_unavailable', 'invalid_record'] as const)(
    'a StoreError of code %s says what the store was asked',
    (code) => {
      expect(new errors.StoreError(code, 'words', { operation: 'compareAndSet' })).toMatchObject({
        code,
        operation: 'compareAndSet',
      });
    },
  );

  it('the outcome of a TransportError decides its code', () => {
    expect(new errors.TransportError('not-sent', 'words')).toMatchObject({
      code: 'request_not_sent',
      outcome: 'not-sent',
    });
    expect(new errors.TransportError('unknown', 'words')).toMatchObject({
      code: 'connection_lost',
      outcome: 'unknown',
    });
  });

  it('W7: the leak test of this suite sees a secret in each channel of an error', () => {
    const leaky = [
      new Error(canary),
      new Error('x', { cause: new Error(canary) }),
      Object.assign(new Error('x'), { config: { body: new URLSearchParams({ secret: canary }).toString() } }),
      Object.assign(new Error('x'), { header: `Basic ${btoa(unescape(encodeURIComponent(`app:${canary}`)))}` }),
      Object.defineProperty(new Error('x'), 'hidden', { value: { deep: [canary.slice(3, 15)] } }),
      new AggregateError([new Error(canary)]),
      Object.assign(new Error('x'), { [Symbol('body')]: JSON.stringify(canary) }),
    ];
    for (const error of leaky) expect(leaksOf(canary, everyView(error)), error.message).not.toEqual([]);
    expect(leaksOf(canary, everyView(new Error('nothing here')))).toEqual([]);
  });
});
