import { createPrivateKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createAssertionSigner } from '@tokenwright/core/signing';
import type { Bar, BenchCase, BenchContext, CaseResult, Row } from '../bench-case.ts';
import { effort, interleaved } from '../measure/interleaved.ts';
import { withLoopDelay } from '../measure/loop-delay.ts';
import { ownLoop } from '../measure/own-loop.ts';
import { medianRatio } from '../measure/quantiles.ts';
import { importPeer } from '../peers/packages.ts';

interface Algorithm {
  readonly name: string;
  readonly alg: 'RS256' | 'ES256';
  readonly privateKey: KeyObject;
  readonly importing: RsaHashedImportParams | EcKeyImportParams;
  readonly signing: AlgorithmIdentifier | EcdsaParams;
}

interface Subject {
  readonly name: string;
  readonly kind: Row['kind'];
  readonly call: () => unknown;
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

const ours = 'Tokenwright createAssertionSigner';
const floor = 'WebCrypto subtle.sign';
const atOnce = 64;

export const assertion: BenchCase = {
  name: 'assertion',
  title: 'What does a signed assertion cost?',
  bar: 'at most 1.20 of raw WebCrypto signing of the same bytes; the key imported once',

  async run(context): Promise<CaseResult> {
    const rows: Row[] = [];
    const bars: Bar[] = [];
    const rounds = effort(context.quick, { rounds: 21, sampleMs: 25 });
    for (const algorithm of algorithms()) {
      const pem = algorithm.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      const cached = await withKey(algorithm, context);
      const scenario = `${algorithm.name}, key at hand`;
      const times = await interleaved(candidatesOf(cached), rounds);
      rows.push(...timeRows(scenario, cached, times));
      const measured = medianRatio(times.get(ours) ?? [], times.get(floor) ?? []);
      bars.push({ what: `time beside raw WebCrypto, ${scenario}`, measured, unit: 'ratio', limit: { atMost: 1.2 } });
      rows.push(...(await delayRows(`${algorithm.name}, ${atOnce} at once`, cached, context.quick)));

      const uncached = await withPem(algorithm, pem, context);
      const importing = await interleaved(candidatesOf(uncached), rounds);
      rows.push(...timeRows(`${algorithm.name}, key from PEM each time`, uncached, importing));
    }
    return { rows, bars };
  },
};

function algorithms(): readonly Algorithm[] {
  const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const rsa = (bits: number): Algorithm => ({
    name: `RS256 ${bits}`,
    alg: 'RS256',
    privateKey: generateKeyPairSync('rsa', { modulusLength: bits }).privateKey,
    importing: rs256,
    signing: rs256.name,
  });
  const es256: Algorithm = {
    name: 'ES256',
    alg: 'ES256',
    privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    importing: { name: 'ECDSA', namedCurve: 'P-256' },
    signing: { name: 'ECDSA', hash: 'SHA-256' },
  };
  return [rsa(2048), rsa(4096), es256];
}

const claims = { iss: 'my-app', sub: 'user-0000001', aud: 'my-domain', sub_type: 'user' };

/** The claims with the times, as they are signed. */
function wholeClaims(): object {
  const now = Math.floor(Date.now() / 1000);
  return { ...claims, jti: crypto.randomUUID(), iat: now - 60, exp: now + 300 };
}

/** The bytes that our signer signs, made beforehand. */
function signedBytes(alg: string): Buffer<ArrayBuffer> {
  return Buffer.from(jwtInput(alg));
}

function jwtInput(alg: string): string {
  const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encoded({ alg, typ: 'JWT' })}.${encoded(wholeClaims())}`;
}

function importKey({ privateKey, importing }: Algorithm): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', derOf(privateKey), importing, false, ['sign']);
}

function derOf(privateKey: KeyObject): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(privateKey.export({ type: 'pkcs8', format: 'der' }));
}

async function withKey(algorithm: Algorithm, { peerFolder }: BenchContext): Promise<readonly Subject[]> {
  const { alg, privateKey, signing } = algorithm;
  const bytes = signedBytes(alg);
  const key = await importKey(algorithm);
  const signer = createAssertionSigner({ key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() });
  await signer.ready();
  const encoding = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const subjects: Subject[] = [
    { name: ours, kind: 'ours', call: () => signer.sign(claims) },
    { name: floor, kind: 'floor', call: () => crypto.subtle.sign(signing, key, bytes) },
    {
      name: 'WebCrypto by hand: claims, JSON, base64url',
      kind: 'other',
      async call() {
        const input = jwtInput(alg);
        const signature = await crypto.subtle.sign(signing, key, Buffer.from(input));
        return `${input}.${Buffer.from(signature).toString('base64url')}`;
      },
    },
    { name: 'crypto.sign', kind: 'other', call: () => sign('sha256', bytes, encoding) },
  ];
  if (peerFolder === undefined) return subjects;
  const { SignJWT } = await importPeer<JoseModule>('jose');
  const jsonWebToken = (await importPeer<JsonWebTokenModule>('jsonwebtoken')).default;
  const header = { alg, typ: 'JWT' };
  return [
    ...subjects,
    {
      name: 'jose SignJWT, CryptoKey',
      kind: 'peer',
      call: () => new SignJWT(wholeClaims()).setProtectedHeader(header).sign(key),
    },
    {
      name: 'jose SignJWT, KeyObject',
      kind: 'peer',
      call: () => new SignJWT(wholeClaims()).setProtectedHeader(header).sign(privateKey),
    },
    {
      name: 'jsonwebtoken, KeyObject',
      kind: 'peer',
      call: () => jsonWebToken.sign(wholeClaims(), privateKey, { algorithm: alg }),
    },
  ];
}

async function withPem(algorithm: Algorithm, pem: string, { peerFolder }: BenchContext): Promise<readonly Subject[]> {
  const { alg, privateKey, importing, signing } = algorithm;
  const bytes = signedBytes(alg);
  const der = derOf(privateKey);
  const subjects: Subject[] = [
    { name: ours, kind: 'ours', call: () => createAssertionSigner({ key: pem }).sign(claims) },
    {
      name: 'WebCrypto importKey and sign',
      kind: 'floor',
      call: async () => {
        const key = await crypto.subtle.importKey('pkcs8', der, importing, false, ['sign']);
        return crypto.subtle.sign(signing, key, bytes);
      },
    },
    {
      name: 'crypto.sign',
      kind: 'other',
      call: () => sign('sha256', bytes, { key: createPrivateKey(pem), dsaEncoding: 'ieee-p1363' }),
    },
  ];
  if (peerFolder === undefined) return subjects;
  const { SignJWT, importPKCS8 } = await importPeer<JoseModule>('jose');
  const jsonWebToken = (await importPeer<JsonWebTokenModule>('jsonwebtoken')).default;
  return [
    ...subjects,
    {
      name: 'jose importPKCS8 and SignJWT',
      kind: 'peer',
      call: async () =>
        new SignJWT(wholeClaims()).setProtectedHeader({ alg, typ: 'JWT' }).sign(await importPKCS8(pem, alg)),
    },
    { name: 'jsonwebtoken', kind: 'peer', call: () => jsonWebToken.sign(wholeClaims(), pem, { algorithm: alg }) },
  ];
}

function candidatesOf(subjects: readonly Subject[]): { name: string; loop: ReturnType<typeof ownLoop> }[] {
  return subjects.map(({ name, call }) => ({ name, loop: ownLoop(call) }));
}

function timeRows(
  scenario: string,
  subjects: readonly Subject[],
  times: ReadonlyMap<string, readonly number[]>,
): readonly Row[] {
  return subjects.map(({ name, kind }) => ({
    scenario,
    metric: 'time of an assertion',
    unit: 'µs',
    subject: name,
    kind,
    samples: (times.get(name) ?? []).map((each) => each / 1000),
  }));
}

/** How long nothing else could run while many assertions were signed. */
async function delayRows(scenario: string, subjects: readonly Subject[], quick: boolean): Promise<readonly Row[]> {
  const delays = new Map<Subject, number[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < (quick ? 1 : 7); round += 1) {
    for (const subject of subjects) {
      const { delay } = await withLoopDelay(async () => {
        await Promise.all(Array.from({ length: quick ? 2 : atOnce }, async () => subject.call()));
      });
      delays.get(subject)?.push(delay.max);
    }
  }
  return [...delays].map(([{ name, kind }, samples]) => ({
    scenario,
    metric: 'longest delay of the event loop',
    unit: 'ms',
    subject: name,
    kind,
    samples,
    compared: false,
  }));
}
