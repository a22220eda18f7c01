import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { bin, root, run } from './run.ts';

/**
 * Compiles files of a folder as a strict project of its own, and gives what the compiler has to say. Given only files, it
 * would stop at a tsconfig of any folder above.
 */
export async function compile(folder: string, compilerOptions: object, files: readonly string[]): Promise<string> {
  const config = path.join(folder, 'tsconfig.json');
  const strict = { strict: true, noEmit: true, module: 'nodenext', target: 'es2022', types: [] };
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...strict, ...compilerOptions }, files }));
  const { output } = await run(bin('tsc'), ['-p', config, '--pretty', 'false'], { cwd: folder });
  return output;
}

/** The types of Node.js, which the folder has not installed. */
export const withNode = { types: ['node'], typeRoots: [path.join(root, 'node_modules/@types')] } as const;
