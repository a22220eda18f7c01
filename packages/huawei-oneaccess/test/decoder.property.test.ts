import { canary, everyView, leaksOf } from '@tokenwright/test-support';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIdTokenVerifier, IdTokenError } from '../src/id-token.ts';
import {
  isOneAccessTokenRejected,
  OneAccessOAuthClient,
  OneAccessTenantClient,
  TokenwrightError,
} from '../src/index.ts';

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
});

const answers = fc.tuple(status, headers, body).map(([code, head, bytes]) => (): Response => {
  const empty = [204, 205, 304].includes(code);
  return new Response(empty ? null : Uint8Array.from(bytes), { status: code, headers: head });
});

test('L19: whatever is answered, isOneAccessTokenRejected says yes or no, and yes to 400 and 401 only', async () => {
  await fc.assert(
    fc.asyncProperty(answers, async (answer) => {
      const rejected = await isOneAccessTokenRejected(answer());
      expect(rejected).toBeTypeOf('boolean');
      expect(rejected && ![400, 401].includes(answer().status)).toBe(false);
    }),
    { numRuns: 300 },
  );
});

const part = (value: unknown): string => Buffer.from(JSON.stringify(value) ?? '').toString('base64url');
/** What a token says of its user, which no error is to repeat; the authority does not know it here. */
const inToken = 'Jd8~in-the-token~aQ5';
/** Three parts of which the first says RS256, so that keys are asked for; or anything. */
const idTokens = fc.oneof(
  fc
    .tuple(fc.option(fc.string()), fc.oneof(fc.jsonValue(), fc.constant({ sub: inToken })), fc.base64String())
    .map(
      ([kid, claims, signature]) =>
        `${part({ alg: 'RS256', ...(kid !== null && { kid }) })}.${part(claims)}.${signature}`,
    ),
  fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
);
const published = fc.oneof(
  answers,
  fc
    .tuple(fc.anything({ maxDepth: 1 }), fc.constantFrom('/keys', `${endpoint}/keys`, 'http://a.example/keys', 7, null))
    .map(
      ([issuer, jwks_uri]) =>
        (): Response =>
          Response.json({ issuer: typeof issuer === 'string' ? issuer : 'i', jwks_uri }),
    ),
  fc
    .array(
      fc.dictionary(
        fc.constantFrom('kty', 'n', 'e', 'alg', 'kid', 'use', 'x5c'),
        fc.constantFrom('RSA', 'AQAB', 'RS256', '', 5),
      ),
    )
    .map((keys) => (): Response => Response.json({ keys })),
);

test('W4, W7: whatever is published and whatever the id_token, nothing is believed, and a typed error says why', async () => {
  await fc.assert(
    fc.asyncProperty(idTokens, published, published, async (idToken, discovery, keys) => {
      const verifier = createIdTokenVerifier({
        endpoint,
        client_id: 'app',
        fetch: async (url) => (url.endsWith('/keys') ? keys() : discovery()),
      });
      const outcome: unknown = await verifier.verify(idToken, { nonce: 'a nonce' }).catch((error: unknown) => error);
      expect(outcome).toSatisfy((error) => TokenwrightError.isInstance(error) || IdTokenError.isInstance(error));
      expect(leaksOf(inToken, everyView(outcome))).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
