import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startContractServer } from '@tokenwright/contract';
import { pem } from '@tokenwright/test-support';
import { expect, onTestFinished, test } from 'vitest';

function example(file: string, env: Readonly<Record<string, string>>): Promise<{ code: number; output: string }> {
  const program = path.join(import.meta.dirname, '../src', file);
  return new Promise((resolve) => {
    execFile(process.execPath, [program], { env: { ...process.env, ...env } }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: out + err });
    });
  });
}

test('pds-service-token.ts prints a token, or the reason there is none', async () => {
  await using server = await startContractServer('aliyun-pds');
  const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-example-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'key.pem');
  writeFileSync(file, pem.pkcs8());
  const env = { PDS_ENDPOINT: server.url, PDS_DOMAIN_ID: 'dom', PDS_CLIENT_ID: 'app', PDS_PRIVATE_KEY_FILE: file };
  expect(await example('pds-service-token.ts', env)).toEqual({
    code: 0,
    output: 'user token, valid for 7200 seconds\n',
  });
  writeFileSync(file, pem.public());
  const refused = await example('pds-service-token.ts', env);
  expect(refused.code).toBe(1);
  expect(refused.output).toMatch(/^public_key: /);
});

test('oneaccess-tenant-token.ts prints a token, or the reason there is none', async () => {
  await using server = await startContractServer('huawei-oneaccess-tenant');
  const env = { ONEACCESS_ENDPOINT: server.url, ONEACCESS_CLIENT_ID: 'app', ONEACCESS_CLIENT_SECRET: 'secret' };
  expect(await example('oneaccess-tenant-token.ts', env)).toEqual({
    code: 0,
    output: 'scope all, valid for 1719 seconds\n',
  });
  const refused = await example('oneaccess-tenant-token.ts', { ...env, ONEACCESS_CLIENT_SECRET: '' });
  expect(refused.code).toBe(1);
  expect(refused.output).toMatch(
    /^invalid_option: OneAccessTenantClient: the option "client_secret" is an empty string/,
  );
});
