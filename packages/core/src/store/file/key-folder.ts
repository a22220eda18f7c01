import { mkdir, readdir, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StoreError, type StoreOperation } from '../../errors.ts';
import { codeOf, renameIfThere, syncFolder, writeDurably } from './durable.ts';

/** What a key's folder says by the name of its one marker: whether there is a record, and under which version. */
export interface KeyState {
  readonly kind: 'current' | 'absent';
  /** The version; random, so that no name ever comes back. */
  readonly id: string;
}

/** Data that no marker names, left by a process that was killed, is removed when it is this old. */
const orphanAgeMs = 3_600_000;
const freeLease = 'free.lease';

function randomName(): string {
  return globalThis.crypto.randomUUID().replaceAll('-', '');
}

/**
 * The folder of one key. Its state is in the names of empty files, and each change is one rename, which the system does
 * wholly or not at all and for one process only, so nothing is locked and nothing has to be taken over from the dead:
 *
 * - `<version>.current` and `<version>.json`: there is a record, and this is it; `<random>.absent`: there is none
 * - `free.lease`, or `<owner>-<until>.lease`: who renews
 */
export class KeyFolder {
  readonly path: string;
  readonly #root: string;

  constructor(root: string, name: string) {
    this.#root = root;
    this.path = path.join(root, name);
  }

  /** Undefined: there is no folder yet. */
  async state(operation: StoreOperation): Promise<KeyState | undefined> {
    for (let tries = 1; ; tries += 1) {
      const names = await this.#names();
      if (names === undefined || names.length === 0) return undefined;
      for (const name of names) {
        const [, id, kind] = /^([0-9a-f]{32})\.(current|absent)$/.exec(name) ?? [];
        if (id !== undefined) return { id, kind: kind as KeyState['kind'] };
      }
      // Listed in the very moment of a rename, a system may show neither name.
      if (tries >= 20)
        throw new StoreError(
          'invalid_record',
          `The folder ${this.path} of the file store is damaged: the file that says which record is current is missing. Remove the folder to begin anew.`,
          { operation },
        );
    }
  }

  /** The state, once there is a folder. */
  async ensure(operation: StoreOperation): Promise<KeyState> {
    for (;;) {
      const state = await this.state(operation);
      if (state !== undefined) return state;
      await this.#make();
    }
  }

  dataPath(version: string): string {
    return path.join(this.path, `${version}.json`);
  }

  /** Replaces what the state says by a record; undefined when the state has changed meanwhile. */
  async write(from: KeyState, text: string): Promise<string | undefined> {
    const version = randomName();
    const data = this.dataPath(version);
    await writeDurably(data, text);
    // The disk knows the data before it can know the name that points to it.
    await syncFolder(this.path);
    if (!(await this.#change(from, { kind: 'current', id: version }))) {
      await unlink(data).catch(() => undefined);
      return undefined;
    }
    await this.#sweep(from, version);
    return version;
  }

  /** Replaces the record by nothing; false when the state has changed meanwhile. */
  async remove(from: KeyState): Promise<boolean> {
    if (!(await this.#change(from, { kind: 'absent', id: randomName() }))) return false;
    await this.#sweep(from, undefined);
    return true;
  }

  /** Takes the lease if nobody has it, or whoever had it has let it run out. */
  async takeLease(ttlMs: number): Promise<string | undefined> {
    const names = (await this.#names()) ?? [];
    const there = names.find((name) => name.endsWith('.lease'));
    if (there === undefined || (there !== freeLease && untilOf(there) > Date.now())) return undefined;
    const ours = leaseName(randomName(), ttlMs);
    return (await this.#rename(there, ours)) ? ours : undefined;
  }

  /** The new name of a lease; undefined when it was lost. */
  async extendLease(name: string, ttlMs: number): Promise<string | undefined> {
    const longer = leaseName(name.slice(0, 32), ttlMs);
    return longer === name || (await this.#rename(name, longer)) ? longer : undefined;
  }

  async releaseLease(name: string): Promise<void> {
    await this.#rename(name, freeLease);
  }

  async #names(): Promise<string[] | undefined> {
    try {
      return await readdir(this.path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #change(from: KeyState, to: KeyState): Promise<boolean> {
    if (!(await this.#rename(`${from.id}.${from.kind}`, `${to.id}.${to.kind}`))) return false;
    await syncFolder(this.path);
    return true;
  }

  #rename(from: string, to: string): Promise<boolean> {
    return renameIfThere(path.join(this.path, from), path.join(this.path, to));
  }

  /** Made whole beside its place and renamed into it, so that nobody sees a half of it. */
  async #make(): Promise<void> {
    await mkdir(this.#root, { recursive: true, mode: 0o700 });
    const half = path.join(this.#root, `.new-${randomName()}`);
    await mkdir(half, { mode: 0o700 });
    try {
      for (const name of [`${randomName()}.absent`, freeLease])
        await writeFile(path.join(half, name), '', { mode: 0o600 });
      await rename(half, this.path);
      await syncFolder(this.#root);
    } catch (error) {
      await rm(half, { recursive: true, force: true });
      // Somebody else was first.
      if (!['EEXIST', 'ENOTEMPTY', 'EPERM', 'EACCES'].includes(codeOf(error) ?? '')) throw error;
      if ((await this.#names()) === undefined) throw error;
    }
  }

  /** Removes the data that was replaced, and what the dead have left. Failing to is no failure of the write. */
  async #sweep(from: KeyState, kept: string | undefined): Promise<void> {
    try {
      for (const name of (await this.#names()) ?? []) {
        if (!name.endsWith('.json') || name === `${kept}.json`) continue;
        const file = path.join(this.path, name);
        if (name !== `${from.id}.json` && Date.now() - (await stat(file)).mtimeMs < orphanAgeMs) continue;
        await unlink(file);
      }
    } catch {
      // The next write sweeps too.
    }
  }
}

function leaseName(owner: string, ttlMs: number): string {
  return `${owner}-${Math.ceil(Date.now() + ttlMs)}.lease`;
}

function untilOf(lease: string): number {
  return Number(/-(\d+)\.lease$/.exec(lease)?.[1] ?? 0);
}
