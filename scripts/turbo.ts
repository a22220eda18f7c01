/** Runs turbo without its telemetry: `node scripts/turbo.ts run types`. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './generation/targets.ts';
import { withPnpm } from './lib/pnpm.ts';

const turbo = [path.join(root, 'node_modules/.bin/turbo'), ...process.argv.slice(2)];

// Turbo looks for pnpm on the PATH.
const [command, ...rest] = withPnpm(turbo);

const { status } = spawnSync(command, rest, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
});
process.exitCode = status ?? 1;
