/**
 * Says what changed since the last release, and what the next version of each package has to be for it.
 *
 *   pnpm spec:diff            prints the changes, and whether the changesets say enough
 *   pnpm spec:diff --write    writes the changesets that are missing or too small
 *   pnpm spec:diff --check    fails when one is
 *   pnpm spec:diff --json     prints the same for programs
 */
import { printReport } from './changes/report.ts';
import { findRequired } from './changes/required.ts';
import { isTooSmall, judge, writeMissing } from './changes/verdict.ts';
import { runOrStop } from './lib/stop.ts';
import { wordsOf } from './lib/words.ts';

await runOrStop(async () => {
  const { values } = wordsOf({
    options: {
      check: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const { packages } = await findRequired();
  const written = values.write ? writeMissing(packages) : [];
  const verdicts = judge(packages);
  if (values.json) console.log(JSON.stringify(verdicts.map(({ required, given }) => ({ ...required, given }))));
  else printReport(verdicts);
  for (const line of written) console.error(line);
  const short = verdicts.filter(isTooSmall);
  if (short.length === 0) return;
  if (!values.json) {
    const names = short.map(({ required }) => required.packageName).join(', ');
    console.error(
      `\nThe pending changesets say too little for ${names}. Run "pnpm spec:diff --write" and commit what it writes, ` +
        'or write one with "pnpm changeset".',
    );
  }
  if (values.check) process.exitCode = 1;
});
