import type { PinnedRuntime } from './versions.ts';

/** All that says which runtimes are served. */
export interface Statements {
  /** The text of docs/supported-runtimes.md. */
  readonly page: string;
  /** From versions.ts: the range that packages ask for, and what is run. */
  readonly range: string;
  readonly runtimes: readonly PinnedRuntime[];
  /** The Node.js of the toolchain. */
  readonly toolchain: string;
  /** `engines.node` of every published package, by its name. */
  readonly engines: ReadonlyMap<string, string | undefined>;
  /** READMEs by their path. */
  readonly readmes: ReadonlyMap<string, string>;
  /** The TypeScripts that packed types are compiled with. */
  readonly compilers: readonly string[];
}

interface Line {
  readonly line: number;
  readonly from: string;
  readonly endOfLife: string;
  readonly until: string;
}

const where = 'docs/supported-runtimes.md';

/** Where the statements contradict each other, on any day; in sentences that say what to change. */
export function contradictions(statements: Statements): string[] {
  const lines = nodeLines(statements.page);
  if (lines.length === 0)
    return [`${where}: it has no table of Node.js lines, "| 20 | 20.19.0 | 2026-04-30 | 2027-04-30 |".`];
  return [
    ...ofDates(lines),
    ...ofRange(lines, statements),
    ...ofRuntimes(lines, statements),
    ...ofEngines(statements),
    ...ofReadmes(lines, statements),
    ...ofCompilers(statements),
  ];
}

/**
 * The lines of Node.js whose day has passed; in sentences that say what to change. They are no contradiction: what is
 * written down was right when it was committed, and who changes something else has no part in it.
 *
 * @param today as `2026-11-21`
 */
export function overdue(page: string, today: string): string[] {
  return nodeLines(page)
    .filter(({ until }) => until < today)
    .map(
      ({ line, until }) =>
        `${where}: Node.js ${line} was served until ${until}, and today is ${today}. Drop it as "How one is dropped" there says, or put down until when it is served instead.`,
    );
}

function nodeLines(page: string): Line[] {
  const row = /^\| (\d+)\s+\| (\d+\.\d+\.\d+)\s+\| (\d{4}-\d{2}-\d{2})\s+\| (\d{4}-\d{2}-\d{2})\s+\|$/gm;
  return [...page.matchAll(row)].map(([, line = '', from = '', endOfLife = '', until = '']) => ({
    line: Number(line),
    from,
    endOfLife,
    until,
  }));
}

function ofDates(lines: readonly Line[]): string[] {
  return lines.flatMap(({ line, endOfLife, until }) => {
    const yearLater = endOfLife.replace(/^\d{4}/, (year) => String(Number(year) + 1));
    if (until === yearLater) return [];
    return [`${where}: Node.js ${line} is served until ${until}; a year after its end of life is ${yearLater}.`];
  });
}

/** The first version of each line that a range lets in; of ranges like `^20.19.0 || >=22.12.0`. */
function firstVersions(range: string): Map<number, string> | undefined {
  const first = new Map<number, string>();
  for (const part of range.split('||')) {
    const [, operator, version = '', major = ''] = /^\s*(\^|>=)((\d+)\.\d+\.\d+)\s*$/.exec(part) ?? [];
    if (operator === undefined) return undefined;
    first.set(Number(major), version);
  }
  return first;
}

function ofRange(lines: readonly Line[], { range }: Statements): string[] {
  const first = firstVersions(range);
  if (first === undefined) {
    return [`scripts/runtimes/versions.ts: supportedNode is "${range}"; write it like "^20.19.0 || >=22.12.0".`];
  }
  const found: string[] = [];
  const open = Math.max(...first.keys());
  for (const { line, from } of lines) {
    const allowed = first.get(line) ?? (line > open ? `${line}.0.0` : undefined);
    if (allowed === from) continue;
    found.push(
      allowed === undefined
        ? `${where}: Node.js ${line} is in the table, and "${range}" of scripts/runtimes/versions.ts does not let it in.`
        : `${where}: Node.js ${line} is served from ${from}; "${range}" of scripts/runtimes/versions.ts lets it in from ${allowed}.`,
    );
  }
  for (const line of first.keys()) {
    if (lines.some((each) => each.line === line)) continue;
    found.push(`${where}: Node.js ${line} has no row, and "${range}" of scripts/runtimes/versions.ts lets it in.`);
  }
  return found;
}

