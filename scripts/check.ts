/**
 * Everything that is checked without running the code: `pnpm check`. Each check is run, also after one has failed.
 *
 *   node scripts/check.ts            all
 *   node scripts/check.ts drift      one
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './generation/targets.ts';
import { addToSummary } from './lib/summary.ts';

const checks: Readonly<Record<string, readonly string[]>> = {
  format: ['oxfmt', '--check', '.'],
  lint: ['oxlint', '--type-aware', '--deny-warnings'],
  types: ['node', 'scripts/turbo.ts', 'run', 'types', '--output-logs=errors-only'],
  'types of scripts': ['tsc', '-p', 'tsconfig.json'],
  // Files, exports and dependencies that nothing uses.
  unused: ['knip'],
  // One version of each dependency, and where it belongs.
  dependencies: ['sherif', '--fail-on-warnings'],
  documents: ['redocly', 'lint', '--format=stylish'],
  drift: ['node', 'scripts/generate.ts', '--check'],
  house: ['node', 'scripts/house.ts', '--check'],
  // Pictures and numbers of pages, from the functions that sources use.
  drawings: ['node', 'scripts/drawings.ts', '--check'],
  'figures in the README': ['node', 'scripts/readme-figures.ts', '--check'],
  // The tests below each rule.
  rules: ['node', 'scripts/rules.ts', '--check'],
  pages: ['node', 'scripts/pages.ts', '--check'],
  reference: ['node', 'site/main.ts', 'check'],
  changesets: ['node', 'scripts/spec-diff.ts', '--check'],
  'supported-runtimes': ['node', 'scripts/supported-runtimes.ts'],
};

const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (!Object.hasOwn(checks, name)) {
    console.error(`There is no check "${name}". There are: ${Object.keys(checks).join(', ')}.`);
    process.exit(2);
  }
}

let failed = 0;
let passed = 0;
for (const [name, [command = '', ...rest]] of Object.entries(checks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const started = performance.now();
  console.log(`\n── ${name}`);
  const { status } = spawnSync(path.join(root, 'node_modules/.bin', command), rest, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (status === 0) passed += 1;
  else failed += 1;
  addToSummary({
    name: `check ${name}`,
    passed: status === 0 ? 1 : 0,
    failed: status === 0 ? 0 : 1,
    skipped: 0,
    milliseconds: performance.now() - started,
  });
  console.log(`── ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
}
console.log(`\nchecks: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
