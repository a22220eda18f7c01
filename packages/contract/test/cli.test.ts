import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { runCommand } from '../src/command.ts';
import { startContractServer } from '../src/index.ts';
import { notes } from './support.ts';

afterEach(() => void vi.unstubAllEnvs());

/** Runs a command without any live variable. */
async function run(...words: string[]) {
  for (const name of Object.keys(process.env)) if (name.startsWith('TOKENWRIGHT_')) vi.stubEnv(name, undefined);
  const lines = { out: '', error: '' };
  const status = await runCommand(words, {
    out: (text) => void (lines.out += `${text}\n`),
    error: (text) => void (lines.error += `${text}\n`),
  });
  return { status, stdout: lines.out, stderr: lines.error };
}

test('check runs the suite of a document and prints its numbers', async () => {
  const { status, stdout } = await run('check', 'huawei-oneaccess-tenant');
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /: 1 operations, 3 requests, 17 examples, (\d+) mutations of which \1 were refused; 0 of \d+ cases failed/,
  );
  expect((await run('check', fileURLToPath(notes))).status).toBe(0);
});

test('live without credentials is skipped loudly', async () => {
  const { status, stdout } = await run('live', 'huawei-oneaccess-tenant');
  expect(status).toBe(0);
  expect(stdout).toContain('*** NOTHING WAS CHECKED');
});

test('wrong use is answered with the usage or one sentence, and status 2', async () => {
  expect(await run()).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage:') as string });
  expect((await run('tell', 'aliyun-pds')).status).toBe(2);
  expect(await run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage:') as string });
  expect((await run('check', 'aliyun-pds', '--loud')).stderr).toContain("Unknown option '--loud'");
  const unknown = await run('check', 'aliyun');
  expect(unknown.status).toBe(2);
  expect(unknown.stderr).toMatch(/^"aliyun" is neither .*\n$/);
  expect((await run('serve', 'aliyun-pds', '--port', 'x')).stderr).toBe('--port: a number is needed.\n');
  await using server = await startContractServer('aliyun-pds');
  const { port } = new URL(server.url);
  expect((await run('serve', 'aliyun-pds', '--port', port)).stderr).toContain(`port: ${port} on 127.0.0.1 is in use`);
});

test('serve says where it listens', async () => {
  const program = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
  const words = ['serve', 'huawei-oneaccess-tenant', '--example', 'bad_client_credentials'];
  const child = spawn(process.execPath, [program, ...words]);
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const [url = ''] = /http:\S+/.exec(line.toString()) ?? [];
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'a', client_secret: 'b' });
    expect((await fetch(`${url}/api/v2/tenant/token`, { method: 'POST', body })).status).toBe(401);
  } finally {
    child.kill();
  }
});
