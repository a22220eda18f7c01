/**
 * The proofs with real processes on a real Redis, at full length:
 *
 *   pnpm fleet                all of them
 *   pnpm fleet storm kill     some
 *   pnpm fleet --quick        all of them, short
 *   pnpm fleet bench          waiters and Redis commands for 1 to 8 processes
 *   pnpm fleet storm kill --write   and puts what they came to into docs/fleet.md
 *
 * Ends with 1 when a promise was broken. On a machine that does other things, times run out: let it run alone.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisesOf, verdictOf } from '../packages/store-redis/test/fleet/promises.ts';
import {
  kill,
  pauseAfterClaim,
  pauseInFlight,
  redisFault,
  redisFaults,
  storm,
  type Report,
} from '../packages/store-redis/test/fleet/scenarios.ts';
import { hasRedisServer } from '../packages/test-support/src/index.ts';
import { measuredOf } from './fleet/measured.ts';
import { root } from './generation/targets.ts';
import { withMarked } from './lib/marked.ts';
import { runOrStop, Stop } from './lib/stop.ts';
import { addToSummary } from './lib/summary.ts';
import { wordsOf } from './lib/words.ts';

const marks = {
  page: 'docs/fleet.md',
  begin: '<!-- measured: written by pnpm fleet storm kill --write -->',
  end: '<!-- end of measured -->',
};

/** Each proof runs scenarios one after the other. */
const proofs = {
  storm: (isQuick) => [() => storm({ processes: 8, callers: 500, rotations: isQuick ? 50 : 1000 })],
  kill: (isQuick) => [600, 0].map((graceSeconds) => () => kill({ kills: isQuick ? 20 : 250, graceSeconds })),
  pause: () => [() => pauseAfterClaim(), () => pauseInFlight()],
  faults: (isQuick) => redisFaults.map((fault) => () => redisFault(fault, isQuick ? 2 : 10)),
  bench: (isQuick) =>
    [1, 2, 4, 8].map((processes) => () => storm({ processes, callers: 10, rotations: isQuick ? 30 : 100 })),
} satisfies Readonly<Record<string, (isQuick: boolean) => readonly (() => Promise<Report>)[]>>;
type Proof = keyof typeof proofs;

function isProof(name: string): name is Proof {
  return Object.hasOwn(proofs, name);
}

async function prove(proof: Proof, isQuick: boolean): Promise<readonly Report[]> {
  const started = performance.now();
  const counts = { kept: 0, broken: 0, 'not proven': 0 };
  const reports: Report[] = [];
  for (const scenario of proofs[proof](isQuick)) {
    const report = await scenario();
    reports.push(report);
    console.log(`${verdictOf(report)}\n`);
    for (const { state } of promisesOf(report)) counts[state] += 1;
  }
  if (counts.broken > 0) process.exitCode = 1;
  const milliseconds = performance.now() - started;
  addToSummary({
    name: `fleet ${proof}`,
    passed: counts.kept,
    failed: counts.broken,
    skipped: counts['not proven'],
    milliseconds,
  });
  return reports;
}

function write(first: Report, graceful: Report, strict: Report): void {
  const file = path.join(root, marks.page);
  writeFileSync(file, withMarked(readFileSync(file, 'utf8'), marks, measuredOf(first, graceful, strict)));
  console.log(`${marks.page} is written.`);
}

await runOrStop(async () => {
  const options = { quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } } as const;
  const { values, positionals } = wordsOf({ allowPositionals: true, options });
  for (const name of positionals)
    if (!isProof(name)) throw new Stop(`There is no proof "${name}". There are: ${Object.keys(proofs).join(', ')}.`, 2);
  if (!hasRedisServer()) throw new Stop('The fleet needs redis-server, and there is none on the PATH.');
  const wanted = positionals.filter(isProof);
  if (values.write && (wanted.join() !== 'storm,kill' || values.quick))
    throw new Stop('--write takes what storm and kill come to at full length: pnpm fleet storm kill --write.', 2);
  const reports: Report[] = [];
  for (const proof of wanted.length > 0 ? wanted : Object.keys(proofs).filter(isProof))
    if (wanted.length > 0 || proof !== 'bench') reports.push(...(await prove(proof, values.quick)));
  if (!values.write) return;
  if (reports.flatMap(promisesOf).some(({ state }) => state !== 'kept'))
    throw new Stop(`${marks.page} is as it was: it says what a run came to that kept every promise.`);
  const [first, graceful, strict] = reports;
  if (first !== undefined && graceful !== undefined && strict !== undefined) write(first, graceful, strict);
});
