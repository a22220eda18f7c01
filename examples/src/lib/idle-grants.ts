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
  /** Since when a refresh token has to be there to count as idle. */
  readonly idleMs: number;
  /** Takes what is wrong with a record, which stays as it is; the others are gone on with. */
  readonly onUnreadable: (key: string, error: StoreError) => void;
}

/** Records are read so many at a time. */
const batchSize = 500;

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
    return Date.now() - issuedAtMs < idleMs ? undefined : { key, sessionId, issuedAtMs };
  } catch (error) {
    if (!StoreError.isInstance(error) || error.code !== 'invalid_record') throw error;
    onUnreadable(key, error);
    return undefined;
  }
}
