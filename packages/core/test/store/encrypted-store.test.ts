import { createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canary, everyView, failureOf, leaksOf } from '@tokenwright/test-support';
import { afterAll, describe, expect, test } from 'vitest';
import { encrypted, type EncryptionKeys } from '../../src/encrypted-store.ts';
import { ConfigurationError, StoreError } from '../../src/errors.ts';
import { fileStore } from '../../src/file-store.ts';
import type { StoredRecord, TokenRecord, TokenStore } from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { isTokenRecord } from '../../src/store/token-record.ts';
import { testConformance } from './conformance.ts';

const material = (): string => randomBytes(32).toString('base64');
const first = { id: '2026-07', key: material() };
const second = { id: '2027-01', key: material() };
const keys: EncryptionKeys = { current: first };
const key = '["https://authority.example","test"]';
const record: TokenRecord = {
  format: 1,
  lineage: 'lineage',
  generation: 4,
  parentFingerprint: 'fingerprint-of-parent',
  token: { wire: { access_token: `access-${canary}`, refresh_token: canary }, issuedAtMs: 1_234_567 },
  pending: { attemptId: 'attempt', since: 1, deadline: 2, refreshTokenFingerprint: 'fingerprint', attempts: 1 },
};

async function written(store: TokenStore, value: TokenRecord = record, at = key): Promise<StoredRecord> {
  const result = await store.compareAndSet(at, { expected: (await store.get(at))?.version ?? null, record: value });
  if (!result.ok) throw new Error('not written');
  return { version: result.version, record: value };
}

/** Replaces what lies in the store beneath. */
async function spoil(inner: TokenStore, change: (stored: TokenRecord) => unknown, at = key): Promise<TokenRecord> {
  const stored = await inner.get(at);
  if (stored === undefined) throw new Error('nothing there');
  const changed = change(stored.record) as TokenRecord;
  await inner.compareAndSet(at, { expected: stored.version, record: changed });
  return changed;
}

describe('S7: encrypted over the memory store', () => {
  testConformance(() => {
    let now = 1_000_000;
    const inner = memoryStore({ now: () => now });
    return {
      store: encrypted(inner, keys),
      other: encrypted(inner, keys),
      elapse: async (milliseconds) => {
        now += milliseconds;
      },
    };
  });
});

describe('S7: encrypted over the file store', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  testConformance(() => ({
    store: encrypted(fileStore({ folder }), keys),
    other: encrypted(fileStore({ folder }), keys),
  }));
});

describe('S7: what the store beneath holds', () => {
  test('is a record of lineage and generation, and tells nothing else', async () => {
    const inner = memoryStore();
    await written(encrypted(inner, keys));
    const stored = (await inner.get(key))?.record;
    expect(Object.keys(stored ?? {}).sort()).toEqual(['format', 'generation', 'lineage', 'sealed']);
    expect(stored).toMatchObject({
      format: 1,
      lineage: 'lineage',
      generation: 4,
      sealed: { format: 1, keyId: '2026-07' },
    });
    const view = everyView(stored);
    for (const secret of [canary, 'access-', 'fingerprint', 'attempt', '1234567']) expect(view).not.toContain(secret);
    expect(leaksOf(canary, everyView(stored))).toEqual([]);
  });

  test('is different each time, also for the same record', async () => {
    const inner = memoryStore();
    const store = encrypted(inner, keys);
    const seen = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      await written(store);
      const { nonce = '', data = '' } = (await inner.get(key))?.record.sealed ?? {};
      seen.add(nonce).add(data);
    }
    expect(seen.size).toBe(10);
  });

  test('is no usable record for a process that does not decrypt', async () => {
    const inner = memoryStore();
    await written(encrypted(inner, keys));
    expect(isTokenRecord((await inner.get(key))?.record)).toBe(false);
  });

  test('is what another implementation of AES-256-GCM and HKDF opens', async () => {
    const inner = memoryStore();
    await written(encrypted(inner, keys));
    const { nonce = '', data = '' } = (await inner.get(key))?.record.sealed ?? {};
    const salt = 'tokenwright encrypted store 1';
    const info = createHash('sha256').update(JSON.stringify(key)).digest();
    const recordKey = hkdfSync('sha256', Buffer.from(first.key, 'base64'), salt, info, 32);
    const bytes = Buffer.from(data, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(recordKey), Buffer.from(nonce, 'base64'));
    decipher.setAAD(Buffer.from(JSON.stringify([key, 1, first.id])));
    decipher.setAuthTag(bytes.subarray(-16));
    const text = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString();
    expect(JSON.parse(text)).toEqual(record);
  });
});

