import { execFile } from 'node:child_process';
import { globSync, mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { chromiumFlags, chromiumProgram, hasChromium } from '@tokenwright/test-support';
import { chromium, type Browser, type Page } from 'playwright-core';
import { serve } from 'vitepress';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageFiles, root, routeOf } from '../routes.ts';

/** Every page is looked at in the first two: both widths, both colour schemes. The others hold for the theme as a whole. */
const views = [
  { name: 'wide and light', width: 1280, height: 800, colorScheme: 'light', pages: 'all' },
  { name: 'narrow and dark', width: 390, height: 844, colorScheme: 'dark', pages: 'all' },
  { name: 'wide and dark', width: 1280, height: 800, colorScheme: 'dark', pages: 'one of each kind' },
  { name: 'narrow and light', width: 390, height: 844, colorScheme: 'light', pages: 'one of each kind' },
] as const;
const oneOfEachKind = [
  '/index.html',
  '/errors.html',
  '/regenerating.html',
  '/packages/core/index.html',
  '/api/@tokenwright/core/store-conformance.html',
];

/** Colours of what TypeDoc wrote are measured on one page of each kind. */
const isWritten = (address: string): boolean => !address.startsWith('/api/') || oneOfEachKind.includes(address);

/** A folder for pictures of every page, to be looked at: TOKENWRIGHT_SITE_PICTURES=pictures. */
const pictures = process.env['TOKENWRIGHT_SITE_PICTURES'];
const output = path.join(root, 'site/.vitepress/dist');

