import { pem, rsaKeys, startLoopback } from '@tokenwright/test-support';
import { jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import {
  AuthorityError,
  createAssertionSigner,
  createTokenSource,
  type TokenSource,
  type TokenWire,
} from '../../src/index.ts';
import { createFakeClock, type FakeClock } from '../../src/testing.ts';
import { requestToken } from '../support.ts';
import { key } from './support.ts';

const minute = 60_000;
const hour = 60 * minute;
const assertionKey = { ...key, credential: 'assertion' } as const;

/** An authority whose clock is ahead of ours by `skew`, and which refuses an assertion of more than a minute's difference. */
class SkewedAuthority {
  readonly clock: FakeClock;
  skew: number;
  /** Whether its answers say its time. */
  dated = true;
  status = 400;
  retryable = false;
  refusesAll = false;
  /** The offset of each assertion that arrived. */
  readonly offsets: number[] = [];

  constructor(clock: FakeClock, skew: number) {
    this.clock = clock;
    this.skew = skew;
  }

  readonly mint = async ({ clockOffsetMs }: { readonly clockOffsetMs: number }): Promise<TokenWire> => {
    this.offsets.push(clockOffsetMs);
    if (!this.refusesAll && Math.abs(clockOffsetMs - this.skew) <= minute)
      return { access_token: `access-${this.offsets.length}`, expires_in: 3600 };
    throw new AuthorityError('expired', {
      code: 'invalid_grant',
      status: this.status,
      retryable: this.retryable,
      answeredAtMs: this.dated ? this.clock.now() + this.skew : undefined,
    });
  };

  source(
    subject = 'a',
    credential: 'assertion' | 'client' = 'assertion',
    authority: string = key.authority,
  ): TokenSource {
    return createTokenSource({
      key: { ...assertionKey, authority, credential, subject },
      mint: this.mint,
      clock: this.clock,
      random: () => 0.5,
    });
  }
}

test.each([2 * hour, -2 * hour, 61_000])(
  'L16: an assertion that another clock refuses is signed once more, with the difference (%i ms)',
  async (skew) => {
    const authority = new SkewedAuthority(createFakeClock(), skew);
    expect((await authority.source().getToken()).accessToken).toBe('access-2');
    expect(authority.offsets).toEqual([0, skew]);
  },
);

test('L16: the difference is remembered, for other sources of the authority too, and for no other authority', async () => {
  const authority = new SkewedAuthority(createFakeClock(), hour);
  const source = authority.source('a');
  await source.getToken();
  await source.renew({ reason: 'again' });
  await authority.source('b').getToken();
  expect(authority.offsets).toEqual([0, hour, hour, hour]);
  await authority.source('c', 'assertion', 'https://another.example').getToken();
  expect(authority.offsets.slice(4)).toEqual([0, hour]);
});

test('L16: once; a refusal that the difference does not explain away is the caller’s error', async () => {
  const clock = createFakeClock();
  const authority = new SkewedAuthority(clock, hour);
  const source = createTokenSource({
    key: assertionKey,
    clock,
    mint: async (request) => {
      await authority.mint(request).catch(() => undefined);
      throw new AuthorityError('expired', {
        code: 'invalid_grant',
        status: 400,
        retryable: false,
        // Each answer from another time.
        answeredAtMs: clock.now() + authority.offsets.length * hour,
      });
    },
  });
  await expect(source.getToken()).rejects.toMatchObject({ code: 'invalid_grant' });
  expect(authority.offsets).toEqual([0, hour]);
});

test.each<[string, Partial<SkewedAuthority>, number]>([
  ['a difference of half a minute', { skew: 30_000 }, 1],
  ['no Date', { skew: hour, dated: false }, 1],
  ['a Date ten years off', { skew: 320_000_000_000 }, 1],
  ['a 429', { skew: hour, status: 429, retryable: true }, 3],
  ['a 503', { skew: hour, status: 503, retryable: true }, 3],
])('L16: not for %s', async (_what, settings, requests) => {
  const clock = createFakeClock();
  const authority = new SkewedAuthority(clock, 0);
  Object.assign(authority, { ...settings, refusesAll: true });
  const source = authority.source();
  const outcome = source.getToken().catch((error: unknown) => error);
  await clock.advance(10_000);
  expect(await outcome).toMatchObject({ code: 'invalid_grant' });
  // Retries are what they always were; each is signed by our own clock.
  expect(new Set(authority.offsets).size).toBe(1);
  expect(authority.offsets).toHaveLength(requests);
});

test('L16: not for a client’s secret, which no clock explains', async () => {
  const authority = new SkewedAuthority(createFakeClock(), hour);
  await expect(authority.source('a', 'client').getToken()).rejects.toMatchObject({ code: 'invalid_grant' });
  expect(authority.offsets).toEqual([0]);
});

test('L16: when our clock is put right, the next refusal says so, and the offset goes', async () => {
  const clock = createFakeClock();
  const authority = new SkewedAuthority(clock, hour);
  const source = authority.source();
  await source.getToken();
  clock.setNow(clock.now() + hour);
  authority.skew = 0;
  expect((await source.renew({ reason: 'test' })).accessToken).toBe('access-4');
  await source.renew({ reason: 'test' });
  expect(authority.offsets).toEqual([0, hour, hour, 0, 0]);
  // And back: it counts as set back, and heals in the same way.
  clock.setNow(clock.now() - hour);
  authority.skew = hour;
  await source.renew({ reason: 'test' });
  expect(authority.offsets.slice(5)).toEqual([0, hour]);
});

test.each([
  ['behind', -50 * minute],
  ['ahead', 50 * minute],
])('L16: over HTTP, with a real signature and an authority whose clock is %s', async (_where, skew) => {
  const refusals: string[] = [];
  await using server = await startLoopback((request, response) => {
    const theirNow = Date.now() + skew;
    response.setHeader('date', new Date(theirNow).toUTCString());
    response.setHeader('content-type', 'application/json');
    const assertion = new URLSearchParams(request.body).get('assertion') ?? '';
    // Verifies signature, exp and nbf by its own clock; iat of the future is refused too (RFC 7523 section 3).
    void jwtVerify(assertion, rsaKeys.publicKey, { currentDate: new Date(theirNow), maxTokenAge: '10 min' }).then(
      ({ payload }) =>
        response.end(JSON.stringify({ access_token: String(payload.jti), token_type: 'Bearer', expires_in: 60 })),
      (error: Error) => {
        refusals.push(error.message);
        response.statusCode = 400;
        response.end(JSON.stringify({ error: 'invalid_grant', error_description: error.message }));
      },
    );
  });
  const signer = createAssertionSigner({ key: pem.pkcs8(), alg: 'RS256', lifetimeSeconds: 300 });
  const source = createTokenSource({
    key: { ...assertionKey, authority: server.url },
    mint: async ({ signal, timeoutMs, clockOffsetMs }) => {
      const assertion = await signer.sign({ iss: 'app', sub: 'user', aud: 'domain' }, { clockOffsetMs });
      return requestToken(server.url, { fields: { assertion }, options: { signal, timeoutMs } });
    },
  });
  const first = await source.getToken();
  expect(refusals).toHaveLength(1);
  expect(server.received).toHaveLength(2);
  const second = await source.renew({ reason: 'test' });
  expect(second.accessToken).not.toBe(first.accessToken);
  expect(server.received).toHaveLength(3);
  expect(refusals).toHaveLength(1);
  await source.close();
});
