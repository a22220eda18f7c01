import { fileURLToPath } from 'node:url';
import { createMockAuthority, type MockAuthority, type MockServer } from '@tokenwright/mock-authority';
import { formsOf } from '@tokenwright/test-support';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bundleAside } from '../../scripts/runtimes/bundle.ts';
import { pinned, programOf, runtimesWanted } from '../../scripts/runtimes/install.ts';
import { startWorker, type RunningWorker } from '../../scripts/runtimes/workerd.ts';

const secret = 'a secret that nobody sees';

describe.runIf(runtimesWanted('oneaccess-worker.ts in workerd', 'oneaccess-worker'))(
  'oneaccess-worker.ts in workerd',
  () => {
    let program: string;
    let bundled: Awaited<ReturnType<typeof bundleAside>>;
    let authority: MockAuthority;
    let server: MockServer;
    let worker: RunningWorker;
    /** All that the worker answered. */
    let seen: string;

    beforeAll(async () => {
      program = await programOf(pinned('workerd'));
      bundled = await bundleAside(fileURLToPath(new URL('../src/oneaccess-worker.ts', import.meta.url)));
    });
    afterAll(() => bundled[Symbol.dispose]());

    beforeEach(async () => {
      authority = createMockAuthority({
        provider: 'huawei-oneaccess',
        clients: [{ clientId: 'mock-app', clientSecret: secret }],
      });
      server = await authority.listen();
      worker = await startWorker(program, bundled.file, {
        ONEACCESS_ENDPOINT: server.url,
        ONEACCESS_CLIENT_ID: 'mock-app',
        ONEACCESS_CLIENT_SECRET: secret,
      });
      seen = '';
    });

    afterEach(async () => {
      await worker[Symbol.asyncDispose]();
      await server.close();
      const secrets = [secret, ...authority.tokens({ secrets: true }).map(({ value }) => value)];
      for (const each of secrets.flatMap(formsOf)) expect(seen).not.toContain(each);
    });

    async function ask(): Promise<[number, unknown]> {
      const response = await fetch(worker.url, { signal: AbortSignal.timeout(20_000) });
      const text = await response.text();
      seen += JSON.stringify([...response.headers]) + text;
      return [response.status, JSON.parse(text)];
    }

    const statusesAt = (path: string): (number | undefined)[] =>
      authority
        .received()
        .filter((request) => request.path === path)
        .map(({ status }) => status);
    const users = [200, { users: ['mock-user-1', 'mock-user-2'] }];

    test('gets one token for all who come at once, and for those who come later', async () => {
      expect(await Promise.all(Array.from({ length: 10 }, ask))).toEqual(Array.from({ length: 10 }, () => users));
      expect(await ask()).toEqual(users);
      expect(statusesAt('/api/v2/tenant/token')).toEqual([200]);
      expect(statusesAt('/api/v2/tenant/users')).toHaveLength(11);
    });

    test('replaces a token that OneAccess refuses before its time', async () => {
      await ask();
      authority.kill();
      expect(await ask()).toEqual(users);
      expect(statusesAt('/api/v2/tenant/users')).toEqual([200, 401, 200]);
      expect(statusesAt('/api/v2/tenant/token')).toEqual([200, 200]);
    });

    test('says that there is no token, and not why', async () => {
      authority.faults.add('status=401;error=invalid_client;path=/api/v2/tenant/token');
      expect(await ask()).toEqual([502, { error: 'OneAccess gives no token at the moment.' }]);
    });
  },
);
