import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../generation/targets.ts';
import { type Bump, largest } from './bump.ts';
import { Stop } from '../lib/stop.ts';

/** One change, and what it asks of the next version. */
export interface Change {
  readonly bump: Bump;
  /** A sentence. */
  readonly message: string;
  /** `specs/aliyun-pds.yaml:63`, where there is such a place. */
  readonly place?: string | undefined;
}

interface Place {
  readonly file: string;
  readonly pointer: string;
  readonly line: number;
}

interface DiffReport {
  readonly bump?: Bump;
  readonly changes: readonly {
    readonly path: string;
    readonly typeName: string;
    readonly kind: 'added' | 'removed' | 'modified';
    readonly impact: Bump;
    readonly property?: string;
    readonly verdicts: readonly { readonly impact: Bump; readonly message: string; readonly location?: Place }[];
    readonly base?: Place;
    readonly revision?: Place;
  }[];
}

/**
 * Rates the changes of a document by `redocly diff`. A document that has none before it, or after it, needs no differ.
 *
 * @throws Stop when the differ cannot read one of them, or does not rate
 */
export function compareDocuments(base: string, revision: string): Change[] {
  const args = ['diff', base, revision, '--format=json', '--fail-on=none', `--config=${config}`];
  const { stdout, stderr, error } = spawnSync(path.join(root, 'node_modules/.bin/redocly'), args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' },
  });
  // Without rules the differ calls everything a patch, and with an unresolved reference it skips what is behind it; it
  // says so on the side and ends well.
  const fault = error?.message ?? /^.*(?:No diff rules|has errors|unresolved|Failed to parse).*$/m.exec(stderr)?.[0];
  if (fault !== undefined || !stdout.startsWith('{')) {
    throw new Stop(
      `${shown(revision)}: "redocly diff" could not compare it with ${shown(base)}: ${fault ?? stderr.trim()}`,
    );
  }
  const { changes, bump = 'none' } = JSON.parse(stdout) as DiffReport;
  const found = changes.map(changeOf);
  // What it rates as a whole is never less than what we read out of its parts.
  return found.length > 0 && largest(found.map((each) => each.bump)) !== bump
    ? [...found, { bump, message: 'The differ rates the changes as a whole.' }]
    : found;
}

const config = path.join(import.meta.dirname, 'redocly-diff.yaml');

function changeOf(change: DiffReport['changes'][number]): Change {
  const at = change.revision ?? change.base;
  const verdict = change.verdicts.find(({ impact }) => impact === change.impact);
  const message = verdict?.message ?? plainMessage(change);
  return {
    bump: change.impact,
    message,
    place: at === undefined ? undefined : `${shown(path.resolve(root, at.file))}:${at.line}`,
  };
}

function plainMessage({ kind, property, path: pointer, typeName }: DiffReport['changes'][number]): string {
  const what = property === undefined ? typeName : `\`${property}\``;
  return `${what} ${kind === 'modified' ? 'changed' : `was ${kind}`} in ${pointer.replace(/^#\//, '').replaceAll('~1', '/')}.`;
}

function shown(file: string): string {
  return path.relative(root, file).replaceAll(path.sep, '/');
}
