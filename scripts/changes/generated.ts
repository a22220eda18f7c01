import { rmSync } from 'node:fs';
import path from 'node:path';
import { differences } from '../generation/drift.ts';
import { generateInto, temporaryFolder } from '../generation/openapi-ts.ts';
import { readTargets, root } from '../generation/targets.ts';
import { Stop } from '../lib/stop.ts';

/**
 * Types are compared as they are generated, so a client that was generated from another text would be compared for
 * nothing.
 *
 * @throws Stop naming the files and the command
 */
export async function assertGenerated(document: string): Promise<void> {
  const temporary = temporaryFolder();
  try {
    for (const [index, target] of readTargets().entries()) {
      if (target.document !== document) continue;
      const fresh = path.join(temporary, String(index));
      await generateInto(fresh, target);
      const drifted = differences(fresh, target);
      if (drifted.length === 0) continue;
      const name = path.relative(root, document).replaceAll(path.sep, '/');
      throw new Stop(
        [
          `${name}: it was edited, and the client that it gives was not generated anew:`,
          ...drifted.map((line) => `  ${line}`),
          'Run "pnpm generate", then this command again.',
        ].join('\n'),
      );
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
