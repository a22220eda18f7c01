import { exportJWK, exportPKCS8, exportSPKI, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';

/** The algorithms an id_token can be signed with; an application setting (oneaccess_04_0072). */
export type IdTokenAlgorithm = 'RS256' | 'RS384' | 'RS512';

const ALGORITHMS: readonly IdTokenAlgorithm[] = ['RS256', 'RS384', 'RS512'];

interface SigningKeys {
  readonly jwks: readonly JWK[];
  readonly byAlgorithm: ReadonlyMap<IdTokenAlgorithm, { readonly key: CryptoKey; readonly kid: string }>;
}

interface ClientKeyPair {
  readonly publicKey: CryptoKey;
  readonly publicKeyPem: string;
  readonly privateKeyPem: string;
}

async function makeSigningKeys(): Promise<SigningKeys> {
  const pair = await generateKeyPair('RS256', { extractable: true });
  const privateJwk = await exportJWK(pair.privateKey);
  const { kty, n, e } = await exportJWK(pair.publicKey);
  const byAlgorithm = new Map<IdTokenAlgorithm, { key: CryptoKey; kid: string }>();
  const jwks: JWK[] = [];
  for (const alg of ALGORITHMS) {
    const kid = `mock-${alg.toLowerCase()}`;
    byAlgorithm.set(alg, { key: (await importJWK(privateJwk, alg)) as CryptoKey, kid });
    jwks.push({ kty, n, e, alg, use: 'sig', kid } as JWK);
  }
  return { jwks, byAlgorithm };
}

async function makeClientKeyPair(): Promise<ClientKeyPair> {
  const pair = await generateKeyPair('RS256', { extractable: true });
  return {
    publicKey: pair.publicKey,
    publicKeyPem: await exportSPKI(pair.publicKey),
    privateKeyPem: await exportPKCS8(pair.privateKey),
  };
}

/** Keys that are generated the first time someone needs them: making an RSA key takes a moment. */
export class KeyRing {
  #signing: Promise<SigningKeys> | undefined;
  #client: Promise<ClientKeyPair> | undefined;

  /** The pair that the default JWT application trusts. */
  clientKeyPair(): Promise<ClientKeyPair> {
    this.#client ??= makeClientKeyPair();
    return this.#client;
  }

  /** The public keys of id_tokens, RFC 7517. One RSA key under three key ids, for a key id names one algorithm. */
  async jwks(): Promise<{ readonly keys: readonly JWK[] }> {
    this.#signing ??= makeSigningKeys();
    return { keys: (await this.#signing).jwks };
  }

  /** Signs an id_token. */
  async sign(alg: IdTokenAlgorithm, claims: JWTPayload): Promise<string> {
    this.#signing ??= makeSigningKeys();
    const entry = (await this.#signing).byAlgorithm.get(alg);
    if (!entry) throw new TypeError(`no key for ${alg}`);
    return new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT', kid: entry.kid }).sign(entry.key);
  }
}
