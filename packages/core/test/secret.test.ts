import { canary, everyView, leaksOf } from '@tokenwright/test-support';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { AuthorityError, ConfigurationError } from '../src/errors.ts';
import type { ClientAuthenticationOptions, Secret } from '../src/provider.ts';
import { clientAuthentication, createRedactor, resolveSecret, withFreshSecret } from '../src/provider.ts';
import { failureOf, thrownBy } from './support.ts';

const refusal = new AuthorityError('no', { code: 'invalid_client', status: 401, retryable: false });

describe('W8: resolveSecret', () => {
  it.each([
    ['a text', 'secret'],
    ['a function', () => 'secret'],
    ['a function that promises', () => Promise.resolve('secret')],
  ] as [string, Secret][])('W8: %s', async (_name, secret) => {
    await expect(resolveSecret('clientSecret', secret)).resolves.toBe('secret');
  });

  it.each([
    ['an empty text', '', 'invalid_option', 'an empty string'],
    ['a blank text', ' ', 'invalid_option', 'an empty string'],
    ['undefined', undefined, 'invalid_option', 'undefined'],
    ['a number', 5, 'invalid_option', 'a number'],
    ['a function that returns nothing', () => undefined, 'secret_unavailable', 'undefined'],
    ['a function that returns an empty text', () => '', 'secret_unavailable', 'an empty string'],
    ['a function that returns an object', () => ({ value: canary }), 'secret_unavailable', 'an object'],
    [
      'a function that throws',
      () => {
        throw new Error(canary, { cause: canary });
      },
      'secret_unavailable',
      'failed',
    ],
    [
      'a function that rejects',
      () => Promise.reject(Object.assign(new Error('x'), { secret: canary })),
      'secret_unavailable',
      'failed',
    ],
  ])('W8: %s is a ConfigurationError that names it and leaks nothing', async (_name, secret, code, words) => {
    const error = await failureOf(resolveSecret('clientSecret', secret as Secret));
    expect(error).toMatchObject({
      name: 'ConfigurationError',
      code,
      parameter: 'clientSecret',
      message: expect.stringContaining(words) as string,
    });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });
});

describe('W8: withFreshSecret', () => {
  function rotated(...values: string[]): () => string {
    return () => values.shift() ?? 'asked too often';
  }

  it('W8: on invalid_client the function is asked once more and the call repeated with the new value', async () => {
    const call = vi.fn((value: string) => (value === 'new' ? Promise.resolve('token') : Promise.reject(refusal)));
    await expect(withFreshSecret('s', rotated('old', 'new'), call)).resolves.toBe('token');
    expect(call.mock.calls).toEqual([['old'], ['new']]);
  });

  it('W8: it is repeated once only', async () => {
    const call = vi.fn(() => Promise.reject(refusal));
    await expect(withFreshSecret('s', rotated('a', 'b', 'c'), call)).rejects.toBe(refusal);
    expect(call).toHaveBeenCalledTimes(2);
  });

  it.each<[string, Secret]>([
    ['the value is the same', () => 'same'],
    ['the secret is a text', 'same'],
    [
      'the function fails the second time',
      vi
        .fn<() => string>(() => {
          throw new Error(canary);
        })
        .mockReturnValueOnce('same'),
    ],
  ])('W8: it is not repeated when %s', async (_name, secret) => {
    const call = vi.fn(() => Promise.reject(refusal));
    await expect(withFreshSecret('s', secret, call)).rejects.toBe(refusal);
    expect(call).toHaveBeenCalledTimes(1);
  });

  it.each(['invalid_grant', 'rate_limited', 'authority_unavailable'] as const)(
    'W8: it is not repeated on %s',
    async (code) => {
      const other = new AuthorityError('no', { code, status: 400, retryable: false });
      const secret = vi.fn(rotated('a', 'b'));
      await expect(withFreshSecret('s', secret, () => Promise.reject(other))).rejects.toBe(other);
      expect(secret).toHaveBeenCalledTimes(1);
    },
  );

  it('W8: the function is asked at every use', async () => {
    const secret = rotated('a', 'b');
    await expect(withFreshSecret('s', secret, (value) => Promise.resolve(value))).resolves.toBe('a');
    await expect(withFreshSecret('s', secret, (value) => Promise.resolve(value))).resolves.toBe('b');
  });
});

