import { base64url } from 'jose';

const HEX = '0123456789abcdef';

/** The chance in a mock: repeatable from a seed, and therefore never to be used for real secrets. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string;
  /** `byteLength` random bytes as base64url without padding. */
  token(byteLength: number): string;
  /** A version 4 UUID, RFC 9562 section 5.4. */
  uuid(): string;
}

/** A seed that no one chose. */
export function arbitrarySeed(): number {
  return globalThis.crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/** Makes a generator (sfc32). The same seed gives the same sequence. */
export function createRandom(seed: number): Random {
  let a = seed | 0;
  let b = Math.floor(seed / 0x1_0000_0000) | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;

  function word(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  }
  // The first words still look like the seed.
  for (let round = 0; round < 12; round += 1) word();

  function bytes(length: number): Uint8Array {
    const result = new Uint8Array(length);
    for (let index = 0, value = 0; index < length; index += 1) {
      if (index % 4 === 0) value = word();
      result[index] = value & 0xff;
      value >>>= 8;
    }
    return result;
  }

  function hex(length: number): string {
    let result = '';
    for (let index = 0, value = 0; index < length; index += 1) {
      if (index % 8 === 0) value = word();
      result += HEX.charAt(value & 0xf);
      value >>>= 4;
    }
    return result;
  }

  return {
    next: () => word() / 0x1_0000_0000,
    bytes,
    hex,
    token: (byteLength) => base64url.encode(bytes(byteLength)),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(word() & 3)}${hex(3)}-${hex(12)}`,
  };
}
