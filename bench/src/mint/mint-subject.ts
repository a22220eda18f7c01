import type { Kind } from '../bench-case.ts';

/** One way to get a token from an authority on loopback, each call with an exchange of its own. */
export interface MintSubject {
  readonly name: string;
  readonly kind: Kind;
  readonly mint?: () => Promise<unknown>;
  /** Why there is nothing to measure. */
  readonly note?: string;
}
