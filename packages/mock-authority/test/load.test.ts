import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { MockAuthority } from '../src/index.ts';
import { createMockAuthority } from '../src/index.ts';
import { overHttp } from './support/http.ts';
import { CALLBACK, PDS, WEB_APP } from './support/pds.ts';

interface Pair {
  readonly access_token: string;
  readonly refresh_token: string;
}

type Post = (path: string, init: RequestInit) => Promise<Response>;

function form(fields: Record<string, string>): RequestInit {
  return { method: 'POST', body: new URLSearchParams({ ...WEB_APP, ...fields }) };
}

/** One client: a login, then rotations one after the other. Gives every status it saw and every token it had. */
async function client(
  authority: MockAuthority,
  post: Post,
  rotations: number,
): Promise<{ statuses: number[]; pairs: Pair[] }> {
  const { code } = authority.issueCode({ redirectUri: CALLBACK });
  const statuses: number[] = [];
  const pairs: Pair[] = [];
  const take = async (response: Response): Promise<void> => {
    statuses.push(response.status);
    if (response.status === 200) pairs.push((await response.json()) as Pair);
  };
  await take(await post('/v2/oauth/token', form({ grant_type: 'code', redirect_uri: CALLBACK, code })));
  for (let count = 0; count < rotations; count += 1) {
    await take(
      await post(
        '/v2/oauth/token',
        form({ grant_type: 'refresh_token', refresh_token: pairs.at(-1)?.refresh_token ?? '' }),
      ),
    );
  }
  const whoAmI = async (pair: Pair | undefined): Promise<number> =>
    (await post('/v2/user/get', { method: 'POST', headers: { authorization: `Bearer ${pair?.access_token ?? ''}` } }))
      .status;
  statuses.push(await whoAmI(pairs.at(-1)), await whoAmI(pairs.at(-2)));
  return { statuses, pairs };
}

/** Runs clients at once and says what was wrong with any of them. */
async function faultsOf(authority: MockAuthority, post: Post, clients: number, rotations: number): Promise<unknown[]> {
  const results = await Promise.all(Array.from({ length: clients }, () => client(authority, post, rotations)));
  const expected = [...Array.from({ length: rotations + 1 }, () => 200), 200, 401].join(' ');
  const wrong: unknown[] = results.map(({ statuses }) => statuses.join(' ')).filter((seen) => seen !== expected);
  const tokens = results.flatMap(({ pairs }) => pairs.flatMap((pair) => [pair.access_token, pair.refresh_token]));
  if (new Set(tokens).size !== tokens.length) wrong.push('a token was given twice');
  const live = authority.tokens().length;
  if (live !== 2 * clients) wrong.push(`${live} tokens are live`);
  return wrong;
}

describe('many clients on one twin', () => {
  test('1,000 at once in process: every rotation is consistent', async () => {
    const authority = createMockAuthority({ provider: 'aliyun-pds' });
    const wrong = await faultsOf(authority, (path, init) => authority.fetch(`${PDS}${path}`, init), 1000, 5);
    expect(wrong).toEqual([]);
  });

  test('100 at once over HTTP: every rotation is consistent', async () => {
    await overHttp({ provider: 'aliyun-pds' }, async (url, authority) => {
      const wrong = await faultsOf(authority, (path, init) => fetch(`${url}${path}`, init), 100, 5);
      expect(wrong).toEqual([]);
    });
  });
});

test('100,000 requests: what is held stays within its bounds, and so does the heap', async () => {
  const retention = { tokens: 2000, requests: 100, entries: 500 };
  const authority = createMockAuthority({ provider: 'aliyun-pds', retention });
  const fields = { grant_type: 'code', redirect_uri: CALLBACK };
  const { code } = authority.issueCode({ redirectUri: CALLBACK });
  let pair = (await (await authority.fetch(`${PDS}/v2/oauth/token`, form({ ...fields, code }))).json()) as Pair;

  const rounds = async (count: number): Promise<void> => {
    for (let round = 0; round < count; round += 1) {
      const refreshed = await authority.fetch(
        `${PDS}/v2/oauth/token`,
        form({ grant_type: 'refresh_token', refresh_token: pair.refresh_token }),
      );
      pair = (await refreshed.json()) as Pair;
      const login = authority.issueCode({ redirectUri: CALLBACK });
      await authority.fetch(`${PDS}/v2/oauth/token`, form({ ...fields, code: login.code }));
      await authority.fetch(`${PDS}/v2/oauth/token`, form({ ...fields, code: 'made-up' }));
      await authority.fetch(`${PDS}/nope`);
    }
  };
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };

  await rounds(5000);
  const before = { sizes: authority.sizes(), heap: heap() };
  await rounds(20_000);
  const after = { sizes: authority.sizes(), heap: heap() };

  expect(before.sizes).toEqual({ tokens: 4000, codes: 2000, assertions: 0, entries: 500, requests: 100 });
  expect(after.sizes).toEqual(before.sizes);
  expect(after.heap - before.heap).toBeLessThan(2_000_000);
  // The login that never stopped refreshing is the oldest of all and alive: its tokens were always new.
  const me = await authority.fetch(`${PDS}/v2/user/get`, {
    method: 'POST',
    headers: { authorization: `Bearer ${pair.access_token}` },
  });
  expect(me.status).toBe(200);
});
