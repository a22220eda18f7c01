import type { Peer } from './peers/peer.ts';

/**
 * Whose figure a row is: this project's, the least that the work can cost, that of a package that a user would pick
 * instead, or one that is only shown beside.
 */
export type Kind = 'ours' | 'floor' | 'peer' | 'other';

/** One figure of one subject in one scenario. */
export interface Row {
  /** What was done, such as `100,000 callers`. Rows of one scenario and metric are compared with each other. */
  readonly scenario: string;
  /** What was measured, such as `time of a call`. */
  readonly metric: string;
  readonly unit: Unit;
  readonly subject: string;
  readonly kind: Kind;
  /** One value a round, in the order of the rounds; those of compared rows were taken in turn. Empty: it has no figure. */
  readonly samples: readonly number[];
  /** Whether a larger figure is the better one. Default false. */
  readonly moreIsBetter?: boolean;
  /** Whether the ratio to the others says anything. Default true. */
  readonly compared?: boolean;
  /** What a reader has to know of it, such as why it has no figure. */
  readonly note?: string;
}

export type Unit =
  | 'ns'
  | 'µs'
  | 'ms'
  | 's'
  | 'bytes'
  | 'requests'
  | 'timers'
  | 'renewals'
  | 'commands'
  | 'times'
  | '%'
  | 'packages'
  | 'ratio';

/** What the project promises, beside what was measured. */
export interface Bar {
  readonly what: string;
  readonly measured: number;
  readonly unit: Unit;
  /** The measured value is to be at least this, or at most this. */
  readonly limit: { readonly atLeast: number } | { readonly atMost: number };
}

export interface CaseResult {
  readonly rows: readonly Row[];
  readonly bars: readonly Bar[];
  /** What else the run showed, in sentences. */
  readonly notes?: readonly string[];
  /** Why nothing was measured. Absent: something was. */
  readonly skipped?: string;
}

export interface BenchContext {
  /** Only show that the case runs: as little work as possible, figures worth nothing. */
  readonly quick: boolean;
  /** The peers that are installed; empty when there are none. */
  readonly peers: readonly Peer[];
  /** The folder of the installed peers; undefined when they are not installed. */
  readonly peerFolder: string | undefined;
}

/** One question that is put to this project, and to its peers, on the same work in the same run. */
export interface BenchCase {
  /** What it is called on the command line. */
  readonly name: string;
  /** The question, in a sentence. */
  readonly title: string;
  /** The bar, in a sentence; undefined when there is none. */
  readonly bar: string | undefined;
  run(context: BenchContext): Promise<CaseResult>;
}
