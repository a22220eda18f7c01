import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { contradictions, overdue, type Statements } from '../scripts/runtimes/policy.ts';
import { supportedNode, supportedRuntimes, type PinnedRuntime } from '../scripts/runtimes/versions.ts';
import { bin, root, run } from './support/run.ts';

const page = readFileSync(path.join(root, 'docs/supported-runtimes.md'), 'utf8');

/** What the repository says, made small. */
const statements: Statements = {
  page,
  range: supportedNode,
  runtimes: supportedRuntimes,
  toolchain: supportedRuntimes.find(({ id }) => id === 'node-24')?.version ?? '',
  engines: new Map([
    ['@tokenwright/core', supportedNode],
    ['@tokenwright/contract', '>=24.18'],
  ]),
  readmes: new Map([
    ['README.md', 'With Node.js 20 or later and npm.'],
    ['packages/core/README.md', 'Node.js 20.19, 22.12 or later, Bun and Deno.'],
    ['packages/contract/README.md', 'Needs Node.js 24.18, as Prism does.'],
  ]),
  compilers: ['5.9', '6', '7'],
};

const withPage = (from: string | RegExp, to: string): Partial<Statements> => {
  const changed = page.replace(from, to);
  if (changed === page) throw new Error(`The page does not hold ${String(from)}.`);
  return { page: changed };
};
const withVersions = (edit: (all: readonly PinnedRuntime[]) => PinnedRuntime[]): Partial<Statements> => ({
  runtimes: edit(supportedRuntimes),
});

test('what is said of supported runtimes agrees; what the packages say, `pnpm check` compares', () => {
  expect(contradictions(statements)).toEqual([]);
});

