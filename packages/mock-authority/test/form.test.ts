import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeForm, decodeUtf8 } from '../src/wire/form.ts';
import { readBasic } from '../src/wire/basic.ts';

const unicode = fc.string({ unit: 'grapheme' });

describe('form decoding', () => {
  test('reads back whatever URLSearchParams writes', () => {
    fc.assert(
      fc.property(fc.dictionary(unicode, unicode), (fields) => {
        const entries = Object.entries(fields);
        const decoded = decodeForm(new URLSearchParams(entries).toString());
        expect(decoded).toEqual({ ok: true, fields: new Map(entries) });
      }),
    );
  });

  test('agrees with URLSearchParams on every text it accepts, and never throws', () => {
    const pieces = fc.constantFrom('a', 'b', '=', '&', '+', '%20', '%', '%C3%BC', '%FF', 'ü', '%00');
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
        (text) => {
          const decoded = decodeForm(text);
          if (decoded.ok) expect([...decoded.fields]).toEqual([...new URLSearchParams(text)]);
          else expect(decoded.problem).toMatch(/^the form has/u);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('refuses a name that comes twice, also when it is written in two ways', () => {
    expect(decodeForm('a=1&a=1')).toMatchObject({ ok: false, field: 'a' });
    expect(decodeForm('a=1&%61=1')).toMatchObject({ ok: false, field: 'a' });
  });

  test('refuses bytes that are not UTF-8 and more fields than anyone needs', () => {
    expect(decodeForm('a=%FF')).toMatchObject({ ok: false, field: 'a' });
    expect(decodeUtf8(new Uint8Array([0xff]))).toBeUndefined();
    expect(decodeForm('a&'.repeat(200))).toMatchObject({ ok: false });
  });
});

describe('HTTP Basic', () => {
  test('reads what was written, raw and form-encoded', () => {
    fc.assert(
      fc.property(
        unicode.filter((id) => !id.includes(':')),
        unicode,
        (id, secret) => {
          const encode = (text: string): string => new URLSearchParams([['x', text]]).toString().slice(2);
          const header = (a: string, b: string): Headers =>
            new Headers({ authorization: `Basic ${Buffer.from(`${a}:${b}`).toString('base64')}` });
          expect(readBasic(header(id, secret))).toMatchObject({ clientId: id, clientSecret: secret });
          expect(readBasic(header(encode(id), encode(secret)))).toMatchObject({
            decodedClientId: id,
            decodedClientSecret: secret,
          });
        },
      ),
    );
  });

  test('anything else is malformed or absent, never an exception', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]*$/u), (text) => {
        const result = readBasic(new Headers({ authorization: `Basic ${text}` }));
        expect(result === 'malformed' || typeof result === 'object').toBe(true);
        if (!/^basic/iu.test(text)) expect(readBasic(new Headers({ authorization: text }))).toBeUndefined();
      }),
    );
  });
});
