import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Manifest } from '../../scripts/changes/packages.ts';
import { bin, root, run, temporaryFolder, type Outcome } from '../support/run.ts';
import { cloneRepository, withoutRights, type Clone } from './clone.ts';
import { manifestFolders, readManifest } from './manifests.ts';
import { installRegistry, startRegistry, type Packument, type Registry, type User } from './registry.ts';

/**
 * A whole release, as a maintainer or the release workflow makes it, in a clone of the repository and against a registry
 * on loopback. The tests are stations of one way, in their order.
 */
const place = temporaryFolder();
let clone: Clone;
let registry: Registry;
const published = manifestFolders().filter((folder) => readManifest(root, folder).private !== true);

beforeAll(async () => {
  await installRegistry();
  registry = await startRegistry(place.path);
  clone = await cloneRepository(place.path);
  // A release stops where a line of Node.js is past its day; this one is rehearsed on any day.
  await serveUntil('2999');
});
afterAll(async () => {
  await registry?.[Symbol.asyncDispose]();
  place[Symbol.dispose]();
  // The clone has a hundred thousand files.
});

/** Moves the day until which each line of Node.js is served into a year. */
async function serveUntil(year: string): Promise<void> {
  const page = 'docs/supported-runtimes.md';
  const text = clone.read(page);
  const moved = text.replaceAll(/\d{4}(-\d{2}-\d{2}\s+\|)$/gm, `${year}$1`);
  expect(moved).not.toBe(text);
  clone.write(page, moved);
  await clone.commit(`Serve until ${year}`);
}

/** Every published package of the clone, as it is now. */
function manifests(): Manifest[] {
  return published.map((folder) => readManifest(clone.path, folder));
}

const named = ({ name, version }: Manifest): string => `${name}@${version}`;

async function packuments(): Promise<(Packument | undefined)[]> {
  return Promise.all(manifests().map(({ name }) => registry.read(name)));
}

/** Says in the clone where our packages are, and who publishes. Other packages come from where they always come from. */
async function publishAs(user: User, env?: NodeJS.ProcessEnv): Promise<Outcome> {
  const { host } = new URL(registry.url);
  clone.write('.npmrc', `@tokenwright:registry=${registry.url}\n//${host}/:_authToken=${registry.tokens[user]}\n`);
  return clone.pnpm('release:publish', env);
}

/** An empty project, into which npm installed packages from the registry. */
async function install(folder: string, names: readonly string[]): Promise<string> {
  const project = path.join(place.path, folder);
  mkdirSync(project);
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  writeFileSync(path.join(project, '.npmrc'), `@tokenwright:registry=${registry.url}\n`);
  const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...names];
  const { code, output } = await run('npm', words, { cwd: project, env: withoutRights() });
  expect(code, output).toBe(0);
  return project;
}

