import { expect, test } from 'vitest';
import { storeConformance, type StoreConformanceContext } from '../../src/store-conformance.ts';

/** Registers a test for each case, each with a context of its own. */
export function testConformance(context: () => StoreConformanceContext | Promise<StoreConformanceContext>): void {
  test.each(storeConformance)('$name', async ({ run }) => {
    await expect(run(await context())).resolves.toBeUndefined();
  });
}
