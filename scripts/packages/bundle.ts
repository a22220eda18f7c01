import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, type BuildResult, type Metafile } from 'esbuild';
import { rolldown } from 'rolldown';

/** How large a bundle is, all its chunks together, in bytes. */
export interface Size {
  readonly min: number;
  readonly gzip: number;
  readonly brotli: number;
}

/**
 * Makes one minified ES module, with chunks for what is imported on demand, of a program that `folder` resolves. Nothing above the
 * folder has a say in it: bundlers look for a tsconfig there.
 */
export type Bundler = (program: string, folder: string) => Promise<Size>;

/** What is in a bundle. */
export interface BundleParts {
  /** Minified bytes by file, relative to the folder, largest first. */
  readonly bytes: ReadonlyMap<string, number>;
  /** What the bundle imports when it runs, as `node:os`. */
  readonly imports: ReadonlySet<string>;
}

export const bundleWithRolldown: Bundler = async (program, folder) => {
  const entry = mkdtempSync(path.join(folder, '.bundle-entry-'));
  try {
    const file = path.join(entry, 'entry.ts');
    writeFileSync(file, program);
    const bundle = await rolldown({
      input: file,
      platform: 'node',
      logLevel: 'silent',
      tsconfig: false,
      resolve: { mainFields: ['module', 'main'] },
    });
    const { output } = await bundle.generate({ format: 'esm', minify: true });
    await bundle.close();
    return sizeOf(output.flatMap((each) => (each.type === 'chunk' ? [each.code] : [])));
  } finally {
    rmSync(entry, { recursive: true });
  }
};

export const bundleWithEsbuild: Bundler = async (program, folder) => {
  const { outputFiles, metafile } = await esbuild(program, folder);
  const reached = reachable(metafile.outputs);
  const isReached = (file: { readonly path: string }): boolean => reached.has(path.relative(folder, file.path));
  return sizeOf(outputFiles.filter(isReached).map(({ text }) => text));
};

/** Looks into the bundle that {@link bundleWithEsbuild} makes. */
export async function bundleParts(program: string, folder: string): Promise<BundleParts> {
  const { metafile } = await esbuild(program, folder);
  const bytes = new Map<string, number>();
  const imports = new Set<string>();
  for (const name of reachable(metafile.outputs)) {
    const output = metafile.outputs[name];
    for (const [file, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
      if (bytesInOutput > 0) bytes.set(file, (bytes.get(file) ?? 0) + bytesInOutput);
    }
    for (const each of output?.imports ?? []) if (each.external === true) imports.add(each.path);
  }
  return { bytes: new Map([...bytes].toSorted(([, left], [, right]) => right - left)), imports };
}

/** esbuild also writes chunks that only code which it has left out would have imported. */
function reachable(outputs: Metafile['outputs']): ReadonlySet<string> {
  const found = new Set(Object.keys(outputs).filter((file) => outputs[file]?.entryPoint === '<stdin>'));
  for (const file of found)
    for (const { path: next } of outputs[file]?.imports ?? []) if (next in outputs) found.add(next);
  return found;
}

function esbuild(program: string, folder: string): Promise<BuildResult<{ metafile: true; write: false }>> {
  return build({
    stdin: { contents: program, resolveDir: folder, loader: 'ts' },
    absWorkingDir: folder,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    platform: 'node',
    mainFields: ['module', 'main'],
    metafile: true,
    write: false,
    outdir: 'out',
    logLevel: 'silent',
    tsconfigRaw: {},
  });
}

function sizeOf(chunks: readonly string[]): Size {
  const sum = (size: (text: string) => number): number => chunks.reduce((total, text) => total + size(text), 0);
  return {
    min: sum((text) => Buffer.byteLength(text)),
    gzip: sum((text) => gzipSync(text, { level: 9 }).length),
    brotli: sum((text) => brotliCompressSync(text).length),
  };
}
