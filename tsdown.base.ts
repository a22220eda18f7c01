import type { UserConfig } from 'tsdown';

/** How every published package is built: ES modules for the oldest runtime served, with declarations, no source left out. */
export function library(entry: readonly string[], more: UserConfig = {}): UserConfig {
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
    // What entries share must not bear the name of an entry: the one that comes second would be renamed.
    outputOptions: { chunkFileNames: 'shared-[name].js' },
    report: false,
    ...more,
  };
}
