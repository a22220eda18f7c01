import { spawnSync } from 'node:child_process';
import { root } from '../generation/targets.ts';
import { Stop } from './stop.ts';

/**
 * @param reason why the command needs this, as a sentence
 * @param allowed folders that may differ from what is committed
 * @throws Stop without git, outside of a repository, and when something is not committed
 */
export function assertClean(reason: string, allowed: readonly string[] = []): void {
  const { stdout, stderr, error, status } = spawnSync(
    'git',
    ['status', '--porcelain', '--untracked-files=all', '--', '.', ...allowed.map((folder) => `:(exclude)${folder}`)],
    { cwd: root, encoding: 'utf8' },
  );
  if (error !== undefined) {
    throw new Stop(`git: it cannot be run here (${error.message}). ${reason} Install git, and run this again.`);
  }
  if (status !== 0) {
    const [said = ''] = stderr.trim().split('\n');
    throw new Stop(
      `git: it does not know what is committed here: ${said}. ${reason} Run this in a clone of the repository.`,
    );
  }
  const changed = stdout.split('\n').filter(Boolean);
  if (changed.length === 0) return;
  throw new Stop(
    [
      `${changed.length === 1 ? 'A file is' : `${changed.length} files are`} not committed:`,
      ...changed.slice(0, 10).map((line) => `  ${line}`),
      ...(changed.length > 10 ? [`  and ${changed.length - 10} more`] : []),
      `${reason} Commit or stash them, and run this again. Nothing was written.`,
    ].join('\n'),
  );
}

/** Takes back everything that was written since {@link assertClean} found nothing that is not committed. */
export function restore(): void {
  spawnSync('git', ['checkout', '--quiet', '--', '.'], { cwd: root });
  spawnSync('git', ['clean', '-fdq', '--', '.'], { cwd: root });
}
