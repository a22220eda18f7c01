/**
 * Runs the request side of the suites on a second judge, Steady, and writes what the two disagree on to docs/judges.md.
 *
 *     node scripts/judges.ts          compare, and fail when docs/judges.md is not what comes out
 *     node scripts/judges.ts --write  compare, and write docs/judges.md
 *     node scripts/judges.ts --fetch  fetch Steady first, 95 MB, into node_modules/.cache
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documents, type DocumentName } from '@tokenwright/specs';
import { parse } from 'yaml';
import { loadDocument } from '../src/document.ts';
import { createJudge } from '../src/judge.ts';
import { mutationsOf } from '../src/mutations.ts';
import type { PlainRequest } from '../src/request.ts';
import { requestsOf } from '../src/requests.ts';

const home = fileURLToPath(new URL('..', import.meta.url));
const cache = join(home, 'node_modules/.cache/steady');
const page = join(home, 'docs/judges.md');
const binary = join(
  cache,
  `node_modules/@stdy/cli-${process.platform}-${process.arch}/bin/steady${process.platform === 'win32' ? '.exe' : ''}`,
);

/** Why the two can differ, by what is at the bottom of it. The first that fits counts. */
const reasons: readonly [fits: (row: Row) => boolean, reason: string][] = [
  [
    ({ code }) => code === 'request-alternatives',
    'OpenAPI cannot make a body depend on a header. The kit goes by `x-request-alternatives`, which Steady does not know.',
  ],
  [({ code }) => code === 'security', 'Steady does not check security requirements.'],
  [
    ({ code, what }) => code === 'duplicate-key' && what.startsWith('the query parameter'),
    'Steady reports repeated fields of a form, and not repeated parameters of a query.',
  ],
  [
    ({ code }) => code === 'duplicate-key',
    'A JSON reader keeps the last of two members of one name; Steady looks at what is left, the kit at the text.',
  ],
];

interface Row {
  readonly document: string;
  readonly operation: string;
  readonly what: string;
  /** The code of the kit's first violation; undefined: it accepts. */
  readonly code: string | undefined;
  /** What Steady says; undefined: it accepts. */
  readonly steady: string | undefined;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<number> {
  const flags = new Set(process.argv.slice(2));
  if (flags.has('--fetch')) fetchSteady();
  if (!existsSync(binary)) {
    print('SKIPPED: Steady is not here. Fetch it with: node scripts/judges.ts --fetch');
    return 0;
  }
  const rows: Row[] = [];
  for (const name of Object.keys(documents) as DocumentName[]) rows.push(...(await judgeBoth(name)));
  const text = render(rows);
  const unexplained = rows.filter((row) => differs(row) && reasonOf(row) === undefined);
  for (const row of unexplained) print(`A disagreement without a reason: ${JSON.stringify(row)}`);
  if (flags.has('--write')) {
    mkdirSync(join(home, 'docs'), { recursive: true });
    writeFileSync(page, text);
  } else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
    print('docs/judges.md is out of date; write it with: node scripts/judges.ts --write');
    return 1;
  }
  print(
    `${rows.length} requests, ${rows.filter(differs).length} disagreements, ${unexplained.length} without a reason.`,
  );
  return unexplained.length === 0 ? 0 : 1;
}

/** Fetches the version that the workspace pins. Its package runs no script at its installation. */
function fetchSteady(): void {
  const workspace = parse(readFileSync(join(home, '../../pnpm-workspace.yaml'), 'utf8')) as {
    catalog: Record<string, string>;
  };
  mkdirSync(cache, { recursive: true });
  const version = workspace.catalog['@stdy/cli'];
  const options = ['--prefix', cache, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...options, `@stdy/cli@${version}`], { stdio: 'inherit' });
}

async function judgeBoth(name: DocumentName): Promise<Row[]> {
  const document = await loadDocument(name);
  const judge = createJudge(document);
  const port = await freePort();
  const file = fileURLToPath(documents[name].url);
  const steady = spawn(binary, ['--port', String(port), '--host', '127.0.0.1', '--quiet', file], { stdio: 'ignore' });
  try {
    const origin = `http://127.0.0.1:${port}`;
    await started(steady, origin);
    const rows: Row[] = [];
    for (const operation of document.operations) {
      for (const named of requestsOf(document, operation)) {
        const variants = [{ name: 'is valid', request: named.request }, ...mutationsOf(document, named)];
        for (const { name: what, request } of variants) {
          const { violations } = await judge.judgeRequest(request);
          const said = await askSteady(origin, request);
          rows.push({ document: name, operation: operation.id, what, code: violations[0]?.code, steady: said });
        }
      }
    }
    return rows;
  } finally {
    steady.kill();
  }
}

async function askSteady(
  origin: string,
  { method, path, query, headers, body }: PlainRequest,
): Promise<string | undefined> {
  const response = await fetch(`${origin}${path}${query === '' ? '' : `?${query}`}`, {
    method,
    headers: { ...headers },
    redirect: 'manual',
    ...(body === '' ? {} : { body }),
  });
  await response.text();
  const code = response.headers.get('x-steady-error-1-code');
  // Steady calls a request valid whose texts are too short, and says so all the same; what it says counts here.
  if (code === null && response.headers.get('x-steady-request-valid') !== 'false') return undefined;
  return code === null
    ? `status ${response.status}`
    : `${code} ${response.headers.get('x-steady-error-1-message') ?? ''}`;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
      });
  });
}

async function started(steady: ChildProcess, origin: string): Promise<void> {
  for (let tries = 0; tries < 100 && steady.exitCode === null; tries += 1) {
    const answered = await fetch(origin).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
  throw new Error('Steady did not start.');
}

function differs({ code, steady }: Row): boolean {
  return (code === undefined) !== (steady === undefined);
}

function reasonOf(row: Row): string | undefined {
  return reasons.find(([fits]) => fits(row))?.[1];
}

function render(rows: readonly Row[]): string {
  const groups = new Map<string, { row: Row; count: number }>();
  for (const row of rows.filter(differs)) {
    const key = [row.document, row.operation, row.what].join(' ');
    groups.set(key, { row, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  const cells = [...groups.values()].map(({ row, count }) => {
    const kit = row.code === undefined ? 'accepts' : `refuses: ${row.code}`;
    const steady = row.steady === undefined ? 'accepts' : `refuses: ${row.steady}`;
    return [row.document, row.operation, row.what, String(count), kit, steady, reasonOf(row) ?? 'UNEXPLAINED'];
  });
  const both = rows.filter((row) => !differs(row));
  const refused = both.filter(({ code }) => code !== undefined).length;
  return `# Two judges

Written by \`node scripts/judges.ts --write\`; do not edit. The request side of the suites of all three documents was run
on this kit, which judges with Prism and its own pre-checks, and on Steady (\`@stdy/cli\`), which shares no code with it.

Of ${rows.length} requests both accept ${both.length - refused} and refuse ${refused}. They disagree on ${rows.length - both.length}:

${table(['document', 'operation', 'request', 'times', 'this kit', 'Steady', 'reason'], cells)}
`;
}

/** A table as the formatter of the repository leaves it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_title, at) => Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

process.exitCode = await main();
