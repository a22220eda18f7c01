/**
 * Just enough of DER (ITU-T X.690) to see what a private key is before anything is signed: the frame of PKCS#8
 * (RFC 5208) and PKCS#1 (RFC 8017 appendix A.1.2). Every read is bounded; malformed input throws {@link DerError}.
 */

export class DerError extends Error {}

const INTEGER = 0x02;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const SEQUENCE = 0x30;

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Where the next element starts in the bytes this one was read from. */
  readonly end: number;
}

function readElement(bytes: Uint8Array, offset: number): Element {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) throw new DerError('it ends in the middle of an element');
  let length = first;
  let start = offset + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw new DerError('an element has a length that DER does not allow');
    length = 0;
    for (let index = 0; index < count; index += 1) {
      const byte = bytes[start + index];
      if (byte === undefined) throw new DerError('it ends in the middle of a length');
      length = length * 256 + byte;
    }
    start += count;
  }
  const end = start + length;
  if (end > bytes.length) throw new DerError('an element is longer than the data');
  return { tag, content: bytes.subarray(start, end), end };
}

function readChildren(content: Uint8Array, most: number): Element[] {
  const children: Element[] = [];
  for (let offset = 0; offset < content.length && children.length < most;) {
    const child = readElement(content, offset);
    children.push(child);
    offset = child.end;
  }
  return children;
}

function sequenceOf(bytes: Uint8Array, most: number): Element[] {
  const outer = readElement(bytes, 0);
  if (outer.tag !== SEQUENCE) throw new DerError('it does not begin with a SEQUENCE');
  if (outer.end !== bytes.length) throw new DerError('there is data behind the key');
  return readChildren(outer.content, most);
}

/** Bits of an unsigned big-endian number, leading zero bytes not counted. */
export function bitLength(integer: Uint8Array): number {
  let offset = 0;
  while (offset < integer.length && integer[offset] === 0) offset += 1;
  const top = integer[offset];
  return top === undefined ? 0 : (integer.length - offset - 1) * 8 + (32 - Math.clz32(top));
}

/** Modulus size in bits of a PKCS#1 `RSAPrivateKey`. */
export function pkcs1ModulusBits(der: Uint8Array): number {
  const members = sequenceOf(der, 9);
  if (members.length < 9 || members.some((member) => member.tag !== INTEGER)) {
    throw new DerError('it is not an RSAPrivateKey of nine integers');
  }
  const modulus = members[1];
  return modulus === undefined ? 0 : bitLength(modulus.content);
}

/** What the frame of a PKCS#8 key tells without importing it. */
export interface Pkcs8Frame {
  /** Object identifier of the algorithm, dotted. */
  readonly algorithm: string;
  /** Object identifier in the algorithm's parameters (the curve of an EC key), dotted. */
  readonly parameters: string | undefined;
  /** The algorithm's own private key structure. */
  readonly privateKey: Uint8Array;
}

export function readPkcs8(der: Uint8Array): Pkcs8Frame {
  const [version, algorithm, privateKey] = sequenceOf(der, 4);
  if (version?.tag !== INTEGER || algorithm?.tag !== SEQUENCE || privateKey?.tag !== OCTET_STRING) {
    throw new DerError('it is not a PKCS#8 PrivateKeyInfo');
  }
  const [identifier, parameters] = readChildren(algorithm.content, 2);
  if (identifier?.tag !== OBJECT_IDENTIFIER) throw new DerError('it names no algorithm');
  return {
    algorithm: dotted(identifier.content),
    parameters: parameters?.tag === OBJECT_IDENTIFIER ? dotted(parameters.content) : undefined,
    privateKey: privateKey.content,
  };
}

function dotted(content: Uint8Array): string {
  const arcs: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      if (arcs.length === 0) {
        const first = Math.min(2, Math.floor(value / 40));
        arcs.push(first, value - first * 40);
      } else {
        arcs.push(value);
      }
      value = 0;
    }
  }
  return arcs.join('.');
}

function encodeElement(tag: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const length: number[] = [];
  if (content.length < 0x80) {
    length.push(content.length);
  } else {
    for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256);
    length.unshift(0x80 | length.length);
  }
  const bytes = new Uint8Array(1 + length.length + content.length);
  bytes[0] = tag;
  bytes.set(length, 1);
  bytes.set(content, 1 + length.length);
  return bytes;
}

/** version 0 and AlgorithmIdentifier { rsaEncryption 1.2.840.113549.1.1.1, NULL } */
const rsaPkcs8Head = [
  0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/** Wraps a PKCS#1 `RSAPrivateKey` into PKCS#8, the only form WebCrypto imports. */
export function wrapPkcs1(der: Uint8Array): Uint8Array<ArrayBuffer> {
  const key = encodeElement(OCTET_STRING, der);
  const content = new Uint8Array(rsaPkcs8Head.length + key.length);
  content.set(rsaPkcs8Head, 0);
  content.set(key, rsaPkcs8Head.length);
  return encodeElement(SEQUENCE, content);
}
