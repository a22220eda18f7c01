import { createMockAuthority, type MockAuthority } from '@tokenwright/mock-authority';
import { describe, expect, test } from 'vitest';
import { startExample, temporaryFile } from './run-example.ts';

/** A twin over HTTP that ends its access tokens after the first call of the API. */
async function forgetfulDomain(): Promise<{
  authority: MockAuthority;
  env: Record<string, string>;
  readonly close: () => Promise<void>;
}> {
  let calls = 0;
  const authority = createMockAuthority({
    provider: 'aliyun-pds',
    onRequest: ({ path }) => {
      calls += path === '/v2/user/get' ? 1 : 0;
      if (path === '/v2/user/get' && calls === 2) authority.kill({ tokenKind: 'access' });
    },
  });
  const server = await authority.listen();
  const env = {
    PDS_ENDPOINT: server.url,
    PDS_DOMAIN_ID: 'mock-domain',
    PDS_CLIENT_ID: 'mock-jwt-app',
    PDS_PRIVATE_KEY_FILE: temporaryFile('key.pem', await authority.privateKeyPem()),
  };
  return { authority, env, close: () => server.close() };
}

const statusesOf = (authority: MockAuthority, path: string): (number | undefined)[] =>
  authority
    .received()
    .filter((request) => request.path === path)
    .map(({ status }) => status);

describe('a client of PDS carries the token of a source', () => {
  test('pds-axios.ts: axios repeats a request whose token was refused, with the next one', async () => {
    const { authority, env, close } = await forgetfulDomain();
    const { code, output } = await startExample('pds-axios.ts', env).ended;
    expect(output).toBe('1: superadmin, superadmin\n2: superadmin, superadmin\n3: superadmin, superadmin\n');
    expect(code).toBe(0);
    expect(statusesOf(authority, '/v2/user/get')).toEqual([200, 200, 401, 200]);
    expect(statusesOf(authority, '/v2/oauth/token')).toEqual([200, 200]);
    await close();
  });

  test('pds-hey-api.ts: a generated client, by auth and by fetch', async () => {
    const { authority, env, close } = await forgetfulDomain();
    const { code, output } = await startExample('pds-hey-api.ts', env).ended;
    expect(output).toBe('auth: HTTP 200, superadmin\nfetch: HTTP 200, superadmin\nfetch: HTTP 200, superadmin\n');
    expect(code).toBe(0);
    expect(statusesOf(authority, '/v2/user/get')).toEqual([200, 200, 401, 200]);
    await close();
  });
});

/** A browser: it keeps cookies by host, and follows redirects only when it is told to. */
class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  async go(url: string, method: 'GET' | 'POST' = 'GET'): Promise<Response> {
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { method, redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('Max-Age=0')) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /** Where a redirect leads. */
  async sentTo(url: string, method: 'GET' | 'POST' = 'GET'): Promise<string> {
    const response = await this.go(url, method);
    expect(response.status).toBeGreaterThanOrEqual(302);
    expect(response.status).toBeLessThanOrEqual(303);
    return new URL(response.headers.get('location') ?? '', url).href;
  }

  async read(url: string): Promise<string> {
    return (await this.go(url)).text();
  }
}

