import { json, startLoopback, type Handler } from '@tokenwright/test-support';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  createAuthorizedFetch,
  type AuthorizedFetch,
  type AuthorizedFetchOptions,
} from '../../src/authorized-fetch.ts';
import { AuthorityError } from '../../src/index.ts';
import { mintScene, sessionScene, type Scene } from './support.ts';

/** A resource that takes one token and refuses all others. */
function resource(valid: () => string): Handler {
  return (request, response) => {
    const accepted = request.headers.authorization === `Bearer ${valid()}`;
    json(accepted ? 200 : 401, { accepted, body: request.body })(request, response);
  };
}

interface Stage extends Scene {
  readonly fetch: AuthorizedFetch;
  readonly url: string;
  readonly sent: () => (string | undefined)[];
}

async function stage(
  valid: () => string,
  work: (scene: Stage) => Promise<void>,
  options: Partial<AuthorizedFetchOptions> = {},
  scene: Scene = mintScene(),
): Promise<void> {
  await using server = await startLoopback(resource(valid));
  const fetch = createAuthorizedFetch(scene.source, { origins: [server.url], clock: scene.clock, ...options });
  await work({
    ...scene,
    fetch,
    url: `${server.url}/files`,
    sent: () => server.received.map((each) => each.headers.authorization),
  });
}

