/**
 * A worker that keeps the logins of a PDS web application alive which nobody uses: a refresh token of PDS ends seven
 * days after it was given, used or not. Start as many as you like beside the application; they share the work.
 *
 *   PDS_DOMAIN_ID=my-domain PDS_CLIENT_ID=my-app PDS_CLIENT_SECRET=secret REDIS_URL=redis://localhost:6379 \
 *     RENEWALS_PER_SECOND=20 node examples/src/pds-keep-alive.ts
 *
 * PDS_ENDPOINT sends it somewhere else than to the vendor, to a mock for example. Redis has to run as the documentation
 * of the store says: `appendonly yes`, `maxmemory-policy noeviction`.
 */
import { createPdsSessionTokenSource } from '@tokenwright/aliyun-pds';
import { encodeTokenKey } from '@tokenwright/core';
import { redisStore } from '@tokenwright/store-redis';
import { Redis } from 'ioredis';
import { startKeepAlive, type KeepAliveEvent } from './lib/keep-alive.ts';
import { withoutWatch } from './lib/without-watch.ts';

const {
  PDS_DOMAIN_ID = '',
  PDS_CLIENT_ID = '',
  PDS_CLIENT_SECRET,
  PDS_ENDPOINT,
  REDIS_URL = 'redis://localhost:6379',
  RENEWALS_PER_SECOND = '20',
  LOOK_EVERY_SECONDS = '900',
} = process.env;
const dayMs = 86_400_000;

const redis = new Redis(REDIS_URL);
redis.on('error', (error) => console.error(`Redis: ${error.message}`));
const store = withoutWatch(redisStore({ client: redis, recordTtlMs: 8 * dayMs }));
const authority = PDS_ENDPOINT ?? `https://${PDS_DOMAIN_ID}.api.aliyunpds.com`;
const key = { authority, provider: 'aliyun-pds', clientId: PDS_CLIENT_ID, credential: 'session' } as const;

const keepAlive = await startKeepAlive({
  redis,
  store,
  authority,
  sourceOf: (sessionId, onEvent) =>
    createPdsSessionTokenSource({
      domainId: PDS_DOMAIN_ID,
      clientId: PDS_CLIENT_ID,
      clientSecret: PDS_CLIENT_SECRET,
      endpoint: PDS_ENDPOINT,
      sessionId,
      store,
      onEvent,
    }),
  // The key of a login ends with its name.
  prefix: encodeTokenKey({ ...key, sessionId: '' }).slice(0, -'"]'.length),
  renewalsPerSecond: Number(RENEWALS_PER_SECOND),
  // Of seven days; two are left for days on which PDS, Redis or these workers are away.
  idleMs: 5 * dayMs,
  lookEveryMs: Number(LOOK_EVERY_SECONDS) * 1000,
  onEvent: (event) => console.log(lineOf(event)),
});
console.log('started');

function lineOf(event: KeepAliveEvent): string {
  if (event.type === 'looked') return `found ${event.found}, waiting ${event.waiting}`;
  if (event.type === 'renewed') return `renewed: ${event.sessionId}`;
  if (event.type === 'login required') return `login required: ${event.sessionId} (${event.reason})`;
  if (event.type === 'unreadable') return `unreadable: ${event.key} (${event.error.message})`;
  if (event.type === 'trouble') return `trouble: ${event.error.message}`;
  return `failed${event.isGivenUp ? ', given up' : ''}: ${event.key} (${event.error.message})`;
}

process.once('SIGTERM', () => {
  void keepAlive.close().then(() => redis.disconnect());
});
