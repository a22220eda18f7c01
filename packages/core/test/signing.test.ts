import { createHash, createSign, generateKeyPairSync, sign as nodeSign, type KeyObject } from 'node:crypto';
import { canary, everyView, leaksOf, pem, rsaKeys } from '@tokenwright/test-support';
import * as fc from 'fast-check';
import { jwtVerify } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigurationError, SigningError } from '../src/errors.ts';
import type { AssertionSignerOptions, PrivateKeyInput, SigningAlgorithm } from '../src/signing.ts';
import { createAssertionSigner } from '../src/signing.ts';
import { failureOf, thrownBy } from './support.ts';

const claims = { iss: 'my-app', sub: 'user-1', aud: 'my-domain' };
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });

const pairs = { RS256: rsaKeys, PS256: rsaKeys, ES256: ec, EdDSA: ed } as const;
const algorithms = Object.keys(pairs) as SigningAlgorithm[];
const webCrypto = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
} as const;

function toPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function toCryptoKey(key: KeyObject, alg: SigningAlgorithm): Promise<unknown> {
  const der = key.export({ type: 'pkcs8', format: 'der' });
  return crypto.subtle.importKey('pkcs8', new Uint8Array(der), webCrypto[alg], false, ['sign']);
}

const jwk = rsaKeys.privateKey.export({ format: 'jwk' });
const publicCryptoKey = await crypto.subtle.importKey(
  'jwk',
  rsaKeys.publicKey.export({ format: 'jwk' }),
  webCrypto.RS256,
  true,
  ['verify'],
);
const signingCryptoKey = await crypto.subtle.importKey('jwk', jwk, webCrypto.RS256, false, ['sign']);
const sha512 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' };
const bound = await crypto.subtle.importKey('jwk', jwk, sha512, false, ['sign']);
const oaep = await crypto.subtle.importKey('jwk', jwk, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['decrypt']);
const pssCryptoKey = await toCryptoKey(rsaKeys.privateKey, 'PS256');
const rsaCryptoKey = await toCryptoKey(rsaKeys.privateKey, 'RS256');

