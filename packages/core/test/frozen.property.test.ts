import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frozenCopy, isDeeplyFrozen } from '../src/frozen.ts';
import type { TokenWire } from '../src/index.ts';
import { createAccessToken } from '../src/source/access-token.ts';

/** JSON, and members that are undefined, and members with the names that objects have of themselves. */
const names = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'refresh_token'));
const { value: json } = fc.letrec<{ readonly value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, undefined),
    fc.double({ noNaN: true }),
    fc.string(),
    fc.array(tie('value')),
    fc.array(fc.tuple(names, tie('value'))).map((members) => Object.fromEntries(members)),
  ),
}));

/** Every object within a value, itself included. */
function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

describe('frozenCopy', () => {
  test('shares nothing that can be changed, can itself not be changed, and says the same', () => {
    fc.assert(
      fc.property(json, (value) => {
        const before = JSON.stringify(value);
        const copy = frozenCopy(value);
        expect(isDeeplyFrozen(copy)).toBe(true);
        const originals = new Set(objectsIn(value));
        expect(objectsIn(copy).some((each) => originals.has(each))).toBe(false);
        expect(JSON.stringify(copy)).toBe(before);
        expect(JSON.stringify(value)).toBe(before);
        expect(originals.size === 0 || !Object.isFrozen(value)).toBe(true);
      }),
    );
  });

  test('leaves out members that are undefined, and gives no object another prototype', () => {
    fc.assert(
      fc.property(json, (value) => {
        for (const each of objectsIn(frozenCopy(value))) {
          if (Array.isArray(each)) continue;
          expect(Object.getPrototypeOf(each)).toBe(Object.prototype);
          expect(Object.values(each)).not.toContain(undefined);
        }
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      }),
    );
  });

  test('a member called __proto__ is a member', () => {
    const copy = frozenCopy(JSON.parse('{"__proto__":{"polluted":true,"more":[1]}}') as Record<string, unknown>);
    expect(Object.keys(copy)).toEqual(['__proto__']);
    expect(copy['polluted']).toBeUndefined();
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true,"more":[1]}}');
  });

  test('what is deeper than any answer does not exhaust the stack', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    expect(() => frozenCopy(deep)).not.toThrow();
    const loop: Record<string, unknown> = {};
    loop['again'] = loop;
    expect(() => frozenCopy(loop)).not.toThrow();
  });
});

describe('L13, W7: an access token shows its answer, and no refresh token', () => {
  const wires = fc
    .tuple(fc.dictionary(names, json), fc.string({ minLength: 1 }), fc.option(fc.uuid(), { nil: undefined }))
    .map(([more, accessToken, refreshToken]) => {
      const members = Object.entries(more).filter(([name]) => name !== 'refresh_token');
      members.push(['access_token', accessToken]);
      if (refreshToken !== undefined) members.push(['refresh_token', refreshToken]);
      // Object.fromEntries forgets the names; access_token is among them.
      return Object.fromEntries(members) as unknown as TokenWire;
    });

  test('W7: it is the whole answer but for the refresh token, whatever is asked of it first, and the same each time', () => {
    fc.assert(
      fc.property(wires, fc.boolean(), (wire, printFirst) => {
        const kept = frozenCopy(wire);
        const token = createAccessToken({ wire: kept, expiresAtMs: undefined });
        const views = (): string[] => [JSON.stringify(token), inspect(token, { depth: 9, showHidden: true })];
        const first = printFirst ? views() : [];
        const shown = token.wire;
        expect(token.wire).toBe(shown);
        expect(isDeeplyFrozen(shown)).toBe(true);
        expect(Object.keys(shown)).toEqual(Object.keys(kept).filter((name) => name !== 'refresh_token'));
        for (const name of Object.keys(shown))
          expect(Object.getOwnPropertyDescriptor(shown, name)?.value).toBe(
            Object.getOwnPropertyDescriptor(kept, name)?.value,
          );
        expect('refresh_token' in shown).toBe(false);
        const { refresh_token: secret } = wire;
        if (secret !== undefined) for (const view of [...first, ...views()]) expect(view).not.toContain(secret);
        // What is kept for the next refresh is as it was.
        expect(kept.refresh_token).toBe(secret);
        expect(Object.isFrozen(token)).toBe(true);
      }),
    );
  });
});
