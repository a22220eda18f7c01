/** One process of a fleet: many callers on some sessions. It is told what to do by its parent, and tells what happened. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { LoginRequiredError, TokenwrightError } from '@tokenwright/core/errors';
import type { TokenStore } from '@tokenwright/core';
import { connect } from '../support.ts';
import type { ClientKind } from '../support.ts';
import { redisStore } from '../../src/index.ts';
import { scaledClock, scaledStore } from './scaled-clock.ts';
import { sessionSource } from './session.ts';

export interface WorkerOptions {
  readonly name: string;
  readonly kind: ClientKind;
  readonly redisPort: number;
  readonly twin: string;
  readonly epochMs: number;
  readonly sessions: readonly string[];
  /** Callers of each session who ask together, again and again. */
  readonly callers: number;
  /** From one time they ask to the next, by the wall. */
  readonly everyMs: number;
  /** Stands still (SIGSTOP) as soon as its first claim is in the store. */
  readonly stopAfterClaim?: boolean;
}

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'stopping' }
  /** The longest time so far in which this process did not run. */
  | { readonly type: 'stalled'; readonly stalledMs: number }
  | {
      readonly type: 'event';
      readonly event: string;
      readonly session: string;
      readonly generation: number;
      readonly atMs: number;
    }
  | { readonly type: 'login-required'; readonly session: string; readonly reason: string }
  | {
      readonly type: 'summary';
      readonly calls: number;
      readonly failures: Readonly<Record<string, number>>;
      readonly longestMs: number;
    };

const options = JSON.parse(process.argv[2] ?? '{}') as WorkerOptions;
const tell = (message: FromWorker): void => void process.send?.(message);
const clock = scaledClock(options.epochMs);
const connection = await connect(options.kind, options.redisPort);
const redis = redisStore({ client: connection.client });
const shared = tellingOfTokens(scaledStore(redis));
const store = options.stopAfterClaim === true ? stoppingAfterClaim(shared) : shared;

const delays = monitorEventLoopDelay({ resolution: 10 });
delays.enable();
let stalledMs = 0;
// Told as it goes, for who is killed tells nothing at the end.
setInterval(() => {
  if (delays.max / 1e6 <= stalledMs) return;
  stalledMs = delays.max / 1e6;
  tell({ type: 'stalled', stalledMs });
}, 100).unref();
let calls = 0;
let longestMs = 0;
const failures: Record<string, number> = {};
const over = new AbortController();

const sources = options.sessions.map((sessionId) => ({
  sessionId,
  source: sessionSource({
    twin: options.twin,
    sender: options.name,
    sessionId,
    store,
    clock,
    onEvent: (event) => {
      if (event.type === 'login-required') tell({ type: 'login-required', session: sessionId, reason: event.reason });
      if (event.type === 'renewed' || event.type === 'adopted')
        tell({
          type: 'event',
          event: event.type,
          session: sessionId,
          generation: event.generation ?? -1,
          atMs: performance.timeOrigin + performance.now(),
        });
    },
  }),
}));

async function call(source: (typeof sources)[number]['source']): Promise<void> {
  const started = performance.now();
  try {
    await source.getToken();
  } catch (error) {
    const name = LoginRequiredError.isInstance(error)
      ? `LoginRequiredError ${error.reason}`
      : TokenwrightError.isInstance(error)
        ? `${error.name} ${error.code}`
        : `untyped ${String(error)}`;
    failures[name] = (failures[name] ?? 0) + 1;
  }
  calls += 1;
  longestMs = Math.max(longestMs, performance.now() - started);
}

const turns = sources.map(async ({ source }) => {
  while (!over.signal.aborted) {
    await Promise.all(Array.from({ length: options.callers }, () => call(source)));
    await new Promise((resolve) => {
      setTimeout(resolve, options.everyMs * (0.5 + Math.random()));
    });
  }
});

process.on('message', (message) => {
  if (message !== 'stop') return;
  over.abort();
  void (async () => {
    await Promise.all(turns);
    await Promise.all(sources.map(({ source }) => source.close()));
    await redis.close();
    connection.close();
    tell({ type: 'summary', calls, failures, longestMs });
    process.disconnect();
  })();
});
process.on('disconnect', () => process.exit());
tell({ type: 'ready' });

/** Tells when a new token goes to the store, which publishes it in the same step. */
function tellingOfTokens(inner: TokenStore): TokenStore {
  return {
    ...inner,
    compareAndSet: async (key, write) => {
      const atMs = performance.timeOrigin + performance.now();
      const result = await inner.compareAndSet(key, write);
      const { generation, pending, token } = write.record;
      const session = options.sessions.find((each) => key.includes(JSON.stringify(each)));
      if (result.ok && pending === undefined && token !== undefined && session !== undefined)
        tell({ type: 'event', event: 'publishing', session, generation, atMs });
      return result;
    },
  };
}

function stoppingAfterClaim(inner: TokenStore): TokenStore {
  let isFirst = true;
  return {
    ...inner,
    compareAndSet: async (key, write) => {
      const result = await inner.compareAndSet(key, write);
      if (result.ok && write.record.pending !== undefined && isFirst) {
        isFirst = false;
        tell({ type: 'stopping' });
        // The message has to leave first.
        await new Promise((resolve) => {
          setTimeout(resolve, 5);
        });
        process.kill(process.pid, 'SIGSTOP');
      }
      return result;
    },
  };
}
