import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  bomb,
  cut,
  cutInBody,
  endless,
  hang,
  hangInBody,
  json,
  redirect,
  refusedUrl,
  startLoopback,
  type Handler,
} from '@tokenwright/test-support';
import type { Context } from './behaviours.ts';
import { selfSigned } from './certificate.ts';

/** The servers of one run, and what they saw. */
export interface Authority {
  readonly context: Context;
  /** Requests behind a redirect, past a refused certificate, before a request (preflights), and of those cut off. */
  seen(): Readonly<Record<string, number>>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Browsers hand an answer of another origin to a page only with these. */
const crossOrigin = { 'access-control-allow-origin': '*' };

/** Starts the authority, the host it redirects to, and one whose certificate is self-signed. */
export async function startAuthority(): Promise<Authority> {
  let preflights = 0;
  let pastCertificate = 0;
  const target = await startLoopback(json(200, {}, crossOrigin));
  const routes: Readonly<Record<string, Handler>> = {
    '/reset': (_request, response) => void response.socket?.resetAndDestroy(),
    '/cut': cut,
    '/cut-in-body': cutInBody,
    '/hang': hang,
    '/hang-in-body': hangInBody,
    '/redirect': redirect(307, `${target.url}/token`),
    '/endless': endless,
    '/bomb': bomb('gzip', 32 * 1024 * 1024),
    '/unavailable': json(503, {}, crossOrigin),
  };
  const server = await startLoopback((request, response) => {
    for (const [name, value] of Object.entries(crossOrigin)) response.setHeader(name, value);
    if (request.method === 'OPTIONS') preflights += 1;
    const token = { access_token: 'a-token', token_type: 'Bearer', user_agent: request.headers['user-agent'] };
    (routes[request.path] ?? json(200, token))(request, response);
  });
  const untrusted = createHttpsServer(selfSigned(), (_request: IncomingMessage, response: ServerResponse) => {
    pastCertificate += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => {
    untrusted.listen(0, '127.0.0.1', resolve);
  });
  const arrived = (path: string): number => server.received.filter((request) => request.path === path).length;
  return {
    context: {
      authority: server.url,
      refused: await refusedUrl(),
      untrusted: `https://127.0.0.1:${(untrusted.address() as AddressInfo).port}`,
      ...makeKeys(),
    },
    seen: () => ({
      'behind the redirect': target.received.length,
      'past the certificate': pastCertificate,
      preflights,
      'sent at reset': arrived('/reset'),
      'sent at cut': arrived('/cut'),
      'sent at cut in body': arrived('/cut-in-body'),
    }),
    async [Symbol.asyncDispose]() {
      untrusted.closeAllConnections();
      untrusted.close();
      await Promise.all([server.close(), target.close()]);
    },
  };
}

function makeKeys(): Pick<Context, 'keys' | 'publicKeys'> {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ed = generateKeyPairSync('ed25519');
  const pairs = { RS256: rsa, PS256: rsa, ES256: ec, EdDSA: ed } as const;
  const keys: Context['keys'][number][] = [];
  for (const [name, { privateKey }] of Object.entries(pairs)) {
    const alg = name as keyof typeof pairs;
    keys.push({ alg, form: 'PKCS#8', key: pemOf(privateKey, 'pkcs8') });
    keys.push({ alg, form: 'JWK', key: privateKey.export({ format: 'jwk' }) });
    if (privateKey === rsa.privateKey) keys.push({ alg, form: 'PKCS#1', key: pemOf(privateKey, 'pkcs1') });
  }
  const jwk = (key: KeyObject): object => key.export({ format: 'jwk' });
  return {
    keys,
    publicKeys: {
      RS256: jwk(rsa.publicKey),
      PS256: jwk(rsa.publicKey),
      ES256: jwk(ec.publicKey),
      EdDSA: jwk(ed.publicKey),
    },
  };
}

function pemOf(key: KeyObject, type: 'pkcs1' | 'pkcs8'): string {
  return key.export({ type: type, format: 'pem' }).toString();
}
