import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { canary, everyView, failureOf, leaksOf } from '@tokenwright/test-support';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileStore } from '../../src/file-store.ts';
import { ConfigurationError, StoreError } from '../../src/errors.ts';
import type { TokenRecord } from '../../src/index.ts';
import { testConformance } from './conformance.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const key = '["https://authority.example","test"]';
const record: TokenRecord = {
  format: 1,
  lineage: 'lineage',
  generation: 0,
  token: { wire: { access_token: 'access', refresh_token: canary }, issuedAtMs: 1 },
};

function keyFolder(root = folder): string {
  const name = readdirSync(root).find((each) => !each.startsWith('.'));
  return path.join(root, name ?? '');
}
function dataFile(): string {
  const name = readdirSync(keyFolder()).find((each) => each.endsWith('.json'));
  return path.join(keyFolder(), name ?? '');
}
function worker(file: string, ...args: readonly string[]): Promise<string> {
  return promisify(execFile)(process.execPath, [path.join(import.meta.dirname, file), ...args]).then(
    ({ stdout }) => stdout,
  );
}

describe('the file store', () => {
  testConformance(() => ({ store: fileStore({ folder }), other: fileStore({ folder }) }));
});

describe('what the file store leaves on the disk', () => {
  test('only its owner can read', async () => {
    const root = path.join(folder, 'deeper', 'tokens');
    const store = fileStore({ folder: root });
    const before = process.umask(0);
    await store.compareAndSet(key, { expected: null, record });
    process.umask(before);
    expect(statSync(root).mode & 0o777).toBe(0o700);
    expect(statSync(keyFolder(root)).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(keyFolder(root)))
      expect(statSync(path.join(keyFolder(root), name)).mode & 0o777, name).toBe(0o600);
  });

  test('is one record, however often it was written', async () => {
    const store = fileStore({ folder });
    let expected: string | null = null;
    for (let generation = 0; generation < 5; generation += 1) {
      const result = await store.compareAndSet(key, { expected, record: { ...record, generation } });
      expected = result.ok ? result.version : null;
    }
    expect(readdirSync(keyFolder()).sort()).toEqual([`${expected}.current`, `${expected}.json`, 'free.lease'].sort());
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test('after a process was killed between its data and its name is the record before, and is swept later', async () => {
    const store = fileStore({ folder });
    const first = await store.compareAndSet(key, { expected: null, record });
    const orphan = path.join(keyFolder(), `${'0'.repeat(32)}.json`);
    writeFileSync(orphan, 'half of a rec');
    expect((await store.get(key))?.record).toEqual(record);
    const version = first.ok ? first.version : '';
    const second = await store.compareAndSet(key, { expected: version, record });
    expect(existsSync(orphan)).toBe(true);
    utimesSync(orphan, new Date(0), new Date(0));
    await store.compareAndSet(key, { expected: second.ok ? second.version : '', record });
    expect(existsSync(orphan)).toBe(false);
  });
});

describe('several processes', () => {
  test('S1: lose no write: six processes add one, forty times each', async () => {
    await fileStore({ folder }).compareAndSet(key, { expected: null, record });
    await Promise.all(Array.from({ length: 6 }, () => worker('add.worker.ts', folder, key, '40')));
    expect((await fileStore({ folder }).get(key))?.record.generation).toBe(240);
  });

  test('S1: killed at any moment leave a record that can be read and written', async () => {
    await fileStore({ folder }).compareAndSet(key, { expected: null, record });
    const kills = Array.from({ length: 12 }, async (_, index) => {
      const child = execFile(process.execPath, [
        path.join(import.meta.dirname, 'add.worker.ts'),
        folder,
        key,
        '1000000',
      ]);
      const gone = new Promise((resolve) => {
        child.on('exit', resolve);
      });
      // Each is killed after another number of its own writes.
      let written = 0;
      child.stdout?.on('data', (text: string) => {
        written += text.length;
        if (written > index * 3) child.kill('SIGKILL');
      });
      await gone;
    });
    await Promise.all(kills);
    const store = fileStore({ folder });
    const left = await store.get(key);
    expect(left?.record.lineage).toBe('lineage');
    expect((await store.compareAndSet(key, { expected: left?.version ?? null, record })).ok).toBe(true);
    expect(readdirSync(keyFolder()).filter((name) => name.endsWith('.current'))).toHaveLength(1);
  });

  test('S2: take over the lease of one that was killed, once its time is over', async () => {
    const owner = await worker('lease.worker.ts', folder, key, '300');
    expect(owner).toBe('leased');
    const store = fileStore({ folder });
    let lease;
    while (lease === undefined) lease = await store.tryLease?.(key, { ttlMs: 5000 });
    expect(await store.tryLease?.(key, { ttlMs: 5000 })).toBeUndefined();
    expect(await lease.extend(5000)).toBe(true);
  });
});

describe('bad input', () => {
  test.each([
    ['is not JSON', (text: string) => text.slice(0, -5), 'is not JSON'],
    ['is empty', () => '', 'is not JSON'],
    ['is null', () => 'null', 'belongs to another key'],
    ['has a newer format', (text: string) => text.replace('"format":1', '"format":2'), 'is a token record of format 2'],
    ['is no record', (text: string) => text.replace('"lineage"', '"other"'), 'is no token record of format 1'],
    [
      'is of another key',
      (text: string) => text.replace('authority.example', 'evil.example'),
      'belongs to another key',
    ],
  ])('a file that %s is a StoreError that says so, and stays', async (_what, spoil, sentence) => {
    const store = fileStore({ folder });
    await store.compareAndSet(key, { expected: null, record });
    const spoilt = spoil(readFileSync(dataFile(), 'utf8'));
    const file = dataFile();
    writeFileSync(file, spoilt);
    for (const work of [
      () => store.get(key),
      () => store.compareAndSet(key, { expected: null, record }),
      () => store.delete(key, 'any'),
    ]) {
      const error = await failureOf(StoreError, work);
      expect(error.code).toBe('invalid_record');
      expect(error.message).toContain(sentence);
      expect(error.message).toContain(file);
      expect(leaksOf(canary, everyView(error))).toEqual([]);
    }
    expect(readFileSync(file, 'utf8')).toBe(spoilt);
  });

  test('a folder without its marker is damaged, an emptied one begins anew', async () => {
    const store = fileStore({ folder });
    await store.compareAndSet(key, { expected: null, record });
    const marker = readdirSync(keyFolder()).find((name) => name.endsWith('.current'));
    rmSync(path.join(keyFolder(), marker ?? ''));
    expect((await failureOf(StoreError, () => store.get(key))).message).toContain('is damaged');
    for (const name of readdirSync(keyFolder())) rmSync(path.join(keyFolder(), name));
    expect(await store.get(key)).toBeUndefined();
    expect((await store.compareAndSet(key, { expected: null, record })).ok).toBe(true);
  });

  test('the record of a marker may not be missing', async () => {
    const store = fileStore({ folder });
    await store.compareAndSet(key, { expected: null, record });
    rmSync(dataFile());
    expect((await failureOf(StoreError, () => store.get(key))).message).toContain('its record is missing');
  });

  test('a folder that is a file fails with the code of the system', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    const store = fileStore({ folder: path.join(folder, 'file') });
    await expect(store.compareAndSet(key, { expected: null, record })).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(store.get(key)).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  test.each([
    [undefined, 'an object of options is needed'],
    [{}, 'the option "folder" is missing'],
    [{ folder: '' }, 'is an empty string'],
    [{ folder: 7 }, 'is a number; a string is needed'],
    [{ folder: '/tmp', path: 'x' }, 'the option "path" is not known'],
  ])('options %j are refused with a sentence', async (options, sentence) => {
    const error = await failureOf(ConfigurationError, () => fileStore(options as { folder: string }));
    expect(error.message).toContain('fileStore: ');
    expect(error.message).toContain(sentence);
  });
});
