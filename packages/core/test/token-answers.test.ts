import { canary, everyView, leaksOf } from '@tokenwright/test-support';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenwrightError } from '../src/errors.ts';
import { readLifetime, readRetryAfter } from '../src/provider/token-fields.ts';
import { requestToken } from './support.ts';

const origin = 'https://authority.example';

async function outcomeOf(body: string | Uint8Array<ArrayBuffer> | null, init: ResponseInit): Promise<unknown> {
  const fetch = (): Promise<Response> => Promise.resolve(new Response(body, init));
  try {
    return await requestToken(origin, { options: { fetch } });
  } catch (error) {
    return error;
  }
}

function isToken(value: unknown): boolean {
  const { access_token, expires_in } = value as { access_token?: unknown; expires_in?: unknown };
  const lifetime = expires_in === undefined || (Number.isInteger(expires_in) && (expires_in as number) >= 0);
  return typeof access_token === 'string' && access_token !== '' && lifetime;
}

/** What is neither a token nor a typed error without a trace of the secret; nothing, if all is well. */
function problemOf(outcome: unknown): unknown {
  if (!TokenwrightError.isInstance(outcome)) return isToken(outcome) ? undefined : outcome;
  return leaksOf(canary, everyView(outcome)).length > 0 ? outcome : undefined;
}

const statuses = fc.oneof(fc.constantFrom(200, 200, 201, 302, 400, 401, 429, 500), fc.integer({ min: 200, max: 599 }));
const headers = fc.dictionary(
  fc.constantFrom('content-type', 'retry-after', 'x-request-id', 'location'),
  fc.oneof(
    fc.constantFrom('application/json', 'text/html', '5', `id-${encodeURIComponent(canary)}`),
    fc.stringMatching(/^[ -~]*$/),
  ),
);
const values = fc.oneof(
  fc.anything({ withBigInt: false }),
  fc.constantFrom(canary, 'Bearer', 'bearer', 'invalid_client', 3600, '3600', `x ${canary} y`),
);
const names = fc.constantFrom(
  'access_token',
  'token_type',
  'expires_in',
  'refresh_token',
  'id_token',
  'scope',
  'error',
  'error_description',
  '__proto__',
  'x',
);

function encode(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

describe('W4: any answer is a token or a typed error, and shows no secret', () => {
  const bodiless = new Set([204, 205]);
  it('W4: any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.dictionary(names, values), values),
        statuses,
        headers,
        async (json, status, given) => {
          expect(
            problemOf(await outcomeOf(bodiless.has(status) ? null : encode(json), { status, headers: given })),
          ).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });

  it('W4: any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), statuses, headers, async (bytes, status, given) => {
        const body = bodiless.has(status) ? null : new Uint8Array(bytes);
        expect(problemOf(await outcomeOf(body, { status, headers: given }))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('W4: any text with the secret in it', async () => {
    const around = fc.string({ unit: 'binary', maxLength: 50 });
    const forms = fc.constantFrom(
      canary,
      encodeURIComponent(canary),
      JSON.stringify(canary),
      Buffer.from(canary).toString('base64'),
    );
    await fc.assert(
      fc.asyncProperty(
        around,
        forms,
        around,
        fc.constantFrom(200, 400, 401, 502),
        async (before, form, after, status) => {
          expect(problemOf(await outcomeOf(`${before}${form}${after}`, { status }))).toBeUndefined();
        },
      ),
      { numRuns: 300 },
    );
  });

  it('W4: every cut of a token answer', async () => {
    const whole = JSON.stringify({
      access_token: canary,
      token_type: 'Bearer',
      expires_in: '3600',
      refresh_token: `r${canary}`,
    });
    for (let length = 0; length < whole.length; length += 1) {
      const outcome = await outcomeOf(whole.slice(0, length), { status: 200 });
      expect(TokenwrightError.isInstance(outcome)).toBe(true);
      expect(problemOf(outcome)).toBeUndefined();
    }
    await expect(outcomeOf(whole, { status: 200 })).resolves.toMatchObject({ access_token: canary, expires_in: 3600 });
  });

  it('W4: extra fields are kept, null ones of the known dropped, long ids not rounded', async () => {
    const body =
      '{"access_token":"a","token_type":"BEARER","expires_in":59.9,"refresh_token":null,"drive":12345678901234567890,"nested":{"a":[1]}}';
    await expect(outcomeOf(body, { status: 200 })).resolves.toEqual({
      access_token: 'a',
      token_type: 'BEARER',
      expires_in: 59,
      drive: '12345678901234567890',
      nested: { a: [1] },
    });
  });

  it('W4: a field called __proto__ changes no prototype', async () => {
    const outcome = await outcomeOf('{"access_token":"a","token_type":"Bearer","__proto__":{"polluted":true}}', {
      status: 200,
    });
    expect(Object.getPrototypeOf(outcome)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('L15: expires_in', () => {
  it.each([
    [undefined, undefined],
    [null, undefined],
    [0, 0],
    [-0, 0],
    [3600, 3600],
    [59.9, 59],
    ['3600', 3600],
    ['0', 0],
    [315_360_000, 315_360_000],
    [315_360_001, 'invalid'],
    [-1, 'invalid'],
    ['-1', 'invalid'],
    ['', 'invalid'],
    [' 5 ', 'invalid'],
    ['1e3', 'invalid'],
    ['0x10', 'invalid'],
    [Number.NaN, 'invalid'],
    [Number.POSITIVE_INFINITY, 'invalid'],
    [true, 'invalid'],
    [[5], 'invalid'],
    [{}, 'invalid'],
  ])('L15: %j is %j', (given, expected) => {
    expect(readLifetime(given)).toBe(expected);
  });

  it('L15: anything is whole seconds in range, nothing, or invalid', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.double(), fc.integer().map(String)), (value) => {
        const read = readLifetime(value);
        if (read === undefined || read === 'invalid') return;
        expect(Number.isInteger(read) && read >= 0 && read <= 315_360_000).toBe(true);
      }),
    );
  });
});

describe('L7: Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    [null, undefined],
    ['', undefined],
    ['0', now],
    [' 120 ', now + 120_000],
    ['Thu, 01 Jan 2026 00:02:00 GMT', now + 120_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', now - 60_000],
    ['-5', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['2026-01-01', undefined],
    ['9999999999', undefined],
  ])('L7: %j', (header, expected) => {
    expect(readRetryAfter(header, now)).toBe(expected);
  });

  it('L7: any header is a time or nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.nat().map(String),
          fc.date({ noInvalidDate: true }).map((each) => each.toUTCString()),
        ),
        (header) => {
          const read = readRetryAfter(header, now);
          expect(read === undefined || Number.isFinite(read)).toBe(true);
        },
      ),
    );
  });
});