/** The forms in which a key can be given. */
const forms: Readonly<Record<string, (key: KeyObject, alg: SigningAlgorithm) => unknown>> = {
  'PEM text': toPem,
  'PEM text with written-out line breaks': (key) => toPem(key).replaceAll('\n', String.raw`\n`),
  'PEM text with CRLF and words around it': (key) => `Key:\r\n${toPem(key).replaceAll('\n', '\r\n')}\r\nend`,
  JWK: (key) => key.export({ format: 'jwk' }),
  KeyObject: (key) => key,
  CryptoKey: toCryptoKey,
  'a function that returns PEM': (key) => () => toPem(key),
  'a function that promises a JWK': (key) => () => Promise.resolve(key.export({ format: 'jwk' })),
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe('createAssertionSigner', () => {
  for (const alg of algorithms) {
    for (const [form, make] of Object.entries(forms)) {
      it(`signs ${alg} with a key as ${form}, so that its public key verifies it`, async () => {
        const { privateKey, publicKey } = pairs[alg];
        const key = (await make(privateKey, alg)) as PrivateKeyInput;
        const signer = createAssertionSigner({ key, alg, kid: 'k1' });
        await signer.ready();
        const { payload, protectedHeader } = await jwtVerify(await signer.sign(claims), publicKey, {
          algorithms: [alg],
        });
        expect(protectedHeader).toEqual({ alg, typ: 'JWT', kid: 'k1' });
        expect(payload).toMatchObject(claims);
      });
    }
  }

  it('signs with a PKCS#1 key, wrapped for WebCrypto', async () => {
    const assertion = await createAssertionSigner({ key: pem.pkcs1() }).sign(claims);
    await expect(jwtVerify(assertion, rsaKeys.publicKey)).resolves.toMatchObject({ payload: claims });
  });

  it('finds the private key in a file that has a certificate first', async () => {
    const file = `${pem.public()}\n${pem.pkcs8()}`;
    const assertion = await createAssertionSigner({ key: file }).sign(claims);
    await expect(jwtVerify(assertion, rsaKeys.publicKey)).resolves.toMatchObject({ payload: claims });
  });

  it.each([
    ['an RSA key', pem.pkcs8(), 'RS256'],
    ['an EC key', toPem(ec.privateKey), 'ES256'],
    ['an Ed25519 key', toPem(ed.privateKey), 'EdDSA'],
    ['a CryptoKey for RSA-PSS', pssCryptoKey, 'PS256'],
    ['a JWK that names it', { ...jwk, alg: 'PS256', use: 'sig', key_ops: ['sign'], ext: true }, 'PS256'],
    ['a JWK that calls EdDSA Ed25519', { ...ed.privateKey.export({ format: 'jwk' }), alg: 'Ed25519' }, 'EdDSA'],
  ] as const)('takes the algorithm from %s', async (_name, key, alg) => {
    const assertion = await createAssertionSigner({ key: key as PrivateKeyInput }).sign(claims);
    expect(JSON.parse(atob(assertion.split('.')[0] ?? ''))).toEqual({ alg, typ: 'JWT' });
  });

  it('L16: iat is set back, exp lies ahead, and the clock offset moves both', async () => {
    const clock = (): number => 1_000_000_999;
    const signer = createAssertionSigner({ key: pem.pkcs8(), clock });
    const read = async (clockOffsetMs?: number): Promise<unknown> =>
      JSON.parse(atob((await signer.sign(claims, { clockOffsetMs })).split('.')[1] ?? ''));
    await expect(read()).resolves.toMatchObject({ iat: 1_000_000 - 60, exp: 1_000_000 + 300 });
    await expect(read(90_000)).resolves.toMatchObject({ iat: 1_000_090 - 60, exp: 1_000_090 + 300 });
    await expect(read(-90_500)).resolves.toMatchObject({ iat: 999_910 - 60, exp: 999_910 + 300 });
  });

  it('L9: every assertion has its own jti', async () => {
    const signer = createAssertionSigner({ key: toPem(ed.privateKey) });
    const ids = new Set<unknown>();
    for (let index = 0; index < 50; index += 1) {
      const payload = (await signer.sign(claims)).split('.')[1] ?? '';
      ids.add((JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: string }).jti);
    }
    expect(ids.size).toBe(50);
  });

  it.each([
    ['PEM', (): PrivateKeyInput => pem.pkcs8()],
    ['JWK', (): PrivateKeyInput => rsaKeys.privateKey.export({ format: 'jwk' })],
  ])('imports a key given as %s once, however many sign at the same time', async (_form, make) => {
    const importKey = vi.spyOn(crypto.subtle, 'importKey');
    const asked = vi.fn(make);
    const signer = createAssertionSigner({ key: asked });
    await Promise.all([signer.ready(), ...Array.from({ length: 20 }, () => signer.sign(claims))]);
    await signer.sign(claims);
    expect(importKey).toHaveBeenCalledTimes(1);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('what becomes of a JWK object after the check changes nothing', async () => {
    const jwk = rsaKeys.privateKey.export({ format: 'jwk' }) as Record<string, unknown> & { kty: string };
    const signer = createAssertionSigner({ key: jwk });
    delete jwk['p'];
    await expect(jwtVerify(await signer.sign(claims), rsaKeys.publicKey)).resolves.toBeDefined();
  });

  it('reads the modulus of a JWK to the bit', () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 2046 }).privateKey.export({ format: 'jwk' });
    expect(thrownBy(() => createAssertionSigner({ key: small }))).toMatchObject({
      code: 'weak_key',
      message: expect.stringContaining('2046 bits') as string,
    });
    expect(() => createAssertionSigner({ key: rsaKeys.privateKey.export({ format: 'jwk' }) })).not.toThrow();
  });
});