function ofRuntimes(lines: readonly Line[], { page, runtimes, toolchain }: Statements): string[] {
  const found: string[] = [];
  const nodes = runtimes.filter(({ product }) => product === 'Node.js');
  const isOf = ({ version }: PinnedRuntime, line: number): boolean => version?.startsWith(`${line}.`) === true;
  for (const { line, from } of lines) {
    const versions = nodes.filter((each) => isOf(each, line));
    if (versions.every(({ oldest }) => oldest === true)) {
      found.push(
        `scripts/runtimes/versions.ts: the newest Node.js ${line} is missing, and ${where} says that it is served.`,
      );
    }
    const oldest = versions.find((each) => each.oldest === true)?.version;
    if (oldest !== from && (oldest !== undefined || !from.endsWith('.0.0'))) {
      found.push(
        `scripts/runtimes/versions.ts: the oldest Node.js ${line} is ${oldest ?? 'missing'}; ${where} says ${from}.`,
      );
    }
  }
  for (const node of nodes) {
    if (lines.some(({ line }) => isOf(node, line))) continue;
    found.push(`${where}: Node.js ${node.version} is in scripts/runtimes/versions.ts, and has no row in the table.`);
  }
  if (!nodes.some(({ version }) => version === toolchain)) {
    found.push(
      `pnpm-workspace.yaml: the toolchain has Node.js ${toolchain}, which is not in scripts/runtimes/versions.ts.`,
    );
  }
  for (const { product, version } of runtimes) {
    if (product === 'Node.js') continue;
    const said = new RegExp(`^\\| ${product}\\s+\\| (.*?)\\s*\\|`, 'm').exec(page)?.[1];
    const runs = version ?? 'of Debian';
    if (said !== runs) {
      found.push(`${where}: ${product} is ${said ?? 'missing'} there, and ${runs} in scripts/runtimes/versions.ts.`);
    }
  }
  return found;
}

function ofEngines({ page, range, engines, readmes }: Statements): string[] {
  const rows = [...page.matchAll(/^\| (`@[\w/-]+`|every other)\s+\| `(.*?)`\s+\|/gm)].map(
    ([, name = '', asked = '']) => [name.replaceAll('`', ''), asked.replaceAll(String.raw`\|`, '|')] as const,
  );
  const own = new Map(rows);
  const found: string[] = [];
  const others = own.get('every other');
  if (others !== range) {
    found.push(
      `${where}: every other package needs "${others ?? 'nothing'}" there, and "${range}" in scripts/runtimes/versions.ts.`,
    );
  }
  for (const [name, asked] of engines) {
    const wanted = own.get(name) ?? range;
    if (asked !== wanted)
      found.push(`${name}: its engines ask for Node.js "${asked ?? ''}"; ${where} says "${wanted}".`);
  }
  for (const [name, asked] of own) {
    if (name === 'every other') continue;
    const statement = `Node.js ${asked.replace(/^\D+/, '')}`;
    const file = `packages/${name.slice(name.indexOf('/') + 1)}/README.md`;
    if (!engines.has(name)) found.push(`${where}: there is no published package ${name}.`);
    else if (readmes.get(file)?.includes(statement) !== true) found.push(`${file}: it does not say "${statement}".`);
  }
  return found;
}

/** "Node.js 20.19, 22.12 or later" of a package; "Node.js 20 or later" of what is needed to work on the repository. */
function ofReadmes(lines: readonly Line[], { range, readmes }: Statements): string[] {
  const minors = [...(firstVersions(range)?.values() ?? [])].map((version) => version.replace(/\.0$/, ''));
  const packages = `Node.js ${minors.join(', ')} or later`;
  const repository = `Node.js ${Math.min(...lines.map(({ line }) => line))} or later`;
  const found: string[] = [];
  let isSaid = false;
  for (const [file, text] of readmes) {
    for (const [statement] of text.matchAll(/Node\.js [\d., ]*\d or later/g)) {
      isSaid ||= statement === packages;
      if (statement !== packages && statement !== repository) {
        found.push(`${file}: it says "${statement}"; packages are for "${packages}".`);
      }
    }
  }
  if (!isSaid) found.push(`packages/core/README.md: no README says "${packages}".`);
  return found;
}

function ofCompilers({ page, compilers }: Statements): string[] {
  const said = /## TypeScript\n\n((?:\d[\d.]*(?:, | and )?)+)/.exec(page)?.[1]?.match(/\d+(?:\.\d+)?/g) ?? [];
  if (said.join() === compilers.join()) return [];
  return [
    `${where}: TypeScript is ${said.join(', ')} there, and ${compilers.join(', ')} in test/support/compilers.ts.`,
  ];
}
