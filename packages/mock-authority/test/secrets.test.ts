import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskJson, maskNamed, maskSecret } from '../src/mask.ts';
import { createRandom } from '../src/random.ts';
import { RingBuffer } from '../src/ring-buffer.ts';
import type { Exchange } from '../src/index.ts';
import { createMockAuthority } from '../src/index.ts';
import { logLine } from '../src/cli/request-log.ts';
import { basic, ONE_ACCESS } from './support/oneaccess.ts';
import { CALLBACK, PDS, pdsBench, WEB_APP } from './support/pds.ts';

/** Long, and with everything that encodings change. */
const CANARY = 'canary+/=%"\\ ü-0123456789abcdef';

/** Whether any 12 characters of the canary are in a text, raw or in an encoding. */
function leaks(text: string): boolean {
  const forms = [
    CANARY,
    encodeURIComponent(CANARY),
    new URLSearchParams([['', CANARY]]).toString().slice(1),
    JSON.stringify(CANARY),
    // In base64 a text looks different at each of three offsets.
    ...['', 'x', 'xy'].map((before) =>
      Buffer.from(before + CANARY)
        .toString('base64')
        .slice(4),
    ),
  ];
  return forms.some((form) =>
    Array.from({ length: form.length - 11 }, (_, at) => form.slice(at, at + 12)).some((part) => text.includes(part)),
  );
}