describe('a release', { timeout: 600_000 }, () => {
  test('does not begin while a change is in no version: nothing is built, nothing sent', async () => {
    clone.write('.changeset/rehearsal.md', "---\n'@tokenwright/core': minor\n---\n\nA change of this rehearsal.\n");
    await clone.commit('Describe a change');
    const { code, output } = await publishAs('maintainer');
    expect(code).toBe(1);
    expect(output).toMatch(/\.changeset\/rehearsal\.md.*: not in any version yet\. Run "pnpm release:version"/);
    expect(registry.names()).toEqual([]);
  });

  test('makes no version while a line of Node.js is past the day until which it is served', async () => {
    await serveUntil('2019');
    const { code, output } = await clone.pnpm('release:version');
    expect(code).toBe(1);
    expect(output).toMatch(
      /Node\.js 20 was served until 2019-04-30, and today is .*Drop it as .*\nNo version was made\./s,
    );
    expect(await clone.git('status', '--porcelain')).toBe('');
    await serveUntil('2999');
  });

  test('makes versions, changelogs, the versions that sources carry, and leaves no changeset', async () => {
    const before = new Map(manifests().map(({ name, version }) => [name, version]));
    const { code, output } = await clone.pnpm('release:version');
    expect(code, output).toBe(0);
    expect(await clone.git('status', '--porcelain', '--', '.changeset')).toContain('D .changeset/rehearsal.md');
    const [major, minor] = (before.get('@tokenwright/core') ?? '').split('.').map(Number);
    const core = readManifest(clone.path, 'packages/core').version;
    expect(core).toBe(`${major}.${Number(minor) + 1}.0`);
    expect(clone.read('packages/core/CHANGELOG.md')).toMatch(
      new RegExp(
        `^# @tokenwright/core\n\n## ${core}\n\n### Minor Changes\n\n[^]*- A change of this rehearsal\\. \\(\\[`,
      ),
    );
    for (const folder of published) {
      const { name, version, private: hidden } = readManifest(clone.path, folder);
      expect(hidden).toBeUndefined();
      if (version === before.get(name)) continue;
      expect(clone.read(`${folder}/CHANGELOG.md`)).toContain(`\n## ${version}\n`);
      const carried = path.join(folder, 'src/version.ts');
      if (existsSync(path.join(clone.path, carried))) expect(clone.read(carried)).toContain(`'${version}'`);
    }
    expect(readManifest(clone.path, 'packages/http-runtime').version).toBe('0.0.0');
    await clone.commit('Version packages');
  });

  test('that must have provenance, as in the workflow, is refused where no CI vouches for it', async () => {
    const { code, output } = await publishAs('maintainer', { PNPM_CONFIG_PROVENANCE: 'true' });
    expect(code).toBe(1);
    expect(output).toContain('ERR_PNPM_PROVENANCE_UNSUPPORTED_PROVIDER');
    expect(registry.names()).toEqual([]);
    expect(await clone.git('tag')).toBe('');
  });

  test('that is refused for core publishes and tags what stands alone, and nothing that needs core', async () => {
    const { code, output } = await publishAs('helper');
    expect(code).toBe(1);
    expect(output).toContain('user helper is not allowed to publish package @tokenwright/core');
    expect(output).toContain('mend it and run this again');
    const alone = manifests().filter(({ name }) => /\/(?:mock-authority|specs)$/.test(name));
    expect(registry.names()).toEqual(alone.map(({ name }) => name).toSorted());
    expect((await clone.git('tag')).split('\n')).toEqual(alone.map(named).toSorted());
  });

  test('is completed by running it again: every public package once, as latest, tagged, needing what is there', async () => {
    const { code, output } = await publishAs('maintainer');
    expect(code, output).toBe(0);
    const all = manifests();
    const versions = new Map(all.map(({ name, version }) => [name, version]));
    expect(registry.names()).toEqual([...versions.keys()].toSorted());
    expect((await clone.git('tag')).split('\n')).toEqual(all.map(named).toSorted());
    for (const packument of await packuments()) {
      const { name = '', versions: had = {}, 'dist-tags': tags } = packument ?? {};
      const version = versions.get(name) ?? '';
      expect(Object.keys(had)).toEqual([version]);
      expect(tags).toEqual({ latest: version });
      expect(had[version]?.publishConfig).toEqual({ access: 'public', provenance: true });
      expect(had[version]?.repository?.url).toBe('git+https://github.com/tokenwright/tokenwright.git');
      for (const [dependency, range] of Object.entries(had[version]?.dependencies ?? {})) {
        if (versions.has(dependency)) expect(range).toBe(`^${versions.get(dependency)}`);
        expect(range).not.toMatch(/^(?:workspace|catalog):/);
      }
    }
    await clone.git('push', '--quiet', '--follow-tags', 'origin', 'main');
    expect((await clone.git('ls-remote', '--tags', '--refs', 'origin')).split('\n')).toHaveLength(all.length);
  });

  test('that is run once more publishes nothing, and succeeds', async () => {
    const before = JSON.stringify(await packuments());
    const { code, output } = await publishAs('maintainer');
    expect(code, output).toBe(0);
    expect(output).toContain('The registry has every version already; nothing was published.');
    expect(JSON.stringify(await packuments())).toBe(before);
  });

  test('that published and was killed before it tagged is tagged by the next run', async () => {
    const { name, version } = readManifest(clone.path, 'specs');
    await clone.git('tag', '--delete', `${name}@${version}`);
    await clone.git('push', '--quiet', '--delete', 'origin', `${name}@${version}`);
    expect(await publishAs('maintainer')).toMatchObject({ code: 0 });
    expect((await clone.git('tag')).split('\n')).toContain(`${name}@${version}`);
  });

  test('is installed by npm into an empty project, and gets tokens of a mock that was installed with it', async () => {
    const names = ['aliyun-pds', 'huawei-oneaccess', 'mock-authority', 'store-redis', 'specs'];
    const project = await install(
      'user',
      names.map((name) => `@tokenwright/${name}`),
    );
    for (const name of names) {
      const { version } = readManifest(project, `node_modules/@tokenwright/${name}`);
      expect(manifests().map(named)).toContain(`@tokenwright/${name}@${version}`);
    }
    writeFileSync(path.join(project, 'main.js'), program);
    const { code, output } = await run(bin('node'), ['main.js'], { cwd: project, env: withoutRights() });
    expect(output.trim().split('\n')).toEqual([
      'user token works: 200',
      'minted once for a hundred callers: 1',
      'minted anew when it had expired: 200',
      'tenant token works: 200',
    ]);
    expect(code).toBe(0);
  });

  test('of one patch publishes that package alone; who installs the provider then has it', async () => {
    const before = new Map(manifests().map(({ name, version }) => [name, version]));
    clone.write('.changeset/patch.md', "---\n'@tokenwright/core': patch\n---\n\nA fix of this rehearsal.\n");
    await clone.commit('Describe a fix');
    const made = await clone.pnpm('release:version');
    expect(made.code, made.output).toBe(0);
    await clone.commit('Version packages');
    const { code, output } = await publishAs('maintainer');
    expect(code, output).toBe(0);
    const core = readManifest(clone.path, 'packages/core').version;
    expect(output).toContain(`Published @tokenwright/core@${core}. Push the tags`);
    for (const packument of await packuments()) {
      const old = before.get(packument?.name ?? '') ?? '';
      const isCore = packument?.name === '@tokenwright/core';
      expect(Object.keys(packument?.versions ?? {})).toEqual(isCore ? [old, core] : [old]);
      expect(packument?.['dist-tags']).toEqual({ latest: isCore ? core : old });
    }
    const project = await install('later-user', ['@tokenwright/aliyun-pds']);
    expect(readManifest(project, 'node_modules/@tokenwright/core').version).toBe(core);
  });
});

