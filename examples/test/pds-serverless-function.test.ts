import { createMockAuthority, type MockAuthority } from '@tokenwright/mock-authority';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const minute = 60_000;
/** Two hours it lives: past every moment at which its renewal may be due, and before its end. */
const toStale = 115 * minute;

let authority: MockAuthority;
/** Requests for a token wait for it. */
let gate: Promise<void>;
/** What the handler gave the host to wait for. */
let works: Promise<unknown>[];
let ask: () => Promise<[number, unknown]>;

beforeEach(async () => {
  // Only what tells the time: what the function waits for runs as ever.
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  authority = createMockAuthority({ provider: 'aliyun-pds', clock: () => Date.now() });
  gate = Promise.resolve();
  works = [];
  vi.stubGlobal('fetch', async (...[input, init]: Parameters<typeof fetch>) => {
    const request = new Request(input, init);
    if (new URL(request.url).pathname === '/v2/oauth/token') await gate;
    return authority.fetch(request);
  });
  vi.stubEnv('PDS_DOMAIN_ID', 'mock-domain');
  vi.stubEnv('PDS_CLIENT_ID', 'mock-jwt-app');
  vi.stubEnv('PDS_PRIVATE_KEY', await authority.privateKeyPem());
  vi.stubEnv('PDS_USER_ID', 'mock-user-1');
  // As on an instance of the host: loaded once, called many times.
  vi.resetModules();
  const { default: handler } = await import('../src/pds-serverless-function.ts');
  ask = async () => {
    const request = new Request('https://function.example/');
    const answer = await handler(request, { waitUntil: (work) => void works.push(work) });
    return [answer.status, await answer.json()];
  };
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

const user = { user: 'mock-user-1', drive: '1' };

const requestsAt = (path: string): number => authority.received().filter((request) => request.path === path).length;

/** The tokens that the calls of the API carried. */
const carried = (): (string | undefined)[] =>
  authority
    .received({ secrets: true })
    .filter(({ path }) => path === '/v2/user/get')
    .map(({ headers }) => headers['authorization']);

describe('pds-serverless-function.ts', () => {
  test('gives the present token at once, and has its host wait until the renewal has ended', async () => {
    expect(await ask()).toEqual([200, user]);
    expect(await ask()).toEqual([200, user]);
    expect(requestsAt('/v2/oauth/token')).toBe(1);
    const [first] = carried();
    await Promise.all(works.splice(0));

    vi.advanceTimersByTime(toStale);
    let open = (): void => undefined;
    gate = new Promise((resolve) => {
      open = resolve;
    });
    // The answer is there, and the renewal is not.
    expect(await ask()).toEqual([200, user]);
    expect(carried()).toEqual([first, first, first]);
    expect(works).toHaveLength(1);
    let isOver = false;
    const over = works[0]?.then(() => {
      isOver = true;
    });
    // Whoever comes meanwhile joins, and their host waits too.
    expect(await ask()).toEqual([200, user]);
    expect(works).toHaveLength(2);
    expect(isOver).toBe(false);
    expect(requestsAt('/v2/oauth/token')).toBe(1);

    open();
    await over;
    expect(requestsAt('/v2/oauth/token')).toBe(2);
    await Promise.all(works.splice(0));
    // No request is left to do for who comes then.
    expect(await ask()).toEqual([200, user]);
    expect(carried().at(-1)).not.toBe(first);
    expect(requestsAt('/v2/oauth/token')).toBe(2);
    expect(works).toEqual([]);
  });

  test('a renewal that fails behind the answer is told to the log alone, and the host need not wait for more', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    await ask();
    await Promise.all(works.splice(0));
    vi.advanceTimersByTime(toStale);
    authority.faults.add('status=403;error=Forbidden;path=/v2/oauth/token');
    expect(await ask()).toEqual([200, user]);
    await Promise.all(works.splice(0));
    expect(log).toHaveBeenCalledOnce();
    // Past its end the token cannot serve any more.
    vi.advanceTimersByTime(6 * minute);
    expect(await ask()).toEqual([502, { error: 'PDS gives no token at the moment.' }]);
    log.mockRestore();
  });

  test('a token that PDS refuses before its time is replaced while the request waits', async () => {
    await ask();
    authority.kill({ tokenKind: 'access' });
    expect(await ask()).toEqual([200, user]);
    expect(requestsAt('/v2/oauth/token')).toBe(2);
  });
});
