import { KeyProblem } from './key-problem.ts';

/** The JSON Web Signature algorithms (RFC 7518 section 3.1, RFC 8037) that an assertion can be signed with. */
export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA';

/** The kinds of private key those algorithms need. */
export type KeyKind = 'RSA' | 'EC P-256' | 'Ed25519';

const kindOf: Readonly<Record<SigningAlgorithm, KeyKind>> = {
  RS256: 'RSA',
  PS256: 'RSA',
  ES256: 'EC P-256',
  EdDSA: 'Ed25519',
};

/** RFC 7518 section 3.3: "A key of size 2048 bits or larger MUST be used". */
export const minimumModulusBits = 2048;

/** Every algorithm. */
export const signingAlgorithms: readonly string[] = /* @__PURE__ */ Object.keys(kindOf);

/** The algorithm a key of this kind signs with when the caller names none. */
export function defaultAlgorithm(kind: KeyKind): SigningAlgorithm {
  if (kind === 'RSA') return 'RS256';
  return kind === 'Ed25519' ? 'EdDSA' : 'ES256';
}

export function assertKindFits(algorithm: SigningAlgorithm, kind: string): void {
  const needed = kindOf[algorithm];
  if (kind !== needed) {
    throw new KeyProblem(
      'unsupported_key',
      `this is ${withArticle(kind)} key, and ${algorithm} needs ${withArticle(needed)} private key.`,
    );
  }
}

export function assertModulusBits(bits: number): void {
  if (bits < minimumModulusBits) {
    throw new KeyProblem(
      'weak_key',
      `this RSA key has ${bits} bits; at least ${minimumModulusBits} are needed (RFC 7518 section 3.3).`,
    );
  }
}

function withArticle(kind: string): string {
  return /^[aeiou]|^RSA/i.test(kind) ? `an ${kind}` : `a ${kind}`;
}
