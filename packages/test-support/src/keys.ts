import { generateKeyPairSync, type KeyObject } from 'node:crypto';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** An RSA key pair of 2048 bits, made once for the test file that asks. */
export const rsaKeys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } = rsa;

/** The key in every form that a test may want as PEM. */
export const pem = {
  pkcs8: (): string => rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  pkcs1: (): string => rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  public: (): string => rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  publicPkcs1: (): string => rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  encrypted: (): string =>
    rsa.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'pass' }).toString(),
  encryptedPkcs1: (): string =>
    rsa.privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'pass' }).toString(),
  rsa1024: (): string =>
    generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  rsa1024Pkcs1: (): string =>
    generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  ec: (): string =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  ecSec1: (): string =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
  ed25519: (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
} as const;