describe('a key that cannot sign is refused at construction', () => {
  it.each([
    ['an empty text', '', 'malformed_key'],
    ['some text', 'hello', 'malformed_key'],
    ['a PEM that lost its end', pem.pkcs8().slice(0, 400), 'malformed_key'],
    ['a PEM with another END', pem.pkcs8().replace('END PRIVATE KEY', 'END RSA PRIVATE KEY'), 'malformed_key'],
    ['a PEM without base64', '-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----', 'malformed_key'],
    ['a text longer than any key', 'x'.repeat(70_000), 'malformed_key'],
    ['a public key', pem.public(), 'public_key'],
    ['a PKCS#1 public key', pem.publicPkcs1(), 'public_key'],
    ['an encrypted PKCS#8 key', pem.encrypted(), 'encrypted_key'],
    ['an encrypted PKCS#1 key', pem.encryptedPkcs1(), 'encrypted_key'],
    ['1024 bits in PKCS#8', pem.rsa1024(), 'weak_key'],
    ['1024 bits in PKCS#1', pem.rsa1024Pkcs1(), 'weak_key'],
    ['an EC key in SEC1', pem.ecSec1(), 'unsupported_key'],
    [
      'an EC key on another curve',
      toPem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey),
      'unsupported_key',
    ],
    ['an X25519 key', toPem(generateKeyPairSync('x25519').privateKey), 'unsupported_key'],
    ['an rsa-pss key in PEM', toPem(pss.privateKey), 'unsupported_key'],
    ['an object that is no key', { foo: 1 }, 'malformed_key'],
    [
      'an object whose members throw',
      {
        get kty(): string {
          throw new Error(canary);
        },
      },
      'malformed_key',
    ],
    ['a public JWK', rsaKeys.publicKey.export({ format: 'jwk' }), 'public_key'],
    ['a symmetric JWK', { kty: 'oct', k: 'c2VjcmV0' }, 'unsupported_key'],
    ['a JWK of another kind', { kty: 'EC', crv: 'P-521', d: 'AA', x: 'AA', y: 'AA' }, 'unsupported_key'],
    ['a JWK without its primes', { ...jwk, p: undefined }, 'malformed_key'],
    ['a JWK whose n is no base64url', { ...jwk, n: 'a+/=' }, 'malformed_key'],
    ['a JWK for another hash', { ...jwk, alg: 'RS512' }, 'unsupported_key'],
    ['a JWK whose alg needs another kind of key', { ...jwk, alg: 'ES256' }, 'unsupported_key'],
    ['a JWK for encryption', { ...jwk, use: 'enc' }, 'unsupported_key'],
    ['a JWK whose key_ops lack sign', { ...jwk, key_ops: ['decrypt'] }, 'unsupported_key'],
    ['a public KeyObject', rsaKeys.publicKey, 'public_key'],
    [
      'a DSA KeyObject',
      generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).privateKey,
      'unsupported_key',
    ],
    ['a KeyObject of type rsa-pss, which WebCrypto does not take', pss.privateKey, 'unsupported_key'],
    ['a small KeyObject', generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey, 'weak_key'],
    ['a public CryptoKey', publicCryptoKey, 'public_key'],
    ['a CryptoKey of another hash', bound, 'unsupported_key'],
    ['a CryptoKey for encryption', oaep, 'unsupported_key'],
  ])('%s', (_name, key, code) => {
    const error = thrownBy(() => createAssertionSigner({ key: key as PrivateKeyInput, keyName: 'private_key_pem' }));
    expect(SigningError.isInstance(error), String(error)).toBe(true);
    expect(error).toMatchObject({ code, message: expect.stringMatching(/^private_key_pem: /) as string });
  });

  it.each([
    ['a file that was not read as text', new TextEncoder().encode(pem.pkcs8()), 'a Uint8Array'],
    ['a promise of a key, in place of the key', Promise.resolve(pem.pkcs8()), 'a Promise'],
  ])('%s is called what it is', (_name, key, what) => {
    // What JavaScript lets pass, and no type does.
    const error = thrownBy(() => createAssertionSigner({ key: key as unknown as PrivateKeyInput, keyName: 'key' }));
    expect(error).toMatchObject({ code: 'malformed_key' });
    expect((error as Error).message).toBe(
      `key: ${what} that is no key was given; a private key as PEM text, JWK, CryptoKey or KeyObject is needed.`,
    );
  });

  it.each([
    ['ES256', pem.pkcs8()],
    ['RS256', toPem(ed.privateKey)],
    ['PS256', rsaCryptoKey],
    ['RS256', { ...jwk, alg: 'PS256' }],
    ['RS256', pss.privateKey],
  ] as const)('a key that is not for %s', (alg, key) => {
    expect(thrownBy(() => createAssertionSigner({ alg, key: key as PrivateKeyInput }))).toMatchObject({
      code: 'unsupported_key',
    });
  });
});

