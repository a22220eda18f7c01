import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { commandsOf, type PageCommand } from '../scripts/docs/commands.ts';
import { pageFiles, readPage } from '../scripts/docs/markdown.ts';
import { documentedCommands } from './support/commands.ts';
import { root } from './support/run.ts';
import { walkedPages } from './support/walked-pages.ts';

const walked = new Set(walkedPages.map(({ file }) => file));
const commands = pageFiles().flatMap((file) => commandsOf(readPage(file)));
const rowOf = ({ page, command }: PageCommand): (typeof documentedCommands)[number] | undefined =>
  documentedCommands.find((row) => row.page === page && row.command === command);

/** What runs a command, or why nothing does. */
function coverOf(command: PageCommand): string | undefined {
  if (command.ignored !== undefined) return `not run: ${command.ignored}`;
  if (walked.has(command.page)) return 'run by test/tutorials, with the page';
  const how = rowOf(command)?.how;
  if (how === undefined) return undefined;
  if ('ci' in how) return `run by .ci/run, step ${how.ci}`;
  return 'test' in how ? `run by ${how.test}` : `not run: ${how.notRun}`;
}

test('every command of every page is run, or says why not', () => {
  expect(commands.length).toBeGreaterThan(20);
  const bare = commands.filter((command) => coverOf(command) === undefined);
  expect(bare.map(({ page, line, command }) => `${page}:${line} ${command}`)).toEqual([]);
  const lines = commands.map(
    (command) => `  ${command.page}:${command.line} ${command.command}\n      ${coverOf(command)}`,
  );
  const left = commands.filter((command) => coverOf(command)?.startsWith('not run'));
  process.stdout.write(`${commands.length} commands, ${left.length} of them not run:\n${lines.join('\n')}\n`);
});

test('every row of the table has its command, its test and its step', () => {
  const ci = readFileSync(path.join(root, '.ci/run'), 'utf8');
  for (const { page, command, how } of documentedCommands) {
    expect(
      commands.filter((each) => each.page === page && each.command === command),
      command,
    ).toHaveLength(1);
    if ('test' in how) expect(existsSync(path.join(root, how.test)), how.test).toBe(true);
    if ('ci' in how) expect(ci).toContain(`\n  step ${how.ci} ${command}\n`);
  }
});
