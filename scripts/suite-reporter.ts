import type { Reporter, TestModule } from 'vitest/node';
import { addToSummary } from './lib/summary.ts';

interface Suite {
  passed: number;
  failed: number;
  skipped: number;
  milliseconds: number;
}

/**
 * Prints, behind vitest's own report, one line for each suite (a package, or the workspace) with its time. When
 * TOKENWRIGHT_SUMMARY names a file, the same goes there, for `.ci/run` to add up.
 */
// oxlint-disable-next-line import/no-default-export -- vitest loads a reporter by its default export
export default class SuiteReporter implements Reporter {
  readonly #summary: string | undefined = process.env['TOKENWRIGHT_SUMMARY'];

  constructor() {
    // What tests start, other tests among it, is not of this run.
    delete process.env['TOKENWRIGHT_SUMMARY'];
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const suites = new Map<string, Suite>();
    for (const module of modules) {
      const name = module.project.name;
      const suite = suites.get(name) ?? { passed: 0, failed: 0, skipped: 0, milliseconds: 0 };
      suites.set(name, suite);
      const { setupDuration, collectDuration, duration } = module.diagnostic();
      suite.milliseconds += setupDuration + collectDuration + duration;
      if (module.errors().length > 0) suite.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed' || state === 'skipped') suite[state] += 1;
      }
    }
    if (errors.length > 0)
      suites.set('unhandled errors', { passed: 0, failed: errors.length, skipped: 0, milliseconds: 0 });
    // By name, as modules come in the order in which they ended.
    const byName = [...suites].toSorted(([left], [right]) => left.localeCompare(right, 'en'));
    for (const [name, { passed, failed, skipped, milliseconds }] of byName) {
      console.log(
        `${name.padEnd(20)} ${passed} passed, ${failed} failed, ${skipped} skipped in ${(milliseconds / 1000).toFixed(1)} s`,
      );
      addToSummary({ name: `test ${name}`, passed, failed, skipped, milliseconds }, this.#summary);
    }
  }
}
