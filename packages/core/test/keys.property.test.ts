import { generateKeyPairSync } from 'node:crypto';
import { everyView, leaksOf, pem } from '@tokenwright/test-support';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SigningError } from '../src/errors.ts';
import type { PrivateKeyInput } from '../src/signing.ts';
import { createAssertionSigner } from '../src/signing.ts';

const claims = { iss: 'my-app', sub: 'user-1', aud: 'my-domain' };
const shortKeys = {
  'EC P-256': pem.ec(),
  Ed25519: pem.ed25519(),
} as const;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

function framed(der: Uint8Array, label = 'PRIVATE KEY'): string {
  return `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`;
}

function derOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64'));
}

/** What construction makes of a key: a signer, or the error. */
function construct(key: unknown): unknown {
  try {
    return createAssertionSigner({ key: key as PrivateKeyInput });
  } catch (error) {
    return error;
  }
}

/** The same for construction, import and signature. */
async function use(key: unknown): Promise<unknown> {
  try {
    return await createAssertionSigner({ key: key as PrivateKeyInput }).sign(claims);
  } catch (error) {
    return error;
  }
}

/** What is neither a signer, an assertion nor a SigningError without a trace of the secret; nothing, if all is well. */
function problemOf(outcome: unknown, secret?: string): unknown {
  if (!(outcome instanceof Error)) return undefined;
  if (!SigningError.isInstance(outcome)) return outcome;
  return secret !== undefined && leaksOf(secret, everyView(outcome)).length > 0 ? outcome : undefined;
}

describe('whatever is given as a key', () => {
  it('any text is a SigningError that does not quote it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (text) => {
        fc.pre(text.trim() !== '');
        expect(SigningError.isInstance(construct(text))).toBe(true);
      }),
    );
    expect(problemOf(construct('Zm9vYmFyc2VjcmV0 is no key'), 'Zm9vYmFyc2VjcmV0')).toBeUndefined();
  });

  it('any text in a PEM frame, under any label, is a SigningError that does not quote it', () => {
    const labels = fc.constantFrom('PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'PUBLIC KEY', 'X', '');
    fc.assert(
      fc.property(labels, labels, fc.base64String({ minLength: 24, maxLength: 400 }), (begin, end, body) => {
        const outcome = construct(`-----BEGIN ${begin}-----\n${body}\n-----END ${end}-----`);
        expect(SigningError.isInstance(outcome)).toBe(true);
        expect(problemOf(outcome, body.slice(0, 24))).toBeUndefined();
      }),
    );
  });

  it('any bytes in a PEM frame are a SigningError', async () => {
    const elements = fc.uint8Array({ maxLength: 80 }).map((bytes) => new Uint8Array([0x30, bytes.length, ...bytes]));
    const labels = fc.constantFrom('PRIVATE KEY', 'RSA PRIVATE KEY');
    await fc.assert(
      fc.asyncProperty(labels, fc.oneof(fc.uint8Array({ maxLength: 300 }), elements), async (label, bytes) => {
        expect(SigningError.isInstance(await use(framed(bytes, label)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each(Object.entries(shortKeys))('every truncation of an %s key is a SigningError', (_kind, text) => {
    const der = derOf(text);
    for (let length = 0; length < der.length; length += 1) {
      expect(SigningError.isInstance(construct(framed(der.subarray(0, length))))).toBe(true);
    }
    for (let length = 1; length < text.trimEnd().length; length += 1) {
      expect(SigningError.isInstance(construct(text.slice(0, length)))).toBe(true);
    }
  });

  it.each(Object.entries(shortKeys))(
    'every change of one byte of an %s key gives a key or a SigningError',
    async (_kind, text) => {
      const der = derOf(text);
      for (let index = 0; index < der.length; index += 1) {
        for (const value of [0x00, 0x7f, 0x80, 0xff, (der[index] ?? 0) ^ 1]) {
          const changed = der.slice();
          changed[index] = value;
          expect(problemOf(await use(framed(changed)))).toBeUndefined();
        }
      }
    },
  );

  it.each(['pkcs8', 'pkcs1'] as const)('every truncation of an RSA key in %s is a SigningError', (type) => {
    const der = new Uint8Array(rsa.export({ type, format: 'der' }));
    const label = type === 'pkcs8' ? 'PRIVATE KEY' : 'RSA PRIVATE KEY';
    for (let length = 0; length < der.length; length += 1) {
      expect(SigningError.isInstance(construct(framed(der.subarray(0, length), label)))).toBe(true);
    }
  });

  it.each(['pkcs8', 'pkcs1'] as const)(
    'every change of one byte of an RSA key in %s gives a key or a SigningError',
    async (type) => {
      const der = new Uint8Array(rsa.export({ type, format: 'der' }));
      const label = type === 'pkcs8' ? 'PRIVATE KEY' : 'RSA PRIVATE KEY';
      for (let index = 0; index < der.length; index += 1) {
        const changed = der.slice();
        changed[index] = (changed[index] ?? 0) ^ 0x81;
        // Each frame is read; importing and signing are slow, and tell little of a byte in the middle of a number.
        const whole = index < 60 || index % 23 === 0;
        const outcome = whole ? await use(framed(changed, label)) : construct(framed(changed, label));
        expect(problemOf(outcome)).toBeUndefined();
      }
    },
  );

  it('any object gives a key or a SigningError', () => {
    const members = fc.constantFrom(
      'kty',
      'd',
      'n',
      'e',
      'crv',
      'x',
      'type',
      'algorithm',
      'usages',
      'asymmetricKeyType',
    );
    const values = fc.oneof(fc.constantFrom('RSA', 'EC', 'OKP', 'P-256', 'private', 'rsa', 'AQAB'), fc.anything());
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(members, values), fc.object()), (object) => {
        expect(problemOf(construct(object))).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('a text with thousands of BEGIN lines is read in one pass', () => {
    expect(construct('-----BEGIN PRIVATE KEY-----\n'.repeat(2_300))).toMatchObject({ code: 'malformed_key' });
    expect(construct(`${pem.public()}${'-----BEGIN A-----\n'.repeat(1_000)}`)).toMatchObject({ code: 'public_key' });
  });
});
