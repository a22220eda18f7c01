import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { folderNameOf, isFolderName } from '../../src/store/file/folder-name.ts';

/** Any text that JavaScript can hold, lone surrogates included, and texts that differ by little. */
const key = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 0xff_ff })).map((units) => String.fromCharCode(...units)),
  fc.array(fc.integer({ min: 0xd8_00, max: 0xdf_ff })).map((units) => String.fromCharCode(...units)),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    'CON',
    'con',
    'nul',
    'aux.txt',
    '.',
    '..',
    '/',
    '\\',
    'a ',
    'a.',
    'a',
    'A',
    'é',
    'é',
    '%41',
    '\u0000',
  ),
  fc.json(),
);
const pairOfKeys = fc.oneof(
  fc.tuple(key, key),
  key.map((text): [string, string] => [text, text.toUpperCase()]),
  key.map((text): [string, string] => [text, text.normalize('NFD')]),
  key.map((text): [string, string] => [text, `${text}.`]),
  key.map((text): [string, string] => [text, Buffer.from(text).toString()]),
);

test('S1: two keys have one folder only if they are one key, on a file system that ignores case, too', async () => {
  await fc.assert(
    fc.asyncProperty(pairOfKeys, async ([left, right]) => {
      const sameName = (await folderNameOf(left)).toLowerCase() === (await folderNameOf(right)).toLowerCase();
      expect(sameName).toBe(left === right);
    }),
    { numRuns: 5000 },
  );
});

test('the name of a folder is one that every system takes', async () => {
  const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
  await fc.assert(
    fc.asyncProperty(key, async (text) => {
      const name = await folderNameOf(text);
      expect(isFolderName(name)).toBe(true);
      expect(name).toMatch(/^[0-9a-f]{64}$/);
      expect(name).not.toMatch(reserved);
    }),
    { numRuns: 1000 },
  );
});
