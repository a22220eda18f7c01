import type { BenchContext, Row } from '../bench-case.ts';
import { subjectsIn, type SubjectList } from '../subjects/all.ts';
import type { Subject } from '../subjects/subject.ts';
import { SubjectProcess } from '../support/subject-process.ts';
import { budgetMs, didNotFinish } from './budget.ts';
import { interleaved, type InterleavedOptions } from './interleaved.ts';

/** Who is measured, and at what. */
export interface Comparison {
  readonly list: SubjectList;
  /** What each subject is told. */
  readonly setting?: unknown;
  /** How many calls are under way at a time. Default 1. */
  readonly concurrency?: number;
}

export interface ApartOptions extends InterleavedOptions {
  /** How many processes each subject has, one after the other, which share the rounds. */
  readonly generations: number;
}

/** By subject, one value a round. */
export type Samples = ReadonlyMap<string, readonly number[]>;

/** Subjects that stand ready, each in a process of its own. Peers that did not get ready in time are not among them. */
export class Contest {
  readonly processes: readonly SubjectProcess[];

  private constructor(processes: readonly SubjectProcess[]) {
    this.processes = processes;
  }

  /** Starts the subjects of a list, one after the other. */
  static async start({ list, setting, concurrency = 1 }: Comparison, context: BenchContext): Promise<Contest> {
    const processes: SubjectProcess[] = [];
    try {
      for (const { name, kind, create } of await subjectsOf(list, context)) {
        if (create === undefined) continue;
        const started = new SubjectProcess(list, name);
        processes.push(started);
        const ready = started.ask({ ask: 'create', setting, concurrency });
        // A quick run says nothing of time, so there nobody is too late.
        if (await inTime(ready, kind === 'peer' && !context.quick ? budgetMs : undefined)) continue;
        processes.pop()?.[Symbol.dispose]();
      }
    } catch (error) {
      for (const each of processes) each[Symbol.dispose]();
      throw error;
    }
    return new Contest(processes);
  }

  /** Nanoseconds a call; the processes are asked in turn. */
  times(options: InterleavedOptions): Promise<Samples> {
    const candidates = this.processes.map((each) => ({
      name: each.name,
      run: async (count: number) => (await each.ask({ ask: 'run', count }))[0] ?? Number.NaN,
    }));
    return interleaved(candidates, options);
  }

  [Symbol.dispose](): void {
    for (const each of this.processes) each[Symbol.dispose]();
  }
}

/**
 * Nanoseconds a call, measured in several processes of each subject one after the other: how code and heap come to lie
 * in one of them is luck.
 */
export async function timesApart(
  comparison: Comparison,
  context: BenchContext,
  { generations, rounds, sampleMs }: ApartOptions,
): Promise<Samples> {
  const all = new Map<string, number[]>();
  for (let generation = 0; generation < generations; generation += 1) {
    using contest = await Contest.start(comparison, context);
    const share = Math.ceil(rounds / generations);
    for (const [name, samples] of await contest.times({ rounds: share, sampleMs }))
      all.set(name, [...(all.get(name) ?? []), ...samples]);
  }
  return all;
}

/** A row for each subject of a list, those without a figure included. */
export async function rowsApart(
  list: SubjectList,
  context: BenchContext,
  common: Pick<Row, 'scenario' | 'metric' | 'unit' | 'compared'>,
  values: Samples,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { name, kind, create, note } of await subjectsOf(list, context)) {
    const samples = values.get(name) ?? [];
    const why = note ?? (create !== undefined && samples.length === 0 ? didNotFinish : undefined);
    rows.push({ ...common, subject: name, kind, samples, ...(why === undefined ? {} : { note: why }) });
  }
  return rows;
}

/** The same in microseconds. */
export function inMicroseconds(nanoseconds: Samples): Samples {
  return new Map([...nanoseconds].map(([name, samples]) => [name, samples.map((each) => each / 1000)]));
}

async function subjectsOf(list: SubjectList, { peers }: BenchContext): Promise<readonly Subject<never>[]> {
  return (await subjectsIn(list)).filter(({ kind }) => kind !== 'peer' || peers.length > 0);
}

async function inTime(ready: Promise<unknown>, limitMs: number | undefined): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    if (limitMs !== undefined) timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([ready.then(() => true as const), late]);
  } finally {
    clearTimeout(timer);
  }
}
