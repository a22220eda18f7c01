import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { createFakeClock } from '@tokenwright/core/testing';
import { canary, cut, everyView, hang, json, leaksOf, redirect, startLoopback } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import {
  AuthorityError,
  createPdsSessionTokenSource,
  createPdsUserTokenSource,
  PDSClient,
  type TokenwrightError,
} from '../src/index.ts';
import { tableAfter } from './migrating-page.ts';
import { createScene, webApp } from './support.ts';

/** What the page says of a situation, and how that is found out. */
const cures: Readonly<Record<string, () => Promise<string>>> = {
  '20 callers refresh one rotating refresh token at once': async () => {
    const scene = createScene();
    const { client_id: clientId, client_secret: clientSecret } = webApp;
    const source = createPdsSessionTokenSource({ ...scene.common, clientId, clientSecret, sessionId: 's' });
    await source.adopt(() => scene.login());
    await scene.clock.advance(7_200_000);
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => source.getToken()));
    const requests = scene.grants().filter((grant) => grant.endsWith('refresh_token')).length;
    return `${requests} request, ${outcomes.filter(({ status }) => status === 'fulfilled').length} served`;
  },

  'an error answer': async () => {
    await using authority = await startLoopback((request, response) => {
      json(400, { code: 'InvalidParameter.Code', message: `sent: ${request.body}` })(request, response);
    });
    const error = await failureOf(new PDSClient({ api_endpoint: authority.url }).getTokenByCode(secretCode));
    return `${leaksOf(canary, everyView(error)).length} secrets in the error, however it is looked at`;
  },

  'a redirect (307) to another host': async () => {
    await using other = await startLoopback(json(200, { access_token: 'stolen' }));
    await using authority = await startLoopback(redirect(307, `${other.url}/v2/oauth/token`));
    const { name, code } = await failureOf(new PDSClient({ api_endpoint: authority.url }).getTokenByCode(secretCode));
    return `${name} \`${code}\`; ${other.received.length} requests at the other host`;
  },

  'an authority that accepts and never answers': async () => {
    await using authority = await startLoopback(hang);
    const client = new PDSClient({ api_endpoint: authority.url, timeoutMs: 50 });
    const { name } = await failureOf(client.getTokenByCode(secretCode));
    return `${name} after \`timeoutMs\`, 30 s by default`;
  },

  '200 with `{"hello":1}`': async () => {
    await using authority = await startLoopback(json(200, { hello: 1 }));
    const { name, code } = await failureOf(new PDSClient({ api_endpoint: authority.url }).getTokenByCode(secretCode));
    return `${name} \`${code}\``;
  },

  '429 with `Retry-After: 3`': async () => {
    // A moment that is told by how long it is off goes by the real clock; this one starts with it.
    const scene = createScene({}, createFakeClock(Date.now()));
    const sentAt: number[] = [];
    const assertions = new Set<string>();
    let answers = 0;
    const source = createPdsUserTokenSource({
      ...scene.common,
      clientId: 'mock-jwt-app',
      privateKey: await scene.authority.privateKeyPem(),
      userId: 'mock-user-1',
      fetch: async (url, init) => {
        sentAt.push(scene.clock.now());
        assertions.add(new URLSearchParams(init.body as string).get('assertion') ?? '');
        answers += 1;
        if (answers > 1) return scene.authority.fetch(url, init);
        const headers = { 'retry-after': '3' };
        return Response.json({ code: 'TooManyRequests' }, { status: 429, headers });
      },
    });
    const refused = await source.getToken().catch((error: unknown) => error);
    if (!AuthorityError.isInstance(refused)) throw new Error('it was not refused');
    // Asked all the time, it does not ask.
    for (let waited = 0; waited < 2900; waited += 100) {
      await source.getToken().catch(() => undefined);
      await scene.clock.advance(100);
    }
    const before = sentAt.length;
    // Nobody asks meanwhile: a signature takes real time, which this clock would run away from.
    await scene.clock.advance((refused.retryAt ?? 0) - scene.clock.now());
    await source.getToken();
    await source.close();
    const asked = (sentAt[1] ?? 0) - (sentAt[0] ?? 0) >= 3000 ? 'none' : 'one';
    return `${before} request, ${asked} before the 3 s are over; ${assertions.size} assertions for ${sentAt.length} requests`;
  },

  'a connection that is lost after a code was sent': async () => {
    await using authority = await startLoopback(cut);
    const error = await failureOf(new PDSClient({ api_endpoint: authority.url }).getTokenByCode(secretCode));
    const { outcome } = error as TokenwrightError & { outcome?: string };
    return `${authority.received.length} request; ${error.name}, outcome ${String(outcome)}`;
  },

  'all of its token methods, minified and compressed': async () => {
    const bytes = await bundledBytes(['PDSClient']);
    return bytes < 28_000 ? 'under 28 kB, signing included' : `${bytes} bytes`;
  },

  'a login by code alone': async () => {
    const bytes = await bundledBytes(['createPdsContext', 'authorizationUrl', 'parseCallback', 'getTokenByCode']);
    return bytes < 18_000 ? 'under 18 kB' : `${bytes} bytes`;
  },
};

const secretCode = {
  client_id: 'app',
  client_secret: canary,
  redirect_uri: 'https://app.example/callback',
  code: canary,
};

async function failureOf(work: Promise<unknown>): Promise<TokenwrightError> {
  try {
    await work;
  } catch (error) {
    return error as TokenwrightError;
  }
  throw new Error('it did not fail');
}

/** The part of rolldown that is used; it comes with tsdown. */
interface Rolldown {
  readonly rolldown: (options: object) => Promise<{
    generate(options: object): Promise<{ readonly output: readonly { readonly code?: string }[] }>;
    close(): Promise<void>;
  }>;
}

async function bundledBytes(names: readonly string[]): Promise<number> {
  const tsdown = createRequire(import.meta.url).resolve('tsdown');
  const { rolldown } = (await import(pathToFileURL(createRequire(tsdown).resolve('rolldown')).href)) as Rolldown;
  const entry = path.join(import.meta.dirname, '../src/index.ts');
  const build = await rolldown({
    input: 'entry',
    platform: 'neutral',
    logLevel: 'silent',
    plugins: [
      {
        name: 'entry',
        resolveId: (id: string) => (id === 'entry' ? '\0entry' : undefined),
        load: (id: string) =>
          id === '\0entry' ? `export { ${names.join(', ')} } from ${JSON.stringify(entry)};` : undefined,
      },
    ],
  });
  const { output } = await build.generate({ format: 'esm', minify: true });
  await build.close();
  return output.reduce((sum, { code = '' }) => sum + gzipSync(code).length, 0);
}

describe('what the page says this package does is what it does', () => {
  const rows = tableAfter('<!-- cures:');

  test('in every situation that the page tells of, and no other', () => {
    expect(rows.map(([situation]) => situation)).toEqual(Object.keys(cures));
  });

  test.each(Object.keys(cures))('%s', async (situation) => {
    const [, , said] = rows.find(([name]) => name === situation) ?? [];
    expect(await cures[situation]?.()).toBe(said);
  });
});
