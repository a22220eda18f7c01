import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hasRedisServer, startRedis } from '@tokenwright/test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packAll } from '../scripts/lib/tarballs.ts';
import { readContents, type Contents } from '../scripts/packages/contents.ts';
import { installContents } from '../scripts/packages/installed.ts';
import { bin, root, run } from './support/run.ts';

/** Each README as it is packed, its first program run on what is packed. */
let packages: readonly Contents[];
let project: ReturnType<typeof installContents>;
beforeAll(async () => {
  packages = await Promise.all((await packAll()).map(readContents));
  project = installContents(packages);
  // What the README has its reader install besides.
  const redis = path.join(project.folder, 'node_modules/redis');
  mkdirSync(path.dirname(redis), { recursive: true });
  symlinkSync(path.join(root, 'packages/store-redis/node_modules/redis'), redis);
});
afterAll(() => project[Symbol.dispose]());

/** Every request of the program goes to a mock, whatever its host. */
const onTheMock = (options: string): string => `
  import { createMockAuthority } from '@tokenwright/mock-authority';
  const authority = createMockAuthority(${options});
  globalThis.fetch = (input, init) => authority.fetch(new Request(input, init));
`;

/** What runs a README's program: by importing it, and calling what it exports. */
const programs: Readonly<Record<string, readonly [around: string, printed: RegExp]>> = {
  'aliyun-pds': [
    `${onTheMock(`{
      provider: 'aliyun-pds',
      domainId: 'my-domain',
      clients: [{ clientId: 'my-jwt-app', publicKeys: 'generated' }],
      users: [{ userId: 'user-1' }],
    }`)}
    const { example } = await import('./aliyun-pds.ts');
    await example('my-domain', await authority.privateKeyPem());`,
    /^user-1 \d{2,}$/m,
  ],
  contract: [`await import('./contract.ts');`, /^422 \[[\s\S]*refresh_token/],
  core: [`const { currentToken } = await import('./core.ts'); console.log(await currentToken());`, /^from the login$/m],
  'huawei-oneaccess': [
    `process.env.ONEACCESS_CLIENT_SECRET = 'a-secret';
    ${onTheMock(`{
      provider: 'huawei-oneaccess',
      traits: { refreshTokens: true },
      clients: [{ clientId: 'my-app', clientSecret: 'a-secret', redirectUris: ['https://app.example/callback'] }],
    }`)}
    const { begun, cameBack } = await import('./huawei-oneaccess.ts');
    const login = await authority.fetch(new Request(begun.url, { redirect: 'manual' }));
    console.log(await cameBack(login.headers.get('location'), 'session-1'));`,
    /^\S+ has a token of \d{2,} characters$/m,
  ],
  'mock-authority': [`await import('./mock-authority.ts');`, /access_token[\s\S]*grant_type: 'client_credentials'/],
  specs: [`await import('./specs.ts');`, /PDS|Drive and Photo/],
  'store-redis': [
    `import { createTokenSource } from '@tokenwright/core';
    import { redisStore } from '@tokenwright/store-redis';
    import { createClient } from 'redis';
    const client = await createClient({ url: process.env.REDIS_URL }).connect();
    const key = { authority: 'https://login.example.com', provider: 'example', clientId: 'my-app', credential: 'session', sessionId: 'user-1' };
    const elsewhere = createTokenSource({ key, refresh: () => Promise.reject(new Error('not asked for')), store: redisStore({ client }) });
    await elsewhere.adopt({ access_token: 'a'.repeat(12), refresh_token: 'r', expires_in: 3600 });
    await import('./store-redis.ts');
    process.exit();`,
    /^12$/m,
  ],
};

describe('the first program of a README, on what is packed,', () => {
  test('is there for each package', () => {
    expect(new Set(Object.keys(programs))).toEqual(
      new Set(packages.map(({ manifest }) => manifest.name.split('/')[1])),
    );
  });

  test.each(Object.entries(programs))('runs: %s', async (name, [around, printed]) => {
    if (name === 'store-redis' && !hasRedisServer()) {
      expect(process.env['CI'], 'CI needs a redis-server on the PATH.').toBeUndefined();
      // oxlint-disable-next-line no-console -- what was not run has to be seen
      console.warn('SKIPPED: there is no redis-server on the PATH, so the README of store-redis was not run.');
      return;
    }
    const readme = packages.find(({ manifest }) => manifest.name === `@tokenwright/${name}`)?.files.get('README.md');
    const [, program = ''] = /^```ts\n([\s\S]*?)^```/m.exec(readme ?? '') ?? [];
    expect(program).not.toBe('');
    writeFileSync(path.join(project.folder, `${name}.ts`), program);
    writeFileSync(path.join(project.folder, `${name}-around.mjs`), around);
    await using redis = name === 'store-redis' ? await startRedis() : undefined;
    const { code, output } = await run(bin('node'), [`${name}-around.mjs`], {
      cwd: project.folder,
      env: { ...process.env, ...(redis === undefined ? {} : { REDIS_URL: `redis://127.0.0.1:${redis.port}` }) },
    });
    expect(output).toMatch(printed);
    expect(code, output).toBe(0);
  });
});
