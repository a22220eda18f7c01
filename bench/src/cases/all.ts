import type { BenchCase } from '../bench-case.ts';
import { assertion } from './assertion.ts';
import { authorizedFetch } from './authorized-fetch.ts';
import { cachedToken } from './cached-token.ts';
import { coldHerd } from './cold-herd.ts';
import { defects } from './defects.ts';
import { fleet } from './fleet.ts';
import { generation } from './generation.ts';
import { keepFresh } from './keep-fresh.ts';
import { mint } from './mint.ts';
import { outage } from './outage.ts';
import { pool } from './pool.ts';
import { size } from './size.ts';

/** Every case, in the order in which they run. */
export const allCases: readonly BenchCase[] = [
  cachedToken,
  pool,
  coldHerd,
  assertion,
  mint,
  authorizedFetch,
  keepFresh,
  outage,
  fleet,
  defects,
  size,
  generation,
];
