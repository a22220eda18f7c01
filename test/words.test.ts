import { expect, test } from 'vitest';
import { bin, run } from './support/run.ts';

test.each([
  ['scripts/generate.ts', '--chekc', "Unknown option '--chekc'. There are: --check.\n"],
  [
    'scripts/spec-diff.ts',
    '--write=all',
    "Option '--write' does not take an argument. There are: --check, --json, --write.\n",
  ],
  ['scripts/new-provider.ts', '--offline', "Unknown option '--offline'. There are: --[no-]install.\n"],
  ['scripts/demo.ts', '--wait', "Unknown option '--wait'. There are: --stay.\n"],
  ['scripts/fleet.ts', '--fast', "Unknown option '--fast'. There are: --quick, --write.\n"],
  ['bench/src/run.ts', '--peers', "Unknown option '--peers'. There are: --quick, --no-peers, --document.\n"],
])('%s %s ends with a sentence, and has done nothing', async (script, word, sentence) => {
  const { code, output } = await run(bin('node'), [script, word]);
  expect(output).toBe(sentence);
  expect(code).toBe(2);
});