describe('S7: keys', () => {
  test('rotate: the older one opens, the current one encrypts, and the older one may then go', async () => {
    const inner = memoryStore();
    await written(encrypted(inner, { current: first }));
    const rotating = encrypted(inner, { current: second, older: [first] });
    expect((await rotating.get(key))?.record).toEqual(record);
    await written(rotating);
    expect((await inner.get(key))?.record.sealed?.keyId).toBe('2027-01');
    expect((await encrypted(inner, { current: second }).get(key))?.record).toEqual(record);
  });

  test('are taken as bytes, base64, base64url, with spaces around, or from a function that is asked once', async () => {
    const inner = memoryStore();
    const bytes = randomBytes(32);
    await written(encrypted(inner, { current: { id: 'k', key: bytes } }));
    let asked = 0;
    const forms = [
      new Uint8Array(bytes),
      bytes.toString('base64'),
      bytes.toString('base64url'),
      ` ${bytes.toString('base64')}\n`,
      () => bytes.toString('base64'),
      async () => {
        asked += 1;
        return bytes;
      },
    ];
    for (const form of forms) {
      const store = encrypted(inner, { current: { id: 'k', key: form } });
      expect((await store.get(key))?.record).toEqual(record);
      await store.get(key);
    }
    expect(asked).toBe(1);
  });

  test('that change after they were given change nothing', async () => {
    const inner = memoryStore();
    const bytes = new Uint8Array(randomBytes(32));
    const store = encrypted(inner, { current: { id: 'k', key: bytes } });
    await written(store);
    expect((await store.get(key))?.record).toEqual(record);
  });

  test('that a function fails to give are a StoreError without what it threw, and are asked for again', async () => {
    let fails = true;
    const fetchKey = (): string => {
      if (fails) throw new Error(canary);
      return first.key;
    };
    const store = encrypted(memoryStore(), { current: { id: 'k', key: fetchKey } });
    const error = await failureOf(StoreError, () => written(store));
    expect(error.code).toBe('store_unavailable');
    expect(error.message).toContain('"k"');
    expect(leaksOf(canary, everyView(error))).toEqual([]);
    fails = false;
    await written(store);
    const short = encrypted(memoryStore(), { current: { id: 'k', key: () => 'c2hvcnQ=' } });
    expect((await failureOf(StoreError, () => written(short))).message).toContain('base64 of 5 bytes');
  });

  test.each<[string, unknown, string]>([
    ['no keys', undefined, 'the parameter "keys" is missing'],
    ['no current key', {}, 'the parameter "current" is missing'],
    ['a key without a name', { current: { key: first.key } }, 'the parameter "id" is missing'],
    ['a key without a key', { current: { id: 'a' } }, 'the parameter "key" is missing'],
    ['an id with spaces', { current: { id: 'a b', key: first.key } }, 'the id of a key takes letters'],
    [
      '16 bytes',
      { current: { id: 'a', key: new Uint8Array(16) } },
      'the key "a" is of 16 bytes; 32 random bytes are needed',
    ],
    ['base64 of 31', { current: { id: 'a', key: randomBytes(31).toString('base64') } }, 'is base64 of 31 bytes'],
    ['a passphrase', { current: { id: 'a', key: 'correct horse battery' } }, 'is a string that is not base64'],
    ['an empty key', { current: { id: 'a', key: ' ' } }, 'is an empty string'],
    ['a number', { current: { id: 'a', key: 7 } }, 'is a number'],
    ['two of one name', { current: first, older: [{ ...second, id: first.id }] }, 'two keys have the id "2026-07"'],
    ['older that is no list', { current: first, older: second }, 'a list of { id, key } is needed'],
    ['an unknown member', { current: first, previous: second }, 'the parameter "previous" is not known'],
  ])('%s: refused with a sentence', async (_what, given, sentence) => {
    const error = await failureOf(ConfigurationError, () => encrypted(memoryStore(), given as EncryptionKeys));
    expect(error.message).toContain('encrypted: ');
    expect(error.message).toContain(sentence);
    expect(leaksOf('correct horse battery', everyView(error))).toEqual([]);
    expect(leaksOf(first.key, everyView(error))).toEqual([]);
  });

  test('around what is no token store: refused with a sentence', async () => {
    const error = await failureOf(ConfigurationError, () => encrypted({ get: async () => undefined } as never, keys));
    expect(error.message).toBe(
      'encrypted: the parameter "store" is an object without a function "compareAndSet"; give a token store.',
    );
  });

  test('are in no view of the store', async () => {
    const store = encrypted(memoryStore(), keys);
    await written(store);
    expect(leaksOf(first.key, everyView(store))).toEqual([]);
    expect(leaksOf(canary, everyView(store))).toEqual([]);
  });
});

