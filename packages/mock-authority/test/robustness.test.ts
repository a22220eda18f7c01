import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMockAuthority, MockAuthorityError } from '../src/index.ts';
import { overHttp, rawConnection } from './support/http.ts';
import { PDS, pdsBench } from './support/pds.ts';
import { ONE_ACCESS, oneAccessBench } from './support/oneaccess.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('requests that cannot be read get a documented 4xx', () => {
  test.each<[string, Record<string, string>, string | Uint8Array<ArrayBuffer>]>([
    ['a field that comes twice', FORM, 'grant_type=code&grant_type=refresh_token'],
    ['a broken percent sequence', FORM, 'grant_type=%zz'],
    ['bytes that are not UTF-8', FORM, new Uint8Array([0x61, 0x3d, 0xff])],
    ['JSON in place of a form', { 'content-type': 'application/json' }, '{}'],
    ['no content type', { 'content-type': '' }, 'grant_type=code'],
    ['nothing at all', FORM, ''],
  ])('%s', async (_what, headers, body) => {
    const pds = pdsBench();
    const response = await pds.authority.fetch(`${PDS}/v2/oauth/token`, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: expect.stringMatching(/^InvalidParameter/u) as unknown });
    expect(pds.lastProblem()).toBeDefined();
    const oneAccess = oneAccessBench();
    const other = await oneAccess.fetch(`${ONE_ACCESS}/api/v1/oauth2/token`, { method: 'POST', headers, body });
    expect([400, 401]).toContain(other.status);
    expect(await other.json()).toHaveProperty('error');
  });

  test('a query that has a field twice', async () => {
    const query = '?client_id=mock-app&client_id=other';
    expect((await oneAccessBench().fetch(`${ONE_ACCESS}/api/v1/oauth2/authorize${query}`)).status).toBe(400);
    expect((await pdsBench().authority.fetch(`${PDS}/v2/oauth/authorize${query}`)).status).toBe(400);
  });

  test('an unknown path and a wrong method, in the shape of the provider', async () => {
    const { authority } = pdsBench();
    for (const response of [await authority.fetch(`${PDS}/nope`), await authority.fetch(`${PDS}/v2/oauth/token`)]) {
      expect(response.status).toBe(404);
      expect(response.headers.get('x-ca-error-code')).toBe('I404NF');
      expect(await response.text()).toBe('');
    }
    const bench = oneAccessBench();
    const unknown = await bench.fetch(`${ONE_ACCESS}/nope`);
    expect([unknown.status, await unknown.json()]).toEqual([
      404,
      { error: 'not_found', error_description: 'Not found' },
    ]);
    const method = await bench.fetch(`${ONE_ACCESS}/api/v1/oauth2/token`);
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test.each(['constructor', '__proto__', 'toString'])(
    'a path or an application named %s is unknown like any other',
    async (name) => {
      const { authority, form } = pdsBench();
      expect((await authority.fetch(`${PDS}/${name}`)).status).toBe(404);
      expect((await form({ grant_type: name, client_id: name })).status).toBe(400);
      expect((await form({ grant_type: 'code', client_id: name })).status).toBe(400);
    },
  );

  test('a body above the cap is 413 in process and over HTTP, and the server serves on', async () => {
    const body = `grant_type=${'x'.repeat(3000)}`;
    const options = { provider: 'aliyun-pds' as const, maxBodyBytes: 1024 };
    const direct = await createMockAuthority(options).fetch(`${PDS}/v2/oauth/token`, {
      method: 'POST',
      headers: FORM,
      body,
    });
    expect(direct.status).toBe(413);
    expect(await direct.json()).toHaveProperty('code');
    await overHttp(options, async (url) => {
      const response = await fetch(`${url}/v2/oauth/token`, { method: 'POST', headers: FORM, body });
      expect(response.status).toBe(413);
      expect((await fetch(`${url}/v2/oauth/token`, { method: 'POST', headers: FORM, body: 'a=1' })).status).toBe(400);
    });
  });

  test('a body that never ends is 413 in process', async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1000));
      },
    });
    const authority = createMockAuthority({ provider: 'huawei-oneaccess', maxBodyBytes: 10_000 });
    const init = { method: 'POST', headers: FORM, body: endless, duplex: 'half' } as RequestInit;
    expect((await authority.fetch(`${ONE_ACCESS}/api/v2/tenant/token`, init)).status).toBe(413);
    expect(pulled).toBeLessThan(20);
    expect(authority.received().at(-1)?.bodyBytes).toBe(10_000);
  });

  test.each(['json', 'gateway', 'xml', 'html', 'text'] as const)(
    'a field whose name no header could hold is refused in the shape %s',
    async (pdsErrorShape) => {
      const { authority } = pdsBench({ traits: { pdsErrorShape } });
      const post = (path: string, type: string, body: string): Promise<Response> =>
        authority.fetch(`${PDS}${path}`, { method: 'POST', headers: { 'content-type': type }, body });
      const answers = [
        await post('/v2/account/token', 'application/json', JSON.stringify({ 'a\nb \u4E2D': 1 })),
        await post('/v2/oauth/token', FORM['content-type'], 'x%0Ay=1&x%0Ay=2'),
      ];
      for (const response of answers) {
        expect(response.status).toBe(400);
        expect(`${JSON.stringify([...response.headers])}${await response.text()}`).not.toMatch(/\u4E2D|x\\n/u);
      }
    },
  );

  test('a body that never ends is cut off, and the server serves on', async () => {
    await overHttp({ provider: 'aliyun-pds', maxBodyBytes: 1024 }, async (url) => {
      const endless = new ReadableStream<Uint8Array>({
        pull(controller) {
          controller.enqueue(new Uint8Array(16_384));
        },
      });
      const init = { method: 'POST', headers: FORM, body: endless, duplex: 'half' } as RequestInit;
      const outcome: unknown = await fetch(`${url}/v2/oauth/token`, init).then(
        ({ status }) => status,
        (error: unknown) => error,
      );
      expect(outcome === 413 || outcome instanceof TypeError).toBe(true);
      expect((await fetch(`${url}/nope`)).status).toBe(404);
    });
  });
});

