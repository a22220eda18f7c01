import { StoreError, type StoreOperation } from '@tokenwright/core/errors';
import { parseRecord, type CompareAndSet, type CompareAndSetResult, type Lease } from '@tokenwright/core/store';
import type { RecordChange, StoredRecord, TokenStore } from '@tokenwright/core/store';
import { changeMessage } from './change-message.ts';
import { linkOf } from './clients/link-of.ts';
import { Connection, textOf } from './connection.ts';
import { KeySpace } from './key-space.ts';
import { checkOptions, type RedisStoreOptions, type RedisStorePlan } from './options.ts';
import { belongsTo, newVersion } from './record-version.ts';
import { redisFailure } from './redis-failure.ts';
import {
  compareAndSetScript,
  deleteScript,
  extendLeaseScript,
  releaseLeaseScript,
  takeLeaseScript,
} from './scripts.ts';
import { Subscriptions } from './subscriptions.ts';

/** A {@link TokenStore} on Redis. */
export interface RedisTokenStore extends Required<TokenStore> {
  /** Ends the connection for `watch`, if there is one. The client that was given stays open. */
  close(): Promise<void>;
}

class RedisStore implements RedisTokenStore {
  readonly #plan: RedisStorePlan;
  readonly #connection: Connection;
  readonly #subscriptions: Subscriptions;
  readonly #keySpace: KeySpace;

  constructor(options: RedisStoreOptions) {
    this.#plan = checkOptions(options);
    const link = linkOf(options.client);
    this.#connection = new Connection(link, this.#plan.timeoutMs);
    this.#subscriptions = new Subscriptions(link, this.#plan.timeoutMs);
    this.#keySpace = new KeySpace(this.#plan.prefix);
  }

  async get(
    key: string,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<StoredRecord | undefined> {
    signal?.throwIfAborted();
    const { record } = this.#keySpace.of(key);
    return readValue(await this.#connection.command('get', record, ['GET', record]), key, record, 'get');
  }

  async compareAndSet(key: string, write: CompareAndSet): Promise<CompareAndSetResult> {
    const { expected, record: value, signal } = write;
    const operation = 'compareAndSet';
    signal?.throwIfAborted();
    const { record, channel } = this.#keySpace.of(key);
    const version = newVersion(key);
    const ttlMs = write.ttlMs ?? this.#plan.recordTtlMs;
    const ttl = ttlMs === undefined ? '' : String(Math.max(1, Math.ceil(ttlMs)));
    const values = [expected ?? '', version, JSON.stringify(value), ttl, channel, changeMessage(version, value)];
    const { replicas } = this.#plan;
    if (replicas === undefined) {
      const reply = await this.#connection.run(operation, compareAndSetScript, record, values);
      return resultOf(reply, version, key, record);
    }
    const [reply, having] = await this.#connection.runAndWait(operation, compareAndSetScript, record, values, replicas);
    const result = resultOf(reply, version, key, record);
    if (result.ok && Number(having) < replicas.count)
      throw redisFailure(
        operation,
        `the write is on ${String(having)} replicas after ${replicas.timeoutMs} ms, and "waitReplicas" asks for ${replicas.count}`,
      );
    return result;
  }

  async delete(key: string, expected: string): Promise<boolean> {
    const { record, channel } = this.#keySpace.of(key);
    return isOne(await this.#connection.run('delete', deleteScript, record, [expected, channel]));
  }

  async tryLease(key: string, { ttlMs }: { readonly ttlMs: number }): Promise<Lease | undefined> {
    const { lease } = this.#keySpace.of(key);
    const owner = globalThis.crypto.randomUUID();
    const time = (milliseconds: number): string => String(Math.max(1, Math.ceil(milliseconds)));
    const run = this.#connection.run.bind(this.#connection, 'tryLease');
    if (!isOne(await run(takeLeaseScript, lease, [owner, time(ttlMs)]))) return undefined;
    return {
      extend: async (more) => isOne(await run(extendLeaseScript, lease, [owner, time(more)])),
      release: async () => {
        await run(releaseLeaseScript, lease, [owner]);
      },
    };
  }

  async watch(key: string, onChange: (change?: RecordChange) => void): Promise<{ close(): Promise<void> }> {
    const close = await this.#subscriptions.watch(this.#keySpace.of(key).channel, onChange);
    return { close: async () => close() };
  }

  async *keys({ prefix = '' }: { readonly prefix?: string | undefined } = {}): AsyncIterable<string> {
    for await (const name of this.#connection.scan('keys', this.#keySpace.pattern(prefix))) {
      const key = this.#keySpace.keyOf(name);
      if (key !== undefined) yield key;
    }
  }

  async close(): Promise<void> {
    this.#subscriptions.close();
  }
}

/** A client may be told to give numbers as texts. */
function isOne(reply: unknown): boolean {
  return Number(reply) === 1;
}

function resultOf(reply: unknown, version: string, key: string, name: string): CompareAndSetResult {
  const [written, there] = reply as readonly unknown[];
  return isOne(written) ? { ok: true, version } : { ok: false, current: readValue(there, key, name, 'compareAndSet') };
}

/** Takes a stored value apart: `<version> <JSON>`. */
function readValue(reply: unknown, key: string, name: string, operation: StoreOperation): StoredRecord | undefined {
  if (reply == null) return undefined;
  const where = `The value of ${JSON.stringify(name)} in Redis`;
  const refuse = (problem: string): StoreError =>
    new StoreError('invalid_record', `${where} ${problem}. It was left as it is.`, { operation });
  const text = textOf(reply) ?? '';
  const space = text.indexOf(' ');
  const version = text.slice(0, Math.max(0, space));
  const isOfKey = belongsTo(version, key);
  if (isOfKey === undefined) throw refuse('has no version, so this store has not written it');
  if (!isOfKey) throw refuse('belongs to another key, from which it was copied or renamed');
  return { version, record: parseRecord(text.slice(space + 1), where, operation) };
}

/**
 * A store for a fleet, on Redis 6.2 or later, or Valkey: one server, Sentinel or Cluster.
 *
 * Every method ends within `timeoutMs`, and rejects with a StoreError that says what is the matter in one sentence when
 * Redis is away, refuses, is full, or is a replica. Nothing is sent later that was rejected because there was no
 * connection; a command that was on its way when the connection broke may have been carried out.
 *
 * @throws ConfigurationError naming the option that is missing, unknown, malformed or out of range
 * @throws StoreError `invalid_record`, from `get` and `compareAndSet`, when a value is none that the store wrote, of a newer
 * format, or of another key; it is left in place
 *
 * @example
 * ```ts
 * import { createTokenSource, type TokenWire } from '@tokenwright/core';
 * import { redisStore, type RedisClient } from '@tokenwright/store-redis';
 *
 * declare const client: RedisClient; // await createClient({ url }).connect() of "redis", or new Redis(url) of "ioredis"
 * declare function exchange(refreshToken: string): Promise<TokenWire>; // one request to your authority
 *
 * const source = createTokenSource({
 *   key: {
 *     authority: 'https://login.example.com',
 *     provider: 'example',
 *     clientId: 'my-app',
 *     credential: 'session',
 *     sessionId: 'user-1',
 *   },
 *   refresh: ({ refreshToken }) => exchange(refreshToken),
 *   store: redisStore({ client }),
 * });
 * console.log((await source.getToken()).accessToken.length);
 * ```
 */
export function redisStore(options: RedisStoreOptions): RedisTokenStore {
  return new RedisStore(options);
}
