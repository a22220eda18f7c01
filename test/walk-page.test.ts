import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './support/run.ts';
import { walkPage } from './support/walk-page.ts';

/** Walks a page of these lines, in an empty folder; what it wrote is read before the folder goes. */
async function walk(lines: readonly string[], read?: string, ports: readonly number[] = []): Promise<string> {
  using temporary = temporaryFolder();
  const [folder, scripts] = ['empty', 'scripts'].map((name) => path.join(temporary.path, name));
  if (folder === undefined || scripts === undefined) throw new TypeError('two folders');
  mkdirSync(folder);
  mkdirSync(scripts);
  const page = { file: 'page.md', ports, programs: [] };
  const text = `# A page\n\n${lines.join('\n')}\n`;
  const ended = await walkPage(page, { folder, scripts, packages: [], env: process.env, text });
  return read === undefined ? '' : readFileSync(path.join(ended, read), 'utf8');
}

const block = (info: string, ...code: readonly string[]): string => [`\`\`\`${info}`, ...code, '```', ''].join('\n');

test('files are written where the commands are, and one bash keeps folder and variables', async () => {
  const lines = [
    block('sh', 'mkdir inner && cd inner', 'name=kept'),
    block('js file=deep/program.mjs', 'console.log("ran");'),
    block('sh', 'node deep/program.mjs > result', 'printf %s "$name" >> result'),
  ];
  expect(await walk(lines, 'result')).toBe('ran\nkept');
});

test.each([
  ['a command that fails', [block('sh', 'true', 'false', 'true')], /page\.md:3: A command failed/],
  ['an output that is another', [block('sh', 'echo one'), block('text output', 'two')], /page\.md:7: "two" is shown/],
  ['outputs in another order', [block('sh', 'echo a; echo b'), block('text output', 'b', 'a')], /"a" is shown/],
  ['an output without a command', ['Text.', '', block('text output', 'a')], /page\.md:5: An output stands/],
  ['a server without a sign', [block('sh background', 'sleep 60')], /until="…"/],
  ['a server that ends', [block('sh background until="ready"', 'echo no')], /ended before it printed "ready"/],
])('%s fails, with the place', async (_what, lines, message) => {
  await expect(walk(lines)).rejects.toThrow(message);
});

test('an ellipsis stands for anything in a line; what is ignored is left to the reader', async () => {
  const lines = [
    block('sh', 'echo "took 12 ms, all"', 'printf "no end of line"'),
    block('text output', 'took … ms, all', 'no end…'),
    block('sh ignore reason="a reader does it"', 'false'),
  ];
  expect(await walk(lines)).toBe('');
});

test('a server gets a port that is free, is there for the commands, and ends with the page', async () => {
  const server = [
    "import { createServer } from 'node:http';",
    "import { writeFileSync } from 'node:fs';",
    "const server = createServer((_request, response) => response.end('served'));",
    "server.listen(8080, '127.0.0.1', () => { writeFileSync('pid', String(process.pid)); console.log('ready'); });",
  ];
  const client = "console.log(await (await fetch('http://127.0.0.1:8080')).text());";
  const lines = [
    block('js file=server.mjs', ...server),
    block('js file=client.mjs', client),
    block('sh background until="ready"', 'node server.mjs'),
    block('sh', 'node client.mjs'),
    block('text output', 'served'),
  ];
  const pid = Number(await walk(lines, 'pid', [8080]));
  expect(pid).toBeGreaterThan(1);
  // Gone, or gone and not buried yet.
  const status = `/proc/${pid}/status`;
  if (existsSync(status)) expect(readFileSync(status, 'utf8')).toMatch(/^State:\s+[ZX]/m);
});
