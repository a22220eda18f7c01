import path from 'node:path';
import { expect, test } from 'vitest';
import { bin, root, run } from './support/run.ts';

/** The environment that programs of a test have, where the tests were started with another. */
async function environmentWith(given: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const setup = path.join(root, 'scripts/test-environment.ts');
  const program = 'console.log(JSON.stringify(process.env))';
  const { output } = await run(bin('node'), ['--import', setup, '--eval', program], {
    env: { PATH: process.env['PATH'] ?? '', ...given },
  });
  return JSON.parse(output) as NodeJS.ProcessEnv;
}

test('what a shell, a hook or a CI says to other programs does not reach those that tests start', async () => {
  const given = {
    FORCE_COLOR: '1',
    NODE_OPTIONS: '--trace-warnings',
    DEBUG: '*',
    GIT_DIR: '.git',
    GIT_INDEX_FILE: '.git/index',
    TOKENWRIGHT_LIVE_ORIGIN: 'https://abc.huaweioneaccess.com',
  };
  const env = await environmentWith({ ...given, TOKENWRIGHT_RUNTIMES: '1', HTTP_PROXY: 'http://127.0.0.1:9' });
  for (const name of Object.keys(given)) expect(env, name).not.toHaveProperty(name);
  expect(env).toMatchObject({ TOKENWRIGHT_RUNTIMES: '1', HTTP_PROXY: 'http://127.0.0.1:9', NO_COLOR: '1' });
});

test('a proxy is not asked for the servers of tests, and still not for what it was not asked for before', async () => {
  expect(await environmentWith({})).toMatchObject({ NO_PROXY: '127.0.0.1,localhost', no_proxy: '127.0.0.1,localhost' });
  const both = 'example.com,127.0.0.1,localhost';
  expect(await environmentWith({ NO_PROXY: 'example.com' })).toMatchObject({ NO_PROXY: both, no_proxy: both });
});

test('every test has it', () => {
  expect(process.env).toMatchObject({ GIT_CONFIG_GLOBAL: '/dev/null', NO_COLOR: '1' });
  expect(process.env['FORCE_COLOR']).toBeUndefined();
});
