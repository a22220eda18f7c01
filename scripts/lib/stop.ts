/**
 * Ends a command with a sentence: what is wrong, where, and what to change. Whoever throws it has left nothing
 * half-written behind.
 */
export class Stop extends Error {}

/** Runs a command. What stops it is printed as a sentence; anything else is a fault of ours and keeps its stack. */
export async function runOrStop(command: () => void | Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
