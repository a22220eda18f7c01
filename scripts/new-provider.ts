/**
 * Makes the package of a provider from the document of its token API: generated client, calls, sources, README, contract
 * tests, changeset.
 *
 *   pnpm new-provider acme-id ../acme.yaml     a name and a document; asked for where they are missing
 *   pnpm new-provider acme-id ../acme.yaml --no-install     leaves the workspace uninstalled
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline/promises';
import { inspectDocument } from './documents/inspect.ts';
import { readDocumentText } from './documents/text.ts';
import { generateInto } from './generation/openapi-ts.ts';
import { root } from './generation/targets.ts';
import { assertClean } from './lib/git.ts';
import { pnpm } from './lib/pnpm.ts';
import { exitCodeOf, runOrStop, Stop } from './lib/stop.ts';
import { inTransaction } from './lib/transaction.ts';
import { callFiles } from './new-provider/call-files.ts';
import { faceFiles } from './new-provider/face-files.ts';
import { assertNames } from './new-provider/generated-names.ts';
import { packageFiles } from './new-provider/package-files.ts';
import { planOf } from './new-provider/plan.ts';
import { repositoryEdits } from './new-provider/repository-edits.ts';
import { sourceFiles, sourcesOf } from './new-provider/source-files.ts';
import { wordsOf } from './lib/words.ts';

await runOrStop(async () => {
  const { values, positionals } = wordsOf({
    options: { install: { type: 'boolean', default: true } },
    allowPositionals: true,
    allowNegative: true,
  });
  assertWords(positionals);
  assertClean('A new provider is made of many files, and what is not committed would be mixed up with them.');
  const [name, document] = await complete(positionals);
  assertFree(name);
  const text = await inspectDocument(document);
  const plan = planOf(name, text);
  const edits = repositoryEdits(plan);
  const folder = path.join(root, 'packages', name);
  const files = { ...packageFiles(plan), ...callFiles(plan), ...sourceFiles(plan), ...faceFiles(plan) };

  await inTransaction(async ({ write, claim }) => {
    claim(folder);
    const copy = path.join(root, 'specs', `${name}.yaml`);
    write(copy, readFileSync(text.file, 'utf8'));
    await generateInto(path.join(folder, 'src/gen'), {
      packageName: name,
      output: path.join(folder, 'src/gen'),
      document: copy,
    });
    assertNames(plan, text, path.join(folder, 'src/gen'));
    for (const [file, content] of Object.entries(files)) write(path.join(folder, file), content);
    for (const [file, content] of Object.entries(edits)) write(path.join(root, file), content);
    const edited = Object.keys(edits).filter((file) => !file.startsWith('.changeset/'));
    tool('oxfmt', [`packages/${name}`, `specs/${name}.yaml`, ...edited]);
    if (!values.install) return;
    const lock = path.join(root, 'pnpm-lock.yaml');
    write(lock, readFileSync(lock, 'utf8'));
    run('npx', ['--yes', pnpm, 'install', '--no-frozen-lockfile', '--config.confirmModulesPurge=false']);
    tool('tsc', ['-p', `packages/${name}`]);
    tool('tsc', ['-p', `packages/${name}/test`]);
  });

  console.log(
    [
      `packages/${name} and specs/${name}.yaml, from ${text.name}:`,
      ...plan.calls.map((call) => `  ${call.name.padEnd(52)} ${call.grantType}`),
      ...sourcesOf(plan).map(({ factory, kind }) => `  ${factory.padEnd(52)} a source of the kind ${kind}`),
      'Next:',
      `  pnpm test --project ${name}`,
      `  put the authority's own error codes into packages/${name}/src/${name}-error.ts`,
      '  pnpm docs:write, and pnpm packages --write: its place in the documentation, its files and sizes',
      `  to publish the document, list it in specs/src/index.ts and specs/package.json, with its facts in specs/test/facts.ts`,
    ].join('\n'),
  );
});

function assertWords([name, document, ...more]: readonly string[]): void {
  if (more.length > 0) throw new Stop(`Two words are needed, a name and a document; "${more.join(' ')}" is too many.`);
  if (name !== undefined && document !== undefined) return;
  if (!process.stdin.isTTY) throw new Stop('A name and a document are needed: pnpm new-provider acme-id ../acme.yaml');
}

/** Asks for what was not given. */
async function complete([name, document]: readonly string[]): Promise<[string, string]> {
  if (name !== undefined && document !== undefined) return [name, document];
  if (name !== undefined) assertFree(name);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return [
      name ?? (await ask(terminal, 'Name of the provider, such as acme-id: ', assertFree)),
      document ?? (await ask(terminal, 'Its OpenAPI document, a file: ', readDocumentText)),
    ];
  } finally {
    terminal.close();
  }
}

/** Asks until an answer is one: what `check` stops at is said, and the question put again. */
async function ask(terminal: Interface, question: string, check: (answer: string) => unknown): Promise<string> {
  for (;;) {
    const answer = await terminal.question(question).catch((error: Error) => {
      // Ctrl-C, or the end of the input.
      if (error.name !== 'AbortError') throw error;
      throw new Stop('\nBroken off; nothing was written.', exitCodeOf('SIGINT'));
    });
    try {
      check(answer.trim());
      return answer.trim();
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      console.error(error.message);
    }
  }
}

function assertFree(name: string): void {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) {
    throw new Stop(`"${name}" cannot be the name of a package; use lower case, digits and "-", such as acme-id.`);
  }
  const folder = `packages/${name}`;
  const isThere = (file: string): boolean => existsSync(path.join(root, file));
  for (const taken of [`${folder}/package.json`, `specs/${name}.yaml`]) {
    if (!isThere(taken)) continue;
    const shown = taken.replace('/package.json', '');
    throw new Stop(`${shown}: there is a provider of this name already. Choose another, or edit that one.`);
  }
  // What git ignores stays behind when a provider is thrown away.
  if (isThere(folder)) throw new Stop(`${folder}: this folder has no package.json. Remove it, and run this again.`);
}

function tool(name: string, words: readonly string[]): void {
  run(path.join(root, 'node_modules/.bin', name), words);
}

function run(command: string, words: readonly string[]): void {
  const { status, signal, stdout, stderr, error } = spawnSync(command, words, { cwd: root, encoding: 'utf8' });
  if (status === 0) return;
  if (signal !== null) throw new Stop('Broken off; nothing was kept.', exitCodeOf(signal));
  const said = error?.message ?? `${stdout}${stderr}`.trim();
  throw new Stop(`"${path.basename(command)} ${words.join(' ')}" failed, so nothing was kept:\n${said}`);
}