const program = `
import { createPdsUserTokenSource } from '@tokenwright/aliyun-pds';
import { OneAccessTenantClient } from '@tokenwright/huawei-oneaccess';
import { createMockAuthority } from '@tokenwright/mock-authority';

const pds = createMockAuthority({ provider: 'aliyun-pds', tokenLifetimeSeconds: 7200 });
const pdsServer = await pds.listen();
const settings = { domainId: 'mock-domain', clientId: 'mock-jwt-app', privateKey: await pds.privateKeyPem() };
const sourceOf = () => createPdsUserTokenSource({ ...settings, endpoint: pdsServer.url, userId: 'mock-user-1' });
const source = sourceOf();
const whoAmI = async (accessToken) => {
  const headers = { authorization: 'Bearer ' + accessToken, 'content-type': 'application/json' };
  return (await fetch(pdsServer.url + '/v2/user/get', { method: 'POST', headers, body: '{}' })).status;
};
const [token] = await Promise.all(Array.from({ length: 100 }, () => source.getToken()));
console.log('user token works:', await whoAmI(token.accessToken));
const requests = pds.received().filter(({ path }) => path.startsWith('/v2/oauth/token')).length;
console.log('minted once for a hundred callers:', requests);
pds.clock.advance(3 * 60 * 60 * 1000);
if ((await whoAmI(token.accessToken)) === 200) throw new Error('The mock did not let the token expire.');
source.invalidate(token.accessToken);
const next = await source.getToken();
console.log('minted anew when it had expired:', await whoAmI(next.accessToken));
await source.close();
await pdsServer.close();

const oneAccess = createMockAuthority({ provider: 'huawei-oneaccess' });
const oneAccessServer = await oneAccess.listen();
const client = new OneAccessTenantClient({
  endpoint: oneAccessServer.url,
  client_id: 'mock-app',
  client_secret: 'mock-app-secret',
});
const tenant = await client.getTenantToken();
const headers = { authorization: 'Bearer ' + tenant.access_token };
console.log('tenant token works:', (await fetch(oneAccessServer.url + '/api/v2/tenant/users', { headers })).status);
await oneAccessServer.close();
`;
