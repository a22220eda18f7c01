import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';

/** What a script printed, and where the shell is after it. */
export interface Printed {
  readonly output: string;
  readonly folder: string;
}

/**
 * Ends the group of a bash, with all that it started, once nobody holds the other end of its descriptor 3: when it is let
 * go of, and also when the process that held it was killed. A signal to the bash alone would not do: npx does not pass
 * it on.
 */
const lifeline = [
  '{ read -r _ || :; kill -KILL -- -$$; } <&3 >/dev/null 2>&1 3<&- & disown',
  'exec 3<&- 2>&1',
  '',
].join('\n');

/** One bash for all commands of a page, so that folders and variables last; and the servers that it left running. */
export class PageShell implements AsyncDisposable {
  readonly #scripts: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #signal: AbortSignal | undefined;
  readonly #bash: ChildProcess;
  readonly #all: { readonly child: ChildProcess; readonly closed: Promise<unknown> }[] = [];
  #output = '';
  #ended = false;
  #heard: () => void = () => undefined;
  #count = 0;
  /** Where the next command runs. */
  folder: string;

  /** @param signal gives up: what runs then fails, and everything ends */
  constructor(folder: string, scripts: string, env: NodeJS.ProcessEnv, signal?: AbortSignal) {
    this.folder = folder;
    this.#scripts = scripts;
    this.#env = env;
    this.#signal = signal;
    this.#bash = this.#start([], 'pipe');
    this.#bash.stdout?.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
      this.#heard();
    });
    this.#bash.on('close', () => {
      this.#ended = true;
      this.#heard();
    });
    this.#bash.stdin?.write(lifeline);
    signal?.addEventListener('abort', this.#letGo);
    if (signal?.aborted === true) this.#letGo();
  }

  /** @throws Error with what was printed, when a command fails */
  async run(script: string): Promise<Printed> {
    const end = `end of script ${(this.#count += 1)}:`;
    this.#output = '';
    // Of a file: commands that read their standard input would read the script else.
    this.#bash.stdin?.write(`source '${this.#write(script)}' </dev/null\nprintf '%s%s\\n' '${end}' "$PWD"\n`);
    // Not at the beginning of a line: what was printed before may have no end of line.
    const pattern = new RegExp(`${end}(.*)\n`);
    await new Promise<void>((resolve) => {
      this.#heard = () => {
        if (this.#ended || pattern.test(this.#output)) resolve();
      };
      this.#heard();
    });
    const match = pattern.exec(this.#output);
    if (match === null) throw new Error(`${this.#failure('A command failed')}:\n${script}\n${this.#output}`);
    this.folder = match[1] ?? '';
    return { output: this.#output.slice(0, match.index), folder: this.folder };
  }

  /** Starts a server, and waits for a text that it prints when it is ready. */
  async serve(script: string, until: string): Promise<void> {
    const server = this.#start([this.#write(`${lifeline}${script}`)], 'ignore');
    let output = '';
    await new Promise<void>((resolve, reject) => {
      server.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes(until)) resolve();
      });
      server.on('close', () =>
        reject(new Error(`${this.#failure(`A server ended before it printed "${until}"`)}:\n${script}\n${output}`)),
      );
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#letGo);
    this.#letGo();
    await Promise.all(this.#all.map(({ closed }) => closed));
  }

  readonly #letGo = (): void => {
    for (const { child } of this.#all) child.stdio[3]?.destroy();
  };

  #start(words: readonly string[], stdin: 'pipe' | 'ignore'): ChildProcess {
    const child = spawn('bash', ['--noprofile', '--norc', '-e', ...words], {
      cwd: this.folder,
      env: this.#env,
      stdio: [stdin, 'pipe', 'pipe', 'pipe'],
      // A group of its own, for the lifeline to end.
      detached: true,
    });
    // What it left behind holds its output open.
    child.once('exit', () => child.stdio[3]?.destroy());
    // A command that fails ends its bash, to which more may be written then.
    child.stdin?.on('error', () => undefined);
    (child.stdio[3] as Readable).on('error', () => undefined);
    this.#all.push({ child, closed: new Promise((resolve) => child.once('close', resolve)) });
    return child;
  }

  #failure(otherwise: string): string {
    return this.#signal?.aborted === true ? `The walk was given up (${String(this.#signal.reason)})` : otherwise;
  }

  #write(script: string): string {
    const file = path.join(this.#scripts, `script-${(this.#count += 1)}.sh`);
    writeFileSync(file, script);
    return file;
  }
}
