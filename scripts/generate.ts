/**
 * Generates the typed clients from the documents in `specs/`.
 *
 *   pnpm generate            every package
 *   node scripts/generate.ts aliyun-pds
 *   node scripts/generate.ts --check     writes nothing; fails when a committed file differs from what would be written
 */
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { differences, display, filesBelow } from './generation/drift.ts';
import { generateInto, temporaryFolder } from './generation/openapi-ts.ts';
import { readTargets, type Target } from './generation/targets.ts';
import { wordsOf } from './lib/words.ts';

const { values, positionals } = wordsOf({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const drifted: string[] = [];
const temporary = temporaryFolder();
try {
  for (const [index, target] of readTargets(positionals[0]).entries()) {
    const fresh = path.join(temporary, String(index));
    await generateOrSay(fresh, target);
    if (values.check) drifted.push(...differences(fresh, target));
    else write(fresh, target);
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

if (drifted.length > 0) {
  console.error('Generated files differ from what their document gives:');
  for (const line of drifted) console.error(`  ${line}`);
  console.error('Run "pnpm generate" and commit what it writes.');
  process.exitCode = 1;
} else if (values.check) {
  console.log('Generated files are what their documents give.');
}

/** A document that cannot be read is said in one sentence; what the generator throws about it is a dump. */
async function generateOrSay(fresh: string, target: Target): Promise<void> {
  try {
    if (target.document !== undefined) assertReadable(target.document);
    await generateInto(fresh, target);
  } catch (error) {
    const from = target.document === undefined ? 'the generator' : display(target.document);
    console.error(`${from}: nothing was generated: ${error instanceof Error ? error.message.trim() : String(error)}`);
    rmSync(temporary, { recursive: true, force: true });
    process.exit(1);
  }
}

function assertReadable(document: string): void {
  const { errors } = parseDocument(readFileSync(document, 'utf8'));
  const [first] = errors;
  if (first !== undefined) throw new Error(first.message);
}

function write(fresh: string, target: Target): void {
  rmSync(target.output, { recursive: true, force: true });
  mkdirSync(path.dirname(target.output), { recursive: true });
  cpSync(fresh, target.output, { recursive: true });
  console.log(
    `${display(target.output)}: ${filesBelow(target.output).length} files from ${target.document === undefined ? 'the generator' : display(target.document)}`,
  );
}
