/**
 * The proofs with real processes, at full length:
 *
 *   pnpm fleet                all of them
 *   pnpm fleet storm kill     some
 *   pnpm fleet --quick        all of them, short
 *   pnpm fleet bench          waiters and Redis commands for 1 to 8 processes
 *
 * Ends with 1 when a promise was broken. On a machine that does other things, times run out: let it run alone.
 */
import { brokenPromises, verdictOf } from './promises.ts';
import { kill, pauseAfterClaim, pauseInFlight, redisFault, redisFaults, storm, type Report } from './scenarios.ts';

const words = process.argv.slice(2);
const isQuick = words.includes('--quick');
const wanted = words.filter((word) => !word.startsWith('--'));
const show = (report: Report): void => {
  process.stdout.write(`${verdictOf(report)}\n\n`);
  if (brokenPromises(report).length > 0) process.exitCode = 1;
};
const runs: Readonly<Record<string, () => Promise<void>>> = {
  storm: async () => show(await storm({ processes: 8, callers: 500, rotations: isQuick ? 50 : 1000 })),
  kill: async () => {
    show(await kill({ kills: isQuick ? 20 : 250, graceSeconds: 600 }));
    show(await kill({ kills: isQuick ? 20 : 250, graceSeconds: 0 }));
  },
  pause: async () => {
    show(await pauseAfterClaim());
    show(await pauseInFlight());
  },
  faults: async () => {
    for (const fault of redisFaults) show(await redisFault(fault, isQuick ? 2 : 10));
  },
  bench: async () => {
    for (const processes of [1, 2, 4, 8]) show(await storm({ processes, callers: 10, rotations: isQuick ? 30 : 100 }));
  },
};
for (const [name, run] of Object.entries(runs))
  if (wanted.length === 0 ? name !== 'bench' : wanted.includes(name)) await run();
