import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a script printed, and where the shell is after it. */
export interface Printed {
  readonly output: string;
  readonly folder: string;
}

/** One bash for all commands of a page, so that folders and variables last; and the servers that it left running. */
export class PageShell implements AsyncDisposable {
  readonly #scripts: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #bash: ChildProcess;
  readonly #servers: ChildProcess[] = [];
  #output = '';
  #ended = false;
  #heard: () => void = () => undefined;
  #count = 0;
  /** Where the next command runs. */
  folder: string;

  constructor(folder: string, scripts: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.#scripts = scripts;
    this.#env = env;
    this.#bash = spawn('bash', ['--noprofile', '--norc', '-e'], { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
    for (const stream of [this.#bash.stdout, this.#bash.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
        this.#heard();
      });
    this.#bash.on('close', () => {
      this.#ended = true;
      this.#heard();
    });
    this.#bash.stdin?.write('exec 2>&1\n');
  }

  /** @throws Error with what was printed, when a command fails */
  async run(script: string): Promise<Printed> {
    const end = `end of script ${(this.#count += 1)}:`;
    this.#output = '';
    // Of a file: commands that read their standard input would read the script else.
    this.#bash.stdin?.write(`source ${this.#write(script)} </dev/null\nprintf '%s%s\\n' '${end}' "$PWD"\n`);
    // Not at the beginning of a line: what was printed before may have no end of line.
    const pattern = new RegExp(`${end}(.*)\n`);
    await new Promise<void>((resolve) => {
      this.#heard = () => {
        if (this.#ended || pattern.test(this.#output)) resolve();
      };
      this.#heard();
    });
    const match = pattern.exec(this.#output);
    if (match === null) throw new Error(`A command failed:\n${script}\n${this.#output}`);
    this.folder = match[1] ?? '';
    return { output: this.#output.slice(0, match.index), folder: this.folder };
  }

  /** Starts a server, and waits for a text that it prints when it is ready. */
  async serve(script: string, until: string): Promise<void> {
    const server = spawn('bash', ['--noprofile', '--norc', '-e', this.#write(script)], {
      cwd: this.folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: npx does not pass signals on.
      detached: true,
    });
    this.#servers.push(server);
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        output += chunk.toString();
        if (output.includes(until)) resolve();
      };
      server.stdout.on('data', hear);
      server.stderr.on('data', hear);
      server.on('close', () => reject(new Error(`A server ended before it printed "${until}":\n${script}\n${output}`)));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = [this.#bash, ...this.#servers]
      .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
      .map((child) => new Promise((resolve) => child.once('close', resolve)));
    this.#bash.stdin?.end();
    for (const { pid, exitCode } of this.#servers) if (pid !== undefined && exitCode === null) process.kill(-pid);
    await Promise.all(ended);
  }

  #write(script: string): string {
    const file = path.join(this.#scripts, `script-${(this.#count += 1)}.sh`);
    writeFileSync(file, script);
    return file;
  }
}
