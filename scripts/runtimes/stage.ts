import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createMockAuthority, type MockAuthority, type MockServer } from '@tokenwright/mock-authority';
import {
  bomb,
  cut,
  cutInBody,
  endless,
  hang,
  hangInBody,
  hasRedisServer,
  json,
  redirect,
  refusedUrl,
  startLoopback,
  startRedis,
  type Handler,
  type Loopback,
  type RedisServer,
} from '@tokenwright/test-support';
import { selfSigned } from './certificate.ts';
import type { Context, GivenKey } from './suite/case.ts';

/** The servers of one run of the suite. */
export interface Stage {
  readonly context: Omit<Context, 'kind'>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Browsers hand an answer of another origin to a page only with these. */
const crossOrigin = { 'access-control-allow-origin': '*' };

type Twins = Readonly<Record<string, MockAuthority>>;

/**
 * Starts both twins, an authority that misbehaves by path, the host it redirects to, and one with a bad certificate.
 *
 * @param allowedOrigins of pages that may call the twin of PDS
 */
export async function startStage(
  redis: RedisServer | undefined,
  allowedOrigins: readonly string[] = [],
): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const pds = createMockAuthority({ provider: 'aliyun-pds', traits: { allowedOrigins } });
  const oneAccess = createMockAuthority({ provider: 'huawei-oneaccess', traits: { refreshTokens: true } });
  const listen = async (twin: MockAuthority): Promise<MockServer> => {
    const server = await twin.listen();
    stack.defer(() => server.close());
    return server;
  };
  const [pdsServer, oneAccessServer] = [await listen(pds), await listen(oneAccess)];
  const target = stack.use(await startLoopback(json(200, {}, crossOrigin)));
  const untrusted = startUntrusted();
  stack.defer(() => untrusted.close());
  await untrusted.listening;
  const authority = stack.use(
    await startAuthority({ pds, oneaccess: oneAccess }, target, () => ({
      'behind the redirect': target.received.length,
      'past the certificate': untrusted.seen(),
    })),
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-runtimes-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const pkcs8 = await pds.privateKeyPem();
  const pkcs1 = pemOf(createPrivateKey(pkcs8), 'pkcs1');
  const context = {
    pds: { url: pdsServer.url, privateKey: { pkcs8, pkcs1 } },
    oneAccess: oneAccessServer.url,
    authority: authority.url,
    refused: await refusedUrl(),
    untrusted: untrusted.url(),
    keys: makeKeys(),
    folder,
    redisPort: redis?.port,
  };
  const all = stack.move();
  return { context, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** The Redis of all runs, unless this machine has none. */
export async function startSharedRedis(): Promise<RedisServer | undefined> {
  return hasRedisServer() ? startRedis() : undefined;
}

async function startAuthority(
  twins: Twins,
  target: Loopback,
  more: () => Readonly<Record<string, number>>,
): Promise<Loopback> {
  let preflights = 0;
  const seen = new Map<string, number>();
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
  return startLoopback((request, response) => {
    for (const [name, value] of Object.entries(crossOrigin)) response.setHeader(name, value);
    const { pathname, searchParams } = new URL(request.path, 'http://stage');
    if (pathname.startsWith('/stage/')) {
      const answer = pathname === '/stage/seen' ? { preflights, ...Object.fromEntries(seen), ...more() } : undefined;
      return answerStage(response, answer ?? stageWork(twins, pathname, Object.fromEntries(searchParams)));
    }
    if (request.method === 'OPTIONS') preflights += 1;
    seen.set(pathname, (seen.get(pathname) ?? 0) + 1);
    const token = { access_token: 'a-token', token_type: 'Bearer', user_agent: request.headers['user-agent'] };
    (routes[pathname] ?? json(200, token))(request, response);
  });
}

function answerStage(response: ServerResponse, answer: object | undefined): void {
  response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer ?? {}));
}

/** What only whoever has the twin can do: log a user in, end a token, set a fault. */
function stageWork(twins: Twins, pathname: string, words: Readonly<Record<string, string>>): object | undefined {
  const [, , work, name = ''] = pathname.split('/');
  const twin = twins[name];
  if (twin === undefined) return undefined;
  if (work === 'code') {
    const { code, redirectUri } = twin.issueCode(words);
    return { code, redirect_uri: redirectUri };
  }
  if (work === 'kill') return { killed: twin.kill(words) };
  if (work === 'fault') return { id: twin.faults.add(words['fault'] ?? '') };
  return undefined;
}

/** An https server whose certificate nobody trusts. */
function startUntrusted(): {
  readonly listening: Promise<void>;
  url(): string;
  seen(): number;
  close(): void;
} {
  let seen = 0;
  const server = createHttpsServer(selfSigned(), (_request, response) => {
    seen += 1;
    response.end('{}');
  });
  return {
    listening: new Promise((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    }),
    url: () => `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: () => seen,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function makeKeys(): readonly GivenKey[] {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pairs = {
    RS256: rsa,
    PS256: rsa,
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    EdDSA: generateKeyPairSync('ed25519'),
  } as const;
  return Object.entries(pairs).flatMap(([name, { privateKey, publicKey }]) => {
    const given = { alg: name as keyof typeof pairs, publicKey: publicKey.export({ format: 'jwk' }) };
    const forms: GivenKey[] = [
      { ...given, form: 'PEM, PKCS#8', key: pemOf(privateKey, 'pkcs8') },
      { ...given, form: 'JWK', key: privateKey.export({ format: 'jwk' }) },
    ];
    if (privateKey === rsa.privateKey) forms.push({ ...given, form: 'PEM, PKCS#1', key: pemOf(privateKey, 'pkcs1') });
    return forms;
  });
}

function pemOf(key: KeyObject, type: 'pkcs1' | 'pkcs8'): string {
  return key.export({ type, format: 'pem' }).toString();
}