describe('a key that fails later', () => {
  it('invalid_key: numbers that do not fit together', async () => {
    const jwk = {
      ...ec.privateKey.export({ format: 'jwk' }),
      x: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }).x,
    };
    const signer = createAssertionSigner({ key: jwk });
    await expect(signer.ready()).rejects.toMatchObject({ code: 'invalid_key' });
    await expect(signer.sign(claims)).rejects.toMatchObject({ code: 'invalid_key' });
  });

  it('W7: key_unavailable: the function that gives the key fails, and its words are not shown', async () => {
    const key = vi.fn((): string => {
      throw new Error(`vault says ${canary}`, { cause: canary });
    });
    const signer = createAssertionSigner({ key });
    const error = await failureOf(signer.ready());
    expect(error).toMatchObject({ code: 'key_unavailable' });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
    key.mockReturnValue(pem.pkcs8());
    await expect(signer.sign(claims)).resolves.toMatch(/^eyJ/);
  });

  it.each([undefined, null, 42, [], '', {}])('malformed_key: the function returns %j', async (value) => {
    const signer = createAssertionSigner({ key: () => value as string });
    await expect(signer.sign(claims)).rejects.toMatchObject({ code: 'malformed_key' });
  });

  it('W7: signing_failed: the words of the crypto library are not shown', async () => {
    vi.spyOn(crypto.subtle, 'sign').mockRejectedValue(new Error(canary));
    const error = await failureOf(createAssertionSigner({ key: pem.pkcs8() }).sign(claims));
    expect(error).toMatchObject({ code: 'signing_failed' });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });
});