describe('L19: authorised fetch', () => {
  test('L19: carries the token', async () => {
    await stage(
      () => 'access-1',
      async ({ fetch, url, sent }) => {
        expect((await fetch(url)).status).toBe(200);
        expect((await fetch(new URL(url), { headers: { accept: 'text/plain' } })).status).toBe(200);
        expect((await fetch(new Request(url, { headers: { 'x-own': '1' } }))).status).toBe(200);
        expect(sent()).toEqual(['Bearer access-1', 'Bearer access-1', 'Bearer access-1']);
      },
    );
  });

  test('L19: in a page, a path is one of the page’s own origin', async () => {
    vi.stubGlobal('location', { href: 'https://app.example.com/page' });
    onTestFinished(() => void vi.unstubAllGlobals());
    const { source } = mintScene();
    const seen: (string | null)[] = [];
    const send: AuthorizedFetch = async (_input, init) => {
      seen.push(new Headers(init?.headers).get('authorization'));
      return new Response(null, { status: 200 });
    };
    const own = createAuthorizedFetch(source, { origins: ['https://app.example.com'], fetch: send });
    const other = createAuthorizedFetch(source, { origins: ['https://api.example.com'], fetch: send });
    for (const path of ['/files', 'files', '//api.example.com/files'])
      for (const each of [own, other]) await each(path);
    const token = 'Bearer access-1';
    expect(seen).toEqual([token, null, token, null, null, token]);
  });

  test('what is no source is refused', () => {
    const options = { origins: ['https://api.example.com'] };
    for (const given of [undefined, 'source', { getToken: async () => undefined }]) {
      expect(() => createAuthorizedFetch(given as never, options)).toThrow(
        /^createAuthorizedFetch: the parameter "source" is .*; give a token source\.$/,
      );
    }
  });

  test('L19: another origin gets no token, and an Authorization of the caller stays', async () => {
    await using other = await startLoopback(json(200, {}));
    await stage(
      () => 'access-1',
      async ({ fetch, url, sent, authority }) => {
        await fetch(other.url);
        expect(other.received[0]?.headers.authorization).toBeUndefined();
        await fetch(url, { headers: { Authorization: 'Basic own' } });
        expect(sent()).toEqual(['Basic own']);
        expect(authority.requests).toHaveLength(0);
      },
    );
  });

  test('L19: a refused token is replaced once for all, and each request repeated once, body and all', async () => {
    await stage(
      () => 'access-2',
      async ({ fetch, url, sent, authority }) => {
        const bodies = ['text', new URLSearchParams({ a: '1' }), new Blob(['blob']), new TextEncoder().encode('bytes')];
        const answers = await Promise.all(bodies.map((body) => fetch(url, { method: 'POST', body })));
        expect(
          await Promise.all(answers.map(async (answer) => ((await answer.json()) as { body: string }).body)),
        ).toEqual(['text', 'a=1', 'blob', 'bytes']);
        expect(authority.requests).toHaveLength(2);
        expect(sent().filter((each) => each === 'Bearer access-2')).toHaveLength(4);
      },
    );
  });

  test('L19: a stream is not sent again; the answer comes back and the next request has another token', async () => {
    await stage(
      () => 'access-2',
      async ({ fetch, url, authority }) => {
        const stream = (): ReadableStream => new Blob(['streamed']).stream();
        const first = await fetch(url, { method: 'POST', body: stream(), duplex: 'half' });
        expect(first.status).toBe(401);
        expect(authority.requests).toHaveLength(1);
        expect((await fetch(url, { method: 'POST', body: stream(), duplex: 'half' })).status).toBe(200);
      },
    );
  });

  test('L19: a renewed token that is refused too ends the renewals for a minute', async () => {
    await stage(
      () => 'nobody’s',
      async ({ fetch, url, authority, clock }) => {
        for (let round = 0; round < 20; round += 1) expect((await fetch(url)).status).toBe(401);
        expect(authority.requests).toHaveLength(2);
        await clock.advance(60_000);
        expect((await fetch(url)).status).toBe(401);
        expect(authority.requests).toHaveLength(3);
      },
    );
  });

  test('L16, L19: a clock that is set back makes that minute no longer', async () => {
    await stage(
      () => 'never',
      async ({ fetch, url, sent, clock }) => {
        await fetch(url);
        expect(sent()).toHaveLength(2);
        clock.setNow(clock.now() - 86_400_000);
        await fetch(url);
        expect(sent().length).toBeGreaterThan(3);
      },
    );
  });

  test('L19: insufficient_scope and 403 are no reason for another token', async () => {
    await using server = await startLoopback((request, response) => {
      response.writeHead(request.path === '/scope' ? 401 : 403, {
        'www-authenticate': 'Bearer error="insufficient_scope"',
      });
      response.end();
    });
    const { source, authority } = mintScene();
    const fetch = createAuthorizedFetch(source, { origins: [server.url] });
    await fetch(`${server.url}/scope`);
    await fetch(`${server.url}/other`);
    expect(authority.requests).toHaveLength(1);
  });

  test('L19: a provider’s own way of refusing is asked for, with a copy of the answer', async () => {
    let calls = 0;
    await using server = await startLoopback((request, response) => {
      calls += 1;
      json(calls === 1 ? 400 : 200, { code: calls === 1 ? 'AccessTokenInvalid' : 'ok' })(request, response);
    });
    const { source, authority } = mintScene();
    const fetch = createAuthorizedFetch(source, {
      origins: [server.url],
      isTokenRejected: async (response) => ((await response.json()) as { code: string }).code === 'AccessTokenInvalid',
    });
    expect(await (await fetch(server.url)).json()).toEqual({ code: 'ok' });
    expect(authority.requests).toHaveLength(2);
  });

  test('L19: a way of refusing that reads nothing of its copy keeps nobody waiting, and keeps nothing in memory', async () => {
    const copies: Response[] = [];
    const isTokenRejected = (response: Response): boolean => {
      copies.push(response);
      return response.status === 401;
    };
    await stage(
      () => 'access-2',
      async ({ fetch, url }) => {
        expect((await fetch(url)).status).toBe(200);
        // A copy that was given up has nothing left to read.
        expect(await copies[0]?.body?.getReader().read()).toMatchObject({ done: true });
        expect(copies).toHaveLength(1);
      },
      { isTokenRejected },
    );
  });

  test('L19: no other token to be had: the refusal is the answer', async () => {
    await stage(
      () => 'access-2',
      async ({ fetch, url, authority }) => {
        await fetch(url).catch(() => undefined);
        expect(authority.requests).toHaveLength(2);
      },
    );
    await stage(
      () => 'other',
      async ({ fetch, url, authority, source }) => {
        await source.getToken();
        authority.answer(new AuthorityError('no', { code: 'invalid_client', status: 401, retryable: false }));
        const answer = await fetch(url);
        expect(answer.status).toBe(401);
        expect(await answer.json()).toMatchObject({ accepted: false });
      },
    );
  });

  test('L13: a session that has ended says so at the first refusal', async () => {
    const scene = sessionScene({ initial: { access_token: 'only', expires_in: 3600 } });
    await stage(
      () => 'other',
      async ({ fetch, url }) => expect(fetch(url)).rejects.toMatchObject({ name: 'LoginRequiredError' }),
      {},
      scene,
    );
  });

  test.each([
    ['no origins', { origins: [] }, 'origins'],
    ['an origin with a path', { origins: ['https://api.example/v2'] }, 'origins'],
    ['http beyond loopback', { origins: ['http://api.example'] }, 'origins'],
    ['an unknown option', { origins: ['https://api.example'], origin: 'x' }, 'origin'],
  ])('%s is refused by name', (_what, options, parameter) => {
    expect(() => createAuthorizedFetch(mintScene().source, options)).toThrow(parameter);
  });
});
