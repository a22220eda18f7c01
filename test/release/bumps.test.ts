import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { releaseLine } from '../../scripts/changes/changelog.ts';
import type { Manifest } from '../../scripts/changes/packages.ts';
import { manifestFolders, readManifest } from './manifests.ts';
import { bin, root, run, temporaryFolder } from '../support/run.ts';

const options = { repository: 'https://example.com/repository' };
const commit = '0123456789abcdef0123456789abcdef01234567';

/** The manifests of the repository, every package at one version, after a changeset was made into versions. */
async function release(version: string, releases: Readonly<Record<string, string>>): Promise<Released> {
  using folder = temporaryFolder();
  const inside = (file: string): string => path.join(folder.path, file);
  for (const each of [
    'package.json',
    'pnpm-workspace.yaml',
    '.changeset/config.json',
    'scripts/changes/changelog.ts',
  ]) {
    cpSync(path.join(root, each), inside(each));
  }
  for (const place of manifestFolders()) {
    mkdirSync(inside(place), { recursive: true });
    const manifest = readManifest(root, place);
    const at = manifest.private === true ? manifest.version : version;
    writeFileSync(inside(`${place}/package.json`), JSON.stringify({ ...manifest, version: at }));
  }
  const head = Object.entries(releases).map(([name, bump]) => `'@tokenwright/${name}': ${bump}`);
  writeFileSync(inside('.changeset/one.md'), ['---', ...head, '---', '', 'A change.', ''].join('\n'));
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.invalid', '-c', 'commit.gpgSign=false'];
  for (const words of [
    ['init', '-q'],
    ['add', '-A'],
    [...author, 'commit', '-q', '-m', 'test', '--no-verify'],
  ]) {
    expect(await run('git', words, { cwd: folder.path })).toMatchObject({ code: 0 });
  }
  const { code, output } = await run(bin('changeset'), ['version'], { cwd: folder.path });
  expect(code, output).toBe(0);
  const moved: Record<string, string> = {};
  const changelogs: Record<string, string> = {};
  for (const place of manifestFolders()) {
    const now: Manifest = readManifest(folder.path, place);
    if (now.version !== (now.private === true ? readManifest(root, place).version : version)) {
      moved[path.basename(place)] = now.version;
    }
    const changelog = inside(`${place}/CHANGELOG.md`);
    if (existsSync(changelog)) changelogs[path.basename(place)] = readFileSync(changelog, 'utf8');
  }
  return { moved, changelogs };
}

interface Released {
  /** The new versions, of what has one. */
  readonly moved: Readonly<Record<string, string>>;
  readonly changelogs: Readonly<Record<string, string>>;
}

describe('a release moves what was changed, and what could not be installed with it any more', () => {
  test.each([
    [
      'a minor of core below 1.0.0, which may break, and patches of what depends on it',
      '0.3.0',
      { core: 'minor' },
      { core: '0.4.0', 'aliyun-pds': '0.3.1', 'huawei-oneaccess': '0.3.1', 'store-redis': '0.3.1' },
    ],
    ['a patch of core alone: the ranges of the others take it', '0.3.0', { core: 'patch' }, { core: '0.3.1' }],
    ['a minor of core above 1.0.0 alone, for the same reason', '1.3.0', { core: 'minor' }, { core: '1.4.0' }],
    [
      'a major of core, and patches of what depends on it, no majors',
      '1.3.0',
      { core: 'major' },
      { core: '2.0.0', 'aliyun-pds': '1.3.1', 'huawei-oneaccess': '1.3.1', 'store-redis': '1.3.1' },
    ],
    [
      'a minor of the documents, and contract, which needs them; not the mock, which has them built in',
      '0.3.0',
      { specs: 'minor' },
      { specs: '0.4.0', contract: '0.3.1' },
    ],
    [
      'a provider with its own bump, which is larger than the one for its dependency',
      '0.3.0',
      { core: 'minor', 'aliyun-pds': 'minor' },
      { core: '0.4.0', 'aliyun-pds': '0.4.0', 'huawei-oneaccess': '0.3.1', 'store-redis': '0.3.1' },
    ],
  ])('%s', async (_what, version, releases, expected) => {
    const { moved, changelogs } = await release(version, releases);
    expect(moved).toEqual(expected);
    expect(Object.keys(changelogs).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test('each changelog says what changed with a link to the commit, or which version it needs', async () => {
    const { changelogs } = await release('0.3.0', { core: 'minor' });
    expect(changelogs['core']).toMatch(
      /^# @tokenwright\/core\n\n## 0\.4\.0\n\n### Minor Changes\n\n- A change\. \(\[[0-9a-f]{7}\]\(https:\/\/github\.com\/tokenwright\/tokenwright\/commit\/[0-9a-f]{40}\)\)\n$/,
    );
    expect(changelogs['aliyun-pds']).toBe(
      '# @tokenwright/aliyun-pds\n\n## 0.3.1\n\n### Patch Changes\n\n- Needs `@tokenwright/core` 0.4.0.\n',
    );
  });
});

describe('an entry of a changelog', () => {
  const link = ` ([0123456](https://example.com/repository/commit/${commit}))`;

  test('of a list keeps its points, as the comparison of documents writes them', () => {
    expect(releaseLine({ summary: '- One.\n- Two.\n', commit }, options)).toBe(`- One.\n- Two.${link}`);
  });

  test('of text is one point, with its further lines below it', () => {
    expect(releaseLine({ summary: 'One line.\n\nAnd more.', commit }, options)).toBe(
      `- One line.\n\n  And more.${link}`,
    );
  });

  test('that is not committed has no link', () => {
    expect(releaseLine({ summary: 'One.' }, options)).toBe('- One.');
  });
});

test('no published package has another of this repository as a peer: a minor of that would ask for a new one of this', () => {
  for (const place of manifestFolders()) {
    const peers = Object.keys(readManifest(root, place).peerDependencies ?? {});
    expect(peers.filter((name) => name.startsWith('@tokenwright/'))).toEqual([]);
  }
});