describe('what is shown holds no secret', () => {
  test.each<[string, string, RequestInit]>([
    [
      'a form',
      '/v2/oauth/token',
      {
        body: new URLSearchParams({
          client_secret: CANARY,
          code: CANARY,
          refresh_token: CANARY,
          assertion: CANARY,
          code_verifier: CANARY,
        }),
      },
    ],
    [
      'JSON',
      '/v2/account/token',
      {
        body: JSON.stringify({ app_id: 'x', refresh_token: CANARY, addition_data: { client_secret: CANARY } }),
        headers: { 'content-type': 'application/json' },
      },
    ],
    [
      'a body that cannot be read',
      '/v2/oauth/token',
      { body: `client_secret=${CANARY}&%zz`, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    [
      'JSON that cannot be read',
      '/v2/account/token',
      { body: `{"refresh_token":"${CANARY}"`, headers: { 'content-type': 'application/json' } },
    ],
    ['a header', '/v2/user/get', { headers: { authorization: `Bearer ${encodeURIComponent(CANARY)}` } }],
    ['Basic', '/api/v2/tenant/token', { headers: { ...basic('x', CANARY) } }],
    [
      'the query',
      `/v2/oauth/token?client_secret=${encodeURIComponent(CANARY)}&access_token=${encodeURIComponent(CANARY)}`,
      {},
    ],
  ])('when it comes in %s', async (_what, path, init) => {
    for (const provider of ['aliyun-pds', 'huawei-oneaccess'] as const) {
      const lines: Exchange[] = [];
      const authority = createMockAuthority({ provider, onRequest: (exchange) => lines.push(exchange) });
      await authority.fetch(`${PDS}${path}`, { method: 'POST', ...init });
      const shown = [JSON.stringify(authority.received()), JSON.stringify(authority.ledger()), ...lines.map(logLine)];
      for (const text of shown) expect(leaks(text)).toBe(false);
      expect(lines).toHaveLength(1);
      const open = JSON.stringify(authority.received({ secrets: true }));
      expect(open).not.toBe(JSON.stringify(authority.received()));
    }
  });

  test('tokens that were issued are in no view of them', async () => {
    const bench = pdsBench();
    const tokens = await bench.login();
    await bench.refresh(tokens.refresh_token);
    await bench.refresh(tokens.refresh_token);
    await bench.whoAmI(tokens.access_token);
    const { authority } = bench;
    const shown = JSON.stringify([authority.received(), authority.ledger(), authority.tokens()]);
    for (const secret of [tokens.access_token, tokens.refresh_token, WEB_APP.client_secret])
      expect(shown).not.toContain(secret);
  });

  test('names tell secrets from what may be shown', () => {
    expect(maskNamed('grant_type', 'refresh_token')).toBe('refresh_token');
    expect(maskNamed('code_challenge', 'abc')).toBe('abc');
    expect(maskNamed('token_type', 'Bearer')).toBe('Bearer');
    expect(maskNamed('redirect_uri', CALLBACK)).toBe(CALLBACK);
    expect(maskNamed('code', 'abc')).toBe('***');
    expect(maskNamed('code', '')).toBe('');
    expect(maskNamed('anything', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.sig-1234567890')).toBe('***7890');
    expect(maskJson({ a: [{ client_secret: 5, refresh_token: ['x'] }], token: null })).toEqual({
      a: [{ client_secret: '***', refresh_token: ['***'] }],
      token: null,
    });
  });

  test('a masked secret never shows more than its last four characters', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (secret) => {
        expect(maskSecret(secret).length).toBeLessThanOrEqual(7);
        if (secret.length < 16) expect(maskSecret(secret)).toBe('***');
      }),
    );
  });
});

describe('small parts', () => {
  test('a ring buffer holds the last things in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 8 }), (items, capacity) => {
        const ring = new RingBuffer<number>(capacity);
        for (const item of items) ring.push(item);
        expect(ring.toArray()).toEqual(items.slice(-capacity));
      }),
    );
  });

  test('the same seed gives the same tokens, another one others', async () => {
    const first = async (seed: number): Promise<string> => (await pdsBench({ seed }).login()).refresh_token;
    expect(await first(1)).toBe(await first(1));
    expect(await first(1)).not.toBe(await first(2));
  });

  test('chance is spread evenly and never repeats a token', () => {
    const random = createRandom(42);
    const draws = Array.from({ length: 10_000 }, () => random.next());
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeCloseTo(0.5, 1);
    expect(new Set(Array.from({ length: 10_000 }, () => random.hex(32))).size).toBe(10_000);
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  });

  test('the PDS error shapes carry code, message and request id', async () => {
    const ask = async (pdsErrorShape: 'capitalised' | 'gateway' | 'xml' | 'html' | 'text'): Promise<Response> =>
      createMockAuthority({ provider: 'aliyun-pds', traits: { pdsErrorShape } }).fetch(`${PDS}/v2/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'code', client_id: 'x' }),
      });
    const capitalised = await ask('capitalised');
    expect(await capitalised.json()).toEqual({
      Code: 'InvalidParameter.ClientId',
      Message: 'The input parameter client_id is not valid. ',
      RequestId: capitalised.headers.get('x-ca-request-id'),
    });
    const gateway = await ask('gateway');
    expect([gateway.headers.get('x-ca-error-code'), await gateway.text()]).toEqual(['InvalidParameter.ClientId', '']);
    expect(await (await ask('xml')).text()).toMatch(/^<\?xml .*<Error><Code>InvalidParameter\.ClientId<\/Code>/u);
    expect(await (await ask('html')).text()).toMatch(
      /^<h1>The input parameter client_id is not valid\. .*RequestId:.*<\/h1><h2>400<\/h2>$/u,
    );
    expect(await (await ask('text')).text()).toBe('InvalidParameter.ClientId');
  });

  test('OneAccess answers with either pair or both', async () => {
    const ask = async (oneAccessErrorShape: 'oauth' | 'coded' | 'both'): Promise<unknown> =>
      (
        await createMockAuthority({
          provider: 'huawei-oneaccess',
          traits: { oneAccessErrorShape, invalidClientStatus: '400' },
        }).fetch(`${ONE_ACCESS}/api/v2/tenant/token`, { method: 'POST' })
      ).json();
    expect(await ask('oauth')).toEqual({ error: 'invalid_client', error_description: 'Bad client credentials' });
    expect(await ask('coded')).toEqual({ error_code: 'APP.0002', error_msg: 'Application ID required.' });
    expect(await ask('both')).toEqual({
      error: 'invalid_client',
      error_description: 'Bad client credentials',
      error_code: 'APP.0002',
      error_msg: 'Application ID required.',
    });
  });
});
