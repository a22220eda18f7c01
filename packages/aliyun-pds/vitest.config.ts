import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'aliyun-pds',
    include: ['test/**/*.test.ts'],
    // Keys are made and imported, and packages bundled, which takes its time on a busy machine.
    testTimeout: 30_000,
  },
});
