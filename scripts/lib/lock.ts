import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';

/** What SQLite answers when another process holds the lock of a database (`SQLITE_BUSY`). */
const busy = 5;

/**
 * Waits until no other process holds `file`, and holds it until disposed of. The operating system gives up what a
 * process that was killed has held, so a lock never has to be taken over: that is why it is one of SQLite.
 */
export async function holdLock(file: string): Promise<Disposable> {
  mkdirSync(path.dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 0 });
  for (;;) {
    try {
      database.exec('BEGIN EXCLUSIVE');
      return { [Symbol.dispose]: () => database.close() };
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== busy) throw error;
    }
    await setTimeout(100);
  }
}
