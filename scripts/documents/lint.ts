import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../generation/targets.ts';
import { Stop } from '../lib/stop.ts';
import { type DocumentText, shownPath } from './text.ts';

interface LintReport {
  readonly problems: readonly {
    readonly ruleId: string;
    readonly severity: 'error' | 'warn';
    readonly message: string;
    readonly location: readonly {
      readonly source: { readonly ref: string };
      readonly start: { readonly line: number; readonly col: number };
    }[];
  }[];
}

const mostProblems = 10;
/** What makes the rest unreliable is said first. */
const firstRules = ['no-unresolved-refs', 'struct', 'spec'];

/** @throws Stop naming each place where the document breaks a rule of `redocly.yaml` */
export function lintDocument({ file, name }: DocumentText): void {
  const config = path.join(root, 'redocly.yaml');
  const { stdout, stderr } = spawnSync(
    path.join(root, 'node_modules/.bin/redocly'),
    ['lint', file, `--config=${config}`, '--format=json', '--max-problems=1000'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' },
    },
  );
  if (!stdout.startsWith('{')) throw new Stop(`${name}: "redocly lint" could not read it: ${stderr.trim()}`);
  const { problems } = JSON.parse(stdout) as LintReport;
  const faults = problems.filter(({ severity }) => severity === 'error');
  if (faults.length === 0) return;
  const order = (ruleId: string): number => (firstRules.includes(ruleId) ? firstRules.indexOf(ruleId) : 99);
  const lines = faults
    .toSorted((left, right) => order(left.ruleId) - order(right.ruleId))
    .slice(0, mostProblems)
    .map(({ ruleId, message, location: [place] }) => {
      const at = place === undefined ? name : `${shownPath(path.resolve(root, place.source.ref))}:${place.start.line}`;
      return `${at}: ${message.trim().replaceAll(/\s+/g, ' ').replace(/\.?$/, '.')} (${ruleId})`;
    });
  const more = faults.length - lines.length;
  throw new Stop([...new Set(lines), ...(more > 0 ? [`and ${more} more: pnpm redocly lint ${name}`] : [])].join('\n'));
}
