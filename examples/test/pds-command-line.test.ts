import { randomBytes } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createMockAuthority, type MockAuthority } from '@tokenwright/mock-authority';
import { formsOf, startLoopback, type ReceivedRequest } from '@tokenwright/test-support';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startExample, type RunningExample } from './run-example.ts';

const hours = 3_600_000;

interface Stage {
  readonly authority: MockAuthority;
  /** Where the login lies. */
  readonly folder: string;
  /** From now on calls of the API wait until so many have come. */
  readonly holdCallsUntil: (count: number) => void;
  /** Starts the program anew, a process of its own. */
  readonly start: (settings?: Readonly<Record<string, string>>) => RunningExample;
}

async function onStage(): Promise<Stage> {
  const authority = createMockAuthority({ provider: 'aliyun-pds' });
  let held: (() => void)[] = [];
  let together = 1;
  const arrival = (): Promise<void> =>
    new Promise((resolve) => {
      held.push(resolve);
      if (held.length < together) return;
      for (const go of held) go();
      [held, together] = [[], 1];
    });
  const forward = async ({ method, path, headers, body }: ReceivedRequest, response: ServerResponse): Promise<void> => {
    if (path === '/v2/user/get') await arrival();
    const { authorization = '', 'content-type': type = '' } = headers;
    const init = { method, headers: { authorization, 'content-type': type }, ...(body === '' ? {} : { body }) };
    const answer = await authority.fetch(`${gateway.url}${path}`, { ...init, redirect: 'manual' });
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  };
  const gateway = await startLoopback((request, response) => {
    // What goes wrong here shows as a cut connection.
    forward(request, response).catch(() => response.destroy());
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-example-'));
  onTestFinished(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true });
  });
  const settings = {
    PDS_ENDPOINT: gateway.url,
    PDS_DOMAIN_ID: 'mock-domain',
    PDS_CLIENT_ID: 'mock-native-app',
    TOKEN_FOLDER: path.join(folder, 'tokens'),
    TOKEN_KEY: randomBytes(32).toString('base64'),
  };
  return {
    authority,
    folder,
    holdCallsUntil: (count) => {
      together = count;
    },
    start: (others) => startExample('pds-command-line.ts', { ...settings, ...others }),
  };
}

/** What the program asks its user to open. */
async function addressOf(program: RunningExample): Promise<string> {
  return (await program.nextLine()).replace('To log in, open ', '');
}

/** Logs in as a browser would. */
async function logIn(program: RunningExample): Promise<void> {
  const response = await fetch(await addressOf(program));
  expect([response.status, await response.text()]).toEqual([200, 'You are logged in. This page can be closed.\n']);
}

const grantsOf = (authority: MockAuthority): (string | undefined)[] =>
  authority
    .received()
    .filter(({ path }) => path === '/v2/oauth/token')
    .map(({ grantType }) => grantType);

const drive = { code: 0, output: 'User 1: drive 1\n' };

describe('pds-command-line.ts', () => {
  test('asks for a login once: the second run sends no code, and has a token without a request', async () => {
    const { authority, start, folder } = await onStage();
    const first = start();
    await logIn(first);
    expect((await first.ended).output).toMatch(/^To log in, open http\S+\nUser 1: drive 1\n$/);
    expect(await start().ended).toEqual(drive);
    expect(grantsOf(authority)).toEqual(['authorization_code']);

    // Nobody but the owner can read what lies there, and nobody without the key understands it.
    const files = globSync('tokens/**', { cwd: folder }).map((file) => path.join(folder, file));
    const contents = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, 'utf8'));
    expect(contents.join('')).toContain('sealed');
    const secrets = authority.tokens({ secrets: true }).map(({ value }) => value);
    expect(secrets).toHaveLength(2);
    for (const each of secrets.flatMap(formsOf)) expect(contents.join('')).not.toContain(each);
    for (const file of files) expect(statSync(file).mode & 0o077).toBe(0);
  });

  test('a later run refreshes the token, and two at once refresh it once', async () => {
    const { authority, start, holdCallsUntil } = await onStage();
    const first = start();
    await logIn(first);
    await first.ended;
    for (const runs of [1, 2]) {
      // By the clock of PDS: its access token is over, and the refresh token is not.
      authority.clock.advance(3 * hours);
      // Both come with the token that is over.
      holdCallsUntil(runs);
      const programs = Array.from({ length: runs }, () => start());
      expect(await Promise.all(programs.map(({ ended }) => ended))).toEqual(programs.map(() => drive));
    }
    expect(grantsOf(authority)).toEqual(['authorization_code', 'refresh_token', 'refresh_token']);
    const calls = authority.received().filter(({ path }) => path === '/v2/user/get');
    expect(calls.filter(({ status }) => status === 401)).toHaveLength(3);
    // What was refreshed is what the next run finds.
    expect(await start().ended).toEqual(drive);
    expect(grantsOf(authority)).toHaveLength(3);
  });

  test('takes no callback of a login that it did not begin', async () => {
    const { authority, start } = await onStage();
    const program = start();
    const address = new URL(await addressOf(program));
    const callback = new URL(address.searchParams.get('redirect_uri') ?? '');
    const { code } = authority.issueCode({ clientId: 'mock-native-app', redirectUri: callback.href });
    callback.search = new URLSearchParams({ code, state: 'another' }).toString();
    expect((await fetch(callback)).status).toBe(400);
    expect(grantsOf(authority)).toEqual([]);
    // It goes on to wait for its user.
    expect((await fetch(address)).status).toBe(200);
    expect(await program.ended).toMatchObject({ code: 0 });
  });

  test('with another key it ends with a sentence, and leaves the login as it was', async () => {
    const { authority, start } = await onStage();
    const first = start();
    await logIn(first);
    await first.ended;
    const { code, output } = await start({ TOKEN_KEY: randomBytes(32).toString('base64') }).ended;
    expect([code, output]).toEqual([1, expect.stringMatching(/^invalid_record: /)]);
    expect(await start().ended).toEqual(drive);
    expect(grantsOf(authority)).toEqual(['authorization_code']);
  });

  test('asks for a login again when PDS has ended the one that it knows', async () => {
    const { authority, start } = await onStage();
    const first = start();
    await logIn(first);
    await first.ended;
    authority.kill();
    const again = start();
    await logIn(again);
    expect((await again.ended).output).toContain('User 1: drive 1');
  });
});
