import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { startLoopback, type Loopback } from '@tokenwright/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleAside } from '../../../scripts/runtimes/bundle.ts';
import { pinned, programOf, runtimesWanted } from '../../../scripts/runtimes/install.ts';
import { startWorker, type RunningWorker } from '../../../scripts/runtimes/workerd.ts';

const wanted = runtimesWanted('L20 in workerd', 'short-lived-hosts');

/** Half a lifetime of an hour, and more: STALE. */
const toStale = 3000_000;
const toInvalid = 4000_000;

/** Every request of a Worker ends with its answer; what goes on then, only waitUntil keeps alive. */
describe.runIf(wanted)('L20: in workerd, where work dies with the request that began it', () => {
  let bundled: Awaited<ReturnType<typeof bundleAside>> | undefined;
  let worker: RunningWorker;
  let authority: Loopback;
  /** Answers that the authority holds back, by the path they were asked at. */
  const held = new Map<string, ServerResponse[]>();
  const holding = new Set<string>();
  let tokens = 0;
  let asked: (path: string) => void = () => undefined;

  function give(response: ServerResponse): void {
    tokens += 1;
    const token = { access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: 3600 };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(token));
  }

  beforeAll(async () => {
    bundled = await bundleAside(fileURLToPath(new URL('short-lived-worker.ts', import.meta.url)));
    worker = await startWorker(await programOf(pinned('workerd')), bundled.file);
    authority = await startLoopback((request, response) => {
      if (holding.has(request.path)) held.set(request.path, [...(held.get(request.path) ?? []), response]);
      else give(response);
      asked(request.path);
    });
  });

  afterAll(async () => {
    await worker?.[Symbol.asyncDispose]();
    await authority?.close();
    bundled?.[Symbol.dispose]();
  });

  async function ask(path: string, source: string, init: RequestInit = {}): Promise<Record<string, string>> {
    const url = new URL(path, worker.url);
    url.searchParams.set('source', source);
    url.searchParams.set('authority', authority.url);
    const response = await fetch(url, { signal: AbortSignal.timeout(20_000), ...init });
    return (await response.json()) as Record<string, string>;
  }

  /** Resolves when the authority has been asked once more. */
  function nextRequestAt(path: string): Promise<void> {
    return new Promise((resolve) => {
      asked = (at) => {
        if (at === path) resolve();
      };
    });
  }

  const requests = (source: string): number => authority.received.filter(({ path }) => path === `/${source}`).length;

  it('without waitUntil, STALE waits for the renewal', async () => {
    const first = await ask('/token', 'foreground');
    await ask(`/advance?ms=${toStale}`, 'foreground');
    const second = await ask('/token', 'foreground');
    expect(second['token']).not.toBe(first['token']);
    expect(requests('foreground')).toBe(2);
  });

  it('with waitUntil, STALE gives the present token, and the renewal outlives the request that began it', async () => {
    const first = await ask('/token', 'background');
    await ask(`/advance?ms=${toStale}`, 'background');
    holding.add('/background');
    const arrived = nextRequestAt('/background');
    // Its answer has come: the request is over, and the authority has not answered yet.
    expect(await ask('/token?wait', 'background')).toEqual(first);
    await arrived;
    holding.delete('/background');
    for (const response of held.get('/background') ?? []) give(response);
    let later = await ask('/peek', 'background');
    while (later['token'] === first['token']) later = await ask('/peek', 'background');
    expect(later['token']).toBe(`token-${tokens}`);
    expect(requests('background')).toBe(2);
  });

  it('a flight that died with its request is not waited for: one of those who come next takes its place', async () => {
    await ask('/token', 'dead');
    await ask(`/advance?ms=${toInvalid}`, 'dead');
    holding.add('/dead').add('/marker');
    const arrived = nextRequestAt('/dead');
    const begun = ask('/begin', 'dead');
    await arrived;
    // It ends when it has its marker, which may be there first.
    holding.delete('/marker');
    for (const response of held.get('/marker') ?? []) response.end();
    expect(await begun).toEqual({});
    const [gone] = held.get('/dead') ?? [];
    // With the request ends what it had begun.
    if (gone?.destroyed === false) await once(gone, 'close');
    holding.delete('/dead');
    const others = await Promise.all([1, 2, 3].map(() => ask('/token', 'dead')));
    expect(new Set(others.map(({ token }) => token))).toEqual(new Set([`token-${tokens}`]));
    expect(requests('dead')).toBe(3);
  });

  it('a session that nobody else can see is refused when it is made', async () => {
    for (const path of ['/session', '/session?memory']) {
      expect((await ask(path, 'session'))['error']).toMatch(
        /createTokenSource: the option "store" is (missing|a store in memory)/,
      );
    }
  });
});
