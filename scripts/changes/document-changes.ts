import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../generation/targets.ts';
import type { Bump } from './bump.ts';
import { Stop } from '../lib/stop.ts';

/** One change, and what it asks of the next version. */
export interface Change {
  readonly bump: Bump;
  /** A sentence. */
  readonly message: string;
  /** `specs/aliyun-pds.yaml:63`, where there is such a place. */
  readonly place?: string | undefined;
  /** It is about a named example: users of a document ask for one by its name, users of a client have none. */
  readonly isExample?: boolean | undefined;
}

interface Place {
  readonly file: string;
  readonly pointer: string;
  readonly line: number;
}

interface DiffReport {
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
  const { changes } = JSON.parse(stdout) as DiffReport;
  return changes.map(changeOf);
}

const config = path.join(import.meta.dirname, 'redocly-diff.yaml');

function changeOf(change: DiffReport['changes'][number]): Change {
  const at = change.kind === 'removed' ? (change.base ?? change.revision) : (change.revision ?? change.base);
  const isExample = change.property === undefined && /\/examples\/[^/]+$/.test(change.path);
  const verdict = change.verdicts.find(({ impact }) => impact === change.impact);
  return {
    // The differ lets an example go without a word, and who asked for it by its name is left without it.
    bump: isExample && change.kind === 'removed' ? 'major' : change.impact,
    message: verdict?.message ?? plainMessage(change),
    place: at === undefined ? undefined : `${shown(path.resolve(root, at.file))}:${at.line}`,
    isExample,
  };
}

/** What no rule of the differ has a sentence for: the thing by its name, and the operation or component it is in. */
function plainMessage({ kind, property, path: pointer, typeName }: DiffReport['changes'][number]): string {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const [first, second = '', third = ''] = parts;
  const where = first === 'paths' ? `${third.toUpperCase()} ${second}` : parts.slice(0, -1).join('.');
  const what =
    property === undefined ? `${typeName} \`${parts.at(-1) ?? ''}\`` : `\`${property}\` of \`${parts.at(-1) ?? ''}\``;
  return `${what} ${kind === 'modified' ? 'changed' : `was ${kind}`}${where === '' ? '' : `, in ${where}`}.`;
}

function shown(file: string): string {
  return path.relative(root, file).replaceAll(path.sep, '/');
}
