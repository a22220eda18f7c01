import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** Every folder with tests is a project of its own. */
const folders = [
  ...readdirSync('packages').map((name) => `packages/${name}`),
  'specs',
  'examples',
  'bench',
  'site',
  '.',
];

// Many tests wait for programs that they started; by itself vitest would leave one processor of two to them.
const maxWorkers = Math.max(2, availableParallelism() - 1);

/** What a folder alone needs. */
const ofItsOwn: Readonly<Record<string, TestProjectInlineConfiguration['test']>> = {
  // No test leaves anything behind in a module, and reading three documents once is enough.
  'packages/mock-authority': { isolate: false },
  // Processes that stand still lose what their deadlines promise: a fleet is tested alone, after all others.
  'packages/store-redis': { sequence: { groupOrder: 1 }, maxWorkers: 1 },
};

export default defineConfig({
  test: {
    reporters: [process.env['CI'] === 'true' ? 'dot' : 'default', './scripts/suite-reporter.ts'],
    projects: folders
      .filter((folder) => existsSync(`${folder}/test`))
      .map((folder) => ({
        test: {
          name: folder === '.' ? 'workspace' : folder.replace('packages/', ''),
          root: folder,
          include: ['test/**/*.test.ts'],
          setupFiles: [path.join(import.meta.dirname, 'scripts/test-environment.ts')],
          // No test measures time; these only end what hangs, on a slow machine too. A hook may have to build and install.
          testTimeout: 180_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 60_000 } },
          maxWorkers,
          ...ofItsOwn[folder],
        },
      })),
  },
});
