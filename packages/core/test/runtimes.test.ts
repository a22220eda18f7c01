import { describe, expect, it } from 'vitest';
import { runEverywhere, tableOf } from './runtimes/run.ts';

const { CI, TOKENWRIGHT_RUNTIMES } = process.env;
const wanted = CI !== undefined || TOKENWRIGHT_RUNTIMES === '1';
const command = 'node packages/core/test/runtimes/run.ts';

if (!wanted) {
  // oxlint-disable-next-line no-console -- a suite that does not run has to say so
  console.warn(`SKIPPED: core on Node.js 20, 22 and 26, Bun, Deno, workerd and Chromium. To run it: ${command}`);
}

describe('every runtime', () => {
  it.runIf(wanted)(
    'L9, W1 to W9: core behaves alike on Node.js, Bun, Deno, workerd and Chromium',
    async () => {
      const report = await runEverywhere();
      // oxlint-disable-next-line no-console -- the table is what a reader of the log wants
      console.log(tableOf(report));
      expect(report.rows.filter(({ wrong }) => wrong.length > 0).map(({ runtime, wrong }) => [runtime, wrong])).toEqual(
        [],
      );
      if (CI !== undefined) expect(report.absent).toEqual([]);
      expect(report.rows.length).toBeGreaterThanOrEqual(7);
    },
    300_000,
  );
});
