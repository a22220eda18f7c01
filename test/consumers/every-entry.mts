/**
 * A consumer of every public entry of every package. It is compiled by test/packed-types.test.ts in projects of several
 * kinds, with the packages packed and installed; it never runs.
 */
import { createContractFetch, type ContractFetch } from '@tokenwright/contract';
import {
  createTokenSource,
  type AccessToken,
  type TokenSource,
  type TokenStore,
  type TokenWire,
} from '@tokenwright/core';
import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
import { encrypted } from '@tokenwright/core/encrypted-store';
import { TokenwrightError, TransportError } from '@tokenwright/core/errors';
import { fileStore } from '@tokenwright/core/file-store';
import { memoryStore } from '@tokenwright/core/memory-store';
import { checkTransport, exchange, type Answer } from '@tokenwright/core/provider';
import { createAssertionSigner } from '@tokenwright/core/signing';
import { parseRecord, type StoredRecord } from '@tokenwright/core/store';
import { storeConformance } from '@tokenwright/core/store-conformance';
import { createFakeClock, createScriptedAuthority } from '@tokenwright/core/testing';
import { createTokenPool, type TokenPool } from '@tokenwright/core/token-pool';
import { createPdsUserTokenSource, PDSClient, type PdsTokenInfo } from '@tokenwright/aliyun-pds';
import { createClient, createConfig, requestToken } from '@tokenwright/aliyun-pds/wire';
import { createOneAccessTenantTokenSource, OneAccessOAuthClient } from '@tokenwright/huawei-oneaccess';
import { createIdTokenVerifier, type OneAccessIdTokenClaims } from '@tokenwright/huawei-oneaccess/id-token';
import { oauth2, tenant } from '@tokenwright/huawei-oneaccess/wire';
import { createMockAuthority, type MockAuthority } from '@tokenwright/mock-authority';
import { documents, type DocumentName } from '@tokenwright/specs';
import { redisStore, type RedisClient } from '@tokenwright/store-redis';

declare const client: RedisClient;
declare const key: Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const stores: readonly TokenStore[] = [
  memoryStore(),
  fileStore({ folder: 'f' }),
  redisStore({ client }),
  encrypted(memoryStore(), { current: { id: 'k', key: new Uint8Array(32) } }),
];
const clock = createFakeClock();
const authority = createScriptedAuthority({ clock });
const parts = { authority: 'https://a.example', provider: 'p', clientId: 'c', credential: 'client' } as const;
const source: TokenSource = createTokenSource({ key: parts, mint: authority.mint, clock, store: stores[0] });
const pool: TokenPool = createTokenPool({ key: parts, mint: authority.mint });

// What these give and take are globals of whatever runtime the project is for.
const authorizedFetch: (input: string | URL, init?: RequestInit) => Promise<Response> = createAuthorizedFetch(source, {
  origins: ['https://api.example'],
  fetch,
});
export const pds: TokenSource<PdsTokenInfo> = createPdsUserTokenSource({
  domainId: 'd',
  clientId: 'c',
  privateKey: key,
  userId: 'u',
  fetch,
});
export async function token(signal: AbortSignal): Promise<AccessToken<PdsTokenInfo>> {
  const given = await pds.getToken({ signal, minValidityMs: 1000 });
  const drive: string | undefined = given.wire.default_drive_id;
  // @ts-expect-error an option that there is not
  await pds.getToken({ minValidity: 1 });
  await authorizedFetch(`https://api.example/${drive ?? ''}`, { signal });
  return given;
}
export async function calls(signal: AbortSignal): Promise<string | undefined> {
  const context = new PDSClient({ domain_id: 'd', fetch });
  const { refresh_token } = await context.refreshToken({ client_id: 'c', refresh_token: 'r' }, { signal });
  const { data } = await requestToken({
    client: createClient(createConfig({ baseUrl: 'https://d.api.aliyunpds.com' })),
    body: { grant_type: 'refresh_token', client_id: 'c', refresh_token: refresh_token ?? '' },
  });
  return data?.access_token;
}
export async function login(idToken: string): Promise<OneAccessIdTokenClaims> {
  const instance = { endpoint: 'https://i.example', client_id: 'c' };
  const client = new OneAccessOAuthClient({ ...instance, client_secret: () => Promise.resolve('s') });
  await client.refreshToken({ refresh_token: 'r' });
  createOneAccessTenantTokenSource({ endpoint: instance.endpoint, clientId: 'c', clientSecret: 's' });
  return createIdTokenVerifier(instance).verify(idToken, { nonce: 'n' });
}
export function reason(error: unknown): string {
  if (TransportError.isInstance(error)) return error.outcome;
  return TokenwrightError.isInstance(error) ? error.code : 'none of ours';
}
export const names = Object.keys(documents) as DocumentName[];
export const mock: MockAuthority = createMockAuthority({ provider: 'aliyun-pds' });
export const contract: ContractFetch = createContractFetch('aliyun-pds');
export const record = (text: string): unknown => parseRecord(text, 'the record', 'get');
export type Uses = [StoredRecord, TokenWire, Answer];
export const uses = [
  pool,
  createAssertionSigner({ alg: 'ES256', key }),
  storeConformance,
  checkTransport,
  exchange,
  oauth2.requestToken,
  tenant.requestTenantToken,
];
