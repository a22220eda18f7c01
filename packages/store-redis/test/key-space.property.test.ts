import calculateSlot from 'cluster-key-slot';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeySpace } from '../src/key-space.ts';

const space = new KeySpace('tokenwright:');
const key = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 0xff_ff })).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('{', '}', '%', '2', '5', '7', 'D', 'u', 'D800', '\ud800', '\udc00', ':lease', '*'), {
      maxLength: 8,
    })
    .map((parts) => parts.join('')),
  fc.json(),
);
const onTheWire = (text: string): string => Buffer.from(text).toString('latin1');

test('S1: two keys have one name in Redis only if they are one key', () => {
  fc.assert(
    fc.property(key, key, (left, right) => {
      expect(onTheWire(space.of(left).record) === onTheWire(space.of(right).record)).toBe(left === right);
      expect(onTheWire(space.of(left).record)).not.toBe(onTheWire(space.of(right).lease));
    }),
    { numRuns: 5000 },
  );
});

test('a name gives its key back, and a lease gives none', () => {
  fc.assert(
    fc.property(key, (text) => {
      const { record, lease } = space.of(text);
      expect(space.keyOf(Buffer.from(record).toString())).toBe(text);
      expect(space.keyOf(lease)).toBeUndefined();
    }),
    { numRuns: 5000 },
  );
});

test('record and lease of a key lie in one slot of a cluster', () => {
  fc.assert(
    fc.property(key, (text) => {
      const { record, lease } = space.of(text);
      expect(calculateSlot(record)).toBe(calculateSlot(lease));
    }),
    { numRuns: 2000 },
  );
});
