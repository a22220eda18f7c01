import { linesOf, type Report } from './scenarios.ts';
import { speed } from './scaled-clock.ts';
import { requestTimeoutMs } from './times.ts';

/** One promise, and what a run says of it. What broke it on a machine that stood still proves nothing. */
export interface PromiseOutcome {
  readonly what: string;
  readonly state: 'kept' | 'broken' | 'not proven';
}

/** What is promised of a scenario, and what became of it. */
export function promisesOf(report: Report): readonly PromiseOutcome[] {
  const { scenario, more, failures, sentTwice, sentMore, reused, shortestRetryMs, soonestRetryMs } = report;
  const lost = Object.values(report.lost).reduce((sum, count) => sum + count, 0);
  const late = Number(more['of these, late without a kill'] ?? 0);
  const answersLost = Number(more['answer lost'] ?? 0);
  const outcomes: PromiseOutcome[] = [];
  const promise = (what: string, isKept: boolean, isExcused = false): void => {
    outcomes.push({ what, state: isKept ? 'kept' : isExcused ? 'not proven' : 'broken' });
  };
  promise('no refresh token is sent more than twice (S5)', sentMore === 0);
  promise('callers are told of typed errors only', !Object.keys(failures).some((name) => name.startsWith('untyped')));
  // A failover forgets claims: see the documentation of `waitReplicas`. A millisecond or two pass between look and send.
  if (scenario !== 'Redis failed over')
    promise(
      'a repetition waits for the claim to end (S5)',
      shortestRetryMs === undefined || shortestRetryMs > soonestRetryMs - 50,
    );
  if (scenario === 'storm') {
    promise('one refresh for each rotation (S1)', sentTwice === 0 && reused === 0, mayBeLate(report));
    promise('no caller is told of an error', Object.keys(failures).length === 0 && lost === 0, mayBeLate(report));
  }
  if (scenario === 'kill, with grace') {
    promise('a kill falls into a refresh', Number(more['in flight when killed']) > 0);
    promise('what was killed in flight is repeated with success (S5)', answersLost === 0 && reused === 0);
    promise('nothing is repeated without a kill (S1)', late === 0, mayBeLate(report));
    // What two attempts have not done is given up (S5): both killed, or both late.
    const twice = Number(more['killed in both attempts']);
    promise('no login is lost', lost <= twice, mayBeLate(report) && lost <= late + twice);
  }
  if (scenario === 'kill, without grace') {
    promise('a kill falls into a refresh', Number(more['in flight when killed']) > 0);
    promise('no repetition is taken by an authority without grace (S5)', more['retried'] === 0);
    promise('each login that was lost had an answer lost', reused === answersLost && lost >= answersLost);
    promise('nothing is repeated without a kill (S1)', late === 0, mayBeLate(report));
  }
  if (scenario.startsWith('pause')) {
    promise('no login is lost (S3)', lost === 0 && reused === 0);
    promise('generations go on (S3)', Number(more['generation after']) > Number(more['generation before']));
  }
  if (scenario === 'pause after the claim')
    promise('who slept past its claim sends nothing (S1)', more['the token it had claimed was sent by it'] === 0);
  if (scenario === 'pause in flight')
    promise('who slept in flight has sent once, and somebody else repeats it (S5)', sentTwice === 1);
  if (scenario === 'Redis restarted empty')
    promise(
      'only what Redis forgot is lost',
      Object.keys(report.lost).every((reason) => reason === 'no-session'),
    );
  else if (scenario.startsWith('Redis')) promise('no login is lost', lost === 0);
  if (scenario.startsWith('Redis')) promise('no spent refresh token comes back', reused === 0);
  return outcomes;
}

/** Where the twin stands still before it answers, and a process before it hears, a request may run out of time. */
function mayBeLate({ stalledMs, answerAfterMs }: Report): boolean {
  return 2 * stalledMs + answerAfterMs >= requestTimeoutMs / speed;
}

/** A report for people, with what it says of each promise. */
export function verdictOf(report: Report): string {
  const lines = promisesOf(report).map(
    ({ what, state }) =>
      `  ${state === 'kept' ? 'kept      ' : state.toUpperCase().padEnd(10)}  ${what}${
        state === 'not proven' ? `: something stood still for ${report.stalledMs} ms` : ''
      }`,
  );
  return [linesOf(report), ...lines].join('\n');
}
