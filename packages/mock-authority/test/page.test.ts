import { fileURLToPath } from 'node:url';
import { chromiumFlags, chromiumProgram, hasChromium } from '@tokenwright/test-support';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MockAuthority } from '../src/index.ts';
import { overHttp } from './support/http.ts';
import { CALLBACK, WEB_APP } from './support/pds.ts';

/** Set to 1 to write the picture of the README anew. */
const PICTURE =
  process.env['MOCK_TIMELINE_PICTURE'] === '1'
    ? fileURLToPath(new URL('../docs/timeline.png', import.meta.url))
    : undefined;

const present = hasChromium('The timeline page');

async function post(url: string, path: string, fields: Record<string, string>): Promise<Record<string, string>> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    body: new URLSearchParams({ ...WEB_APP, ...fields }),
  }).catch(() => undefined);
  return response ? ((await response.json()) as Record<string, string>) : {};
}

async function login(
  url: string,
  authority: MockAuthority,
  clientId = 'mock-web-app',
  userId = 'mock-user-1',
): Promise<Record<string, string>> {
  const { code } = authority.issueCode({ clientId, userId, redirectUri: CALLBACK });
  return post(url, '/v2/oauth/token', { grant_type: 'code', redirect_uri: CALLBACK, code });
}

function refresh(url: string, refreshToken: string | undefined): Promise<Record<string, string>> {
  return post(url, '/v2/oauth/token', { grant_type: 'refresh_token', refresh_token: refreshToken ?? '' });
}

/** A life with everything in it: rotation, a lost answer, reuse, expiry, a throttled request. */
async function story(url: string, authority: MockAuthority): Promise<void> {
  const first = await login(url, authority);
  authority.clock.advance(3_600_000);
  const second = await refresh(url, first['refresh_token']);
  const other = await login(url, authority, 'mock-web-app', 'mock-user-2');
  authority.faults.add('status=429;retry-after=2;times=1');
  await refresh(url, second['refresh_token']);
  const third = await refresh(url, second['refresh_token']);
  authority.clock.advance(5_400_000);
  authority.faults.add('lost;times=1');
  await refresh(url, third['refresh_token']);
  await refresh(url, third['refresh_token']);
  authority.clock.advance(2_400_000);
  const next = await refresh(url, other['refresh_token']);
  await refresh(url, 'made-up');
  await refresh(url, next['refresh_token']);
  await login(url, authority, 'mock-web-app', 'mock-user-1');
}

