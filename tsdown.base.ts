import type { Rolldown, UserConfig } from 'tsdown';

/**
 * A doc comment that stands behind the member before its own is not that of its own: compilers and editors do not show
 * it. So are those of type literals printed, but for the first.
 */
const commentsOnTheirOwnLines: Rolldown.Plugin = {
  name: 'comments-on-their-own-lines',
  renderChunk: {
    order: 'post',
    handler: (code, { fileName }) => (fileName.endsWith('.d.ts') ? code.replaceAll('; /**', ';\n/**') : null),
  },
};

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
    outputOptions: {
      // What entries share must not bear the name of an entry: the one that comes second would be renamed.
      chunkFileNames: 'shared-[name].js',
      // Each file, and each import of one, costs as much as compiling 30 kB; by itself the bundler makes a dozen. Whoever
      // has a source loads nearly all of it anyway, and bundlers take what they need of one file as well as of many.
      // Declarations, which are built beside, are left as they are.
      codeSplitting: { groups: [{ name: 'code', test: /\/src\/.+(?<!\.d)\.ts$/, minShareCount: 2 }] },
      // Documentation is in the declarations; what bundlers have to know stays.
      comments: { jsdoc: false },
    },
    report: false,
    plugins: [commentsOnTheirOwnLines],
    ...more,
  };
}

/**
 * How a provider is built: with the private runtime in it, and its types. `wire` is built by itself, for it loads no core,
 * and what it shares with the calls is a few functions without a state, not worth a file that each import opens.
 */
export function provider(entry: readonly string[]): UserConfig[] {
  const more: UserConfig = { deps: { alwaysBundle: ['@tokenwright/http-runtime'] } };
  return [library(entry, more), library(['wire'], more)];
}
