import path from 'node:path';
import { root } from '../generation/targets.ts';
import { bundleParts } from './bundle.ts';
import type { Contents } from './contents.ts';
import { parts, subjectsOf } from './subjects.ts';

/**
 * What a bundle holds that its user does without, a sentence each. The sources are bundled: what is packed is joined
 * already, and no longer says which file it comes from.
 */
export async function reachProblems(packages: readonly Contents[]): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { name, program, without } of subjectsOf(packages)) {
    const from = /'@tokenwright\/([\w-]+)/.exec(program)?.[1] ?? '';
    const folder = path.join(root, 'packages', from);
    const { bytes, imports } = await bundleParts(program, folder);
    const held = [...[...bytes.keys()].map((file) => path.resolve(folder, file)), ...imports];
    for (const part of without) {
      const found = held.find((file) => parts[part].test(file));
      if (found !== undefined)
        problems.push(
          `${name} is to do without ${part}, and holds ${path.isAbsolute(found) ? path.relative(root, found) : found}.`,
        );
    }
  }
  return problems;
}
