import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes that are all kept, or all taken back. */
export interface Transaction {
  /** Writes a file; its folder is made where it is missing. */
  readonly write: (file: string, text: string) => void;
  /** Says that something else will write below a folder that does not exist yet. */
  readonly claim: (folder: string) => void;
}

/** Runs `work`; when it fails, every file that it wrote is as it was before, and the error goes on. */
export async function inTransaction(work: (transaction: Transaction) => Promise<void>): Promise<void> {
  const before = new Map<string, string | undefined>();
  const made: string[] = [];
  const makeFolder = (folder: string): void => {
    if (existsSync(folder)) return;
    makeFolder(path.dirname(folder));
    mkdirSync(folder);
    made.push(folder);
  };
  const undo = (): void => {
    for (const [file, text] of before) {
      if (text === undefined) rmSync(file, { force: true });
      else writeFileSync(file, text);
    }
    for (const folder of made.toReversed()) rmSync(folder, { recursive: true, force: true });
  };
  // A command that is broken off leaves as little behind as one that fails.
  const interrupted = (): void => {
    undo();
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  try {
    await work({
      write: (file, text) => {
        if (!before.has(file)) before.set(file, existsSync(file) ? readFileSync(file, 'utf8') : undefined);
        makeFolder(path.dirname(file));
        writeFileSync(file, text);
      },
      claim: makeFolder,
    });
  } catch (error) {
    undo();
    throw error;
  } finally {
    process.off('SIGINT', interrupted);
  }
}
