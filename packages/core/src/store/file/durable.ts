import { open, rename, unlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const onWindows = process.platform === 'win32';

/** Writes a new file that only its owner can read, and returns when the disk has it. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await file.close();
    await unlink(path).catch(() => undefined);
    throw error;
  }
  await file.close();
}

/** Returns when the disk knows the names in a folder. Windows cannot be asked for that. */
export async function syncFolder(path: string): Promise<void> {
  if (onWindows) return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Renames; false when there was nothing of the old name, which is how somebody else's rename shows. */
export async function renameIfThere(from: string, to: string): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await rename(from, to);
      return true;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT') return false;
      // A virus scanner or an indexer may hold a file on Windows for a moment.
      if (!onWindows || tries >= 10 || !['EPERM', 'EACCES', 'EBUSY'].includes(code ?? '')) throw error;
      await delay(tries * 5);
    }
  }
}

export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
