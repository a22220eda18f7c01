/** The process of one subject, in which nothing else runs: `<list> <name>`. Answers one {@link Question} after the other. */
import { bytesPerCall, liveHeapBytes } from '../measure/heap.ts';
import { withLoopDelay } from '../measure/loop-delay.ts';
import { loopOf, type Loop } from '../measure/loop.ts';
import { subjectsIn, type SubjectList } from '../subjects/all.ts';
import type { Measured } from '../subjects/subject.ts';

export type Question =
  /** Makes the subject. */
  | { readonly ask: 'create'; readonly setting: unknown; readonly concurrency: number }
  /** Milliseconds that so many calls take. */
  | { readonly ask: 'run'; readonly count: number }
  /** Bytes that a call allocates, one value a round. */
  | { readonly ask: 'bytes'; readonly rounds: number; readonly count: number }
  /** How long the event loop is kept at most, in milliseconds, while so many calls are made at once. */
  | { readonly ask: 'delay'; readonly calls: number };

export type Answer = { readonly values: readonly number[] } | { readonly failure: string };

const [list = '', name = ''] = process.argv.slice(2);
const subject = (await subjectsIn(list as SubjectList)).find((each) => each.name === name);
if (subject?.create === undefined) throw new Error(`There is no subject "${name}" in "${list}".`);
const create = subject.create as (setting: unknown) => Promise<Measured>;
let measured: Measured | undefined;
let loop: Loop | undefined;

process.on('message', (question: Question) => {
  void answer(question)
    .catch((error: unknown): Answer => ({
      failure: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }))
    .then((said) => process.send?.(said));
});
// A peer's timer may keep the process alive; whoever asked has gone.
process.on('disconnect', () => process.exit());

async function answer(question: Question): Promise<Answer> {
  if (question.ask === 'create') {
    const made = await create(question.setting);
    // What was made beforehand lies where it does in a program that has run for long, and is moved no more.
    await liveHeapBytes();
    measured = made;
    loop = loopOf(made.call, question.concurrency);
    return { values: [] };
  }
  if (measured === undefined || loop === undefined) throw new Error(`"${name}" is not made yet.`);
  const { call } = measured;
  switch (question.ask) {
    case 'run': {
      const started = performance.now();
      await loop(question.count);
      return { values: [performance.now() - started] };
    }
    case 'bytes':
      return { values: await bytesPerCall(loop, question.rounds, question.count) };
    case 'delay': {
      const together = (): Promise<unknown> => Promise.all(Array.from({ length: question.calls }, async () => call()));
      return { values: [(await withLoopDelay(together)).delay.max] };
    }
    default:
      throw new Error('There is no such question.');
  }
}