describe('a signer whose key lives elsewhere', () => {
  const external: Readonly<Record<SigningAlgorithm, (input: Uint8Array) => Uint8Array>> = {
    RS256: (input) => createSign('sha256').update(input).sign(rsaKeys.privateKey),
    PS256: (input) => nodeSign('sha256', input, { key: rsaKeys.privateKey, padding: 6, saltLength: 32 }),
    ES256: (input) => nodeSign('sha256', input, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }),
    EdDSA: (input) => nodeSign(null, input, ed.privateKey),
  };

  it.each(algorithms)('signs %s', async (alg) => {
    const sign = vi.fn(external[alg]);
    const signer = createAssertionSigner({ alg, kid: 'hsm-1', sign: async (input) => sign(input) });
    await signer.ready();
    expect(sign).not.toHaveBeenCalled();
    const { payload, protectedHeader } = await jwtVerify(
      await signer.sign({ ...claims, name: 'Zoë' }),
      pairs[alg].publicKey,
    );
    expect(protectedHeader).toEqual({ alg, typ: 'JWT', kid: 'hsm-1' });
    expect(payload).toMatchObject({ ...claims, name: 'Zoë' });
    expect(sign).toHaveBeenCalledTimes(1);
  });

  it('names the DER form of an ES256 signature', async () => {
    const signer = createAssertionSigner({ alg: 'ES256', sign: (input) => nodeSign('sha256', input, ec.privateKey) });
    const error = await failureOf(signer.sign(claims));
    expect(error).toMatchObject({ code: 'invalid_signature', message: expect.stringContaining('DER') as string });
  });

  it.each([
    ['RS256', undefined],
    ['RS256', 'text'],
    ['RS256', [1, 2, 3]],
    ['RS256', new ArrayBuffer(256)],
    ['RS256', new Uint8Array(0)],
    ['RS256', new Uint8Array(128)],
    ['ES256', new Uint8Array(63)],
    ['EdDSA', new Uint8Array(65)],
  ] as const)('refuses as %s signature %j', async (alg, result) => {
    const signer = createAssertionSigner({ alg, sign: () => result as Uint8Array });
    await expect(signer.sign(claims)).rejects.toMatchObject({ code: 'invalid_signature' });
  });

  it('W7: what it throws is wrapped; only the class name is told', async () => {
    class AccessDeniedException extends Error {
      override name = 'AccessDeniedException';
      readonly request = { key: canary };
    }
    const signer = createAssertionSigner({
      alg: 'RS256',
      sign: () => Promise.reject(new AccessDeniedException(canary)),
    });
    const error = await failureOf(signer.sign(claims));
    expect(error).toMatchObject({
      code: 'signing_failed',
      message: expect.stringContaining('(AccessDeniedException)') as string,
    });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  it('W7: any value that it throws gives a typed error without a trace of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.constant(canary),
          fc.record({ name: fc.constant(canary), message: fc.constant(canary) }),
          fc.anything(),
        ),
        async (thrown) => {
          const signer = createAssertionSigner({ alg: 'RS256', sign: () => Promise.reject(thrown) });
          const error = await failureOf(signer.sign(claims));
          expect(SigningError.isInstance(error)).toBe(true);
          expect(leaksOf(canary, everyView(error))).toEqual([]);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('bad input', () => {
  const key = pem.pkcs8();
  const sign = (input: Uint8Array): Uint8Array => createHash('sha256').update(input).digest();
  it.each([
    ['nothing', {}, 'key', 'missing_option'],
    ['both', { key, sign, alg: 'RS256' }, 'key', 'invalid_option'],
    ['no alg with sign', { sign }, 'alg', 'missing_option'],
    ['a sign that is no function', { sign: 'x', alg: 'RS256' }, 'sign', 'invalid_option'],
    ['a number as key', { key: 42 }, 'key', 'invalid_option'],
    ['null as key', { key: null }, 'key', 'invalid_option'],
    ['an array as key', { key: [key] }, 'key', 'invalid_option'],
    ['another algorithm', { key, alg: 'HS256' }, 'alg', 'invalid_option'],
    ['an alg that is no text', { key, alg: 256 }, 'alg', 'invalid_option'],
    ['an empty kid', { key, kid: ' ' }, 'kid', 'invalid_option'],
    ['a number as kid', { key, kid: 1 }, 'kid', 'invalid_option'],
    ['a negative lifetime', { key, lifetimeSeconds: -1 }, 'lifetimeSeconds', 'invalid_option'],
    ['no lifetime', { key, lifetimeSeconds: 0 }, 'lifetimeSeconds', 'invalid_option'],
    ['a lifetime in milliseconds', { key, lifetimeSeconds: 300_000 }, 'lifetimeSeconds', 'invalid_option'],
    ['a NaN', { key, backdateSeconds: Number.NaN }, 'backdateSeconds', 'invalid_option'],
    ['a fraction', { key, backdateSeconds: 0.5 }, 'backdateSeconds', 'invalid_option'],
    ['a duration as text', { key, lifetimeSeconds: '5m' }, 'lifetimeSeconds', 'invalid_option'],
    ['a clock that is a time', { key, clock: 5 }, 'clock', 'invalid_option'],
    ['an unknown name', { key, lifetime: 5 }, 'lifetime', 'unknown_option'],
    ['a name of other libraries', { key, expiresIn: '5m' }, 'expiresIn', 'unsupported_option'],
    ['no object', undefined, 'options', 'invalid_option'],
  ])('%s', (_name, options, parameter, code) => {
    const error = thrownBy(() => createAssertionSigner(options as AssertionSignerOptions));
    expect(ConfigurationError.isInstance(error), String(error)).toBe(true);
    expect(error).toMatchObject({ code, parameter, message: expect.stringContaining(parameter) as string });
  });

  it('the types take every form of key, and key or sign but not both', () => {
    const ownJwk = rsaKeys.privateKey.export({ format: 'jwk' });
    for (const each of [rsaKeys.privateKey, ownJwk, signingCryptoKey, (): Promise<string> => Promise.resolve('')]) {
      expect(() => createAssertionSigner({ key: each })).not.toThrow();
    }
    // @ts-expect-error -- both
    expect(() => createAssertionSigner({ key, sign, alg: 'RS256' })).toThrow('exclude each other');
    // @ts-expect-error -- alg is needed with sign
    expect(() => createAssertionSigner({ sign })).toThrow('"alg" is missing');
  });

  it('any object as options gives a signer or a typed error that does not quote it', () => {
    const names = fc.constantFrom(
      'key',
      'sign',
      'alg',
      'kid',
      'backdateSeconds',
      'lifetimeSeconds',
      'keyName',
      'clock',
      'x',
    );
    const values = fc.oneof(
      fc.anything(),
      fc.constant(key),
      fc.constant(canary),
      fc.constant('RS256'),
      fc.double(),
      fc.func(fc.anything()),
    );
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(names, values), fc.anything()), (options) => {
        try {
          createAssertionSigner(options as AssertionSignerOptions);
        } catch (error) {
          expect(ConfigurationError.isInstance(error) || SigningError.isInstance(error), String(error)).toBe(true);
          if ((options as { keyName?: unknown } | null)?.keyName !== canary)
            expect(leaksOf(canary, everyView(error))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  const signer = createAssertionSigner({ key });
  it.each([
    ['no iss', { ...claims, iss: undefined }, 'iss', 'missing_parameter'],
    ['an empty sub', { ...claims, sub: '' }, 'sub', 'invalid_parameter'],
    ['a list as aud', { ...claims, aud: ['a'] }, 'aud', 'invalid_parameter'],
    ['an own exp', { ...claims, exp: 5 }, 'exp', 'unsupported_parameter'],
    ['an own jti', { ...claims, jti: 'x' }, 'jti', 'unsupported_parameter'],
    ['a bigint', { ...claims, x: 5n }, 'claims', 'invalid_parameter'],
    ['a toJSON', { ...claims, toJSON: () => 5 }, 'claims', 'invalid_parameter'],
    ['no object', 'claims', 'claims', 'invalid_parameter'],
  ])('claims: %s', async (_name, given, parameter, code) => {
    await expect(signer.sign(given as typeof claims)).rejects.toMatchObject({
      name: 'ConfigurationError',
      code,
      parameter,
    });
  });

  it.each([
    [{ clockOffsetMs: Number.NaN }, 'clockOffsetMs', 'invalid_option'],
    [{ clockOffsetMs: Number.POSITIVE_INFINITY }, 'clockOffsetMs', 'invalid_option'],
    [{ clockOffsetMs: '5' }, 'clockOffsetMs', 'invalid_option'],
    [{ offset: 5 }, 'offset', 'unknown_option'],
    [null, 'options', 'invalid_option'],
  ])('L16: sign options %j', async (options, parameter, code) => {
    await expect(signer.sign(claims, options as never)).rejects.toMatchObject({
      name: 'ConfigurationError',
      code,
      parameter,
    });
  });

  it('a clock that returns no number', async () => {
    const broken = createAssertionSigner({ key, clock: () => Number.NaN });
    await expect(broken.sign(claims)).rejects.toMatchObject({ code: 'invalid_option', parameter: 'clock' });
  });
});
