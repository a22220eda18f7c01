import type { BenchCase } from '../bench-case.ts';
import { cachedToken } from './cached-token.ts';
import { coldHerd } from './cold-herd.ts';

/** Every case, in the order in which they run. */
export const allCases: readonly BenchCase[] = [cachedToken, coldHerd];
