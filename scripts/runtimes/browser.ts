import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Context, Outcome } from './suite/case.ts';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Runs a bundled suite in a page of a new headless Chromium. */
export async function runInBrowser(
  program: string,
  file: string,
  context: Context,
  mostMs: number,
): Promise<readonly Outcome[]> {
  const profile = mkdtempSync(path.join(tmpdir(), 'tokenwright-chromium-'));
  const host = await startHost(context, file);
  const child = spawn(program, [...flags, `--user-data-dir=${profile}`, host.url], { stdio: 'ignore', detached: true });
  const ended = once(child, 'exit');
  try {
    const late = once(AbortSignal.timeout(mostMs), 'abort').then(() =>
      Promise.reject(new Error('Chromium took too long')),
    );
    const gone = ended.then(() => Promise.reject(new Error('Chromium ended without a result')));
    return await Promise.race([host.outcomes, gone, late]);
  } finally {
    // Its own group: Debian starts it through a shell script.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await ended;
    host.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A script that cannot be loaded, and what it throws, is told to the host instead of being waited for. */
const page = `<!doctype html><script>
  const tell = (body) => fetch('/broken', { method: 'POST', body });
  addEventListener('error', ({ message }) => tell(message ?? 'its script cannot be loaded'), true);
  addEventListener('unhandledrejection', ({ reason }) => tell(String(reason)));
</script><script type="module" src="/suite.mjs"></script>`;

interface Host {
  readonly url: string;
  readonly outcomes: Promise<readonly Outcome[]>;
  close(): void;
}

/**
 * Serves the page with the suite, takes the outcomes, and hands everything below the twins' paths to them: neither
 * vendor says that its authority answers pages of other origins, so a page reaches one through its own server.
 */
async function startHost(context: Context, file: string): Promise<Host> {
  const { promise: outcomes, resolve, reject } = Promise.withResolvers<readonly Outcome[]>();
  const server = createServer((request, response) => {
    const { url = '/' } = request;
    if (url === '/outcomes')
      text(request).then((body) => {
        response.end();
        resolve(JSON.parse(body) as readonly Outcome[]);
      }, reject);
    else if (url === '/broken') text(request).then((body) => reject(new Error(`the page broke: ${body}`)), reject);
    else if (url.startsWith('/v2/')) forward(request, response, context.pds.url);
    else if (url.startsWith('/api/')) forward(request, response, context.oneAccess);
    else servePage(url, response);
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const inPage: Context = { ...context, pds: { ...context.pds, url: origin }, oneAccess: origin };
  const pages: Readonly<Record<string, readonly [type: string, content: string]>> = {
    '/': ['text/html', page],
    '/suite.mjs': ['text/javascript', readFileSync(file, 'utf8')],
    '/context': ['application/json', JSON.stringify(inPage)],
  };
  const servePage = (url: string, response: ServerResponse): void => {
    const [type, content] = pages[url] ?? [];
    response.writeHead(type === undefined ? 404 : 200, { 'content-type': type ?? 'text/plain' });
    response.end(content);
  };
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `${origin}/`, outcomes, close };
}

/** As it came, and cut where the twin cuts it. */
function forward(request: IncomingMessage, response: ServerResponse, origin: string): void {
  const { method, headers, url = '/' } = request;
  const onward = sendRequest(new URL(url, origin), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on('error', () => response.destroy());
    answer.on('aborted', () => response.destroy());
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}
