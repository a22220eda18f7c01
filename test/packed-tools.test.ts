import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compile, withNode } from './support/compile.ts';
import { installPacked, type PackedProject } from './support/packed.ts';
import { run } from './support/run.ts';

let project: PackedProject;
beforeAll(async () => {
  project = await installPacked(['specs', 'contract', 'mock-authority']);
});
afterAll(() => project[Symbol.dispose]());

describe('the packed contract kit and mock authority, installed into an empty project,', () => {
  test('hold what they are to hold, and nothing else', () => {
    const allowed =
      /^[\w-]+\/(?:dist\/[\w.-]+\.(?:js|d\.ts)|docs\/[\w-]+\.(?:md|png)|[\w-]+\.yaml|package\.json|README\.md|LICENSE)$/;
    expect(project.files.filter((file) => !allowed.test(file))).toEqual([]);
    for (const name of ['specs', 'contract', 'mock-authority']) {
      for (const file of ['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts'])
        expect(project.files).toContain(`${name}/${file}`);
    }
  });

  test('tokenwright-contract judges a document', async () => {
    const { code, output } = await run('npx', ['tokenwright-contract', 'check', 'huawei-oneaccess-tenant'], {
      cwd: project.folder,
    });
    expect(output).toMatch(/huawei-oneaccess-tenant/);
    expect(code, output).toBe(0);
  });

  test('tokenwright-mock serves tokens, and ends on a signal', async () => {
    const command = path.join(project.folder, 'node_modules/.bin/tokenwright-mock');
    const child = spawn(command, ['huawei-oneaccess', '--quiet'], {
      cwd: project.folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    let url = '';
    for await (const line of lines) {
      url = /^ready (http\S+)/.exec(line)?.[1] ?? '';
      if (url !== '') break;
    }
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'mock-app',
      client_secret: 'mock-app-secret',
    });
    const response = await fetch(`${url}/api/v2/tenant/token`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ token_type: 'Bearer', expires_in: 1800 });
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
  });

  test('work as libraries together: the mock keeps to the document', async () => {
    writeFileSync(
      path.join(project.folder, 'main.mjs'),
      `import { createContractFetch } from '@tokenwright/contract';
       import { createMockAuthority } from '@tokenwright/mock-authority';
       import { documents } from '@tokenwright/specs';
       const request = () => new Request('https://abc.huaweioneaccess.com/api/v2/tenant/token', {
         method: 'POST',
         body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'mock-app', client_secret: 'mock-app-secret' }),
       });
       const contract = createContractFetch('huawei-oneaccess-tenant');
       const said = Object.keys(await (await contract(request())).json());
       const given = Object.keys(await (await createMockAuthority({ provider: 'huawei-oneaccess' }).fetch(request())).json());
       console.log(contract.violations.length, given.every((name) => said.includes(name)), Object.keys(documents).length);`,
    );
    const { output } = await run(process.execPath, ['main.mjs'], { cwd: project.folder });
    expect(output.trim()).toBe('0 true 3');
  });

  test('compile in a strict project that checks its libraries', async () => {
    writeFileSync(
      path.join(project.folder, 'main.ts'),
      `import { createContractFetch, startContractServer, type ContractServer } from '@tokenwright/contract';
       import { createMockAuthority, type MockAuthority } from '@tokenwright/mock-authority';
       import { documents, type DocumentName } from '@tokenwright/specs';
       export const names: DocumentName[] = Object.keys(documents) as DocumentName[];
       export const server: Promise<ContractServer> = startContractServer('aliyun-pds');
       export const authority: MockAuthority = createMockAuthority({ provider: 'aliyun-pds' });
       export const judged = createContractFetch('aliyun-pds').violations.length;
       // @ts-expect-error there is no such provider
       createMockAuthority({ provider: 'other' });`,
    );
    const options = { skipLibCheck: false, lib: ['es2022'] };
    expect(await compile(project.folder, { ...options, ...withNode }, ['main.ts'])).toBe('');
    expect(await compile(project.folder, { ...options, lib: ['es2022', 'dom'] }, ['main.ts'])).toBe('');
  });
});
