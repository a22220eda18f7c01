/**
 * Generates the typed clients from the documents in `specs/`.
 *
 *   pnpm generate            every package
 *   node scripts/generate.ts aliyun-pds
 *   node scripts/generate.ts --check     writes nothing; fails when a committed file differs from what would be written
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readableDocument } from './documents/readable.ts';
import { differences, display, filesBelow } from './generation/drift.ts';
import { generateInto, temporaryFolder } from './generation/openapi-ts.ts';
import { readTargets, type Target } from './generation/targets.ts';
import { runOrStop, Stop } from './lib/stop.ts';
import { wordsOf } from './lib/words.ts';

await runOrStop(async () => {
  const { values, positionals } = wordsOf({
    options: { check: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const targets = readTargets(positionals[0]);
  // All of them before the first is generated from, so that a package is not left half old and half new.
  for (const { document } of targets) if (document !== undefined) readableDocument(document);
  const drifted: string[] = [];
  const temporary = temporaryFolder();
  try {
    for (const [index, target] of targets.entries()) {
      const fresh = path.join(temporary, String(index));
      await generateOrSay(fresh, target);
      if (values.check) drifted.push(...differences(fresh, target));
      else write(fresh, target);
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  if (drifted.length > 0) {
    throw new Stop(
      [
        'Generated files differ from what their document gives:',
        ...drifted.map((line) => `  ${line}`),
        'Run "pnpm generate" and commit what it writes.',
      ].join('\n'),
    );
  }
  if (values.check) console.log('Generated files are what their documents give.');
});

/** What the generator throws about a document is a dump; the first thing that it says is shown. */
async function generateOrSay(fresh: string, target: Target): Promise<void> {
  try {
    await generateInto(fresh, target);
  } catch (error) {
    const from = target.document === undefined ? 'the generator' : display(target.document);
    throw new Stop(`${from}: nothing was generated: ${error instanceof Error ? error.message.trim() : String(error)}`);
  }
}

function write(fresh: string, target: Target): void {
  rmSync(target.output, { recursive: true, force: true });
  mkdirSync(path.dirname(target.output), { recursive: true });
  cpSync(fresh, target.output, { recursive: true });
  console.log(
    `${display(target.output)}: ${filesBelow(target.output).length} files from ${target.document === undefined ? 'the generator' : display(target.document)}`,
  );
}
