/** A program that leaves everything open: sources and a pool that renew by themselves, for hours to come. It has to end. */
import { createPdsUserTokenPool, createPdsUserTokenSource } from '@tokenwright/aliyun-pds';
import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
import type { Context } from './case.ts';

async function main(): Promise<void> {
  const { pds } = JSON.parse(process.env['TOKENWRIGHT_CONTEXT'] ?? '') as Context;
  const application = {
    domainId: 'mock-domain',
    endpoint: pds.url,
    clientId: 'mock-jwt-app',
    privateKey: pds.privateKey.pkcs8,
    keepFresh: true,
  } as const;
  const source = createPdsUserTokenSource({ ...application, userId: 'mock-user-1' });
  const pool = createPdsUserTokenPool({ ...application, idleMs: 3_600_000 });
  const authorizedFetch = createAuthorizedFetch(source, { origins: [pds.url] });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
  const [answer] = await Promise.all([authorizedFetch(`${pds.url}/v2/user/get`, init), pool.getToken('mock-user-2')]);
  await answer.text();
  process.stdout.write(`\n${JSON.stringify({ status: answer.status, size: pool.size })}\n`);
}

void main();
