import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pnpm } from '../../scripts/lib/pnpm.ts';
import { root, run, type Outcome } from '../support/run.ts';

/** The repository as it lies here, in a git repository of its own with a remote, installed: what a maintainer has. */
export interface Clone {
  readonly path: string;
  /** @throws Error with what it printed, unless git succeeds */
  readonly git: (...words: readonly string[]) => Promise<string>;
  readonly commit: (message: string) => Promise<void>;
  /** Runs a command of the repository, as `pnpm release:version` does. */
  readonly pnpm: (command: string, env?: NodeJS.ProcessEnv) => Promise<Outcome>;
  readonly read: (file: string) => string;
  readonly write: (file: string, text: string) => void;
}

/** The environment without what a CI or the user's npm says about publishing: nothing may leave this machine. */
export function withoutRights(): NodeJS.ProcessEnv {
  const env = Object.entries(process.env).filter(
    ([name]) =>
      !/^(?:GITHUB_|ACTIONS_|GITLAB_|NPM_TOKEN|NPM_ID_TOKEN|NODE_AUTH_TOKEN|SIGSTORE_)|provenance/i.test(name),
  );
  // The builds of equal sources are taken from the cache of the repository.
  return { ...Object.fromEntries(env), TURBO_CACHE_DIR: path.join(root, '.turbo/cache') };
}

export async function cloneRepository(parent: string): Promise<Clone> {
  const folder = path.join(parent, 'clone');
  const leftOut = /(?:^|\/)(?:node_modules|dist|coverage|\.turbo|\.git|\.npmrc)(?:\/|$)|\.(?:tgz|tsbuildinfo)$/;
  cpSync(root, folder, { recursive: true, filter: (file) => !leftOut.test(path.relative(root, file)) });
  const origin = path.join(parent, 'origin.git');
  mkdirSync(origin);
  const git: Clone['git'] = async (...words) => {
    const { code, output } = await run('git', words, { cwd: folder });
    if (code !== 0) throw new Error(`git ${words.join(' ')} (${String(code)}):\n${output}`);
    return output.trim();
  };
  const commit: Clone['commit'] = async (message) => {
    await git('add', '--all');
    await git('commit', '--quiet', '--no-verify', '--message', message);
  };
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.name', 'test');
  await git('config', 'user.email', 'test@example.invalid');
  await git('config', 'commit.gpgSign', 'false');
  await git('config', 'tag.gpgSign', 'false');
  await git('init', '--quiet', '--bare', origin);
  await git('remote', 'add', 'origin', origin);
  // It says where to publish to, and holds a token: never committed.
  writeFileSync(path.join(folder, '.git/info/exclude'), '.npmrc\n');
  await commit('The repository');
  await git('push', '--quiet', 'origin', 'main');
  const install = ['--yes', pnpm, 'install', '--frozen-lockfile', '--prefer-offline'];
  const { code, output } = await run('npx', install, { cwd: folder });
  if (code !== 0) throw new Error(`The clone could not be installed:\n${output}`);
  return {
    path: folder,
    git,
    commit,
    pnpm: (command, env = {}) =>
      run('npx', ['--yes', pnpm, command], { cwd: folder, env: { ...withoutRights(), ...env } }),
    read: (file) => readFileSync(path.join(folder, file), 'utf8'),
    write: (file, text) => writeFileSync(path.join(folder, file), text),
  };
}
