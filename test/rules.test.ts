import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { withTests } from '../scripts/rules.ts';
import { testsByRule } from '../scripts/rules/test-titles.ts';
import { root } from './support/run.ts';

const page = readFileSync(path.join(root, 'docs/rules.md'), 'utf8');

test('each rule names the tests that prove it, as they are called now', () => {
  expect(withTests(page, testsByRule())).toBe(page);
});

test('a rule without a test fails, and so does a test without a rule', () => {
  const tests = testsByRule();
  expect(() => withTests(`${page}\n### L99 A wish\n\nNobody proves it.\n`, tests)).toThrow(/"L99: "/);
  expect(() => withTests(page.replace('### L1 ', '### One '), tests)).toThrow(/L1 \(packages\/core\/test\//);
});
