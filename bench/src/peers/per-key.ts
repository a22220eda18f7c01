import { importPeer } from './packages.ts';

interface LruCacheModule {
  readonly LRUCache: new <Value>(options: { readonly max: number }) => {
    get(key: string): Value | undefined;
    set(key: string, value: Value): unknown;
  };
}

/** One of something for each key, in a cache that forgets the least recently used: what a package needs that knows no keys. */
export async function perKey<Made extends object>(
  size: number,
  create: (key: string) => Made,
): Promise<(key: string) => Made> {
  const { LRUCache } = await importPeer<LruCacheModule>('lru-cache');
  const cache = new LRUCache<Made>({ max: size });
  return (key) => {
    const found = cache.get(key);
    if (found !== undefined) return found;
    const made = create(key);
    cache.set(key, made);
    return made;
  };
}