describe('pds-web-login.ts', () => {
  async function started(): Promise<{ authority: MockAuthority; url: string; close: () => Promise<void> }> {
    const authority = createMockAuthority({ provider: 'aliyun-pds' });
    const server = await authority.listen();
    const app = startExample('pds-web-login.ts', {
      PDS_ENDPOINT: server.url,
      PDS_DOMAIN_ID: 'mock-domain',
      PDS_CLIENT_ID: 'mock-web-app',
      PDS_CLIENT_SECRET: 'mock-web-app-secret',
    });
    const url = await app.nextLine();
    const close = async (): Promise<void> => {
      app.process.kill();
      expect((await app.ended).output).not.toContain('mock-web-app-secret');
      await server.close();
    };
    return { authority, url, close };
  }

  async function logIn(browser: Browser, url: string): Promise<void> {
    const page = await browser.sentTo(`${url}/login`);
    const callback = await browser.sentTo(page);
    expect(callback).toMatch(/\/callback\?code=\w+&state=\w+$/);
    expect(await browser.sentTo(callback)).toBe(`${url}/`);
  }

  test('logs a user in by a code, renews the token of the session, and ends it at PDS', async () => {
    const { authority, url, close } = await started();
    const browser = new Browser();
    expect(await browser.read(url)).toBe('Not logged in. Go to /login.\n');
    await logIn(browser, url);
    expect(await browser.read(url)).toBe('Hello, User 1.\n');
    // Two hours later, by the clock of PDS: the access token is over, the session is not.
    authority.clock.advance(7_200_000);
    expect(await Promise.all(Array.from({ length: 10 }, () => browser.read(url)))).toEqual(
      Array.from({ length: 10 }, () => 'Hello, User 1.\n'),
    );
    const grants = authority.received().map(({ grantType }) => grantType);
    expect(grants.filter((grant) => grant === 'refresh_token')).toHaveLength(1);
    expect(await browser.sentTo(`${url}/logout`, 'POST')).toBe(`${url}/`);
    expect(await browser.read(url)).toBe('Not logged in. Go to /login.\n');
    expect(statusesOf(authority, '/v2/account/revoke')).toEqual([204]);
    expect(authority.tokens()).toEqual([]);
    await close();
  });

  test('keeps two users apart, and asks one to log in again whose session PDS has ended', async () => {
    const { authority, url, close } = await started();
    const [one, two] = [new Browser(), new Browser()];
    await logIn(one, url);
    authority.approveAs('mock-user-2');
    await logIn(two, url);
    expect([await one.read(url), await two.read(url)]).toEqual(['Hello, User 1.\n', 'Hello, User 2.\n']);
    // An API that cannot be reached for once ends neither the program nor a session.
    authority.faults.add('reset;path=/v2/user/get;times=1');
    expect((await one.go(url)).status).toBe(502);
    expect(await one.read(url)).toBe('Hello, User 1.\n');
    authority.kill({ lineage: 1 });
    expect(await one.sentTo(url)).toBe(`${url}/login`);
    expect(await two.read(url)).toBe('Hello, User 2.\n');
    await close();
  });

  test('takes no callback that belongs to another browser', async () => {
    const { authority, url, close } = await started();
    const [attacker, victim] = [new Browser(), new Browser()];
    const callback = await attacker.sentTo(await attacker.sentTo(`${url}/login`));
    expect((await victim.go(callback)).status).toBe(400);
    await victim.go(`${url}/login`);
    expect((await victim.go(callback)).status).toBe(400);
    // No state that somebody could guess stands for a browser that never went away to log in.
    for (const state of ['none', '', 'undefined']) {
      const forged = new URL(callback);
      forged.searchParams.set('state', state);
      expect((await new Browser().go(forged.href)).status).toBe(400);
    }
    expect(await victim.read(url)).toBe('Not logged in. Go to /login.\n');
    expect(statusesOf(authority, '/v2/oauth/token')).toEqual([]);
    await close();
  });
});

test('pds-multi-user.ts serves each user with their own token, for one request to PDS each', async () => {
  const authority = createMockAuthority({ provider: 'aliyun-pds' });
  const server = await authority.listen();
  const app = startExample('pds-multi-user.ts', {
    PDS_ENDPOINT: server.url,
    PDS_DOMAIN_ID: 'mock-domain',
    PDS_CLIENT_ID: 'mock-jwt-app',
    PDS_PRIVATE_KEY_FILE: temporaryFile('key.pem', await authority.privateKeyPem()),
  });
  const url = await app.nextLine();
  const ask = async (userId: string): Promise<string> => {
    const response = await fetch(url, { headers: { 'x-user-id': userId } });
    return `${response.status} ${(await response.text()).trim()}`;
  };
  const users = Array.from({ length: 40 }, (_, index) => `mock-user-${1 + (index % 2)}`);
  expect(await Promise.all(users.map(ask))).toEqual(users.map((user) => `200 ${user}: drive ${user.at(-1) ?? ''}`));
  expect(statusesOf(authority, '/v2/oauth/token')).toEqual([200, 200]);
  expect(await ask('nobody')).toBe('404 PDS knows no such user.');
  expect((await fetch(url)).status).toBe(400);
  // The API cannot be reached for once: one user is told so, and the program goes on.
  authority.faults.add('reset;path=/v2/user/get;times=1');
  expect(await ask('mock-user-1')).toBe('502 PDS does not serve this at the moment.');
  expect(await ask('mock-user-1')).toBe('200 mock-user-1: drive 1');
  app.process.kill();
  expect((await app.ended).output).toContain('NotFound');
  await server.close();
});
