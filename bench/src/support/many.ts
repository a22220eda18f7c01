import { createTokenSource, type Clock, type TokenSource, type TokenWire } from '@tokenwright/core';
import { memoryStore } from '@tokenwright/core/memory-store';
import { createTokenPool } from '@tokenwright/core/token-pool';
import type { Kind } from '../bench-case.ts';
import { allPeers } from '../peers/all.ts';
import type { IssuedToken } from '../peers/peer.ts';
import { placeOf, type KeySet } from './key-set.ts';
import { keyOf } from './sources.ts';

/** Many tokens by key. */
export interface Many {
  getToken(key: string): Promise<unknown>;
  close(): Promise<void>;
}

export interface ManySettings {
  readonly clock?: Clock | undefined;
  readonly keepFresh?: boolean | undefined;
}

/** One way to have many tokens. */
export interface ManyKind {
  readonly name: string;
  readonly kind: Kind;
  readonly keepsFresh: boolean;
  /** Why its heap says nothing. Absent: it can be measured. */
  readonly noHeap?: string | undefined;
  create(set: KeySet, settings?: ManySettings): Many | Promise<Many>;
}

/** What the project has for the purpose. */
export const tokenPool: ManyKind = {
  name: 'Tokenwright createTokenPool',
  kind: 'ours',
  keepsFresh: true,
  create(set, settings) {
    const pool = createTokenPool({
      key: keyOf('app'),
      mint: async ({ key }) => wireOf(set, placeOf(key)),
      ...settings,
    });
    return { getToken: (key) => pool.getToken(key), close: () => pool.close() };
  },
};

/** A map of sources, which share one store. */
const mapOfSources: ManyKind = {
  name: 'Tokenwright: a Map of sources, one store',
  kind: 'other',
  keepsFresh: true,
  create(set, settings) {
    const store = memoryStore();
    const sources = new Map<string, TokenSource>();
    set.keys.forEach((key, place) => {
      const mint = async (): Promise<TokenWire> => wireOf(set, place);
      sources.set(key, createTokenSource({ key: keyOf(key), mint, store, ...settings }));
    });
    return {
      getToken: (key) => sources.get(key)?.getToken() ?? missing(key),
      close: async () => void (await Promise.all([...sources.values()].map((source) => source.close()))),
    };
  },
};

/** The least that it can cost. */
export const mapOfPromises: ManyKind = {
  name: 'Map look-up, Date.now(), await',
  kind: 'floor',
  keepsFresh: false,
  create(set) {
    const tokens = new Map(set.keys.map((key, place) => [key, Promise.resolve(set.tokens[place])]));
    return {
      getToken: (key) => {
        Date.now();
        return tokens.get(key) ?? missing(key);
      },
      close: async () => tokens.clear(),
    };
  },
};

/** What the peers have for the purpose. */
const peerPools: readonly ManyKind[] = allPeers.map(({ pool: ofPeer }) => ({
  name: ofPeer.name,
  kind: 'peer',
  keepsFresh: false,
  noHeap: ofPeer.noHeap,
  async create(set) {
    const issue = async (key: string): Promise<IssuedToken> => ({
      accessToken: set.tokens[placeOf(key)] ?? '',
      expiresInSeconds: 3600,
    });
    const pool = await ofPeer.create(issue, set.keys.length);
    return { getToken: (key) => pool.getToken(key), close: async () => undefined };
  },
}));

/** With the peers, or without. */
export function manyKinds(withPeers: boolean): readonly ManyKind[] {
  return [tokenPool, mapOfSources, mapOfPromises, ...(withPeers ? peerPools : [])];
}

/** Asks for every key once, some hundreds at a time. */
export async function fill(many: Many, keys: readonly string[]): Promise<void> {
  for (let from = 0; from < keys.length; from += 500) {
    await Promise.all(keys.slice(from, from + 500).map((key) => many.getToken(key)));
  }
}

function wireOf({ tokens }: KeySet, place: number): TokenWire {
  return { access_token: tokens[place] ?? '', token_type: 'Bearer', expires_in: 3600 };
}

function missing(key: string): never {
  throw new Error(`There is no token for "${key}".`);
}