describe.skipIf(!hasChromium('The site'))('the site, built and served', () => {
  let browser: Browser;
  let url = '';
  let stop: () => void = () => undefined;

  beforeAll(async () => {
    await promisify(execFile)(process.execPath, ['site/main.ts', 'build'], { cwd: root, maxBuffer: 2 ** 26 });
    const { server } = await serve({ root: path.join(root, 'site'), port: 0 });
    if (server === undefined) throw new Error('VitePress serves nothing.');
    url = `http://localhost:${(server.address() as AddressInfo).port}`;
    stop = () => void server.close();
    browser = await chromium.launch({ executablePath: chromiumProgram, args: [...chromiumFlags], timeout: 0 });
  });
  afterAll(async () => {
    await browser.close();
    stop();
  });

  /** A page that notes whatever goes wrong in it. */
  async function open(view: (typeof views)[number]): Promise<{ page: Page; problems: string[] }> {
    const { width, height, colorScheme } = view;
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
    // The time of a test is limit enough.
    context.setDefaultTimeout(0);
    const page = await context.newPage();
    const problems: string[] = [];
    const say = (what: string): void => void problems.push(`${new URL(page.url()).pathname}: ${what}`);
    page.on('pageerror', (error) => say(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') say(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:')) say(`asks for ${request.url()}`);
    });
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // What is fetched ahead is dropped when another page is opened.
      if (why !== 'net::ERR_ABORTED') say(`${request.url()} failed: ${why}`);
    });
    return { page, problems };
  }

  /** Opens a page and waits until it is alive: what is built answers nothing, and some of its names come with the script. */
  async function visit(page: Page, address: string): Promise<void> {
    await page.goto(address);
    await page.waitForFunction(`document.querySelector('.VPSwitchAppearance')?.title`);
  }

  const written = new Set(pageFiles.map((file) => `/${routeOf(file).replace(/\.md$/, '.html')}`));
  const built = (): string[] =>
    globSync('**/*.html', { cwd: output })
      .map((file) => `/${file}`)
      .toSorted();

  test('has a page for every row of its table, and for every entry of the packages', () => {
    expect(built()).toEqual(expect.arrayContaining([...written]));
    expect(built().filter((address) => address.startsWith('/api/')).length).toBeGreaterThan(20);
  });

  test.concurrent.each(views)(
    '$name: every page is accessible, fits, and asks nobody else for anything',
    async (view) => {
      const { page, problems } = await open(view);
      const addresses = view.pages === 'all' ? built().filter((address) => address !== '/404.html') : oneOfEachKind;
      let checked = 0;
      for (const address of addresses) {
        await visit(page, url + address);
        await page.locator('h1').first().waitFor();
        const say = (what: string): void => void problems.push(`${address}: ${what}`);
        const tooWide = await page.evaluate<string[]>(
          `document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('main *')]
            .filter((each) => each.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map((each) => each.outerHTML.slice(0, 120))`,
        );
        for (const element of tooWide) say(`is wider than the window: ${element}`);
        if (pictures !== undefined) {
          const name = `${address.slice(1).replaceAll(/[^\w-]+/g, '_')}-${view.name.replaceAll(' ', '-')}.png`;
          mkdirSync(pictures, { recursive: true });
          await page.screenshot({ path: path.join(pictures, name), fullPage: false });
        }
        if (!isWritten(address) && view !== views[0]) continue;
        const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
        // What TypeDoc writes has the colours and sizes of the theme, and so many elements that to measure each takes minutes.
        if (!isWritten(address)) axe.disableRules(['color-contrast', 'target-size']);
        const { violations, passes } = await axe.analyze();
        checked += passes.length;
        for (const { id, impact, nodes } of violations) {
          for (const { html, failureSummary = '' } of nodes.slice(0, 3))
            say(
              `${impact} ${id} (${nodes.length}): ${html.slice(0, 160)} ${failureSummary.replaceAll(/\s+/g, ' ').slice(0, 240)}`,
            );
        }
      }
      await page.context().close();
      process.stdout.write(`${view.name}: ${addresses.length} pages, ${checked} checks of axe passed\n`);
      expect(problems).toEqual([]);
    },
    600_000,
  );

  test('search finds a word of a page, and a name of the reference, and leads there', async () => {
    const { page, problems } = await open(views[0]);
    await visit(page, url);
    await page.keyboard.press('Control+k');
    const words = page.getByRole('searchbox');
    const first = page.locator('#localsearch-list a').first();
    await words.fill('noeviction');
    await page.locator('#localsearch-list a[href*="store-redis/redis"]').first().waitFor();
    // A result is an option of a list box and a link at once, by which VitePress has it chosen by arrows and opened by a click.
    const axe = new AxeBuilder({ page }).setLegacyMode().disableRules('nested-interactive');
    const { violations } = await axe.analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    await words.fill('createTokenPool');
    await page.locator('#localsearch-list a[href*="/api/"]').first().waitFor();
    await words.fill('noeviction');
    await page.locator('#localsearch-list a[href*="store-redis/redis"]').first().waitFor();
    await first.click();
    await page.waitForURL('**/packages/store-redis/redis.html*');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('the colour scheme can be switched, and stays so', async () => {
    const { page } = await open(views[0]);
    await visit(page, `${url}/errors.html`);
    await page.getByRole('switch').first().click();
    await page.locator('html.dark').waitFor();
    await page.goto(`${url}/observability.html`);
    await page.locator('html.dark').waitFor();
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).not.toBe('rgb(255, 255, 255)');
    await page.context().close();
  });

  test('an address that is none says so, and leads home', async () => {
    const { page } = await open(views[0]);
    const response = await page.goto(`${url}/no-such-page.html`);
    expect(response?.status()).toBe(404);
    await page.getByRole('link', { name: 'go to home' }).click();
    await page.getByRole('heading', { name: 'Tokenwright', level: 1 }).waitFor();
    await page.context().close();
  });

  test('a link that leads to a file of the repository leads to where the repository is kept', async () => {
    const { page } = await open(views[0]);
    await page.goto(`${url}/observability.html`);
    const addresses = await page
      .locator('main a[href^="https://github.com/"]')
      .evaluateAll((links) => links.map(String));
    expect(addresses).toContain(
      'https://github.com/tokenwright/tokenwright/blob/main/examples/src/opentelemetry-metrics.ts',
    );
    await page.context().close();
  });
});