describe('S7: a record in the store that', () => {
  const flip = (base64: string, at: number): string => {
    const bytes = Buffer.from(base64, 'base64');
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes.toString('base64');
  };
  const sealedWith = (change: (sealed: NonNullable<TokenRecord['sealed']>) => unknown) => (stored: TokenRecord) => ({
    ...stored,
    sealed: change(stored.sealed as NonNullable<TokenRecord['sealed']>),
  });

  test.each<[string, (stored: TokenRecord) => unknown, string]>([
    [
      'was encrypted with an unknown key',
      sealedWith((sealed) => ({ ...sealed, keyId: 'gone' })),
      'was encrypted with the key "gone", and encrypted() was given "2026-07"',
    ],
    ['names no key', sealedWith((sealed) => ({ ...sealed, keyId: canary })), 'does not name its key'],
    [
      'has a newer format',
      sealedWith((sealed) => ({ ...sealed, format: 2 })),
      'has format 2; this version of the package reads format 1',
    ],
    ['has no format', sealedWith(() => ({})), 'has no format'],
    [
      'was changed in its data',
      sealedWith((sealed) => ({ ...sealed, data: flip(sealed.data, 3) })),
      'does not open with its key "2026-07"',
    ],
    [
      'was changed in its tag',
      sealedWith((sealed) => ({ ...sealed, data: flip(sealed.data, Buffer.from(sealed.data, 'base64').length - 1) })),
      'does not open',
    ],
    [
      'was changed in its nonce',
      sealedWith((sealed) => ({ ...sealed, nonce: flip(sealed.nonce, 0) })),
      'does not open',
    ],
    ['has a nonce of another length', sealedWith((sealed) => ({ ...sealed, nonce: 'AAAA' })), 'does not open'],
    ['was cut', sealedWith((sealed) => ({ ...sealed, data: sealed.data.slice(0, 8) })), 'does not open'],
    ['is not base64', sealedWith((sealed) => ({ ...sealed, data: '$$$$' })), 'does not open'],
    ['has another generation outside', (stored) => ({ ...stored, generation: 99 }), 'does not open'],
    ['has another lineage outside', (stored) => ({ ...stored, lineage: 'other' }), 'does not open'],
    ['is not encrypted', () => record, 'is not encrypted'],
  ])('%s is a StoreError that says so, and stays', async (_what, change, sentence) => {
    const inner = memoryStore();
    const store = encrypted(inner, keys);
    await written(store);
    const changed = await spoil(inner, change);
    for (const work of [() => store.get(key), () => store.compareAndSet(key, { expected: null, record })]) {
      const error = await failureOf(StoreError, work);
      expect(error.code).toBe('invalid_record');
      expect(error.message).toContain(sentence);
      expect(error.message).toContain('was left as it is');
      expect(leaksOf(canary, everyView(error))).toEqual([]);
    }
    expect((await inner.get(key))?.record).toEqual(changed);
  });

  test('was moved from another key does not open', async () => {
    const inner = memoryStore();
    const store = encrypted(inner, keys);
    await written(store);
    await written(store, { ...record, lineage: 'theirs' }, 'another key');
    const foreign = await inner.get('another key');
    await spoil(inner, () => foreign?.record);
    expect((await failureOf(StoreError, () => store.get(key))).message).toContain('moved from another key');
  });

  test('is not encrypted is taken with readPlain, and encrypted when it is written', async () => {
    const inner = memoryStore();
    await written(inner);
    const store = encrypted(inner, keys, { readPlain: true });
    expect((await store.get(key))?.record).toEqual(record);
    await written(store);
    expect((await inner.get(key))?.record.sealed?.keyId).toBe('2026-07');
    await expect(encrypted(inner, keys).get(key)).resolves.toMatchObject({ record });
  });
});

test('S7: what the store beneath cannot do, the encrypted one has no method for', () => {
  const inner = memoryStore();
  const plain: TokenStore = {
    get: (at) => inner.get(at),
    compareAndSet: (at, write) => inner.compareAndSet(at, write),
    delete: (at, expected) => inner.delete(at, expected),
  };
  const store = encrypted(plain, keys);
  for (const name of ['tryLease', 'watch', 'keys'] as const) {
    expect(store[name]).toBeUndefined();
    expect(encrypted(inner, keys)[name]).toBeInstanceOf(Function);
  }
});
