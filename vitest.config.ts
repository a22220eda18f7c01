import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Every folder with tests is a project of its own; a package may add a vitest.config.ts for what it alone needs. */
const folders = [
  ...readdirSync('packages').map((name) => `packages/${name}`),
  'specs',
  'examples',
  'bench',
  'site',
  '.',
];

export default defineConfig({
  test: {
    reporters: [process.env['CI'] === 'true' ? 'dot' : 'default', './scripts/suite-reporter.ts'],
    projects: folders
      .filter((folder) => existsSync(`${folder}/test`))
      .map((folder) =>
        folder !== '.' && existsSync(`${folder}/vitest.config.ts`)
          ? `${folder}/vitest.config.ts`
          : {
              test: {
                name: folder === '.' ? 'workspace' : folder.replace('packages/', ''),
                root: folder,
                include: ['test/**/*.test.ts'],
                // No test measures time; this only ends one that hangs.
                testTimeout: 60_000,
              },
            },
      ),
  },
});
