import { describe, expect, test } from 'vitest';
import type { MockAuthority } from '../src/index.ts';
import { createMockAuthority } from '../src/index.ts';
import { overHttp } from './support/http.ts';
import { CALLBACK, NOON, PDS, pdsBench, WEB_APP } from './support/pds.ts';

const TOKEN_PATH = '/v2/oauth/token';

/** One way to reach an authority: in process, or over HTTP. */
type Reach = (
  faults: readonly string[],
  run: (ask: (init?: RequestInit) => Promise<Response>, authority: MockAuthority) => Promise<void>,
) => Promise<void>;

function init(authority: MockAuthority, more: RequestInit = {}): RequestInit {
  const { code } = authority.issueCode({ redirectUri: CALLBACK });
  const body = new URLSearchParams({ ...WEB_APP, grant_type: 'authorization_code', redirect_uri: CALLBACK, code });
  return { method: 'POST', body, redirect: 'manual', ...more };
}

const inProcess: Reach = async (faults, run) => {
  const authority = createMockAuthority({ provider: 'aliyun-pds', faults });
  await run((more) => authority.fetch(`${PDS}${TOKEN_PATH}`, init(authority, more)), authority);
};

const http: Reach = (faults, run) =>
  overHttp({ provider: 'aliyun-pds', faults }, (url, authority) =>
    run((more) => fetch(`${url}${TOKEN_PATH}`, init(authority, more)), authority),
  );

function issued(authority: MockAuthority): number {
  return authority.tokens().filter(({ tokenKind }) => tokenKind === 'access').length;
}

