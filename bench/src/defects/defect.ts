import type { Kind } from '../bench-case.ts';

/** Something that went wrong with a subject, counted: 0 is what everybody wants. */
export interface Occurrence {
  readonly subject: string;
  readonly kind: Extract<Kind, 'ours' | 'peer'>;
  /** @param quick as short as can be: whatever has to be waited for is cut */
  count(quick: boolean): Promise<number>;
}

/** A way in which libraries of this kind have failed, shown on those that have it and on this project. */
export interface Defect {
  /** What happens, as the head of a table. */
  readonly scenario: string;
  /** What is counted. */
  readonly metric: string;
  readonly occurrences: readonly Occurrence[];
}
