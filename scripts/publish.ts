/**
 * Publishes every version that the registry does not have yet, and tags it in git: builds, packs with pnpm, sends what
 * was packed. A run that broke off is completed by running it again; a run with nothing left to do changes nothing.
 *
 *   pnpm release:publish
 *
 * The release workflow takes the same steps, one job each, so that what builds never holds the right to publish.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './generation/targets.ts';
import { assertClean } from './lib/git.ts';
import { withPnpm } from './lib/pnpm.ts';
import { runOrStop, Stop } from './lib/stop.ts';

interface PlanFile {
  readonly plan: readonly (readonly { readonly name: string; readonly version: string }[])[];
}

await runOrStop(async () => {
  assertClean('What is published is what is committed.');
  const pending = globSync('.changeset/*.md', { cwd: root }).filter((file) => path.basename(file) !== 'README.md');
  if (pending.length > 0) {
    throw new Stop(
      `${pending.join(', ')}: not in any version yet. Run "pnpm release:version", commit what it writes, and run this again.`,
    );
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-release-'));
  try {
    const planFile = path.join(folder, 'publish-plan.json');
    changeset('publish-plan', '--output', planFile);
    const { plan } = JSON.parse(readFileSync(planFile, 'utf8')) as PlanFile;
    if (plan.length > 0) {
      build(plan.flat().map(({ name }) => name));
      changeset('pack', '--out-dir', folder, '--from-publish-plan', planFile);
      changeset('publish', '--from-pack-dir', folder);
    }
    // A run that ended between the two has published without tags.
    changeset('git-tag');
    const names = plan.flat().map(({ name, version }) => `${name}@${version}`);
    console.log(
      names.length === 0
        ? 'The registry has every version already; nothing was published.'
        : `Published ${names.join(', ')}. Push the tags: "git push --follow-tags".`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function changeset(...words: readonly string[]): void {
  const [command, ...rest] = withPnpm([path.join(root, 'node_modules/.bin/changeset'), ...words]);
  const { status } = spawnSync(command, rest, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    throw new Stop(
      `"changeset ${words[0] ?? ''}" failed; see above. What was published stays so: mend it and run this again.`,
    );
  }
}

function build(names: readonly string[]): void {
  const filters = names.map((name) => `--filter=${name}`);
  const words = [path.join(root, 'scripts/turbo.ts'), 'run', 'build', '--output-logs=errors-only', ...filters];
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Stop('The build failed; see above. Nothing was published.');
}
