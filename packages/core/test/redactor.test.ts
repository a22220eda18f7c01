import { canary, formsOf, leaksOf } from '@tokenwright/test-support';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/provider.ts';

const secrets = fc.oneof(
  fc.string({ unit: 'binary', minLength: 12, maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...Array.from('+/=%"\\ üÜ漢\u{1F511}aZ09._~-&')), minLength: 12, maxLength: 60 }),
  fc.base64String({ minLength: 12, maxLength: 60 }),
);
const words = fc
  .array(
    fc.constantFrom(
      ...'the authority refused request because its signature is missing or expired; see section 4.1.3, then try again (HTTP 400): invalid_grant Bad client credentials'.split(
        ' ',
      ),
    ),
    { maxLength: 20 },
  )
  .map((each) => each.join(' '));

describe('W7: the redactor', () => {
  it('W7: leaves no 12 characters of a secret standing, in whatever form and wherever in a text', () => {
    fc.assert(
      fc.property(
        secrets,
        fc.nat(),
        fc.string({ maxLength: 30 }),
        fc.string({ maxLength: 30 }),
        (secret, pick, before, after) => {
          const forms = formsOf(secret);
          const form = forms[pick % forms.length] ?? secret;
          // What stands in for a secret may not be one.
          fc.pre(!'[redacted][redacted]'.includes(secret));
          expect(leaksOf(secret, createRedactor([secret])(`${before}${form}${after}`))).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('W7: masks a part of a secret, from 12 characters on', () => {
    const redact = createRedactor([canary]);
    for (const form of formsOf(canary)) {
      for (let index = 0; index + 12 <= form.length; index += 1) {
        expect(redact(`<${form.slice(index, index + 12)}>`)).toBe('<[redacted]>');
      }
    }
  });

  it('W7: a secret too short to be searched in parts is masked whole', () => {
    const redact = createRedactor(['s3cret', 'pässwörd', 'abc', '']);
    expect(redact('sent s3cret and p%C3%A4ssw%C3%B6rd')).toBe('sent [redacted] and [redacted]');
    expect(redact('abc is too short to be told from a word')).toBe('abc is too short to be told from a word');
  });

  it('W7: a secret within HTTP Basic is found behind any client id', () => {
    const redact = createRedactor([canary]);
    for (const id of ['a', 'ab', 'abc', 'app-1']) {
      const credentials = Buffer.from(`${id}:${canary}`).toString('base64');
      expect(leaksOf(canary, redact(`got header ${credentials} here`))).toEqual([]);
    }
  });

  it.each([
    ['eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl', '[redacted]'],
    ['Invalid access token: 3f9a7c52e18b4d06', 'Invalid access token: [redacted]'],
    ['Access token expired:3f9a7c52e18b4d06', 'Access token expired:[redacted]'],
    ['{"refresh_token":"3f9a-7c52-e18b-4d06"}', '{"refresh_token":"[redacted]"}'],
    ['client_secret=Abc+Def/Ghi==&x=1', 'client_secret=[redacted]&x=1'],
    ['Authorization: Bearer AbCdEfGhIjKl', 'Authorization: Bearer [redacted]'],
    ['password: hunter2hunter2', 'password: [redacted]'],
  ])('W7: %j looks like a secret, whoever’s it is', (text, expected) => {
    expect(createRedactor([])(text)).toBe(expected);
  });

  it.each([
    'Bearer authentication is required.',
    'Basic authentication failed: wrong credentials',
    'Invalid access token: validation failed.',
    'The input parameter refresh_token is not valid.',
    'password: required',
    'Full authentication is required to access this resource',
    'Invalid authorization code',
    'see https://help.example/errors/invalid_client?lang=en',
  ])('an ordinary sentence stays as it is: %j', (text) => {
    expect(createRedactor([canary, '3f9a7c52e18b4d06'])(text)).toBe(text);
  });

  it('text without secrets stays readable', () => {
    fc.assert(
      fc.property(words, fc.uuid(), (text, secret) => {
        expect(createRedactor([secret])(text)).toBe(text);
      }),
    );
  });

  it('W7: secrets longer than any exchange has are not searched; the whole text is withheld', () => {
    expect(createRedactor(['x'.repeat(65_537)])('words')).toBe('[redacted]');
    expect(createRedactor(Array.from({ length: 5_000 }, (_, index) => `a secret, number ${index}`))('words')).toBe(
      '[redacted]',
    );
  });

  it('W7: a secret that the cut of a long text divides is masked', () => {
    for (let before = 4_050; before < 4_096; before += 1) {
      const cut = createRedactor([canary])(`${'.'.repeat(before)}${canary}`);
      expect(cut.length).toBeLessThanOrEqual(4_096 + '[redacted]'.length);
      expect(leaksOf(canary, cut)).toEqual([]);
    }
  });

  it('any secrets and any text give a text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' })),
        fc.string({ unit: 'binary', maxLength: 300 }),
        (given, text) => {
          expect(typeof createRedactor(given)(text)).toBe('string');
        },
      ),
    );
  });
});
