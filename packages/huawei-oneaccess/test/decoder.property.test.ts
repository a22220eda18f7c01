import { canary, everyView, leaksOf } from '@tokenwright/test-support';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { OneAccessOAuthClient, OneAccessTenantClient, TokenwrightError } from '../src/index.ts';

const endpoint = 'https://abcdefg.huaweioneaccess.com';

type Fetch = (url: string, init: RequestInit) => Promise<Response>;
const calls: readonly ((fetch: Fetch) => Promise<object>)[] = [
  (fetch) => new OneAccessTenantClient({ endpoint, client_id: 'app', client_secret: canary, fetch }).getTenantToken(),
  (fetch) =>
    new OneAccessOAuthClient({ endpoint, client_id: 'app', client_secret: canary, fetch }).getIdTokenByCode({
      code: canary,
      redirect_uri: 'https://app.example',
    }),
  (fetch) => new OneAccessOAuthClient({ endpoint, fetch }).getUserInfo({ access_token: canary }),
];

const word = fc.constantFrom(
  'invalid_grant',
  'invalid_client',
  'APP.0001',
  '',
  canary,
  `Access token expired:${canary}`,
);
const field = fc.oneof(word, fc.anything({ maxDepth: 1 }), fc.integer());
const names = [
  'access_token',
  'token_type',
  'expires_in',
  'scope',
  'refresh_token',
  'id_token',
  'error',
  'error_description',
  'error_code',
  'error_msg',
  '__proto__',
  'id',
];
const object = fc
  .dictionary(fc.constantFrom(...names), field, { maxKeys: 6 })
  .map((fields) => JSON.stringify(fields) ?? '');
const body = fc.oneof(
  object.map((text) => new TextEncoder().encode(text)),
  fc.json().map((text) => new TextEncoder().encode(text)),
  fc.constantFrom('<h1>no</h1>', canary, 'Forbidden', '').map((text) => new TextEncoder().encode(text)),
  fc.uint8Array(),
);
const status = fc.oneof(
  fc.constantFrom(200, 201, 204, 205, 302, 304, 400, 401, 403, 429, 500, 503),
  fc.integer({ min: 200, max: 599 }),
);
const headers = fc.dictionary(
  fc.constantFrom('content-type', 'retry-after', 'x-request-id', 'date', 'location'),
  fc.constantFrom(
    'application/json',
    'text/html',
    '3',
    'Sun, 06 Nov 1994 08:49:37 GMT',
    'x'.repeat(500),
    'https://evil.example',
  ),
);

test('W4, W6, W7: whatever is answered, a token or a typed error comes out, and no secret', async () => {
  await fc.assert(
    fc.asyncProperty(status, headers, body, fc.constantFrom(...calls), async (code, head, bytes, call) => {
      const empty = [204, 205, 304].includes(code);
      const fetch = async (): Promise<Response> =>
        new Response(empty ? null : Uint8Array.from(bytes), { status: code, headers: head });
      try {
        const result: { readonly access_token?: unknown } = await call(fetch);
        expect(code).toBeGreaterThanOrEqual(200);
        expect(code).toBeLessThan(300);
        if (call !== calls[2]) expect(result.access_token).toEqual(expect.stringMatching(/[^]/));
      } catch (error) {
        expect(TokenwrightError.isInstance(error), String(error)).toBe(true);
        expect(leaksOf(canary, everyView(error))).toEqual([]);
      }
    }),
    { numRuns: 400 },
  );
}, 60_000);
