import { createAssertionSigner, type AssertionSignerOptions } from '@tokenwright/core/signing';
import { expect, type Algorithm, type Case, type Context } from './case.ts';

/** How WebCrypto calls what JWS calls by one name. */
const webAlgorithms = {
  RS256: [{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, { name: 'RSASSA-PKCS1-v1_5' }],
  PS256: [
    { name: 'RSA-PSS', hash: 'SHA-256' },
    { name: 'RSA-PSS', saltLength: 32 },
  ],
  ES256: [
    { name: 'ECDSA', namedCurve: 'P-256' },
    { name: 'ECDSA', hash: 'SHA-256' },
  ],
  EdDSA: [{ name: 'Ed25519' }, { name: 'Ed25519' }],
} as const;

const claims = { iss: 'app', sub: 'Zoë', aud: 'domain' };

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** With the runtime's own WebCrypto, and no library. */
async function expectSigned(assertion: string, alg: Algorithm, publicKey: object): Promise<void> {
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  const [importing, verifying] = webAlgorithms[alg];
  const key = await crypto.subtle.importKey('jwk', { ...publicKey, key_ops: ['verify'] }, importing, false, ['verify']);
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  expect(await crypto.subtle.verify(verifying, key, bytesOf(signature), signed), 'the signature does not verify');
  const { sub, jti } = JSON.parse(new TextDecoder().decode(bytesOf(payload))) as { sub?: string; jti?: string };
  expect(sub === claims.sub, 'the subject is another');
  expect(typeof jti === 'string' && jti.length > 20, 'there is no jti');
}

function signs(alg: Algorithm, form: string): Case {
  return {
    name: `signs ${alg} with a key as ${form}`,
    async run({ keys }: Context) {
      const given = keys.find((each) => each.alg === alg && each.form === form);
      expect(given, 'the host gave no such key');
      // What came as JSON is what such a key is.
      const signer = createAssertionSigner({ alg, key: given.key as string });
      await expectSigned(await signer.sign(claims), alg, given.publicKey);
    },
  };
}

export const signingCases: readonly Case[] = [
  signs('RS256', 'PEM, PKCS#8'),
  signs('RS256', 'PEM, PKCS#1'),
  signs('RS256', 'JWK'),
  signs('PS256', 'PEM, PKCS#8'),
  signs('ES256', 'PEM, PKCS#8'),
  signs('ES256', 'JWK'),
  signs('EdDSA', 'PEM, PKCS#8'),
  {
    name: 'signs with a CryptoKey, and with a signer elsewhere',
    async run() {
      const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
      const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
      const publicKey = await crypto.subtle.exportKey('jwk', pair.publicKey);
      const elsewhere: AssertionSignerOptions = {
        alg: 'ES256',
        sign: async (input) => {
          const bytes = new Uint8Array(input);
          return new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, bytes));
        },
      };
      for (const options of [elsewhere, { alg: 'ES256', key: pair.privateKey } as const])
        await expectSigned(await createAssertionSigner(options).sign(claims), 'ES256', publicKey);
    },
  },
];
