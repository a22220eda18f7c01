import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { promisify } from 'node:util';
import { canary, everyView, leaksOf } from '@tokenwright/test-support';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TokenwrightError } from '../src/errors.ts';
import type { Fetch } from '../src/provider.ts';
import { failureOf, requestToken } from './support.ts';

const origin = 'https://authority.example';
const token = JSON.stringify({ access_token: 'a-token', token_type: 'Bearer', expires_in: 60 });

/** Never answers; whether it minds its signal is the point. */
const deaf: Fetch = () => new Promise(() => undefined);

function answering(body: string | ReadableStream | null, init?: ResponseInit): Fetch {
  return () => Promise.resolve(new Response(body, init));
}

/** Rejects with anything, as careless code does. */
async function rejecting(value: unknown): Promise<never> {
  throw value;
}

/** A body whose cancellation can be seen. */
function watched(first?: string): { readonly body: ReadableStream; readonly cancelled: Promise<void> } {
  let saw: () => void = () => undefined;
  const cancelled = new Promise<void>((resolve) => {
    saw = resolve;
  });
  const body = new ReadableStream({
    start(controller) {
      if (first !== undefined) controller.enqueue(new TextEncoder().encode(first));
    },
    cancel() {
      saw();
    },
  });
  return { body, cancelled };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('what a custom fetch can do', () => {
  it.each([
    [
      'throws at once',
      () => {
        throw new Error(canary);
      },
      'connection_lost',
    ],
    ['rejects', () => Promise.reject(new Error(`request body was ${canary}`)), 'connection_lost'],
    ['rejects with no error', () => rejecting(canary), 'connection_lost'],
    [
      'rejects with an object that throws when it is read',
      () =>
        rejecting({
          get code() {
            throw new Error(canary);
          },
        }),
      'connection_lost',
    ],
    ['resolves with nothing', () => Promise.resolve(undefined), 'not_a_response'],
    ['resolves with null', () => Promise.resolve(null), 'not_a_response'],
    ['resolves with a text', () => Promise.resolve(canary), 'not_a_response'],
    ['returns no promise', () => ({ status: 200 }), 'not_a_response'],
    [
      'resolves with a body of another kind',
      () => Promise.resolve({ status: 200, headers: new Headers(), body: {} }),
      'not_a_response',
    ],
    [
      'resolves with a body of texts',
      answering(new ReadableStream({ start: (to) => to.enqueue(canary) })),
      'not_a_response',
    ],
    [
      'resolves with a body that was read',
      async () => {
        const read = new Response(token);
        await read.text();
        return read;
      },
      'connection_lost',
    ],
    ['resolves with status 0', () => Promise.resolve(Response.error()), 'invalid_status'],
    [
      'resolves with status NaN',
      () => Promise.resolve({ status: Number.NaN, headers: new Headers(), body: null }),
      'invalid_status',
    ],
    [
      'resolves with status 200.5',
      () => Promise.resolve({ status: 200.5, headers: new Headers(), body: null }),
      'invalid_status',
    ],
    [
      'resolves with status 99',
      () => Promise.resolve({ status: 99, headers: new Headers(), body: null }),
      'invalid_status',
    ],
    [
      'resolves with status 600',
      () => Promise.resolve({ status: 600, headers: new Headers(), body: null }),
      'invalid_status',
    ],
    ['resolves with status 304', answering(null, { status: 304 }), 'invalid_status'],
    [
      'followed a redirect',
      async () => Object.defineProperty(new Response(token), 'redirected', { value: true }),
      'redirect_refused',
    ],
    [
      'resolves with what browsers make of a redirect',
      () => Promise.resolve({ status: 0, type: 'opaqueredirect', headers: new Headers(), body: null }),
      'redirect_refused',
    ],
  ])('%s: a typed error without a trace of the secret', async (_name, fetch, code) => {
    const error = await failureOf(requestToken(origin, { options: { fetch: fetch as Fetch } }));
    expect(TokenwrightError.isInstance(error), String(error)).toBe(true);
    expect(error).toMatchObject({ code });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  it('W7: anything that it throws or resolves with gives a token or a typed error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.boolean(), async (value, rejects) => {
        const fetch = (() => (rejects ? rejecting(value) : Promise.resolve(value))) as Fetch;
        const error = await failureOf(requestToken(origin, { options: { fetch } }));
        expect(TokenwrightError.isInstance(error), String(error)).toBe(true);
      }),
    );
  });

  it('W7: an error that holds the whole request is copied without it', async () => {
    const fetch: Fetch = (url, init) =>
      Promise.reject(
        Object.assign(
          new Error(`cannot send ${init.body as string} to ${url}`, {
            cause: Object.assign(new Error(canary), { code: 'ECONNRESET' }),
          }),
          {
            config: { data: init.body },
            name: `Error of ${canary}`,
          },
        ),
      );
    const error = await failureOf(requestToken(origin, { options: { fetch } }));
    expect(error).toMatchObject({
      code: 'connection_lost',
      outcome: 'unknown',
      message: expect.stringContaining('(ECONNRESET)') as string,
    });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  it('W2: it is told not to follow redirects, to keep no cache and to send no cookies', async () => {
    const fetch = vi.fn(answering(token));
    await requestToken(origin, { options: { fetch } });
    expect(fetch.mock.calls[0]?.[0]).toBe(`${origin}/token`);
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({
      method: 'POST',
      redirect: 'manual',
      cache: 'no-store',
      credentials: 'omit',
    });
  });

  it('workerd gets no member that it would throw on', async () => {
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
    const fetch = vi.fn(answering(token));
    await requestToken(origin, { options: { fetch } });
    expect(Object.keys(fetch.mock.calls[0]?.[1] ?? {}).sort()).toEqual([
      'body',
      'headers',
      'method',
      'redirect',
      'signal',
    ]);
  });

  it('S1: Deno gets a client that keeps no connections, because it re-sends on one that it reuses', async () => {
    const client = {};
    const createHttpClient = vi.fn(() => client);
    vi.stubGlobal('Deno', { createHttpClient });
    const fetch = vi.fn(answering(token));
    vi.stubGlobal('fetch', fetch);
    await requestToken(origin);
    await requestToken(origin);
    expect(fetch.mock.calls.map(([, init]) => (init as { client?: unknown }).client)).toEqual([client, client]);
    expect(createHttpClient.mock.calls).toEqual([[{ poolMaxIdlePerHost: 0 }]]);
    await requestToken(origin, { options: { fetch } });
    expect(fetch.mock.calls[2]?.[1]).not.toHaveProperty('client');
  });

  it('the global fetch is looked up at each call, and its absence is named', async () => {
    vi.stubGlobal('fetch', answering(token));
    await expect(requestToken(origin)).resolves.toMatchObject({ access_token: 'a-token' });
    vi.stubGlobal('fetch', undefined);
    await expect(requestToken(origin)).rejects.toMatchObject({ code: 'missing_option', parameter: 'fetch' });
  });
});

describe('time and signals', () => {
  it('W3: a fetch that ignores its signal is given up after timeoutMs', async () => {
    await expect(requestToken(origin, { options: { fetch: deaf, timeoutMs: 20 } })).rejects.toMatchObject({
      code: 'request_timeout',
      outcome: 'unknown',
      timeoutMs: 20,
    });
  });

  it('W3: a body that stalls is given up after timeoutMs and cancelled', async () => {
    const { body, cancelled } = watched('{"access_token":');
    const fetch = answering(body);
    await expect(requestToken(origin, { options: { fetch, timeoutMs: 20 } })).rejects.toMatchObject({
      code: 'request_timeout',
    });
    await cancelled;
  });

  it('a body that comes after the caller has left is cancelled', async () => {
    const { body, cancelled } = watched('{');
    let answer: (response: Response) => void = () => undefined;
    const late = new Promise<Response>((resolve) => {
      answer = resolve;
    });
    await expect(requestToken(origin, { options: { fetch: () => late, timeoutMs: 20 } })).rejects.toMatchObject({
      code: 'request_timeout',
    });
    answer(new Response(body));
    await cancelled;
  });

  it('a failure that comes after the caller has left is nobody’s', async () => {
    let fail: (error: Error) => void = () => undefined;
    const late = new Promise<Response>((_resolve, reject) => {
      fail = reject;
    });
    const unhandled = vi.fn<(error: unknown) => void>();
    process.on('unhandledRejection', unhandled);
    await failureOf(requestToken(origin, { options: { fetch: () => late, timeoutMs: 20 } }));
    fail(new Error('too late'));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it.each([
    ['a redirect', { status: 307, headers: { location: 'https://elsewhere.example' } }, 'redirect_refused'],
    ['a status that is none', { status: 304 }, 'invalid_status'],
  ])('the body of %s is cancelled', async (_name, init, code) => {
    const { body, cancelled } = watched('x');
    const response = new Response(init.status === 304 ? null : body, init);
    if (init.status === 304) Object.defineProperty(response, 'body', { value: body });
    await expect(requestToken(origin, { options: { fetch: () => Promise.resolve(response) } })).rejects.toMatchObject({
      code,
    });
    await cancelled;
  });

  it('L6: an aborted signal sends nothing', async () => {
    const fetch = vi.fn(answering(token));
    const reason = new Error('never mind');
    await expect(requestToken(origin, { options: { fetch, signal: AbortSignal.abort(reason) } })).rejects.toBe(reason);
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each([
    ['an error', new Error('enough')],
    ['a text', 'enough'],
    ['null', null],
    ['zero', 0],
  ])('L6: the caller gets the reason of its own signal: %s', async (_name, reason) => {
    const controller = new AbortController();
    const work = failureOf(requestToken(origin, { options: { fetch: deaf, signal: controller.signal } }));
    controller.abort(reason);
    await expect(work).resolves.toBe(reason);
  });

  it('L6: a signal that aborts within the body ends it and cancels the rest', async () => {
    const { body, cancelled } = watched('{');
    const controller = new AbortController();
    const fetch: Fetch = () => {
      queueMicrotask(() => setImmediate(() => controller.abort()));
      return Promise.resolve(new Response(body));
    };
    await expect(requestToken(origin, { options: { fetch, signal: controller.signal } })).rejects.toMatchObject({
      name: 'AbortError',
    });
    await cancelled;
  });

  it('a signal that lives long collects no listeners, however the calls end', async () => {
    const { signal } = new AbortController();
    const fetches: Fetch[] = [
      answering(token),
      answering('no'),
      deaf,
      () => Promise.reject(new Error('x')),
      answering(null, { status: 307 }),
    ];
    for (const fetch of fetches)
      await requestToken(origin, { options: { fetch, signal, timeoutMs: 20 } }).catch(() => undefined);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('no timer is left behind', async () => {
    const set = vi.spyOn(globalThis, 'setTimeout');
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    await requestToken(origin, { options: { fetch: answering(token) } });
    await failureOf(requestToken(origin, { options: { fetch: answering('no') } }));
    expect(set).toHaveBeenCalledTimes(2);
    expect(cleared.mock.calls.map(([timer]) => timer)).toEqual(set.mock.results.map(({ value }) => value as unknown));
  });

  it('a process does not end while a caller waits, and ends when nobody does', async () => {
    const script = `
      import { createGuardedFetch } from ${JSON.stringify(new URL('../src/http/guarded-fetch.ts', import.meta.url).href)};
      const fetch = (url) => (url.endsWith('/deaf') ? new Promise(() => {}) : Promise.resolve(new Response('{}')));
      const call = (timeoutMs, path) => createGuardedFetch({ fetch, timeoutMs, maxResponseBytes: 99, redact: (text) => text })(new Request('https://a.example' + path));
      await call(86_400_000, '/answers');
      await call(20, '/deaf').catch((error) => console.log(error.code));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module-typescript',
      '--no-warnings',
      '-e',
      script,
    ]);
    expect(stdout).toBe('request_timeout\n');
  });
});

describe('W9: User-Agent', () => {
  async function sent(headers?: Readonly<Record<string, string>>): Promise<Headers> {
    const fetch = vi.fn(answering(token));
    await requestToken(origin, { options: { fetch, ...(headers === undefined ? {} : { headers }) } });
    return new Headers(fetch.mock.calls[0]?.[1].headers);
  }

  it('W9: names package and version', async () => {
    expect((await sent()).get('user-agent')).toBe('test/1.0');
  });

  it.each(['User-Agent', 'user-agent', 'USER-AGENT'])('W9: leaves alone what the caller set as %s', async (name) => {
    expect((await sent({ [name]: 'mine/2' })).get('user-agent')).toBe('mine/2');
  });

  it.each([
    [
      'Chromium',
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      null,
    ],
    ['Firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0', null],
    ['Node.js', 'Node.js/24', 'test/1.0'],
    ['Bun', 'Bun/1.4.5', 'test/1.0'],
    ['Deno', 'Deno/2.9.6', 'test/1.0'],
    ['workerd', 'Cloudflare-Workers', 'test/1.0'],
  ])('W9: %s', async (_name, userAgent, expected) => {
    vi.stubGlobal('navigator', { userAgent });
    expect((await sent()).get('user-agent')).toBe(expected);
  });

  it('W9: runtimes without a navigator', async () => {
    vi.stubGlobal('navigator', undefined);
    expect((await sent()).get('user-agent')).toBe('test/1.0');
  });
});

describe('options of a call', () => {
  it.each([
    ['a negative timeout', { timeoutMs: -1 }, 'timeoutMs', 'invalid_option'],
    ['NaN', { timeoutMs: Number.NaN }, 'timeoutMs', 'invalid_option'],
    ['a fraction', { timeoutMs: 0.5 }, 'timeoutMs', 'invalid_option'],
    ['more than a timer can wait', { timeoutMs: 2 ** 31 }, 'timeoutMs', 'invalid_option'],
    ['a duration as text', { timeoutMs: '30s' }, 'timeoutMs', 'invalid_option'],
    ['a signal that is none', { signal: {} }, 'signal', 'invalid_option'],
    ['a controller for its signal', { signal: new AbortController() }, 'signal', 'invalid_option'],
    ['headers as a list', { headers: [['a', 'b']] }, 'headers', 'invalid_option'],
    ['a header value that is no text', { headers: { 'x-a': 5 } }, 'headers', 'invalid_option'],
    ['a line break in a header value', { headers: { 'x-a': `a\r\nx: ${canary}` } }, 'headers', 'invalid_option'],
    ['a space in a header name', { headers: { 'x a': 'b' } }, 'headers', 'invalid_option'],
    ['a fetch that is none', { fetch: 'fetch' }, 'fetch', 'invalid_option'],
    ['the name that other libraries have', { timeout: 5 }, 'timeout', 'unsupported_option'],
    ['a misspelling', { timeoutMS: 5 }, 'timeoutMS', 'unknown_option'],
    ['no object', 5, 'options', 'invalid_option'],
  ])('%s', async (_name, options, parameter, code) => {
    const fetch = vi.fn(answering(token));
    const error = await failureOf(requestToken(origin, { transport: { fetch }, options: options as object }));
    expect(error).toMatchObject({ name: 'ConfigurationError', code, parameter });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
    expect(fetch).not.toHaveBeenCalled();
  });

  it('a header of the call replaces the client’s, however the two are spelt; Headers and undefined are taken', async () => {
    const fetch = vi.fn(answering(token));
    await requestToken(origin, {
      transport: {
        fetch,
        // Neither is what the type asks for; JavaScript users give both.
        headers: new Headers({ 'X-Trace': 'client', 'X-Other': 'kept' }) as unknown as Record<string, string>,
      },
      options: { headers: { 'x-TRACE': 'call', 'x-none': undefined } as unknown as Record<string, string> },
    });
    const headers = new Headers(fetch.mock.calls[0]?.[1].headers);
    expect([headers.get('x-trace'), headers.get('x-other'), headers.get('x-none')]).toEqual(['call', 'kept', null]);
  });

  it.each([
    ['Authorization', 'Digest Kx9-credential-of-another-service'],
    ['x-api-key', 'Kx9-credential-of-another-service'],
    ['Cookie', 'session=Kx9-credential-of-another-service'],
  ])('W7: what the caller put into the header %s is a secret too', async (name, value) => {
    const fetch = answering('who is Kx9-credential-of-another-service?', { status: 400 });
    const error = await failureOf(requestToken(origin, { options: { fetch, headers: { [name]: value } } }));
    expect(leaksOf('Kx9-credential-of-another-service', everyView(error))).toEqual([]);
  });

  it('W7: any object as options gives a token or a typed error', async () => {
    const names = fc.constantFrom('signal', 'timeoutMs', 'headers', 'fetch', 'x');
    const values = fc.oneof(fc.anything(), fc.double(), fc.dictionary(fc.string(), fc.string()), fc.constant(deaf));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.dictionary(names, values), fc.anything()), async (options) => {
        fc.pre(options !== undefined);
        const given = { transport: { fetch: answering(token), timeoutMs: 5 }, options: options as object };
        const error = await requestToken(origin, given).then(
          () => undefined,
          (failure: unknown) => failure,
        );
        expect(error === undefined || TokenwrightError.isInstance(error), String(error)).toBe(true);
      }),
    );
  });
});
