import { base64ToBytes } from '../bytes.ts';
import { KeyProblem } from './key-problem.ts';
import type { KeyKind } from './algorithms.ts';
import { assertModulusBits } from './algorithms.ts';
import { DerError, pkcs1ModulusBits, readPkcs8, wrapPkcs1 } from './der.ts';

/** A private key read from PEM, checked as far as its frame tells, and ready for WebCrypto. */
export interface Pkcs8Key {
  readonly kind: KeyKind;
  readonly der: Uint8Array<ArrayBuffer>;
}

const advice =
  'give a private key in PEM, "-----BEGIN PRIVATE KEY-----" (PKCS#8) or "-----BEGIN RSA PRIVATE KEY-----" (PKCS#1)';
const convert = 'convert it with "openssl pkcs8 -topk8 -nocrypt"';
const beginning = /-----BEGIN ([A-Z0-9 ]{1,40})-----/g;
const ending = /^-----END ([A-Z0-9 ]{1,40})-----/;
/** An RSA key of 16,384 bits takes some 13 kB; whatever is much longer is no key. */
const mostCharacters = 65_536;

const kinds: Readonly<Record<string, KeyKind>> = {
  '1.2.840.113549.1.1.1': 'RSA',
  '1.3.101.112': 'Ed25519',
};
const ecPublicKey = '1.2.840.10045.2.1';
const prime256v1 = '1.2.840.10045.3.1.7';

/**
 * Reads a PEM private key without importing it. No message quotes more of the text than its label: it may be a key.
 *
 * @throws KeyProblem `malformed_key`, `public_key`, `encrypted_key`, `unsupported_key` or `weak_key`
 */
export function readPrivateKeyPem(text: string): Pkcs8Key {
  if (text.length > mostCharacters) {
    throw new KeyProblem('malformed_key', `the text is too long for a key (${text.length} characters); ${advice}.`);
  }
  // Keys that travel in environment variables often have their line breaks written as the two characters "\n".
  const pem = text.includes('\\n') ? text.replaceAll(String.raw`\r`, '').replaceAll(String.raw`\n`, '\n') : text;
  const { label, body } = findBlock(pem);
  refuseOtherLabels(label, body);
  const der = decodeBase64(body);
  return label === 'RSA PRIVATE KEY' ? fromPkcs1(der) : fromPkcs8(der);
}

interface PemBlock {
  readonly label: string;
  readonly body: string;
}

/** The first private key of the text, else its first block: files often hold a certificate beside the key. */
function findBlock(pem: string): PemBlock {
  let first: PemBlock | undefined;
  for (const begin of pem.matchAll(beginning)) {
    const label = begin[1] ?? '';
    const start = begin.index + begin[0].length;
    const end = pem.indexOf('-----', start);
    const closing = end === -1 ? undefined : ending.exec(pem.slice(end, end + 60))?.[1];
    if (closing === undefined) continue;
    if (closing !== label) {
      throw new KeyProblem(
        'malformed_key',
        `the BEGIN and END lines of the PEM block name different things; ${advice}.`,
      );
    }
    const block = { label, body: pem.slice(start, end) };
    if (label.endsWith('PRIVATE KEY')) return block;
    first ??= block;
  }
  if (first !== undefined) return first;
  throw new KeyProblem('malformed_key', `the text (${pem.length} characters) holds no complete PEM block; ${advice}.`);
}

function refuseOtherLabels(label: string, body: string): void {
  if (label.endsWith('PUBLIC KEY') || label.endsWith('CERTIFICATE')) {
    throw new KeyProblem(
      'public_key',
      `this is a "${label}", the public half; the private key is needed to sign: ${advice}.`,
    );
  }
  if (label === 'ENCRYPTED PRIVATE KEY' || /Proc-Type:\s*4,\s*ENCRYPTED/.test(body)) {
    throw new KeyProblem(
      'encrypted_key',
      `this private key is encrypted with a passphrase; decrypt it first ("openssl pkcs8 -topk8 -nocrypt"), then ${advice}.`,
    );
  }
  if (label !== 'PRIVATE KEY' && label !== 'RSA PRIVATE KEY') {
    throw new KeyProblem(
      'unsupported_key',
      `"${label}" is not a form that can be read here; ${label.endsWith('PRIVATE KEY') ? `${convert}, or ` : ''}${advice}.`,
    );
  }
}

function fromPkcs1(der: Uint8Array<ArrayBuffer>): Pkcs8Key {
  const bits = framed('an RSA PRIVATE KEY', () => pkcs1ModulusBits(der));
  assertModulusBits(bits);
  return { kind: 'RSA', der: wrapPkcs1(der) };
}

function fromPkcs8(der: Uint8Array<ArrayBuffer>): Pkcs8Key {
  const frame = framed('a PRIVATE KEY', () => readPkcs8(der));
  if (frame.algorithm === ecPublicKey) {
    if (frame.parameters !== prime256v1) {
      throw new KeyProblem(
        'unsupported_key',
        'this EC key is on another curve than P-256, the only one supported (ES256).',
      );
    }
    return { kind: 'EC P-256', der };
  }
  const kind = kinds[frame.algorithm];
  if (kind === undefined) {
    throw new KeyProblem(
      'unsupported_key',
      `a key of algorithm ${frame.algorithm} is not supported; RSA, EC P-256 and Ed25519 are.`,
    );
  }
  if (kind === 'RSA') assertModulusBits(framed('a PRIVATE KEY', () => pkcs1ModulusBits(frame.privateKey)));
  return { kind, der };
}

function framed<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new KeyProblem(
      'malformed_key',
      `the PEM block says it is ${what}, but its content is damaged: ${error.message}.`,
    );
  }
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const compact = text.replaceAll(/\s+/g, '');
  if (compact === '' || compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) {
    throw new KeyProblem('malformed_key', `the PEM block does not hold valid base64; ${advice}.`);
  }
  return base64ToBytes(compact);
}
