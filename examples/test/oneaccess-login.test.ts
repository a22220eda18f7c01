import { spawn } from 'node:child_process';
import path from 'node:path';
import { createMockAuthority, type MockAuthority } from '@tokenwright/mock-authority';
import { formsOf } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';

/** A browser, as far as these pages need one: it keeps cookies, follows redirects, and remembers all it was sent. */
class Browser {
  readonly seen: string[] = [];
  readonly cookies = new Map<string, string>();
  readonly #appOrigin: string;

  constructor(appOrigin: string) {
    this.#appOrigin = appOrigin;
  }

  async ask(address: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address, this.#appOrigin);
    const headers = new Headers(init.headers);
    if (url.origin === this.#appOrigin) {
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    const text = await response.clone().text();
    this.seen.push(JSON.stringify([...response.headers]), text);
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    return response;
  }

  /** Follows redirects to where they end. */
  async open(address: string, init?: RequestInit): Promise<Response> {
    let response = await this.ask(address, init);
    for (let hops = 0; hops < 6 && response.status >= 300 && response.status < 400; hops += 1)
      response = await this.ask(response.headers.get('location') ?? '');
    return response;
  }

  #keep(cookie: string): void {
    expect(cookie).toMatch(/; HttpOnly; SameSite=Lax/);
    const [pair = ''] = cookie.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (cookie.includes('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

interface Stage {
  readonly authority: MockAuthority;
  readonly browser: Browser;
  readonly endpoint: string;
  readonly newBrowser: () => Browser;
  /** Ends the program, and gives back all that it printed. */
  readonly stop: () => Promise<string>;
}

/** Runs an example as a program of its own, against a twin that gives refresh tokens. */
async function onStage(file: string, work: (stage: Stage) => Promise<void>): Promise<void> {
  const authority = createMockAuthority({ provider: 'huawei-oneaccess', traits: { refreshTokens: true }, clients });
  await using server = await authority.listen();
  const env = {
    ...process.env,
    ONEACCESS_ENDPOINT: server.url,
    ONEACCESS_CLIENT_ID: 'mock-app',
    ONEACCESS_CLIENT_SECRET: secret,
    API_ORIGIN: server.url,
    PORT: '0',
  };
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../src', file)], { env });
  let output = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const listening = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const [, url] = /listening on (\S+)/.exec(output) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('close', () => reject(new Error(`It ended: ${output}`)));
  });
  try {
    const origin = await listening;
    const newBrowser = (): Browser => new Browser(origin);
    const stop = async (): Promise<string> => {
      child.kill('SIGTERM');
      await ended;
      return output;
    };
    await work({ authority, browser: newBrowser(), newBrowser, endpoint: server.url, stop });
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

const secret = 'a secret that no browser sees';
const clients = [
  {
    clientId: 'mock-app',
    clientSecret: secret,
    redirectUris: ['http://127.0.0.1/callback', 'http://127.0.0.1/bff/callback'],
  },
];

/** Nothing that opens anything was in an answer, an address, or the output of the program. */
function expectNoTokenIn(texts: readonly string[], authority: MockAuthority): void {
  const secrets = [secret, ...authority.tokens({ secrets: true }).map(({ value }) => value)];
  expect(secrets.length).toBeGreaterThan(2);
  const all = texts.join('\n');
  for (const each of secrets) for (const form of formsOf(each)) expect(all.includes(form)).toBe(false);
  // An id_token, whosever.
  expect(all).not.toMatch(/eyJ[\w-]+\.eyJ/);
}

const refreshes = (authority: MockAuthority): number =>
  authority.received().filter(({ grantType }) => grantType === 'refresh_token').length;

describe('oneaccess-web-login.ts', () => {
  test('logs in, shows the user, refreshes a token that ended, logs out', async () => {
    await onStage('oneaccess-web-login.ts', async ({ authority, browser, endpoint, stop }) => {
      expect(await (await browser.open('/')).text()).toContain('Log in');
      const home = await browser.open('/login');
      expect(await home.text()).toContain('Hello user1');
      expect([...browser.cookies.keys()]).toEqual(['session']);

      authority.kill({ tokenKind: 'access' });
      expect(await (await browser.open('/')).text()).toContain('Hello user1');
      expect(refreshes(authority)).toBe(1);
      expectNoTokenIn(browser.seen, authority);

      const gone = await browser.ask('/logout', { method: 'POST' });
      expect(gone.headers.get('location')).toMatch(new RegExp(`^${endpoint}/api/v1/logout\\?redirect_url=http`));
      expect(browser.cookies.size).toBe(0);
      expect(await (await browser.open('/')).text()).toContain('Log in');
      expect(await stop()).not.toContain('Error');
    });
  });

  test('sends a user whose session is over to the login again', async () => {
    await onStage('oneaccess-web-login.ts', async ({ authority, browser }) => {
      await browser.open('/login');
      authority.kill();
      const response = await browser.ask('/');
      expect([response.status, response.headers.get('location')]).toEqual([303, '/login']);
      expect(await (await browser.open('/')).text()).toContain('Hello user1');
    });
  });

  test('refuses the callback of a login that this browser did not begin', async () => {
    await onStage('oneaccess-web-login.ts', async ({ authority, browser, newBrowser, stop }) => {
      const begun = await browser.ask('/login');
      const callback = (await browser.ask(begun.headers.get('location') ?? '')).headers.get('location') ?? '';
      const victim = newBrowser();
      await victim.ask('/login');
      expect((await victim.ask(callback)).status).toBe(400);
      expect(victim.cookies.has('session')).toBe(false);
      // Nothing was redeemed; whoever began it goes on, once.
      expect(authority.tokens()).toHaveLength(0);
      expect((await browser.ask(callback)).status).toBe(303);
      expect((await browser.ask(callback)).status).toBe(400);
      const output = await stop();
      expect(output).toContain('state_mismatch: parseCallback');
      expectNoTokenIn([output, ...victim.seen], authority);
    });
  });
});

describe('oneaccess-bff.ts', () => {
  const own = { 'x-bff': '1' };

  test('gives the browser a cookie and no token, and calls the API with one', async () => {
    await onStage('oneaccess-bff.ts', async ({ authority, browser, newBrowser, stop }) => {
      expect((await browser.ask('/bff/user', { headers: own })).status).toBe(401);
      await browser.open('/bff/login');
      expect(await (await browser.ask('/bff/user', { headers: own })).json()).toEqual({ subject: 'mock-user-1' });
      const user = await browser.ask('/api/v1/oauth2/userinfo', { headers: own });
      expect(await user.json()).toMatchObject({ userName: 'user1' });

      // The token ends early; the page notices nothing.
      authority.kill({ tokenKind: 'access' });
      expect((await browser.ask('/api/v1/oauth2/userinfo', { headers: own })).status).toBe(200);
      expect(refreshes(authority)).toBe(1);

      // A page of another site can send the cookie with a form, but not the header.
      expect((await browser.ask('/api/v1/oauth2/userinfo')).status).toBe(403);
      expect((await browser.ask('/bff/logout', { method: 'POST' })).status).toBe(403);
      // Somebody without the cookie has nothing.
      expect((await newBrowser().ask('/api/v1/oauth2/userinfo', { headers: own })).status).toBe(401);
      // Only what the page may ask of the API.
      expect((await browser.ask('/other', { headers: own })).status).toBe(404);
      expectNoTokenIn(browser.seen, authority);

      const left = await browser.ask('/bff/logout', { method: 'POST', headers: own });
      expect(((await left.json()) as { location: string }).location).toContain('/api/v1/logout');
      expect((await browser.ask('/bff/user', { headers: own })).status).toBe(401);
      expect(await stop()).toMatch(/^listening on \S+\n$/);
    });
  });

  test('says 401 when the session is over', async () => {
    await onStage('oneaccess-bff.ts', async ({ authority, browser }) => {
      await browser.open('/bff/login');
      authority.kill();
      const response = await browser.ask('/api/v1/oauth2/userinfo', { headers: own });
      expect([response.status, await response.json()]).toEqual([401, { error: 'login_required' }]);
    });
  });
});
