import { createMockAuthority, type MockAuthority, type MockServer } from '@tokenwright/mock-authority';
import { chromiumFlags, chromiumProgram, formsOf, hasChromium } from '@tokenwright/test-support';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startExampleForAll, type RunningExample } from './run-example.ts';

/** Two names of one server: the authority answers pages of the first only. */
const origin = 'http://page.localhost';
const refusedOrigin = 'http://other.localhost';

const present = hasChromium('pds-browser-public-client.ts');

describe.skipIf(!present)('pds-browser-public-client.ts in Chromium, another origin than PDS', () => {
  let authority: MockAuthority;
  let server: MockServer;
  let app: RunningExample;
  let browser: Browser;

  beforeAll(async () => {
    authority = createMockAuthority({
      provider: 'aliyun-pds',
      clients: [{ clientId: 'my-page', redirectUris: [`${origin}/callback`, `${refusedOrigin}/callback`] }],
      traits: { allowedOrigins: [origin] },
    });
    server = await authority.listen();
    app = startExampleForAll('pds-browser-public-client-server.ts', {
      PDS_ENDPOINT: server.url,
      PDS_DOMAIN_ID: 'mock-domain',
      PDS_CLIENT_ID: 'my-page',
      PORT: '0',
    });
    const { host } = new URL(await app.nextLine());
    const hosts = [origin, refusedOrigin].map((each) => `MAP ${new URL(each).host}:80 ${host}`);
    const args = [...chromiumFlags, `--host-resolver-rules=${hosts.join(',')}`];
    browser = await chromium.launch({ executablePath: chromiumProgram, args, timeout: 0 });
  });

  afterAll(async () => {
    await browser.close();
    app.process.kill();
    expect((await app.ended).code).toBe(0);
    await server.close();
  });

  let context: BrowserContext;
  let page: Page;
  /** All that the page logged, and every address that it was at. */
  let seen: string[];

  beforeEach(async () => {
    authority.reset();
    authority.approveAs('mock-user-1');
    seen = [];
    context = await browser.newContext();
    // The time of a test is limit enough.
    context.setDefaultTimeout(0);
    page = await context.newPage();
    page.on('console', (message) => seen.push(message.text()));
    page.on('pageerror', (error) => seen.push(`uncaught: ${error.message}`));
    page.on('framenavigated', (frame) => seen.push(frame.url()));
  });

  /** Every token that the authority ever gave out in this test; those of earlier states are noted by `noteTokens`. */
  const tokens = new Set<string>();
  function noteTokens(): void {
    for (const { value } of authority.tokens({ secrets: true })) tokens.add(value);
  }

  afterEach(async () => {
    noteTokens();
    const kept = await page.evaluate(async () => ({
      storage: [localStorage.length, sessionStorage.length],
      databases: await indexedDB.databases(),
      cookie: document.cookie,
      caches: await caches.keys(),
      history: [location.href, history.state as unknown],
    }));
    expect(kept).toMatchObject({ storage: [0, 0], databases: [], cookie: '', caches: [] });
    const shown = JSON.stringify(kept) + (await page.content()) + seen.join('\n');
    for (const form of [...tokens].flatMap(formsOf)) expect(shown).not.toContain(form);
    expect(seen.filter((line) => line.startsWith('uncaught'))).toEqual([]);
    tokens.clear();
    await context.close();
  });

  const status = (text: string): Promise<void> => page.locator('#status').filter({ hasText: text }).waitFor();
  const click = (name: string): Promise<void> => page.getByRole('button', { name }).click();

  async function logIn(): Promise<void> {
    await page.goto(origin);
    await status('Not logged in.');
    await click('Log in');
    await status('Hello, User 1.');
    noteTokens();
  }

  /** What was asked of PDS by script, in order. */
  const asked = (): string[] =>
    authority
      .received()
      .filter(({ headers }) => headers['origin'] !== undefined)
      .map(({ method, path, grantType, status: code }) =>
        [method, path, ...(grantType === undefined ? [] : [grantType]), code].join(' '),
      );

  test('is served with the one address that its scripts may send to', async () => {
    const policy = (await page.goto(origin))?.headers()['content-security-policy'];
    expect(policy?.split('; ')).toContain(`connect-src ${server.url}`);
    await expect(page.evaluate(() => fetch('http://127.0.0.1:1/', { mode: 'no-cors' }))).rejects.toThrow('fetch');
    expect(seen.join('\n')).toContain('violates the following Content Security Policy directive: "connect-src');
  });

  test('logs in by a code and calls the API, with a preflight where a page needs one', async () => {
    await logIn();
    expect(page.url()).toBe(`${origin}/`);
    expect(asked()).toEqual([
      'POST /v2/oauth/token authorization_code 200',
      'OPTIONS /v2/user/get 204',
      'POST /v2/user/get 200',
    ]);
    // A public client: there is no secret to send, and no challenge in its place.
    const exchange = authority.received({ secrets: true }).find(({ grantType }) => grantType !== undefined);
    expect(exchange?.body).toEqual({
      grant_type: 'authorization_code',
      client_id: 'my-page',
      redirect_uri: `${origin}/callback`,
      code: expect.any(String) as string,
    });
    expect(exchange?.headers).toMatchObject({ origin, 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' });
    expect(exchange?.headers).not.toHaveProperty('referer');
    // The code was in the address for a moment, and is nowhere the user could come back to.
    await page.goBack();
    expect(page.url()).not.toContain('code=');
  });

  test('renews by a refresh token that rotates, once for all calls, and again by the next one', async () => {
    await logIn();
    for (const round of [1, 2]) {
      // Two hours later, by the clock of PDS.
      authority.clock.advance(7_200_000);
      await page.evaluate(() => {
        for (let call = 0; call < 5; call += 1) document.querySelector<HTMLButtonElement>('#who-am-i')?.click();
      });
      await expect.poll(() => asked().filter((each) => each === 'POST /v2/user/get 200').length).toBe(1 + 5 * round);
      noteTokens();
    }
    await status('Hello, User 1.');
    expect(asked().filter((each) => each.includes('refresh_token'))).toEqual([
      'POST /v2/oauth/token refresh_token 200',
      'POST /v2/oauth/token refresh_token 200',
    ]);
    const { entries } = authority.ledger();
    const issued = entries.flatMap((entry) =>
      entry.kind === 'issued' && entry.tokenKind === 'refresh' ? [entry.token] : [],
    );
    const spent = entries.flatMap((entry) => (entry.kind === 'spent' && entry.by === 'refresh' ? [entry.token] : []));
    expect(issued).toHaveLength(3);
    expect(spent).toEqual(issued.slice(0, 2));
  });

  test('ends the login at PDS when the user logs out', async () => {
    await logIn();
    await click('Log out');
    await status('Logged out.');
    expect(asked().slice(-2)).toEqual(['OPTIONS /v2/account/revoke 204', 'POST /v2/account/revoke 204']);
    expect(authority.tokens()).toEqual([]);
    await click('Who am I?');
    await status('Not logged in.');
  });

  test('a login that PDS has ended is over, and another one is the way out', async () => {
    await logIn();
    authority.kill();
    await click('Who am I?');
    await status('Not logged in.');
    await click('Log in');
    await status('Hello, User 1.');
    expect(asked().filter((each) => each.includes('authorization_code'))).toHaveLength(2);
  });

  test('a reload asks for another login: nothing is kept that a script could take', async () => {
    await logIn();
    await page.reload();
    await status('Not logged in.');
    await click('Who am I?');
    await status('Not logged in.');
    expect(asked().filter((each) => each.includes('refresh_token'))).toEqual([]);
  });

  test('a callback that this page did not ask for is refused, and nothing is sent', async () => {
    const { code } = authority.issueCode({ clientId: 'my-page', redirectUri: `${origin}/callback` });
    for (const state of ['none', '', 'undefined', 'null']) {
      await page.goto(`${origin}/callback?${new URLSearchParams({ code, state }).toString()}`);
      await status('parseCallback');
      expect(page.url()).toBe(`${origin}/`);
    }
    expect(asked()).toEqual([]);
  });

  test('a page of an origin that PDS does not answer learns nothing, and is told that it cannot know', async () => {
    await page.goto(refusedOrigin);
    await click('Log in');
    await status('whether the request was carried out is unknown');
    expect(seen.join('\n')).toContain('has been blocked by CORS policy');
    noteTokens();
    expect(asked()).toEqual(['POST /v2/oauth/token authorization_code 200']);
  });
});
