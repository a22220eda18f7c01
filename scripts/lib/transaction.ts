import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { exitCodeOf } from './stop.ts';

/** Writes that are all kept, or all taken back. */
export interface Transaction {
  /** Writes a file; its folder is made where it is missing. */
  readonly write: (file: string, text: string) => void;
  /** Says that something else will write below a folder that does not exist yet. */
  readonly claim: (folder: string) => void;
}

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

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
  // A command that is broken off, or whose terminal is closed, leaves as little behind as one that fails.
  const interrupted = (signal: NodeJS.Signals): void => {
    undo();
    console.error('Broken off; nothing was kept.');
    process.exit(exitCodeOf(signal));
  };
  for (const signal of endings) process.once(signal, interrupted);
  try {
    await work({
      write: (file, text) => {
        if (!before.has(file)) before.set(file, existsSync(file) ? readFileSync(file, 'utf8') : undefined);
        makeFolder(path.dirname(file));
        writeFileSync(file, text);
      },
      claim: makeFolder,
    });
    // A signal that came while another program was waited for is heard only now.
    await setImmediate();
  } catch (error) {
    undo();
    throw error;
  } finally {
    for (const signal of endings) process.off(signal, interrupted);
  }
}
