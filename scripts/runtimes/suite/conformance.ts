import type { TokenStore } from '@tokenwright/core/store';
import {
  storeConformance,
  type StoreConformanceCase,
  type StoreConformanceContext,
} from '@tokenwright/core/store-conformance';
import { expectEqual } from './case.ts';

async function expectAll(cases: readonly StoreConformanceCase[], context: StoreConformanceContext): Promise<void> {
  const failures: string[] = [];
  for (const { name, run } of cases) {
    try {
      await run(context);
    } catch (error) {
      failures.push(`${name}: ${String(error)}`);
    }
  }
  expectEqual(failures, [], 'what does not hold');
}

/**
 * Runs what core has for whoever writes a store, for one that takes the time from `Date.now`. That stands still
 * meanwhile, so that nothing depends on how fast the machine is.
 *
 * @param make makes a store over the same records each time
 */
export async function expectConformance(make: () => TokenStore): Promise<void> {
  const { now } = Date;
  let standing = now();
  Date.now = () => standing;
  const elapse = (milliseconds: number): Promise<void> => {
    standing += milliseconds;
    return Promise.resolve();
  };
  try {
    await expectAll(storeConformance, { store: make(), other: make(), elapse });
  } finally {
    Date.now = now;
  }
}

/** The same for a store that has a clock of its own: all but what would have to be waited for. */
export function expectConformanceWithoutTime(store: TokenStore): Promise<void> {
  const needsTime = /time to live|ended|lease|keys lists what/;
  return expectAll(
    storeConformance.filter(({ name }) => !needsTime.test(name)),
    { store },
  );
}
