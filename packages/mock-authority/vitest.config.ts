import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'mock-authority',
    include: ['test/**/*.test.ts'],
    // No test leaves anything behind in a module, and reading three documents once is enough.
    isolate: false,
  },
});
