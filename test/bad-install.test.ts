import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pem } from '@tokenwright/test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pinned, programOf, runtimesWanted } from '../scripts/runtimes/install.ts';
import { runToEnd, type Ended } from '../scripts/runtimes/processes.ts';
import { createProject, type Project } from '../scripts/runtimes/project.ts';
import { packAll } from '../scripts/lib/tarballs.ts';
import { supportedNode, unsupportedNodes } from '../scripts/runtimes/versions.ts';

const mostMs = 180_000;
let project: Project;

/** Runs a program as a file of the project, with a Node.js of its own. */
async function runFile(nodeId: string, name: string, text: string): Promise<Ended> {
  const file = path.join(project.folder, name);
  writeFileSync(file, text);
  return runToEnd(await programOf(pinned(nodeId)), [file], { cwd: project.folder, mostMs });
}

/** What a user reads: the one line of the error, without the stack. */
function sentenceOf({ stderr }: Ended): string {
  return stderr.split('\n').find((line) => /^\w*Error\b/.test(line)) ?? stderr;
}

describe.runIf(runtimesWanted('what is told on a Node.js that is too old', 'bad-install'))(
  'a user who',
  { timeout: 600_000 },
  () => {
    beforeAll(async () => {
      project = await createProject({ packages: ['core', 'aliyun-pds', 'store-redis'] });
    });
    afterAll(() => project?.[Symbol.dispose]());

    test.each(['node-20.18', 'node-22.11'])(
      'installs on a Node.js that is too old (%s) is told by npm which one is needed',
      async (id) => {
        const tarball = (await packAll()).find(({ name }) => name === '@tokenwright/core');
        const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-old-'));
        try {
          writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
          const npm = realpathSync(execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim());
          const program = await programOf(pinned(id));
          const words = [npm, 'install', '--no-audit', '--no-fund', '--dry-run', tarball?.file ?? ''];
          const { stderr } = await runToEnd(program, words, { cwd: folder, mostMs });
          expect(stderr).toContain('Unsupported engine');
          expect(stderr).toContain('@tokenwright/core@');
          expect(stderr).toContain(`required: { node: '${supportedNode}' }`);
          expect(stderr).toContain(`current: { node: 'v${pinned(id).version ?? ''}'`);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      },
    );

    const own = unsupportedNodes.map(({ id }) => id);
    test.each(own)('requires the packages on %s is told by Node.js to import() them', async (id) => {
      const ended = await runFile(id, 'main.cjs', "require('@tokenwright/aliyun-pds');");
      expect(ended.code).toBe(1);
      expect(sentenceOf(ended)).toMatch(
        /^Error \[ERR_REQUIRE_ESM\]: require\(\) of ES Module .*aliyun-pds.dist.index\.js from .*main\.cjs not supported\.$/,
      );
      expect(ended.stderr).toContain('dynamic import() which is available in all CommonJS modules');
    });

    const makeSource = `
      import { createPdsUserTokenSource, PDSClient, TokenwrightError } from '@tokenwright/aliyun-pds';
      import { encrypted } from '@tokenwright/core/encrypted-store';
      import { memoryStore } from '@tokenwright/core/memory-store';
      const privateKey = process.env.KEY;
      new PDSClient({ domain_id: 'd' });
      const works = [
        () => createPdsUserTokenSource({ domainId: 'd', clientId: 'c', privateKey: ${JSON.stringify(pem.pkcs8())}, userId: 'u' }),
        () => encrypted(memoryStore(), { current: { id: 'k', key: new Uint8Array(32) } }),
      ];
      for (const work of works) {
        try { work(); console.log('made'); }
        catch (error) { console.log(TokenwrightError.isInstance(error) ? error.code : 'none of ours', error.message); }
      }`;

    test('imports them on Node.js 18 is told, when it matters, what is missing and what has it', async () => {
      const { stdout, stderr } = await runFile('node-18', 'main.mjs', makeSource);
      expect(stderr).toBe('');
      const [source, store] = stdout.trim().split('\n');
      const advice =
        'this runtime has no WebCrypto. Use Node.js 20.19, 22.12 or later, Bun, Deno or workerd; a browser has it for pages that come by https or from localhost.';
      expect(source).toBe(`unsupported_runtime privateKey: ${advice}`);
      expect(store).toBe(`unsupported_runtime encrypted: ${advice}`);
    });

    test.each(own.filter((id) => id !== 'node-18'))('imports them on %s is not hindered', async (id) => {
      const { stdout, stderr } = await runFile(id, 'main.mjs', makeSource);
      expect(stderr).toBe('');
      expect(stdout).toBe('made\nmade\n');
    });

    test('has no Redis client can load the store, and is told what it takes', async () => {
      const text = `
        const { redisStore } = await import('@tokenwright/store-redis');
        for (const options of [{}, { client: 'redis://localhost' }, { client: {} }])
          try { redisStore(options); console.log('made'); } catch (error) { console.log(error.code, error.message); }
        await import('redis');`;
      const ended = await runFile('node-24', 'store.mjs', text);
      expect(ended.stdout.trim().split('\n')).toEqual([
        expect.stringMatching(/^missing_option redisStore: the option "client" is missing.*"redis" or "ioredis"/),
        expect.stringMatching(/^invalid_option redisStore: the option "client" is a string; .*"redis" or "ioredis"/),
        expect.stringMatching(
          /^invalid_option redisStore: the option "client" is none that the store knows; .*"redis" 6/,
        ),
      ]);
      expect(sentenceOf(ended)).toMatch(/^Error \[ERR_MODULE_NOT_FOUND\]: Cannot find package 'redis' imported from /);
    });

    test('has two copies of core: what one makes, the other takes', async () => {
      const modules = path.join(project.folder, 'node_modules/@tokenwright');
      const nested = path.join(modules, 'aliyun-pds/node_modules/@tokenwright');
      mkdirSync(nested, { recursive: true });
      cpSync(path.join(modules, 'core'), path.join(nested, 'core'), { recursive: true });
      try {
        const ended = await runFile('node-24', 'copies.mjs', twoCopies(pem.pkcs8()));
        expect(ended.stderr).toBe('');
        expect(JSON.parse(ended.stdout)).toEqual({
          copies: true,
          errors: ['ConfigurationError', true, true, false],
          token: ['minted', 'minted'],
          stored: [1, 'minted'],
          fetched: 'Bearer minted',
          signed: 3,
          onWorkers: 'known for a store in memory',
        });
      } finally {
        rmSync(path.join(modules, 'aliyun-pds/node_modules'), { recursive: true });
      }
    });
  },
);

/** A program in which the provider has a core of its own, and the application another. */
function twoCopies(privateKey: string): string {
  return `
    import * as provider from '@tokenwright/aliyun-pds';
    import * as core from '@tokenwright/core';
    import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
    import { encrypted } from '@tokenwright/core/encrypted-store';
    import { memoryStore } from '@tokenwright/core/memory-store';

    const seen = { copies: provider.ConfigurationError !== core.ConfigurationError };
    try { new provider.PDSClient({ domain_id: 'd', timeout: 1 }); }
    catch (error) {
      const { ConfigurationError, TokenwrightError } = core;
      seen.errors = [error.name, TokenwrightError.isInstance(error), ConfigurationError.isInstance(error), error instanceof ConfigurationError];
    }
    const alg = 'RS256';
    const signer = core.createAssertionSigner({ alg, key: ${JSON.stringify(privateKey)} });
    let assertion;
    const fetch = async (_address, init) => {
      assertion = new URLSearchParams(String(init.body)).get('assertion');
      return Response.json({ access_token: 'minted', token_type: 'Bearer', expires_in: 7200 });
    };
    const memory = memoryStore();
    const store = encrypted(memory, { current: { id: 'k', key: new Uint8Array(32) } });
    const options = { domainId: 'd', clientId: 'c', userId: 'u', privateKey: signer, fetch, store };
    const sources = [provider.createPdsUserTokenSource(options), provider.createPdsUserTokenSource(options)];
    seen.token = await Promise.all(sources.map(async (source) => (await source.getToken()).accessToken));
    const authorizedFetch = createAuthorizedFetch(sources[1], {
      origins: ['https://api.example'],
      fetch: async (input, init) => Response.json(new Headers(init?.headers ?? input.headers).get('authorization')),
    });
    seen.fetched = await (await authorizedFetch('https://api.example/files')).json();
    seen.signed = assertion.split('.').length;
    await Promise.all(sources.map((source) => source.close()));
    const keys = [];
    // What was minted is written behind.
    while (keys.length === 0) {
      await new Promise(setImmediate);
      for await (const key of memory.keys()) keys.push(key);
    }
    const { record } = await store.get(keys[0]);
    seen.stored = [keys.length, record.token.wire.access_token];
    Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Cloudflare-Workers' }, configurable: true });
    try { provider.createPdsSessionTokenSource({ domainId: 'd', clientId: 'c', sessionId: 's', store: memory }); seen.onWorkers = 'taken'; }
    catch (error) { seen.onWorkers = /is a store in memory/.test(error.message) ? 'known for a store in memory' : error.message; }
    console.log(JSON.stringify(seen));`;
}
