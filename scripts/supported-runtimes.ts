/**
 * Fails where docs/supported-runtimes.md, the versions that are run, the `engines` of the packages and the READMEs do not
 * say the same. Warns of a line of Node.js that is past the day until which it is served, as a checkout that was right has
 * to stay so; `pnpm release:version` stops there.
 *
 *   pnpm check supported-runtimes
 *   node scripts/supported-runtimes.ts --due                      fails for what is past its day; once a week in CI
 *   node scripts/supported-runtimes.ts --due --today 2027-05-01   what will be past it then
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { compilers } from '../test/support/compilers.ts';
import { readPackages } from './changes/packages.ts';
import { root } from './generation/targets.ts';
import { runOrStop, Stop } from './lib/stop.ts';
import { contradictions, overdue } from './runtimes/policy.ts';
import { supportedNode, supportedRuntimes } from './runtimes/versions.ts';
import { wordsOf } from './lib/words.ts';

const { values } = wordsOf({
  options: {
    due: { type: 'boolean', default: false },
    today: { type: 'string', default: new Date().toISOString().slice(0, 10) },
  },
});

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

await runOrStop(() => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(values.today))
    throw new Stop(`--today ${values.today}: give a day as 2027-05-01 is one.`);
  const { catalog } = parse(read('pnpm-workspace.yaml')) as { readonly catalog: Readonly<Record<string, string>> };
  const readmes = ['README.md', 'CONTRIBUTING.md', ...globSync('{packages/*,specs}/README.md', { cwd: root })];
  const page = read('docs/supported-runtimes.md');
  const found = contradictions({
    page,
    range: supportedNode,
    runtimes: supportedRuntimes,
    toolchain: catalog['node'] ?? '',
    engines: new Map(readPackages().map(({ manifest }) => [manifest.name, manifest.engines?.node])),
    readmes: new Map(readmes.map((file) => [file, read(file)])),
    compilers,
  });
  const past = overdue(page, values.today);
  if (values.due) found.push(...past);
  else for (const sentence of past) warn(sentence);
  if (found.length > 0) throw new Stop(found.join('\n'));
  console.log('The page, the versions that are run, the packages and their READMEs say the same.');
});

/** In a workflow of GitHub also beside the changes of a pull request. */
function warn(sentence: string): void {
  console.error(`\n*** OVERDUE, and for a maintainer to decide. ${sentence} ***\n`);
  if (process.env['GITHUB_ACTIONS'] === 'true') console.log(`::warning title=A runtime is past its day::${sentence}`);
}
