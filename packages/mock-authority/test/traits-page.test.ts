import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultTraits } from '../src/traits.ts';

const shown = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

test('the page of the traits has each of them, with its default at both providers', () => {
  const page = readFileSync(new URL('../docs/traits.md', import.meta.url), 'utf8');
  const table = page.slice(page.indexOf('| trait '));
  const rows = [...table.matchAll(/^\| `(\w+)` +\| (.+?) +\|/gm)].map(([, name, value]) => [name, value]);
  const { 'aliyun-pds': pds, 'huawei-oneaccess': oneAccess } = defaultTraits;
  const expected = Object.entries(pds).map(([name, value]) => {
    const other = oneAccess[name as keyof typeof oneAccess];
    return [name, shown(value) === shown(other) ? shown(value) : `PDS ${shown(value)}, OneAccess ${shown(other)}`];
  });
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(expected));
});
