/**
 * Runs the behaviour suite on Node.js (four versions), Bun, Deno, workerd and Chromium, against an authority on
 * loopback, and prints what happened where: `node packages/core/test/runtimes/run.ts`.
 */
import { pathToFileURL } from 'node:url';
import { startAuthority } from './authority.ts';
import { installRuntimes } from './install.ts';
import { findRuntimes, type Runtime, type Words } from './launch.ts';

/** What has to happen. */
const expected: Words = {
  token: 'token',
  refused: 'not-sent',
  'unknown host': 'not-sent',
  certificate: 'not-sent',
  reset: 'unknown',
  cut: 'unknown',
  'cut in body': 'unknown',
  hang: 'timeout',
  'hang in body': 'timeout',
  redirect: 'redirect_refused',
  'endless body': 'response_too_large',
  'gzip bomb': 'response_too_large',
  'HTTP 503': 'HTTP 503',
  abort: 'reason',
  'user agent': 'ours',
  RS256: 'verified',
  PS256: 'verified',
  ES256: 'verified',
  EdDSA: 'verified',
  external: 'verified',
  channels: 'renewed,hit',
  Basic: 'encoded',
  'behind the redirect': '0',
  'past the certificate': '0',
  preflights: '0',
  'sent at reset': '1',
  'sent at cut': '1',
  'sent at cut in body': '1',
};

/** A browser re-sends by itself when a connection that it reuses is reset; no page can stop it. */
const maySendTwice = '1 or 2';

/** These two say the same whether a connection was refused or lost, so the outcome has to be unknown. */
const silent: Words = { refused: 'unknown', 'unknown host': 'unknown', certificate: 'unknown' };
const exceptions: Readonly<Record<string, Words>> = {
  workerd: silent,
  Chromium: { ...silent, channels: 'none', 'user agent': 'its own', 'sent at reset': maySendTwice },
};

export interface Row {
  readonly runtime: string;
  readonly words: Words;
  /** The behaviours that are not as they have to be. */
  readonly wrong: readonly string[];
}

export interface Report {
  readonly rows: readonly Row[];
  /** Runtimes that this machine has not. */
  readonly absent: readonly string[];
}

/** Runs the suite everywhere. */
export async function runEverywhere(): Promise<Report> {
  installRuntimes();
  const { runtimes, absent } = await findRuntimes();
  const rows: Row[] = [];
  for (const runtime of runtimes) rows.push(await runOn(runtime));
  return { rows, absent };
}

async function runOn(runtime: Runtime): Promise<Row> {
  await using authority = await startAuthority();
  const result = await runtime.run(authority.context);
  const seen = Object.entries(authority.seen()).map(([name, count]) => [name, String(count)] as const);
  const words: Words = { ...result, ...Object.fromEntries(seen) };
  const wanted: Words = { ...expected, ...exceptions[runtime.name.split(' ')[0] ?? ''] };
  const names = new Set([...Object.keys(wanted), ...Object.keys(words)]);
  return { runtime: runtime.name, words, wrong: [...names].filter((name) => !isRight(words[name], wanted[name])) };
}

function isRight(word: string | undefined, wanted: string | undefined): boolean {
  return word !== undefined && wanted?.split(' or ').includes(word) === true;
}

/** A table with a line for each behaviour and a column for each runtime; what is wrong is marked. */
export function tableOf({ rows, absent }: Report): string {
  const names = [...new Set(rows.flatMap(({ words }) => Object.keys(words)))];
  const cellOf = ({ words, wrong }: Row, name: string): string =>
    `${words[name] ?? 'nothing'}${wrong.includes(name) ? ' (wrong)' : ''}`;
  const lines = [['', ...rows.map(({ runtime }) => runtime)]];
  for (const name of names) lines.push([name, ...rows.map((row) => cellOf(row, name))]);
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length))) ?? [];
  const table = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...table, ...absent.map((name) => `${name}: not on this machine`)].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const report = await runEverywhere();
  // oxlint-disable-next-line no-console -- what the command is for
  console.log(tableOf(report));
  const failed =
    report.rows.some(({ wrong }) => wrong.length > 0) || (report.absent.length > 0 && process.env['CI'] !== undefined);
  process.exitCode = failed ? 1 : 0;
}
