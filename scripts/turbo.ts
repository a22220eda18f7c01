/** Runs turbo without its telemetry: `node scripts/turbo.ts run types`. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './generation/targets.ts';
import { pnpm } from './lib/pnpm.ts';

const turbo = [path.join(root, 'node_modules/.bin/turbo'), ...process.argv.slice(2)];

// Turbo looks for pnpm on the PATH. It is there when pnpm runs the script; when not, npx puts it there.
const hasPnpm = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .some((folder) => ['pnpm', 'pnpm.cmd'].some((name) => existsSync(path.join(folder, name))));
const [command = '', ...rest] = hasPnpm ? turbo : ['npx', '--yes', pnpm, 'exec', ...turbo];

const { status } = spawnSync(command, rest, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
});
process.exitCode = status ?? 1;
