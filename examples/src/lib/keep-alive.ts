/**
 * Renews logins that nobody uses before their refresh tokens end, as jobs of BullMQ on the Redis that holds the logins.
 * Any number of processes do this together, and each may end at any moment: what is to be done lies in Redis, the same
 * login is one job however often it is found, and whether its refresh token may be sent is decided by its record.
 */
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  AuthorityError,
  LoginRequiredError,
  type StoreError,
  type TokenEvent,
  type TokenSource,
  type TokenStore,
} from '@tokenwright/core';
import { DelayedError, Queue, Worker, type Job, type JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { idleGrant, idleGrants } from './idle-grants.ts';

export interface KeepAliveOptions {
  /** Its own connections are made of it. */
  readonly redis: Redis;
  readonly store: TokenStore;
  /** The source of a login, which tells its events. It is closed when the login was renewed. */
  readonly sourceOf: (sessionId: string, onEvent: (event: TokenEvent) => void) => TokenSource;
  /** Names the authority: those of one name share one rate, over all processes. */
  readonly authority: string;
  readonly renewalsPerSecond: number;
  /** Renewals under way in this process at most. Default 20. */
  readonly concurrency?: number;
  /** What the keys of these logins begin with. */
  readonly prefix: string;
  /** How long a refresh token may lie unused at most: a part of its life that leaves time for an outage. */
  readonly idleMs: number;
  /** How often idle logins are looked for, by one of the processes. */
  readonly lookEveryMs: number;
  /** While so many jobs wait, a look adds no more: a job takes a kilobyte of Redis. Default 10,000. */
  readonly maxWaiting?: number;
  readonly onEvent: (event: KeepAliveEvent) => void;
}

export type KeepAliveEvent =
  | { readonly type: 'looked'; readonly found: number; readonly waiting: number }
  | { readonly type: 'renewed'; readonly sessionId: string }
  | { readonly type: 'login required'; readonly sessionId: string; readonly reason: string }
  | { readonly type: 'failed'; readonly key: string; readonly error: Error; readonly isGivenUp: boolean }
  | { readonly type: 'unreadable'; readonly key: string; readonly error: StoreError }
  | { readonly type: 'trouble'; readonly error: Error };

/** The pauses between them double from half a minute: all take four hours. Then the next look finds the login again. */
const attempts = 10;
const renewal: JobsOptions = {
  attempts,
  backoff: { type: 'exponential', delay: 30_000, jitter: 0.5 },
  // Neither keeps the next look from adding the login again.
  removeOnComplete: true,
  removeOnFail: true,
};

/** A look that Redis broke off is begun again soon, not when the next is due: that may be in a day. */
const wholeLook: JobsOptions = { ...renewal, backoff: { type: 'exponential', delay: 1000 } };

export interface KeepAlive {
  /** Finishes the renewals that are under way in this process, and leaves a look to another. */
  close(): Promise<void>;
}

export async function startKeepAlive(options: KeepAliveOptions): Promise<KeepAlive> {
  const { store, onEvent, maxWaiting = 10_000 } = options;
  const connection = options.redis.duplicate({ maxRetriesPerRequest: null });
  const name = options.authority.replaceAll(/[^\w.-]/g, '-');
  const renewals = new Queue<{ readonly key: string }>(`renewals-${name}`, { connection, defaultJobOptions: renewal });
  const looks = new Queue(`looks-${name}`, { connection });
  const onUnreadable = (key: string, error: StoreError): void => onEvent({ type: 'unreadable', key, error });

  const closing = new AbortController();

  const look = async (job: Job, token?: string): Promise<void> => {
    let found = 0;
    // A look may take hours, and wait for room in the queue: whoever takes it over begins anew.
    const leaveIfClosing = async (): Promise<void> => {
      if (!closing.signal.aborted) return;
      await job.moveToDelayed(Date.now(), token);
      throw new DelayedError();
    };
    for await (const grants of idleGrants(store, { ...options, onUnreadable })) {
      found += grants.length;
      await leaveIfClosing();
      while (grants.length > 0 && (await renewals.count()) >= maxWaiting) {
        await setTimeout(1000, undefined, { signal: closing.signal }).catch(() => undefined);
        await leaveIfClosing();
      }
      // A job whose id is there already is not added again.
      await renewals.addBulk(
        grants.map(({ key }) => ({ name: 'renew', data: { key }, opts: { jobId: jobIdOf(key) } })),
      );
    }
    onEvent({ type: 'looked', found, waiting: await renewals.count() });
  };

  const isIdleStill = (key: string): Promise<boolean> =>
    idleGrant(store, key, { ...options, onUnreadable }).then(
      (grant) => grant !== undefined,
      () => true,
    );

  const renew = async (job: Job<{ readonly key: string }>): Promise<void> => {
    const { key } = job.data;
    // Its user may have come back since it was found.
    const grant = await idleGrant(store, key, { ...options, onUnreadable });
    if (grant === undefined) return;
    const { sessionId } = grant;
    let isUnsaved = false;
    const source = options.sourceOf(sessionId, ({ type }) => {
      isUnsaved ||= type === 'persist-failed';
    });
    try {
      await source.renew({ reason: 'keep alive' });
      // The new refresh token is in the source only, which writes it when Redis is back, and would lose it if it was closed.
      if (isUnsaved) while (await isIdleStill(key)) await setTimeout(1000);
      onEvent({ type: 'renewed', sessionId });
    } catch (error) {
      // Only the user can help. The record says so, so that no look finds it again.
      if (LoginRequiredError.isInstance(error)) onEvent({ type: 'login required', sessionId, reason: error.reason });
      else if (AuthorityError.isInstance(error) && error.retryAt !== undefined) {
        // For all that is to be renewed there, and no attempt of this one.
        await renewals.rateLimit(Math.max(1, error.retryAt - Date.now()));
        throw Worker.RateLimitError();
      } else throw error;
    } finally {
      await source.close();
    }
  };

  const renewing = new Worker(renewals.name, renew, {
    connection,
    concurrency: options.concurrency ?? 20,
    limiter: { max: options.renewalsPerSecond, duration: 1000 },
    // A process that is killed leaves its jobs to others, each time.
    maxStalledCount: 100,
  });
  renewing.on('failed', (job, error) => {
    const isGivenUp = job === undefined || job.attemptsMade >= attempts;
    onEvent({ type: 'failed', key: job?.data.key ?? '?', error, isGivenUp });
  });
  const looking = new Worker(looks.name, look, { connection, maxStalledCount: 100 });
  const trouble = (error: Error): void => onEvent({ type: 'trouble', error });
  looking.on('failed', (_job, error) => trouble(error));
  for (const queue of [renewals, looks]) queue.on('error', trouble);
  for (const worker of [renewing, looking]) worker.on('error', trouble);
  await looks.upsertJobScheduler('look', { every: options.lookEveryMs }, { opts: wholeLook });
  return {
    close: async () => {
      closing.abort();
      await Promise.all([renewing.close(), looking.close()]);
      await Promise.all([renewals.close(), looks.close()]);
      connection.disconnect();
    },
  };
}

/** The name of a job is shown in many places, the key of a login need not be. */
function jobIdOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
