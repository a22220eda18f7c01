/** Keys and token strings that exist before anything is measured, so that what is measured holds none of their bytes. */
export interface KeySet {
  readonly keys: readonly string[];
  readonly tokens: readonly string[];
  /** Places of keys, in a random order that is the same in every run; as many as a power of two. */
  readonly order: Uint32Array;
}

const orderLength = 2 ** 17;

/** @param letter what its tokens consist of, so that two sets have different ones */
export function createKeySet(size: number, letter: string = 't'): KeySet {
  const random = seededRandom(size);
  const digits = (place: number): string => String(place).padStart(7, '0');
  return {
    keys: Array.from({ length: size }, (_, place) => flat(`user-${digits(place)}`)),
    // As long as a short JWT.
    tokens: Array.from({ length: size }, (_, place) => flat(`${letter.repeat(300)}${digits(place)}`)),
    order: Uint32Array.from({ length: orderLength }, () => Math.floor(random() * size)),
  };
}

/** Where a key of a set is in it. */
export function placeOf(key: string): number {
  return Number(key.slice(key.indexOf('-') + 1));
}

/** Text joined of parts keeps the parts; what a parser of JSON gives does not. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** Mulberry32: the same numbers in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
