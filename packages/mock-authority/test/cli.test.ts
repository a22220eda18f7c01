import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { goodClaims, NOON, signAssertion } from './support/pds.ts';
import { overHttp } from './support/http.ts';

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tokenwright-mock-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command; `whenReady` gets its address and the process is ended with the signal afterwards. */
function run(
  args: readonly string[],
  whenReady?: (url: string) => Promise<void>,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const url = /^ready (\S+)\n/u.exec(stdout)?.[1];
      if (url === undefined || !whenReady) return;
      whenReady(url).then(
        () => child.kill(signal),
        (error: unknown) => {
          child.kill('SIGKILL');
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
    child.on('error', reject);
    child.on('close', (exitCode) => {
      resolve({ exitCode, stdout, stderr });
    });
  });
}

/** The same without a process, for what ends before anything listens. */
async function runHere(args: readonly string[]): Promise<Run> {
  const { runCommand } = await import('../src/cli/run.ts');
  let stdout = '';
  let stderr = '';
  const result = await runCommand(args, '0.0.0', {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
  });
  if ('exitCode' in result) return { exitCode: result.exitCode, stdout, stderr };
  await result.server.close();
  throw new Error(`it serves: ${stdout}`);
}

describe('tokenwright-mock', () => {
  test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])(
    'says it is ready in one line, logs without secrets, ends cleanly on %s',
    async (signal) => {
      const result = await run(
        ['aliyun-pds', '--control', '--fault', 'status=503;retry-after=2;on=2'],
        async (url) => {
          expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
          const body = {
            grant_type: 'code',
            client_id: 'mock-web-app',
            client_secret: 'top-secret-value',
            code: 'secret-code',
            redirect_uri: 'x',
          };
          const ask = (): Promise<Response> =>
            fetch(`${url}/v2/oauth/token`, { method: 'POST', body: new URLSearchParams(body) });
          expect((await ask()).status).toBe(400);
          expect((await ask()).status).toBe(503);
          expect((await fetch(`${url}/__mock/state`)).status).toBe(200);
        },
        signal,
      );
      expect(result.exitCode).toBe(0);
      expect(result.stdout).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+\n$/u);
      expect(result.stderr).toMatch(
        /POST \/v2\/oauth\/token 400 grant=code client=mock-web-app - the secret of application mock-web-app is wrong/u,
      );
      expect(result.stderr).toContain('[fault status=503;retry-after=2;on=2]');
      expect(result.stderr).toMatch(/page http:\/\/127\.0\.0\.1:\d+\/__mock\//u);
      expect(result.stderr).not.toMatch(/top-secret-value|secret-code/u);
    },
  );

  test('writes the private key that its JWT application trusts, for the owner only', async () => {
    const file = join(folder, 'key.pem');
    await run(['aliyun-pds', '--write-private-key', file, '--quiet'], async (url) => {
      const now = Math.floor(Date.now() / 1000);
      const assertion = signAssertion({ ...goodClaims(), iat: now, exp: now + 60 }, readFileSync(file, 'utf8'));
      const body = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', client_id: 'mock-jwt-app', assertion };
      expect((await fetch(`${url}/v2/oauth/token`, { method: 'POST', body: new URLSearchParams(body) })).status).toBe(
        200,
      );
    });
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('leaves the key of a running mock alone when its port is taken', async () => {
    const file = join(folder, 'kept.pem');
    await run(['aliyun-pds', '--write-private-key', file, '--quiet'], async (url) => {
      const before = readFileSync(file, 'utf8');
      const second = await runHere(['aliyun-pds', '--port', new URL(url).port, '--write-private-key', file]);
      expect(second.exitCode).toBe(1);
      expect(readFileSync(file, 'utf8')).toBe(before);
    });
  });

  test('takes applications, users, lifetimes and traits; quiet says nothing but ready', async () => {
    const args = [
      'huawei-oneaccess',
      '-q',
      '--client',
      'a:b:c',
      '--redirect-uri',
      'http://127.0.0.1/x',
      '--user',
      'anna',
      '--token-lifetime',
      '10m',
      '--trait',
      'refreshTokens=true',
      '--trait',
      'expiresIn=string',
    ];
    const result = await run(args, async (url) => {
      const login = await fetch(
        `${url}/api/v1/oauth2/authorize?client_id=a&response_type=code&redirect_uri=http://127.0.0.1:9/x`,
        { redirect: 'manual' },
      );
      const code = new URL(login.headers.get('location') ?? '').searchParams.get('code') ?? '';
      const body = {
        grant_type: 'authorization_code',
        client_id: 'a',
        client_secret: 'b:c',
        code,
        redirect_uri: 'http://127.0.0.1:9/x',
      };
      const answer = await fetch(`${url}/api/v1/oauth2/token`, { method: 'POST', body: new URLSearchParams(body) });
      expect(await answer.json()).toMatchObject({ expires_in: '600', refresh_token: expect.any(String) as unknown });
    });
    expect([result.exitCode, result.stderr]).toEqual([0, '']);
  });

  test('--help names every flag and --version is that of the package', async () => {
    const { FLAGS } = await import('../src/cli/arguments.ts');
    const help = await run(['--help']);
    expect(help.exitCode).toBe(0);
    for (const flag of Object.keys(FLAGS)) expect(help.stdout).toContain(`--${flag}`);
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect((await run(['--version'])).stdout).toBe(`${version}\n`);
  });

  test.each<[string, string[], string]>([
    ['no provider', [], 'name a provider'],
    ['an unknown provider', ['google'], 'there is no provider "google"'],
    ['two providers', ['aliyun-pds', 'huawei-oneaccess'], 'one provider at a time'],
    ['an unknown flag', ['aliyun-pds', '--colour'], '--colour'],
    ['a port that is none', ['aliyun-pds', '--port', '99999'], '--port takes a whole number from 0 to 65535'],
    ['a malformed fault', ['aliyun-pds', '--fault', 'status=abc'], 'status takes an HTTP status'],
    ['a malformed lifetime', ['aliyun-pds', '--token-lifetime', 'long'], '--token-lifetime takes a duration'],
    ['an unknown trait', ['aliyun-pds', '--trait', 'x=1'], 'trait x does not exist'],
    ['an origin that is none', ['aliyun-pds', '--allow-origin', '*'], 'trait allowedOrigins: "*" is no origin'],
    ['an origin for OneAccess', ['huawei-oneaccess', '--allow-origin', 'http://127.0.0.1:1'], 'is for aliyun-pds only'],
    ['an application twice', ['aliyun-pds', '--client', 'a', '--client', 'a:b'], 'clients: a is there twice'],
    ['a user twice', ['aliyun-pds', '--user', 'a', '--user', 'a'], 'users: a is there twice'],
    [
      'a redirect URI that is none',
      ['aliyun-pds', '--client', 'a', '--redirect-uri', 'localhost/callback'],
      'clients: the redirect URI "localhost/callback" of a is no absolute URI',
    ],
    ['a key without an application', ['aliyun-pds', '--public-key', 'k'], 'belong to a --client'],
  ])('%s is bad usage: a sentence and exit code 2', async (_what, args, sentence) => {
    // One of them as a process, which shows that the code is the one it exits with.
    const result = await (args.length === 0 ? run(args) : runHere(args));
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain(sentence);
    expect(result.stderr).not.toMatch(/ {4}at /u);
  });

  test('--allow-origin lets pages of each origin in, and no others', async () => {
    const allowed = ['http://127.0.0.1:3000', 'https://app.example'];
    const args = ['aliyun-pds', '-q', ...allowed.flatMap((origin) => ['--allow-origin', origin])];
    const result = await run(args, async (url) => {
      for (const origin of [...allowed, 'http://127.0.0.1:3001']) {
        const headers = { origin, 'access-control-request-method': 'POST' };
        const answer = await fetch(`${url}/v2/user/get`, { method: 'OPTIONS', headers });
        expect(answer.headers.get('access-control-allow-origin')).toBe(allowed.includes(origin) ? origin : null);
      }
    });
    expect([result.exitCode, result.stderr]).toEqual([0, '']);
  });

  test('an unreadable key and a port in use are a sentence and exit code 1', async () => {
    const file = join(folder, 'bad.pem');
    writeFileSync(file, 'this is no key');
    const bad = await runHere(['aliyun-pds', '--client', 'a', '--public-key', file]);
    expect([bad.exitCode, bad.stderr]).toEqual([
      1,
      expect.stringContaining('the public key of client a cannot be read'),
    ]);
    const absent = await runHere(['aliyun-pds', '--client', 'a', '--public-key', join(folder, 'absent.pem')]);
    expect([absent.exitCode, absent.stderr]).toEqual([1, expect.stringContaining('ENOENT')]);
    await overHttp({ provider: 'aliyun-pds' }, async (_url, _authority, server) => {
      const result = await runHere(['aliyun-pds', '--port', String(server.port)]);
      expect([result.exitCode, result.stderr]).toEqual([
        1,
        expect.stringContaining(`port ${server.port} of 127.0.0.1 is in use`),
      ]);
    });
  });

  test('serves on when nobody reads its output any more', async () => {
    const child = spawn(process.execPath, [CLI, 'aliyun-pds'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
    try {
      const ready = await new Promise<string>((resolve) => {
        child.stdout.on('data', (chunk: Buffer) => {
          resolve(chunk.toString());
        });
      });
      child.stdout.destroy();
      child.stderr.destroy();
      const url = ready.slice('ready '.length).trim();
      for (let count = 0; count < 3; count += 1) expect((await fetch(`${url}/nope`)).status).toBe(404);
    } finally {
      child.kill();
    }
    expect(await exited).toBe(0);
  });

  test('what a client sends cannot begin a line of the log', async () => {
    const { logLine } = await import('../src/cli/request-log.ts');
    const line = logLine({ requestId: 'x', at: NOON, method: 'POST', path: '/x', clientId: 'a\n12:00 fake\u001B[31m' });
    expect(line).not.toMatch(/\n|\u001B/u);
  });
});
