import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { importPeer } from '../peers/packages.ts';

/** How large a bundle is, all its chunks together, in bytes. */
export interface Size {
  readonly min: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** Makes one minified ES module, with chunks for what is imported on demand, of a program that `folder` resolves. */
export type Bundler = (program: string, folder: string) => Promise<Size>;

interface EsbuildResult {
  readonly outputFiles: readonly { readonly path: string; readonly text: string }[];
  readonly metafile: { readonly outputs: Readonly<Record<string, EsbuildOutput>> };
}

interface EsbuildOutput {
  readonly entryPoint?: string;
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
  readonly imports: readonly { readonly path: string }[];
}

interface EsbuildModule {
  readonly build: (options: object) => Promise<EsbuildResult>;
}

export const bundleWithRolldown: Bundler = async (program, folder) => {
  const entry = mkdtempSync(path.join(folder, '.bench-entry-'));
  try {
    const file = path.join(entry, 'entry.ts');
    writeFileSync(file, program);
    const bundle = await rolldown({
      input: file,
      platform: 'node',
      logLevel: 'silent',
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

/** Minified bytes of each source file in a bundle, largest first. */
export async function bytesByModule(program: string, folder: string): Promise<readonly (readonly [string, number])[]> {
  const { metafile } = await esbuild(program, folder);
  const sums = new Map<string, number>();
  for (const output of reachable(metafile.outputs)) {
    const inputs = metafile.outputs[output]?.inputs ?? {};
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      if (bytesInOutput > 0) sums.set(file, (sums.get(file) ?? 0) + bytesInOutput);
    }
  }
  return [...sums].sort(([, left], [, right]) => right - left);
}

/** esbuild also writes chunks that only code which it has left out would have imported. */
function reachable(outputs: EsbuildResult['metafile']['outputs']): ReadonlySet<string> {
  const found = new Set(Object.keys(outputs).filter((file) => outputs[file]?.entryPoint === '<stdin>'));
  for (const file of found)
    for (const { path: next } of outputs[file]?.imports ?? []) if (next in outputs) found.add(next);
  return found;
}

async function esbuild(program: string, folder: string): Promise<EsbuildResult> {
  const { build } = await importPeer<EsbuildModule>('esbuild');
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
