import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { createAssertionSigner } from '@tokenwright/core/signing';
import { importPeer } from '../peers/packages.ts';
import type { Subject } from './subject.ts';

export interface SigningSetting {
  readonly alg: 'RS256' | 'ES256';
  /** PKCS#8. */
  readonly pem: string;
}

interface JoseModule {
  readonly SignJWT: new (claims: object) => {
    setProtectedHeader(header: object): { sign(key: unknown): Promise<string> };
  };
  readonly importPKCS8: (pem: string, alg: string) => Promise<CryptoKey>;
}

interface JsonWebTokenModule {
  readonly default: { sign(claims: object, key: unknown, options: { algorithm: string }): string };
}

export const ours = 'Tokenwright createAssertionSigner';
export const floor = 'WebCrypto subtle.sign';

const claims = { iss: 'my-app', sub: 'user-0000001', aud: 'my-domain', sub_type: 'user' };

/** The claims with the times, as they are signed. */
function wholeClaims(): object {
  const now = Math.floor(Date.now() / 1000);
  return { ...claims, jti: crypto.randomUUID(), iat: now - 60, exp: now + 300 };
}

function jwtInput(alg: string): string {
  const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encoded({ alg, typ: 'JWT' })}.${encoded(wholeClaims())}`;
}

/** The bytes that our signer signs, made beforehand. */
function signedBytes(alg: string): Buffer<ArrayBuffer> {
  return Buffer.from(jwtInput(alg));
}

function derOf(key: KeyObject): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(key.export({ type: 'pkcs8', format: 'der' }));
}

const parameters = {
  RS256: {
    importing: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    signing: 'RSASSA-PKCS1-v1_5',
  },
  ES256: {
    importing: { name: 'ECDSA', namedCurve: 'P-256' },
    signing: { name: 'ECDSA', hash: 'SHA-256' },
  },
} as const;

function importKey({ alg, pem }: SigningSetting): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', derOf(createPrivateKey(pem)), parameters[alg].importing, false, ['sign']);
}

/** Each signs with a key that it has. */
export const withKey: readonly Subject<SigningSetting>[] = [
  {
    name: ours,
    kind: 'ours',
    async create({ pem }) {
      const signer = createAssertionSigner({ key: pem });
      await signer.ready();
      return { call: () => signer.sign(claims) };
    },
  },
  {
    name: floor,
    kind: 'floor',
    async create(setting) {
      const { signing } = parameters[setting.alg];
      const [key, bytes] = [await importKey(setting), signedBytes(setting.alg)];
      return { call: () => crypto.subtle.sign(signing, key, bytes) };
    },
  },
  {
    name: 'WebCrypto by hand: claims, JSON, base64url',
    kind: 'other',
    async create(setting) {
      const { alg } = setting;
      const { signing } = parameters[alg];
      const key = await importKey(setting);
      return {
        call: async () => {
          const input = jwtInput(alg);
          const signature = await crypto.subtle.sign(signing, key, Buffer.from(input));
          return `${input}.${Buffer.from(signature).toString('base64url')}`;
        },
      };
    },
  },
  {
    name: 'crypto.sign',
    kind: 'other',
    async create({ alg, pem }) {
      const [key, bytes] = [createPrivateKey(pem), signedBytes(alg)];
      const encoding = { key, dsaEncoding: 'ieee-p1363' } as const;
      return { call: () => sign('sha256', bytes, encoding) };
    },
  },
  {
    name: 'jose SignJWT, CryptoKey',
    kind: 'peer',
    async create(setting) {
      const { SignJWT } = await importPeer<JoseModule>('jose');
      const key = await importKey(setting);
      const header = { alg: setting.alg, typ: 'JWT' };
      return { call: () => new SignJWT(wholeClaims()).setProtectedHeader(header).sign(key) };
    },
  },
  {
    name: 'jose SignJWT, KeyObject',
    kind: 'peer',
    async create({ alg, pem }) {
      const { SignJWT } = await importPeer<JoseModule>('jose');
      const key = createPrivateKey(pem);
      const header = { alg, typ: 'JWT' };
      return { call: () => new SignJWT(wholeClaims()).setProtectedHeader(header).sign(key) };
    },
  },
  {
    name: 'jsonwebtoken, KeyObject',
    kind: 'peer',
    async create({ alg, pem }) {
      const jsonWebToken = (await importPeer<JsonWebTokenModule>('jsonwebtoken')).default;
      const key = createPrivateKey(pem);
      return { call: () => jsonWebToken.sign(wholeClaims(), key, { algorithm: alg }) };
    },
  },
];

/** Each reads the key from its text for every signature. */
export const withPem: readonly Subject<SigningSetting>[] = [
  {
    name: ours,
    kind: 'ours',
    async create({ pem }) {
      return { call: () => createAssertionSigner({ key: pem }).sign(claims) };
    },
  },
  {
    name: 'WebCrypto importKey and sign',
    kind: 'floor',
    async create({ alg, pem }) {
      const { importing, signing } = parameters[alg];
      const [der, bytes] = [derOf(createPrivateKey(pem)), signedBytes(alg)];
      return {
        call: async () => {
          const key = await crypto.subtle.importKey('pkcs8', der, importing, false, ['sign']);
          return crypto.subtle.sign(signing, key, bytes);
        },
      };
    },
  },
  {
    name: 'crypto.sign',
    kind: 'other',
    async create({ alg, pem }) {
      const bytes = signedBytes(alg);
      return { call: () => sign('sha256', bytes, { key: createPrivateKey(pem), dsaEncoding: 'ieee-p1363' }) };
    },
  },
  {
    name: 'jose importPKCS8 and SignJWT',
    kind: 'peer',
    async create({ alg, pem }) {
      const { SignJWT, importPKCS8 } = await importPeer<JoseModule>('jose');
      const header = { alg, typ: 'JWT' };
      return {
        call: async () => new SignJWT(wholeClaims()).setProtectedHeader(header).sign(await importPKCS8(pem, alg)),
      };
    },
  },
  {
    name: 'jsonwebtoken',
    kind: 'peer',
    async create({ alg, pem }) {
      const jsonWebToken = (await importPeer<JsonWebTokenModule>('jsonwebtoken')).default;
      return { call: () => jsonWebToken.sign(wholeClaims(), pem, { algorithm: alg }) };
    },
  },
];
