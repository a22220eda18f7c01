import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { StoreError, type StoreOperation } from '../../errors.ts';
import { checkParameters } from '../../provider/parameters.ts';
import { readRecord } from '../read-record.ts';
import type { TokenRecord } from '../token-record.ts';
import type { CompareAndSet, CompareAndSetResult, Lease, StoredRecord, TokenStore } from '../token-store.ts';
import { codeOf } from './durable.ts';
import { folderNameOf, isFolderName } from './folder-name.ts';
import { KeyFolder, type KeyState } from './key-folder.ts';

/** Options of {@link fileStore}. */
export interface FileStoreOptions {
  /** A folder of the store's own, on a disk of this machine. It is made, readable by its owner only, when needed. */
  readonly folder: string;
}

/** What a data file holds. */
interface Content {
  readonly key: string;
  readonly expiresAtMs?: number;
  readonly record: TokenRecord;
}

class FileStore implements TokenStore {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async get(
    key: string,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<StoredRecord | undefined> {
    signal?.throwIfAborted();
    const folder = await this.#folder(key);
    return (await this.#read(folder, key, await folder.state('get'), 'get')).stored;
  }

  async compareAndSet(key: string, { expected, record, ttlMs, signal }: CompareAndSet): Promise<CompareAndSetResult> {
    signal?.throwIfAborted();
    const folder = await this.#folder(key);
    const { state, stored } = await this.#read(folder, key, await folder.ensure('compareAndSet'), 'compareAndSet');
    if ((stored?.version ?? null) !== expected || state === undefined) return { ok: false, current: stored };
    const expiry = ttlMs === undefined ? {} : { expiresAtMs: Date.now() + ttlMs };
    const version = await folder.write(state, JSON.stringify({ key, ...expiry, record } satisfies Content));
    return version === undefined ? { ok: false, current: await this.get(key) } : { ok: true, version };
  }

  async delete(key: string, expected: string): Promise<boolean> {
    const folder = await this.#folder(key);
    const { state, stored } = await this.#read(folder, key, await folder.state('delete'), 'delete');
    return stored?.version === expected && state !== undefined && folder.remove(state);
  }

  async tryLease(key: string, { ttlMs }: { readonly ttlMs: number }): Promise<Lease | undefined> {
    const folder = await this.#folder(key);
    await folder.ensure('tryLease');
    let name = await folder.takeLease(ttlMs);
    if (name === undefined) return undefined;
    return {
      extend: async (more) => {
        name &&= await folder.extendLease(name, more);
        return name !== undefined;
      },
      release: async () => {
        if (name !== undefined) await folder.releaseLease(name);
        name = undefined;
      },
    };
  }

  async watch(key: string, onChange: () => void): Promise<{ close(): Promise<void> }> {
    const folder = await this.#folder(key);
    await folder.ensure('watch');
    // Only here: its import takes as long as that of the store.
    const { watch } = await import('node:fs');
    const watcher = watch(folder.path, { persistent: false }, (_event, name) => {
      if (name === null || /\.(?:current|absent)$/.test(name)) onChange();
    });
    // A system that stops telling is as good as one that never told: who waits looks, too.
    watcher.on('error', () => watcher.close());
    return { close: async () => watcher.close() };
  }

  async *keys({ prefix = '' }: { readonly prefix?: string | undefined } = {}): AsyncIterable<string> {
    for (const name of await this.#folderNames()) {
      const folder = new KeyFolder(this.#root, name);
      const key = await this.#keyIn(folder);
      if (key?.startsWith(prefix) === true) yield key;
    }
  }

  async #folder(key: string): Promise<KeyFolder> {
    return new KeyFolder(this.#root, await folderNameOf(key));
  }

  async #folderNames(): Promise<string[]> {
    try {
      return (await readdir(this.#root)).filter(isFolderName);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    }
  }

  /** Undefined: no record. What is damaged is not listed; `get` says what is wrong with it. */
  async #keyIn(folder: KeyFolder): Promise<string | undefined> {
    try {
      const state = await folder.state('keys');
      if (state?.kind !== 'current') return undefined;
      const { key, expiresAtMs } = JSON.parse(await readFile(folder.dataPath(state.id), 'utf8')) as Content;
      return (expiresAtMs ?? Infinity) > Date.now() ? key : undefined;
    } catch {
      return undefined;
    }
  }

  /** The record, and the state it was read under: the given one, unless that has passed meanwhile. */
  async #read(
    folder: KeyFolder,
    key: string,
    given: KeyState | undefined,
    operation: StoreOperation,
  ): Promise<{ readonly state: KeyState | undefined; readonly stored: StoredRecord | undefined }> {
    let state = given;
    for (let tries = 1; state?.kind === 'current'; tries += 1) {
      try {
        const text = await readFile(folder.dataPath(state.id), 'utf8');
        return { state, stored: contentOf(folder.dataPath(state.id), text, key, state.id, operation) };
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error;
      }
      const next = await folder.state(operation);
      if (tries >= 20 && next?.id === state.id)
        throw new StoreError(
          'invalid_record',
          `The folder ${folder.path} of the file store is damaged: its record is missing. Remove the folder to begin anew.`,
          { operation },
        );
      state = next;
    }
    return { state, stored: undefined };
  }
}

/** Undefined: its time is over. */
function contentOf(
  file: string,
  text: string,
  key: string,
  version: string,
  operation: StoreOperation,
): StoredRecord | undefined {
  const where = `The file ${file} of the file store`;
  let content: Partial<Content> | null;
  try {
    content = JSON.parse(text) as Partial<Content> | null;
  } catch {
    throw new StoreError('invalid_record', `${where} is not JSON. It was left as it is.`, { operation });
  }
  if (content?.key !== key)
    throw new StoreError('invalid_record', `${where} belongs to another key. It was left as it is.`, { operation });
  const record = readRecord(content.record, where, operation);
  return (content.expiresAtMs ?? Infinity) > Date.now() ? { version, record } : undefined;
}

/**
 * A store in a folder, for scripts and command lines: shared by all processes of a machine, safe against two that write
 * at once and against a process or a machine that stops in the middle. Files are readable by their owner only; wrap it
 * in `encrypted` to keep tokens from backups, too. Not for network file systems, where a rename may be done twice.
 *
 * @throws ConfigurationError when `folder` is missing or an option is unknown
 * @throws StoreError `invalid_record`, from `get`, `compareAndSet` and `delete`, when a file is damaged, of a newer
 * format or of another key; it names the file, which is left in place
 *
 * @example
 * ```ts
 * import { homedir } from 'node:os';
 * import { createTokenSource } from '@tokenwright/core';
 * import { fileStore } from '@tokenwright/core/file-store';
 *
 * const source = createTokenSource({
 *   key: { authority: 'https://example.com', provider: 'example', clientId: 'my-app', credential: 'client' },
 *   mint: async () => ({ access_token: 'from the authority', expires_in: 3600 }),
 *   store: fileStore({ folder: `${homedir()}/.my-app/tokens` }),
 * });
 * console.log((await source.getToken()).accessToken.length);
 * ```
 */
export function fileStore(options: FileStoreOptions): TokenStore {
  checkParameters('fileStore', 'option', options, {
    known: { folder: { what: 'a folder of its own for the records', required: true } },
  });
  return new FileStore(path.resolve(options.folder));
}
