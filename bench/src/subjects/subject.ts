import type { Kind } from '../bench-case.ts';

/** What is measured. It ends with its process. */
export interface Measured {
  readonly call: () => unknown;
}

/** Whoever takes part in a comparison. @template Setting what the case tells it; it is sent to another process */
export interface Subject<Setting> {
  readonly name: string;
  readonly kind: Kind;
  /** Makes what is measured, in the process in which it is measured. Absent: there is nothing, and `note` says why. */
  readonly create?: (setting: Setting) => Promise<Measured>;
  readonly note?: string;
}
