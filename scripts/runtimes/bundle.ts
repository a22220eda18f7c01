import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rolldown } from 'rolldown';

/** A module and the modules beside it in one file; packages stay imports, so that they resolve where the file lies. */
export async function compile(input: string, file: string): Promise<void> {
  const build = await rolldown({ input, platform: 'neutral', external: (name) => !/^[./]/.test(name) });
  await build.write({ file, format: file.endsWith('.cjs') ? 'cjs' : 'esm', codeSplitting: false });
  await build.close();
}

/**
 * A module with all that it imports in one file, as for workerd or a browser. What workerd has inside stays an import.
 *
 * @throws Error when something else would stay one, such as a module of Node.js
 */
export async function bundle(input: string, file: string): Promise<void> {
  const build = await rolldown({
    input,
    platform: 'browser',
    external: [/^cloudflare:/],
    logLevel: 'silent',
    tsconfig: false,
  });
  const { output } = await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  const left = output
    .flatMap((part) => (part.type === 'chunk' ? part.imports.concat(part.dynamicImports) : []))
    .filter((name) => !name.startsWith('cloudflare:'));
  if (left.length > 0) throw new Error(`A bundle of ${path.basename(input)} would import ${left.join(', ')}.`);
}

/** Bundles into a new folder, beside which there is room for a configuration; removed when it goes out of scope. */
export async function bundleAside(input: string): Promise<Disposable & { readonly file: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-bundle-'));
  const file = path.join(folder, 'bundle.mjs');
  await bundle(input, file);
  return { file, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