describe.each([
  ['in process', inProcess],
  ['over HTTP', http],
])('faults %s', (_how, reach) => {
  test('lost: the code is spent, the caller gets a network error', () =>
    reach(['lost;on=1'], async (ask, authority) => {
      await expect(ask()).rejects.toThrow(TypeError);
      expect(issued(authority)).toBe(1);
      expect(authority.received()[0]).not.toHaveProperty('status');
    }));

  test('reset: the caller gets a network error, and nothing happened', () =>
    reach(['reset;on=1'], async (ask, authority) => {
      const error: unknown = await ask().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(TypeError);
      expect((error as TypeError).cause).toMatchObject({ code: 'ECONNRESET' });
      expect(issued(authority)).toBe(0);
      expect((await ask()).status).toBe(200);
    }));

  test('429 and 503 with Retry-After take no effect and have the documented body', () =>
    reach(['status=429;retry-after=3;on=1', 'status=503;retry-after=2;on=2'], async (ask, authority) => {
      const limited = await ask();
      expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3']);
      expect(await limited.json()).toMatchObject({ code: 'TooManyRequests', message: 'Too many requests' });
      const unavailable = await ask();
      expect([unavailable.status, unavailable.headers.get('retry-after')]).toEqual([503, '2']);
      expect(issued(authority)).toBe(0);
      expect((await ask()).status).toBe(200);
    }));

  test.each([301, 302, 303, 307, 308])('redirect=%i', (status) =>
    reach([`redirect=${status};location=https://elsewhere.example/x`], async (ask, authority) => {
      const response = await ask();
      expect([response.status, response.headers.get('location')]).toEqual([status, 'https://elsewhere.example/x']);
      expect(issued(authority)).toBe(0);
    }),
  );

  test('truncated: the body ends early and reading it fails', () =>
    reach(['truncated=20'], async (ask, authority) => {
      const response = await ask();
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow('terminated');
      expect(issued(authority)).toBe(1);
    }));

  test('endless: more than a mebibyte comes, and leaving ends it', () =>
    reach(['endless'], async (ask) => {
      const response = await ask();
      const reader = response.body?.getReader();
      let bytes = 0;
      while (bytes < 1_048_577) bytes += (await reader?.read())?.value?.length ?? 0;
      await reader?.cancel();
      expect(bytes).toBeGreaterThan(1_048_576);
    }));

  test('oversized: a body of the size that is asked for, good JSON to its end', () =>
    reach(['oversized=2mb'], async (ask) => {
      const text = await (await ask()).text();
      expect(text).toHaveLength(2_097_152);
      expect(JSON.parse(text)).toHaveProperty('access_token');
    }));

  test('content-type: the body is the same under another name', () =>
    reach(['content-type=text/html'], async (ask) => {
      const response = await ask();
      expect(response.headers.get('content-type')).toBe('text/html');
      expect(await response.json()).toHaveProperty('access_token');
    }));

  test('error-in-200', () =>
    reach(['error-in-200;error=InvalidParameter.Code'], async (ask, authority) => {
      const response = await ask();
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ code: 'InvalidParameter.Code' });
      expect(issued(authority)).toBe(1);
    }));

  test('skew: the Date header is off by what is asked for, the tokens are not', () =>
    reach(['skew=-1h'], async (ask, authority) => {
      const before = authority.clock.now();
      const date = Date.parse((await ask()).headers.get('date') ?? '');
      const offset = date - before;
      expect(offset).toBeGreaterThan(-3_602_000);
      expect(offset).toBeLessThan(-3_000_000);
    }));

  test('slow: the body comes in pieces and is whole', () =>
    reach(['slow=0s'], async (ask) => {
      expect(await (await ask()).json()).toHaveProperty('access_token');
    }));

  test('delay: a caller that does not wait is let go, and the request took effect', () =>
    reach(['delay=24h'], async (ask, authority) => {
      const controller = new AbortController();
      const unsubscribe = authority.subscribe((entry) => {
        if (entry.kind === 'request') controller.abort();
      });
      await expect(ask({ signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
      unsubscribe();
      expect(issued(authority)).toBe(1);
    }));
});

describe('which requests a fault meets', () => {
  test('a fault of path, method and grant leaves the others alone', async () => {
    const bench = pdsBench({ faults: ['status=500;path=/v2/oauth/*;method=POST;grant=refresh_token'] });
    const tokens = await bench.login();
    expect((await bench.refresh(tokens.refresh_token)).status).toBe(500);
    expect((await bench.whoAmI(tokens.access_token)).status).toBe(200);
  });

  test('on counts from when the fault was set, and times bounds it', async () => {
    const { authority, form } = pdsBench();
    authority.faults.add('status=503;on=2,4-5');
    const seen: number[] = [];
    for (let count = 0; count < 6; count += 1) seen.push((await form({})).status);
    expect(seen).toEqual([400, 503, 400, 503, 503, 400]);
    authority.faults.clear();
    const id = authority.faults.add('status=429;times=1');
    expect((await form({})).status).toBe(429);
    expect((await form({})).status).toBe(400);
    expect(authority.faults.list()).toEqual([{ id, expression: 'status=429;times=1', matched: 2, applied: 1 }]);
    expect(authority.faults.remove(id)).toBe(true);
    expect(authority.faults.remove(id)).toBe(false);
  });

  test('rate draws the same requests for the same seed', async () => {
    const run = async (seed: number): Promise<number[]> => {
      const { form } = pdsBench({ faults: [`status=503;rate=0.3;seed=${seed}`] });
      const seen: number[] = [];
      for (let count = 0; count < 200; count += 1) seen.push((await form({})).status);
      return seen;
    };
    const first = await run(7);
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
    const share = first.filter((status) => status === 503).length / first.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
  });

  test('of two that exclude each other the first one set wins; others add up', async () => {
    const { form } = pdsBench({ faults: ['status=503;retry-after=1', 'status=429', 'skew=1h'] });
    const response = await form({});
    expect(response.status).toBe(503);
    expect(Date.parse(response.headers.get('date') ?? '')).toBe(NOON + 3_600_000);
  });

  test('OneAccess answers a fault in its own shapes', async () => {
    const authority = createMockAuthority({
      provider: 'huawei-oneaccess',
      faults: ['status=400;error=APP.0003;message=Application disabled.;on=1', 'status=503'],
    });
    const ask = (): Promise<Response> => authority.fetch('https://x.example/api/v2/tenant/token', { method: 'POST' });
    expect(await (await ask()).json()).toEqual({ error_code: 'APP.0003', error_msg: 'Application disabled.' });
    expect(await (await ask()).json()).toMatchObject({ error: 'temporarily_unavailable' });
  });

  test('the in-process fetch follows redirects within the mock and refuses to leave it', async () => {
    const authority = createMockAuthority({
      provider: 'huawei-oneaccess',
      faults: ['redirect=307;location=/api/v1/oauth2/keys;path=/hop', 'redirect=307;path=/out'],
    });
    const keys = await authority.fetch('https://x.example/hop');
    expect(await keys.json()).toHaveProperty('keys');
    await expect(authority.fetch('https://x.example/out')).rejects.toThrow(TypeError);
    await expect(authority.fetch('https://x.example/hop', { redirect: 'error' })).rejects.toThrow(TypeError);
  });
});
