import { existsSync } from 'node:fs';
import path from 'node:path';

/** The pnpm that the workspace is known to install with; what npx fetches when there is none on the PATH. */
export const pnpm = 'pnpm@12.16.0';

/** A command whose program finds pnpm on the PATH: as it is where pnpm is there, else through npx, which puts it there. */
export function withPnpm(words: readonly string[]): [command: string, ...rest: string[]] {
  const hasPnpm = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .some((folder) => ['pnpm', 'pnpm.cmd'].some((name) => existsSync(path.join(folder, name))));
  if (!hasPnpm) return ['npx', '--yes', pnpm, 'exec', ...words];
  const [command = '', ...rest] = words;
  return [command, ...rest];
}
