import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startLoopback, json, pem } from '@tokenwright/test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compile, withNode } from './support/compile.ts';
import { installPacked, type PackedProject } from './support/packed.ts';
import { run } from './support/run.ts';

/** Packed as for the registry, installed by npm into an empty project, and run there. */
const packages = ['core', 'aliyun-pds', 'huawei-oneaccess', 'store-redis'];
let packed: PackedProject;
let project = '';

const program = `
  const [pdsUrl, oneAccessUrl, privateKey] = process.argv.slice(2);
  const show = async (name, work) => console.log(name, JSON.stringify(await work));
  const main = async ({ PDSClient, TokenwrightError }, { OneAccessTenantClient }, core, wire) => {
    const pds = new PDSClient({ api_endpoint: pdsUrl });
    await show('user', pds.getUserJwtToken({ domain_id: 'd', client_id: 'c', private_key_pem: privateKey, user_id: 'u' }));
    const tenant = new OneAccessTenantClient({ endpoint: oneAccessUrl, client_id: 'c', client_secret: 's' });
    await show('tenant', tenant.getTenantToken());
    console.log('same errors', TokenwrightError === core.TokenwrightError, typeof wire.requestToken);
  };
`;
const names = [
  '@tokenwright/aliyun-pds',
  '@tokenwright/huawei-oneaccess',
  '@tokenwright/core',
  '@tokenwright/aliyun-pds/wire',
];

beforeAll(async () => {
  packed = await installPacked(packages);
  project = packed.folder;
});
afterAll(() => packed[Symbol.dispose]());

describe('the packed packages, installed into an empty project,', () => {
  test.each([
    ['import', 'main.mjs', `${program}\nawait main(${names.map((name) => `await import('${name}')`).join(', ')});`],
    ['require', 'main.cjs', `${program}\nmain(${names.map((name) => `require('${name}')`).join(', ')});`],
  ])('get tokens, loaded by %s', async (_how, file, text) => {
    const token = { access_token: 'a', token_type: 'Bearer', expires_in: '60' };
    await using authority = await startLoopback(json(200, token));
    writeFileSync(path.join(project, file), text);
    const { code, output } = await run(process.execPath, [file, authority.url, authority.url, pem.pkcs8()], {
      cwd: project,
    });
    expect(code, output).toBe(0);
    const shown = JSON.stringify({ ...token, expires_in: 60 });
    expect(output).toContain(`user ${shown}`);
    expect(output).toContain(`tenant ${shown}`);
    expect(output).toContain('same errors true function');
  });

  test('hold no source, no test and no private package', async () => {
    const { files } = packed;
    expect(
      files.filter(
        (file) =>
          !/^[\w-]+\/(?:dist\/[\w.-]+\.(?:js|d\.ts)|docs\/[\w.-]+\.md|package\.json|README\.md|LICENSE)$/.test(file),
      ),
    ).toEqual([]);
    for (const name of packages) {
      expect(files).toContain(`${name}/LICENSE`);
      expect(files).toContain(`${name}/README.md`);
      expect(files).toContain(`${name}/dist/index.d.ts`);
    }
    expect(files.some((file) => file.startsWith('http-runtime'))).toBe(false);
  });

  test('compile in a strict project that checks its libraries', async () => {
    writeFileSync(
      path.join(project, 'main.ts'),
      `import { PDSClient, type PdsTokenInfo } from '@tokenwright/aliyun-pds';
       import { servers } from '@tokenwright/aliyun-pds/wire';
       import { OneAccessOAuthClient } from '@tokenwright/huawei-oneaccess';
       import { createAssertionSigner, type TokenStore } from '@tokenwright/core';
       import { encrypted } from '@tokenwright/core/encrypted-store';
       import { fileStore } from '@tokenwright/core/file-store';
       import { redisStore, type RedisClient } from '@tokenwright/store-redis';
       export const token: Promise<PdsTokenInfo> = new PDSClient({ domain_id: 'd' }).refreshToken({ client_id: 'c', refresh_token: 'r' });
       export const uses = [servers.api.template, OneAccessOAuthClient, createAssertionSigner];
       // Without the types of either client.
       export const stores = (client: RedisClient): TokenStore[] => [
         redisStore({ client }),
         encrypted(fileStore({ folder: 'f' }), { current: { id: 'k', key: new Uint8Array(32) } }),
       ];
       // @ts-expect-error a required parameter is missing
       void new PDSClient({ domain_id: 'd' }).refreshToken({ client_id: 'c' });`,
    );
    const options = { exactOptionalPropertyTypes: true, skipLibCheck: false, lib: ['es2022'] };
    expect(await compile(project, { ...options, ...withNode }, ['main.ts'])).toBe('');
    expect(await compile(project, { ...options, lib: ['es2022', 'dom'] }, ['main.ts'])).toBe('');
  });
});
