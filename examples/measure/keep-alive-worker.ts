/** One process of the fleet that is measured: what `pds-keep-alive.ts` does, without a line for each login. */
import { createPdsSessionTokenSource } from '@tokenwright/aliyun-pds';
import { redisStore } from '@tokenwright/store-redis';
import { Redis } from 'ioredis';
import { startKeepAlive } from '../src/lib/keep-alive.ts';
import { withoutWatch } from '../src/lib/without-watch.ts';

export interface WorkerSettings {
  readonly redisPort: number;
  readonly authority: string;
  readonly clientId: string;
  readonly prefix: string;
  readonly idleMs: number;
}
export interface FromWorker {
  readonly looked?: { readonly found: number };
  readonly renewed?: number;
  readonly problem?: string;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as WorkerSettings;
const { authority, clientId, prefix, idleMs } = settings;
const redis = new Redis(settings.redisPort, '127.0.0.1');
const store = withoutWatch(redisStore({ client: redis, recordTtlMs: 691_200_000 }));
const tell = (message: FromWorker): void => void process.send?.(message);
let renewed = 0;
await startKeepAlive({
  redis,
  store,
  authority,
  sourceOf: (sessionId, onEvent) =>
    createPdsSessionTokenSource({ domainId: 'mock-domain', endpoint: authority, clientId, sessionId, store, onEvent }),
  prefix,
  renewalsPerSecond: 1_000_000,
  concurrency: 50,
  idleMs,
  lookEveryMs: 3_600_000,
  maxWaiting: Number.POSITIVE_INFINITY,
  onEvent: (event) => {
    if (event.type === 'looked') tell({ looked: { found: event.found } });
    else if (event.type === 'renewed') renewed += 1;
    else tell({ problem: `${event.type} ${'error' in event ? event.error.message : ''}` });
  },
});
setInterval(() => tell({ renewed }), 100);
process.on('disconnect', () => process.exit());
