import { assert, constantFrom, json, oneof, property, record, string, type Arbitrary } from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTokenKey, encodeTokenKey, type TokenKeyParts } from '../../src/index.ts';

const text = string({ unit: 'binary' });
const parts: Arbitrary<TokenKeyParts> = record(
  {
    authority: text,
    provider: text,
    clientId: text,
    credential: constantFrom('client', 'assertion', 'session'),
    subject: text,
    subjectType: text,
    subdomain: text,
    scope: text,
    audience: text,
    sessionId: text,
  },
  { requiredKeys: ['authority', 'provider', 'clientId', 'credential'] },
);

test('L5: the parts of a key are read from it again, whatever is in them', () => {
  assert(
    property(parts, (given) => {
      expect(decodeTokenKey(encodeTokenKey(given))).toEqual(given);
    }),
  );
});

test('L5: a text that is no key has no parts', () => {
  assert(
    property(oneof(text, json()), (given) => {
      expect(decodeTokenKey(given)).toBeUndefined();
    }),
  );
  const key = encodeTokenKey({ authority: 'a', provider: 'p', clientId: 'c', credential: 'client' });
  for (const other of [` ${key}`, key.replace('"a"', '1'), key.replace('"a"', 'null'), key.replace('null,', '')])
    expect(decodeTokenKey(other)).toBeUndefined();
});
