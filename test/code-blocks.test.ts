import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { pageFiles, readPage, type Block } from '../scripts/docs/markdown.ts';
import { bin, root, run } from './support/run.ts';
import { walkedPages } from './support/walked-pages.ts';

/** Where a block stands, and what is done with it. */
interface Verdict {
  readonly origin: string;
  readonly how: 'compiled' | 'parsed' | 'written to a file' | 'run' | 'text' | 'exempt';
  readonly reason?: string;
  readonly code: string;
  readonly problem?: string;
}

/** Pages whose files a test of their own writes, compiles and runs. */
const runByTests: Readonly<Record<string, string>> = {
  ...Object.fromEntries(walkedPages.map(({ file }) => [file, 'test/tutorials/tutorials.test.ts'])),
  'docs/regenerating.md': 'test/regenerate-elsewhere.test.ts',
};

function syntaxProblem(language: string, code: string): string | undefined {
  if (language === 'json') {
    try {
      JSON.parse(code);
      return undefined;
    } catch (error) {
      return String(error);
    }
  }
  if (language === 'yaml') return parseDocument(code).errors[0]?.message;
  const { diagnostics = [] } = ts.transpileModule(code, { reportDiagnostics: true });
  return diagnostics[0] && ts.flattenDiagnosticMessageText(diagnostics[0].messageText, ' ');
}

/** What is done with a block of a page, by its info string. */
function judge(file: string, block: Block): Verdict {
  const { language, attributes, flags, code } = block;
  const origin = `${file}:${block.line}`;
  const wrong = (problem: string): Verdict => ({ origin, how: 'exempt', code, problem });
  if (flags.has('ignore')) {
    const reason = attributes.get('reason') ?? '';
    return reason === '' ? wrong('is ignored without a reason="…"') : { origin, how: 'exempt', code, reason };
  }
  if (attributes.has('file')) {
    const by = runByTests[file];
    return by === undefined
      ? wrong('is a file of a page that nothing writes and runs; see test/support/walked-pages.ts')
      : { origin, how: 'written to a file', code, reason: by };
  }
  if (language === 'ts') return { origin, how: 'compiled', code };
  if (language === 'sh') return { origin, how: 'run', code, reason: 'test/commands.test.ts' };
  if (['js', 'json', 'yaml'].includes(language)) {
    const problem = syntaxProblem(language, code);
    return problem === undefined ? { origin, how: 'parsed', code } : wrong(`does not parse: ${problem}`);
  }
  if (['text', 'http', 'ini', 'diff', 'mermaid'].includes(language)) return { origin, how: 'text', code };
  return wrong(`has the language "${language}", of which these tests know nothing`);
}

/** The TypeScript blocks of doc comments. */
function ofComments(): Verdict[] {
  const found: Verdict[] = [];
  for (const file of globSync(['packages/*/src/**/*.ts', 'specs/src/**/*.ts'], { cwd: root })) {
    if (file.includes('/gen/') || file.includes('node_modules')) continue;
    const text = readFileSync(path.join(root, file), 'utf8');
    for (const match of text.matchAll(/^([ \t]*\* )```ts\n([\s\S]*?)^\1```/gm)) {
      const line = text.slice(0, match.index).split('\n').length;
      const code = (match[2] ?? '').replaceAll(/^[ \t]*\* ?/gm, '');
      found.push({ origin: `${file}:${line}`, how: 'compiled', code });
    }
  }
  return found;
}

const ofPages = pageFiles().flatMap((file) => readPage(file).blocks.map((block) => judge(file, block)));

test('every block of a page says what it is, is checked as that, or says why not', () => {
  expect(
    ofPages.filter(({ problem }) => problem !== undefined).map((each) => `${each.origin} ${each.problem}`),
  ).toEqual([]);
  const counts = Map.groupBy(ofPages, ({ how }) => how);
  const total = [...counts].map(([how, blocks]) => `${blocks.length} ${how}`).join(', ');
  const exempt = (counts.get('exempt') ?? []).map(({ origin, reason }) => `  ${origin}: ${reason}\n`);
  process.stdout.write(`blocks of pages: ${total}\n${exempt.join('')}`);
  for (const [page, verdicts] of Map.groupBy(ofPages, ({ origin }) => origin.replace(/:\d+$/, ''))) {
    const lines = verdicts.map(({ origin, how }) => `${origin.replace(/^.*:/, '')} ${how}`);
    process.stdout.write(`  ${page}: ${lines.join(', ')}\n`);
  }
});

test('every TypeScript block of a page or a doc comment compiles', async () => {
  const comments = ofComments();
  const found = [...ofPages, ...comments].filter(({ how }) => how === 'compiled');
  expect(comments.length).toBeGreaterThan(10);
  expect(found.length - comments.length).toBeGreaterThan(10);
  const folder = path.join(root, 'node_modules/.cache/code-blocks');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const origins = new Map<string, string>();
  for (const [index, { origin, code }] of found.entries()) {
    origins.set(`block-${index}.ts`, origin);
    writeFileSync(path.join(folder, `block-${index}.ts`), `${code}\nexport {};\n`);
  }
  const paths: Record<string, string[]> = {};
  for (const file of [...globSync('packages/*/package.json', { cwd: root }), 'specs/package.json']) {
    const manifest = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as {
      name: string;
      exports?: Record<string, string>;
      peerDependencies?: Record<string, string>;
    };
    // What a user has installed beside the package.
    for (const name of Object.keys(manifest.peerDependencies ?? {})) {
      const peer = path.join(root, path.dirname(file), 'node_modules', name);
      const { types } = JSON.parse(readFileSync(path.join(peer, 'package.json'), 'utf8')) as { types: string };
      paths[name] = [path.join(peer, types)];
    }
    for (const [entry, source] of Object.entries(manifest.exports ?? {})) {
      if (!source.endsWith('.ts')) continue;
      paths[path.posix.join(manifest.name, entry)] = [path.join(root, path.dirname(file), source)];
    }
  }
  const compilerOptions = {
    exactOptionalPropertyTypes: false,
    isolatedDeclarations: false,
    declaration: false,
    noUnusedLocals: false,
    skipLibCheck: true,
    lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable'],
    typeRoots: [path.join(root, 'node_modules/@types')],
    paths,
  };
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: path.join(root, 'tsconfig.base.json'), compilerOptions, include: ['*.ts'] }),
  );
  const { output } = await run(bin('tsc'), ['-p', folder, '--pretty', 'false'], { cwd: folder });
  const named = output.replaceAll(/block-\d+\.ts/g, (name) => `${origins.get(name) ?? ''} (${name})`);
  expect(named).toBe('');
});
