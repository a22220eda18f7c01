import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { formatLiveReport, runLive } from '../src/index.ts';
import { notes, rejection } from './support.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly fields: URLSearchParams;
}

/** A stand-in for a real authority, on loopback. */
async function withAuthority(
  answer: (seen: Seen, response: ServerResponse) => void,
  use: (origin: string, seen: readonly Seen[]) => Promise<void>,
): Promise<void> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, authorization: headers.authorization, fields: new URLSearchParams(body) };
      seen.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8' }).end(JSON.stringify(body));
}

const canary = 'Kanarie+/=%"\\ \u00fc-4711';
const tenantEnv = (origin: string) => ({
  TOKENWRIGHT_LIVE_ORIGIN: origin,
  TOKENWRIGHT_LIVE_CLIENT_ID: 'app-1',
  TOKENWRIGHT_LIVE_CLIENT_SECRET: canary,
});

describe('a live run', () => {
  test('G1: is skipped loudly without an origin and credentials', async () => {
    const report = await runLive('huawei-oneaccess-tenant', { env: {} });
    const text = formatLiveReport(report);
    expect(text).toContain('*** NOTHING WAS CHECKED: every request was skipped. ***');
    expect(text).toContain(
      'SKIPPED: set TOKENWRIGHT_LIVE_ORIGIN, TOKENWRIGHT_LIVE_CLIENT_ID, TOKENWRIGHT_LIVE_CLIENT_SECRET',
    );
    expect(report.results.every(({ status }) => status === undefined)).toBe(true);
  });

  test('G1: finds nothing wrong where the service keeps to the document', async () => {
    const token = { access_token: 't', token_type: 'Bearer', expires_in: 1719, scope: 'all', id_token: 'x' };
    await withAuthority(
      (_seen, response) => json(response, 200, token),
      async (origin, seen) => {
        const report = await runLive('huawei-oneaccess-tenant', { env: tenantEnv(origin) });
        expect(report.wrong).toBe(0);
        const location = 'response.body.expires_in';
        const note = { isWrong: false, location, message: 'is integer, where the document lists integer and string' };
        for (const { status, findings } of report.results) expect([status, findings]).toEqual([200, [note]]);
        const basic = `Basic ${Buffer.from(`app-1:${canary}`).toString('base64')}`;
        expect(seen.map(({ url, authorization, fields }) => [url, authorization, fields.get('client_secret')])).toEqual(
          [
            ['/api/v2/tenant/token', undefined, canary],
            ['/api/v2/tenant/token', basic, null],
            ['/api/v2/tenant/token?grant_type=client_credentials', basic, null],
          ],
        );
      },
    );
  });

  test('G1: names field by field where the document is wrong, and no secret', async () => {
    await withAuthority(
      ({ authorization, url }, response) => {
        if (authorization === undefined) {
          const secret = {
            access_token: canary,
            token_type: 'Bearer',
            expires_in: 1800.5,
            api_scopes: [canary],
            scope: ['all'],
          };
          json(response, 200, secret);
        } else if (url.includes('?')) {
          json(response, 400, {
            error: 'invalid_client',
            error_description: `Bad client credentials ${canary}`,
            trace: 7,
          });
        } else {
          json(response, 403, { error: 'no_such_code', detail: canary });
        }
      },
      async (origin) => {
        const report = await runLive('huawei-oneaccess-tenant', { env: tenantEnv(origin) });
        const text = formatLiveReport(report);
        expect(text).toMatchInlineSnapshot(`
          "Live check of specs/huawei-oneaccess-tenant.yaml

          requestTenantToken "client_credentials": answered 200
            WRONG response.body.expires_in Response body property expires_in must be integer,string; it is number
            WRONG response.body.scope Response body property scope must be string; it is array
            WRONG response.body.api_scopes is not listed; it is array
            note  response.body came without id_token, which the document lists
          requestTenantToken "client_credentials_basic": answered 403
            WRONG response.status 403 is not listed
            note  request is valid by the document, and was refused
          requestTenantToken "only security.clientBasic and query.grant_type": answered 400
            WRONG response.body.trace is not listed; it is integer
            WRONG response.body.error "invalid_client" is listed with status 401; it came with 400
            note  request is valid by the document, and was refused

          3 of 3 requests sent; the document is wrong in 6 places."
        `);
        for (let at = 0; at + 12 <= canary.length; at += 1) expect(text).not.toContain(canary.slice(at, at + 12));
      },
    );
  });

  test('G1: reports codes that are not listed', async () => {
    await withAuthority(
      (_seen, response) => json(response, 401, { error: canary.slice(0, 7) + '_code' }),
      async (origin) => {
        const report = await runLive('huawei-oneaccess-tenant', { env: tenantEnv(origin) });
        expect(formatLiveReport(report)).toContain(
          'WRONG response.body.error "Kanarie_code" is not among the known values',
        );
      },
    );
  });

  test('G1: knows a code that is listed with several statuses by each of them', async () => {
    await withAuthority(
      (_seen, response) => json(response, 401, { error: 'invalid_token', error_description: 'x' }),
      async (origin) => {
        const env = { TOKENWRIGHT_LIVE_ORIGIN: origin, TOKENWRIGHT_LIVE_ACCESS_TOKEN: canary };
        const { results } = await runLive('huawei-oneaccess-oauth2', { env });
        const user = results.find(({ operation }) => operation === 'getUserInfo');
        expect(user?.findings.map(({ location, message }) => `${location} ${message}`)).toEqual([
          'response.body.error is "invalid_token", as listed',
          'request is valid by the document, and was refused',
        ]);
      },
    );
  });

  test('G1: sends what may change something only when that is allowed', async () => {
    await withAuthority(
      (_seen, response) => json(response, 200, { access_token: 't' }),
      async (origin, seen) => {
        const env = {
          TOKENWRIGHT_LIVE_ORIGIN: origin,
          TOKENWRIGHT_LIVE_CLIENT_ID: 'app-1',
          TOKENWRIGHT_LIVE_CLIENT_SECRET: canary,
          TOKENWRIGHT_LIVE_REFRESH_TOKEN: 'r-1',
        };
        const without = formatLiveReport(await runLive('aliyun-pds', { env }));
        expect(seen).toEqual([]);
        expect(without).toContain('SKIPPED: it may change something; allow it with --allow requestToken/refresh_token');
        await runLive('aliyun-pds', { env, allow: ['requestToken/refresh_token'] });
        expect(seen).toHaveLength(1);
        expect(Object.fromEntries(seen[0]?.fields ?? [])).toEqual({
          grant_type: 'refresh_token',
          client_id: 'app-1',
          client_secret: canary,
          refresh_token: 'r-1',
        });
      },
    );
  });

  test('G2: with probes says which broken requests the service accepts', async () => {
    await withAuthority(
      ({ fields, authorization }, response) => {
        const isGood = fields.get('client_secret') === canary || authorization?.endsWith('=') === true;
        if (isGood) json(response, 200, { access_token: 't' });
        else json(response, 401, { error: 'invalid_client' });
      },
      async (origin) => {
        const report = await runLive('huawei-oneaccess-tenant', { env: tenantEnv(origin), probe: true });
        const text = formatLiveReport(report);
        expect(text).toContain(
          '"client_credentials, with the field unheard_of": answered 200\n  note  request is accepted; the document is stricter',
        );
        expect(text).toContain(
          '"client_credentials, client_secret is wrong": answered 401\n' +
            '  note  response.body came without error_description, which the document lists\n' +
            '  note  response.body.error is "invalid_client", as listed',
        );
        expect(text).toContain('"client_credentials, without client_secret": answered 401');
      },
    );
  });

  test('G2: stops at the first 429', async () => {
    await withAuthority(
      (_seen, response) => json(response, 429, { error: 'too_many_requests' }),
      async (origin, seen) => {
        const report = await runLive('huawei-oneaccess-tenant', { env: tenantEnv(origin), probe: true });
        expect(seen).toHaveLength(1);
        expect(report.results.map(({ status }) => status)).toEqual([429, undefined, undefined]);
        expect(formatLiveReport(report)).toContain('SKIPPED: the service answered 429 before');
      },
    );
  });

  test('says what went wrong with the network, and not with what was sent', async () => {
    const report = await runLive('huawei-oneaccess-tenant', { env: tenantEnv('http://127.0.0.1:1') });
    expect(formatLiveReport(report)).toMatch(/SKIPPED: no answer \((?:ECONNREFUSED|[A-Z_]+|TypeError)\)/);
    await withAuthority(
      (_seen, response) => response.writeHead(200).end('x'.repeat(2_000_000)),
      async (origin) => {
        const large = await runLive('huawei-oneaccess-tenant', { env: tenantEnv(origin) });
        expect(formatLiveReport(large)).toContain('the answer is larger than 1048576 bytes');
      },
    );
  });

  test.each(['http://example.com', 'https://example.com/path', 'example.com', 'https://user:pass@example.com'])(
    'W1: refuses the origin %s',
    async (origin) => {
      const error = await rejection(runLive('huawei-oneaccess-tenant', { env: tenantEnv(origin) }));
      expect(error).toMatchObject({ name: 'ContractError', code: 'invalid_option' });
      expect(error.message).not.toContain('pass');
    },
  );

  test('W1: sends nothing to a host that the document does not have', async () => {
    const report = await runLive('aliyun-pds', {
      env: {
        TOKENWRIGHT_LIVE_ORIGIN: 'https://pds.example',
        TOKENWRIGHT_LIVE_CLIENT_ID: 'a',
        TOKENWRIGHT_LIVE_REDIRECT_URI: 'b',
      },
    });
    expect(formatLiveReport(report)).toContain('SKIPPED: request.server https://pds.example is no server of authorize');
  });

  test('refuses to allow a request that is not there', async () => {
    const error = await rejection(runLive(notes, { env: {}, allow: ['oops'] }));
    expect(error.message).toMatch(/notes\.yaml has no request "oops"; what can be allowed is writeNote\/full\.$/);
  });
});
