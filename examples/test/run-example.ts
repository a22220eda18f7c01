import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

export interface RunningExample {
  /** The next line on standard output or standard error. Rejects when the program has ended without one. */
  nextLine(): Promise<string>;
  /** Ends it, if it has not ended, and gives its exit code and all that it printed. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
  readonly process: ChildProcess;
}

/** Starts an example as its reader would. It is ended with the test at the latest. */
export function startExample(file: string, env: Readonly<Record<string, string>>): RunningExample {
  const example = startExampleForAll(file, env);
  onTestFinished(() => void example.process.kill());
  return example;
}

/** The same for the tests of a whole file, which has to end it. */
export function startExampleForAll(file: string, env: Readonly<Record<string, string>>): RunningExample {
  const program = path.join(import.meta.dirname, '../src', file);
  const child = spawn(process.execPath, [program], { env: { ...process.env, ...env }, stdio: 'pipe' });
  const lines: string[] = [];
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  let output = '';
  const take = (line: string): void => {
    output += `${line}\n`;
    const next = waiting.shift();
    if (next === undefined) lines.push(line);
    else next.resolve(line);
  };
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', take);
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.on('close', (code) => {
      for (const { reject } of waiting) reject(new Error(`${file} ended (${String(code)}): ${output}`));
      resolve({ code, output });
    });
  });
  const nextLine = (): Promise<string> => {
    const line = lines.shift();
    return line === undefined
      ? new Promise((resolve, reject) => waiting.push({ resolve, reject }))
      : Promise.resolve(line);
  };
  return { nextLine, ended, process: child };
}

/** Writes a file that is gone after the test. */
export function temporaryFile(name: string, text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-example-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}
