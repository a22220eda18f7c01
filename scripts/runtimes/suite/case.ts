/** What the cases of the suite are made of. No test runner, no import: it runs wherever JavaScript runs. */

/** What a runtime is, as far as cases differ by it. */
export type Kind = 'node' | 'bun' | 'deno' | 'workerd' | 'browser';

/** Where the servers are, and what cases are given; JSON, so that it reaches every runtime. */
export interface Context {
  readonly kind: Kind;
  /** The twin of PDS. */
  readonly pds: {
    readonly url: string;
    readonly privateKey: { readonly pkcs8: string; readonly pkcs1: string };
  };
  /** The twin of OneAccess. */
  readonly oneAccess: string;
  /** An authority on loopback that misbehaves by path, and under `/stage` does what only the host of the twins can. */
  readonly authority: string;
  /** Origin that nobody listens on. */
  readonly refused: string;
  /** Origin whose certificate nobody trusts. */
  readonly untrusted: string;
  readonly keys: readonly GivenKey[];
  /** An empty folder; only where there are files. */
  readonly folder?: string | undefined;
  /** Port of a Redis of its own; only where there are sockets, and when the machine has one. */
  readonly redisPort?: number | undefined;
}

export type Algorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA';

export interface GivenKey {
  readonly alg: Algorithm;
  readonly form: string;
  /** PEM, or a JWK. */
  readonly key: string | object;
  /** The public half, as JWK. */
  readonly publicKey: object;
}

/** What a case that has nothing to do on a runtime gives, with the reason. */
export interface NotApplicable {
  readonly notApplicable: string;
}

export interface Case {
  readonly name: string;
  /** Rejects when something is not as it has to be. */
  readonly run: (context: Context) => Promise<NotApplicable | void>;
}

/** What came of a case. */
export interface Outcome {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'not applicable';
  /** Why it failed, or why there was nothing to do. */
  readonly reason?: string | undefined;
  readonly milliseconds: number;
}

export function expect(condition: unknown, what: string): asserts condition {
  if (condition === false || condition === undefined || condition === null) throw new Error(what);
}

export function expectEqual(got: unknown, wanted: unknown, what: string): void {
  const [shown, needed] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (shown !== needed) throw new Error(`${what}: ${shown} instead of ${needed}`);
}

/** What something is rejected with. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

/** Asks the host of the twins, which a case cannot be: to log a user in, to end a token, to say what it saw. */
export async function askStage<Answer>({ authority }: Context, what: string): Promise<Answer> {
  const answer = await fetch(`${authority}/stage/${what}`);
  expect(answer.ok, `the stage refused: ${what}`);
  return (await answer.json()) as Answer;
}

/** Anything that takes longer hangs. */
const mostMs = 60_000;

async function runCase({ name, run }: Case, context: Context): Promise<Outcome> {
  const started = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not over after ${mostMs / 1000} seconds`)), mostMs);
  });
  const past = (): number => Math.round(performance.now() - started);
  try {
    const answer = await Promise.race([run(context), late]);
    if (answer === undefined) return { name, state: 'passed', milliseconds: past() };
    return { name, state: 'not applicable', reason: answer.notApplicable, milliseconds: past() };
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { name, state: 'failed', reason, milliseconds: past() };
  } finally {
    clearTimeout(timer);
  }
}

/** Runs cases one after the other, so that one cannot be another's trouble. */
export async function runCases(cases: readonly Case[], context: Context): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const each of cases) outcomes.push(await runCase(each, context));
  return outcomes;
}

/** The same cases where they cannot run: by name, with the reason. */
export function notApplicable(names: readonly string[], reason: string): readonly Case[] {
  return names.map((name) => ({ name, run: () => Promise.resolve({ notApplicable: reason }) }));
}