describe('one sentence says what to change when', () => {
  test.each<[what: string, change: Partial<Statements>, sentence: string]>([
    [
      'a day is not what the page says it is',
      withPage(/2027-04-30( *\|)\n/, '2027-10-30$1\n'),
      'docs/supported-runtimes.md: Node.js 20 is served until 2027-10-30; a year after its end of life is 2027-04-30.',
    ],
    [
      'the page has no table',
      { page: '# Supported runtimes\n' },
      'docs/supported-runtimes.md: it has no table of Node.js lines, "| 20 | 20.19.0 | 2026-04-30 | 2027-04-30 |".',
    ],
    [
      'a version that is run has no row',
      withPage(/\| 26 .*\n/, ''),
      'docs/supported-runtimes.md: Node.js 26.10.0 is in scripts/runtimes/versions.ts, and has no row in the table.',
    ],
    [
      'a line that is served is not run',
      withVersions((all) => all.filter(({ id }) => id !== 'node-26')),
      'scripts/runtimes/versions.ts: the newest Node.js 26 is missing, and docs/supported-runtimes.md says that it is served.',
    ],
    [
      'the oldest version of a line is not run',
      withVersions((all) => all.filter(({ id }) => id !== 'node-22.12')),
      'scripts/runtimes/versions.ts: the oldest Node.js 22 is missing; docs/supported-runtimes.md says 22.12.0.',
    ],
    [
      'the toolchain is another',
      { toolchain: '24.99.0' },
      'pnpm-workspace.yaml: the toolchain has Node.js 24.99.0, which is not in scripts/runtimes/versions.ts.',
    ],
    [
      'another runtime moved',
      withVersions((all) => all.map((each) => (each.id === 'bun' ? { ...each, version: '1.5.0' } : each))),
      'docs/supported-runtimes.md: Bun is 1.4.5 there, and 1.5.0 in scripts/runtimes/versions.ts.',
    ],
    [
      'a package asks for another Node.js',
      { engines: new Map([...statements.engines, ['@tokenwright/core', '>=20.19']]) },
      '@tokenwright/core: its engines ask for Node.js ">=20.19"; docs/supported-runtimes.md says "^20.19.0 || >=22.12.0".',
    ],
    [
      'a package with a row of its own is gone',
      { engines: new Map([['@tokenwright/core', supportedNode]]) },
      'docs/supported-runtimes.md: there is no published package @tokenwright/contract.',
    ],
    [
      'a README promises more',
      { readmes: new Map([...statements.readmes, ['specs/README.md', 'Node.js 18 or later.']]) },
      'specs/README.md: it says "Node.js 18 or later"; packages are for "Node.js 20.19, 22.12 or later".',
    ],
    [
      'no README says it any more',
      { readmes: new Map([...statements.readmes, ['packages/core/README.md', 'Any runtime.']]) },
      'packages/core/README.md: no README says "Node.js 20.19, 22.12 or later".',
    ],
    [
      'the README of a package does not say what that needs',
      { readmes: new Map([...statements.readmes, ['packages/contract/README.md', 'Needs Prism.']]) },
      'packages/contract/README.md: it does not say "Node.js 24.18".',
    ],
    [
      'another TypeScript is tried',
      { compilers: ['6', '7'] },
      'docs/supported-runtimes.md: TypeScript is 5.9, 6, 7 there, and 6, 7 in test/support/compilers.ts.',
    ],
    [
      'the range is written in another way',
      { range: '20.19 - 26' },
      'scripts/runtimes/versions.ts: supportedNode is "20.19 - 26"; write it like "^20.19.0 || >=22.12.0".',
    ],
  ])('%s', (_what, change, sentence) => {
    expect(contradictions({ ...statements, ...change })).toContain(sentence);
  });

  test('the range lets in less, or more, than the table has', () => {
    const narrower = contradictions({ ...statements, range: '>=22.13.0' });
    expect(narrower).toContain(
      'docs/supported-runtimes.md: Node.js 20 is in the table, and ">=22.13.0" of scripts/runtimes/versions.ts does not let it in.',
    );
    expect(narrower).toContain(
      'docs/supported-runtimes.md: Node.js 22 is served from 22.12.0; ">=22.13.0" of scripts/runtimes/versions.ts lets it in from 22.13.0.',
    );
    expect(contradictions({ ...statements, range: '^18.20.0 || ^20.19.0 || >=22.12.0' })).toContain(
      'docs/supported-runtimes.md: Node.js 18 has no row, and "^18.20.0 || ^20.19.0 || >=22.12.0" of scripts/runtimes/versions.ts lets it in.',
    );
  });
});

describe('a line of Node.js that is past its day', () => {
  const sentence =
    'docs/supported-runtimes.md: Node.js 20 was served until 2027-04-30, and today is 2027-05-01. Drop it as "How one is dropped" there says, or put down until when it is served instead.';
  const check = (...words: readonly string[]): ReturnType<typeof run> =>
    run(bin('node'), ['scripts/supported-runtimes.ts', ...words], { env: { ...process.env, GITHUB_ACTIONS: 'true' } });

  test('is named from the day after on', () => {
    expect(overdue(page, '2027-04-30')).toEqual([]);
    expect(overdue(page, '2027-05-01')).toEqual([sentence]);
  });

  test('is a loud warning in the check of any checkout, which passes: a change has no part in the calendar', async () => {
    const { code, output } = await check('--today', '2027-05-01');
    expect(code, output).toBe(0);
    expect(output).toContain(`*** OVERDUE, and for a maintainer to decide. ${sentence} ***`);
    expect(output).toContain(`::warning title=A runtime is past its day::${sentence}`);
    expect((await check('--today', '2027-04-30')).output).not.toContain('OVERDUE');
  });

  test('fails where a maintainer looks, and not a day earlier', async () => {
    expect(await check('--due', '--today', '2027-05-01')).toEqual({ code: 1, output: `${sentence}\n` });
    expect(await check('--due', '--today', '2027-04-30')).toMatchObject({ code: 0 });
    expect(await check('--due', '--today', 'tomorrow')).toEqual({
      code: 1,
      output: '--today tomorrow: give a day as 2027-05-01 is one.\n',
    });
  });
});
