import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Answer, Question } from '../probes/subject.ts';
import { toolchainNode } from './toolchain-node.ts';

/** A subject in a process of its own: it has the heap, the sockets and the compiled code that it makes, and no others. */
export class SubjectProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;

  constructor(list: string, name: string) {
    this.name = name;
    this.#child = fork(path.join(import.meta.dirname, '../probes/subject.ts'), [list, name], {
      execPath: toolchainNode,
      execArgv: ['--expose-gc', '--no-warnings', '--max-old-space-size=4096'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#ended = new Promise((_, reject) => {
      this.#child.on('error', reject);
      this.#child.on('exit', (code) => reject(new Error(`The process of "${name}" ended (${String(code)}).`)));
    });
    // It may end when nobody waits for an answer.
    this.#ended.catch(() => undefined);
  }

  /** Asks one question; the next one may be asked when it is answered. */
  async ask(question: Question): Promise<readonly number[]> {
    const answered = new Promise<Answer>((resolve) => {
      this.#child.once('message', (answer) => resolve(answer as Answer));
    });
    this.#child.send(question);
    const answer = await Promise.race([answered, this.#ended]);
    if ('failure' in answer) throw new Error(`${this.name}: ${answer.failure}`);
    return answer.values;
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}
