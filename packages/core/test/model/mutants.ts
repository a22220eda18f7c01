/**
 * Shows that the model test can fail: breaks one rule at a time in a copy of the sources and runs the model on it.
 *
 *   node packages/core/test/model/mutants.ts [runs] [rules]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const packageFolder = path.resolve(import.meta.dirname, '../..');
const runs = process.argv[2] ?? '300';
const rules = process.argv.slice(3);

interface Mutant {
  readonly rule: string;
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const mutants: readonly Mutant[] = [
  {
    rule: 'S1',
    what: 'a claim that was lost counts as won',
    file: 'src/source/refresh-renewal.ts',
    from: 'return result.ok ? result.version : undefined;\n    } catch (error) {\n      if (!this.plan.refreshWithoutStore)',
    to: 'return result.ok ? result.version : (result.current?.version ?? "");\n    } catch (error) {\n      if (!this.plan.refreshWithoutStore)',
  },
  {
    rule: 'S3',
    what: 'a rotation goes over whatever is there',
    file: 'src/source/verdict.ts',
    from: 'if (theirs?.lineage === ours.lineage && theirs.signedOut === undefined) return judgeWithinLineage(ours, theirs);',
    to: "if (theirs !== undefined) return 'overwrite';",
  },
  {
    rule: 'S5',
    what: 'the refresh token of a lost answer is sent again and again',
    file: 'src/source/refresh-renewal.ts',
    from: "if (pending.attempts >= 2) return this.#markLoginRequired(current, 'answer-lost', pending);",
    to: '',
  },
  {
    rule: 'L11',
    what: 'the new token is published before it is stored',
    file: 'src/source/refresh-renewal.ts',
    from: 'return this.#persist({ record, login }, version);',
    to: "this.slot.serve(record, version); void this.plan.clock.startTimer(() => void this.#persist({ record, login }, version), 5, true); return 'renewed';",
  },
  {
    rule: 'L13',
    what: 'a renewal that was under way ends a login that the store has not taken',
    file: 'src/source/refresh-renewal.ts',
    from: 'return unpersisted?.login !== undefined && unpersisted.record.lineage !== this.before?.lineage;',
    to: 'return unpersisted === null;',
  },
  {
    rule: 'L12',
    what: 'a login that the store has not taken gives way to whatever is there',
    file: 'src/source/verdict.ts',
    from: "return isReplaced ? 'overwrite' : 'discard';",
    to: "return isReplaced && theirs === undefined ? 'overwrite' : 'discard';",
  },
  {
    rule: 'L1',
    what: 'a token is given until expiresAt and a little longer',
    file: 'src/source/schedule.ts',
    from: 'return expiresAt - Math.min(',
    to: 'return expiresAt + 60_000 + Math.min(',
  },
];

let survived = 0;
for (const { rule, what, file, from, to } of mutants) {
  if (rules.length > 0 && !rules.includes(rule)) continue;
  const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-mutant-'));
  try {
    for (const part of ['src', 'test/model', 'package.json'])
      cpSync(path.join(packageFolder, part), path.join(folder, part), { recursive: true });
    symlinkSync(path.join(packageFolder, 'node_modules'), path.join(folder, 'node_modules'));
    const target = path.join(folder, file);
    const text = readFileSync(target, 'utf8');
    if (!text.includes(from)) throw new Error(`${rule}: the line to break is not in ${file} any more`);
    writeFileSync(target, text.replace(from, to));
    const vitest = path.resolve(packageFolder, '../../node_modules/.bin/vitest');
    const { status, stdout } = spawnSync(vitest, ['run', 'test/model/fleet.test.ts'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TOKENWRIGHT_MODEL_RUNS: runs },
    });
    if (status === 0) survived += 1;
    const seed = /seed: (-?\d+)/.exec(stdout)?.[1];
    const problem = /\+\s+"(.*)"/.exec(stdout.replaceAll(/\u001B\[\d+m/g, ''))?.[1];
    // oxlint-disable-next-line no-console -- the table is what this program is for
    console.log(
      `${rule.padEnd(4)} ${status === 0 ? 'SURVIVED' : 'caught'}  ${what}${seed === undefined ? '' : ` (seed ${seed})`}${problem === undefined ? '' : `\n     ${problem}`}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exitCode = survived === 0 ? 0 : 1;
