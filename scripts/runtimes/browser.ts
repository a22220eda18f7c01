import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { chromiumFlags } from '@tokenwright/test-support';
import type { Context, Outcome } from './suite/case.ts';

/** The server of a page: an origin that exists before the page does, so that an authority can be told of it. */
export interface PageHost {
  readonly origin: string;
  /** Opens the page with a bundled suite in a new headless Chromium, and waits for the outcomes. */
  run(program: string, file: string, context: Context, mostMs: number): Promise<readonly Outcome[]>;
  close(): void;
}

/** A script that cannot be loaded, and what it throws, is told to the host instead of being waited for. */
const page = `<!doctype html><script>
  const tell = (body) => fetch('/broken', { method: 'POST', body });
  addEventListener('error', ({ message }) => tell(message ?? 'its script cannot be loaded'), true);
  addEventListener('unhandledrejection', ({ reason }) => tell(String(reason)));
</script><script type="module" src="/suite.mjs"></script>`;

/**
 * Starts the server. The twin of PDS is told to answer its page and is called across origins; that of OneAccess has no
 * such trait, so the page reaches it through this server.
 */
export async function startPageHost(): Promise<PageHost> {
  const { promise: outcomes, resolve, reject } = Promise.withResolvers<readonly Outcome[]>();
  const files = new Map<string, readonly [type: string, content: string]>([['/', ['text/html', page]]]);
  let oneAccess = '';
  const server = createServer((request, response) => {
    const { url = '/' } = request;
    if (url.startsWith('/api/')) return forward(request, response, oneAccess);
    if (url === '/outcomes') {
      text(request).then((body) => {
        response.end();
        resolve(JSON.parse(body) as readonly Outcome[]);
      }, reject);
    } else if (url === '/broken') {
      text(request).then((body) => reject(new Error(`the page broke: ${body}`)), reject);
    } else {
      const [type, content] = files.get(url) ?? [];
      response.writeHead(type === undefined ? 404 : 200, { 'content-type': type ?? 'text/plain' });
      response.end(content);
    }
    return undefined;
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    run(program, file, context, mostMs) {
      ({ oneAccess } = context);
      files.set('/suite.mjs', ['text/javascript', readFileSync(file, 'utf8')]);
      files.set('/context', ['application/json', JSON.stringify({ ...context, oneAccess: origin })]);
      return openPage(program, `${origin}/`, outcomes, mostMs);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function openPage<Result>(
  program: string,
  url: string,
  result: Promise<Result>,
  mostMs: number,
): Promise<Result> {
  const profile = mkdtempSync(path.join(tmpdir(), 'tokenwright-chromium-'));
  const child = spawn(program, [...chromiumFlags, `--user-data-dir=${profile}`, url], {
    stdio: 'ignore',
    detached: true,
  });
  const ended = once(child, 'exit');
  try {
    const late = once(AbortSignal.timeout(mostMs), 'abort').then(() =>
      Promise.reject(new Error('Chromium took too long')),
    );
    const gone = ended.then(() => Promise.reject(new Error('Chromium ended without a result')));
    return await Promise.race([result, gone, late]);
  } finally {
    // Its own group: Debian starts it through a shell script.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
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
