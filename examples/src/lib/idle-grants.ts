import { createHash } from 'node:crypto';
import { decodeTokenKey, StoreError, type TokenStore } from '@tokenwright/core';

/** A login whose refresh token nobody has used for a while. */
export interface IdleGrant {
  readonly key: string;
  readonly sessionId: string;
  /** When its refresh token was got, in milliseconds since the epoch. */
  readonly issuedAtMs: number;
}

export interface IdleGrantOptions {
  /** What the keys of these logins begin with. */
  readonly prefix: string;
  /**
   * How old a refresh token is when it counts as idle, at the latest: each has a draw of its own in the last fifth. What
   * was given at one moment, to users who were moved here together, is then not due at one moment, and less each time.
   */
  readonly idleMs: number;
  /** Takes what is wrong with a record, which stays as it is; the others are gone on with. */
  readonly onUnreadable: (key: string, error: StoreError) => void;
}

/** Records are read so many at a time. */
const batchSize = 500;
/** The part of `idleMs` over which logins are spread. */
const spread = 0.2;

/** All logins that are idle, in no order. What is read may have changed since: whoever renews looks again. */
export async function* idleGrants(store: TokenStore, options: IdleGrantOptions): AsyncIterable<IdleGrant[]> {
  let batch: string[] = [];
  for await (const key of store.keys?.({ prefix: options.prefix }) ?? []) {
    if (batch.push(key) < batchSize) continue;
    yield await idleOf(store, batch, options);
    batch = [];
  }
  yield await idleOf(store, batch, options);
}

async function idleOf(store: TokenStore, keys: readonly string[], options: IdleGrantOptions): Promise<IdleGrant[]> {
  const grants = await Promise.all(keys.map((key) => idleGrant(store, key, options)));
  return grants.filter((grant) => grant !== undefined);
}

/** The login of a key, if it is idle: it can be renewed, and was not for so long. */
export async function idleGrant(
  store: TokenStore,
  key: string,
  { idleMs, onUnreadable }: Omit<IdleGrantOptions, 'prefix'>,
): Promise<IdleGrant | undefined> {
  try {
    const token = (await store.get(key))?.record.token;
    const sessionId = decodeTokenKey(key)?.sessionId;
    if (token?.wire.refresh_token === undefined || sessionId === undefined) return undefined;
    const { issuedAtMs } = token;
    return Date.now() - issuedAtMs < idleMs * (1 - spread * drawOf(key, issuedAtMs))
      ? undefined
      : { key, sessionId, issuedAtMs };
  } catch (error) {
    if (!StoreError.isInstance(error) || error.code !== 'invalid_record') throw error;
    onUnreadable(key, error);
    return undefined;
  }
}

/** A number from 0 to below 1, the same in every process and at every look. */
function drawOf(key: string, issuedAtMs: number): number {
  return createHash('sha256').update(`${issuedAtMs} ${key}`).digest().readUInt32BE() / 2 ** 32;
}
