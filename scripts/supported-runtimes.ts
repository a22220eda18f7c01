/**
 * Fails where docs/supported-runtimes.md, the versions that are run, the `engines` of the packages and the READMEs do not
 * say the same, and when a line of Node.js is past the day until which it is served.
 *
 *   pnpm check supported-runtimes
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { compilers } from '../test/support/compilers.ts';
import { readPackages } from './changes/packages.ts';
import { root } from './generation/targets.ts';
import { contradictions } from './runtimes/policy.ts';
import { supportedNode, supportedRuntimes } from './runtimes/versions.ts';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const { catalog } = parse(read('pnpm-workspace.yaml')) as { readonly catalog: Readonly<Record<string, string>> };
const readmes = ['README.md', 'CONTRIBUTING.md', ...globSync('{packages/*,specs}/README.md', { cwd: root })];

const found = contradictions({
  page: read('docs/supported-runtimes.md'),
  range: supportedNode,
  runtimes: supportedRuntimes,
  toolchain: catalog['node'] ?? '',
  engines: new Map(readPackages().map(({ manifest }) => [manifest.name, manifest.engines?.node])),
  readmes: new Map(readmes.map((file) => [file, read(file)])),
  compilers,
  today: new Date().toISOString().slice(0, 10),
});
for (const sentence of found) console.error(sentence);
if (found.length === 0)
  console.log('The page, the versions that are run, the packages and their READMEs say the same.');
process.exitCode = found.length === 0 ? 0 : 1;
