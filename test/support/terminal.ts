import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

/**
 * Whether there is the `script` of util-linux, which runs a program in a terminal of its own. If not, says what is not
 * tested.
 *
 * @throws Error where that must not be, with CI set
 */
export function hasTerminal(untested: string): boolean {
  const { status, stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' });
  if (status === 0 && stdout.includes('util-linux')) return true;
  const sentence = `${untested} was NOT tested: there is no "script" of util-linux. On Debian: apt-get install bsdutils`;
  if (process.env['CI'] === 'true') throw new Error(sentence);
  process.stderr.write(`\n*** ${sentence} ***\n\n`);
  return false;
}

/** What the keys send. */
export const keys = { enter: '\r', controlC: '\x03', controlD: '\x04' } as const;

/** A program in a terminal of its own, at which a test sits. */
export class Terminal implements AsyncDisposable {
  readonly #script: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<number | null>;
  #shown = '';
  #isOver = false;
  #read = 0;
  #heard: () => void = () => undefined;

  constructor(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
    const command = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
    this.#script = spawn('script', ['--quiet', '--flush', '--return', '--command', `exec ${command}`, '/dev/null'], {
      cwd,
      env: { ...process.env, TERM: 'xterm', SHELL: '/bin/sh', NO_COLOR: '1', ...env },
    });
    this.#script.stdout.on('data', (chunk: Buffer) => {
      this.#shown += chunk.toString();
      this.#heard();
    });
    // A program may end before the last key was read.
    this.#script.stdin.on('error', () => undefined);
    this.#closed = new Promise((resolve, reject) => {
      this.#script.on('error', reject);
      this.#script.on('close', (code) => {
        this.#isOver = true;
        this.#heard();
        resolve(code);
      });
    });
  }

  /** All that was shown, without colours and movements. */
  get shown(): string {
    return stripVTControlCharacters(this.#shown).replaceAll(/\r+\n/g, '\n');
  }

  /** @throws Error with what was shown, when the program ends without having shown this after what was waited for before */
  async until(text: string): Promise<void> {
    const find = (): number => this.shown.indexOf(text, this.#read);
    await new Promise<void>((resolve) => {
      this.#heard = () => {
        if (this.#isOver || find() !== -1) resolve();
      };
      this.#heard();
    });
    if (find() === -1) throw new Error(`"${text}" was not shown:\n${this.shown}`);
    this.#read = find() + text.length;
  }

  type(...typed: readonly string[]): void {
    this.#script.stdin.write(typed.join(''));
  }

  /** The exit code, once the program has ended. */
  ended(): Promise<number | null> {
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOver) this.#script.kill('SIGTERM');
    await this.#closed;
  }
}
