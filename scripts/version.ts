/**
 * Makes the next versions of what the pending changesets name: version numbers, changelogs, the versions that sources
 * carry, and the baseline that the next changes are compared with. What it writes is to be committed and published.
 *
 *   pnpm release:version
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeBaseline } from './changes/baseline.ts';
import { readPackages } from './changes/packages.ts';
import { findRequired } from './changes/required.ts';
import { isTooSmall, judge } from './changes/verdict.ts';
import { root } from './generation/targets.ts';
import { assertClean, restore } from './lib/git.ts';
import { withPnpm } from './lib/pnpm.ts';
import { runOrStop, Stop } from './lib/stop.ts';
import { overdue } from './runtimes/policy.ts';

await runOrStop(async () => {
  assertClean('The versions of a release are made from what is committed.');
  assertNothingOverdue();
  const { packages } = await findRequired();
  const short = judge(packages).filter(isTooSmall);
  if (short.length > 0) {
    const names = short.map(({ required }) => `${required.packageName} (${required.bump})`).join(', ');
    throw new Stop(`The pending changesets say too little for ${names}. Run "pnpm spec:diff --write" and commit it.`);
  }
  try {
    const [command, ...rest] = withPnpm([path.join(root, 'node_modules/.bin/changeset'), 'version']);
    const { status } = spawnSync(command, rest, { cwd: root, stdio: 'inherit' });
    if (status !== 0) throw new Stop('"changeset version" failed; see above.');
    for (const { folder, manifest } of readPackages()) carryVersion(path.join(root, folder), manifest.version);
    await writeBaseline();
  } catch (error) {
    restore();
    throw error;
  }
  console.log('Read "git diff", commit it, and run "pnpm release:publish", or let the release workflow do both.');
});

/** Only here: what has a version is published whatever the day, so that a release that broke off can be completed. */
function assertNothingOverdue(): void {
  const page = readFileSync(path.join(root, 'docs/supported-runtimes.md'), 'utf8');
  const past = overdue(page, new Date().toISOString().slice(0, 10));
  if (past.length > 0) throw new Stop(`${past.join('\n')}\nNo version was made.`);
}

/** The version that a package says in its sources, for its User-Agent. */
function carryVersion(folder: string, version: string): void {
  const file = path.join(folder, 'src/version.ts');
  if (!existsSync(file)) return;
  writeFileSync(file, readFileSync(file, 'utf8').replace(/version = '[^']*'/, `version = '${version}'`));
}