describe('connections that misbehave', () => {
  const impatient = { headersTimeoutMs: 50, requestTimeoutMs: 100 };

  test('one that never ends its headers is answered with 408 and closed', async () => {
    await overHttp(
      { provider: 'aliyun-pds' },
      async (url, _authority, server) => {
        const { socket, answer } = rawConnection(server.port);
        socket.write('POST /v2/oauth/token HTTP/1.1\r\nHost: x\r\n');
        expect(await answer).toMatch(/^HTTP\/1\.1 408/u);
        expect((await fetch(`${url}/nope`)).status).toBe(404);
      },
      impatient,
    );
  });

  test('one that never ends its body is closed', async () => {
    await overHttp(
      { provider: 'aliyun-pds' },
      async (url, authority, server) => {
        const { socket, answer } = rawConnection(server.port);
        socket.write('POST /v2/oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ngrant');
        expect(await answer).toMatch(/^HTTP\/1\.1 408/u);
        expect(authority.received()).toEqual([]);
        expect((await fetch(`${url}/nope`)).status).toBe(404);
      },
      impatient,
    );
  });

  test.each([
    ['no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400/u],
    ['a host that is none', 'GET / HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400/u],
    ['a host with a path', 'GET /x HTTP/1.1\r\nHost: h/__mock/?\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400/u],
    ['a path of slashes', 'GET //evil.example/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 404/u],
    ['an absolute address', 'GET http://x/nope HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 404/u],
  ])('%s', async (_what, text, status) => {
    await overHttp({ provider: 'aliyun-pds' }, async (url, _authority, server) => {
      const { socket, answer } = rawConnection(server.port);
      socket.end(text);
      expect(await answer).toMatch(status);
      expect((await fetch(`${url}/nope`)).status).toBe(404);
    });
  });

  test('close ends answers that would never end', async () => {
    const authority = createMockAuthority({ provider: 'aliyun-pds', faults: ['endless;path=/a', 'delay=24h;path=/b'] });
    const server = await authority.listen();
    const endless = await fetch(`${server.url}/a`);
    const delayed = fetch(`${server.url}/b`).catch((error: unknown) => error);
    await server.close();
    await expect(endless.text()).rejects.toThrow('terminated');
    expect(await delayed).toBeInstanceOf(TypeError);
  });
});

/** Pieces that requests are made of, good and bad. */
const PIECES: readonly string[] = [
  'GET',
  'POST',
  'DELETE',
  'CONNECT',
  'HEAD',
  'OPTIONS',
  'PUT',
  'post',
  ' ',

  '/',
  '*',
  '//',
  '/v2/oauth/token',
  '/v2/account/token',
  '/v2/user/get',
  '/v2/oauth/authorize?client_id=mock-web-app',
  '/api/v1/oauth2/token',
  '/api/v1/oauth2/userinfo',
  '/api/v2/tenant/token',
  '/__mock/clock',
  '/__mock/events',
  '/%',
  ' HTTP/1.1\r\n',
  ' HTTP/1.0\r\n',
  ' HTTP/9.9\r\n',
  '\r\n',
  '\r\n\r\n',
  '\n',
  '\r',
  '\0',
  '%ff',
  '&',
  '=',
  ':',
  'Host: x\r\n',
  'Host: x/y?\r\n',
  'Host: \r\n',
  'Connection: close\r\n',
  'Expect: 100-continue\r\n',
  'Content-Length: 5\r\n',
  'Content-Length: -1\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Upgrade: websocket\r\n',
  'Content-Type: application/json\r\n',
  'Content-Type: application/x-www-form-urlencoded\r\n',
  'Content-Type: ;;\r\n',
  'Authorization: Basic ====\r\n',
  'Authorization: Basic bW9jay1hcHA6eA==\r\n',
  'Authorization: Bearer x\r\n',
  '{"a":',
  '[]',
  '{"__proto__":{}}',
  'null',
  '"',
  '}',
  'grant_type=',
  'refresh_token',
  'client_id=mock-app',
  '5\r\nabcde\r\n0\r\n\r\n',
];

/** Requests that are nearly right, so that they get past the parser. */
const nearly = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'DELETE', 'OPTIONS', 'HEAD'),
    path: fc.oneof(
      fc.constantFrom(...PIECES.filter((piece) => piece.startsWith('/'))),
      fc.webPath().map((path) => `/${path}`),
    ),
    headers: fc.array(fc.constantFrom(...PIECES.filter((piece) => /^[A-Z][\w-]+: /u.test(piece))), { maxLength: 3 }),
    body: fc.uint8Array({ maxLength: 40 }),
  })
  .map(({ method, path, headers, body }) => {
    const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n${headers.join('')}\r\n`;
    return Buffer.concat([Buffer.from(head, 'latin1'), body]);
  });
const anything = fc.oneof(
  nearly,
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => Buffer.from(pieces.join(''), 'latin1')),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

test.each(['aliyun-pds', 'huawei-oneaccess'] as const)(
  'whatever bytes come, %s answers with a status below 500 or closes, and serves on',
  async (provider) => {
    await overHttp(
      { provider, control: true, traits: { pdsErrorShape: 'gateway' } },
      async (url, _authority, server) => {
        await fc.assert(
          fc.asyncProperty(anything, async (bytes) => {
            const { socket, answer } = rawConnection(server.port);
            socket.end(bytes);
            // An event stream goes on until the client leaves.
            socket.on('data', (chunk: Buffer) => {
              if (chunk.includes('text/event-stream')) socket.destroy();
            });
            const statuses = [...(await answer).matchAll(/^HTTP\/1\.1 (\d{3})/gmu)].map(([, status]) => Number(status));
            expect(statuses.filter((status) => status >= 500)).toEqual([]);
          }),
          { numRuns: 300 },
        );
        expect((await fetch(`${url}/nope`)).status).toBe(404);
      },
    );
  },
);

describe('options that cannot be used are a clear error', () => {
  test.each<[string, Record<string, unknown>, string, string]>([
    ['an unknown provider', { provider: 'google' }, 'unknown_provider', 'there is no provider "google"'],
    ['an unknown option', { tokenLifetime: 5 }, 'invalid_option', 'option tokenLifetime does not exist'],
    ['a negative lifetime', { tokenLifetimeSeconds: -1 }, 'invalid_option', 'a number above 0 is needed'],
    ['an unknown trait', { traits: { rotates: true } }, 'invalid_option', 'trait rotates does not exist'],
    ['a trait of the wrong type', { traits: { refreshTokens: 'yes' } }, 'invalid_option', 'trait refreshTokens'],
    [
      'a trait with an unknown word',
      { traits: { expiresIn: 'text' } },
      'invalid_option',
      'is not one of number, string, absent',
    ],
    ['half a request', { retention: { requests: 1.5 } }, 'invalid_option', 'a whole number is needed'],
    ['a negative grace', { traits: { refreshTokenGraceSeconds: -1 } }, 'invalid_option', '0 or more'],
    ['a client twice', { clients: [{ clientId: 'a' }, { clientId: 'a' }] }, 'invalid_option', 'a is there twice'],
    ['no user', { users: [] }, 'invalid_option', 'at least one is needed'],
  ])('%s', (_what, options, code, sentence) => {
    const make = (): unknown => createMockAuthority({ provider: 'aliyun-pds', ...options });
    expect(make).toThrow(sentence);
    expect(make).toThrow(expect.objectContaining({ code, name: 'MockAuthorityError' }) as Error);
  });

  test('a port in use and a port that is none', async () => {
    await overHttp({ provider: 'aliyun-pds' }, async (_url, authority, server) => {
      await expect(authority.listen({ port: server.port })).rejects.toMatchObject({ code: 'port_in_use' });
      await expect(authority.listen({ port: 70_000 })).rejects.toBeInstanceOf(MockAuthorityError);
      await expect(authority.listen({ host: 'host.invalid' })).rejects.toMatchObject({ code: 'cannot_listen' });
    });
  });

  test('a code for nobody', () => {
    const { authority } = pdsBench();
    expect(() => authority.issueCode({ clientId: 'nobody' })).toThrow(
      expect.objectContaining({ code: 'unknown_client' }) as Error,
    );
    expect(() => authority.issueCode({ userId: 'nobody' })).toThrow(
      expect.objectContaining({ code: 'unknown_user' }) as Error,
    );
    expect(() => {
      authority.approveAs('nobody');
    }).toThrow('there is no user nobody');
  });
});
