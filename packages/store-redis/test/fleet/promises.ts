import { linesOf, type Report } from './scenarios.ts';
import { speed } from './scaled-clock.ts';
import { requestTimeoutMs } from './times.ts';

/** What a run has broken of what is promised, in sentences; none: it is as it should be. */
export function brokenPromises(report: Report): string[] {
  const { scenario, more, failures, lost, sentTwice, sentMore, reused, shortestRetryMs, soonestRetryMs } = report;
  const lostCount = loginsLost(report);
  const late = lateWithoutKill(report);
  const answersLost = Number(more['answer lost'] ?? 0);
  const broken: string[] = [];
  const promise = (what: string, isKept: boolean): void => {
    if (!isKept) broken.push(`${scenario}: ${what}`);
  };
  promise('no refresh token is sent more than twice (S5)', sentMore === 0);
  promise('callers are told of typed errors only', !Object.keys(failures).some((name) => name.startsWith('untyped')));
  // A failover forgets claims: see the documentation of `waitReplicas`. A millisecond or two pass between look and send.
  if (scenario !== 'Redis failed over' && shortestRetryMs !== undefined)
    promise('a repetition waits for the claim to end (S5)', shortestRetryMs > soonestRetryMs - 50);
  if (scenario === 'storm' && !hasStalled(report)) {
    promise('one refresh for each rotation (S1)', sentTwice === 0 && reused === 0);
    promise('no caller is told of an error', Object.keys(failures).length === 0 && lostCount === 0);
  }
  if (scenario === 'kill, with grace') {
    promise('what was killed in flight is repeated with success (S5)', answersLost === 0 && reused === 0);
    promise('no login is lost', lostCount <= late);
  }
  if (scenario === 'kill, without grace') {
    promise('no repetition is taken by an authority without grace (S5)', more['retried'] === 0);
    promise('each login that was lost had an answer lost', reused === answersLost && lostCount >= answersLost);
  }
  if (scenario.startsWith('pause')) {
    promise('no login is lost (S3)', lostCount === 0 && reused === 0);
    promise('generations go on (S3)', Number(more['generation after']) > Number(more['generation before']));
  }
  if (scenario === 'pause after the claim')
    promise('who slept past its claim sends nothing (S1)', more['the token it had claimed was sent by it'] === 0);
  if (scenario === 'Redis restarted empty')
    promise(
      'only what Redis forgot is lost',
      Object.keys(lost).every((reason) => reason === 'no-session'),
    );
  else if (scenario.startsWith('Redis')) promise('no login is lost', lostCount === 0);
  if (scenario.startsWith('Redis')) promise('no spent refresh token comes back', reused === 0);
  return broken;
}

function loginsLost({ lost }: Report): number {
  return Object.values(lost).reduce((sum, count) => sum + count, 0);
}

function lateWithoutKill({ more }: Report): number {
  return Number(more['of these, late without a kill'] ?? 0);
}

/** Where a process does not get to run for as long as a request may take, times run out. */
function hasStalled({ stalledMs }: Report): boolean {
  return stalledMs >= requestTimeoutMs / speed;
}

/** A report for people, with what it has broken. */
export function verdictOf(report: Report): string {
  const broken = brokenPromises(report).map((each) => `  BROKEN  ${each}`);
  if (report.scenario === 'storm' && hasStalled(report))
    broken.push(`  NOT PROVEN  that no caller is told of an error: a process stood still for ${report.stalledMs} ms`);
  const [late, lostCount] = [lateWithoutKill(report), loginsLost(report)];
  if (report.scenario === 'kill, with grace' && late > 0 && lostCount > 0)
    broken.push(
      `  NOT PROVEN  that no login is lost: ${lostCount} were, while ${late} refreshes took longer than a claim lasts without a kill`,
    );
  return [linesOf(report), ...(broken.length === 0 ? ['  kept'] : broken)].join('\n');
}
