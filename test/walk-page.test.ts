import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root, temporaryFolder } from './support/run.ts';
import { walkPage } from './support/walk-page.ts';

/** Walks a page of these lines, in an empty folder; what it wrote is read before the folder goes. */
async function walk(
  lines: readonly string[],
  read?: string,
  ports: readonly number[] = [],
  signal?: AbortSignal,
): Promise<string> {
  using temporary = temporaryFolder();
  const [folder, scripts] = ['empty', 'scripts'].map((name) => path.join(temporary.path, name));
  if (folder === undefined || scripts === undefined) throw new TypeError('two folders');
  mkdirSync(folder);
  mkdirSync(scripts);
  const page = { file: 'page.md', ports, programs: [] };
  const text = `# A page\n\n${lines.join('\n')}\n`;
  const ended = await walkPage(page, {
    folder,
    scripts,
    packages: [],
    env: process.env,
    text,
    ...(signal && { signal }),
  });
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
  expect(isGone(pid)).toBe(true);
});

describe('what a walk started ends with it', () => {
  /** Programs that say where they are, and stay: they tell the listener of their test. */
  const stays = (port: number, name: string): string =>
    block(
      `js file=${name}.mjs`,
      "import { connect } from 'node:net';",
      `connect(${port}, '127.0.0.1').write('${name} ' + process.pid + '\\n', () => console.log('ready'));`,
      // Whoever asks it to end is not heard.
      "process.on('SIGTERM', () => undefined);",
    );

  /** Where programs tell their process ids; `arrived` resolves once all of these names have. */
  async function listener(): Promise<{
    readonly port: number;
    arrived(...names: readonly string[]): Promise<readonly number[]>;
    /** Resolves once every program that connected has gone, with how many that were. */
    readonly left: () => Promise<number>;
    [Symbol.dispose](): void;
  }> {
    const pids = new Map<string, number>();
    const gone: Promise<unknown>[] = [];
    let heard: () => void = () => undefined;
    const server = createServer((socket) => {
      gone.push(new Promise((resolve) => socket.once('close', resolve)));
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        const [name = '', pid] = String(chunk).trim().split(' ');
        pids.set(name, Number(pid));
        heard();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      port: (server.address() as AddressInfo).port,
      arrived: (...names) =>
        new Promise((resolve) => {
          heard = () => {
            if (names.every((name) => pids.has(name))) resolve(names.map((name) => pids.get(name) ?? 0));
          };
          heard();
        }),
      left: async () => (await Promise.all(gone)).length,
      [Symbol.dispose]: () => {
        server.close();
        for (const pid of pids.values()) if (!isGone(pid)) process.kill(pid, 'SIGKILL');
      },
    };
  }

  test('when it is given up while a command hangs', async () => {
    using heard = await listener();
    const lines = [
      stays(heard.port, 'server'),
      stays(heard.port, 'aside'),
      stays(heard.port, 'command'),
      block('sh background until="ready"', 'node server.mjs'),
      block('sh', 'node aside.mjs & node command.mjs'),
    ];
    const controller = new AbortController();
    const walked = walk(lines, undefined, [], controller.signal);
    const pids = await heard.arrived('server', 'aside', 'command');
    controller.abort('out of time');
    await expect(walked).rejects.toThrow(/page\.md:\d+: The walk was given up \(out of time\):\n.*node command\.mjs/s);
    expect(pids.map(isGone)).toEqual([true, true, true]);
  });

  test.each([
    ['the page ends', 'true'],
    ['a command fails', 'false'],
  ])('when %s, with something still in the background of its shell', async (_what, last) => {
    using heard = await listener();
    const begun = 'node aside.mjs > said & until grep -q ready said; do :; done';
    const walked = walk([stays(heard.port, 'aside'), block('sh', begun), block('sh', last)]);
    if (last === 'false') await expect(walked).rejects.toThrow(/A command failed/);
    else await walked;
    const [pid = 0] = await heard.arrived('aside');
    expect(isGone(pid)).toBe(true);
  });

  test('when the process that walks is killed', async () => {
    using heard = await listener();
    using temporary = temporaryFolder();
    const inside = (name: string): string => path.join(temporary.path, name);
    const [, code = ''] = /^```[^\n]*\n(.*?)^```/ms.exec(stays(heard.port, 'server')) ?? [];
    writeFileSync(inside('server.mjs'), code);
    const program = `
      const { PageShell } = await import(${JSON.stringify(path.join(root, 'test/support/page-shell.ts'))});
      const shell = new PageShell(${JSON.stringify(temporary.path)}, ${JSON.stringify(temporary.path)}, process.env);
      await shell.serve('node server.mjs', 'ready');
      console.log('serving');`;
    writeFileSync(inside('walk.mjs'), program);
    const walking = spawn(process.execPath, [inside('walk.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(walking.stdout, 'data');
      await heard.arrived('server');
    } finally {
      walking.kill('SIGKILL');
    }
    expect(await heard.left()).toBe(1);
  });
});

/** Gone, or gone and not buried yet. */
function isGone(pid: number): boolean {
  try {
    return /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}
