/**
 * Makes the present state the baseline that changes are compared with. The release does this by itself
 * (`pnpm release:version`).
 *
 *   pnpm release:baseline
 */
import { writeBaseline } from './changes/baseline.ts';
import { assertClean } from './lib/git.ts';
import { runOrStop } from './lib/stop.ts';

await runOrStop(async () => {
  assertClean('A baseline is what was committed and released.', ['baseline']);
  const packages = await writeBaseline();
  console.log(`baseline/: the documents, declarations and type tests of ${packages.length} packages. Commit it.`);
});