describe('W8: client authentication', () => {
  const basicOf = (options: Omit<ClientAuthenticationOptions, 'method'>): string => {
    const { headers, body } = clientAuthentication({ ...options, method: 'basic' });
    expect(body).toEqual({});
    const [scheme, credentials = ''] = (headers['authorization'] ?? '').split(' ');
    expect(scheme).toBe('Basic');
    return Buffer.from(credentials, 'base64').toString('utf8');
  };

  it('W8: in the body by default, without a header', () => {
    expect(clientAuthentication({ clientId: 'app', clientSecret: canary })).toEqual({
      body: { client_id: 'app', client_secret: canary },
      headers: {},
      secrets: [canary],
    });
    expect(clientAuthentication({ clientId: 'app' })).toEqual({ body: { client_id: 'app' }, headers: {}, secrets: [] });
  });

  it('W8: Basic, form-encoded as RFC 6749 section 2.3.1 says', () => {
    expect(basicOf({ clientId: 'a:b c', clientSecret: '+/=% ü' })).toBe('a%3Ab+c:%2B%2F%3D%25+%C3%BC');
  });

  it('W8: Basic, raw', () => {
    expect(basicOf({ clientId: 'app', clientSecret: canary, basicEncoding: 'raw' })).toBe(`app:${canary}`);
  });

  const texts = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() !== '');

  it('W8: any Unicode comes out at the other end as it went in', () => {
    fc.assert(
      fc.property(texts, texts, (clientId, clientSecret) => {
        const [id = '', secret = ''] = basicOf({ clientId, clientSecret }).split(':');
        const decoded = new URLSearchParams(`id=${id}&secret=${secret}`);
        expect([decoded.get('id'), decoded.get('secret')]).toEqual([clientId, clientSecret]);
        if (!clientId.includes(':'))
          expect(basicOf({ clientId, clientSecret, basicEncoding: 'raw' })).toBe(`${clientId}:${clientSecret}`);
      }),
    );
  });

  it('W7: what it names as secrets is enough for the redactor to hide the credentials', () => {
    for (const basicEncoding of ['form', 'raw'] as const) {
      const options = { basicEncoding, clientId: 'app', clientSecret: canary };
      const { headers, secrets } = clientAuthentication({ ...options, method: 'basic' });
      const credentials = headers['authorization']?.slice('Basic '.length) ?? '';
      const hidden = createRedactor(secrets)(`you sent ${credentials}, that is ${basicOf(options)}`);
      expect(leaksOf(canary, hidden)).toEqual([]);
      expect(leaksOf(credentials, hidden)).toEqual([]);
    }
  });

  it.each([
    [{ clientId: 'a:b', clientSecret: 's', method: 'basic', basicEncoding: 'raw' }, 'clientId', 'invalid_option'],
    [{ clientId: 'a', method: 'basic' }, 'clientSecret', 'missing_option'],
    [{ clientSecret: 's' }, 'clientId', 'missing_option'],
    [{ clientId: 'a', clientSecret: 5 }, 'clientSecret', 'invalid_option'],
    [{ clientId: 'a', clientSecret: '' }, 'clientSecret', 'invalid_option'],
    [{ clientId: 'a', method: 'post' }, 'method', 'invalid_option'],
    [{ clientId: 'a', basicEncoding: 'utf8' }, 'basicEncoding', 'invalid_option'],
    [{ clientId: 'a', client_secret: 's' }, 'client_secret', 'unknown_option'],
    [undefined, 'options', 'invalid_option'],
  ])('W8: %j', (options, parameter, code) => {
    const error = thrownBy(() => clientAuthentication(options as ClientAuthenticationOptions));
    expect(ConfigurationError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code, parameter });
  });
});
