import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'examples',
    include: ['test/**/*.test.ts'],
    // Every test starts a program, which takes its time on a busy machine.
    testTimeout: 60_000,
  },
});
