import type { UserConfig } from 'tsdown';

/** A file of the build, `shared-<name>.js`, and which modules it holds of those that several entries need. */
export type SharedPart = readonly [name: string, modules: RegExp];

/** Declarations, which are built beside, are left as they are. */
const generatedAndOther: readonly SharedPart[] = [
  ['wire', /\/gen\/.+(?<!\.d)\.ts$/],
  ['code', /\/src\/.+(?<!\.d)\.ts$/],
];

/** How every published package is built: ES modules for the oldest runtime served, with declarations, no source left out. */
export function library(
  entry: readonly string[],
  more: UserConfig = {},
  parts: readonly SharedPart[] = generatedAndOther,
): UserConfig {
  return {
    entry: Object.fromEntries(entry.map((name) => [name, `src/${name}.ts`])),
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
    dts: { oxc: true },
    sourcemap: false,
    clean: true,
    hash: false,
    outputOptions: {
      // What entries share must not bear the name of an entry: the one that comes second would be renamed.
      chunkFileNames: 'shared-[name].js',
      // Each file costs an import about a millisecond, whatever is in it; by itself the bundler makes a dozen.
      codeSplitting: { groups: parts.map(([name, test]) => ({ name, test, minShareCount: 2 })) },
      // Documentation is in the declarations; what bundlers have to know stays.
      comments: { jsdoc: false },
    },
    report: false,
    ...more,
  };
}
