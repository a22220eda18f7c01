import { constants } from 'node:os';

/**
 * Ends a command with a sentence: what is wrong, where, and what to change. Whoever throws it has left nothing
 * half-written behind.
 */
export class Stop extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What a shell says of a command that a signal ended: 128 and the number of the signal. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** Runs a command. What stops it is printed as a sentence; anything else is a fault of ours and keeps its stack. */
export async function runOrStop(command: () => void | Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}
