import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import type { Contents } from './contents.ts';

/** What publint says of a tarball, suggestions included. */
export async function publintProblems({ tarball, manifest }: Contents): Promise<readonly string[]> {
  const { messages, pkg } = await publint({
    pack: { tarball: new Uint8Array(readFileSync(tarball.file)).buffer },
    strict: true,
    level: 'suggestion',
  });
  return messages.map(
    (message) => `${manifest.name}: ${formatMessage(message, pkg, { color: false }) ?? message.code}`,
  );
}

/**
 * What arethetypeswrong says of a tarball.
 *
 * Two of its findings are what ES modules alone mean. `node10` knows no "exports", so it is left out whole. A CommonJS file
 * that asks for types under `node16` is told that it would get an ES module (`CJSResolvesToESM`): that is so, and every
 * Node.js in "engines" can `require` it. Its profile `esm-only` would not look at such files at all; here all that can be
 * wrong with them besides is still found.
 */
export async function typeProblems({ tarball, manifest }: Contents): Promise<readonly string[]> {
  const checked = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball.file))), {
    // Documents have no types.
    excludeEntrypoints: Object.keys(manifest.exports ?? {}).filter((name) => name.endsWith('.yaml')),
  });
  if (checked.types === false) return [`${manifest.name}: it has no types.`];
  return checked.problems
    .filter((problem) => problem.kind !== 'CJSResolvesToESM')
    .filter((problem) => !('resolutionKind' in problem && problem.resolutionKind === 'node10'))
    .map((problem) => `${manifest.name}: ${JSON.stringify(problem)}`);
}