describe.skipIf(!present)('the timeline page in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let errors: string[] = [];
  let requested: string[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumProgram, args: [...chromiumFlags], timeout: 0 });
    page = await browser.newPage();
    // The time of a test is limit enough.
    page.setDefaultTimeout(0);
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('request', (request) => requested.push(request.url()));
  });
  afterAll(() => browser.close());

  /** Every authority has an origin of its own, so one page serves all tests. */
  async function open(url: string, colorScheme: 'light' | 'dark', width: number): Promise<void> {
    await page.goto('about:blank');
    [errors, requested] = [[], []];
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 720 });
    await page.goto(`${url}/__mock/`);
    await page.locator('#link.live').waitFor();
  }

  const options = { provider: 'aliyun-pds', control: true, seed: 1 } as const;

  test('shows what happened before it was opened, and what happens while it is', () =>
    overHttp(options, async (url, authority) => {
      const tokens = await login(url, authority);
      await open(url, 'light', 1000);
      await page.locator('#scroller .bar-access:not(.ended)').waitFor();
      await page.locator('#scroller').getByText('login 1').waitFor();
      await refresh(url, tokens['refresh_token']);
      await page.locator('#scroller .end-killed').first().waitFor();
      await refresh(url, tokens['refresh_token']);
      await page
        .getByRole('button', { name: /spent before: a refresh token works once/u })
        .first()
        .waitFor();
      const html = await page.content();
      for (const secret of [tokens['access_token'], tokens['refresh_token'], WEB_APP.client_secret])
        expect(html).not.toContain(secret);
      expect(errors).toEqual([]);
      expect(requested).toContain(`${url}/__mock/ledger`);
      expect(requested.filter((address) => !address.startsWith(url) && !address.startsWith('data:'))).toEqual([]);
    }));

  test('marks a token that expires while nobody asks for it', () =>
    overHttp(options, async (url, authority) => {
      await open(url, 'dark', 1000);
      await login(url, authority);
      await page.locator('#scroller .bar-access:not(.ended)').waitFor();
      authority.clock.advance(7_200_000);
      await page.locator('#scroller .end-expired').waitFor({ state: 'attached' });
      expect(await page.locator('#list').getByText('access-1 expired').count()).toBe(1);
    }));

  test('the keyboard goes through the columns, and the panel says what each did', () =>
    overHttp(options, async (url, authority) => {
      await story(url, authority);
      await open(url, 'light', 1000);
      const columns = page.locator('.column');
      await columns.first().waitFor();
      await page.keyboard.press('Tab');
      const key = await page.locator('.column:focus').getAttribute('data-key');
      expect(key).toBe(await columns.last().getAttribute('data-key'));
      await page.keyboard.press('Home');
      await page.locator('#detail').getByText('code-1 issued').waitFor();
      await page.keyboard.press('ArrowRight');
      await page.locator('#detail').getByText('POST /v2/oauth/token 200').waitFor();
      // What happens meanwhile does not take the focus away.
      await login(url, authority);
      await page.locator(`.column[data-key="${authority.ledger().entries.at(-1)?.sequence}"]`).waitFor();
      await page.locator('.column[aria-pressed="true"]:focus').waitFor();
      await page.keyboard.press('End');
      expect(await columns.last().getAttribute('aria-pressed')).toBe('true');
      expect(await page.locator('.column[tabindex="0"]').count()).toBe(1);
    }));

  test('the list can be cut down to what went wrong', () =>
    overHttp(options, async (url, authority) => {
      await story(url, authority);
      await open(url, 'light', 1000);
      await page.locator('#list button').first().waitFor();
      const all = await page.locator('#list button').count();
      await page.getByLabel('only what went wrong').check();
      const wrong = await page.locator('#list button').count();
      expect(wrong).toBeLessThan(all);
      expect(wrong).toBe(
        authority.received().filter(({ problem, faults }) => problem !== undefined || faults !== undefined).length,
      );
      await page.locator('#list button').first().click();
      await page.locator('#detail .wrong').waitFor();
    }));

  test('a token that is older than the first column shown is still there', () =>
    overHttp(options, async (url, authority) => {
      await login(url, authority);
      for (let count = 0; count < 250; count += 1) await authority.fetch(`${url}/nope`);
      await open(url, 'light', 1000);
      await page.locator('.column').first().waitFor();
      expect(await page.locator('.column').count()).toBe(200);
      expect(await page.locator('#scroller .bar-access:not(.ended)').count()).toBe(1);
    }));

  test('text of a client is never markup', () =>
    overHttp(options, async (url) => {
      await post(url, '/v2/oauth/token', { client_id: '<img src=x onerror=alert(1)>', grant_type: '<b>x</b>' });
      await open(url, 'light', 1000);
      await page.locator('#list button').first().click();
      await page.locator('#detail').getByText('<img src=x onerror=alert(1)>').waitFor();
      expect(await page.locator('#detail img, #list img, #list b').count()).toBe(0);
      expect(errors).toEqual([]);
    }));

  test.each([320, 768])('at %i pixels only the timeline scrolls sideways', (width) =>
    overHttp(options, async (url, authority) => {
      await story(url, authority);
      await open(url, 'dark', width);
      await page.locator('.column').first().waitFor();
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBe(0);
    }),
  );

  // Not a test but the tool that makes the picture; without a file to write there is nothing to do.
  // oxlint-disable-next-line vitest/no-conditional-tests -- it is a tool, run by hand
  if (PICTURE !== undefined) {
    test('the picture of the README', () =>
      overHttp({ ...options, clock: () => Date.UTC(2030, 0, 1, 9) }, async (url, authority) => {
        await story(url, authority);
        await open(url, 'light', 1000);
        await page.locator('.column').first().waitFor();
        await page.locator('#list button').filter({ hasText: 'spent before' }).first().click();
        await page.evaluate('scrollTo(0, 0)');
        const picture = await page.screenshot({ path: PICTURE ?? '' });
        expect(picture.length).toBeLessThan(150_000);
      }));
  }
});
